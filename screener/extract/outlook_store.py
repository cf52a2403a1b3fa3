"""Outlook messages (.msg) opened for reading that survives odd files: properties by number, recipients, attachments, attached messages."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from oxmsg import Message
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from screener.errors import CorruptDocument
from screener.extract.decode import decode

SUBJECT, BODY, HTML, RTF, CLASS, HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x001A, 0x007D
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP, REPRESENTING = 0x0C1A, 0x0C1F, 0x5D01, 0x0042
SUBMITTED, DELIVERED = 0x0039, 0x0E06
NAME, ADDRESS, SMTP, RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
FILE_NAME, SHORT_NAME, FILE_DATA, METHOD, MIME, CONTENT_ID, IS_HIDDEN = 0x3707, 0x3704, 0x3701, 0x3705, 0x370E, 0x3712, 0x7FFE
_ROOT_HEAD, _ATTACHED_HEAD, _PART_HEAD = 32, 24, 8  # bytes before the first property
_TEXT, _TEXT_8BIT, _BINARY = 0x001F, 0x001E, 0x0102
_ATTACHED_MESSAGE = "__substg1.0_3701000D"
_CODE_PAGE_ERRORS = (UnicodeDecodeError, LookupError, UnrecognizedCodePageError, UnsupportedEncodingError)
_READ_ERRORS = (OSError, ValueError, KeyError, IndexError, struct.error, TypeError, AttributeError, AssertionError, OverflowError, RecursionError)
_MAX_PARTS = 5_000


class Store(NamedTuple):
    """One object of the file: the message, a recipient, an attachment or an attached message."""

    storage: Storage
    properties: Properties

    def text(self, number: int) -> str:
        """A text property, "" when there is none or it can't be had."""
        try:
            return (self.properties.str_prop_value(number) or "").rstrip("\x00")
        except _CODE_PAGE_ERRORS:
            return self._raw_text(number)
        except _READ_ERRORS:
            return ""

    def _raw_text(self, number: int) -> str:
        for kind in (_TEXT, _TEXT_8BIT):
            try:
                data = self.storage.property_stream_bytes(number, kind)
            except KeyError:
                continue
            return data.decode("utf-16-le", "replace") if kind == _TEXT else decode(data).text
        return ""

    def bytes(self, number: int) -> bytes:
        """A binary property, empty when there is none."""
        try:
            return self.properties.binary_prop_value(number) or b""
        except (*_READ_ERRORS, *_CODE_PAGE_ERRORS):
            return b""

    def number(self, number: int) -> int | None:
        """A number property."""
        try:
            return self.properties.int_prop_value(number)
        except (*_READ_ERRORS, *_CODE_PAGE_ERRORS):
            return None

    def time(self, number: int) -> datetime | None:
        """A time property, in UTC."""
        try:
            found = self.properties.date_prop_value(number)
        except (*_READ_ERRORS, *_CODE_PAGE_ERRORS):
            return None
        return found if isinstance(found, datetime) else None

    def body_encoding(self) -> str:
        """The encoding of the HTML body."""
        try:
            return self.properties.body_encoding
        except (*_READ_ERRORS, *_CODE_PAGE_ERRORS):
            return ""


def open_message(data: bytes) -> Store:
    """The message in the bytes of a .msg file. CorruptDocument when it is none."""
    try:
        message = Message.load(data)
        store = Store(message._storage, message.properties)  # noqa: SLF001 - the library shows attached messages no other way
        tuple(store.properties)
    except (*_READ_ERRORS, *_CODE_PAGE_ERRORS) as error:
        raise CorruptDocument("The Outlook message is damaged or cut short; save it again from Outlook and retry.") from error
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
        yield Store(storage, Properties(storage, properties_header_offset=_PART_HEAD))


def attached_message(attachment: Store) -> Store | None:
    """The message an attachment holds; None when it holds none."""
    storage = next((part for part in attachment.storage.storages if part.name == _ATTACHED_MESSAGE), None)
    return None if storage is None else Store(storage, Properties(storage, properties_header_offset=_ATTACHED_HEAD))
