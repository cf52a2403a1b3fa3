"""What lies on a worksheet besides its cells: comments, text boxes, charts, diagrams, alternative texts."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from screener.errors import ExtractionError
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder
from screener.extract.ooxml import (
    CHART,
    CHART_EX,
    COMPATIBILITY,
    DIAGRAM,
    OFFICE_RELATIONSHIPS,
    Relationship,
    chart_text,
    diagram_text,
    drawing_paragraphs,
    local_name,
    optional_part,
    relationships,
)
from screener.extract.sheets.cells import reference, text_of
from screener.extract.sheets.styles import NS
from screener.types import BlockKind, Change, Hidden, Provenance

_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_THREAD_AUTHOR = "tc="  # the stand-in that older programs show for a threaded comment


class Veil(NamedTuple):
    """Why all of a sheet is hidden; both None when it is not."""

    hidden: Hidden | None = None
    detail: str | None = None


class _Canvas(NamedTuple):
    """What adding the shapes of one drawing needs to know."""

    archive: Archive
    links: dict[str, Relationship]
    builder: DocumentBuilder


def add_comments(archive: Archive, links: dict[str, Relationship], sheet: str, people: dict[str, str], builder: DocumentBuilder) -> None:
    """Adds threaded comments, then notes, in file order, with author and, for threaded ones, time."""
    for link in links.values():
        if link.kind == "threadedComment" and (root := optional_part(archive, link.target, builder)) is not None:
            for comment in root.iterfind(f"{_THREADED}threadedComment"):
                author = people.get(comment.get("personId", ""))
                _add_comment(builder, comment.findtext(f"{_THREADED}text") or "", sheet, comment.get("ref"), Change("comment", author, comment.get("dT")))
    for link in links.values():
        if link.kind == "comments" and (root := optional_part(archive, link.target, builder)) is not None:
            _add_notes(root, sheet, builder)


def _add_notes(root: etree._Element, sheet: str, builder: DocumentBuilder) -> None:
    authors = [node.text or "" for node in root.iterfind(f"{NS}authors/{NS}author")]
    for note in root.iterfind(f"{NS}commentList/{NS}comment"):
        index = note.get("authorId", "")
        author = authors[int(index)] if index.isdecimal() and len(index) < 9 and int(index) < len(authors) else ""  # noqa: PLR2004 - no list is that long
        body = note.find(f"{NS}text")
        if body is not None and not author.startswith(_THREAD_AUTHOR):
            _add_comment(builder, text_of(body), sheet, note.get("ref"), Change("comment", author or None))


def _add_comment(builder: DocumentBuilder, text: str, sheet: str, cell: str | None, change: Change) -> None:
    builder.add(BlockKind.COMMENT, text, provenance=Provenance(sheet=sheet, cell=cell), hidden=Hidden.COMMENT, hidden_detail="comment on a cell", change=change)


def add_drawing(archive: Archive, part: str, sheet: str, veil: Veil, builder: DocumentBuilder) -> None:
    """Adds what a drawing part shows, in file order; charts and diagrams that can't be read become gaps."""
    root = optional_part(archive, part, builder)
    if root is None:
        return
    canvas = _Canvas(archive, _links(archive, part, builder), builder)
    for anchor in root:
        place = Provenance(sheet=sheet, cell=_anchor_cell(anchor))
        for shape in anchor.iter("{*}sp", "{*}cxnSp", "{*}pic", "{*}graphicFrame"):
            if not _is_fallback(shape, anchor):
                _add_shape(canvas, shape, place, veil)


def _links(archive: Archive, part: str, builder: DocumentBuilder) -> dict[str, Relationship]:
    try:
        return relationships(archive, part)
    except ExtractionError as error:
        builder.add_gap("drawing", str(error), location=part, code=error.code)
        return {}


def _is_fallback(shape: etree._Element, anchor: etree._Element) -> bool:
    """Whether the shape is the stand-in that programs show which do not know the real one."""
    above = shape.getparent()
    while above is not None and above is not anchor:
        if above.tag == f"{COMPATIBILITY}Fallback":
            return True
        above = above.getparent()
    return False


def _add_shape(canvas: _Canvas, shape: etree._Element, place: Provenance, veil: Veil) -> None:
    about = next((node for node in shape.iter("{*}cNvPr")), None)
    if about is not None:
        place = place._replace(shape=about.get("name") or None)
        if about.get("hidden") in {"1", "true"} and veil.hidden is None:
            veil = Veil(Hidden.INVISIBLE_TEXT, "hidden shape")
    kind = BlockKind.TEXT_BOX if local_name(shape) != "graphicFrame" else BlockKind.CHART
    lines = drawing_paragraphs(shape) if kind is BlockKind.TEXT_BOX else _frame_text(canvas, shape, place)
    for line in lines:
        canvas.builder.add(kind, line, provenance=place, hidden=veil.hidden, hidden_detail=veil.detail)
    if about is not None and about.get("descr"):
        canvas.builder.add(BlockKind.ALT_TEXT, about.get("descr", ""), provenance=place, hidden=veil.hidden, hidden_detail=veil.detail)


def _frame_text(canvas: _Canvas, frame: etree._Element, place: Provenance) -> list[str]:
    """The text of the chart or diagram a frame shows."""
    for node in frame.iter(f"{CHART}chart", f"{CHART_EX}chart", f"{DIAGRAM}relIds"):
        link = canvas.links.get(node.get(f"{OFFICE_RELATIONSHIPS}{'dm' if node.tag == f'{DIAGRAM}relIds' else 'id'}", ""))
        if link is None or link.target not in canvas.archive:
            canvas.builder.add_gap("chart", "The chart's part is missing from the file; save the workbook again.", location=place.label, code="corrupt")
            continue
        try:
            return (diagram_text if node.tag == f"{DIAGRAM}relIds" else chart_text)(canvas.archive, link.target)
        except ExtractionError as error:
            canvas.builder.add_gap("chart", str(error), location=place.label, code=error.code)
    return []


def _anchor_cell(anchor: etree._Element) -> str | None:
    start = anchor.find("{*}from")
    if start is None:
        return None
    row, column = start.findtext("{*}row") or "", start.findtext("{*}col") or ""
    if not (row.isdecimal() and column.isdecimal() and len(row) + len(column) < 16):  # noqa: PLR2004 - no sheet is that large
        return None
    return reference(int(row) + 1, int(column) + 1)
