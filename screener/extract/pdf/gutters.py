"""Where text stands in columns: the gutters of a page, and the parts of it that are read one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from operator import gt
from statistics import fmean

from screener.extract.pdf.layout import Line, Row, Zone, rows_of

_SECTION_GAP = 8.0  # heights between two rows that part one run of columns from the next
_MAX_SPLITS = 6  # columns within columns
_FIGURES, _ALIGNED, _STAGGERED = 0.3, 0.5, 0.4  # shares of lines seen in tables and columns of real documents
_FEW_SIGNS = 0.2  # share of signs among the labels of a table
_MOSTLY = 0.6  # share of rows with a label and a figure in a statement
_OUT_OF_PLACE = 0.02  # share of signs and notes that the file gives elsewhere
_CELL_LINES = 3.5  # lines a row of a table of paragraphs has
_LABELLED = 0.35  # share of rows that begin with words
_WORDY = 4.5  # words a line that prose has and cells have not
_MAX_PEAKS = 24  # places looked at for a gutter
_MAX_GUTTERS, _FEW_GUTTERS = 6, 3  # gutters tried before a region counts as one column, and where it looks like a table
_MIN_GUTTER = 0.9  # font sizes


def columns(rows: list[Row], depth: int = 0) -> list[Zone]:
    """The rows as zones in reading order: where text stands in columns, each column is a zone of its own."""
    if depth < _MAX_SPLITS and len(rows) > 1 and not (_is_mostly_table(rows) and _is_in_order(rows)):
        for gutter, first, end in _widest(rows):
            sides = _sides(rows[first:end], gutter)
            if sides is None:
                continue
            if _is_by_cell(rows[first:end], gutter):
                table = Zone(rows[first:end], is_table=True, by_cell=True)
                return [*_columns(rows[:first], depth), table, *_columns(rows[end:], depth)]
            if _are_columns(*sides):
                left, right = (rows_of(side) for side in sides)
                return [zone for part in (rows[:first], left, right, rows[end:]) for zone in _columns(part, depth)]
    return [Zone(rows)]


def _columns(rows: list[Row], depth: int) -> list[Zone]:
    return columns(rows, depth + 1) if rows else []


def _is_by_cell(rows: list[Row], gutter: float) -> bool:
    """Whether the file gives the left and right text of one row of a table after the other, rows of several lines each."""
    lines = [line for row in rows for line in row]
    if len(lines) < _CELL_LINES * 2 or sum(line.value for line in lines) > 0.1 * len(lines):
        return False
    lines.sort(key=_first_word)
    pairs: list[tuple[float, float]] = []  # top and bottom of each row of the table
    last = True
    for line in lines:
        right = line.left >= gutter
        if last and not right:
            if pairs and line.top < pairs[-1][1] - line.size / 2:
                return False
            pairs.append((line.top, line.bottom))
        elif pairs:
            pairs[-1] = min(pairs[-1][0], line.top), max(pairs[-1][1], line.bottom)
            if len(pairs) > 1 and line.top < pairs[-2][1] - line.size / 2:
                return False
        last = right
    return len(pairs) > 2 and len(lines) >= _CELL_LINES * len(pairs) and sum(map(_length, lines)) > _WORDY * len(lines)  # noqa: PLR2004


def _first_word(line: Line) -> int:
    return line.words[0]


def _widest(rows: list[Row]) -> list[tuple[float, int, int]]:
    """Gutters with the rows they run through, from the one with the most white space to the one with the least."""
    found = []
    for gutter in _gutters(rows, _FEW_GUTTERS if _is_mostly_table(rows) else _MAX_PEAKS):
        first, end = _run(rows, gutter)
        sides = _sides(rows[first:end], gutter)
        if sides is not None:
            left, right = sides
            white = min(line.left for line in right) - max(line.right for line in left)
            found.append((-white * (end - first), gutter, first, end))
    found.sort()
    return [(gutter, first, end) for _, gutter, first, end in found[:_MAX_GUTTERS]]


def _gutters(rows: list[Row], most: int) -> list[float]:
    """Places across the page where two rows or more have a gap, the most frequent first."""
    gaps = [(before.right, after.left) for row in rows for before, after in pairwise(row) if after.left - before.right > _MIN_GUTTER * after.size]
    gaps.extend(_staggered(rows))
    if len(gaps) < 2:  # noqa: PLR2004 - one gap makes no column
        return []
    edges = sorted([(start, 1) for start, _ in gaps] + [(end, -1) for _, end in gaps])
    peaks: list[tuple[int, float]] = []
    depth = 0
    for (at, step), (after, next_step) in pairwise(edges):
        depth += step
        if step > 0 > next_step and after - at > 1:
            peaks.append((depth, (at + after) / 2))
    peaks.sort(reverse=True)
    return [at for votes, at in peaks[:most] if votes > 1]


def _is_mostly_table(rows: list[Row]) -> bool:
    """Whether most rows have a label before and a figure at the end, as in a statement."""
    several = [row for row in rows if len(row) > 1]
    return sum(row[-1].value and not row[0].value for row in several) > _MOSTLY * len(several)


def _is_in_order(rows: list[Row]) -> bool:
    """Whether the file gives the rows one after the other, each from left to right."""
    starts = [line.words[0] for row in rows for line in row]
    return int(sum(map(gt, starts, starts[1:]))) <= _OUT_OF_PLACE * len(starts)


def _staggered(rows: list[Row]) -> Iterable[tuple[float, float]]:
    """Gaps between lines of two columns whose lines don't stand at one height."""
    for above, below in pairwise(rows):
        first, second = above[0], below[0]
        if len(above) == len(below) == 1 and second.top < first.bottom:
            low, high = (first, second) if first.left < second.left else (second, first)
            if high.left - low.right > _MIN_GUTTER * low.size:
                yield low.right, high.left


def _run(rows: list[Row], gutter: float) -> tuple[int, int]:
    """The longest run of rows that leave the gutter free and have text on both sides of it."""
    best = (0, 0)
    start = 0
    for i, row in enumerate(rows):
        crossed = False
        for line in row:
            if line.left < gutter < line.right:
                crossed = True
                break
        if crossed:
            start = i + 1
            continue
        if i > start and row[0].top - rows[i - 1][0].bottom > _SECTION_GAP * (row[0].bottom - row[0].top):
            start = i
        if i + 1 - start > best[1] - best[0]:
            best = (start, i + 1)
    first, limit = best
    while first < limit and len(rows[first]) == 1 and limit - first > 1 and not _both(rows[first : first + 2], gutter):
        first += 1
    end = limit
    while end - 1 > first and len(rows[end - 1]) == 1 and not _both(rows[end - 2 : end], gutter):
        end -= 1
    while end < limit and rows[end][0].top - rows[end - 1][-1].bottom < rows[end][0].bottom - rows[end][0].top:
        end += 1  # the last lines of the longer column
    return first, end


def _both(rows: list[Row], gutter: float) -> bool:
    sides = {line.left < gutter for row in rows for line in row}
    return len(sides) > 1


def _sides(rows: list[Row], gutter: float) -> tuple[list[Line], list[Line]] | None:
    left = [line for row in rows for line in row if line.left < gutter]
    right = [line for row in rows for line in row if line.left >= gutter]
    return (left, right) if len(left) > 1 and len(right) > 1 else None


def _are_columns(left: list[Line], right: list[Line]) -> bool:
    """Whether two sides are read one after the other, and not row by row as a table."""
    total, shorter = len(left) + len(right), min(len(left), len(right))
    changes = _changes(left, right)
    in_turn = changes <= max(1, 0.1 * total)  # the file itself gives first the one side, then the other
    if in_turn and _is_prose(right) and sum(len(row) > 1 for row in rows_of(left)) > 2:  # noqa: PLR2004 - a table has so many rows
        return True
    if _is_bare(left) or _is_bare(right) or _are_labels(left, right):
        return False
    aligned = _aligned(left, right)
    if sum(line.value for line in right) > _FIGURES * len(right) and aligned > _ALIGNED:
        is_pair = _stands_alone(right) and (changes == 1 or _stands_alone(left))
        return in_turn and (is_pair or (_has_title(left) and _has_title(right)))
    wordy = min(sum(map(_length, left)) / len(left), sum(map(_length, right)) / len(right))
    if in_turn and _has_title(left) and _has_title(right):
        return True  # two charts side by side
    if in_turn:
        return wordy > 2 or aligned < _ALIGNED  # noqa: PLR2004 - words a line
    if shorter > 2 and aligned < _STAGGERED:  # noqa: PLR2004 - two lines may miss each other by chance
        return True
    line_by_line = changes > 0.8 * 2 * shorter  # the file gives each line of the page from side to side
    return line_by_line and wordy > _WORDY and shorter > 3 and _fills(left) and _fills(right)  # noqa: PLR2004


def _is_bare(lines: list[Line]) -> bool:
    """Whether a side has figures and single words only, as the bars of a chart have: it says nothing by itself."""
    return all(line.value or len(line.words) == 1 for line in lines) and any(line.value for line in lines)


def _is_prose(lines: list[Line]) -> bool:
    """Whether a side is running text, as it may stand beside a table."""
    return sum(map(_length, lines)) > _WORDY * len(lines) and not any(line.value for line in lines)


def _has_title(lines: list[Line]) -> bool:
    """Whether a side begins with words of its own."""
    first = min(lines, key=_height)
    return not first.value and len(first.words) > 1


def _are_labels(left: list[Line], right: list[Line]) -> bool:
    """Whether one side has the words and the other the figures of one table, even if they don't stand at one height."""
    is_wordy = sum(line.value for line in left) <= _FEW_SIGNS * len(left)  # currency signs may stand close to the labels
    return is_wordy and sum(line.value for line in right) > _MOSTLY * len(right) and not _stands_alone(right)


def _changes(left: list[Line], right: list[Line]) -> int:
    """How often the file's order changes sides."""
    order = sorted([(line.words[0], 0) for line in left] + [(line.words[0], 1) for line in right])
    return sum(before[1] != after[1] for before, after in pairwise(order))


def _aligned(left: list[Line], right: list[Line]) -> float:
    """Share of the right side's lines that stand at the height of a line of the left side."""
    heights = sorted(line.bottom for line in left)
    found = 0
    at = 0
    for line in sorted(right, key=lambda line: line.bottom):
        while at < len(heights) and heights[at] < line.bottom - 0.2 * line.size:
            at += 1
        found += at < len(heights) and heights[at] <= line.bottom + 0.2 * line.size
    return found / len(right)


def _stands_alone(lines: list[Line]) -> bool:
    """Whether a side has words of its own before its figures: a table or chart beside another, not the columns of one."""
    rows = rows_of(lines)
    return sum(not row[0].value for row in rows) > _LABELLED * len(rows)


def _fills(lines: list[Line]) -> bool:
    """Whether most lines run the width of their column, as prose does."""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    return fmean(line.right - line.left for line in lines) > 0.6 * width


def _length(line: Line) -> int:
    return len(line.words)


def _height(line: Line) -> float:
    return line.top + line.bottom
