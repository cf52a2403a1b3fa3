"""Outlook messages (.msg) opened for reading that survives odd files: properties by number, recipients, attachments, attached messages."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol, cast

from oxmsg import Message

from screener.errors import CorruptDocument
from screener.extract.mail.parts import in_charset

SUBJECT, BODY, HTML, RTF, CLASS, HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x001A, 0x007D
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP, REPRESENTING = 0x0C1A, 0x0C1F, 0x5D01, 0x0042
SUBMITTED, DELIVERED = 0x0039, 0x0E06
NAME, ADDRESS, SMTP, RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
FILE_NAME, SHORT_NAME, FILE_DATA, METHOD, MIME, CONTENT_ID, IS_HIDDEN = 0x3707, 0x3704, 0x3701, 0x3705, 0x370E, 0x3712, 0x7FFE
_ROOT_HEAD, _ATTACHED_HEAD, _PART_HEAD = 32, 24, 8  # bytes before the first property
_TEXT, _TEXT_8BIT, _BINARY, _NUMBER, _FLAG, _TIME = 0x001F, 0x001E, 0x0102, 0x0003, 0x000B, 0x0040
_CODE_PAGE, _BODY_CODE_PAGE = 0x3FFD, 0x3FDE
_CODE_PAGES = {65001: "utf-8", 20127: "ascii", 20866: "koi8-r", 28591: "latin-1", 28592: "iso8859-2", 28605: "iso8859-15", 50220: "iso2022-jp", 51932: "euc-jp"}
_SEGMENT = struct.Struct("<HH4x8s")
_PROPERTIES = "__properties_version1.0"
_ATTACHED_MESSAGE = "__substg1.0_3701000D"
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_READ_ERRORS = (OSError, ValueError, KeyError, IndexError, struct.error, TypeError, AttributeError, AssertionError, OverflowError, RecursionError)
_MAX_PARTS = 5_000


class _Stream(Protocol):
    name: str
    bytes_: bytes


class _Storage(Protocol):
    """A folder of the file, as the library shows it."""

    name: str
    streams: Sequence[_Stream]
    storages: Sequence[_Storage]


class Store(NamedTuple):
    """One object of the file: the message, a recipient, an attachment or an attached message.

    `streams` holds texts and bytes by stream name, `fixed` the eight bytes of short properties by number and type.
    """

    storage: _Storage
    streams: Mapping[str, bytes]
    fixed: Mapping[tuple[int, int], bytes]

    def text(self, number: int) -> str:
        """A text property, "" when there is none."""
        wide = self._stream(number, _TEXT)
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\x00")
        narrow = self._stream(number, _TEXT_8BIT)
        return in_charset(narrow, self.encoding(is_body=number == BODY)).text.rstrip("\x00") if narrow is not None else ""

    def binary(self, number: int) -> bytes:
        """A binary property, empty when there is none."""
        return self._stream(number, _BINARY) or b""

    def _stream(self, number: int, kind: int) -> bytes | None:
        return self.streams.get(f"__substg1.0_{number:04X}{kind:04X}")

    def number(self, number: int) -> int | None:
        """A number or flag property."""
        found = self.fixed.get((number, _NUMBER)) or self.fixed.get((number, _FLAG))
        return None if found is None else int.from_bytes(found[:4], "little")

    def time(self, number: int) -> datetime | None:
        """A time property, in UTC and whole seconds."""
        found = self.fixed.get((number, _TIME))
        try:
            return _EPOCH + timedelta(seconds=int.from_bytes(found, "little") // 10_000_000) if found is not None else None
        except OverflowError:
            return None

    def encoding(self, *, is_body: bool) -> str | None:
        """The encoding of 8-bit texts, or of the body."""
        page = (self.number(_BODY_CODE_PAGE) if is_body else None) or self.number(_CODE_PAGE)
        return None if page is None else _CODE_PAGES.get(page, f"cp{page}")


def _store(storage: _Storage, head: int) -> Store:
    """The object a storage holds; its properties stream opens with `head` bytes of other things."""
    streams = {stream.name: stream.bytes_ for stream in storage.streams}
    listed = streams.get(_PROPERTIES, b"")[head:]
    usable = listed[: len(listed) // _SEGMENT.size * _SEGMENT.size]
    return Store(storage, streams, {(number, kind): value for kind, number, value in _SEGMENT.iter_unpack(usable)})


def open_message(data: bytes) -> Store:
    """The message in the bytes of a .msg file. CorruptDocument when it is none."""
    try:
        root = cast("_Storage", Message.load(data)._storage)  # noqa: SLF001 - the library shows neither attached messages nor those of unknown code pages
    except _READ_ERRORS as error:
        raise CorruptDocument("The Outlook message is damaged or cut short; save it again from Outlook and retry.") from error
    store = _store(root, _ROOT_HEAD)
    if _PROPERTIES not in store.streams:
        raise CorruptDocument("The Outlook message has no list of its properties; save it again from Outlook and retry.")
    return store


def recipients(message: Store) -> Iterator[Store]:
    """The recipients in the file's order."""
    return _parts(message, "__recip_version1.0_#")


def attachments(message: Store) -> Iterator[Store]:
    """The attachments in the file's order."""
    return _parts(message, "__attach_version1.0_#")


def _parts(message: Store, prefix: str) -> Iterator[Store]:
    found = sorted((storage for storage in message.storage.storages if storage.name.startswith(prefix)), key=lambda storage: storage.name)
    for storage in found[:_MAX_PARTS]:
        yield _store(storage, _PART_HEAD)


def attached_message(attachment: Store) -> Store | None:
    """The message an attachment holds; None when it holds none."""
    storage = next((part for part in attachment.storage.storages if part.name == _ATTACHED_MESSAGE), None)
    return None if storage is None else _store(storage, _ATTACHED_HEAD)
