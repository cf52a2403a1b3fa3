"""The one path: bytes → `Document` → `Analysis` → raw findings → `Report`. Everything that screens calls `Screener`."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from screener.detect import DETECTORS
from screener.detect.base import Context, Observation
from screener.errors import DocumentChanged, ExtractionError, LimitExceeded, UnreadableFile
from screener.extract import batch
from screener.extract.backend import Member
from screener.extract.limits import Limits
from screener.extract.sandbox import Extractor
from screener.extract.sniff import MEDIA_TYPES, Format, sniff
from screener.language import Language
from screener.occasion import settle
from screener.policy import Policy
from screener.resolve import resolve, verdict_of
from screener.types import Check, Document, Gap, MeasureEntry, Occasion, RawFinding, Reconciliation, Report, Source, Versions
from screener.version import __version__

BATCHES = frozenset({Format.CSV, Format.JSONL})
_WHOLE = "document"  # what a gap concerns when nothing at all could be read
_READ_CHUNK = 1 << 20


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


class Screener:
    """Policy, language and a sandboxed reader, loaded once; screens any number of drafts. Use as a context manager."""

    def __init__(self, policy: Policy, *, limits: Limits | None = None) -> None:
        self.policy = policy
        self.limits = limits or Limits()
        self._extractor = Extractor(self.limits)
        self._extractor.start()  # warms up while the language loads
        self._language = Language.load(policy)
        self._context = Context(policy=policy)
        self._versions = Versions(screener=__version__, policy=policy.version)

    @classmethod
    def load(cls, policy: Path | None = None, *, limits: Limits | None = None) -> Self:
        """A screener with the shipped policy, or one's own policy file. PolicyError says file, key and line."""
        return cls(Policy.load(policy), limits=limits)

    def screen(self, source: str | Path | Upload, occasion: Occasion | None = None) -> Iterator[Screened]:
        """One `Screened` for each document in the source: a file is one, a mail one and its attachments, a batch one a record.

        What cannot be read comes as a report with a gap for the whole document, never as an exception.
        """
        asked = occasion or Occasion()
        try:
            upload = source if isinstance(source, Upload) else read_file(Path(source), self.limits)
            found = sniff(upload.data, upload.name, self.limits, declared=upload.declared)
        except ExtractionError as error:
            yield self._unread(Path(source).name if not isinstance(source, Upload) else source.name, b"", error, asked)
            return
        if found in BATCHES:
            yield from self._screen_batch(upload, found, asked)
        else:
            yield from self._screen_file(upload, asked, container=None, depth=0)

    def screen_document(self, document: Document, occasion: Occasion) -> Screened:
        """The rest of the path for a document already read."""
        settled = settle(occasion, document)
        analysis = self._language.read(document, settled)
        observations: list[Observation] = [seen for detector in DETECTORS for seen in detector(analysis, self._context)]
        findings = resolve((each for each in observations if isinstance(each, RawFinding)), analysis, self.policy)
        report = Report(
            id=_report_id(document.source, settled, self._versions),
            source=document.source,
            occasion=settled,
            verdict=verdict_of(findings, document.gaps, settled),
            findings=findings,
            measures=tuple(each for each in observations if isinstance(each, MeasureEntry)),
            reconciliations=tuple(each for each in observations if isinstance(each, Reconciliation)),
            checks=tuple(each for each in observations if isinstance(each, Check)),
            gaps=document.gaps,
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
        return self.screen_document(document, occasion)

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
        try:
            for record in batch.records(upload.data, found, upload.name, self.limits):
                yield self.screen_record(record, found, upload.name, occasion)
        except ExtractionError as error:
            yield self._unread(upload.name, upload.data, error, occasion)

    def _screen_file(self, upload: Upload, occasion: Occasion, *, container: str | None, depth: int) -> Iterator[Screened]:
        members: list[Member] = []
        carried = occasion
        try:
            declared = upload.declared.value if upload.declared else None
            for part in self._extractor.extract(upload.data, upload.name, declared=declared, container=container):
                if isinstance(part, Member):
                    members.append(part)
                else:
                    screened = self.screen_document(part, occasion)
                    carried = screened.report.occasion  # an attachment leaves the way its mail does
                    yield screened
        except ExtractionError as error:
            yield self._unread(upload.name, upload.data, error, occasion, container=container)
        for member in members:
            yield from self._screen_member(member, upload.name, carried, depth + 1)

    def _screen_member(self, member: Member, container: str, occasion: Occasion, depth: int) -> Iterator[Screened]:
        name = f"{container}/{member.name}"
        error = ExtractionError(member.error) if member.error else None
        if error is None and depth > self.limits.max_container_depth:
            error = LimitExceeded(f"{name} lies too deep inside other files; take it out and screen it by itself.")
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
            yield from self._screen_file(upload, occasion, container=container, depth=depth)

    def _unread(self, name: str, data: bytes, error: ExtractionError, occasion: Occasion, *, container: str | None = None) -> Screened:
        source = Source(name=name, media_type="application/octet-stream", sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), container=container)
        return self._failed(source, error, occasion)

    def _failed(self, source: Source, error: ExtractionError, occasion: Occasion) -> Screened:
        return Screened(report=unread_report(source, error, occasion, self._versions), document=None)


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


def read_file(path: Path, limits: Limits) -> Upload:
    """The bytes of a regular file. UnreadableFile for devices and missing rights, LimitExceeded, DocumentChanged if it is being written."""
    try:
        # A pipe or device must not block the run: it opens at once and is then refused.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise UnreadableFile(f"{path.name} could not be opened ({error.strerror}); check that it exists and that you may read it.", name=path.name) from error
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        os.close(descriptor)
        raise UnreadableFile(f"{path.name} is not a regular file; name a file or a folder.", name=path.name)
    with os.fdopen(descriptor, "rb") as file:
        if before.st_size > limits.max_bytes:
            message = f"{path.name} has {before.st_size:,} bytes, more than the {limits.max_bytes:,} allowed; split it or raise max_bytes."
            raise LimitExceeded(message, name=path.name)
        data = file.read(limits.max_bytes + 1)
        after = os.fstat(descriptor)
    if len(data) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise DocumentChanged(f"{path.name} changed while it was being read; wait until it is saved and try again.", name=path.name)
    return Upload(name=path.name, data=data)


def _report_id(source: Source, occasion: Occasion, versions: Versions) -> str:
    """A stable id: same bytes, record, occasion and versions, same id."""
    return hashlib.sha256(msgspec.json.encode([source, occasion, versions])).hexdigest()[:24]
