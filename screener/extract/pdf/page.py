"""One page of a PDF as read: its words, its rows of lines, what is hidden on it, and what is missing from it."""

from __future__ import annotations

import ctypes
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import sub
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from screener.errors import CorruptDocument, LimitExceeded
from screener.extract.pdf import layout
from screener.extract.pdf.extras import Note, notes
from screener.extract.pdf.furniture import Edge, edges
from screener.extract.pdf.grid import Rules
from screener.extract.pdf.layout import Line, Row
from screener.extract.pdf.native import Frame, Glyph, Look, WordReader, Words
from screener.extract.pdf.objects import Drawn, Rectangle, blank, drawn

_PAPER = 0xF0  # channel value from which type looks like paper
_SMALLEST = 1.0  # points; smaller type cannot be read on any screen or print
_MOST_PAIRS = 5_000_000  # words in the colour of paper, times painted areas, of one page
_READABLE = 3.0  # points of a line's height
_FEW_WORDS = 12  # a stamp or page number on a scanned page
_SCAN_SHARE = 0.5  # of the page that pictures cover when it is a scan
_MANY_DRAWINGS = 150  # outlines of letters drawn as shapes
_UNMAPPED_SHARE = 0.3  # of the letters that may say nothing before a page counts as unread
_MANY_OBJECTS = 500  # of a page without figures, which make looking for rules too dear
_FEW_OBJECTS = 250  # of a page whose drawings cost little to look at
_MOST_DOTS = 60  # a chart of points has more
_DOT_REACH = 2.5  # font sizes from a bullet to its text
_PROSE_LINE = 6  # words from which a line is running text, whose size is the measure of headings and notes
_USUAL_WORDS = 60  # of one size that make it the usual size of a page without running text
_LIST_WORDS, _LIST_INDENT, _LIST_MARGIN = 2, (9.0, 80.0), 0.13  # words of a list's line, points it is indented, share of the page left blank before it
_BODY_WORDS = 120  # of one size that make it the body of its page
_SAMPLE, _LEAST_SAMPLE = 50, 30  # words of a page that are looked at, and the fewest that say something
_PLAUSIBLE_SHARE = 0.78  # of the words that look like words or figures; real pages have 0.86 and more
_PLAUSIBLE = re.compile(
    r"[^\w]{0,3}(?:[A-Za-z]*[aeiouyAEIOUYÀ-ÿ][A-Za-zÀ-ÿ'’&-]*|[A-Z]{1,6}s?|[^\x00-\u024f]+|[\d,.:/()%-]+(?:[a-z]{1,2}|[A-Z]|\W)?)?[^\w]{0,4}"
)
_TABLE_ROWS = 3  # rows with several lines from which a page's rules are looked at


class PageRead(NamedTuple):
    """What one page holds. Rows and rules are upright even where the page's text stands sideways; `boxes` are as shown."""

    number: int
    width: float
    height: float
    texts: list[str]
    looks: Sequence[int]
    boxes: array[float]
    rows: list[Row]
    body: float | None  # font size of most words of running text, if they are enough to set the page's own measure
    usual: float | None  # font size of most words of all, None on a page with few
    edges: list[Edge]
    row_height: float
    is_upright: bool  # most words stand upright on the page as shown
    sideways: list[range]
    hidden: dict[int, str]
    rules: Rules | None
    dotted: frozenset[int]  # first words of lines with a drawn bullet before them
    missing: str | None
    notes: list[Note]
    notes_left_out: int
    unknown: list[tuple[int, Glyph]]  # words with a glyph that has no letter


def read_page(page: Any, number: int, reader: WordReader, *, max_characters: int, sizes: Counter[float]) -> PageRead:
    """Reads one open page and counts its words by font size.

    Raises CorruptDocument when PDFium cannot read the page's text, LimitExceeded when it has more characters than allowed.
    """
    frame = _frame(page)
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        raise CorruptDocument
    try:
        words = reader.read(ctypes.cast(text_page, ctypes.c_void_p), frame, max_characters=max_characters)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    if words is None:
        raise LimitExceeded("The document holds more text than allowed; split it or raise max_text in the settings.")
    return _laid_out(page, number, frame, words, looks=reader.looks, sizes=sizes)


def _frame(page: Any) -> Frame:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return Frame(0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), 0)
    return Frame(box.left, box.bottom, box.right, box.top, max(pdfium.FPDFPage_GetRotation(page), 0) % 4)


def _laid_out(page: Any, number: int, frame: Frame, words: Words, *, looks: Sequence[Look], sizes: Counter[float]) -> PageRead:
    width, height = frame.size
    found, left_out = notes(page, frame)
    doubtful = {number: reason for number in set(words.looks) if (reason := _doubt(looks[number]))}
    is_cheap = len(words.texts) < _FEW_WORDS or pdfium.FPDFPage_CountObjects(page) < _FEW_OBJECTS
    shown = drawn(page, frame, words.objects, with_fills=bool(doubtful)) if is_cheap or doubtful else None
    hidden = _off_page(words, frame.size) | _tiny(words, looks) | _on_paper(page, frame, words, doubtful, shown)
    boxes = _packed(words)
    turns = _dominant_turns(words)
    upright, row_height = _upright(words, turns, (width, height)), width if turns % 2 else height
    sideways = _sideways(words, turns, hidden)
    lines = layout.lines_of(upright, looks, _kept(len(words.texts), sideways, hidden))
    lines = layout.without_rules(lines, words.texts)
    rows = layout.with_bullets(layout.with_marks(layout.rows_of(lines), words.texts), words.texts)
    body, usual = _count_sizes(lines, sizes)
    if shown is None and turns == 0 and _may_be_list(rows, width):
        shown = drawn(page, frame, words.objects, with_fills=False)
    return PageRead(
        number=number,
        width=width,
        height=height,
        texts=words.texts,
        looks=words.looks,
        boxes=boxes,
        rows=rows,
        body=body,
        usual=usual,
        edges=edges(rows, words.texts, row_height, [bool(looks[words.looks[row[0].words[0]]].bold) for row in rows]),
        row_height=row_height,
        is_upright=turns == 0,
        sideways=sideways,
        hidden=hidden,
        rules=_rules(page, frame, rows, words, shown) if turns == 0 else None,
        dotted=_dotted(lines, shown.dots) if shown is not None and turns == 0 else frozenset(),
        missing=_missing(words, shown, width * height),
        notes=found,
        notes_left_out=left_out,
        unknown=words.unknown,
    )


def _count_sizes(lines: Sequence[Line], sizes: Counter[float]) -> tuple[float | None, float | None]:
    """Font size of the page's running text, and of all its words; None where there are too few to say."""
    own, other = Counter[float](), Counter[float]()
    for line in lines:
        (own if len(line.words) >= _PROSE_LINE else other)[round(line.size * 2) / 2] += len(line.words)
    sizes.update(own)
    size, words = own.most_common(1)[0] if own else (0.0, 0)
    other.update(own)
    usual, count = other.most_common(1)[0] if other else (0.0, 0)
    return (size if words >= _BODY_WORDS else None), (usual if count >= _USUAL_WORDS else None)


def _may_be_list(rows: Sequence[Row], width: float) -> bool:
    """Whether lines stand indented one below the other, so that looking for drawn bullets before them is worth its price."""
    lefts = [row[0].left for row in rows if len(row[0].words) >= _LIST_WORDS]
    if len(lefts) < 2:  # noqa: PLR2004 - a list has two lines
        return False
    edge = min(lefts)
    indented = any(abs(left - after) < 1 and _LIST_INDENT[0] < left - edge < _LIST_INDENT[1] for left, after in pairwise(lefts))
    return indented or edge > _LIST_MARGIN * width


def _packed(words: Words) -> array[float]:
    boxes = array("f", bytes(16 * len(words.texts)))
    for side, values in enumerate((words.left, words.top, words.right, words.bottom)):
        boxes[side::4] = array("f", values)
    return boxes


def _dominant_turns(words: Words) -> int:
    """Quarter turns clockwise that most words stand with."""
    if len(words.turned) * 2 <= len(words.texts):
        return 0
    return Counter(words.turned.values()).most_common(1)[0][0]


def _upright(words: Words, turns: int, size: tuple[float, float]) -> Words:
    """The words as they stand when the page is held so that most of them are upright."""
    if turns == 0:
        return words
    width, height = size
    left, top, right, bottom = words.left, words.top, words.right, words.bottom
    if turns == 1:
        return words._replace(left=top, top=[width - x for x in right], right=bottom, bottom=[width - x for x in left])
    if turns == 2:  # noqa: PLR2004 - a half turn
        sides = [width - x for x in right], [height - y for y in bottom], [width - x for x in left], [height - y for y in top]
        return words._replace(left=sides[0], top=sides[1], right=sides[2], bottom=sides[3])
    return words._replace(left=[height - y for y in bottom], top=left, right=[height - y for y in top], bottom=right)


def _sideways(words: Words, turns: int, hidden: dict[int, str]) -> list[range]:
    """Runs of words that stand otherwise than most."""
    if not words.turned:
        return []
    runs: list[range] = []
    for i in range(len(words.texts)):
        if words.turned.get(i, 0) != turns and i not in hidden:
            if runs and runs[-1].stop == i:
                runs[-1] = range(runs[-1].start, i + 1)
            else:
                runs.append(range(i, i + 1))
    return runs


def _kept(count: int, sideways: list[range], hidden: dict[int, str]) -> list[tuple[int, int]]:
    """The ranges of words that are neither sideways nor hidden."""
    if not sideways and not hidden:
        return [(0, count)]
    left_out = sorted({*hidden, *(i for run in sideways for i in run)})
    return list(zip([0, *(i + 1 for i in left_out)], [*left_out, count], strict=True))


def _on_paper(page: Any, frame: Frame, words: Words, doubtful: dict[int, str], shown: Drawn | None) -> dict[int, str]:
    """Words in the colour of paper, or of none, with nothing painted behind them, and nothing to be seen when the page is rendered.

    Type too small to be read at all is not worth rendering: the axes of charts are full of it.
    """
    if not doubtful or shown is None or not shown.is_whole:
        return {}
    suspects = [i for i, look in enumerate(words.looks) if look in doubtful]
    if len(suspects) * (len(shown.images) + len(shown.fills)) > _MOST_PAIRS:
        return {}
    boxes: dict[int, Rectangle] = {i: (words.left[i], words.top[i], words.right[i], words.bottom[i]) for i in suspects}
    suspects = [i for i in suspects if not shown.covers(boxes[i])]
    readable = [i for i in suspects if words.bottom[i] - words.top[i] > _READABLE]
    seen = {i for i, empty in zip(readable, blank(page, frame, [boxes[i] for i in readable]), strict=True) if not empty} if readable else set()
    return {i: doubtful[words.looks[i]] for i in suspects if i not in seen}


def _doubt(look: Look) -> str | None:
    if look.invisible:
        return "invisible text"
    return "white text" if min(look.color >> 16, look.color >> 8 & 0xFF, look.color & 0xFF) >= _PAPER else None


def _off_page(words: Words, size: tuple[float, float]) -> dict[int, str]:
    width, height = size
    left, top, right, bottom = words.left, words.top, words.right, words.bottom
    if not left or (min(right) > 0 and min(bottom) > 0 and max(left) < width and max(top) < height):
        return {}
    return {
        i: "off the page"
        for i in range(len(left))
        if (right[i] <= 0 or bottom[i] <= 0 or left[i] >= width or top[i] >= height) and right[i] - left[i] + bottom[i] - top[i] > 0
    }


def _tiny(words: Words, looks: Sequence[Look]) -> dict[int, str]:
    if not words.texts or min(map(sub, words.bottom, words.top)) > 2 * _SMALLEST:
        return {}
    found = {}
    for i, (top, bottom) in enumerate(zip(words.top, words.bottom, strict=True)):
        size = (bottom - top) / looks[words.looks[i]].ratio
        if 0 < size < _SMALLEST and i not in words.turned and any(letter.isalnum() for letter in words.texts[i]):
            found[i] = "type under 1 point"
    return found


def _rules(page: Any, frame: Frame, rows: list[Row], words: Words, shown: Drawn | None) -> Rules | None:
    """The page's rules where it may have a table: prose does not pay for them."""
    several = [row for row in rows if len(row) > 1]
    if len(several) < _TABLE_ROWS:
        return None
    if shown is None and sum(_ends_in_figure(row, words.texts) for row in several) < _TABLE_ROWS and pdfium.FPDFPage_CountObjects(page) > _MANY_OBJECTS:
        return None
    return Rules((shown or drawn(page, frame, words.objects, with_fills=False)).rules)


def _ends_in_figure(row: Row, texts: Sequence[str]) -> bool:
    return row[-1].value or any(letter.isdigit() for letter in texts[row[-1].words[-1]])


def _dotted(lines: Sequence[Line], dots: Sequence[Rectangle]) -> frozenset[int]:
    """First words of the lines that have a small shape right before them."""
    if not 0 < len(dots) <= _MOST_DOTS:
        return frozenset()
    found = set()
    for line in lines:
        reach, middle = _DOT_REACH * line.size, (line.top + line.bottom) / 2
        if any(dot[2] < line.left + 1 and line.left - dot[2] < reach and dot[1] < middle < dot[3] + 0.3 * line.size for dot in dots):
            found.add(line.words[0])
    return frozenset(found)


def _missing(words: Words, shown: Drawn | None, area: float) -> str | None:
    """Why a page's text is not all there, as the code of a gap; None if it is, or if the page is blank."""
    texts = words.texts
    if words.unmapped > _UNMAPPED_SHARE * max(sum(map(len, texts)), 1) or _is_scrambled(texts):
        return "encoding"
    if shown is None or len(texts) >= _FEW_WORDS:
        return None
    pictures = sum(max(right - left, 0) * max(bottom - top, 0) for left, top, right, bottom in shown.images)
    if pictures > _SCAN_SHARE * area or (not texts and (shown.images or shown.total > _MANY_DRAWINGS)):
        return "scanned_page"
    return None


def _is_scrambled(texts: Sequence[str]) -> bool:
    """Whether the words of a page are no words, as when a font's letters are numbered anew for each file."""
    sample = texts[:: max(len(texts) // _SAMPLE, 1)]
    return len(sample) >= _LEAST_SAMPLE and sum(_PLAUSIBLE.fullmatch(text) is not None for text in sample) < _PLAUSIBLE_SHARE * len(sample)


def line_words(lines: Sequence[Line]) -> list[int]:
    """The words of several lines, in order."""
    return [i for line in lines for i in line.words]
