"""Outlook messages (.msg): subject, addresses and body to blocks, attachments to members; attached messages come as .eml."""

from __future__ import annotations

from collections.abc import Iterator

from screener.errors import CorruptDocument, EncryptedDocument, ExtractionError, UnsupportedFormat
from screener.extract.backend import Member
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.extract.mail import add_fields
from screener.extract.mail.parts import html_says_more
from screener.extract.mail.text import add_html, add_plain, add_rtf
from screener.extract.outlook import store
from screener.extract.outlook.compressed_rtf import decompress
from screener.extract.outlook.message import attachment_name, body_of, fields, is_encrypted, is_inline
from screener.extract.outlook.mime import to_mime
from screener.extract.outlook.store import Store, attached_message, attachments, open_message

_BY_VALUE, _MESSAGE, _OLE = 1, 5, 6
_ENCRYPTED_REASON = "The message is encrypted or protected by rights management; open it in Outlook, save an unprotected copy and try again."


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the message's fields and body. EncryptedDocument when its text is encrypted; a body that can't be had is a gap."""
    message = open_message(data)
    if is_encrypted(message):
        raise EncryptedDocument(_ENCRYPTED_REASON)
    add_fields(builder, message.text(store.SUBJECT), fields(message))
    body = body_of(message)
    if body.html and (not body.plain.strip() or html_says_more(body.html, body.plain)):
        add_html(builder, body.html, limits)
    elif body.plain.strip():
        add_plain(builder, body.plain)
    elif body.rtf:
        _add_rtf(builder, body.rtf, limits)


def _add_rtf(builder: DocumentBuilder, data: bytes, limits: Limits) -> None:
    try:
        rtf = decompress(data, limits.max_text)
    except ExtractionError as error:
        builder.add_gap("body", str(error), code=error.code)
        return
    add_rtf(builder, rtf.decode("latin-1"))


def members(data: bytes, limits: Limits) -> Iterator[Member]:
    """The attachments in order; what cannot be taken out comes as a member with an error. Pictures inside the text are left out."""
    shown = [part for part in attachments(open_message(data)) if not is_inline(part)]
    for number, part in enumerate(shown[: limits.max_members], start=1):
        yield _member(part, number, limits)
    if len(shown) > limits.max_members:
        reason = f"The message has {len(shown):,} attachments; the first {limits.max_members:,} were read. Raise max_members in the settings."
        yield Member(name="more attachments", data=b"", error=reason, error_code="limit")


def _member(part: Store, number: int, limits: Limits) -> Member:
    name, method = attachment_name(part, number), part.number(store.METHOD)
    inner = attached_message(part)
    if inner is not None and method in {_MESSAGE, None}:
        return _message_member(inner, name, limits)
    if method == _OLE:
        reason = "An embedded object was not read; save it as a file of its own and screen that."
        return Member(name=name, data=b"", error=reason, error_code=UnsupportedFormat.code)
    data = part.binary(store.FILE_DATA)
    if method not in {_BY_VALUE, None} and not data:
        return Member(name=name, data=b"", error="The attachment is a link to a file kept elsewhere; fetch it and screen it on its own.")
    if not data:
        return Member(name=name, data=b"", error="The attachment's content is missing from the message; save it again.", error_code="corrupt")
    return Member(name=name, data=data)


def _message_member(inner: Store, name: str, limits: Limits) -> Member:
    shown = name if name.lower().endswith(".eml") else f"{name.removesuffix('.msg')}.eml"
    if is_encrypted(inner):
        return Member(name=shown, data=b"", error=_ENCRYPTED_REASON, error_code=EncryptedDocument.code)
    try:
        data = to_mime(inner, limits)
    except (ExtractionError, ValueError, LookupError, TypeError, AttributeError):  # the mail writer fails on letters no mail can carry
        reason = "The attached message is damaged; save it on its own and screen that."
        return Member(name=shown, data=b"", error=reason, error_code=CorruptDocument.code)
    return Member(name=shown, data=data)
