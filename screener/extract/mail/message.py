"""Mail as saved by mail programs (.eml): subject, addresses and body to blocks, attachments to members."""

from __future__ import annotations

from collections.abc import Iterator

from screener.errors import EncryptedDocument, UnsupportedFormat
from screener.extract.backend import Member
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.extract.mail.parts import (
    Attachment,
    Part,
    attached_bytes,
    attachments,
    body_parts,
    header,
    is_cut_short,
    is_damaged,
    parse_mail,
    payload_of,
    text_of,
)
from screener.extract.mail.text import add_html, add_plain, add_rtf
from screener.types import BlockKind, Provenance

_FIELDS = ("From", "To", "Cc", "Bcc", "Date")
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_TNEF_REASON = "Outlook packed the attachments into winmail.dat; send the mail again as HTML or plain text, or supply its attachments one by one."
_OPAQUE = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_OPAQUE_REASON = "The mail is signed in a form that wraps its text; open it in the mail program, save an unsigned copy and try again."


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the mail's fields and body. EncryptedDocument for an encrypted mail; a part that can't be decoded is a gap."""
    message = parse_mail(data)
    add_fields(builder, header(message, "Subject"), [(name, header(message, name)) for name in _FIELDS])
    if message.get_content_type() in _OPAQUE:
        builder.add_gap("body", _OPAQUE_REASON, code=UnsupportedFormat.code)
        return
    if is_cut_short(message, limits):
        builder.add_gap(
            "mail", "The mail is cut short or its boundaries are lost; text or attachments may be missing. Save it again and retry.", code="corrupt"
        )
    for part in body_parts(message, limits):
        _add_body(builder, part, limits)


def add_fields(builder: DocumentBuilder, subject: str, fields: list[tuple[str, str]]) -> None:
    """Adds the subject as the title and one block for each field that says something."""
    if builder.add(BlockKind.HEADING, subject, level=1, provenance=Provenance(path="Subject")):
        builder.title = subject
    for name, value in fields:
        if value:
            builder.add(BlockKind.FIELD, f"{name}: {value}", provenance=Provenance(path=name))


def _add_body(builder: DocumentBuilder, part: Part, limits: Limits) -> None:
    decoded = text_of(part)
    if is_damaged(part):
        builder.add_gap("body", "The mail's text is damaged (broken base64) and may be incomplete; save the mail again and retry.", code="corrupt")
    if decoded.lossy:
        builder.add_gap("body", "Some bytes mean nothing in the mail's encoding and were shown as \ufffd; send it as UTF-8.", code="encoding")
    kind = part.get_content_subtype()
    if kind == "html":
        add_html(builder, decoded.text, limits)
    elif kind == "rtf":
        add_rtf(builder, decoded.text)
    else:
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        add_plain(builder, decoded.text, flowed=flowed, joined_bare=str(part.get_param("delsp", "")).lower() == "yes")


def members(data: bytes, limits: Limits) -> Iterator[Member]:
    """The attachments in order; an attached mail comes as .eml, one that can't be had as a member with an error."""
    found = attachments(parse_mail(data), limits)
    for count, attachment in enumerate(found):
        if count >= limits.max_members:
            reason = f"The mail has more than {limits.max_members:,} attachments; the rest was not read. Raise max_members in the settings."
            yield Member(name="more attachments", data=b"", error=reason, error_code="limit")
            return
        yield _member(attachment)


def _member(attachment: Attachment) -> Member:
    name, part = attachment
    kind = part.get_content_type()
    if kind in _TNEF or name.lower() == "winmail.dat":
        return Member(name=name, data=b"", error=_TNEF_REASON, error_code=UnsupportedFormat.code)
    if kind == "message/external-body":
        reason = "The attachment is kept elsewhere and is not in the mail; fetch it and screen it on its own."
        return Member(name=name, data=b"", error=reason)
    if kind in _OPAQUE:
        return Member(name=name, data=b"", error=str(EncryptedDocument("The attached mail is encrypted or wrapped in its signature; save a copy without.")))
    if part.get_content_maintype() == "message" and part.is_multipart():
        return _attached_mail(name, part)
    data = payload_of(part)
    if is_damaged(part):
        reason = "The attachment is damaged (broken base64); ask for the mail to be sent again."
        return Member(name=name, data=b"", error=reason, error_code="corrupt")
    return Member(name=name, data=data)


def _attached_mail(name: str, part: Part) -> Member:
    try:
        data = attached_bytes(part)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # the library's writer fails on some mail its reader took
        return Member(name=name, data=b"", error="The attached mail is damaged; save it on its own and screen that.", error_code="corrupt")
    return Member(name=name, data=data)
