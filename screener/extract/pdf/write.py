"""Hands what was read of a page to the builder, in reading order, and keeps the box of every word with its offset."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, groupby
from operator import add
from typing import NamedTuple

from screener.extract.builder import DocumentBuilder, Piece, TableCell
from screener.extract.pdf import blocks, gutters, tables
from screener.extract.pdf.cells import Placed, build
from screener.extract.pdf.columns import Sheet
from screener.extract.pdf.figures import separators as separators_of
from screener.extract.pdf.grid import ruled_zones
from screener.extract.pdf.layout import Line, Row, Zone, joined
from screener.extract.pdf.native import Look
from screener.extract.pdf.page import PageRead, line_words
from screener.types import BlockKind, Box, Hidden, Provenance, Style

_HYPHENS = "-\u2010"
_CLOSED = (".", "!", "?", ":", ";", ".”", '."', ".)")  # how a text ends that does not go on on the next page
_RESIZED = 0.12  # share by which the type of two pages of one paragraph may differ

Vocabulary = Callable[[], Mapping[str, int]]  # how often each word stands in the document
Cells = Callable[[PageRead, list[Row]], list[Placed] | None]  # another way to find the cells of a table's rows


class Shared(NamedTuple):
    """What all pages of a document share: looks, which of them are bold, the body's size, words seen, styles made."""

    looks: Sequence[Look]
    bold: Sequence[bool]
    italic: Sequence[bool]
    body: float
    vocabulary: Vocabulary
    styles: dict[tuple[int, float], Style]
    cells: Cells | None = None

    def style(self, look: int, size: float) -> Style:
        """The style of words of one look and size."""
        key = look, round(size, 1)
        style = self.styles.get(key)
        if style is None:
            font = self.looks[look]
            style = self.styles[key] = Style(bold=font.bold, italic=font.italic, size_pt=key[1], color=f"{font.color:06x}")
        return style


class Item(NamedTuple):
    """A block to be written: a table, or a text with its lines."""

    kind: BlockKind
    words: list[int]
    size: float
    level: int | None = None
    lines: Sequence[Line] = ()
    table: Zone | None = None


class PageWriter:
    """Writes one page: header, body, sideways text, footer, hidden words, then the page's word boxes."""

    def __init__(self, builder: DocumentBuilder, page: PageRead, shared: Shared, furniture: dict[int, bool]) -> None:
        """`furniture` says which rows of the page are header (True) or footer (False)."""
        self._builder = builder
        self._page = page
        self._shared = shared
        self._spans = array("I")
        self._boxes = array("f")
        small = page.usual if page.body is None else None
        self._type = blocks.Type(page.body or shared.body, page.row_height, shared.bold, page.looks, page.texts, page.dotted, shared.italic, small)
        self._sheet = Sheet(page.texts, page.boxes if page.is_upright else (), page.rules, page.looks)
        self._blocks = 0
        self._furniture = sorted(furniture.items())
        self._items = self._body([row for i, row in enumerate(page.rows) if i not in furniture] if furniture else page.rows)

    def write(self, following: PageWriter | None) -> None:
        """Adds the page's blocks; a paragraph that goes on on the following page takes its other lines from there."""
        self._write_furniture(BlockKind.HEADER, at_top=True)
        last = self._last_text() if following is not None else -1
        for i, item in enumerate(self._items):
            if item.table is not None:
                self._table(self._cells(item.table))
            elif i == last and following is not None and following.goes_on_from(item, self._page.texts):
                self._text(item, more=following)
            else:
                self._text(item)
        for run in self._page.sideways:
            self._text(Item(BlockKind.TEXT_BOX, list(run), self._shared.body))
        self._write_furniture(BlockKind.FOOTER, at_top=False)
        self._hidden()
        self._builder.add_page(self._page.number, self._page.width, self._page.height, self._spans, self._boxes)

    def goes_on_from(self, item: Item, texts: Sequence[str]) -> bool:
        """Whether the page begins in the middle of a sentence that this last text of the page before has left open."""
        if not self._items or self._items[0].kind is not BlockKind.PARAGRAPH or item.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            return False
        opening = self._items[0]
        if opening.table is not None or abs(opening.size - item.size) > _RESIZED * item.size:
            return False
        last, first = texts[item.words[-1]], self._page.texts[opening.words[0]]
        return not last.endswith(_CLOSED) and (first[0].islower() or last[-1] in _HYPHENS)

    def _last_text(self) -> int:
        """The last text of the page, footnotes left aside; -1 if a table ends the page."""
        for i in range(len(self._items) - 1, -1, -1):
            if self._items[i].kind is not BlockKind.FOOTNOTE:
                return i if self._items[i].table is None else -1
        return -1

    def _body(self, rows: list[Row]) -> list[Item]:
        zones = self._zones(rows)
        texts = {i: blocks.paragraphs(zone.rows, self._type) for i, zone in enumerate(zones) if not zone.is_table}
        lefts = sorted(lines[0].left for found in texts.values() for lines in found if blocks.marker(lines[0], self._type))
        items: list[Item] = []
        for i, zone in enumerate(zones):
            if zone.is_table:
                items.append(Item(BlockKind.ROW, [], 0.0, table=zone))
            for lines in texts.get(i, ()):
                kind, level = blocks.kind_of(lines, self._type, lefts)
                items.append(Item(kind, line_words(lines), lines[0].size, level, lines))
        return items

    def _zones(self, rows: list[Row]) -> list[Zone]:
        rules = self._page.rules
        parts = ruled_zones(rows, rules) if rules is not None and rules.down else [Zone(rows)]
        regions = [region for part in parts for region in ([part] if part.is_table else gutters.columns(part.rows))]
        return [zone for region in regions for zone in tables.zones(region, self._page.texts)]

    def _write_furniture(self, kind: BlockKind, *, at_top: bool) -> None:
        for row, is_top in self._furniture:
            if is_top == at_top:
                line = joined(self._page.rows[row])
                self._text(Item(kind, list(line.words), line.size))

    def _hidden(self) -> None:
        reasons: dict[str, list[int]] = {}
        for i, reason in sorted(self._page.hidden.items()):
            reasons.setdefault(reason, []).append(i)
        for reason, words in reasons.items():
            self._text(Item(BlockKind.PARAGRAPH, words, 0.0), hidden=reason)

    def _text(self, item: Item, *, hidden: str | None = None, more: PageWriter | None = None) -> None:
        self._blocks += 1
        words, lines = item.words, item.lines
        tokens, looks = [self._page.texts[i] for i in words], [self._page.looks[i] for i in words]
        rest: list[int] = []
        if more is not None:
            opening = more._items.pop(0)  # noqa: SLF001 - of the same class
            rest, lines = opening.words, [*lines, *opening.lines]
            tokens += [more._page.texts[i] for i in rest]  # noqa: SLF001
            looks += [more._page.looks[i] for i in rest]  # noqa: SLF001
        separators = self._separators(tokens, lines)
        span = self._builder.add(
            item.kind,
            self._pieces(looks, tokens, separators, item.size),
            provenance=self._place(words),
            level=item.level,
            hidden=Hidden.INVISIBLE_TEXT if hidden else None,
            hidden_detail=hidden,
        )
        if span is not None:
            spans = _spans(span.start, tokens, separators)
            self._place_words(spans[: 2 * len(words)], words)
            if more is not None:
                more._place_words(spans[2 * len(words) :], rest)  # noqa: SLF001

    def _separators(self, tokens: list[str], lines: Sequence[Line]) -> list[str] | None:
        """What stands after each word, None for a space after all; halves of a word divided at the end of a line are joined."""
        separators: list[str] | None = None
        at = 0
        for line in lines[:-1]:
            at += len(line.words)
            if tokens[at - 1][-1] in _HYPHENS and len(tokens[at - 1]) > 1:
                separators = separators or [" "] * len(tokens)
                self._join(tokens, separators, at - 1)
        return separators

    def _join(self, tokens: list[str], separators: list[str], at: int) -> None:
        """Takes a hyphen away that only divides a word; one that belongs to it stays."""
        first, second = tokens[at][:-1], tokens[at + 1]
        if not second[0].isalnum() or not first[-1].isalnum():
            return
        separators[at] = ""
        if second[0].islower() and first[-1].islower() and not keeps_hyphen(first, second, self._shared.vocabulary()):
            tokens[at] = first

    def _pieces(self, looks: list[int], tokens: list[str], separators: list[str] | None, size: float) -> list[Piece]:
        """The text in stretches of one look; `size` 0 leaves the looks out."""
        if not size:
            return [Piece(_joined(tokens, separators))]
        if looks.count(looks[0]) == len(looks):
            return [Piece(_joined(tokens, separators), self._shared.style(looks[0], size))]
        pieces = []
        at = 0
        for look, run in groupby(looks):
            end = at + sum(1 for _ in run)
            text = _joined(tokens[at:end], separators[at:end] if separators else None)
            pieces.append(Piece(text if separators else f"{text} ", self._shared.style(look, size)))
            at = end
        return pieces

    def _cells(self, zone: Zone) -> list[Placed]:
        found = self._shared.cells(self._page, zone.rows) if self._shared.cells is not None else None
        return build(zone, self._sheet) if found is None else found

    def _table(self, cells: list[Placed]) -> None:
        if not cells:
            return
        self._blocks += 1
        texts = self._page.texts
        cells.sort(key=_grid_place)  # as the builder will, so that the words stay in the order of the text
        rows: list[list[int]] = [[] for _ in range(cells[-1].row + 1)]
        words: list[int] = []
        tokens: list[str] = []
        separators: list[str] = []
        contents = []
        for cell in cells:
            members = cell.line.words
            mine, between = [texts[i] for i in members], separators_of(members, texts)
            contents.append(TableCell(_joined(mine, between), cell.row, cell.column, cell.row_span, cell.column_span, cell.header, cell.indent))
            rows[cell.row].extend(members)
            words.extend(members)
            tokens.extend(mine)
            between[-1] = "\t"
            separators.extend(between)
        place = self._place(words)
        row_places = [self._place(row) if row else place for row in rows]
        index = self._builder.add_table(contents, provenance=place, row_provenance=row_places)
        if index is not None:
            self._place_words(_spans(self._builder.table(index).span.start, tokens, separators), words)

    def _place(self, words: Sequence[int]) -> Provenance:
        boxes = self._page.boxes
        first, last = words[0], words[-1]
        if last - first + 1 != len(words):
            first, last = min(words), max(words)
        if last - first + 1 == len(words):
            some = boxes[4 * first : 4 * last + 4]
            sides = some[0::4], some[1::4], some[2::4], some[3::4]
        else:
            sides = tuple(array("f", [boxes[4 * i + side] for i in words]) for side in range(4))  # type: ignore[assignment]
        box = Box(min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
        return Provenance(page=self._page.number, box=box, paragraph=self._blocks)

    def _place_words(self, spans: array[int], words: list[int]) -> None:
        """Notes offsets and boxes of the words of a block."""
        self._spans.extend(spans)
        boxes = self._page.boxes
        if words[-1] - words[0] + 1 == len(words) and sorted(words) == words:
            self._boxes.extend(boxes[4 * words[0] : 4 * words[-1] + 4])
        else:
            for i in words:
                self._boxes.extend(boxes[4 * i : 4 * i + 4])


def _spans(start: int, tokens: list[str], separators: list[str] | None) -> array[int]:
    """Start and end of each word of a text that begins at `start`."""
    lengths = list(map(len, tokens))
    steps = map(add, lengths, map(len, separators)) if separators else [length + 1 for length in lengths]
    starts = list(accumulate(steps, initial=start))
    starts.pop()
    spans = array("I", bytes(8 * len(tokens)))
    spans[0::2] = array("I", starts)
    spans[1::2] = array("I", map(add, starts, lengths))
    return spans


def _grid_place(cell: Placed) -> tuple[int, int]:
    return cell.row, cell.column


def _joined(tokens: Sequence[str], separators: Sequence[str] | None) -> str:
    if separators is None:
        return " ".join(tokens)
    return "".join([part for pair in zip(tokens, separators, strict=True) for part in pair])


def keeps_hyphen(first: str, second: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether the hyphen between two halves belongs to the word, by how the document writes it elsewhere."""
    head, tail = first.lstrip("(\"'“‘").lower(), second.rstrip(".,;:!?)\"'”’").lower()
    if head + tail in vocabulary:
        return False
    if f"{head}-{tail}" in vocabulary:
        return True
    return "-" in head or "-" in tail or (head in vocabulary and vocabulary.get(tail, 0) > 1)  # the half itself is one
