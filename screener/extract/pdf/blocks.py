"""Lines of running text to paragraphs, headings, list items, captions and footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from screener.extract.pdf.layout import Line, Row, joined
from screener.types import BlockKind

_SPREAD = 0.35  # font sizes of white space, above the usual, that part two paragraphs
_RESIZED = 0.12  # share by which the type grows or shrinks from one paragraph to the next
_FIRST_LINE = 0.8  # font sizes a first line is indented by
_HEADING_WORDS, _HEADING_LINES = 30, 4
_LARGER, _MUCH_LARGER = 1.08, 1.15  # times the body's size that make a short and a long heading
_SAME, _BOLD = 0.95, 0.85  # times the body's size that a heading in capitals or italics, and one in bold, has at least
_TITLE = 1.6  # times the body's size that make a title
_CAPS_WORDS = 14
_HALF = 0.5
_CHART_WORDS = 4  # words up to which a line with a figure is a label in a chart
_PARTICLE = 4  # letters of the words that titles leave small
_SMALLER = 0.93  # times the body's size that a footnote may have at most
_FOOT = 0.55  # share of the page above which no footnote stands
_CAPTION_WORDS = 25
_INDENT = 4.0  # points two list items of one depth may differ
_GLYPH = re.compile(r"[•‣◦▪▫●○■□☐☑☒➢➤❖❑✓✔►▶→·∙\ufffd]|o")
_DASH = re.compile(r"[-–—*]")
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\((?:[A-Z]|[IVX]{1,4})\)")
_GLUED = re.compile(r"(\((?:\d{1,2}|[a-z])\))[A-Z“]")  # the number of a note with its first word
_NOTE = re.compile(r"\(?\d{1,2}\)?|[*†‡§]+|[¹²³⁴-⁹]+|\([a-z]\)|[a-z]\)|Notes?:|Sources?:")
_CAPTION = re.compile(r"(?:Figure|Fig\.|Table|Chart|Graph)\s+\d")
_ABBREVIATIONS = ("Inc.", "Corp.", "Co.", "Ltd.", "U.S.")
_ENDS = (".", ":", ";", "!", "?", ".”", '."', "and", "or", ")")


class Type(NamedTuple):
    """What the page's type says of its blocks: body size in points, page height, and which words are bold."""

    body: float
    height: float
    bold: Sequence[bool]  # by look
    looks: Sequence[int]  # by word
    texts: Sequence[str]
    dotted: frozenset[int] = frozenset()  # first words of lines with a drawn bullet
    italic: Sequence[bool] = ()  # by look; none: not asked
    small: float | None = None  # size of most words, where the page has no running text to measure by

    def is_bold(self, line: Line) -> bool:
        """Whether a line is bold from its first word to its last."""
        return self.bold[self.looks[line.words[0]]] and self.bold[self.looks[line.words[-1]]]

    def is_italic(self, line: Line) -> bool:
        """Whether a line is italic from its first word to its last."""
        return bool(self.italic) and all(self.italic[self.looks[i]] for i in line.words)


def paragraphs(rows: Sequence[Row], page: Type) -> list[list[Line]]:
    """The lines of each paragraph of a zone, in order."""
    found: list[list[Line]] = []
    for stack in _stacks([joined(row) for row in rows]):
        if _is_ragged(stack):
            found.extend([line] for line in stack)
            continue
        right = max(line.right for line in stack)
        left = min(line.left for line in stack)
        current = [stack[0]]
        for before, line in pairwise(stack):
            if _starts(current, before, line, (left, right), page):
                found.append(current)
                current = []
            current.append(line)
        found.append(current)
    return found


def _is_ragged(stack: list[Line]) -> bool:
    """Whether lines share their right edge only, as the lines of an address set to the right: each stands for itself."""
    if len(stack) < 3 or max(line.right for line in stack) - min(line.right for line in stack) > 1:  # noqa: PLR2004 - two lines may be one paragraph
        return False
    return len({round(line.left) for line in stack}) == len(stack)


def _stacks(lines: list[Line]) -> list[list[Line]]:
    """Lines of one size at an even distance."""
    gaps = sorted(max(below.top - above.bottom, 0.0) / above.size for above, below in pairwise(lines) if above.size > 0)
    usual = min(gaps[len(gaps) // 4], 1.0) if gaps else 0.0
    stacks = [[lines[0]]]
    for above, line in pairwise(lines):
        size = max(above.size, 1.0)
        resized = abs(line.size - size) > _RESIZED * size
        if resized or not -size < line.top - above.bottom < (usual + _SPREAD) * size:
            stacks.append([])
        stacks[-1].append(line)
    return stacks


def _starts(current: list[Line], before: Line, line: Line, edges: tuple[float, float], page: Type) -> bool:
    """Whether a line opens a new paragraph after the lines read so far."""
    texts = page.texts
    is_short = before.right - before.left < _HALF * (edges[1] - edges[0])  # the indented first line of a paragraph is long
    if line.left > before.right or (line.right < before.left and is_short):
        return True
    is_item = marker(current[0], page) is not None
    ended = texts[before.words[-1]].endswith(_ENDS)
    mark = marker(line, page)
    if mark is not None and (ended or is_item or _GLYPH.fullmatch(mark) is not None):
        return True
    if texts[line.words[0]].isdigit() and _is_next_note(texts[current[0].words[0]], texts[line.words[0]]):
        return True
    if page.is_bold(before) != page.is_bold(line) and (page.is_bold(current[0]) and page.is_bold(before)) and _has_room(before, line, edges, page):
        return True
    first = texts[line.words[0]][0]
    if first.islower():
        return False
    if is_item:
        return line.left < current[0].left + 1 and (ended or _has_room(before, line, edges, page))
    left, _ = edges
    is_open = not ended and not _has_room(before, line, edges, page)  # the other lines of a hanging paragraph are indented too
    if line.left > before.left + _FIRST_LINE * line.size and abs(before.left - left) < 1 and not _centred(before, line) and not is_open:
        return True
    return _has_room(before, line, edges, page) and not page.texts[before.words[-1]].endswith((",", "-", "–"))


def _is_next_note(first: str, second: str) -> bool:
    """Whether two lines begin with numbers that follow each other, as notes under a table do."""
    return first.isdecimal() and second.isdecimal() and len(first) < 3 and len(second) < 3 and int(second) == int(first) + 1  # noqa: PLR2004


def _centred(before: Line, line: Line) -> bool:
    return abs(before.left + before.right - line.left - line.right) < line.size


def _has_room(before: Line, line: Line, edges: tuple[float, float], page: Type) -> bool:
    """Whether the next line's first word would have stood on the line before, so that the line ended on purpose."""
    left, right = edges
    word = page.texts[line.words[0]]
    share = (len(word) + 1) / max(sum(len(page.texts[i]) + 1 for i in line.words), 1)
    used = before.right - (before.left if _centred(before, line) else left)
    return used + share * (line.right - line.left) + 0.3 * line.size < right - left


def marker(line: Line, page: Type) -> str | None:
    """The bullet or number a line begins with, if it begins with one."""
    if line.words[0] in page.dotted:
        return "•"
    first = page.texts[line.words[0]]
    glued = _GLUED.match(first)
    if glued is not None:
        return glued[1]
    if len(line.words) < 2:  # noqa: PLR2004 - a bullet stands before something
        return None
    return first if _GLYPH.fullmatch(first) or _DASH.fullmatch(first) or _NUMBER.fullmatch(first) else None


def kind_of(lines: Sequence[Line], page: Type, item_lefts: Sequence[float]) -> tuple[BlockKind, int | None]:
    """What a paragraph is, and its level if it is a heading or list item. `item_lefts` are the left edges of the page's list items."""
    texts, first = page.texts, lines[0]
    mark = marker(first, page)
    count = sum(len(line.words) for line in lines)
    if _is_note(lines, page):
        return BlockKind.FOOTNOTE, None
    if mark is not None and not (_NUMBER.fullmatch(mark) and count <= _HEADING_WORDS and _heading_level(lines, count, page)):
        return BlockKind.LIST_ITEM, depth_of(first.left, item_lefts)
    if count <= _CAPTION_WORDS and _CAPTION.match(" ".join([texts[i] for i in first.words[:3]])):
        return BlockKind.CAPTION, None
    level = _heading_level(lines, count, page)
    return (BlockKind.HEADING, level) if level is not None else (BlockKind.PARAGRAPH, None)


def _is_note(lines: Sequence[Line], page: Type) -> bool:
    first = lines[0]
    return first.size < _SMALLER * page.body and first.top > _FOOT * page.height and _NOTE.fullmatch(page.texts[first.words[0]]) is not None


def _heading_level(lines: Sequence[Line], count: int, page: Type) -> int | None:
    """1 for a title down to 3 for a bold line of the body's size; None for no heading."""
    if count > _HEADING_WORDS or len(lines) > _HEADING_LINES:
        return None
    is_bold = all(page.is_bold(line) for line in lines)
    last = page.texts[lines[-1].words[-1]]
    words = [page.texts[i] for line in lines for i in line.words]
    is_title = is_bold and last.endswith(".") and (count <= _CAPS_WORDS or _is_title_case(words))
    if last.endswith((".", ",", ";")) and not last.endswith(_ABBREVIATIONS) and not is_title:
        return None
    letters = sum(word.lstrip("(“\"'")[:1].isalpha() for word in words)
    if letters < max(1, 0.4 * len(words)):
        return None
    size = lines[0].size
    if size >= _TITLE * page.body:
        return 1
    if size >= _LARGER * page.body and (count <= _CAPS_WORDS or size >= _MUCH_LARGER * page.body):
        return 2
    if count <= _CHART_WORDS and any(word[-1] == "%" or word[0] == "$" for word in words):
        return None
    if is_bold and size >= _BOLD * (page.body if page.small is None else min(page.small, page.body)):
        return 3
    if count <= _CAPS_WORDS and size >= _SAME * page.body and all(page.is_italic(line) for line in lines) and len(words[0]) > 1:
        return 3
    text = " ".join(words)
    return 3 if count <= _CAPS_WORDS and text.isupper() and letters > 1 and size >= _SAME * page.body else None


def _is_title_case(words: Sequence[str]) -> bool:
    """Whether all longer words begin with a capital."""
    return all(word[0].isupper() or not word[0].isalpha() for word in words if len(word) > _PARTICLE)


def depth_of(left: float, lefts: Sequence[float]) -> int:
    """1 for the outermost list items of a page, one more for each indentation."""
    depth = 1
    edge = lefts[0] if lefts else left
    for other in lefts:
        if other - edge > _INDENT:
            edge = other
            depth += other <= left + _INDENT / 2
    return depth
