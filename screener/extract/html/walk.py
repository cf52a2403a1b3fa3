"""The walk over a parsed page: one pass in reading order, without recursion, from tags to stretches of words and tables.

It reads the page as the parser writes it out again: well formed, with every end tag, and angle brackets in values escaped.
Going through that text run by run (start tags, words, end tags) is much faster than visiting the parser's nodes one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from screener.errors import LimitExceeded
from screener.extract.html.blocks import Emitter
from screener.extract.html.items import BREAK, Element, Grid, Item, Words
from screener.extract.html.marks import is_prose, raised, without_tags
from screener.extract.html.style import SKIPPED, TINY, Look
from screener.extract.html.tables import Draft, OpenRow, OpenTable, shaped
from screener.extract.html.tags import INLINE, Closes, Opens, Tag, Tags, plain_ascii, unescaped
from screener.extract.html.zones import opens_content, zone_of
from screener.extract.limits import Limits
from screener.extract.text import BULLETS
from screener.types import BlockKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS = {
    **dict.fromkeys(("li", "dd", "dt"), BlockKind.LIST_ITEM),
    **dict.fromkeys(("figcaption", "legend"), BlockKind.CAPTION),
    "select": BlockKind.NAVIGATION,
}
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_ZONE_TAGS = frozenset({"nav", "header", "footer", "aside", "main", "article"})
# Start tags, words, end tags; white space between tags and empty cells between the start tags count as part of their run.
_RUN = re.compile(r"((?:\s*<(?:td\b[^>]*></td|[^/>][^>]*)>)*)([^<]*)((?:\s*</[^>]*>)*)")
_UNPARSED = re.compile(r"<!--(.*?)-->|<(script|style|iframe|noembed|noframes|xmp|plaintext)\b[^>]*>(.*?)</\2>", re.DOTALL)
_SHOWN_RAW = frozenset({"xmp", "plaintext"})
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|svg|webp|bmp|tiff?)", re.IGNORECASE)
_SHOWN_INPUTS = frozenset({"submit", "button", "reset"})

Closer = Callable[[], None]


class Walker:
    """Collects words until a block ends and hands items on; `walk` is the whole of it."""

    def __init__(self, tags: Tags, look: Look, emitter: Emitter, limits: Limits) -> None:
        self._tags = tags
        self._look = look
        self._emitter = emitter
        self._limits = limits
        self._pieces: list[str] = []
        self._parts: list[str] = []
        self._looks: list[Look] = []
        self._unseen: list[Words] = []
        self._beside: list[Words] = []  # pictures' words and comments, after the block they stand in
        self._pictured = False  # nothing has been shown since a picture
        self._element = Element(None, "")
        self._tables: list[OpenTable] = []
        self._sink: list[Item] | None = None  # None: the page itself
        self._row: OpenRow | None = None  # the row whose cells come next
        self._accepted: str | None = None  # a hidden table or row is kept whole, with this reason
        self._unparsed: list[Words] = []
        self._held = 0
        self.flattened = False  # something stood deeper than is followed and was read as plain text
        self._stack: list[tuple[str, Look, Closer | None]] = []
        self._openers: tuple[Callable[[Tag, Look], Closer | None], ...] = (
            self._open_inline,
            self._open_block,
            self._open_table,
            self._open_caption,
            self._open_row,
            self._open_cell,
            self._break,
            self._open_link,
            self._open_apart,
            self._add_picture,
            self._add_input,
            self._bring_back,
        )

    def walk(self, markup: str) -> None:
        """Reads an element written out by the parser. LimitExceeded when its tables hold more than any document may."""
        known_opens, known_closes = self._tags.opens, self._tags.closes
        look = self._look
        for found in _RUN.finditer(_UNPARSED.sub(self._set_aside, plain_ascii(markup))):
            start, text, end = found.groups()
            opens = known_opens.get(start) or self._tags.read_opens(start)
            closes = known_closes.get(end) or self._tags.read_closes(end)
            look = self._read_run(opens, text, closes, look)
        while self._stack:
            look = self._close((self._stack[-1][0],), look)

    def _skip_cells(self, opens: Opens, look: Look) -> tuple[Look, Opens]:
        """Moves past empty cells, and what opens before them; the tags after them remain."""
        for empties in opens.empties:
            if empties.before:
                look = self._open(empties.before, look, spaced=opens.spaced)
            if self._row is None:
                self._flush()
            else:
                self._tables[-1].skip(empties)
        return look, opens.rest or opens

    def _read_run(self, opens: Opens, text: str, closes: Closes, look: Look) -> Look:
        """Start tags, words and end tags; the look after them."""
        if opens.empties:
            look, opens = self._skip_cells(opens, look)
        names = closes.names
        if opens.cell is not None and len(names) >= opens.count and (opens.lead or self._row is not None):
            if opens.lead:
                look = self._open(opens.lead, look, spaced=opens.spaced)
            if self._read_cell(opens.cell, opens, text, look):
                return self._close(names[opens.count :], look) if len(names) > opens.count else look
            look = self._open((opens.cell, *opens.inner), look, spaced=False)
        elif opens.tags:
            look = self._open(opens.tags, look, spaced=opens.spaced)
        if text:
            self._add(text, look)
        if names and closes.spaced:
            self._space()
        return self._close(names, look) if names else look

    def _set_aside(self, found: re.Match[str]) -> str:
        """A comment, or an element whose content is no markup, replaced by a tag that says where it stood."""
        comment, name, raw = found.groups()
        if comment is not None and is_prose(comment):
            self._unparsed.append(Words([unescaped(without_tags(comment))], [self._look], self._element, "HTML comment", BlockKind.COMMENT))
        elif name in _SHOWN_RAW:
            self._unparsed.append(Words([unescaped(raw)], [self._look], self._element, None, BlockKind.PARAGRAPH))
        else:
            return ""
        return f"<?{len(self._unparsed) - 1}>"

    def finish(self) -> None:
        """Hands on what is still held."""
        self._flush()
        self._emitter.finish()

    def _open(self, tags: tuple[Tag, ...], look: Look, *, spaced: bool) -> Look:
        """Opens elements one inside the other; the look inside the last."""
        if spaced:
            self._space()
        stack = self._stack
        for tag in tags:
            inner = look
            for effect in tag.effects:
                inner = inner.step(effect)
            if len(stack) >= self._limits.max_depth:
                self.flattened = True
                self._space()
                closer: Closer | None = self._space
            else:
                closer = self._openers[tag.part](tag, inner) if tag.part != INLINE else None
            if not tag.void:
                stack.append((tag.name, look, closer))
                look = inner
            elif closer is not None:
                closer()
        return look

    def _close(self, names: tuple[str, ...], look: Look) -> Look:
        """Closes elements, innermost first; the look around the last."""
        stack = self._stack
        for name in names:
            if stack and stack[-1][0] == name:
                _, look, closer = stack.pop()
                if closer is not None:
                    closer()
        return look

    def _add(self, text: str, look: Look) -> None:
        if "&" in text:
            text = unescaped(text)
        parts = self._parts
        if not parts:
            if text.isspace():
                return
            if text in BULLETS:
                text = f"{text} "
        if look.plain:
            parts.append(text)
            self._looks.append(look)
        else:
            self._add_odd(text, look)

    def _add_odd(self, text: str, look: Look) -> None:
        """Text that is hidden, raised, or keeps its line breaks."""
        if look.hidden is not None and look.hidden != self._accepted:
            if self._unseen and self._unseen[-1].hidden == look.hidden:
                self._unseen[-1].parts.append(text)
                self._unseen[-1].looks.append(look)
            elif not text.isspace():
                self._unseen.append(Words([text], [look], self._element, look.hidden))
            return
        if look.raised:
            text = raised(text, self._parts)
        elif look.keeps_lines:
            text = text.replace("\n", BREAK)
        self._parts.append(text)
        self._looks.append(look)

    def _bring_back(self, tag: Tag, _look: Look) -> None:
        """What was set aside where this tag stands."""
        words = self._unparsed[int(tag.name[1:])]
        words.element = self._element
        self._beside.append(words)
        if not self._parts:
            self._flush()

    def _put(self, item: Item) -> None:
        if item.hidden == SKIPPED:
            return
        if self._sink is None:
            self._emitter.add(item)
            return
        self._count_held(1)
        self._sink.append(item)

    def _count_held(self, items: int) -> None:
        self._held += items
        if self._held > self._limits.max_cells:
            raise LimitExceeded(f"The page holds more than {self._limits.max_cells:,} table cells; split it or raise max_cells in the settings.")

    def _flush(self) -> None:
        if self._pictured:
            self._unseen = [_picture_words(words) for words in self._unseen]
        if self._parts:
            self._pictured = self._pictured and all(map(str.isspace, self._parts))
            self._put(Words(self._parts[:], self._looks[:], self._element, self._accepted))
            self._parts.clear()
            self._looks.clear()
        if self._unseen or self._beside:
            aside = [*self._unseen, *self._beside]
            self._unseen, self._beside = [], []
            if self._tables:
                self._tables[-1].extras.extend(aside)
            else:
                for words in aside:
                    self._put(words)

    def _open_inline(self, _tag: Tag, _look: Look) -> None:
        """An element that only styles its words."""

    def _open_block(self, tag: Tag, _look: Look) -> Closer:
        self._flush()
        name, parent = tag.name, self._element
        element = self._element = Element(parent, name, 0 if name in {"body", "html"} else None)
        if tag.indent and self._tables and self._tables[-1].open_cells:
            self._indent_cell(tag.indent)
        if name in _HEADINGS:
            element.kind, element.level = BlockKind.HEADING, _HEADINGS[name]
        elif name in _KINDS:
            element.kind = _KINDS[name]
        elif name in _LISTS:
            element.level = element.level + 1 if parent.kind is not BlockKind.HEADING else 1
        if tag.attributes or name in _ZONE_TAGS:
            if opens_content(name, tag.attributes):
                element.in_content = True
            if element.zone is None:
                element.zone = zone_of(name, tag.attributes, in_content=element.in_content)
        return self._close_block

    def _indent_cell(self, amount: float) -> None:
        """The first block of a cell stands in by its own padding too."""
        draft = self._tables[-1].open_cells[-1]
        if not draft.items:
            draft.indent += amount

    def _close_block(self) -> None:
        self._flush()
        self._element = self._element.parent or self._element

    def _space(self) -> None:
        if self._parts:
            self._parts.append(" ")
            self._looks.append(self._looks[-1])

    def _open_link(self, _tag: Tag, _look: Look) -> Closer | None:
        """Links of a menu stand apart though nothing is written between them."""
        if self._element.zone is None:
            return None
        self._space()
        return self._space

    def _open_apart(self, _tag: Tag, _look: Look) -> Closer:
        self._space()
        return self._space

    def _add_picture(self, tag: Tag, look: Look) -> None:
        words = tag.attributes.get("alt", "").strip()
        if words and not _FILE_NAME.fullmatch(words) and look.hidden is None:
            self._beside.append(Words([words], [look], self._element, None, BlockKind.ALT_TEXT))
        self._pictured = look.hidden is None
        self._space()

    def _add_input(self, tag: Tag, look: Look) -> None:
        kind = tag.attributes.get("type", "")
        shown = tag.attributes.get("value" if kind in _SHOWN_INPUTS else "placeholder")
        if shown and kind != "hidden" and look.hidden is None:
            self._space()
            self._parts.append(f"{shown} ")
            self._looks.append(look)

    def _break(self, _tag: Tag, look: Look) -> None:
        if self._parts:
            self._parts.append(BREAK)
            self._looks.append(look)

    def _open_table(self, tag: Tag, look: Look) -> Closer:
        self._flush()
        self._element = Element(self._element, tag.name)
        table = OpenTable(self._element, look.hidden, self._sink)
        self._tables.append(table)
        self._sink = table.extras
        self._accepted = look.hidden
        self._row = None
        return self._close_table

    def _close_table(self) -> None:
        self._flush()
        table = self._tables.pop()
        outer = self._tables[-1] if self._tables else None
        self._sink = table.outer
        self._accepted = None if outer is None else outer.rows[-1].hidden if outer.rows else outer.hidden
        self._element = table.element.parent or table.element
        for item in shaped(table):
            if outer is not None and isinstance(item, Grid):
                outer.nested = True
            self._put(item)

    def _open_caption(self, tag: Tag, look: Look) -> Closer:
        if not self._tables:
            return self._open_block(tag, look)
        self._flush()
        self._sink = self._tables[-1].caption
        self._element = Element(self._element, tag.name)
        self._element.kind = BlockKind.CAPTION
        return self._close_caption

    def _close_caption(self) -> None:
        self._flush()
        self._element = self._element.parent or self._element
        self._sink = self._tables[-1].extras

    def _open_row(self, tag: Tag, look: Look) -> Closer:
        if not self._tables:
            return self._open_block(tag, look)
        table = self._tables[-1]
        self._element = Element(self._element, tag.name)
        in_head = self._element.parent is not None and self._element.parent.tag == "thead"
        self._row = OpenRow(self._element, len(table.rows), header=in_head, hidden=look.hidden)
        table.rows.append(self._row)
        table.column = 0
        table.cell_numbers = {}
        self._accepted = look.hidden
        return self._close_row

    def _close_row(self) -> None:
        self._flush()
        self._count_held(len(self._tables[-1].rows[-1].drafts))
        self._element = self._element.parent or self._element
        self._accepted = self._tables[-1].hidden
        self._row = None

    def _read_cell(self, tag: Tag, opens: Opens, words: str, look: Look) -> bool:
        """Reads a cell that is empty or holds one stretch of words in one look, as nearly all do; False leaves it to the walk."""
        if "&" in words:
            words = unescaped(words)
        table = self._tables[-1]
        if not words or words.isspace():
            table.number_cell(tag.name)
            if not tag.gone:
                table.place(tag.rows, tag.columns)
            return True
        look = opens.look(look)
        if self._row is None or not look.plain:
            return False
        draft = Draft(tag, table.number_cell(tag.name), table.place(tag.rows, tag.columns), opens.indent)
        draft.close(words, look)
        self._row.drafts.append(draft)
        return True

    def _open_cell(self, tag: Tag, look: Look) -> Closer:
        if self._row is None:
            return self._open_block(tag, look)
        table = self._tables[-1]
        number = table.number_cell(tag.name)
        self._element = Element(self._element, tag.name, number)
        self._row = None
        if tag.gone and self._accepted is None:
            self._sink = table.extras
            return self._close_hidden_cell
        draft = Draft(tag, number, table.place(tag.rows, tag.columns), tag.indent)
        self._sink = draft.items
        table.open_cells.append(draft)
        return self._close_cell

    def _close_hidden_cell(self) -> None:
        self._flush()
        table = self._tables[-1]
        self._element = self._element.parent or self._element
        self._sink = table.extras
        self._row = table.rows[-1]

    def _close_cell(self) -> None:
        self._flush()
        table = self._tables[-1]
        self._element = self._element.parent or self._element
        self._sink = table.extras
        self._row = table.rows[-1]
        draft = table.open_cells.pop()
        if draft.items:
            draft.close()
            self._row.drafts.append(draft)


def _picture_words(words: Words) -> Words:
    """Tiny text behind a picture of a page, as programs write it for those who search or listen, is the picture's text; anything else as it is."""
    return Words(words.parts, words.looks, words.element, None, BlockKind.ALT_TEXT) if words.hidden == TINY else words
