"""Ruling lines of a page, and the grids they draw around the cells of a table."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from screener.extract.pdf.layout import Line, Row, Zone

_THICK = 3.0  # points up to which a filled rectangle is a rule
_SHORT = 6.0  # points from which a stroke is a rule and no part of a letter or sign
_NEAR = 2.5  # points two rules of one grid line may stand apart
_MOST_COLUMNS = 100  # graph paper has more
_MARGIN = 12.0  # points from the text of a table's edge to the rule around it
_LEAST_BAND = 20.0  # points a table of two rows is high
_SHARED = 0.25  # share of rows with several figures in one cell, above which rules are no grid
_LEAST_SHARE = 0.6  # of a table's height or width that the rules of one grid line must cover


class Stroke(NamedTuple):
    """A straight rule, as left, top, right, bottom of the page as shown; its thin side is its width."""

    left: float
    top: float
    right: float
    bottom: float


class Rules:
    """The horizontal and vertical rules of one page."""

    def __init__(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        self.across: list[Stroke] = []
        self.down: list[Stroke] = []
        for box in boxes:
            self._add(Stroke(*box))
        self.across.sort(key=lambda rule: rule.top)
        self._tops = [rule.top for rule in self.across]

    def _add(self, box: Stroke) -> None:
        wide, high = box.right - box.left, box.bottom - box.top
        if high <= _THICK < wide and wide > _SHORT:
            self.across.append(box)
        elif wide <= _THICK < high and high > _SHORT:
            self.down.append(box)
        elif wide > _SHORT and high > _SHORT:  # the frame of a cell
            self.across += [box._replace(bottom=box.top), box._replace(top=box.bottom)]
            self.down += [box._replace(right=box.left), box._replace(left=box.right)]

    def bands(self) -> list[tuple[float, float]]:
        """Top and bottom of the parts of the page with upright rules, in order."""
        merged: list[tuple[float, float]] = []
        for top, bottom in sorted((rule.top, rule.bottom) for rule in self.down):
            if merged and top < merged[-1][1] + _NEAR:
                merged[-1] = (merged[-1][0], max(merged[-1][1], bottom))
            else:
                merged.append((top, bottom))
        return [(top, bottom) for top, bottom in merged if bottom - top > _LEAST_BAND]

    def below(self, bottom: float, reach: float) -> Sequence[Stroke]:
        """Horizontal rules that start within `reach` points of a line's foot."""
        return self.across[bisect.bisect_left(self._tops, bottom - reach) : bisect.bisect_right(self._tops, bottom + reach)]


def ruled_zones(rows: list[Row], rules: Rules) -> list[Zone]:
    """The rows as tables with rules around their cells, and what stands between them, from top to bottom."""
    found: list[Zone] = []
    at = 0
    for top, bottom in rules.bands():
        first = next((i for i in range(at, len(rows)) if _middle(rows[i]) > top), len(rows))
        end = next((i for i in range(first, len(rows)) if _middle(rows[i]) > bottom), len(rows))
        if end - first > 1 and grid_of(rows[first:end], rules) is not None:
            if first > at:
                found.append(Zone(rows[at:first]))
            found.append(Zone(rows[first:end], is_table=True))
            at = end
    if at < len(rows):
        found.append(Zone(rows[at:]))
    return found


def _middle(row: Row) -> float:
    return (row[0].top + row[0].bottom) / 2


class Grid(NamedTuple):
    """Where the rules of a table cross the page: x of the upright ones, y of the level ones, both ascending."""

    xs: list[float]
    ys: list[float]

    def place(self, line: Line) -> tuple[int, int]:
        """Row and column of a line, by its middle."""
        across, down = min(line.left + 2, (line.left + line.right) / 2), (line.top + line.bottom) / 2
        column = min(max(bisect.bisect_right(self.xs, across) - 1, 0), len(self.xs) - 2)
        return bisect.bisect_right(self.ys, down), column

    def span(self, lines: Sequence[Line], column: int) -> int:
        """How many columns the lines of a cell run over."""
        right = max(line.right for line in lines)
        return max(bisect.bisect_left(self.xs, right - _NEAR) - column, 1)


def grid_of(rows: Sequence[Row], rules: Rules) -> Grid | None:
    """The grid around a table's rows; None unless rules part both its rows and its columns."""
    lines = [line for row in rows for line in row]
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    across = [rule for rule in rules.across if top - _MARGIN < rule.top < bottom + _MARGIN and rule.left < right and rule.right > left]
    edge = max((rule.right for rule in across), default=right) + _NEAR
    down = [rule for rule in rules.down if left - _MARGIN < rule.left < edge and rule.top < bottom and rule.bottom > top]
    xs = _lines([(rule.left, rule.bottom - rule.top) for rule in down], _LEAST_SHARE * (bottom - top))
    ys = _lines([(rule.top, rule.right - rule.left) for rule in across], _LEAST_SHARE * (right - left))
    if not 3 <= len(xs) <= _MOST_COLUMNS or len(ys) < 3 or xs[0] > left + 2:  # noqa: PLR2004 - two columns and two rows have three lines each
        return None
    if sum(_crossed(line, xs) for line in lines) > 0.2 * len(lines):
        return None
    grid = Grid(xs, ys)
    return grid if sum(_shares_cell(row, grid) for row in rows) <= _SHARED * len(rows) else None


def _shares_cell(row: Row, grid: Grid) -> bool:
    """Whether a figure stands in one cell with another text of its row: the rules are frames around several columns."""
    return any(after.value and after.left - before.right > after.size and grid.place(before) == grid.place(after) for before, after in pairwise(row))


def _crossed(line: Line, xs: Sequence[float]) -> bool:
    return any(line.left + 2 < x < line.right - 2 for x in xs)


def _lines(places: list[tuple[float, float]], least: float) -> list[float]:
    """Places where rules add up to at least the given length."""
    found: list[float] = []
    start: float | None = None
    length = 0.0
    for at, extent in sorted(places):
        if start is not None and at - start > _NEAR:
            if length >= least:
                found.append(start)
            start, length = at, 0.0
        start = at if start is None else start
        length += extent
    if start is not None and length >= least:
        found.append(start)
    return found
