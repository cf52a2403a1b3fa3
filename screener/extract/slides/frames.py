"""Frames of a slide: tables, charts, SmartArt diagrams, embedded objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from screener.errors import ExtractionError
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder, TableCell
from screener.extract.ooxml import CHART, CHART_EX, DIAGRAM, DRAWING, OFFICE_RELATIONSHIPS, chart_text, diagram_text
from screener.extract.slides.design import PRESENTATION
from screener.extract.slides.text import plain_text
from screener.types import BlockKind, Provenance

_MAX_SPAN = 1_000


def table_cells(frame: etree._Element) -> list[TableCell] | None:
    """The cells of the frame's table; None when it holds none. Places that a merged cell covers are left out."""
    table = frame.find(f"{DRAWING}graphic/{DRAWING}graphicData/{DRAWING}tbl")
    return None if table is None else list(_cells(table))


def _cells(table: etree._Element) -> Iterator[TableCell]:
    properties = table.find(f"{DRAWING}tblPr")
    has_header = properties is not None and properties.get("firstRow") in {"1", "true"}
    for row, line in enumerate(table.iterchildren(f"{DRAWING}tr")):
        for column, cell in enumerate(line.iterchildren(f"{DRAWING}tc")):
            body = cell.find(f"{DRAWING}txBody")
            if body is not None and not {cell.get("hMerge"), cell.get("vMerge")} & {"1", "true"}:
                yield TableCell(
                    plain_text(body),
                    row,
                    column,
                    row_span=_span(cell.get("rowSpan")),
                    column_span=_span(cell.get("gridSpan")),
                    header=has_header and row == 0,
                )


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MAX_SPAN) if value is not None and value.isdecimal() and len(value) < 6 else 1  # noqa: PLR2004 - no table is that wide


def frame_lines(
    archive: Archive, frame: etree._Element, links: Mapping[str, tuple[str, str]], place: Provenance, builder: DocumentBuilder
) -> Iterator[tuple[BlockKind, str]]:
    """What a chart or diagram says, line by line; one that can't be read, and an embedded object, becomes a gap."""
    for node in frame.iter(f"{CHART}chart", f"{CHART_EX}chart"):
        yield from ((BlockKind.CHART, line) for line in _lines(archive, node.get(f"{OFFICE_RELATIONSHIPS}id"), links, place, builder))
    for node in frame.iter(f"{DIAGRAM}relIds"):
        yield from ((BlockKind.TEXT_BOX, line) for line in _lines(archive, node.get(f"{OFFICE_RELATIONSHIPS}dm"), links, place, builder))
    for node in frame.iter(f"{PRESENTATION}oleObj"):
        what = node.get("progId") or node.get("name") or "object"
        reason = f"An embedded object ({what}) was not read; screen the file it was made from as well, or paste it as a picture before release."
        builder.add_gap("embedded object", reason, location=place.label, code="unsupported")
        return


def _lines(archive: Archive, key: str | None, links: Mapping[str, tuple[str, str]], place: Provenance, builder: DocumentBuilder) -> list[str]:
    kind, target = links.get(key or "", ("", ""))
    if target not in archive:
        builder.add_gap("chart or diagram", "Its part is missing from the file; save the deck again in PowerPoint.", location=place.label, code="corrupt")
        return []
    try:
        return diagram_text(archive, target) if kind == "diagramData" else chart_text(archive, target)
    except ExtractionError as error:
        builder.add_gap("chart or diagram", str(error), location=place.label, code=error.code)
        return []
