"""The columns of a table, and the cells of each row in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from screener.extract.pdf.grid import Rules
from screener.extract.pdf.layout import Line, Row, is_value, joined

_WIDER, _LEAST_GAP = 1.3, 0.3  # times the gaps within a head, and font sizes, that part it from the next
_COLUMN_FIGURES = 3  # figures that end at one place and so make a column
_TEXT_GAP = 1.5  # font sizes between the columns of a table without figures
_RULE_REACH = 5.0  # points from a head to the rule beneath it

Interval = tuple[float, float]


class Sheet(NamedTuple):
    """What a table is read from besides its lines: the words of the page, their boxes (none on a page that stands sideways), its rules, the words' looks."""

    texts: Sequence[str]
    boxes: Sequence[float]
    rules: Rules | None
    looks: Sequence[int]


def intervals_of(rows: Iterable[Row]) -> list[Interval]:
    """Left and right edges of the columns: figures first, then the texts that stand beside them."""
    rows = [row for row in rows if len(row) > 1]
    first_is_value = sum(row[0].value for row in rows) > 0.5 * len(rows)  # a list of years or dates
    lines = [line for row in rows for line in row]
    figures = union([(line.left, line.right) for row in rows for line in (row if first_is_value else row[1:]) if line.value])
    if not figures:
        return union([(line.left, line.right) for line in lines])
    first = figures[0][0]
    labels = union([(line.left, line.right) for line in lines if not line.value and line.right <= first])
    edge = labels[-1][1] if labels else first
    with_figures = (line for row in rows if any(line.value for line in row) for line in row)
    others = union([(line.left, line.right) for line in with_figures if not line.value and line.left >= edge and not overlapped(line, figures)])
    return labels + sorted([*figures, *others])


def overlapped(line: Line, intervals: Iterable[Interval]) -> int:
    """How many columns a line stands in; a head over several is no column of its own."""
    return sum(line.right > start and line.left < end for start, end in intervals)


def union(intervals: list[Interval]) -> list[Interval]:
    """The intervals from left to right, with those that overlap as one."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


Cells = list[tuple[Line, int, int]]  # line, column, columns spanned


def place(row: Row, intervals: list[Interval], rules: Rules | None, *, is_head: bool) -> Cells:
    """The cells of a row; what falls into a cell already taken is added to it."""
    cells: Cells = []
    for line in row:
        left, right = (line.left, line.right) if rules is None else _extent(line, row, rules)
        over = []
        for c, (start, end) in enumerate(intervals):
            if start >= right - 0.5:
                break
            if end > left + 0.5:
                over.append(c)
        if len(over) > 1 and over[0] == 0 and line.left > intervals[0][1]:
            over = over[1:]  # a rule that runs on under the labels
        if not over and is_head:
            over = _around(line, intervals)
        column = over[0] if over else nearest(line, intervals)
        span = over[-1] - over[0] + 1 if over else 1
        if column == 0 and span > 1 and len(row) > 1:
            span = 1  # a long label that runs under the figures' columns
        if cells and column < cells[-1][1] + cells[-1][2]:
            last, at, wide = cells[-1]
            if column > at:
                cells[-1] = (last, at, column - at)
            else:
                cells[-1] = (joined([last, line]), at, max(wide, span))
                continue
        cells.append((line, column, span))
    return cells


def _around(line: Line, intervals: list[Interval]) -> list[int]:
    """The two columns of figures between which a head stands in the middle."""
    after = sum(end <= line.left for _, end in intervals)
    if not 1 < after < len(intervals):
        return []
    left, right = line.left - intervals[after - 1][1], intervals[after][0] - line.right
    return [after - 1, after] if abs(left - right) < line.size else []


def _extent(line: Line, row: Row, rules: Rules) -> Interval:
    """What a head covers: the rule beneath it says so, where there is one that it has for itself and stands in the middle of."""
    for rule in rules.below(line.bottom, _RULE_REACH):
        if rule.left - 2 <= line.left and line.right <= rule.right + 2:
            is_own = not any(other is not line and other.right > rule.left and other.left < rule.right for other in row)
            is_centred = abs(rule.left + rule.right - line.left - line.right) < line.size
            if rule.right - rule.left < 4 * (line.right - line.left) + 40 or (is_own and is_centred):
                return rule.left, rule.right
    return line.left, line.right


def nearest(line: Line, intervals: list[Interval]) -> int:
    """The column whose middle is nearest to the middle of a line."""
    middle = (line.left + line.right) / 2
    return min(range(len(intervals)), key=lambda c: abs(middle - (intervals[c][0] + intervals[c][1]) / 2)) if intervals else 0


def heads_parted(row: Row, intervals: list[Interval], page: Sheet) -> Row:
    """The heads of a row; what stands close enough for one line but over several columns, with wider gaps there, is parted."""
    return [part for line in row for part in (_parted(line, intervals, page) if len(line.words) > 1 and page.boxes else [line])]


def figure_parted(row: Row, intervals: list[Interval], page: Sheet) -> Row:
    """The row with a first figure that stands close behind its label in a cell of its own."""
    line = row[0]
    if line.value or len(line.words) < 2 or not page.boxes or len(intervals) < 2 or line.right <= intervals[1][0] + 1:  # noqa: PLR2004
        return row
    if line.left > intervals[0][1]:
        return row  # a head further down
    at = len(line.words)
    while (
        at > 1
        and is_value(line.words[at - 1 :], page.texts)
        and page.boxes[4 * line.words[at - 1]] > intervals[0][0] + 0.5 * (intervals[1][0] - intervals[0][0])
    ):
        at -= 1
    if at == len(line.words) or page.boxes[4 * line.words[-1] + 2] <= intervals[1][0] or any(other.left < intervals[1][1] for other in row[1:]):
        return row
    label, figure = line.words[:at], line.words[at:]
    edge = page.boxes[4 * figure[0]]
    return [line._replace(right=page.boxes[4 * label[-1] + 2], words=label), line._replace(left=edge, words=figure, value=True), *row[1:]]


def figures_first(rows: list[Row], page: Sheet) -> list[Row]:
    """The rows, with a figure that stands close before the label in the middle of a table in a cell of its own.

    It is a figure's column when three figures end at one place.
    """
    mixed = [line for row in rows for line in row[1:] if not line.value and len(line.words) > 1 and is_value(line.words[:1], page.texts)]
    if not mixed or not page.boxes:
        return rows
    ends = Counter(round(line.right) for row in rows for line in row if line.value)
    ends.update(round(page.boxes[4 * line.words[0] + 2]) for line in mixed)
    return [[part for at, line in enumerate(row) for part in (_before_label(line, ends, page) if at else [line])] for row in rows]


def _before_label(line: Line, ends: Counter[int], page: Sheet) -> list[Line]:
    if line.value or len(line.words) < 2 or not is_value(line.words[:1], page.texts):  # noqa: PLR2004
        return [line]
    right = page.boxes[4 * line.words[0] + 2]
    if sum(ends[round(right) + step] for step in (-1, 0, 1)) < _COLUMN_FIGURES:
        return [line]
    rest = line.words[1:]
    return [
        line._replace(right=right, words=line.words[:1], value=True),
        line._replace(left=page.boxes[4 * rest[0]], words=rest, value=is_value(rest, page.texts)),
    ]


def _parted(line: Line, intervals: list[Interval], page: Sheet) -> list[Line]:
    boxes = page.boxes
    if overlapped(line, intervals) < 2 or line.words[-1] - line.words[0] + 1 != len(line.words):  # noqa: PLR2004
        return [line]
    places = [(boxes[4 * i], boxes[4 * i + 2]) for i in line.words]
    over = [min(range(len(intervals)), key=lambda c: abs(left + right - sum(intervals[c]))) for left, right in places]
    gaps = [(after[0] - before[1], over[k] != over[k + 1]) for k, (before, after) in enumerate(pairwise(places))]
    between, within = [gap for gap, parts in gaps if parts], [gap for gap, parts in gaps if not parts]
    if not between or min(between) < max(_WIDER * max(within, default=0.0), _LEAST_GAP * line.size):
        return [line]
    cuts = [0, *(k + 1 for k, (_, parts) in enumerate(gaps) if parts), len(places)]
    return [
        line._replace(left=places[first][0], right=places[end - 1][1], words=line.words[first:end], value=is_value(line.words[first:end], page.texts))
        for first, end in pairwise(cuts)
    ]


def words_joined(row: Row) -> Row:
    """A row of a table without figures: what stands closer than columns do is one cell."""
    kept: Row = []
    for line in row:
        if kept and line.left - kept[-1].right < _TEXT_GAP * line.size:
            kept[-1] = joined([kept[-1], line])
        else:
            kept.append(line)
    return kept
