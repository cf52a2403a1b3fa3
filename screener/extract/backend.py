"""What a backend is: one function per format from bytes to a filled builder.

A backend is a module with `read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None`. It adds blocks, tables, page
layouts and gaps in reading order, raises `CorruptDocument`, `EncryptedDocument` or `LimitExceeded` when nothing can be
read, and turns what is lost in part (one page, one picture) into gaps. Containers (`zip`, mail) implement `members`
beside it: their attachments and files are read as documents of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits

Read = Callable[[bytes, DocumentBuilder, Limits], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One file inside a container; `error` says why it could not be taken out, then data is empty."""

    name: str
    data: bytes
    error: str | None = None
    error_code: str = "unread"


Members = Callable[[bytes, Limits], Iterator[Member]]
