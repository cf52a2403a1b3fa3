"""What an Outlook message says, by its properties: addresses, dates, its body in the forms it is kept in, names of attachments."""

from __future__ import annotations

from email.parser import HeaderParser
from typing import NamedTuple

from screener.extract.mail.parts import header, in_charset, shown_name
from screener.extract.outlook import store
from screener.extract.outlook.store import Store, attachments, recipients

_KINDS = {1: "To", 2: "Cc", 3: "Bcc"}
_ENCRYPTED_CLASSES = ("ipm.note.smime", "ipm.note.rpmsg")
_CLEAR_SIGNED = "ipm.note.smime.multipartsigned"


class Body(NamedTuple):
    """The text of a message in the forms it is kept in, "" for those it lacks."""

    plain: str
    html: str
    rtf: bytes


def is_encrypted(message: Store) -> bool:
    """Whether the text of the message is in an encrypted attachment."""
    kind = message.text(store.CLASS).lower()
    if kind.startswith(_ENCRYPTED_CLASSES) and kind != _CLEAR_SIGNED:
        return True
    return any(part.text(store.FILE_NAME).lower() == "message.rpmsg" for part in attachments(message))


def fields(message: Store) -> list[tuple[str, str]]:
    """From, To, Cc, Bcc and Date with their values, "" for those not said."""
    headers = HeaderParser().parsestr(message.text(store.HEADERS))
    by_kind: dict[str, list[str]] = {kind: [] for kind in _KINDS.values()}
    for recipient in recipients(message):
        kind = _KINDS.get((recipient.number(store.RECIPIENT_KIND) or 1) & 0xF, "To")
        by_kind[kind].append(_address(recipient.text(store.NAME), recipient.text(store.SMTP) or recipient.text(store.ADDRESS)))
    sender = _address(
        message.text(store.SENDER_NAME) or message.text(store.REPRESENTING), message.text(store.SENDER_SMTP) or message.text(store.SENDER_ADDRESS)
    )
    sent = message.time(store.SUBMITTED) or message.time(store.DELIVERED)
    return [
        ("From", sender or header(headers, "From")),
        *((kind, ", ".join(filter(None, listed)) or header(headers, kind)) for kind, listed in by_kind.items()),
        ("Date", sent.isoformat() if sent is not None else header(headers, "Date")),
    ]


def _address(name: str, address: str) -> str:
    """Name and address; an Exchange directory path ("/o=...") tells nobody anything."""
    if "@" not in address:
        return name
    return f"{name} <{address}>" if name and name != address else address


def body_of(message: Store) -> Body:
    """The body in all the forms the message keeps."""
    raw = message.binary(store.HTML)
    html = in_charset(raw, message.encoding(is_body=True)).text if raw else message.text(store.HTML)
    return Body(message.text(store.BODY), html, message.binary(store.RTF))


def is_inline(part: Store) -> bool:
    """Whether an attachment is a picture shown inside the text."""
    is_picture = part.text(store.MIME).lower().startswith("image/")
    return is_picture and bool(part.text(store.CONTENT_ID) or part.number(store.IS_HIDDEN))


def attachment_name(part: Store, number: int) -> str:
    """The attachment's file name as a reader sees it."""
    return shown_name(part.text(store.FILE_NAME) or part.text(store.SHORT_NAME) or part.text(store.NAME)) or f"attachment {number}"
