"""Hands what was read of a page to the builder, in reading order, and keeps the box of every word with its offset."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from itertools import accumulate, groupby
from operator import add
from typing import NamedTuple

from screener.extract import pdf_blocks, pdf_layout, pdf_tables
from screener.extract.builder import DocumentBuilder, Piece, TableCell
from screener.extract.pdf_grid import ruled_zones
from screener.extract.pdf_layout import Line, Row, Zone
from screener.extract.pdf_native import Look
from screener.extract.pdf_page import PageRead, line_words
from screener.types import BlockKind, Box, Hidden, Provenance, Style

_HYPHENS = "-\u2010"

Cells = Callable[[PageRead, list[Row]], list[pdf_tables.Placed] | None]  # another way to find the cells of a table's rows


class Shared(NamedTuple):
    """What all pages of a document share: looks, which of them are bold, the body's size, words seen, styles made."""

    looks: Sequence[Look]
    bold: Sequence[bool]
    body: float
    vocabulary: Callable[[], frozenset[str]]
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


class PageWriter:
    """Writes one page: header, body, sideways text, footer, hidden words, then the page's word boxes."""

    def __init__(self, builder: DocumentBuilder, page: PageRead, shared: Shared) -> None:
        self._builder = builder
        self._page = page
        self._shared = shared
        self._spans = array("I")
        self._boxes = array("f")
        self._type = pdf_blocks.Type(page.body or shared.body, page.row_height, shared.bold, page.looks, page.texts, page.dotted)
        self._sheet = pdf_tables.Sheet(page.texts, page.boxes if page.is_upright else (), page.rules)
        self._blocks = 0

    def write(self, furniture: dict[int, bool]) -> None:
        """Adds the page's blocks; `furniture` says which rows are header (True) or footer (False)."""
        page = self._page
        for row, at_top in sorted(furniture.items()):
            if at_top:
                self._line(BlockKind.HEADER, page.rows[row])
        body = [row for i, row in enumerate(page.rows) if i not in furniture] if furniture else page.rows
        self._body(body)
        for run in page.sideways:
            self._text(BlockKind.TEXT_BOX, list(run), self._shared.body)
        for row, at_top in sorted(furniture.items()):
            if not at_top:
                self._line(BlockKind.FOOTER, page.rows[row])
        self._hidden()
        self._builder.add_page(page.number, page.width, page.height, self._spans, self._boxes)

    def _body(self, rows: list[Row]) -> None:
        zones = self._zones(rows)
        texts = [(i, pdf_blocks.paragraphs(zone.rows, self._type)) for i, zone in enumerate(zones) if not zone.is_table]
        paragraphs = dict(texts)
        lefts = sorted(lines[0].left for _, found in texts for lines in found if pdf_blocks.marker(lines[0], self._type))
        for i, zone in enumerate(zones):
            if zone.is_table:
                self._table(self._cells(zone))
            else:
                for lines in paragraphs[i]:
                    kind, level = pdf_blocks.kind_of(lines, self._type, lefts)
                    self._text(kind, line_words(lines), lines[0].size, level=level, lines=lines)

    def _zones(self, rows: list[Row]) -> list[Zone]:
        rules = self._page.rules
        parts = ruled_zones(rows, rules) if rules is not None and rules.down else [Zone(rows)]
        regions = [region for part in parts for region in ([part] if part.is_table else pdf_layout.columns(part.rows))]
        return [zone for region in regions for zone in pdf_tables.zones(region, self._page.texts)]

    def _line(self, kind: BlockKind, row: Row) -> None:
        line = pdf_layout.joined(row)
        self._text(kind, list(line.words), line.size)

    def _hidden(self) -> None:
        reasons: dict[str, list[int]] = {}
        for i, reason in sorted(self._page.hidden.items()):
            reasons.setdefault(reason, []).append(i)
        for reason, words in reasons.items():
            self._text(BlockKind.PARAGRAPH, words, None, hidden=Hidden.INVISIBLE_TEXT, detail=reason)

    def _text(
        self,
        kind: BlockKind,
        words: list[int],
        size: float | None,
        *,
        level: int | None = None,
        hidden: Hidden | None = None,
        detail: str | None = None,
        lines: Sequence[Line] = (),
    ) -> None:
        self._blocks += 1
        tokens = [self._page.texts[i] for i in words]
        separators = self._separators(tokens, lines)
        pieces = self._pieces(words, tokens, separators, size)
        span = self._builder.add(kind, pieces, provenance=self._place(words), level=level, hidden=hidden, hidden_detail=detail)
        if span is not None:
            self._place_words(span.start, words, tokens, separators)

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

    def _pieces(self, words: list[int], tokens: list[str], separators: list[str] | None, size: float | None) -> list[Piece]:
        looks = self._page.looks
        kinds = [looks[i] for i in words]
        if size is None:
            return [Piece(_joined(tokens, separators))]
        if kinds.count(kinds[0]) == len(kinds):
            return [Piece(_joined(tokens, separators), self._shared.style(kinds[0], size))]
        pieces = []
        at = 0
        for look, run in groupby(kinds):
            end = at + sum(1 for _ in run)
            text = _joined(tokens[at:end], separators[at:end] if separators else None)
            pieces.append(Piece(text if separators else f"{text} ", self._shared.style(look, size)))
            at = end
        return pieces

    def _cells(self, zone: Zone) -> list[pdf_tables.Placed]:
        found = self._shared.cells(self._page, zone.rows) if self._shared.cells is not None else None
        return pdf_tables.build(zone, self._sheet) if found is None else found

    def _table(self, cells: list[pdf_tables.Placed]) -> None:
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
            mine, between = [texts[i] for i in members], pdf_tables.separators(members, texts)
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
            self._place_words(self._builder.table(index).span.start, words, tokens, separators)

    def _place(self, words: Sequence[int]) -> Provenance:
        boxes = self._page.boxes
        first, last = min(words), max(words)
        if last - first + 1 == len(words):
            some = boxes[4 * first : 4 * last + 4]
            sides = some[0::4], some[1::4], some[2::4], some[3::4]
        else:
            sides = tuple(array("f", [boxes[4 * i + side] for i in words]) for side in range(4))  # type: ignore[assignment]
        box = Box(min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
        return Provenance(page=self._page.number, box=box, paragraph=self._blocks)

    def _place_words(self, start: int, words: list[int], tokens: list[str], separators: list[str] | None) -> None:
        """Notes offset and box of each word of a block that begins at `start`."""
        lengths = list(map(len, tokens))
        steps = map(add, lengths, map(len, separators)) if separators else [length + 1 for length in lengths]
        starts = list(accumulate(steps, initial=start))
        starts.pop()
        spans = array("I", bytes(8 * len(words)))
        spans[0::2] = array("I", starts)
        spans[1::2] = array("I", map(add, starts, lengths))
        self._spans.extend(spans)
        boxes = self._page.boxes
        if words[-1] - words[0] + 1 == len(words) and sorted(words) == words:
            self._boxes.extend(boxes[4 * words[0] : 4 * words[-1] + 4])
        else:
            for i in words:
                self._boxes.extend(boxes[4 * i : 4 * i + 4])


def _grid_place(cell: pdf_tables.Placed) -> tuple[int, int]:
    return cell.row, cell.column


def _joined(tokens: Sequence[str], separators: Sequence[str] | None) -> str:
    if separators is None:
        return " ".join(tokens)
    return "".join([part for pair in zip(tokens, separators, strict=True) for part in pair])


def keeps_hyphen(first: str, second: str, vocabulary: frozenset[str]) -> bool:
    """Whether the hyphen between two halves belongs to the word, by how the document writes it elsewhere."""
    head, tail = first.lstrip("(\"'“‘").lower(), second.rstrip(".,;:!?)\"'”’").lower()
    if head + tail in vocabulary:
        return False
    if f"{head}-{tail}" in vocabulary:
        return True
    return "-" in head or (head in vocabulary and tail in vocabulary)
