"""Reading order of shapes by their boxes: bands from top to bottom, columns left to right where shapes clearly stand in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from screener.types import Box

_SLACK = 4.0  # points two boxes may overlap and still count as apart
_MAX_ITEMS = 120  # a slide with more shapes is read by rows: finding columns costs more than their square
_MAX_DEPTH = 20
_ROW_SHARE = 0.5  # boxes whose heights overlap by half stand in one row
_FIGURE = re.compile(r"[\s$€£¥~<>≈+(–-]*\d[\d.,]*\s*(?:%|x|bps|[kmbt]n?|million|billion|trillion|pts?)?[\s)+*]*", re.IGNORECASE)


class Item(NamedTuple):
    """A thing to be ordered: its box, its number in the file, and its words if they are few."""

    box: Box
    number: int
    words: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether its words are a number with its unit and nothing more."""
        return _FIGURE.fullmatch(self.words) is not None


def reading_order(items: Sequence[Item]) -> list[int]:
    """The items' numbers in reading order."""
    if len(items) > _MAX_ITEMS:
        return [item.number for item in _by_rows(items)]
    return [item.number for item in _order(list(items), _MAX_DEPTH)]


def _order(items: list[Item], depth: int) -> list[Item]:
    if len(items) <= 1 or depth <= 0:
        return items
    bands = _split(items, 1, 3)
    if len(bands) == 1:
        columns = _split(items, 0, 2)
        return [item for column in columns for item in _order(column, depth - 1)] if len(columns) > 1 else _by_rows(items)
    ordered: list[Item] = []
    start = 0
    while start < len(bands):
        stop = _end_of_columns(bands, start)
        if stop > start + 1:
            joined = [item for band in bands[start:stop] for item in band]
            for column in _split(joined, 0, 2):
                ordered += _order(column, depth - 1)
        else:
            ordered += _order(bands[start], depth - 1)
        start = stop
    return ordered


def _end_of_columns(bands: list[list[Item]], start: int) -> int:
    """One past the last band that stands in the same columns as the band at `start`."""
    joined = list(bands[start])
    stop = start + 1
    for end in range(start + 1, len(bands)):
        joined += bands[end]
        columns = _split(joined, 0, 2)
        if len(columns) < 2:  # noqa: PLR2004 - two columns at least
            break
        if all(len(column) >= 2 for column in columns) and not _is_table(bands[start : end + 1], len(columns)):  # noqa: PLR2004 - one above another
            stop = end + 1
    return stop


def _is_table(bands: list[list[Item]], columns: int) -> bool:
    """Whether the boxes are cells rather than columns: three full rows of them, or a label with its figure beside it in each."""
    if any(len(band) != columns for band in bands):
        return False
    rows = [sorted(band, key=lambda item: item.box.left) for band in bands]
    labelled = all(not row[0].is_figure and any(item.is_figure for item in row[1:]) for row in rows)
    return labelled or len(bands) > 2  # noqa: PLR2004 - a heading over its text makes two


def _split(items: Sequence[Item], low: int, high: int) -> list[list[Item]]:
    """The items cut at every gap along one axis: `low` and `high` are the box's sides on it."""
    groups: list[list[Item]] = []
    reach = float("-inf")
    for item in sorted(items, key=lambda item: (item.box[low], item.box[high])):
        slack = min(_SLACK, (item.box[high] - item.box[low]) / 4)
        if groups and item.box[low] + slack < reach:
            groups[-1].append(item)
        else:
            groups.append([item])
        reach = max(reach, item.box[high] - slack)
    return groups


def _by_rows(items: Sequence[Item]) -> list[Item]:
    """Rows from top to bottom, each from left to right; a box belongs to a row when half of its height lies in it."""
    rows: list[tuple[int, Item]] = []
    row, bottom = 0, float("-inf")
    for item in sorted(items, key=lambda item: (item.box.top, item.box.left)):
        height = item.box.bottom - item.box.top
        if item.box.top + height * _ROW_SHARE > bottom:
            row, bottom = row + 1, item.box.bottom
        rows.append((row, item))
    return [item for _, line in groupby(rows, key=lambda pair: pair[0]) for _, item in sorted(line, key=lambda pair: pair[1].box.left)]
