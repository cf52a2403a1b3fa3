"""What a file is, by its content; its name only settles what plain text cannot tell (Markdown, CSV)."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from screener.errors import CorruptDocument, EmptyDocument, EncryptedDocument, UnsupportedFormat
from screener.extract.archive import Archive
from screener.extract.decode import decode
from screener.extract.limits import Limits


class Format(StrEnum):
    """The formats the screener reads."""

    TXT = "txt"
    MD = "md"
    HTML = "html"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    PDF = "pdf"
    EML = "eml"
    MSG = "msg"
    SRT = "srt"
    VTT = "vtt"
    CSV = "csv"
    JSONL = "jsonl"
    ZIP = "zip"


MEDIA_TYPES: dict[Format, str] = {
    Format.TXT: "text/plain",
    Format.MD: "text/markdown",
    Format.HTML: "text/html",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
    Format.EML: "message/rfc822",
    Format.MSG: "application/vnd.ms-outlook",
    Format.SRT: "application/x-subrip",
    Format.VTT: "text/vtt",
    Format.CSV: "text/csv",
    Format.JSONL: "application/jsonl",
    Format.ZIP: "application/zip",
}

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PDF = b"%PDF-"
_PDF_LEAD = 1024  # bytes of something else that may stand before a PDF; text may also just speak of one
_OFFICE_PARTS = (("word/", Format.DOCX), ("ppt/", Format.PPTX), ("xl/", Format.XLSX))
_OLE_STREAMS = (  # stream names stand in the directory as UTF-16
    ("EncryptedPackage", "encrypted"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
)
_OTHERS = (
    (b"{\\rtf", "an RTF document; save it as .docx"),
    (b"\x89PNG", "a picture; supply the text or a PDF with a text layer"),
    (b"\xff\xd8\xff", "a picture; supply the text or a PDF with a text layer"),
    (b"GIF8", "a picture; supply the text or a PDF with a text layer"),
    (b"II*\x00", "a picture; supply the text or a PDF with a text layer"),
    (b"MM\x00*", "a picture; supply the text or a PDF with a text layer"),
    (b"\x1f\x8b", "a gzip archive; unpack it or pack it as .zip"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it or pack it as .zip"),
    (b"Rar!", "a RAR archive; unpack it or pack it as .zip"),
    (b"\x7fELF", "a program, not a document"),
    (b"MZ", "a program, not a document"),
    (b"ID3", "a sound file; supply its transcript"),
    (b"\x00\x00\x00\x18ftyp", "a video; supply its captions as .srt or .vtt"),
    (b"\x00\x00\x00\x1cftyp", "a video; supply its captions as .srt or .vtt"),
    (b"\x00\x00\x00\x20ftyp", "a video; supply its captions as .srt or .vtt"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body|div|table|p\b|title|meta|article|section|document>|sec-document|sec-header|submission>)",
    re.IGNORECASE,
)
_ANY_TAGS = re.compile(r"<(?:p|div|table|br|h[1-6]|span|font|ul|a\s)[\s>/]", re.IGNORECASE)
_MAIL_FIELD = re.compile(
    r"(?:from|to|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|x-[\w-]+|cc|reply-to|thread-topic):", re.IGNORECASE
)
_SRT = re.compile(r"\s*\d+\s*\r?\n\s*\d{1,2}:\d\d:\d\d[,.]\d{1,3}\s*-->")
_TEXT_CONTROL_SHARE = 0.02


def sniff(data: bytes, name: str, limits: Limits, *, declared: Format | None = None) -> Format:
    """The format of a file. `declared` overrules the guess among text formats only (`--type`).

    Raises EmptyDocument, EncryptedDocument (protected Office file) or UnsupportedFormat with what to do.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyDocument(f"{name} is empty; check that it was saved or sent completely.", name=name)
    binary = _binary_format(data, name, limits)
    if binary is not None:
        return binary
    return _text_format(data, name, declared)


def _binary_format(data: bytes, name: str, limits: Limits) -> Format | None:
    if data.startswith(_PDF) or (_PDF in data[:_PDF_LEAD] and b"endobj" in data):
        return Format.PDF
    if data.startswith(_ZIP):
        return _zip_format(data, name, limits)
    if data.startswith(_OLE):
        return _ole_format(data, name)
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise UnsupportedFormat(f"{name} is {what}.", name=name)
    return None


def _zip_format(data: bytes, name: str, limits: Limits) -> Format:
    try:
        names = Archive(data, limits).names
    except CorruptDocument as error:
        raise CorruptDocument(
            f"{name} is damaged or cut short; open it in its own program and save it again, or pack it again, and retry.", name=name
        ) from error
    if "[Content_Types].xml" in names:
        for prefix, found in _OFFICE_PARTS:
            if any(part.startswith(prefix) for part in names):
                return found
    if "mimetype" in names and "content.xml" in names:
        raise UnsupportedFormat(f"{name} is an OpenDocument file; save it as .docx, .pptx, .xlsx or .pdf.", name=name)
    return Format.ZIP


def _ole_format(data: bytes, name: str) -> Format:
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") not in data:
            continue
        if kind == "msg":
            return Format.MSG
        if kind == "encrypted":
            raise EncryptedDocument(f"{name} is protected with a password; save a copy without one and try again.", name=name)
        raise UnsupportedFormat(f"{name} is an old .{kind} file; open it in Office and save it as .{kind}x.", name=name)
    raise UnsupportedFormat(f"{name} is of a type the screener does not read; save it as .docx, .pptx, .xlsx, .pdf or text.", name=name)


def _text_format(data: bytes, name: str, declared: Format | None) -> Format:
    head = decode(data[:_HEAD]).text.lstrip("\ufeff")
    controls = sum(1 for c in head if (c < " " and c not in "\t\r\n\f\v\x1b\x00") or c == "\ufffd")
    if controls > max(8, len(head) * _TEXT_CONTROL_SHARE):
        raise UnsupportedFormat(f"{name} holds no text the screener can read; save it as .docx, .pdf, .html or text.", name=name)
    if declared is not None:
        return declared
    ending = name.lower().rpartition(".")[2]
    if head.lstrip().startswith("WEBVTT"):
        return Format.VTT
    if _SRT.match(head):
        return Format.SRT
    if ending in {"jsonl", "ndjson"} or _is_json_lines(head):
        return Format.JSONL
    if _is_mail(head):
        return Format.EML
    if _HTML.match(head) or (ending in {"html", "htm", "xhtml"} and _ANY_TAGS.search(head)):
        return Format.HTML
    if ending in {"md", "markdown"}:
        return Format.MD
    return Format.CSV if ending in {"csv", "tsv"} else Format.TXT


def _is_mail(head: str) -> bool:
    fields = 0
    for line in head.splitlines()[:40]:
        if not line.strip():
            break
        if _MAIL_FIELD.match(line):
            fields += 1
        elif not line.startswith((" ", "\t")) and fields == 0:
            return False
    return fields >= 3 or (fields >= 2 and "from:" in head[:2000].lower() and "subject:" in head[:2000].lower())  # noqa: PLR2004 - a memo has two, a mail more


def _is_json_lines(head: str) -> bool:
    first = head.lstrip().split("\n", 1)[0].strip()
    if not (first.startswith("{") and first.endswith("}")):
        return False
    try:
        return isinstance(msgspec.json.decode(first), dict)
    except msgspec.DecodeError:
        return False
