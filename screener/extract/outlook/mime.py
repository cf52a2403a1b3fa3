"""A message attached to an Outlook message written as Internet mail, so that it is read like any other mail."""

from __future__ import annotations

from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from screener.errors import LimitExceeded
from screener.extract.limits import Limits
from screener.extract.outlook import store
from screener.extract.outlook.compressed_rtf import decompress
from screener.extract.outlook.message import attachment_name, body_of, fields, is_encrypted, is_inline
from screener.extract.outlook.store import Store, attached_message, attachments

_BOUNDARY = "=_part_"  # fixed, so that the same message gives the same bytes; base64 has no underscore


def to_mime(message: Store, limits: Limits) -> bytes:
    """The message, its body and its attachments as the bytes of an .eml file. LimitExceeded when messages are attached too deeply."""
    return _mail(message, limits, limits.max_container_depth).as_bytes()


def _mail(message: Store, limits: Limits, depth: int) -> MIMEMultipart:
    if depth <= 0:
        raise LimitExceeded("Messages are attached to messages more deeply than the limit allows; screen the inner ones on their own.")
    mail = MIMEMultipart("mixed", boundary=f"{_BOUNDARY}{depth}_")
    for name, value in [("Subject", message.text(store.SUBJECT)), *fields(message)]:
        if value:
            mail[name] = str(Header(" ".join(value.split()), "utf-8").encode())
    mail.attach(_body(message, limits, depth))
    for number, part in enumerate(attachments(message), start=1):
        if number <= limits.max_members and not is_inline(part):
            mail.attach(_attachment(part, number, limits, depth))
    return mail


def _body(message: Store, limits: Limits, depth: int) -> MIMEMultipart:
    body = body_of(message)
    holder = MIMEMultipart("alternative", boundary=f"{_BOUNDARY}{depth}_body_")
    if body.plain.strip():
        holder.attach(MIMEText(body.plain, "plain", "utf-8"))
    if body.html.strip():
        holder.attach(MIMEText(body.html, "html", "utf-8"))
    if body.rtf and not body.plain.strip() and not body.html.strip():
        holder.attach(MIMEText(decompress(body.rtf, limits.max_text).decode("latin-1"), "rtf", "utf-8"))
    return holder


def _attachment(part: Store, number: int, limits: Limits, depth: int) -> MIMEBase:
    inner, name = attached_message(part), attachment_name(part, number)
    if inner is not None and not is_encrypted(inner):
        attached: MIMEBase = MIMEMessage(_mail(inner, limits, depth - 1))
    elif inner is not None:
        attached = MIMEBase("application", "pkcs7-mime")
    elif data := part.binary(store.FILE_DATA):
        attached = MIMEApplication(data)
    else:
        attached = MIMEBase("message", "external-body")
    attached.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return attached
