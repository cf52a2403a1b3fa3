"""Rows of a table to its cells: heads, labels of several lines, depth of labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from screener.extract.pdf.columns import (
    Cells,
    Interval,
    Sheet,
    figure_parted,
    figures_first,
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
_TIGHT = 0.85  # of the distance of rows, below which two lines belong to one row
_BELOW = 0.6  # font sizes from a label to figures that are set below it
_OVERLAP = 0.2  # of a line's height that two lines of one row share
_REPEATED = 3  # rows with one label, which is no second line of another
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
        rows = figures_first(_levelled(rows, texts), page)
        rows = [signs_joined(row, texts, page.boxes) if len(row) > 1 else row for row in rows]
    else:
        rows = [words_joined(row) for row in rows]
    intervals = intervals_of(rows)
    heads = _head_count(rows, intervals, texts)
    intervals = _without_heads(rows, heads, intervals)
    rows = [*(heads_parted(row, intervals, page) for row in rows[:heads]), *(figure_parted(row, intervals, page) for row in rows[heads:])]
    placed = [place(row, intervals, rules if number < heads else None, is_head=number < heads) for number, row in enumerate(rows)]
    merged = _wrapped_labels(placed, heads, intervals, page)
    depths = _depths([cells[0][0].left for cells in merged[heads:] if cells and cells[0][1] == 0])
    return [
        Placed(line, number, column, span, header=number < heads, indent=_depth(line.left, depths) if column == 0 and number >= heads else 0)
        for number, cells in enumerate(merged)
        for line, column, span in cells
    ]


def _levelled(rows: list[Row], texts: Sequence[str]) -> list[Row]:
    """The rows, with figures that are set a little lower than the rest of their row, or below their label, back in it."""
    kept: list[Row] = []
    for row in rows:
        if kept and _is_set_lower(row, kept[-1], texts):
            kept[-1] = sorted([*kept[-1], *row])
        else:
            kept.append(row)
    return kept


def _is_set_lower(row: Row, above: Row, texts: Sequence[str]) -> bool:
    if any(line.left < cell.right and line.right > cell.left for line in row for cell in above):
        return False
    gap = row[0].top - min(line.bottom for line in above)
    if gap < -_OVERLAP * (row[0].bottom - row[0].top):
        return True
    label = above[0]
    is_label = len(above) == 1 and not label.value and label.right < row[0].left and not texts[label.words[-1]].endswith(":")
    return is_label and all(line.value for line in row) and gap < _BELOW * label.size


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


def _without_heads(rows: list[Row], heads: int, intervals: list[Interval]) -> list[Interval]:
    """The columns as the body has them: a year that stands over no figure of its column makes no column of its own."""
    body = intervals_of(rows[heads:]) if heads else intervals
    if not body or len(body) >= len(intervals):
        return intervals
    widest = max(sum(line.left > body[0][1] for line in row) for row in rows[:heads])
    return body if len(body) > 1 and widest < len(body) else intervals


def _without_first_labels(rows: list[Row], heads: int, intervals: list[Interval]) -> int:
    """Labels without figures right above the first figures head a section of the body, not a column."""
    edge = intervals[1][0] if len(intervals) > 1 else 0.0
    while heads and len(rows[heads - 1]) == 1 and rows[heads - 1][0].right < edge:
        heads -= 1
    return heads


def _is_head(text: str) -> bool:
    return _HEAD.fullmatch(text) is not None or _MONTH.fullmatch(text) is not None


class Body(NamedTuple):
    """What tells whether two rows of a table are lines of one: the room of the labels, the distance of rows, labels that come back."""

    intervals: list[Interval]
    texts: Sequence[str]
    looks: Sequence[int]
    widest: float  # right edge of the labels
    pitch: float  # points from the top of a row with figures to the next row's
    labels: Counter[str]

    def words(self, line: Line) -> str:
        """The words of a line."""
        return words_of(line, self.texts)


def _body(rows: list[Cells], intervals: list[Interval], page: Sheet) -> Body:
    texts = page.texts
    labels = [cells[0][0] for cells in rows if cells and cells[0][1] == 0 and cells[0][2] == 1]
    several = [after[0][0].top - cells[0][0].top for cells, after in pairwise(rows) if len(cells) > 1 and after]
    return Body(
        intervals=intervals,
        texts=texts,
        looks=page.looks,
        widest=max((line.right for line in labels), default=0.0),
        pitch=median(several) if several else 0.0,
        labels=Counter(words_of(line, texts) for line in labels),
    )


def _wrapped_labels(rows: list[Cells], heads: int, intervals: list[Interval], page: Sheet) -> list[Cells]:
    """The rows, with cells of several lines in one row."""
    merged = rows[:heads]
    rest = rows[heads:]
    body = _body(rest, intervals, page)
    at = 0
    while at < len(rest):
        cells = rest[at]
        top = cells[0][0].top if cells else 0.0
        while at + 1 < len(rest) and (whole := _as_one(cells, rest[at + 1], top, body)) is not None:
            cells = whole
            at += 1
            top = rest[at][0][0].top
        merged.append(cells)
        at += 1
    return merged


def _as_one(above: Cells, below: Cells, top: float, body: Body) -> Cells | None:
    """Two rows as one when the second goes on with the first, or has the figures to its label; None otherwise.

    `top` is where the last line of the first row begins.
    """
    if not above or not below:
        return None
    first = below[0][0]
    if below[0][1] > 0:
        return _with_lines(above, below, first.top - top, body)
    if above[0][1] or len(below) > 1 < len(above) or first.top - above[0][0].bottom > (_SNUG - 1) * first.size:
        return None
    return _with_label(above, below, first.top - top, body)


def _with_lines(above: Cells, below: Cells, step: float, body: Body) -> Cells | None:
    """A row with the second lines of cells that hold text."""
    cells = {column: (line, span) for line, column, span in above}
    first = below[0][0]
    for line, column, _ in below:
        before = cells.get(column, (None, 0))[0]
        if line.value or before is None or before.value or column == 0 or abs(before.left - line.left) > _INDENT_SLACK:
            return None
        edge = body.intervals[column][0] + _FULL * (body.intervals[column][1] - body.intervals[column][0])
        is_tight = step < _TIGHT * body.pitch
        if first.top - before.bottom > (_SNUG - 1) * first.size or not (is_tight or before.right > edge):
            return None
        cells[column] = (_continued(before, line), cells[column][1])
    return [(line, column, span) for column, (line, span) in cells.items()]


def _with_label(above: Cells, below: Cells, step: float, body: Body) -> Cells | None:
    """A row with the second line of its label."""
    label, more = above[0][0], below[0][0]
    if body.texts[label.words[-1]].endswith(":"):
        return None
    runs_on = body.texts[more.words[0]][0].islower() and (_is_label(above) or _is_label(below)) and not body.texts[label.words[-1]].endswith(".")
    figures = above[1][0] if len(above) > 1 else None  # set halfway down the two lines
    beside = figures is not None and figures.bottom - more.top > _OVERLAP * more.size and figures.top - label.top > _OVERLAP * more.size
    is_alike = body.looks[label.words[-1]] == body.looks[more.words[0]] and not body.texts[more.words[0]][0].isdigit()
    is_tight = _is_label(above) and step < _TIGHT * body.pitch and more.left >= label.left - _INDENT_SLACK
    goes_on = runs_on or beside or (is_tight and is_alike)
    if not goes_on and not is_alike:
        return None
    if not goes_on and _is_label(above):
        is_full = label.right > body.intervals[0][0] + _FULL * (body.widest - body.intervals[0][0]) and not _has_room(label, more, body)
        goes_on = is_full and more.left >= label.left - _INDENT_SLACK and abs(label.size - more.size) < 0.5 and body.labels[body.words(more)] < _REPEATED  # noqa: PLR2004
    elif not goes_on:
        goes_on = _is_label(below) and more.left > label.left + _INDENT_SLACK and step < _TIGHT * body.pitch
    return [(_continued(label, more), 0, 1), *above[1:], *below[1:]] if goes_on else None


def _has_room(label: Line, more: Line, body: Body) -> bool:
    """Whether the first word of the second line would have stood on the first, so that the two are rows of their own."""
    share = (len(body.texts[more.words[0]]) + 1) / max(len(body.words(more)) + 1, 1)
    return label.right + share * (more.right - more.left) + 0.3 * more.size < body.widest


def _continued(line: Line, more: Line) -> Line:
    return Line(min(line.left, more.left), line.top, max(line.right, more.right), more.bottom, [*line.words, *more.words], line.size, value=False)


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
