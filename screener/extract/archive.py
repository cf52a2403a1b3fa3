"""Reading zip archives that may be hostile: bounded in members, in bytes unpacked and in ratio, whatever their headers claim."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from screener.errors import CorruptDocument, EncryptedDocument, LimitExceeded
from screener.extract.backend import Member
from screener.extract.limits import Limits

_CHUNK = 1 << 16
_RATIO_FLOOR = 1_000_000  # small members may compress well: a page of spaces is no bomb
_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"
_READ_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError, OverflowError, ValueError)


class Archive:
    """A zip archive opened for bounded reading. Raises `CorruptDocument` if it is no readable archive, `LimitExceeded` for an endless directory."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._unpacked = 0
        if data.count(_DIRECTORY_ENTRY) > limits.max_entries:
            raise LimitExceeded(f"The archive lists more than {limits.max_entries:,} files; it was not read. Split it or raise max_entries in the settings.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _READ_ERRORS as error:
            raise CorruptDocument("The archive is damaged or cut short; save or pack it again and retry.") from error
        self._entries = tuple((info.filename.replace("\\", "/").lstrip("/"), info) for info in self._zip.infolist() if not info.filename.endswith("/"))
        self._by_name = dict(self._entries)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files in the archive's own order."""
        return tuple(self._by_name)

    @property
    def entries(self) -> tuple[tuple[str, zipfile.ZipInfo], ...]:
        """Names and entries in the archive's own order; a hostile or careless archive has a name twice."""
        return self._entries

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, name: str) -> bytes:
        """The bytes of a member, the last of its name. KeyError if there is none; LimitExceeded, EncryptedDocument or CorruptDocument if it can't be had."""
        return self.read_entry(name, self._by_name[name])

    def read_entry(self, name: str, info: zipfile.ZipInfo) -> bytes:
        """The bytes of one entry; errors as for `read`."""
        if info.flag_bits & _ENCRYPTED:
            raise EncryptedDocument(f"{_shown(name)} is protected with a password; pack it without one and try again.")
        ratio_cap = max(info.compress_size, 1) * self._limits.max_ratio + _RATIO_FLOOR
        cap = min(self._limits.max_unpacked - self._unpacked, ratio_cap)
        try:
            return self._bounded(info, cap, name)
        except _READ_ERRORS as error:
            raise CorruptDocument(f"{_shown(name)} is damaged inside the archive; save or pack it again and retry.") from error

    def _bounded(self, info: zipfile.ZipInfo, cap: int, name: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        with self._zip.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self._unpacked += len(chunk)  # what comes to nothing counts too
                if size > cap:
                    raise LimitExceeded(
                        f"{_shown(name)} was not read: it, or all that was taken out before it, unpacks to far more than its packed size or the limit allows. "
                        "Take it out and screen it by itself, or raise max_unpacked in the settings."
                    )
                parts.append(chunk)
        return b"".join(parts)


def members(data: bytes, limits: Limits) -> Iterator[Member]:
    """The files of a pack, one by one; what cannot be taken out comes as a member with an error. Bookkeeping files are left out."""
    archive = Archive(data, limits)
    entries = [entry for entry in archive.entries if not _is_bookkeeping(entry[0])]
    for name, info in entries[: limits.max_members]:
        try:
            yield Member(name=_shown(name), data=archive.read_entry(name, info))
        except (LimitExceeded, EncryptedDocument, CorruptDocument) as error:
            yield Member(name=_shown(name), data=b"", error=str(error), error_code=error.code)
    if len(entries) > limits.max_members:
        reason = f"The archive holds {len(entries):,} files; only the first {limits.max_members:,} were read. Split it or raise max_members in the settings."
        yield Member(name=f"{len(entries) - limits.max_members:,} more files", data=b"", error=reason, error_code=LimitExceeded.code)


def _is_bookkeeping(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and ("__MACOSX" in parts or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"})


def _shown(name: str) -> str:
    """The member's name with nothing in it that could pass for a path above the archive or a control character."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"..", "/", "."}]
    return "".join(c if c.isprintable() else "?" for c in "/".join(parts))[:300] or "unnamed"
