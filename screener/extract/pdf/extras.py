"""What a PDF carries besides its pages' text: comments, filled-in fields, properties and attached files."""

from __future__ import annotations

import ctypes
import re
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from screener.extract.builder import DocumentBuilder
from screener.extract.pdf.native import Frame
from screener.types import BlockKind, Box, Change, Hidden, Provenance

_MOST_ANNOTATIONS = 5_000  # of one page
_MOST_ATTACHMENTS = 1_000
_MOST_BYTES = 4_000_000  # of one comment or property
_NUL = 2  # bytes of the closing NUL, all that an empty string has
_PROPERTIES = ("Title", "Author", "Subject", "Keywords")
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?")
_COMMENTS = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_POLYLINE,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_REDACT,
    }
)


class Note(NamedTuple):
    """A comment, a filled-in field or (`kind` is None) a file attached to a place on a page."""

    kind: BlockKind | None
    text: str
    box: Box | None
    change: Change | None = None


def notes(page: Any, frame: Frame) -> tuple[list[Note], int]:
    """Comments, filled-in fields and attached files of an open page, and how many annotations were left out."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    found: list[Note] = []
    for i in range(min(count, _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, i)
        if annotation:
            try:
                note = _note(annotation, frame)
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)
            if note is not None:
                found.append(note)
    return found, max(count - _MOST_ANNOTATIONS, 0)


def _note(annotation: Any, frame: Frame) -> Note | None:
    subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
    if subtype in _COMMENTS:
        change = Change("comment", _string(annotation, b"T") or None, iso_date(_string(annotation, b"M")))
        return Note(BlockKind.COMMENT, _string(annotation, b"Contents"), _box(annotation, frame), change)
    if subtype == pdfium.FPDF_ANNOT_WIDGET:
        value, label = _string(annotation, b"V"), _string(annotation, b"TU") or _string(annotation, b"T")
        return Note(BlockKind.FIELD, f"{label}: {value}" if label else value, _box(annotation, frame)) if value.strip() else None
    if subtype == pdfium.FPDF_ANNOT_FILEATTACHMENT:
        return Note(None, _string(annotation, b"Contents"), _box(annotation, frame))
    return None


def add_notes(builder: DocumentBuilder, found: list[Note], page: int) -> None:
    """Adds the comments and fields of a page, and a gap for each file attached to it."""
    for note in found:
        place = Provenance(page=page, box=note.box)
        if note.kind is BlockKind.COMMENT:
            builder.add(note.kind, note.text, provenance=place, hidden=Hidden.COMMENT, change=note.change)
        elif note.kind is not None:
            builder.add(note.kind, note.text, provenance=place)
        else:
            builder.add_gap(
                f"attachment {note.text or 'unnamed'}", "The file attached to the page was not read; screen it on its own.", location=f"page {page}"
            )


def _box(annotation: Any, frame: Frame) -> Box | None:
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, rect):
        return None
    return Box(*frame.shown(min(rect.left, rect.right), max(rect.top, rect.bottom), max(rect.left, rect.right), min(rect.top, rect.bottom)))


def _string(annotation: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not _NUL < size <= _MOST_BYTES:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return _decoded(bytes(buffer))


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-16-le", "replace").rstrip("\x00")


def iso_date(value: str) -> str | None:
    """A PDF's date as ISO 8601, as precise as it is given; None when it is no date.

    >>> iso_date("D:20250722143000-04'00'")
    '2025-07-22T14:30:00-04:00'
    """
    match = _DATE.match(value)
    if match is None:
        return None
    year, month, day, hour, minute, second, zulu, offset, minutes = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if not (day and hour and minute):
        return date
    zone = "Z" if zulu else f"{offset}:{minutes or '00'}" if offset else ""
    return f"{date}T{hour}:{minute}:{second or '00'}{zone}"


def add_properties(builder: DocumentBuilder, pdf: Any) -> None:
    """Adds title, author, subject and keywords as the file's properties; the title also names the document."""
    for name in _PROPERTIES:
        value = _property(pdf, name.encode())
        if name == "Title" and value:
            builder.title = value
        if value:
            place = Provenance(path=f"properties/{name.lower()}")
            builder.add(BlockKind.PROPERTY, f"{name}: {value}", provenance=place, hidden=Hidden.METADATA, hidden_detail="document property")


def _property(pdf: Any, name: bytes) -> str:
    size = pdfium.FPDF_GetMetaText(pdf, name, None, 0)
    if not _NUL < size <= _MOST_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(pdf, name, buffer, size)
    return _decoded(buffer.raw[:size]).strip()


def add_attachments(builder: DocumentBuilder, pdf: Any) -> None:
    """Records a gap for each file embedded in the document."""
    count = pdfium.FPDFDoc_GetAttachmentCount(pdf)
    for i in range(min(count, _MOST_ATTACHMENTS)):
        attachment = pdfium.FPDFDoc_GetAttachment(pdf, i)
        size = pdfium.FPDFAttachment_GetName(attachment, None, 0) if attachment else 0
        name = "unnamed"
        if _NUL < size <= _MOST_BYTES:
            buffer = (ctypes.c_ushort * (size // 2))()
            pdfium.FPDFAttachment_GetName(attachment, buffer, size)
            name = _decoded(bytes(buffer)) or name
        builder.add_gap(f"attachment {name}", "The file embedded in the document was not read; save it and screen it on its own.", location=name)
    if count > _MOST_ATTACHMENTS:
        builder.add_gap("attachments", f"The document embeds {count:,} files; only the first {_MOST_ATTACHMENTS:,} are named here.", code="limit")
