"""A mail taken apart: decoded headers, the parts that make its body, its attachments. Bounded in depth and in number of parts."""

from __future__ import annotations

import binascii
import email
import email.errors
import email.policy
import mimetypes
import re
from collections.abc import Iterator
from email.message import Message
from pathlib import PurePosixPath
from typing import NamedTuple, TypeAlias

from screener.errors import CorruptDocument, EncryptedDocument, LimitExceeded
from screener.extract.decode import Decoded, decode
from screener.extract.limits import Limits

Part: TypeAlias = "Message[str, str]"  # the class takes no parameters at run time
_BODY_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/rtf", "application/rtf"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys"})
_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_RIGHTS_MANAGED = "application/x-microsoft-rpmsg-message"
_MAX_HEADER = 100_000  # letters of one header line; a real list of recipients has a tenth of it
_UNSEEN_IN_NAME = re.compile(r"[\x00-\x1f\x7f]")
_RICH = re.compile(r"<table[\s>]|display\s*:\s*none|font-size\s*:\s*0|visibility\s*:\s*hidden|color\s*:\s*(?:#fff\b|#ffffff\b|white\b)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")
_UNSHOWN = re.compile(r"(</?(?:style|script)\b)", re.IGNORECASE)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]{0,8000})\?=")
_KEPT = email.policy.compat32.clone(mangle_from_=False)
_STUB = 0.5  # a plain version with less than half of the words is a stand-in


class Attachment(NamedTuple):
    """A part that is no body: its name as a reader sees it, and the part."""

    name: str
    part: Part


def parse_mail(data: bytes) -> Part:
    """The mail as a tree of parts. EncryptedDocument when it is encrypted as a whole, LimitExceeded when it is nested absurdly."""
    try:
        message = email.message_from_bytes(data)
    except RecursionError as error:
        raise LimitExceeded("The mail is nested more deeply than any real one; it was not read.") from error
    except (email.errors.MessageError, ValueError, LookupError) as error:
        raise CorruptDocument("The mail is damaged; save it again from the mail program and retry.") from error
    _refuse_encrypted(message)
    return message


def _refuse_encrypted(message: Part) -> None:
    kind = message.get_content_type()
    opaque = kind in _PKCS7 and str(message.get_param("smime-type", "enveloped-data")).lower() != "signed-data"
    if opaque or kind == "multipart/encrypted" or any(part.get_content_type() == _RIGHTS_MANAGED for part in _children(message)):
        raise EncryptedDocument("The mail is encrypted; open it in the mail program, save a decrypted copy and try again.")


def _children(part: Part) -> list[Part]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def header(message: Part, name: str) -> str:
    """A header decoded to text, lines joined; "" when there is none. Several of one name are joined by a comma."""
    values = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    return ", ".join(filter(None, (_decoded_header(str(value)) for value in values[:50])))


def _decoded_header(value: str) -> str:
    raw = decode(value[:_MAX_HEADER].encode("utf-8", "surrogateescape")).text
    if "=?" not in raw:
        return " ".join(raw.split())
    return " ".join(_open_words(" ".join(raw.split())).split())


def _open_words(text: str) -> str:
    """Encoded words (RFC 2047) opened; the space between two of them goes, and letters split over both are put together again."""
    out: list[str] = []
    pending: list[tuple[str, bytes]] = []
    end = 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[end : match.start()]
        if between.strip() or not pending:
            out += [_flush(pending), between]
        charset = match[1].partition("*")[0].lower()
        if pending and pending[-1][0] != charset:
            out.append(_flush(pending))
        pending.append((charset, _open_word(match[2].lower(), match[3])))
        end = match.end()
    return "".join([*out, _flush(pending), text[end:]])


def _flush(pending: list[tuple[str, bytes]]) -> str:
    text = in_charset(b"".join(part for _, part in pending), pending[0][0]).text if pending else ""
    pending.clear()
    return text


def _open_word(encoding: str, text: str) -> bytes:
    raw = text.encode("ascii", "replace")
    if encoding == "q":
        return binascii.a2b_qp(raw, header=True)
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


def in_charset(data: bytes, charset: str | None) -> Decoded:
    """Bytes in the charset they claim; in the one they seem to have when the claim is unknown or wrong."""
    if charset:
        try:
            return Decoded(data.decode(charset), charset, lossy=False)
        except (LookupError, UnicodeError, ValueError):
            pass
    return decode(data)


def leaves(message: Part, limits: Limits) -> Iterator[Part]:
    """All parts that hold something, in order; an attached mail counts as one. LimitExceeded beyond the limits."""
    waiting = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > limits.max_depth or count > limits.max_members * 10:
            raise LimitExceeded("The mail has more parts than the limit allows; forward its attachments one by one or raise max_members in the settings.")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend((child, depth + 1) for child in reversed(_children(part)))
        else:
            yield part


def body_parts(message: Part, limits: Limits) -> list[Part]:
    """The text parts a reader sees, in order: of several versions of the same text one is taken."""
    passed_over = {id(part) for holder in _alternatives(message, limits) for part in _passed_over(holder, limits)}
    return [part for part in leaves(message, limits) if is_body(part) and id(part) not in passed_over]


def _alternatives(message: Part, limits: Limits) -> Iterator[Part]:
    return (part for part in _containers(message, limits) if part.get_content_subtype() == "alternative")


def _containers(message: Part, limits: Limits) -> Iterator[Part]:
    """All multipart parts outside attached mails."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth <= limits.max_depth and part.get_content_maintype() == "multipart":
            yield part
            waiting.extend((child, depth + 1) for child in _children(part))


def is_cut_short(message: Part, limits: Limits) -> bool:
    """Whether the mail ends before its last boundary or its boundaries are missing."""
    return any(
        isinstance(defect, email.errors.CloseBoundaryNotFoundDefect | email.errors.StartBoundaryNotFoundDefect | email.errors.NoBoundaryInMultipartDefect)
        for part in _containers(message, limits)
        for defect in part.defects
    )


def _passed_over(holder: Part, limits: Limits) -> list[Part]:
    """The versions of a text that are not read: all but the plain one, or all but the HTML one where that says more."""
    versions = [[leaf for leaf in leaves(child, limits) if is_body(leaf)] for child in _children(holder)]
    versions = [version for version in versions if version]
    by_type = {version[0].get_content_type(): version for version in versions}
    chosen = _chosen(by_type.get("text/plain"), by_type.get("text/html")) or next(iter(versions), [])
    return [part for version in versions if version is not chosen for part in version]


def _chosen(plain: list[Part] | None, rich: list[Part] | None) -> list[Part] | None:
    if plain and rich:
        return rich if html_says_more(text_of(rich[0]).text, text_of(plain[0]).text) else plain
    return plain or rich


def html_says_more(html: str, plain: str) -> bool:
    """Whether the HTML version holds what the plain one can't: tables, words made invisible, or far more words."""
    if _RICH.search(html):
        return True
    return len(plain.split()) < _STUB * _shown_words(html)


def _shown_words(html: str) -> int:
    """Words outside tags, styles and scripts."""
    count, is_shown = 0, True
    for piece in _UNSHOWN.split(html):
        if _UNSHOWN.fullmatch(piece):
            is_shown = piece.startswith("</")
        elif is_shown:
            count += len(_TAG.sub(" ", piece).split())
    return count


def is_body(part: Part) -> bool:
    """Whether a part is text shown with the mail rather than attached to it; so is a multipart one whose boundaries are lost."""
    if part.get_content_maintype() == "multipart":
        return True
    return part.get_content_type() in _BODY_TYPES and part.get_content_disposition() != "attachment" and not _file_name(part)


def text_of(part: Part) -> Decoded:
    """The decoded text of a text part."""
    return in_charset(payload_of(part), _charset(part))


def payload_of(part: Part) -> bytes:
    """The bytes of a part with its transfer encoding undone as far as it goes; damage is noted in `part.defects`."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def is_damaged(part: Part) -> bool:
    """Whether decoding the part met broken base64; ask after `payload_of`."""
    return any(
        isinstance(defect, email.errors.InvalidBase64PaddingDefect | email.errors.InvalidBase64CharactersDefect | email.errors.InvalidBase64LengthDefect)
        for defect in part.defects
    )


def attached_bytes(part: Part) -> bytes:
    """The bytes of a mail, or another message, attached as a part. ValueError and its kin when the library can't write what it read."""
    inner = _children(part)
    if part.get("content-transfer-encoding", "").strip().lower() == "base64" and inner and not inner[0].keys():
        return binascii.a2b_base64(str(inner[0].get_payload()))
    return b"\n".join(child.as_bytes(policy=_KEPT) for child in inner)


def attachments(message: Part, limits: Limits) -> Iterator[Attachment]:
    """What is attached, in order; pictures shown inside the text and signatures are left out."""
    for number, part in enumerate(leaves(message, limits), start=1):
        if is_body(part) or part.get_content_type() in _SIGNATURES or _is_inline_picture(part):
            continue
        yield Attachment(_name(part, number), part)


def _is_inline_picture(part: Part) -> bool:
    return part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment"


def _file_name(part: Part) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError):  # a name in a charset no codec can be asked for
        return ""


def _charset(part: Part) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError):
        return None


def _name(part: Part, number: int) -> str:
    name = shown_name(_decoded_header(_file_name(part)))
    if part.get_content_type() == "message/rfc822":
        return name if name.lower().endswith(".eml") else f"{name or _subject_name(part) or f'message {number}'}.eml"
    kind = f"{shown_name(part.get_content_maintype())}/{shown_name(part.get_content_subtype())}"
    return name or f"part {number}{mimetypes.guess_extension(kind) or ''}"


def _subject_name(part: Part) -> str:
    inner = next(iter(_children(part)), None)
    return shown_name(header(inner, "subject").replace("/", "-").replace("\\", "-")) if inner is not None else ""


def shown_name(name: str) -> str:
    """A file name with no path and no control characters; "" when nothing is left."""
    return _UNSEEN_IN_NAME.sub("", PurePosixPath(name.replace("\\", "/")).name)[:200].strip()
