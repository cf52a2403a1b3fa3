"""The one path: bytes → `Document` → `Analysis` → raw findings → `Report`. Everything that screens calls `Screener`."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from screener.detect import DETECTORS
from screener.detect.base import Context, Observation
from screener.detect.reading import with_setting
from screener.errors import ERRORS_BY_CODE, DocumentChanged, ExtractionError, LimitExceeded, ModelError, UnreadableFile
from screener.extract import batch
from screener.extract.backend import Member
from screener.extract.limits import Limits
from screener.extract.sandbox import Extractor
from screener.extract.sniff import MEDIA_TYPES, Format, sniff
from screener.language import Language
from screener.occasion import settle
from screener.policy import Policy
from screener.reader.reader import Reader
from screener.resolve import resolve, verdict_of
from screener.types import Analysis, Check, Document, Gap, MeasureEntry, Occasion, RawFinding, Reconciliation, Report, Source, Versions
from screener.version import __version__

BATCHES = frozenset({Format.CSV, Format.JSONL})
BATCH_SUFFIXES = frozenset({".csv", ".tsv", ".jsonl", ".ndjson"})
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_WHOLE = "document"  # what a gap concerns when nothing at all could be read


@dataclass(frozen=True, kw_only=True, slots=True)
class Screened:
    """A report with the document it is about; no document when it could not be read."""

    report: Report
    document: Document | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """Bytes to screen with the name they came under; `declared` is the text format the user says they have."""

    name: str
    data: bytes
    declared: Format | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file found below a folder, shown by its path from there: files of two subfolders may have one name."""

    path: Path
    folder: Path

    @property
    def name(self) -> str:
        """The name as it stands in the report."""
        return shown_name(self.path, self.folder)


class Screener:
    """Policy, language and a sandboxed reader, loaded once; screens any number of drafts. Use as a context manager."""

    def __init__(self, policy: Policy, *, limits: Limits | None = None, reader: Reader | None = None, threads: int | None = None) -> None:
        self.policy = policy
        self.limits = limits or Limits()
        self._extractor = Extractor(self.limits)
        self._extractor.start()  # warms up while the language loads, and so does the reader
        with ThreadPoolExecutor(1) as pool:
            loading = pool.submit(lambda: reader or Reader.load(threads=threads, is_wanted_soon=True))
            self._language = Language.load(policy)
        try:
            loaded = loading.result()
        except ModelError:
            self.close()
            raise
        self._context = Context(policy=policy, reader=loaded)
        self._versions = Versions(screener=__version__, policy=policy.version, models={"reader": loaded.version})

    @classmethod
    def load(cls, policy: Path | None = None, *, setting: str | None = None, limits: Limits | None = None, threads: int | None = None) -> Self:
        """A screener with the shipped models and policy, or one's own policy file.

        `setting` is one of the policy's, from cautious to quiet; `threads` are for the reader, default all cores. PolicyError says file, key and
        line; UsageError which settings there are; ModelError which model file is not the one that was shipped.
        """
        return cls(with_setting(Policy.load(policy), setting), limits=limits, threads=threads)

    def screen(self, source: str | Path | Found | Upload, occasion: Occasion | None = None) -> Iterator[Screened]:
        """One `Screened` for each document in the source: a file is one, a mail one and its attachments, a batch one a record.

        What cannot be read comes as a report with a gap for the whole document, never as an exception.
        """
        asked = occasion or Occasion()
        try:
            upload = source if isinstance(source, Upload) else read_file(source, self.limits)
        except ExtractionError as error:
            yield self._unread(name_of(source), b"", error, asked)
            return
        try:
            found = sniff(upload.data, upload.name, self.limits, declared=upload.declared)
        except ExtractionError as error:
            yield self._unread(upload.name, upload.data, error, asked)
            return
        if found in BATCHES:
            yield from self._screen_batch(upload, found, asked)
        else:
            yield from self._screen_file(upload, found, asked, _Allowance(self.limits.max_members, self.limits.max_unpacked))

    def screen_document(self, document: Document, occasion: Occasion) -> Screened:
        """The rest of the path for a document already read."""
        settled = settle(occasion, document)
        analysis = self._language.read(document, settled)
        observations, left_out = _observe(analysis, self._context, self.limits.max_findings)
        gaps = (*document.gaps, *left_out)
        findings = resolve((each for each in observations if isinstance(each, RawFinding)), analysis, self.policy)
        report = Report(
            id=_report_id(document.source, settled, self._versions),
            source=document.source,
            occasion=settled,
            verdict=verdict_of(findings, gaps, settled),
            findings=findings,
            measures=tuple(each for each in observations if isinstance(each, MeasureEntry)),
            reconciliations=tuple(each for each in observations if isinstance(each, Reconciliation)),
            checks=tuple(each for each in observations if isinstance(each, Check)),
            gaps=gaps,
            versions=self._versions,
        )
        return Screened(report=report, document=document)

    def screen_record(self, record: batch.Record, found: Format, name: str, occasion: Occasion) -> Screened:
        """One record of a batch; a record without text gets a report that says so."""
        try:
            document = batch.record_document(record, found, name, self.limits)
        except ExtractionError as error:
            source = Source(name=name, media_type=MEDIA_TYPES[found], sha256=hashlib.sha256(b"").hexdigest(), bytes=0, record_id=record.id)
            return self._failed(source, error, occasion)
        return self._screened(document, occasion)

    def close(self) -> None:
        """Ends the sandboxed reader."""
        self._extractor.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Ends the sandboxed reader."""
        self.close()

    def _screen_batch(self, upload: Upload, found: Format, occasion: Occasion) -> Iterator[Screened]:
        begun = False
        try:
            for record in batch.records(upload.data, found, upload.name, self.limits):
                begun = True
                yield self.screen_record(record, found, upload.name, occasion)
        except ExtractionError as error:
            if begun:
                yield self.screen_record(batch.rest(error), found, upload.name, occasion)
            else:
                yield self._unread(upload.name, upload.data, error, occasion, found=found)

    def _screen_file(
        self, upload: Upload, found: Format, occasion: Occasion, allowance: _Allowance, *, container: str | None = None, depth: int = 0
    ) -> Iterator[Screened]:
        members: list[Member] = []
        carried = occasion
        try:
            declared = upload.declared.value if upload.declared else None
            for part in self._extractor.extract(upload.data, upload.name, declared=declared, container=container):
                if isinstance(part, Member):
                    members.append(part)
                else:
                    screened = self._screened(part, occasion)
                    carried = screened.report.occasion  # an attachment leaves the way its mail does
                    yield screened
        except ExtractionError as error:
            yield self._unread(upload.name, upload.data, error, occasion, container=container, found=found)
        for member in members:
            yield from self._screen_member(member, upload.name, carried, allowance, depth + 1)

    def _screen_member(self, member: Member, container: str, occasion: Occasion, allowance: _Allowance, depth: int) -> Iterator[Screened]:
        name = f"{container}/{member.name}"
        error = self._refusal(member, name, allowance, depth)
        if error is not None:
            yield self._unread(name, member.data, error, occasion, container=container)
            return
        upload = Upload(name=name, data=member.data)
        try:
            found = sniff(member.data, name, self.limits)
        except ExtractionError as failed:
            yield self._unread(name, member.data, failed, occasion, container=container)
            return
        if found in BATCHES:
            yield from self._screen_batch(upload, found, occasion)
        else:
            yield from self._screen_file(upload, found, occasion, allowance, container=container, depth=depth)

    def _refusal(self, member: Member, name: str, allowance: _Allowance, depth: int) -> ExtractionError | None:
        """Why a member is not read, None if it is."""
        if member.error is not None:
            return ERRORS_BY_CODE.get(member.error_code, ExtractionError)(member.error)
        if depth > self.limits.max_container_depth:
            return LimitExceeded(f"{name} lies too deep inside other files; take it out and screen it by itself.")
        if not allowance.take(member):
            return LimitExceeded(f"{name} was not read: the files before it, packed in one another, reached the limit. Take it out and screen it by itself.")
        return None

    def _screened(self, document: Document, occasion: Occasion) -> Screened:
        """The report of a document already read, whatever happens."""
        try:
            return self.screen_document(document, occasion)
        # The broad catch around one document of many: a fault of ours costs this document only, and the reviewer is told.
        except Exception as error:  # noqa: BLE001
            message = f"{document.source.name} was read but not screened ({type(error).__name__}, a fault of the screener); have a person review it."
            return self._failed(document.source, ExtractionError(message), occasion)

    def _unread(
        self, name: str, data: bytes, error: ExtractionError, occasion: Occasion, *, container: str | None = None, found: Format | None = None
    ) -> Screened:
        media_type = MEDIA_TYPES[found] if found is not None else "application/octet-stream"
        source = Source(name=name, media_type=media_type, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), container=container)
        return self._failed(source, error, occasion)

    def _failed(self, source: Source, error: ExtractionError, occasion: Occasion) -> Screened:
        return Screened(report=unread_report(source, error, occasion, self._versions), document=None)


@dataclass(slots=True)
class _Allowance:
    """Files and bytes that may still come out of one source, counted over all containers in it: packs in packs multiply."""

    files: int
    unpacked: int

    def take(self, member: Member) -> bool:
        """Whether the member may still be read; it counts in any case."""
        self.files -= 1
        self.unpacked -= len(member.data)
        return self.files >= 0 and self.unpacked >= 0


def _observe(analysis: Analysis, context: Context, most: int) -> tuple[list[Observation], list[Gap]]:
    """What the detectors see, at most so many findings each, and a gap for each that saw more."""
    observations: list[Observation] = []
    gaps = []
    for detector in DETECTORS:
        count = 0
        for seen in detector(analysis, context):
            count += isinstance(seen, RawFinding)
            if count <= most or not isinstance(seen, RawFinding):
                observations.append(seen)
        if count > most:
            reason = f"There are {count:,} findings of the detector {detector.name}; the first {most:,} are shown. Split the document and screen its parts."
            gaps.append(Gap(what="findings", reason=reason, code=LimitExceeded.code))
    return observations, gaps


def unread_report(source: Source, error: ExtractionError, occasion: Occasion, versions: Versions) -> Report:
    """The report of a document that could not be read: nobody may take it for clear."""
    gap = Gap(what=_WHOLE, reason=str(error), code=error.code)
    return Report(
        id=_report_id(source, occasion, versions),
        source=source,
        occasion=occasion,
        verdict=verdict_of((), (gap,), occasion),
        findings=(),
        measures=(),
        reconciliations=(),
        checks=(),
        gaps=(gap,),
        versions=versions,
    )


def is_unread(report: Report) -> bool:
    """Whether nothing of the document could be read."""
    return any(gap.what == _WHOLE for gap in report.gaps)


def read_file(source: str | Path | Found, limits: Limits) -> Upload:
    """The bytes of a regular file. UnreadableFile for devices and missing rights, LimitExceeded, DocumentChanged if it is being written."""
    path, name = source.path if isinstance(source, Found) else Path(source), name_of(source)
    try:
        # A pipe or device must not block the run: it opens at once and is then refused.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise UnreadableFile(f"{name} could not be opened ({_reason(error)}); check that it exists and that you may read it.", name=name) from error
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        os.close(descriptor)
        raise UnreadableFile(_not_regular(name, before.st_mode), name=name)
    with os.fdopen(descriptor, "rb") as file:
        if before.st_size > limits.max_bytes:
            message = f"{name} has {before.st_size:,} bytes, more than the {limits.max_bytes:,} allowed; split it or raise max_bytes in the settings."
            raise LimitExceeded(message, name=name)
        try:
            data = file.read(limits.max_bytes + 1)
        except OSError as error:
            raise UnreadableFile(f"{name} could not be read ({_reason(error)}); copy it to another place and try again.", name=name) from error
        after = os.fstat(descriptor)
    if len(data) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise DocumentChanged(f"{name} changed while it was being read; wait until it is saved and try again.", name=name)
    return Upload(name=name, data=data)


def name_of(source: str | Path | Found | Upload) -> str:
    """The name of a source as it stands in the report."""
    return source.name if isinstance(source, Found | Upload) else shown_name(Path(source))


def shown_name(path: Path, folder: Path | None = None) -> str:
    """A file's name as it may stand in any report, or its path from a folder.

    Bytes that are no text and letters that steer a terminal become question marks.
    """
    shown = path.relative_to(folder) if folder is not None and path != folder and path.is_relative_to(folder) else path.name or path
    name = os.fsencode(shown).decode("utf-8", errors="replace")
    return "".join("?" if unicodedata.category(c) in _UNPRINTABLE else c for c in name)


def _not_regular(name: str, mode: int) -> str:
    if stat.S_ISDIR(mode):
        return f"{name} is a folder that could not be searched, or a link to one, which is not followed; name the folder itself if you may read it."
    return f"{name} is not a regular file but a device, pipe or socket; name a document or a folder."


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


def _report_id(source: Source, occasion: Occasion, versions: Versions) -> str:
    """A stable id: same bytes, record, occasion and versions, same id."""
    return hashlib.sha256(msgspec.json.encode([source, occasion, versions])).hexdigest()[:24]
