"""Measures that a table names by the crossing of a row and a column: "Net income" under "Non-GAAP", "F/X neutral growth" below "Revenue"."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from screener.nongaap import grammar
from screener.nongaap.names import Named, Namer, Noun
from screener.types import Cell, Document, Span, Table

_VALUE = re.compile(r"^[(\[]?[-−–+]?\s?[$€£¥]?\s?[(]?[-−–]?\s?\d[\d,]*(?:\.\d+)?\s?\)?\s?(?:%|pts?\.?|bps|x)?\s?\)?\*?$")
_DATE = re.compile(r"^(?:19|20)\d\d$")
_CURRENCY_HEAD = re.compile(
    r"(?:excluding|ex-?|before|without) (?:the )?(?:impact |effects? )?(?:of )?(?:foreign )?(?:currency|exchange|fx|f/x)", re.IGNORECASE
)
_CURRENCY = re.compile(r"currency|exchange|f/?x\b", re.IGNORECASE)
_MARK = re.compile(r"\(?\bnon-?gaap\b\)?", re.IGNORECASE)
_LABEL = 120  # characters; a longer first cell is a sentence
_HEADS = 4  # rows of column heads looked back on
_ROWS_BACK = 8


class Crossing(NamedTuple):
    """A measure named by a table: where its value or its row stands, what it is, and what to call it."""

    named: Named
    name: str


class _Head(NamedTuple):
    modifier: str
    words: str


class TableReader:
    """Reads the names that stand in no single cell."""

    def __init__(self, document: Document, namer: Namer, loose: Sequence[Named], nouns: Sequence[Named]) -> None:
        self._document = document
        self._namer = namer
        self._loose = {named.span.start: named for named in loose}
        self._nouns = {named.span.start: named for named in nouns}

    def crossings(self) -> Iterator[Crossing]:
        """All crossings, table by table."""
        loose, nouns = sorted(self._loose), sorted(self._nouns)
        for table in self._document.tables:
            if any(table.span.start <= start < table.span.end for start in _window(loose, table.span)) or _CURRENCY.search(self._document.words(table.span)):
                yield from self._columns(table, _window(nouns, table.span))
                yield from self._rows(table, _window(loose, table.span), _window(nouns, table.span))

    def _words(self, cell: Cell) -> str:
        return " ".join(self._document.text[cell.start : cell.end].split())

    def _columns(self, table: Table, nouns: Sequence[int]) -> Iterator[Crossing]:
        """Rows under a column head that is nothing but a modifier."""
        heads: list[list[Cell]] = []
        modified: dict[int, _Head] = {}
        is_head = True
        for row in table.rows:
            cells = [cell for cell in row if cell.end > cell.start]
            values = [cell for cell in cells[1:] if _is_value(self._words(cell))]
            if not values:
                if not is_head:
                    if len(cells) < 2:  # noqa: PLR2004 - a section label keeps the columns' heads
                        continue
                    heads = []
                heads.append(cells)
                is_head = True
                continue
            if is_head:
                modified, is_head = self._modified_heads(heads[-_HEADS:], values), False
            if modified:
                yield from self._under(cells, values, modified, nouns)

    def _modified_heads(self, heads: list[list[Cell]], values: Sequence[Cell]) -> dict[int, _Head]:
        """For each column of values, the modifier its head is."""
        found = {}
        for value in values:
            over = [self._words(cell) for row in heads for cell in row if cell.column <= value.column < cell.column + max(cell.column_span, 1)]
            words = " ".join(over)
            if not over:
                continue
            if _CURRENCY_HEAD.search(words):
                found[value.column] = _Head("constant_currency", "constant currency")
                continue
            names = self._namer.names(words)
            loose = next((named for named in names if named.loose), None)
            if loose is not None and not any(named.noun for named in names):
                found[value.column] = _Head(loose.loose, words[loose.span.start : loose.span.end])
        return found

    def _under(self, cells: list[Cell], values: Sequence[Cell], modified: dict[int, _Head], nouns: Sequence[int]) -> Iterator[Crossing]:
        label = cells[0]
        noun = self._row_noun(label, nouns)
        if noun is None:
            return
        shown = [self._words(cell) for cell in values]
        for cell in values:
            head = modified.get(cell.column)
            if head is None or (shown.count(self._words(cell)) > 1 and head.modifier in {"adjusted", "non_gaap"}):
                continue  # a column that repeats the GAAP figure adjusts nothing
            named = self._namer.modified(noun, head.modifier, Span(cell.start, cell.end))
            yield Crossing(named, f"{head.words} {self._words(label)}"[:_LABEL])

    def _row_noun(self, label: Cell, nouns: Sequence[int]) -> Named | None:
        """The GAAP measure that a row's label is, by the lexicon or by the word it ends in."""
        first = next((self._nouns[start] for start in nouns if label.start <= start < label.end), None)
        if first is not None:
            return first if first.is_gaap else None
        words = self._words(label)
        end = self._namer.open.end(words.lower(), 0) if len(words) <= _LABEL and not words[:1].isdigit() else None
        if end is None:
            return None
        return Named(Span(label.start, label.end), "", "", is_gaap=True, noun=Noun(Span(label.start, label.end), gaap=words[:end].lower()))

    def _rows(self, table: Table, loose: Sequence[int], nouns: Sequence[int]) -> Iterator[Crossing]:
        """Rows whose label is nothing but a modifier: the noun is that of a row above, or of the table's title."""
        starts = [row[0].start for row in table.rows if row]
        for start in loose:
            at = next((i for i, row in enumerate(table.rows) if row and row[0].start <= start < max(row[0].end, row[0].start + 1)), None)
            if at is None or not starts or not any(_is_value(self._words(cell)) for cell in table.rows[at][1:] if cell.end > cell.start):
                continue
            noun = self._noun_above(table, at, nouns)
            if noun is None:
                continue
            mark = self._loose[start]
            cell = table.rows[at][0]
            before, after = self._document.text[cell.start : mark.span.start], self._document.text[mark.span.end : cell.end]
            excluded = self._namer.excluded(after)
            if not grammar.is_bare(before.lower()) or not (excluded or grammar.is_bare(after.lower())):
                continue  # a label with a name of its own
            named = self._namer.modified(noun, mark.loose, mark.span, excluded)
            words = self._document.words(noun.span) + (" growth" if mark.loose not in {"adjusted", "non_gaap"} else "") + (after if excluded else "")
            yield Crossing(named, " ".join(f"{self._document.words(mark.span)} {words}".split()))

    def _noun_above(self, table: Table, at: int, nouns: Sequence[int]) -> Named | None:
        for row in reversed(table.rows[max(0, at - _ROWS_BACK) : at]):
            if row:
                found = next((self._nouns[start] for start in nouns if row[0].start <= start < row[0].end and self._nouns[start].is_gaap), None)
                if found is not None:
                    return self._whole(found, row[0])
        return None

    def _whole(self, named: Named, label: Cell) -> Named:
        """A GAAP word within a longer name is not the GAAP measure ("average revenue per membership")."""
        words = self._words(label)
        if " per " not in words.lower() or "per_share" in named.key or named.measure == "eps":
            return named
        span = Span(label.start, label.end)
        return named._replace(span=span, noun=Noun(span, gaap=words.lower()))


def is_valued(cells: Iterable[str]) -> bool:
    """Whether a row holds a figure that is no year."""
    return any(_is_value(" ".join(words.split())) for words in cells if words)


def _is_value(words: str) -> bool:
    return _VALUE.match(words) is not None and not _DATE.match(words)


def _window(starts: Sequence[int], span: Span) -> Sequence[int]:
    return starts[bisect.bisect_left(starts, span.start) : bisect.bisect_left(starts, span.end)]


def marked_labels(document: Document) -> Iterator[Span]:
    """First cells and short headings that call themselves non-GAAP: "Structural cost savings (non-GAAP)"; the span leaves the mark out."""
    for table in document.tables:
        for row in table.rows:
            for cell in row:
                if cell.end - cell.start <= _LABEL and (span := _unmarked(document, cell)) is not None:
                    yield span


def _unmarked(document: Document, cell: Cell) -> Span | None:
    words = document.text[cell.start : cell.end]
    mark = _MARK.search(words)
    if mark is None or not mark[0].startswith("("):
        return None
    name = words[: mark.start()].rstrip(" ,–—-:")
    return Span(cell.start, cell.start + len(name)) if len(name) > 3 and name[0].isalpha() else None  # noqa: PLR2004 - shorter is no name
