"""Rows of a region to tables and running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from screener.extract.pdf.columns import intervals_of, overlapped, union, words_joined
from screener.extract.pdf.layout import Line, Row, Zone

_PROSE_WORDS = 9  # words from which a row of its own may be running text
_PROSE_SHARE = 0.7  # of the zone's width
_NOTE, _NOTE_WORDS = re.compile(r"Notes?:|Source|The$|\*+|[†‡]|\(\w\)$|\d\)$"), 5  # how a note under a table begins, and the words it has
_BREAK, _WIDE_BREAK = 3.2, 9.0  # heights of white space that end a table, and that end it even if the columns stay the same
_APART = 0.6  # font sizes above a line that may begin another table
_CELL_LEADING = 0.4  # font sizes between two lines of one cell
_LABEL_INDENT, _LABEL_WORDS = 3.0, 6  # points the rows under a label are indented, and the words it has at most
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
        is_label = len(row) == 1 and (_is_section(row[0], left, texts) or _is_between(rows, at, end - 1, texts))
        if _begins_another(rows, first, end, at, (left, right)):
            break
        is_more = len(row) == 1 and _is_in_cell(row[0], rows[at - 1])
        if (_is_prose(row, width) and not row[-1].value and not is_label and not is_more) or at - end >= _MOST_SINGLES:
            break
        if len(row) == 1 and not is_label and not is_more and _is_under_table(row[0], right - left, texts):
            break
        left, right = min(left, row[0].left), max(right, row[-1].right)
        if len(row) > 1:
            end = at + 1
    return _with_last_label(rows, first, end, texts)


def _goes_on(rows: list[Row], at: int, last: int) -> bool:
    """Whether the figures after a wide gap stand in the columns of the figures before it."""
    before = [(line.left, line.right) for line in rows[last] if line.value]
    after = next((row for row in rows[at : at + 3] if len(row) > 1), [])
    figures = [line for line in after if line.value]
    return len(figures) > 1 and sum(overlapped(line, before) == 1 for line in figures) >= 0.8 * max(len(figures), len(before))


def _is_between(rows: list[Row], at: int, last: int, texts: Sequence[str]) -> bool:
    """Whether a long line stands between the heads of columns and figures in the same columns: the first label of a table."""
    line, before = rows[at][0], rows[last]
    if at + 1 >= len(rows) or texts[line.words[-1]][-1] in ".:" or line.left > before[0].left + 1:
        return False
    heads = [(head.left, head.right) for head in before if head.left > line.left + line.size]
    figures = [cell for cell in rows[at + 1] if cell.value]
    return min(len(figures), len(heads)) > 1 and sum(overlapped(cell, heads) == 1 for cell in figures) >= 0.8 * max(len(figures), len(heads))


def _begins_another(rows: list[Row], first: int, end: int, at: int, edges: tuple[float, float]) -> bool:
    """Whether a row without figures begins another table right under one."""
    if any(line.value for line in rows[at]) or not _has_figures(rows[first:end]):
        return False
    return (len(rows[at]) == 1 and _is_title(rows, at, *edges)) or _has_other_columns(rows, first, end, at)


def _is_title(rows: list[Row], at: int, left: float, right: float) -> bool:
    """Whether two lines or more that stand alone in the middle of the page begin the next table."""
    if at + 1 >= len(rows) or len(rows[at + 1]) > 1:
        return False
    middle = (left + right) / 2
    first, second = rows[at][0], rows[at + 1][0]
    is_apart = min(first.left, second.left) > left + 3 * first.size
    return is_apart and any(abs((line.left + line.right) / 2 - middle) < 2 * line.size for line in (first, second))


def _has_other_columns(rows: list[Row], first: int, end: int, at: int) -> bool:
    """Whether the figures after a line that stands apart have other columns than those before it."""
    if rows[at][0].top - rows[at - 1][0].bottom < _APART * rows[at][0].size:
        return False
    before = union([(line.left, line.right) for row in rows[first:end] for line in _figures(row)])
    after = (_figures(row) for row in rows[at + 1 : at + 2 + _MOST_SINGLES])
    return any(sum(overlapped(line, before) != 1 for line in figures) > 0.5 * len(figures) for figures in after if len(figures) > 1)


def _figures(row: Row) -> list[Line]:
    """The figures of a row that stand behind its label, without dashes and signs of their own."""
    return [line for line in row[1:] if line.value and line.right - line.left > line.size]


def _has_figures(rows: list[Row]) -> bool:
    return sum(any(line.value for line in row[1:]) for row in rows) > 1


def _is_in_cell(line: Line, above: Row) -> bool:
    """Whether a line goes on right below a cell that stands further right than the labels."""
    return any(not cell.value and abs(cell.left - line.left) < 1 and line.top - cell.bottom < _CELL_LEADING * line.size for cell in above[1:])


def _is_under_table(line: Line, width: float, texts: Sequence[str]) -> bool:
    """Whether a line of its own is a note or running text under a table."""
    words = len(line.words)
    return (words >= _PROSE_WORDS and line.right - line.left > _PROSE_SHARE * width) or (words >= _NOTE_WORDS and bool(_NOTE.match(texts[line.words[0]])))


def _is_section(line: Line, left: float, texts: Sequence[str]) -> bool:
    """Whether a long line is the label of the rows below it; a sentence that leads to another table is not."""
    return texts[line.words[-1]].endswith(":") and line.left < left + line.size and texts[line.words[0]] not in {"The", "These", "This"}


def _with_last_label(rows: list[Row], first: int, end: int, texts: Sequence[str]) -> int:
    """A label whose second line stands under the last row belongs to the table."""
    if end < len(rows) and len(rows[end]) == 1:
        last, after = rows[end - 1], rows[end][0]
        is_close = after.top - last[0].bottom < _CELL_LEADING * after.size
        if end - first < 2 or not is_close or _NOTE.match(texts[after.words[0]]):  # noqa: PLR2004 - one row is no table yet
            return end
        left = min(row[0].left for row in rows[first:end])
        is_label = after.left >= left - 1 and after.right < next((line.left for line in last if line.value), last[1].left)
        if is_label or _is_in_cell(after, last):
            return end + 1
    return end


def _with_heads(rows: list[Row], start: int, first: int, end: int, texts: Sequence[str]) -> int:
    """The first row of the table with the heads that stand alone over its columns, or over its first labels, above it."""
    figures = [line.left for row in rows[first:end] for line in row[1:] if line.value]
    if not figures:
        return _with_wrapped_head(rows, start, first)
    labels = [row[0].right for row in rows[first:end] if len(row) > 1 and not row[0].value]
    edge = min([*figures, median(labels)] if labels else figures)
    while first > start and len(rows[first - 1]) == 1:
        line, below = rows[first - 1][0], rows[first]
        is_section = line.right < min(figures) and _is_head_of(line, below, texts) and not _goes_before(rows, start, first - 1)
        if (line.left < edge and not is_section) or len(line.words) > _PROSE_WORDS or min(cell.top for cell in below) - line.bottom > line.size:
            break
        first -= 1
    return first


def _with_wrapped_head(rows: list[Row], start: int, first: int) -> int:
    """The first row of a table without figures, with the first line of a head of two lines over one of its columns."""
    if first > start and len(rows[first - 1]) == 1 and len(rows[first]) > 1:
        line, head = rows[first - 1][0], rows[first]
        is_close = head[0].top - line.bottom < _CELL_LEADING * line.size
        if is_close and any(line.left < cell.right and line.right > cell.left for cell in head[1:]) and line.left > head[0].right:
            return first - 1
    return first


def _is_head_of(line: Line, below: Row, texts: Sequence[str]) -> bool:
    """Whether a line is the label of the rows right below it: it says so with a colon, or they are indented."""
    if texts[line.words[0]][0].islower() or line.size > 1.1 * below[0].size:
        return False
    is_over = (
        any(cell.value for cell in below[1:])
        and below[0].left > line.left + _LABEL_INDENT
        and len(line.words) <= _LABEL_WORDS
        and below[0].top - line.bottom < 0.5 * line.size
    )
    is_begun = texts[below[0].words[0]][0].islower() and abs(below[0].left - line.left) < 1 and below[0].top - line.bottom < _CELL_LEADING * line.size
    return texts[line.words[-1]].endswith(":") or is_over or is_begun


def _goes_before(rows: list[Row], start: int, at: int) -> bool:
    """Whether a line ends the paragraph above it."""
    if at <= start or len(rows[at - 1]) > 1:
        return False
    line, above = rows[at][0], rows[at - 1][0]
    return line.top - above.bottom < 0.5 * line.size and len(above.words) >= _PROSE_WORDS and above.right > line.right


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
