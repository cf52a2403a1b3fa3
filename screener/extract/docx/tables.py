"""The grid of a Word table: which cell stands in which rows and columns, which rows are headers, hidden or deleted, how labels are indented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from screener.extract.builder import TableCell
from screener.extract.docx.inline import read_change
from screener.extract.docx.marks import UNKNOWN, W, background, is_on
from screener.extract.docx.styles import Styles
from screener.types import Change

_VAL = f"{W}val"
_TR, _TC, _TBL = f"{W}tr", f"{W}tc", f"{W}tbl"
_TCPR, _GRID_SPAN, _VMERGE, _SHADE = f"{W}tcPr", f"{W}gridSpan", f"{W}vMerge", f"{W}shd"
_SKIPPED = frozenset({f"{W}tblPr", f"{W}tblGrid", f"{W}tblPrEx", f"{W}trPr"})
_MAX_SPAN = 1_000  # Word allows 63 columns
_SPACE_TWIPS = 50  # a space in text of ten points
_SAME_INDENT = 45  # twips: smaller steps are no step to the eye

_LONGEST_SIGN = 5  # "US$ ("
_OPENING = re.compile(r"(?:US|CA|AU|C|A)?[$€£¥](?: ?\()?|\(")
_CLOSING = re.compile(r"\)|%|\) ?%|% ?\)|\)x|x|bps|bp|pts?\.?|pp")
_FIGURE = re.compile(r"[(\-−–—+]? ?[$€£¥]?[(\-−–—]? ?[\d.][\d.,]*|[—–-]+|NM|N/M|n/m|nm")

_FIGURE_END = re.compile(r"[\d—–-] ?\)?$")


class CellShape(NamedTuple):
    """A cell as it stands in its row before its words are read."""

    element: etree._Element
    column: int
    column_span: int
    continues: bool  # belongs to the merged cell above
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


@dataclass(slots=True)
class Grid:
    """A table as it is read: cells that hold words, with the labels' indentation in twentieths of a point, and where others continue them."""

    cells: list[TableCell] = field(default_factory=list)
    continued: list[tuple[int, int]] = field(default_factory=list)  # row and column of what belongs to the cell above


def rows(table: etree._Element, styles: Styles, behind: str | None) -> list[RowShape]:
    """The rows of a table in order, those inside content controls and tracked changes included."""
    ground = _table_background(table, styles) or behind
    return [_row(element, index, ground) for index, element in enumerate(_nested(table, _TR))]


def _nested(holder: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows or cells, also those inside content controls and the like; the parser itself bounds how deep they can lie."""
    for element in holder:
        tag = element.tag
        if tag == wanted:
            yield element
        elif tag not in _SKIPPED and len(element) and tag not in {_TR, _TC, _TBL}:
            yield from _nested(element, wanted)


def _table_background(table: etree._Element, styles: Styles) -> str | None:
    properties = table.find(f"{W}tblPr")
    if properties is None:
        return None
    shade, style = properties.find(f"{W}shd"), properties.find(f"{W}tblStyle")
    if shade is not None and (ground := background(shade)):
        return ground
    return UNKNOWN if style is not None and styles.tables.is_shaded(style.get(_VAL, "")) else None


def _row(element: etree._Element, index: int, ground: str | None) -> RowShape:
    row = RowShape(element, index)
    column = 0
    properties = next(element.iterchildren(f"{W}trPr"), None)
    if properties is not None:
        column = _row_properties(row, properties)
    for place, cell in enumerate(_nested(element, _TC), start=1):
        shape = _cell(cell, column, ground, place)
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
            before = column_count(child, least=0)
    return before


def _cell(element: etree._Element, column: int, ground: str | None, place: int) -> CellShape:
    span, continues = 1, False
    properties = next(element.iterchildren(_TCPR), None)
    for child in () if properties is None else properties:
        tag = child.tag
        if tag == _GRID_SPAN:
            span = column_count(child, least=1)
        elif tag == _VMERGE:
            continues = continues_above(child)
        elif tag == _SHADE:
            ground = background(child) or ground
    return CellShape(element, column, span, continues, ground, place)


def column_count(element: etree._Element, *, least: int) -> int:
    """The number of columns an element states, within what a table can have."""
    value = element.get(_VAL, "")
    return max(least, min(int(value), _MAX_SPAN)) if value.isdecimal() and len(value) < 10 else least  # noqa: PLR2004 - fits any span


def continues_above(merge: etree._Element) -> bool:
    """Whether a `w:vMerge` makes its cell part of the one above."""
    return merge.get(_VAL, "continue") != "restart"


def is_layout(shapes: Sequence[RowShape]) -> bool:
    """Whether a table only arranges text: a single column, or one row with paragraphs side by side. Its cells read as running text."""
    if all(len(row.cells) <= 1 for row in shapes):
        return True
    return len(shapes) == 1 and any(len(cell.element.findall(f"{W}p")) > 1 for cell in shapes[0].cells)


def table_cells(grid: Grid) -> list[TableCell]:
    """The cells of a table whose words have been read; signs in cells of their own join their numbers."""
    cells = _spanned(grid) if grid.continued else grid.cells
    depths = _depths({cell.indent for cell in cells if cell.column == 0})
    if len(depths) > 1 or any(depths):
        cells = [cell._replace(indent=depths[cell.indent] if cell.column == 0 else 0) for cell in cells]
    return _join_signs(cells)


def _spanned(grid: Grid) -> list[TableCell]:
    """The cells with the number of rows that each covers."""
    heights: dict[tuple[int, int], int] = {}
    top_of: dict[tuple[int, int], tuple[int, int]] = {}
    for row, column in sorted(grid.continued):
        top = top_of.get((row - 1, column), (row - 1, column))
        top_of[row, column] = top
        heights[top] = heights.get(top, 1) + 1
    return [cell._replace(row_span=heights.get((cell.row, cell.column), 1)) for cell in grid.cells]


def _depths(indents: Iterable[int]) -> dict[int, int]:
    """Depth from 0 for each indentation that labels of one table have; differences too small to see count as none."""
    depths: dict[int, int] = {}
    depth, level = 0, None
    for indent in sorted(indents):
        if level is not None and indent - level >= _SAME_INDENT:
            depth += 1
            level = indent
        level = indent if level is None else level
        depths[indent] = depth
    return depths


def leading_space(text: str) -> int:
    """The width in twentieths of a point of the spaces a label begins with."""
    return (len(text) - len(text.lstrip(" \u00a0\u2003\u2002\t"))) * _SPACE_TWIPS


def _join_signs(cells: Sequence[TableCell]) -> list[TableCell]:
    """Currency signs and opening parentheses joined to the number after them, percent signs and closing ones to that before."""
    joined: list[TableCell] = []
    opening: TableCell | None = None
    for cell in cells:
        current = cell
        if opening is not None:
            if cell.row == opening.row and _FIGURE.match(cell.text):
                current = cell._replace(text=f"{opening.text}{cell.text}")
            else:
                joined.append(opening)
            opening = None
        if len(cell.text) <= _LONGEST_SIGN and not cell.text[0].isdigit():
            if _closes(joined, cell):
                sign = cell.text if cell.text[0] in ")%x" else f" {cell.text}"
                joined[-1] = joined[-1]._replace(text=f"{joined[-1].text}{sign}")
                continue
            if _OPENING.fullmatch(cell.text):
                opening = current
                continue
        joined.append(current)
    return [*joined, opening] if opening is not None else joined


def _closes(joined: Sequence[TableCell], cell: TableCell) -> bool:
    return bool(joined) and joined[-1].row == cell.row and _CLOSING.fullmatch(cell.text) is not None and _FIGURE_END.search(joined[-1].text[-3:]) is not None
