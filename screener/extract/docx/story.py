"""Walks one story of a Word file (body, header, footnote, text box) block by block and hands what it finds to the builder in reading order.

After each paragraph or table come the things attached to it: hidden and deleted words, text boxes, charts, footnotes, comments.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from screener.extract.builder import Piece, TableCell
from screener.extract.docx.inline import DELETIONS, INSERTIONS, MATH, RUN, Attached, Inline, InlineReader, Pages
from screener.extract.docx.marks import W
from screener.extract.docx.parts import Links, Parts
from screener.extract.docx.plain_tables import read_plain_table
from screener.extract.docx.shapes import ALTERNATE, Drawn, chosen_branch
from screener.extract.docx.styles import Numbering, ParagraphStyle
from screener.extract.docx.tables import CellShape, Grid, RowShape, is_layout, leading_space, rows, table_cells
from screener.extract.ooxml import OFFICE_RELATIONSHIPS
from screener.types import BlockKind, Change, Hidden, Provenance, Span

_P, _PPR, _TBL, _SECTION = f"{W}p", f"{W}pPr", f"{W}tbl", f"{W}sectPr"
_STRAY = DELETIONS | INSERTIONS | {RUN, f"{W}hyperlink", f"{W}fldSimple", f"{MATH}oMath", f"{MATH}oMathPara"}
_SKIPPED = frozenset({f"{W}{name}" for name in ("sdtPr", "sdtEndPr", "tcPr", "bookmarkStart", "bookmarkEnd", "commentRangeEnd", "customXmlPr", "footnotePr")})
_TYPED_BULLETS = frozenset("•▪◦‣●■·–—-")


class CellReading:
    """Collects a cell while it is walked: its words and what comes after the table."""

    __slots__ = ("attached", "indent", "page", "tables", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.indent = 0
        self.page: int | None = None
        self.attached: list[tuple[Attached, Provenance]] = []
        self.tables: list[tuple[etree._Element, Flow, int]] = []  # with the number of paragraphs before


class Flow(NamedTuple):
    """Where the walk is: the element path, and what the surroundings decide about the blocks found there."""

    path: str
    kind: BlockKind | None = None  # of every block, whatever its own style says
    background: str | None = None
    depth: int = 0
    cell: CellReading | None = None
    hidden_detail: str | None = None
    deletion: Change | None = None


class Story:
    """One story of a part. `anchor` is the place in the body it hangs on; the body itself has none and counts its paragraphs."""

    def __init__(self, parts: Parts, part: str, pages: Pages | None = None, anchor: Provenance | None = None) -> None:
        self._parts = parts
        self._part = part
        self._anchor = anchor
        self._pages = pages or Pages(rendered=False, explicit=False, section_starts=[])
        self._inline = InlineReader(parts.styles, self._pages, parts.limits.max_depth)
        self._links = Links(parts, part)
        self._number = 0
        self._drop_cap: list[Piece] = []
        self._comments_ahead: list[str] = []
        self._caption: Span | None = None

    def read(self, container: Iterable[etree._Element], flow: Flow) -> None:
        """Adds everything the container holds."""
        self._walk(container, flow)
        if self._drop_cap:
            self._parts.builder.add(flow.kind or BlockKind.PARAGRAPH, self._take_drop_cap(), provenance=self._place(flow.path))
        if self._inline.is_too_deep:
            self._parts.tell_too_deep()

    def _walk(self, container: Iterable[etree._Element], flow: Flow) -> None:
        if flow.depth > self._parts.limits.max_depth:
            self._parts.tell_too_deep()
            return
        counts: dict[str, int] = {}
        paragraphs = 0
        for element in container:
            tag = element.tag
            if tag == _P:
                paragraphs += 1
                self._paragraph(element, flow, f"{flow.path}/p[{paragraphs}]")
                continue
            name = str(tag).rpartition("}")[2]
            counts[name] = counts.get(name, 0) + 1
            path = f"{flow.path}/{name}[{counts[name]}]"
            if tag == _TBL:
                self._table(element, flow._replace(path=path))
            elif tag in _STRAY:
                self._stray(element, flow, path)
            elif tag not in _SKIPPED:
                self._other(element, tag, flow._replace(path=path, depth=flow.depth + 1))

    def _other(self, element: etree._Element, tag: object, inner: Flow) -> None:
        if tag == ALTERNATE:
            branch = chosen_branch(element)
            if branch is not None:
                self._walk(branch, inner)
        elif tag == f"{W}commentRangeStart":
            self._comments_ahead.append(element.get(f"{W}id", ""))
        elif tag == f"{W}altChunk":
            identifier = element.get(f"{OFFICE_RELATIONSHIPS}id", "")
            self._links.tell("inserted file", identifier, "open the document in Word, save it again so that the file becomes part of it, and retry")
        elif tag == _SECTION:
            self._pages.section_ended()
        elif len(element):
            self._walk(element, inner)

    def _paragraph(self, element: etree._Element, flow: Flow, path: str) -> None:
        style = self._parts.styles.paragraph(next(element.iterchildren(_PPR), None))
        self._number += 1
        if style.breaks_page:
            self._pages.broken()
        inline = self._inline.read(element, style, background=flow.background, deletion=flow.deletion)
        if self._comments_ahead:
            self._take_comments(inline)
        if style.is_drop_cap and inline.pieces and flow.cell is None:
            self._drop_cap, inline.pieces = inline.pieces, []
        self._deliver(inline, style, flow, path)
        if style.ends_section:
            self._pages.section_ended()

    def _stray(self, element: etree._Element, flow: Flow, path: str) -> None:
        """Words that stand between paragraphs, as some programs write them."""
        style = self._parts.styles.paragraph(None)
        self._deliver(self._inline.read((element,), style, background=flow.background, deletion=flow.deletion), style, flow, path)

    def _take_comments(self, inline: Inline) -> None:
        more = inline.more
        more.comments = dict.fromkeys(self._comments_ahead) | more.comments
        self._comments_ahead = []

    def _take_drop_cap(self) -> list[Piece]:
        pieces, self._drop_cap = self._drop_cap, []
        return pieces

    def _place(self, path: str, page: int | None = None) -> Provenance:
        if self._anchor is not None:
            return Provenance(page=self._anchor.page, paragraph=self._anchor.paragraph, path=path)
        return Provenance(page=page if page is not None else self._pages.current, paragraph=self._number or None, path=path)

    def _deliver(self, inline: Inline, style: ParagraphStyle, flow: Flow, path: str) -> None:
        mark = "" if style.numbering is None else self._mark(inline, style, style.numbering)
        if flow.cell is not None:
            self._into_cell(flow.cell, inline, style, mark)
            if inline.attached is not None:
                flow.cell.attached.append((inline.attached, self._place(path, inline.page)))
            return
        place = self._place(path, inline.page)
        if inline.pieces and self._drop_cap:
            inline.pieces[:0] = self._take_drop_cap()
        if inline.pieces:
            self._block(inline, style, flow, place, mark)
        if inline.attached is not None:
            self._attached(inline.attached, place, flow)

    def _mark(self, inline: Inline, style: ParagraphStyle, numbering: Numbering) -> str:
        """The list mark, counted unless nothing but deleted or hidden words stands here."""
        more = inline.attached
        if more is not None and not inline.pieces and (more.deletions or more.hidden):
            return ""
        return self._parts.marks.mark(numbering, self._parts.marks.level_of(numbering, style.style_id))

    def _block(self, inline: Inline, style: ParagraphStyle, flow: Flow, place: Provenance, mark: str) -> None:
        pieces = inline.pieces
        kind, level = self._kind(pieces, style)
        if mark:
            pieces = [Piece(f"{mark} ", pieces[0].style, None), *pieces]
        builder = self._parts.builder
        hidden = Hidden.INVISIBLE_TEXT if flow.hidden_detail else None
        span = builder.add(
            flow.kind or kind,
            pieces,
            provenance=place,
            level=None if flow.kind else level,
            hidden=hidden,
            hidden_detail=flow.hidden_detail,
            change=inline.insertion,
        )
        if style.is_title and builder.title is None and flow.kind is None and span is not None:
            builder.title = " ".join("".join(piece.text for piece in pieces).split())
        self._caption = span if kind is BlockKind.CAPTION else None if span is not None else self._caption

    def _kind(self, pieces: list[Piece], style: ParagraphStyle) -> tuple[BlockKind, int | None]:
        if style.kind is BlockKind.PARAGRAPH or style.kind is BlockKind.LIST_ITEM:
            if style.numbering is not None:
                return BlockKind.LIST_ITEM, max(self._parts.marks.level_of(style.numbering, style.style_id) + 1, style.level or 1)
            start = pieces[0].text.lstrip()[:2]
            if style.kind is BlockKind.PARAGRAPH and start and start[0] in _TYPED_BULLETS and start[1:].isspace():
                return BlockKind.LIST_ITEM, 1
        return style.kind, style.level

    def _into_cell(self, cell: CellReading, inline: Inline, style: ParagraphStyle, mark: str) -> None:
        text = "".join([piece.text for piece in inline.pieces])
        if not text or text.isspace():
            return
        if not cell.texts:
            cell.indent = style.left + style.first + leading_space(text)
            cell.page = inline.page
        cell.texts.append(f"{mark} {text}" if mark else text)

    def _attached(self, more: Attached, place: Provenance, flow: Flow) -> None:
        """Adds what hangs on a paragraph, after its words."""
        builder = self._parts.builder
        for stretch in more.hidden:
            words = "".join(stretch.parts)
            builder.add(flow.kind or BlockKind.PARAGRAPH, words, provenance=place, hidden=Hidden.INVISIBLE_TEXT, hidden_detail=stretch.detail)
        for deletion in more.deletions:
            words = "".join(deletion.parts)
            builder.add(flow.kind or BlockKind.PARAGRAPH, words, provenance=place, hidden=Hidden.DELETED_TEXT, change=deletion.change)
        self._drawn(more.drawn, place, flow)
        for identifier in more.subdocuments:
            self._links.tell("linked document", identifier, "it is kept in a file of its own: screen that, too")
        for kind, identifier in more.notes:
            self._note(kind, identifier, place, flow.depth)
        for identifier in more.comments:
            self._parts.add_comment(identifier, place)

    def _drawn(self, drawn: Drawn, place: Provenance, flow: Flow) -> None:
        builder = self._parts.builder
        for i, box in enumerate(drawn.boxes, start=1):
            detail = "hidden shape" if box.is_hidden else flow.hidden_detail
            inner = Flow(f"{place.path}/txbxContent[{i}]", flow.kind or BlockKind.TEXT_BOX, box.background, flow.depth + 1, None, detail)
            Story(self._parts, self._part, anchor=place).read(box.content, inner)
        for words in drawn.words:
            builder.add(flow.kind or BlockKind.TEXT_BOX, words, provenance=place)
        for text in drawn.alt_texts:
            builder.add(BlockKind.ALT_TEXT, text, provenance=place)
        for graphic in drawn.graphics:
            self._links.add_graphic(graphic, place)

    def _note(self, kind: str, identifier: str, place: Provenance, depth: int) -> None:
        part, notes = self._parts.notes.get(kind, ("", {}))
        note = notes.pop(identifier, None)
        if note is not None:
            inner = Flow(f"{part}/{kind}[{identifier}]", BlockKind.FOOTNOTE, depth=depth + 1)
            Story(self._parts, part, anchor=place).read(note, inner)

    def _table(self, table: etree._Element, flow: Flow) -> None:
        if flow.cell is not None:
            flow.cell.tables.append((table, flow._replace(cell=None), self._number))
            self._number += sum(1 for _ in table.iter(_P))
            return
        self._table_alt_text(table, flow)
        plain = None if flow.background or flow.deletion else read_plain_table(table, self._parts.styles)
        if plain is not None:
            first, self._number = self._number, self._number + plain.paragraphs
            self._add_table(plain.grid, [self._row_place(flow, row, first + before + 1) for row, before in enumerate(plain.before)], flow)
            return
        shapes = rows(table, self._parts.styles, flow.background)
        if is_layout(shapes):
            for row in shapes:
                for shape in row.cells:
                    self._walk(shape.element, _cell_flow(flow, row, shape, None))
        else:
            self._closely_read_table(shapes, flow)

    def _row_place(self, flow: Flow, row: int, paragraph: int, page: int | None = None) -> Provenance:
        path = f"{flow.path}/tr[{row + 1}]"
        if self._anchor is not None:
            return self._place(path)
        return Provenance(page=page or self._pages.current, paragraph=paragraph, path=path)

    def _table_alt_text(self, table: etree._Element, flow: Flow) -> None:
        for name in ("tblCaption", "tblDescription"):
            stated = table.find(f"{W}tblPr/{W}{name}")
            if stated is not None:
                self._parts.builder.add(BlockKind.ALT_TEXT, stated.get(f"{W}val", ""), provenance=self._place(flow.path))

    def _closely_read_table(self, shapes: list[RowShape], flow: Flow) -> None:
        grid = Grid()
        readings: list[CellReading] = []
        places: list[Provenance] = []
        for row in shapes:
            first = self._number + 1
            page: int | None = None
            for shape in row.cells:
                reading = CellReading()
                self._walk(shape.element, _cell_flow(flow, row, shape, reading))
                if shape.continues:
                    grid.continued.append((row.index, shape.column))
                if reading.texts:
                    indent = reading.indent if shape.place == 1 else 0
                    text = "\n".join(reading.texts).strip()
                    grid.cells.append(TableCell(text, row.index, shape.column, 1, shape.column_span, row.is_header, indent))
                page = page or reading.page
                if reading.attached or reading.tables:
                    readings.append(reading)
            places.append(self._row_place(flow, row.index, first, page))
        self._add_table(grid, places, flow, frozenset(row.index for row in shapes if row.is_hidden))
        for reading in readings:
            self._after_table(reading, flow)

    def _add_table(self, grid: Grid, places: list[Provenance], flow: Flow, hidden_rows: frozenset[int] = frozenset()) -> None:
        caption, self._caption = self._caption, None
        self._parts.builder.add_table(
            table_cells(grid),
            provenance=places[0] if places else self._place(flow.path),
            row_provenance=places,
            caption=caption,
            hidden=Hidden.INVISIBLE_TEXT if flow.hidden_detail else None,
            hidden_detail=flow.hidden_detail,
            hidden_rows=hidden_rows,
        )

    def _after_table(self, reading: CellReading, flow: Flow) -> None:
        for more, place in reading.attached:
            self._attached(more, place, flow)
        for table, inner, before in reading.tables:
            number, self._number = self._number, before
            self._table(table, inner)
            self._number = number


def _cell_flow(flow: Flow, row: RowShape, shape: CellShape, reading: CellReading | None) -> Flow:
    path = f"{flow.path}/tr[{row.index + 1}]/tc[{shape.place}]"
    detail = "hidden row" if row.is_hidden else flow.hidden_detail
    return Flow(path, flow.kind, shape.background, flow.depth + 1, reading, detail, row.deletion or flow.deletion)
