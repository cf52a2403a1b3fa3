"""Words of a page to lines and rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import sub
from typing import NamedTuple

from screener.extract.pdf.native import Look, Words

_WORD_GAP = 0.75  # heights between two words that still belong together; a justified line has up to 0.6
_LINE_DROP = 0.6  # heights a word may stand lower or higher than its neighbour: superscripts do, lines don't
_OVERLAP = 0.5  # share of the lower of two lines that overlaps when they stand in one row
_TALLER = 2.2  # a headline figure is no row with the small print beside it
_SAME_HEIGHT = 0.05  # points two words of one font may differ
_RULE = 7  # underscores from which they are a rule and no blank to fill in
_BULLET = re.compile(r"[•‣◦▪▫●○■□☐☑☒➢➤❖❑✓✔►▶→·∙o*–—-]|\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)]")
_BULLET_GAP = 5.0  # font sizes between a bullet and its text
_MARK = re.compile(r"\(?\d{1,2}(?:,\d{1,2})*\)?(?:\(\d{1,2}\))*|[*†‡]+|\([a-z]\)")
_SMALL_MARK, _MARK_GAP = 0.85, 1.5  # size of a note's number to its words', and font sizes between the two
_VALUE_TOKENS, _VALUE_CHARS = 4, 28
_SIGN = r"[-+\u2013\u2014\u2212~<>≈]?"
_RANGE_END = r"(?:(?: ?(?:[-\u2013\u2014]|to) |[-\u2013](?!\d{4}))[$€£¥]?\(?\d[\d,]*(?:\.\d*)? ?(?:%|[xX]|pp|bps|[KMBkmb])?\)?)?"
_VALUE = re.compile(
    rf"{_SIGN} ?\(? ?(?:US|C|A|HK)?[$€£¥]? ?\(? ?{_SIGN}"
    r" ?(?:\d[\d,]*(?:\.\d*)?|\.\d+) ?(?:%|[xX]|¢|pp|pts?\.?|bps|[KMBkmb]|MM|[mb]n|million|billion)? ?\)? ?%? ?\)?"
    rf"(?: ?(?:\(\w\)|[*†‡]+))?{_RANGE_END}|[$€£¥]? ?[-\u2013\u2014\u2212]+ ?%?|~? ?[$€£¥()%]+|~|\) ?%|[Nn]/?[AaMm]\.?|[Nn][Mm][Ff]|\*+"
)

_VALUE_STARTS = frozenset("0123456789.$€£¥(%)*+-\u2013\u2014\u2212~<>≈UCAHNn")


class Line(NamedTuple):
    """Words side by side without a wide gap.

    `words` are indices of the page's words, `size` is the font size in points, `value` says that the line is a figure, a dash or
    a sign of its own, as in a table's cell.
    """

    left: float
    top: float
    right: float
    bottom: float
    words: Sequence[int]
    size: float
    value: bool


Row = list[Line]


class Zone(NamedTuple):
    """A part of a page that is read on its own, from its first row to its last.

    `by_cell` says that it is a table whose cells are paragraphs, given in the file cell by cell.
    """

    rows: list[Row]
    is_table: bool = False
    by_cell: bool = False


def is_value(words: Sequence[int], texts: Sequence[str]) -> bool:
    """Whether words are a figure, a dash or a sign of their own."""
    text = texts[words[0]]
    if text[0] not in _VALUE_STARTS or len(words) > _VALUE_TOKENS:
        return False
    if len(words) > 1:
        text = " ".join([texts[i] for i in words])
    return len(text) <= _VALUE_CHARS and _VALUE.fullmatch(text) is not None


def lines_of(words: Words, looks: Sequence[Look], ranges: Iterable[tuple[int, int]]) -> list[Line]:
    """Lines of the words in each range of indices, in the file's order."""
    found: list[Line] = []
    for first, end in ranges:
        if first < end:
            found.extend(_lines(words, looks, first, end))
    return found


def _lines(words: Words, looks: Sequence[Look], first: int, end: int) -> list[Line]:
    left, top, right, bottom = words.left, words.top, words.right, words.bottom
    lines: list[Line] = []
    start = first
    height = bottom[first] - top[first]
    widest, lowest = _WORD_GAP * height, _LINE_DROP * height
    gaps, drops = map(sub, left[first + 1 : end], right[first:end]), map(sub, bottom[first + 1 : end], bottom[first:end])
    for i, (gap, drop) in enumerate(zip(gaps, drops, strict=True), first + 1):
        if -widest < gap < widest and -lowest < drop < lowest:
            continue
        lines.append(_line(words, looks, start, i))
        start = i
        height = bottom[i] - top[i]
        widest, lowest = _WORD_GAP * height, _LINE_DROP * height
    lines.append(_line(words, looks, start, end))
    return lines


def _line(words: Words, looks: Sequence[Look], first: int, end: int) -> Line:
    at = middle = (first + end) // 2
    if end - first > 2:  # noqa: PLR2004 - superscripts and signs of another font may stand anywhere, but seldom twice
        tops, bottoms = words.top, words.bottom
        if abs(bottoms[first] - tops[first] - bottoms[middle] + tops[middle]) > _SAME_HEIGHT:
            at = sorted((bottoms[i] - tops[i], i) for i in (first, middle, end - 1))[1][1]
    top, bottom = words.top[at], words.bottom[at]
    size = (bottom - top) / looks[words.looks[at]].ratio
    members = range(first, end)
    return Line(words.left[first], top, words.right[end - 1], bottom, members, size, end - first <= _VALUE_TOKENS and is_value(members, words.texts))


def without_rules(lines: list[Line], texts: Sequence[str]) -> list[Line]:
    """The lines without those that are drawn with underscores: they part text and say nothing."""
    return [
        line for line in lines if not (texts[line.words[0]][0] in "_=—" and all(not set(texts[i]) - set("_=—") and len(texts[i]) > _RULE for i in line.words))
    ]


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """Lines that stand side by side, from top to bottom, each row from left to right."""
    rows: list[Row] = []
    row: Row = []
    top = bottom = height = 0.0
    for line in sorted(lines, key=_middle):
        own = line.bottom - line.top
        if row:
            overlap = min(bottom, line.bottom) - max(top, line.top)
            low, high = (own, height) if own < height else (height, own)
            if overlap > _OVERLAP * low and high < _TALLER * low:
                row.append(line)
                continue
            if len(row) > 1:
                row.sort()
        row = [line]
        rows.append(row)
        top, bottom, height = line.top, line.bottom, own
    if len(row) > 1:
        row.sort()
    return rows


def _middle(line: Line) -> float:
    return line.top + line.bottom


def joined(lines: Sequence[Line], *, value: bool = False) -> Line:
    """Several lines of a row as one; `value` says whether they are a figure together."""
    if len(lines) == 1:
        return lines[0]
    first, longest = lines[0], max(lines, key=_length)
    top, bottom, right = min(line.top for line in lines), max(line.bottom for line in lines), max(line.right for line in lines)
    return Line(first.left, top, right, bottom, [i for line in lines for i in line.words], longest.size, value)


def _length(line: Line) -> int:
    return len(line.words)


def with_bullets(rows: list[Row], texts: Sequence[str]) -> list[Row]:
    """The rows, with each bullet or number joined to the text it stands before."""
    return [_bulleted(row, texts) if len(row) > 1 else row for row in rows]


def _bulleted(row: Row, texts: Sequence[str]) -> Row:
    kept: Row = []
    for line in row:
        before = kept[-1] if kept else None
        if before is not None and len(before.words) == 1 and line.left - before.right < _BULLET_GAP * line.size:
            mark = texts[before.words[0]]
            if _BULLET.fullmatch(mark) and not line.value:
                kept[-1] = joined([before, line])
                continue
        if before is not None and _is_note_mark(line, before, texts):
            kept[-1] = joined([before, line], value=before.value)
            continue
        kept.append(line)
    return kept


def _is_note_mark(line: Line, before: Line, texts: Sequence[str]) -> bool:
    """Whether a line is the small number of a note right behind the words it belongs to."""
    return (
        len(line.words) == 1
        and line.size < _SMALL_MARK * before.size
        and -before.size < line.left - before.right < _MARK_GAP * before.size
        and _MARK.fullmatch(texts[line.words[0]]) is not None
    )


def with_marks(rows: list[Row], texts: Sequence[str]) -> list[Row]:
    """The rows, with the number of a note that is set so high that it makes a row of its own back at the end of its words."""
    kept: list[Row] = []
    for i, row in enumerate(rows):
        mark = row[0]
        if len(row) == 1 and len(mark.words) == 1 and i + 1 < len(rows) and _MARK.fullmatch(texts[mark.words[0]]):
            below = rows[i + 1]
            at = next((k for k, line in enumerate(below) if _is_above_end(mark, line)), None)
            if at is not None:
                line = below[at]
                below[at] = line._replace(right=max(line.right, mark.right), words=[*line.words, *mark.words])
                continue
        kept.append(row)
    return kept


def _is_above_end(mark: Line, line: Line) -> bool:
    return mark.size < line.size and line.top < mark.bottom < line.bottom and -line.size < mark.left - line.right < line.size and not line.value
