"""Rows of a table to its cells: heads, labels of several lines, depth of labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from screener.extract.pdf.columns import (
    Cells,
    Interval,
    Sheet,
    figure_parted,
    heads_parted,
    intervals_of,
    nearest,
    place,
    union,
    words_joined,
)
from screener.extract.pdf.figures import signs_joined, words_of
from screener.extract.pdf.grid import Grid, grid_of
from screener.extract.pdf.layout import Line, Row, Zone, joined

_INDENT_SLACK = 2.0  # points two labels of one depth may differ
_SNUG = 1.4  # font sizes from a line to the next line of the same label
_FULL = 0.85  # share of the label column from which a label was wrapped for want of room
_HEAD = re.compile(
    r"(?:19|20)\d\d[EAe]?|\d{1,2}/\d{1,2}/\d{2,4}|[1-4]Q(?:'?\d\d)?|Q[1-4]|FY\d\d(?:\d\d)?|[-–—$%()]+|(?:\d{1,2},? )?(?:19|20)\d\d(?: ?[(*]\w?\)?)?|[$€£¥]|%"
)
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},?(?: (?:19|20)\d\d)?")


class Placed(NamedTuple):
    """A cell: its words, its place in the grid, and how deep a label is indented."""

    line: Line
    row: int
    column: int
    column_span: int = 1
    row_span: int = 1
    header: bool = False
    indent: int = 0


def build(zone: Zone, page: Sheet) -> list[Placed]:
    """The cells of a table, row by row; joined signs, wrapped labels, heads over several columns."""
    rows, texts, rules = zone.rows, page.texts, page.rules
    grid = grid_of(rows, rules) if rules is not None else None
    if grid is not None:
        return _ruled(rows, grid)
    if zone.by_cell:
        return _by_cell(rows)
    if any(line.value for row in rows for line in row[1:]):
        rows = [signs_joined(row, texts, page.boxes) if len(row) > 1 else row for row in rows]
    else:
        rows = [words_joined(row) for row in rows]
    intervals = intervals_of(rows)
    heads = _head_count(rows, intervals, texts)
    rows = [*(heads_parted(row, intervals, page) for row in rows[:heads]), *(figure_parted(row, intervals, page) for row in rows[heads:])]
    placed = [place(row, intervals, rules if number < heads else None, is_head=number < heads) for number, row in enumerate(rows)]
    merged = _wrapped_labels(placed, heads, intervals, texts)
    depths = _depths([cells[0][0].left for cells in merged[heads:] if cells and cells[0][1] == 0])
    return [
        Placed(line, number, column, span, header=number < heads, indent=_depth(line.left, depths) if column == 0 and number >= heads else 0)
        for number, cells in enumerate(merged)
        for line, column, span in cells
    ]


def _by_cell(rows: list[Row]) -> list[Placed]:
    """Cells of several lines as the file gives them; a row begins where the file goes back to a column further left."""
    lines = sorted((line for row in rows for line in row), key=lambda line: line.words[0])
    intervals = union([(line.left, line.right) for line in lines])
    cells: dict[tuple[int, int], list[Line]] = {}
    row = before = 0
    for line in lines:
        column = nearest(line, intervals)
        row += column < before
        before = column
        cells.setdefault((row, column), []).append(line)
    return [Placed(joined(found), *place) for place, found in cells.items()]


def _head_count(rows: list[Row], intervals: list[Interval], texts: Sequence[str]) -> int:
    """How many rows at the top are heads: up to the first figure that is no year or date."""
    for number, row in enumerate(rows):
        if any(line.value and not _is_head(words_of(line, texts)) for line in (row[1:] if len(row) > 1 else ())):
            return _without_first_labels(rows, number, intervals)
    return 1 if len(rows) > 1 and len(rows[0]) > 1 else 0


def _without_first_labels(rows: list[Row], heads: int, intervals: list[Interval]) -> int:
    """Labels without figures right above the first figures head a section of the body, not a column."""
    edge = intervals[1][0] if len(intervals) > 1 else 0.0
    while heads and len(rows[heads - 1]) == 1 and rows[heads - 1][0].right < edge:
        heads -= 1
    return heads


def _is_head(text: str) -> bool:
    return _HEAD.fullmatch(text) is not None or _MONTH.fullmatch(text) is not None


def _wrapped_labels(rows: list[Cells], heads: int, intervals: list[Interval], texts: Sequence[str]) -> list[Cells]:
    """The rows, with labels of several lines in one row."""
    merged = rows[:heads]
    body = rows[heads:]
    full = intervals[0][0] + _FULL * (intervals[0][1] - intervals[0][0]) if intervals else 0.0
    at = 0
    while at < len(body):
        cells = body[at]
        while at + 1 < len(body) and (whole := _as_one(cells, body[at + 1], full, texts)) is not None:
            cells = whole
            at += 1
        merged.append(cells)
        at += 1
    return merged


def _as_one(above: Cells, below: Cells, full: float, texts: Sequence[str]) -> Cells | None:
    """Two rows as one when the second goes on with the label of the first, or has the figures to it; None otherwise."""
    if not above or not below or below[0][0].top - above[-1][0].top > _SNUG * below[0][0].size:
        return None
    if below[0][1] > 0 and _is_label(above) and below[0][0].top < above[0][0].bottom:
        return [*above, *below]  # figures set halfway down a label of two lines
    if above[0][1] or below[0][1]:
        return None
    label, more = above[0][0], below[0][0]
    if texts[label.words[-1]].endswith(":"):
        return None
    runs_on = texts[more.words[0]][0].islower() and (_is_label(above) or _is_label(below))
    if runs_on and not texts[label.words[-1]].endswith("."):
        goes_on = True
    elif _is_label(above):
        goes_on = label.right > full and more.left >= label.left - _INDENT_SLACK and abs(label.size - more.size) < 0.5  # noqa: PLR2004
    else:
        goes_on = _is_label(below) and more.left > label.left + _INDENT_SLACK and label.right > full
    if not goes_on:
        return None
    line = Line(label.left, label.top, max(label.right, more.right), more.bottom, [*label.words, *more.words], label.size, value=False)
    return [(line, 0, 1), *above[1:], *below[1:]]


def _is_label(cells: Cells) -> bool:
    return len(cells) == 1 and cells[0][1] == 0


def _depths(lefts: list[float]) -> list[float]:
    depths: list[float] = []
    for left in sorted(lefts):
        if not depths or left - depths[-1] > _INDENT_SLACK:
            depths.append(left)
    return depths


def _depth(left: float, depths: list[float]) -> int:
    return max(sum(left > start - _INDENT_SLACK / 2 for start in depths) - 1, 0)


def _ruled(rows: list[Row], grid: Grid) -> list[Placed]:
    """Cells as the rules draw them; the lines of one cell are read from top to bottom."""
    cells: dict[tuple[int, int], list[Line]] = {}
    for row in rows:
        for line in row:
            cells.setdefault(grid.place(line), []).append(line)
    numbers = {row: number for number, row in enumerate(sorted({row for row, _ in cells}))}
    return [
        Placed(joined(lines), numbers[row], column, grid.span(lines, column), header=numbers[row] == 0)
        for (row, column), lines in sorted(cells.items(), key=lambda item: item[0])
    ]
