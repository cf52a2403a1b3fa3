"""The grid of a Word table: which cell stands in which rows and columns, which rows are headers, hidden or deleted, how labels are indented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from screener.extract.builder import TableCell
from screener.extract.docx_inline import read_change
from screener.extract.docx_marks import UNKNOWN, W, background, is_on
from screener.extract.docx_styles import Styles
from screener.types import Change

_VAL = f"{W}val"
_TR, _TC, _TBL = f"{W}tr", f"{W}tc", f"{W}tbl"
_SKIPPED = frozenset({f"{W}tblPr", f"{W}tblGrid", f"{W}tblPrEx", f"{W}trPr"})
_MAX_SPAN = 1_000  # Word allows 63 columns
_SPACE_TWIPS = 50  # a space in text of ten points
_SAME_INDENT = 45  # twips: smaller steps are no step to the eye

_OPENING = re.compile(r"(?:US|CA|AU|C|A)?[$€£¥](?: ?\()?|\(")
_CLOSING = re.compile(r"\)|%|\) ?%|% ?\)|\)x|x|bps|bp|pts?\.?|pp")
_FIGURE = re.compile(r"[(\-−–—+]? ?[$€£¥]?[(\-−–—]? ?[\d.][\d.,]*|[—–-]+|NM|N/M|n/m|nm")

_FIGURE_END = re.compile(r"[\d—–-] ?\)?$")


class CellShape(NamedTuple):
    """A cell as it stands in its row; `continues` says that it belongs to the merged cell above."""

    element: etree._Element
    column: int
    column_span: int
    continues: bool
    background: str | None
    place: int  # among the row's cells, from 1


@dataclass(slots=True)
class RowShape:
    """A table row before its words are read."""

    element: etree._Element
    index: int
    cells: list[CellShape] = field(default_factory=list)
    is_header: bool = False
    is_hidden: bool = False
    deletion: Change | None = None


class CellWords(NamedTuple):
    """What was read in a cell; `indent` is that of its first words in twentieths of a point."""

    text: str
    indent: int


def rows(table: etree._Element, styles: Styles, behind: str | None, max_depth: int) -> list[RowShape]:
    """The rows of a table in order, those inside content controls and tracked changes included."""
    ground = _table_background(table, styles) or behind
    return [_row(element, index, ground, max_depth) for index, element in enumerate(_nested(table, _TR, 0, max_depth))]


def _nested(holder: etree._Element, wanted: str, depth: int, max_depth: int) -> Iterator[etree._Element]:
    if depth > max_depth:
        return
    for element in holder:
        tag = element.tag
        if tag == wanted:
            yield element
        elif tag not in _SKIPPED and len(element) and tag not in {_TR, _TC, _TBL}:
            yield from _nested(element, wanted, depth + 1, max_depth)


def _table_background(table: etree._Element, styles: Styles) -> str | None:
    properties = table.find(f"{W}tblPr")
    if properties is None:
        return None
    shade, style = properties.find(f"{W}shd"), properties.find(f"{W}tblStyle")
    if shade is not None and (ground := background(shade)):
        return ground
    return UNKNOWN if style is not None and styles.is_shaded_table(style.get(_VAL, "")) else None


def _row(element: etree._Element, index: int, ground: str | None, max_depth: int) -> RowShape:
    row = RowShape(element, index)
    column = 0
    properties = element.find(f"{W}trPr")
    if properties is not None:
        column = _row_properties(row, properties)
    for i, cell in enumerate(_nested(element, _TC, 0, max_depth), start=1):
        shape = _cell(cell, column, ground, i)
        row.cells.append(shape)
        column += shape.column_span
    return row


def _row_properties(row: RowShape, properties: etree._Element) -> int:
    """Takes over what the row's properties say; returns the number of columns left out before its first cell."""
    before = 0
    for child in properties:
        tag = child.tag
        if tag == f"{W}tblHeader":
            row.is_header = is_on(child)
        elif tag == f"{W}hidden":
            row.is_hidden = is_on(child)
        elif tag == f"{W}del":
            row.deletion = read_change(child, "deletion")
        elif tag == f"{W}gridBefore":
            before = _span(child.get(_VAL), least=0)
    return before


def _cell(element: etree._Element, column: int, ground: str | None, place: int) -> CellShape:
    properties = element.find(f"{W}tcPr")
    if properties is None:
        return CellShape(element, column, 1, continues=False, background=ground, place=place)
    span, merge, shade = properties.find(f"{W}gridSpan"), properties.find(f"{W}vMerge"), properties.find(f"{W}shd")
    return CellShape(
        element,
        column,
        1 if span is None else _span(span.get(_VAL), least=1),
        continues=merge is not None and merge.get(_VAL, "continue") != "restart",
        background=(background(shade) or ground) if shade is not None else ground,
        place=place,
    )


def _span(value: str | None, *, least: int) -> int:
    return max(least, min(int(value), _MAX_SPAN)) if value and value.isdecimal() and len(value) < 10 else least  # noqa: PLR2004 - fits any span


def is_layout(shapes: Sequence[RowShape]) -> bool:
    """Whether a table only arranges text: a single column, or one row with paragraphs side by side. Its cells read as running text."""
    if all(len(row.cells) <= 1 for row in shapes):
        return True
    return len(shapes) == 1 and any(len(cell.element.findall(f"{W}p")) > 1 for cell in shapes[0].cells)


def table_cells(shapes: Sequence[RowShape], words: dict[tuple[int, int], CellWords]) -> list[TableCell]:
    """The cells of a table; `words` has what was read by row and place in the row. Signs in cells of their own join their numbers."""
    spans = _row_spans(shapes)
    depths = _depths([read.indent for (_, place), read in words.items() if place == 1 and read.text])
    cells = []
    for row in shapes:
        line = []
        for shape in row.cells:
            read = words.get((row.index, shape.place))
            if read is not None and read.text:
                indent = depths.get(read.indent, 0) if shape.place == 1 else 0
                tall = spans.get((row.index, shape.column), 1)
                line.append(TableCell(read.text.strip(), row.index, shape.column, tall, shape.column_span, row.is_header, indent))
        cells += _join_signs(line)
    return cells


def _row_spans(shapes: Sequence[RowShape]) -> dict[tuple[int, int], int]:
    """How many rows each cell that is merged downwards covers, by its row and column."""
    spans: dict[tuple[int, int], int] = {}
    open_at: dict[int, int] = {}
    for row in shapes:
        for cell in row.cells:
            if cell.continues and cell.column in open_at:
                start = open_at[cell.column], cell.column
                spans[start] = spans.get(start, 1) + 1
            else:
                open_at[cell.column] = row.index
    return spans


def _depths(indents: Sequence[int]) -> dict[int, int]:
    """Depth from 0 for each indentation that labels of one table have; differences too small to see count as none."""
    depths: dict[int, int] = {}
    depth, level = 0, None
    for indent in sorted(set(indents)):
        if level is not None and indent - level >= _SAME_INDENT:
            depth += 1
            level = indent
        level = indent if level is None else level
        depths[indent] = depth
    return depths


def leading_space(text: str) -> int:
    """The width in twentieths of a point of the spaces a label begins with."""
    return (len(text) - len(text.lstrip(" \u00a0\u2003\u2002\t"))) * _SPACE_TWIPS


def _join_signs(line: Sequence[TableCell]) -> list[TableCell]:
    """Currency signs and opening parentheses joined to the number after them, percent signs and closing ones to that before."""
    joined: list[TableCell] = []
    opening: TableCell | None = None
    for cell in line:
        current = cell
        if opening is not None:
            if _FIGURE.match(cell.text):
                current = cell._replace(text=f"{opening.text}{cell.text}")
            else:
                joined.append(opening)
            opening = None
        elif joined and _CLOSING.fullmatch(cell.text) and _FIGURE_END.search(joined[-1].text[-3:]):
            sign = cell.text if cell.text[0] in ")%x" else f" {cell.text}"
            joined[-1] = joined[-1]._replace(text=f"{joined[-1].text}{sign}")
            continue
        if _OPENING.fullmatch(cell.text):
            opening = current
        else:
            joined.append(current)
    return [*joined, opening] if opening is not None else joined
