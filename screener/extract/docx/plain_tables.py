"""Reads Word tables that hold plain words only, as statements of figures do, in one pass that leaves most formatting aside.

A table is plain when nothing in it is hidden, tracked, commented, drawn, numbered or nested. The first element that could make it
otherwise gives it back to the close reading of a story, which comes to the same result for a plain table at several times the cost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from screener.extract.builder import TableCell
from screener.extract.docx.marks import Look, Marks, W, background, is_on, is_white, read_color
from screener.extract.docx.styles import ParagraphStyle, Styles, indented
from screener.extract.docx.tables import Grid, column_count, continues_above, leading_space
from screener.extract.ooxml import COMPATIBILITY

_VAL = f"{W}val"
_T, _P, _TC, _TR = f"{W}t", f"{W}p", f"{W}tc", f"{W}tr"
_SPACERS: dict[object, str] = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_NOT_PLAIN = (
    "ins del moveFrom moveTo delText vanish highlight drawing pict object sym fldChar footnoteReference endnoteReference commentReference "
    "commentRangeStart numPr lastRenderedPageBreak pageBreakBefore sectPr altChunk subDoc cellIns cellDel hidden tbl"
)
_TINY_HALF_POINTS = frozenset({"0", "1", "2"})


class PlainTable(NamedTuple):
    """A table that was read in one pass; `before` counts the paragraphs before each row, within the table."""

    grid: Grid
    before: list[int]
    paragraphs: int


def read_plain_table(table: etree._Element, styles: Styles) -> PlainTable | None:
    """The table if it is plain and not there for layout alone, else None."""
    reader = _PlainTableReader(styles)
    return reader.read(table) if reader.is_plain(styles.paragraph(None)) else None


class _PlainTableReader:
    """Goes through a table's elements in file order; only those that matter are looked at."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._default = self._style = styles.paragraph(None)
        self._grid = Grid()
        self._before: list[int] = []
        self._paragraphs = 0
        self._texts: list[str] = []
        self._place = 0  # of the cell in its row, from 1; 0 before the first
        self._widest = 0
        self._column = self._span = self._indent = 0
        self._is_header = self._continues = False
        self._colors: set[str | None] = set()
        self._grounds: set[str] = set()
        self._handlers: dict[object, Callable[[etree._Element], bool]] = {
            f"{W}br": self._break,
            f"{W}gridSpan": self._spans,
            f"{W}gridBefore": self._begins_later,
            f"{W}vMerge": self._merged,
            f"{W}tblHeader": self._header,
            f"{W}pStyle": self._styled,
            f"{W}rStyle": self._run_styled,
            f"{W}ind": self._indented,
            f"{W}color": self._colored,
            f"{W}shd": self._shaded,
            f"{W}sz": self._sized,
        }

    def is_plain(self, style: ParagraphStyle) -> bool:
        """Whether a paragraph style shows its words and adds nothing to them."""
        return style.numbering is None and style.background is None and not style.breaks_page and self._is_plain_look(self._styles.look(style))

    def read(self, table: etree._Element) -> PlainTable | None:
        """The table, None as soon as something is not plain."""
        texts = self._texts
        for element in table.iterdescendants(*_TAGS):
            tag = element.tag
            if tag == _T:
                if not texts and self._place == 1:
                    self._indent = self._style.left + self._style.first
                texts.append(element.text or "")
            elif tag == _P:
                self._paragraphs += 1
                self._style = self._default
                if texts:
                    texts.append("\n")
            elif tag == _TC:
                if texts or self._continues:
                    self._end_cell()
                self._place += 1
                self._column += self._span
                self._span = 1
            elif tag == _TR:
                self._begin_row()
            elif not self._other(tag, element):
                return None
        self._begin_row()
        return self._result()

    def _other(self, tag: object, element: etree._Element) -> bool:
        """Takes in what is rarer than words; False when it makes the table one that is not plain."""
        if tag in _SPACERS:
            self._texts.append(_SPACERS[tag])
            return True
        handler = self._handlers.get(tag)
        return handler is not None and handler(element)

    def _result(self) -> PlainTable | None:
        before = self._before[:-1]
        is_layout = self._widest <= 1 or (len(before) == 1 and self._paragraphs > self._widest)
        if is_layout or not self._colors.isdisjoint(self._grounds):
            return None
        return PlainTable(self._grid, before, self._paragraphs)

    def _begin_row(self) -> None:
        self._end_cell()
        self._widest = max(self._widest, self._place)
        self._before.append(self._paragraphs)
        self._place = self._column = self._span = 0
        self._is_header = False

    def _end_cell(self) -> None:
        row = len(self._before) - 1
        if self._continues:
            self._grid.continued.append((row, self._column))
            self._continues = False
        texts = self._texts
        if texts:
            raw = texts[0] if len(texts) == 1 else "".join(texts)
            texts.clear()
            text = raw.strip()
            if text:
                indent = self._indent + leading_space(raw) if self._place == 1 else 0
                self._grid.cells.append(TableCell(text, row, self._column, 1, self._span, self._is_header, indent))

    def _break(self, element: etree._Element) -> bool:
        self._texts.append("\n")
        return element.get(f"{W}type") != "page"

    def _spans(self, element: etree._Element) -> bool:
        self._span = column_count(element, least=1)
        return True

    def _begins_later(self, element: etree._Element) -> bool:
        self._column = column_count(element, least=0)
        return True

    def _merged(self, element: etree._Element) -> bool:
        self._continues = continues_above(element)
        return True

    def _header(self, element: etree._Element) -> bool:
        self._is_header = is_on(element)
        return True

    def _styled(self, element: etree._Element) -> bool:
        self._style = self._styles.styled(element.get(_VAL))
        return self.is_plain(self._style)

    def _run_styled(self, element: etree._Element) -> bool:
        return self._is_plain_look(self._styles.look(self._style, Marks(style=element.get(_VAL))))

    def _is_plain_look(self, look: Look) -> bool:
        self._colors.add(look.style.color)
        return not look.is_suspect

    def _indented(self, element: etree._Element) -> bool:
        self._style = self._style._replace(**indented(self._style, element))
        return True

    def _colored(self, element: etree._Element) -> bool:
        color = read_color(element)
        self._colors.add(color)
        return color == "auto" or not is_white(color)

    def _shaded(self, element: etree._Element) -> bool:
        self._grounds.add(background(element))
        return True

    def _sized(self, element: etree._Element) -> bool:
        half_points = element.get(_VAL, "")
        return half_points.isdecimal() and half_points not in _TINY_HALF_POINTS


_HANDLED = ("br gridSpan gridBefore vMerge tblHeader pStyle rStyle ind color shd sz " + _NOT_PLAIN).split()
_TAGS = (_T, _P, _TC, _TR, *(str(tag) for tag in _SPACERS), f"{COMPATIBILITY}AlternateContent", _FORMULA, *(f"{W}{name}" for name in _HANDLED))
