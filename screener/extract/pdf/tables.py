"""Rows of a region to tables and running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from screener.extract.pdf.columns import intervals_of, overlapped, words_joined
from screener.extract.pdf.layout import Line, Row, Zone

_PROSE_WORDS = 9  # words from which a row of its own may be running text
_PROSE_SHARE = 0.7  # of the zone's width
_NOTE, _NOTE_WORDS = re.compile(r"Notes?:|Source|The$|\*+|[†‡]|\(\w\)$|\d\)$"), 5  # how a note under a table begins, and the words it has
_BREAK, _WIDE_BREAK = 3.2, 9.0  # heights of white space that end a table, and that end it even if the columns stay the same
_MOST_SINGLES = 4  # rows without figures in a row that a table may have


def zones(region: Zone, texts: Sequence[str]) -> list[Zone]:
    """One region as tables and running text, in order."""
    rows = region.rows
    if region.is_table:
        return [region]
    if not any(len(row) > 1 for row in rows):
        return [Zone(rows)] if rows else []
    found: list[Zone] = []
    width = max(line.right for row in rows for line in row) - min(row[0].left for row in rows)
    start = at = 0
    while at < len(rows):
        end = _table_end(rows, at, width, texts) if _is_tabular(rows[at], width) else at
        if end > at and _is_table(rows[at:end]):
            first = _with_heads(rows, start, at, end, texts)
            if first > start:
                found.append(Zone(rows[start:first]))
            found.append(Zone(rows[first:end], is_table=True))
            start = end
        at = max(end, at + 1)
    if start < len(rows):
        found.append(Zone(rows[start:]))
    return found


def _is_tabular(row: Row, width: float) -> bool:
    """Whether a row has cells, and is not a line of prose with wide spaces."""
    return len(row) > 1 and not (_is_prose(row, width) and not row[-1].value)


def _is_prose(row: Row, width: float) -> bool:
    words = sum(len(line.words) for line in row)
    gaps = max((after.left - before.right for before, after in pairwise(row)), default=0.0)
    return words >= _PROSE_WORDS and row[-1].right - row[0].left > _PROSE_SHARE * width and gaps < 2 * row[0].size


def _table_end(rows: list[Row], first: int, width: float, texts: Sequence[str]) -> int:
    """The row after the last row with cells that belongs to the table begun at `first`."""
    end = first + 1
    left, right = rows[first][0].left, rows[first][-1].right
    for at in range(first + 1, len(rows)):
        row = rows[at]
        height = row[0].bottom - row[0].top
        gap = row[0].top - rows[at - 1][0].bottom
        if gap > _BREAK * height and not (gap < _WIDE_BREAK * height and _goes_on(rows, at, end - 1)):
            break
        is_label = len(row) == 1 and _is_section(row[0], left, texts)
        if (_is_prose(row, width) and not row[-1].value and not is_label) or at - end >= _MOST_SINGLES:
            break
        if len(row) == 1 and not is_label and _is_under_table(row[0], right - left, texts):
            break
        left, right = min(left, row[0].left), max(right, row[-1].right)
        if len(row) > 1:
            end = at + 1
    return _with_last_label(rows, first, end)


def _goes_on(rows: list[Row], at: int, last: int) -> bool:
    """Whether the figures after a wide gap stand in the columns of the figures before it."""
    before = [(line.left, line.right) for line in rows[last] if line.value]
    after = next((row for row in rows[at : at + 3] if len(row) > 1), [])
    figures = [line for line in after if line.value]
    return len(figures) > 1 and sum(overlapped(line, before) == 1 for line in figures) >= 0.8 * max(len(figures), len(before))


def _is_under_table(line: Line, width: float, texts: Sequence[str]) -> bool:
    """Whether a line of its own is a note or running text under a table."""
    words = len(line.words)
    return (words >= _PROSE_WORDS and line.right - line.left > _PROSE_SHARE * width) or (words >= _NOTE_WORDS and bool(_NOTE.match(texts[line.words[0]])))


def _is_section(line: Line, left: float, texts: Sequence[str]) -> bool:
    """Whether a long line is the label of the rows below it; a sentence that leads to another table is not."""
    return texts[line.words[-1]].endswith(":") and line.left < left + line.size and texts[line.words[0]] not in {"The", "These", "This"}


def _with_last_label(rows: list[Row], first: int, end: int) -> int:
    """A label whose second line stands under the last row belongs to the table."""
    if end < len(rows) and len(rows[end]) == 1:
        last, after = rows[end - 1], rows[end][0]
        if end - first > 1 and after.top - last[0].bottom < 0.3 * after.size and after.right < last[1].left and last[0].left <= after.left + 1:
            return end + 1
    return end


def _with_heads(rows: list[Row], start: int, first: int, end: int, texts: Sequence[str]) -> int:
    """The first row of the table with the heads that stand alone over its columns, or over its first labels, above it."""
    figures = [line.left for row in rows[first:end] for line in row[1:] if line.value]
    if not figures:
        return first
    labels = [row[0].right for row in rows[first:end] if len(row) > 1 and not row[0].value]
    edge = min([*figures, median(labels)] if labels else figures)
    while first > start and len(rows[first - 1]) == 1:
        line, below = rows[first - 1][0], rows[first]
        is_section = line.right < min(figures) and texts[line.words[-1]].endswith(":")
        if (line.left < edge and not is_section) or len(line.words) > _PROSE_WORDS or min(cell.top for cell in below) - line.bottom > line.size:
            break
        first -= 1
    return first


def _is_table(rows: list[Row]) -> bool:
    several = [row for row in rows if len(row) > 1]
    with_figures = sum(any(line.value for line in row[1:]) for row in several)
    if with_figures > 1:
        return with_figures >= 0.3 * len(several) or with_figures > 3  # noqa: PLR2004
    if with_figures == 1 and len(several) == 1:
        return sum(line.value for line in several[0]) > 1
    if len(several) < 2 or len(several) < 0.4 * len(rows):  # noqa: PLR2004 - one row makes no columns
        return False
    cells = [whole for row in several if len(whole := words_joined(row)) > 1]
    return len(cells) > 1 and len(cells) >= 0.4 * len(rows) and len(intervals_of(cells)) > 1
