"""Rows of a page to tables: which rows belong together, which columns they have, which cells are heads or labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from screener.extract.pdf_grid import Grid, Rules, grid_of
from screener.extract.pdf_layout import Line, Row, Zone, is_value, joined

_PROSE_WORDS = 9  # words from which a row of its own may be running text
_PROSE_SHARE = 0.7  # of the zone's width
_NOTE, _NOTE_WORDS = re.compile(r"Notes?:|Source|\*+|[†‡]|\(\w\)$|\d\)$"), 5  # how a note under a table begins, and the words it has
_BREAK, _WIDE_BREAK = 3.2, 9.0  # heights of white space that end a table, and that end it even if the columns stay the same
_MOST_SINGLES = 4  # rows without figures in a row that a table may have
_TEXT_GAP = 1.5  # font sizes between the columns of a table without figures
_INDENT_SLACK = 2.0  # points two labels of one depth may differ
_SNUG = 1.4  # font sizes from a line to the next line of the same label
_FULL = 0.85  # share of the label column from which a label was wrapped for want of room
_NEAR = 1.5  # font sizes between a figure and the sign that closes it
_LONGEST_FIGURE = 8  # words of a cell that may be signs and figures
_WIDER, _LEAST_GAP = 1.3, 0.3  # times the gaps within a head, and font sizes, that part it from the next
_RULE_REACH = 5.0  # points from a head to the rule beneath it
_HEAD = re.compile(
    r"(?:19|20)\d\d[EAe]?|\d{1,2}/\d{1,2}/\d{2,4}|[1-4]Q(?:'?\d\d)?|Q[1-4]|FY\d\d(?:\d\d)?|[-–—$%()]+|(?:\d{1,2},? )?(?:19|20)\d\d(?: ?[(*]\w?\)?)?|[$€£¥]|%"
)
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},?(?: (?:19|20)\d\d)?")
_OPENING = re.compile(r"(?:US|C|A|HK)?[$€£¥]? ?\(?|[-–—−+]")
_CLOSING = re.compile(r"[)%¢xX]+(?: ?%| ?pts?\.?| ?bps)?|(?:pts?|bps|pp|%)\.?\)?|\)? ?%|[*†‡]+|\(\w\)")
_GLUED_AFTER = re.compile(r"[-–—−+~]? ?(?:US|C|A|HK)?[$€£¥(]+|~")
_SIGN = re.compile(r"~?(?:US|C|A|HK)?[$€£¥]|~")
_GLUED_BEFORE = re.compile(r"[)%][)%]*")


class Sheet(NamedTuple):
    """What a table is read from besides its lines: the words of the page, their boxes (none on a page that stands sideways), its rules."""

    texts: Sequence[str]
    boxes: Sequence[float]
    rules: Rules | None


class Placed(NamedTuple):
    """A cell: its words, its place in the grid, and how deep a label is indented."""

    line: Line
    row: int
    column: int
    column_span: int = 1
    row_span: int = 1
    header: bool = False
    indent: int = 0


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
            first = _with_heads(rows, start, at, end)
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
        height = max(line.bottom - line.top for line in row)
        gap = min(line.top for line in row) - max(line.bottom for line in rows[at - 1])
        if gap > _BREAK * height and not (gap < _WIDE_BREAK * height and _goes_on(rows, at, end - 1)):
            break
        if (_is_prose(row, width) and not row[-1].value) or at - end >= _MOST_SINGLES:
            break
        if len(row) == 1 and _is_under_table(row[0], right - left, texts):
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
    return len(figures) > 1 and sum(_overlapped(line, before) == 1 for line in figures) >= 0.8 * max(len(figures), len(before))  # noqa: PLR2004


def _is_under_table(line: Line, width: float, texts: Sequence[str]) -> bool:
    """Whether a line of its own is a note or running text under a table."""
    words = len(line.words)
    return (words >= _PROSE_WORDS and line.right - line.left > _PROSE_SHARE * width) or (words >= _NOTE_WORDS and bool(_NOTE.match(texts[line.words[0]])))


def _with_last_label(rows: list[Row], first: int, end: int) -> int:
    """A label whose second line stands under the last row belongs to the table."""
    if end < len(rows) and len(rows[end]) == 1:
        last, after = rows[end - 1], rows[end][0]
        if end - first > 1 and after.top - last[0].bottom < 0.3 * after.size and after.right < last[1].left and last[0].left <= after.left + 1:
            return end + 1
    return end


def _with_heads(rows: list[Row], start: int, first: int, end: int) -> int:
    """The first row of the table with the heads above it, which stand alone over its columns."""
    figures = [line.left for row in rows[first:end] for line in row[1:] if line.value]
    if not figures:
        return first
    labels = [row[0].right for row in rows[first:end] if len(row) > 1 and not row[0].value]
    edge = min(median(labels) if labels else min(figures), min(figures))
    while first > start and len(rows[first - 1]) == 1:
        line, below = rows[first - 1][0], rows[first]
        if line.left < edge or len(line.words) > _PROSE_WORDS or min(cell.top for cell in below) - line.bottom > line.size:
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
    cells = [whole for row in several if len(whole := _words_joined(row)) > 1]
    return len(cells) > 1 and len(cells) >= 0.4 * len(rows) and len(_intervals(cells)) > 1  # noqa: PLR2004


def _words_joined(row: Row) -> Row:
    """A row of a table without figures: what stands closer than columns do is one cell."""
    kept: Row = []
    for line in row:
        if kept and line.left - kept[-1].right < _TEXT_GAP * line.size:
            kept[-1] = joined([kept[-1], line])
        else:
            kept.append(line)
    return kept


def build(zone: Zone, page: Sheet) -> list[Placed]:
    """The cells of a table, row by row; joined signs, wrapped labels, heads over several columns."""
    rows, texts, rules = zone.rows, page.texts, page.rules
    grid = grid_of(rows, rules) if rules is not None else None
    if grid is not None:
        return _ruled(rows, grid)
    if zone.by_cell:
        return _by_cell(rows)
    if any(line.value for row in rows for line in row[1:]):
        rows = [_signs_joined(row, texts) if len(row) > 1 else row for row in rows]
    else:
        rows = [_words_joined(row) for row in rows]
    intervals = _intervals(rows)
    heads = _head_count(rows, intervals, texts)
    rows = [*(_heads_parted(row, intervals, page) for row in rows[:heads]), *(_figure_parted(row, intervals, page) for row in rows[heads:])]
    placed = [_place(row, intervals, rules if number < heads else None, is_head=number < heads) for number, row in enumerate(rows)]
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
    intervals = _union([(line.left, line.right) for line in lines])
    cells: dict[tuple[int, int], list[Line]] = {}
    row = before = 0
    for line in lines:
        column = _nearest(line, intervals)
        row += column < before
        before = column
        cells.setdefault((row, column), []).append(line)
    return [Placed(joined(found), *place) for place, found in cells.items()]


def _heads_parted(row: Row, intervals: list[Interval], page: Sheet) -> Row:
    """The heads of a row; what stands close enough for one line but over several columns, with wider gaps there, is parted."""
    return [part for line in row for part in (_parted(line, intervals, page) if len(line.words) > 1 and page.boxes else [line])]


def _figure_parted(row: Row, intervals: list[Interval], page: Sheet) -> Row:
    """The row with a first figure that stands close behind its label in a cell of its own."""
    line = row[0]
    if line.value or len(line.words) < 2 or not page.boxes or len(intervals) < 2 or line.right <= intervals[1][0] + 1:  # noqa: PLR2004
        return row
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


def _parted(line: Line, intervals: list[Interval], page: Sheet) -> list[Line]:
    boxes = page.boxes
    if _overlapped(line, intervals) < 2 or line.words[-1] - line.words[0] + 1 != len(line.words):  # noqa: PLR2004
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


def _signs_joined(row: Row, texts: Sequence[str]) -> Row:
    """A row whose currency signs, brackets and percent signs stand with their figures."""
    kept: Row = []
    for line in _signs_moved(row, texts):
        if kept and line.value and kept[-1].value:
            before, mine = _words(kept[-1], texts), _words(line, texts)
            opens = _GLUED_AFTER.fullmatch(before) is not None and not _GLUED_BEFORE.fullmatch(mine)
            if opens or (_CLOSING.fullmatch(mine) is not None and line.left - kept[-1].right < _NEAR * line.size):
                kept[-1] = joined([kept[-1], line], value=True)
                continue
        kept.append(line)
    return kept


def _signs_moved(row: Row, texts: Sequence[str]) -> Row:
    """The row with each currency sign that stands close behind a label or figure moved to the figure it belongs to."""
    kept: Row = []
    for line in row:
        before = kept[-1] if kept else None
        signs = _last_signs(before.words, texts) if before is not None and line.value else 0
        if before is not None and 0 < signs < len(before.words):
            edge = before.right - 0.6 * signs * before.size
            kept[-1] = before._replace(right=edge, words=before.words[:-signs])
            kept.append(line._replace(left=edge, words=[*before.words[-signs:], *line.words]))
        else:
            kept.append(line)
    return kept


def _last_signs(words: Sequence[int], texts: Sequence[str]) -> int:
    """How many words at the end are signs that open a figure."""
    count = 0
    while count < len(words) and _SIGN.fullmatch(texts[words[-1 - count]]):
        count += 1
    return count


def _words(line: Line, texts: Sequence[str]) -> str:
    return " ".join([texts[i] for i in line.words])


def separators(words: Sequence[int], texts: Sequence[str]) -> list[str]:
    """What stands after each word of a cell: nothing between a sign and its figure, else a space."""
    tokens = [texts[i] for i in words]
    if len(words) == 1 or len(words) > _LONGEST_FIGURE:
        return [*("" if _is_divided(token, after) else " " for token, after in pairwise(tokens)), ""]
    between = [
        ""
        if (_GLUED_AFTER.fullmatch(token) and _starts_figure(after)) or (_GLUED_BEFORE.fullmatch(after) and _ends_figure(token)) or _is_divided(token, after)
        else " "
        for token, after in pairwise(tokens)
    ]
    return [*between, ""]


def _is_divided(token: str, after: str) -> bool:
    """Whether a word goes on after a hyphen, as at the end of a cell's line."""
    return token[-1] == "-" and len(token) > 1 and token[-2].isalnum() and after[0].isalnum() and after not in {"and", "or", "to"}


def _starts_figure(token: str) -> bool:
    return token[0].isdigit() or token[0] in ".($€£¥—–-−"


def _ends_figure(token: str) -> bool:
    return token[-1].isdigit() or token[-1] in ")—–-−."


Interval = tuple[float, float]


def _intervals(rows: Iterable[Row]) -> list[Interval]:
    """Left and right edges of the columns: figures first, then the texts that stand beside them."""
    rows = [row for row in rows if len(row) > 1]
    first_is_value = sum(row[0].value for row in rows) > 0.5 * len(rows)  # a list of years or dates
    lines = [line for row in rows for line in row]
    figures = _union([(line.left, line.right) for row in rows for line in (row if first_is_value else row[1:]) if line.value])
    if not figures:
        return _union([(line.left, line.right) for line in lines])
    first = figures[0][0]
    labels = _union([(line.left, line.right) for line in lines if not line.value and line.right <= first])
    edge = labels[-1][1] if labels else first
    with_figures = (line for row in rows if any(line.value for line in row) for line in row)
    others = _union([(line.left, line.right) for line in with_figures if not line.value and line.left >= edge and not _overlapped(line, figures)])
    return labels + sorted([*figures, *others])


def _overlapped(line: Line, intervals: Iterable[Interval]) -> int:
    """How many columns a line stands in; a head over several is no column of its own."""
    return sum(line.right > start and line.left < end for start, end in intervals)


def _union(intervals: list[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


Cells = list[tuple[Line, int, int]]  # line, column, columns spanned


def _place(row: Row, intervals: list[Interval], rules: Rules | None, *, is_head: bool) -> Cells:
    cells: Cells = []
    for line in row:
        left, right = _extent(line, rules)
        over = [c for c, (start, end) in enumerate(intervals) if start < right - 0.5 and end > left + 0.5]
        if len(over) > 1 and over[0] == 0 and line.left > intervals[0][1]:
            over = over[1:]  # a rule that runs on under the labels
        if not over and is_head:
            over = _around(line, intervals)
        column = over[0] if over else _nearest(line, intervals)
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


def _extent(line: Line, rules: Rules | None) -> Interval:
    """What a head covers: the rule beneath it says so, where there is one."""
    if rules is not None:
        for rule in rules.below(line.bottom, _RULE_REACH):
            if rule.left - 2 <= line.left and line.right <= rule.right + 2 and rule.right - rule.left < 4 * (line.right - line.left) + 40:
                return rule.left, rule.right
    return line.left, line.right


def _nearest(line: Line, intervals: list[Interval]) -> int:
    middle = (line.left + line.right) / 2
    return min(range(len(intervals)), key=lambda c: abs(middle - (intervals[c][0] + intervals[c][1]) / 2)) if intervals else 0


def _head_count(rows: list[Row], intervals: list[Interval], texts: Sequence[str]) -> int:
    """How many rows at the top are heads: up to the first figure that is no year or date."""
    for number, row in enumerate(rows):
        if any(line.value and not _is_head(_words(line, texts)) for line in (row[1:] if len(row) > 1 else ())):
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
    runs_on = texts[more.words[0]][0].islower() and (_is_label(above) or _is_label(below))
    if runs_on and not texts[label.words[-1]].endswith((":", ".")):
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
