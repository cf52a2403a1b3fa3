"""The walk over a parsed page: one pass in reading order, without recursion, from elements to stretches of words and tables."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborNode

from screener.errors import LimitExceeded
from screener.extract.html_blocks import BREAK, Element, Emitter, Grid, Item, Words
from screener.extract.html_style import TAG_EFFECTS, Effect, Look, Styles
from screener.extract.html_tables import Draft, OpenRow, OpenTable, shaped, span_of
from screener.extract.html_zones import opens_content, zone_of
from screener.extract.limits import Limits
from screener.extract.text import BULLETS
from screener.types import BlockKind

_SKIPPED = frozenset(
    {
        *("script", "style", "template", "noscript", "title", "meta", "link", "base", "iframe", "noembed", "noframes", "datalist", "audio", "video", "canvas"),
        *("desc", "defs", "metadata", "ix:header", "ix:hidden", "ix:references", "ix:resources", "xml", "-doctype", "rp", "param", "source", "track", "col", "colgroup"),
    }
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
        *("footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol"),
        *("optgroup", "p", "plaintext", "pre", "search", "section", "select", "summary", "tbody", "textarea", "tfoot", "thead", "ul", "xmp", "caption"),
    }
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS = {"figcaption": BlockKind.CAPTION, "legend": BlockKind.CAPTION, "select": BlockKind.NAVIGATION}
_ITEMS = frozenset({"li", "dd", "dt"})
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_APART = frozenset({"button", "option", "label", "img", "object", "output", "meter", "progress"})  # drawn with space around them
_LEVEL = Effect(raised=False)
_LEVELLED = _BLOCKS | {"table", "tr", "td", "th"}  # vertical alignment of a box raises no text
_SIMPLE = frozenset({"p", "div", "font", "span", "b", "strong", "i", "em", "u", "small", "big", "ix:nonfraction", "ix:nonnumeric"})  # around a cell's words
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|svg|webp|bmp|tiff?)", re.IGNORECASE)
_SHOWN_INPUTS = frozenset({"submit", "button", "reset"})
_TAG = re.compile(r"<[^<>]{0,2000}>")
_CODE = re.compile(r"[{}=;]|https?:|//|\bfunction\b|^\[|^/?field:|^\?", re.IGNORECASE)
_COMMON_WORDS = frozenset({"the", "of", "to", "and", "in", "is", "we", "our", "for", "this", "that", "be", "not", "with", "on", "will", "are", "has"})
_COMMENT_WORDS = 5
_MARK = re.compile(r"\s*[(\[]?\s*(?:\d{1,2}|[a-zA-Z]|[*†‡§]{1,3})(?:\s*[,&]\s*\d{1,2}){0,4}\s*[)\]]?\s*")
_UP = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_UNITS = frozenset({"m", "km", "cm", "mm", "ft", "in", "sq", "x"})

Attributes = dict[str, "str | None"]
Closer = Callable[["Walker"], None]


class Walker:
    """Collects words until a block ends and hands items on; `walk` is the whole of it."""

    def __init__(self, styles: Styles, look: Look, emitter: Emitter, limits: Limits) -> None:
        self._styles = styles
        self._look = look
        self._emitter = emitter
        self._limits = limits
        self._parts: list[str] = []
        self._looks: list[Look] = []
        self._unseen: list[Words] = []
        self._beside: list[Words] = []  # pictures' words and comments, after the block they stand in
        self._element = Element(None, "")
        self._tables: list[OpenTable] = []
        self._sink: list[Item] | None = None  # None: the page itself
        self._items: list[Item] | None = None
        self._row: OpenRow | None = None  # the row whose cells come next
        self._accepted: str | None = None  # a hidden table or row is kept whole, with this reason
        self._held = 0
        self.flattened = False  # something stood deeper than is followed and was read as plain text

    def walk(self, root: LexborNode) -> None:
        """Reads a subtree. LimitExceeded when one table holds more than any document may."""
        node, look, deepest = root, self._look, self._limits.max_depth
        parts, looks, effect_of = self._parts, self._looks, self._styles.effect
        stack: list[tuple[LexborNode, Look, Closer | None]] = []
        while True:
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if parts or not text.isspace():
                    if look.plain:
                        parts.append(text if parts or text not in BULLETS else f"{text} ")
                        looks.append(look)
                    else:
                        self._add_odd(text, look)
            elif tag == "td" and self._row is not None and self._reads_cell(node, look):
                pass
            elif tag == "-comment":
                self._add_comment(node.comment_content or "")
            elif tag not in _SKIPPED:
                attributes = node.attributes
                inner = look.step(TAG_EFFECTS[tag]) if tag in TAG_EFFECTS else look
                effect = effect_of(attributes) if attributes else None
                if effect is not None:
                    inner = inner.step(effect)
                opener = _OPENERS.get(tag)
                closer = None
                if opener is not None:
                    closer = opener(self, tag or "", attributes, inner, effect)
                    if inner.raised and tag in _LEVELLED:
                        inner = inner.step(_LEVEL)
                elif effect is not None and effect.display is not None:
                    closer = self._open_displayed(tag or "", attributes, inner, effect)
                child = node.first_child
                if child is not None:
                    if len(stack) < deepest:
                        stack.append((node, look, closer))
                        node, look = child, inner
                        continue
                    self._flatten(node, inner)
                if closer is not None:
                    closer(self)
            if not stack:
                return
            following = node.next
            while following is None:
                node, look, closer = stack.pop()
                if closer is not None:
                    closer(self)
                if not stack:
                    return
                following = node.next
            node = following

    def finish(self) -> None:
        """Hands on what is still held."""
        self._flush()
        self._emitter.finish()

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
            text = _raised(text, self._parts)
        elif look.keeps_lines:
            text = text.replace("\n", BREAK)
        self._parts.append(text)
        self._looks.append(look)

    def _add_comment(self, text: str) -> None:
        prose = _TAG.sub(" ", text[:20_000])
        words = prose.split()
        if len(words) < _COMMENT_WORDS or _CODE.search(prose.strip()) or _COMMON_WORDS.isdisjoint(word.lower() for word in words):
            return
        self._beside.append(Words([prose], [self._look], self._element, "HTML comment", BlockKind.COMMENT))
        if not self._parts:
            self._flush()

    def _flatten(self, node: LexborNode, look: Look) -> None:
        """Reads what stands too deep as plain words."""
        self.flattened = True
        self._flush()
        for inner in node.traverse(include_text=True):
            if inner.tag == "-text" and (inner.parent is None or inner.parent.tag not in _SKIPPED):
                text = inner.text_content
                if not text.isspace():
                    self._put(Words([text], [look], self._element, look.hidden))

    def _put(self, item: Item) -> None:
        if self._sink is None:
            self._emitter.add(item)
            return
        self._count_held()
        self._sink.append(item)

    def _count_held(self) -> None:
        self._held += 1
        if self._held > self._limits.max_cells:
            raise LimitExceeded(f"The page holds more than {self._limits.max_cells:,} table cells; split it or raise max_cells in the settings.")

    def _flush(self) -> None:
        if self._parts:
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

    def _open_block(self, tag: str, attributes: Attributes, look: Look, effect: Effect | None) -> Closer | None:
        if effect is not None and effect.display is not None and effect.display.startswith("inline") and tag not in _HEADINGS:
            self._space()
            return Walker._space
        self._flush()
        parent = self._element
        element = self._element = Element(parent, tag, 0 if tag in {"body", "html"} else None)
        if effect is not None and effect.indent and not self._looks and self._tables and self._tables[-1].open_cells:
            self._indent_cell(effect.indent)
        if tag in _HEADINGS:
            element.kind, element.level = BlockKind.HEADING, _HEADINGS[tag]
        elif tag in _ITEMS:
            element.kind = BlockKind.LIST_ITEM
        elif tag in _LISTS:
            element.level = element.level + 1 if parent.kind is not BlockKind.HEADING else 1
        elif tag in _KINDS:
            element.kind = _KINDS[tag]
        if attributes:
            self._mark_zone(element, tag, attributes)
        elif tag in {"nav", "header", "footer", "aside", "main", "article"}:
            self._mark_zone(element, tag, attributes)
        return Walker._close_block

    def _indent_cell(self, amount: float) -> None:
        """The first block of a cell stands in by its own padding too."""
        draft = self._tables[-1].open_cells[-1]
        if not draft.items:
            draft.indent += amount

    def _mark_zone(self, element: Element, tag: str, attributes: Attributes) -> None:
        if opens_content(tag, attributes):
            element.in_content = True
        if element.zone is None:
            element.zone = zone_of(tag, attributes, in_content=element.in_content)

    def _close_block(self) -> None:
        self._flush()
        self._element = self._element.parent or self._element

    def _open_displayed(self, tag: str, attributes: Attributes, look: Look, effect: Effect) -> Closer | None:
        """An inline element that its style makes a block."""
        if effect.display in {"block", "flex", "grid", "list-item", "table", "table-row", "table-cell"}:
            return self._open_block(tag, attributes, look, effect)
        if effect.display == "inline-block":
            self._space()
            return Walker._space
        return None

    def _space(self) -> None:
        if self._parts:
            self._parts.append(" ")
            self._looks.append(self._looks[-1])

    def _open_link(self, _tag: str, _attributes: Attributes, _look: Look, effect: Effect | None) -> Closer | None:
        if effect is not None and effect.display == "block":
            return self._open_block(_tag, _attributes, _look, effect)
        if self._element.zone is None:
            return None
        self._space()
        return Walker._space

    def _open_apart(self, tag: str, attributes: Attributes, look: Look, _effect: Effect | None) -> Closer | None:
        if tag == "img":
            self._add_picture(attributes, look)
        self._space()
        return Walker._space

    def _add_picture(self, attributes: Attributes, look: Look) -> None:
        words = (attributes.get("alt") or "").strip()
        if words and not _FILE_NAME.fullmatch(words) and look.hidden is None:
            self._beside.append(Words([words], [look], self._element, None, BlockKind.ALT_TEXT))

    def _open_input(self, _tag: str, attributes: Attributes, look: Look, _effect: Effect | None) -> Closer | None:
        shown = attributes.get("value") if attributes.get("type") in _SHOWN_INPUTS else attributes.get("placeholder")
        if shown and attributes.get("type") != "hidden":
            self._space()
            if look.hidden is None:
                self._parts.append(f"{shown} ")
                self._looks.append(look)
        return None

    def _break(self, _tag: str, _attributes: Attributes, look: Look, _effect: Effect | None) -> Closer | None:
        if self._parts:
            self._parts.append(BREAK)
            self._looks.append(look)
        return None

    def _open_table(self, tag: str, _attributes: Attributes, look: Look, _effect: Effect | None) -> Closer | None:
        self._flush()
        self._element = Element(self._element, tag)
        table = OpenTable(self._element, look.hidden, self._sink)
        self._tables.append(table)
        self._sink = table.extras
        self._accepted = look.hidden
        self._row = None
        return Walker._close_table

    def _close_table(self) -> None:
        self._flush()
        table = self._tables.pop()
        self._sink = table.outer
        outer = self._tables[-1] if self._tables else None
        self._accepted = None if outer is None else outer.rows[-1].hidden if outer.rows else outer.hidden
        self._element = table.element.parent or table.element
        for item in shaped(table):
            if outer is not None and isinstance(item, Grid):
                outer.nested = True
            self._put(item)

    def _open_caption(self, tag: str, attributes: Attributes, look: Look, effect: Effect | None) -> Closer | None:
        if not self._tables:
            return self._open_block(tag, attributes, look, effect)
        self._flush()
        self._sink = self._tables[-1].caption
        self._element = Element(self._element, tag)
        self._element.kind = BlockKind.CAPTION
        return Walker._close_caption

    def _close_caption(self) -> None:
        self._flush()
        self._element = self._element.parent or self._element
        self._sink = self._tables[-1].extras

    def _open_row(self, tag: str, attributes: Attributes, look: Look, effect: Effect | None) -> Closer | None:
        if not self._tables:
            return self._open_block(tag, attributes, look, effect)
        table = self._tables[-1]
        self._element = Element(self._element, tag)
        in_head = self._element.parent is not None and self._element.parent.tag == "thead"
        self._row = OpenRow(self._element, len(table.rows), header=in_head, hidden=look.hidden)
        table.rows.append(self._row)
        table.column = 0
        table.cell_numbers = {}
        self._accepted = look.hidden
        return Walker._close_row

    def _close_row(self) -> None:
        self._flush()
        self._element = self._element.parent or self._element
        self._accepted = self._tables[-1].hidden
        self._row = None

    def _reads_cell(self, node: LexborNode, look: Look) -> bool:
        """Reads a cell that is empty or holds one stretch of words in one look, as nearly all do; False leaves it to the walk."""
        attributes = node.attributes
        effect = self._styles.effect(attributes) if attributes else None
        child = node.first_child
        words = ""
        indent = 0.0
        if effect is not None:
            indent = effect.indent
            look = look.step(effect)
            if look.raised:
                look = look.step(_LEVEL)
        if child is not None:
            simple = self._simple(child, look)
            if simple is None:
                return False
            words, look, inner = simple
            indent += inner
        table = self._tables[-1]
        numbers = table.cell_numbers
        number = numbers["td"] = numbers.get("td", 0) + 1
        if effect is not None and effect.gone is not None and self._accepted is None:
            return True
        rows = span_of(attributes["rowspan"]) if "rowspan" in attributes else 1
        columns = span_of(attributes["colspan"]) if "colspan" in attributes else 1
        column = table.place(rows, columns)
        if words:
            draft = Draft("td", number, column, rows, columns, indent)
            draft.close(words, look)
            if draft.text:
                self._count_held()
                table.rows[-1].drafts.append(draft)
        return True

    def _simple(self, child: LexborNode | None, look: Look) -> tuple[str, Look, float] | None:
        """The only words inside, their look and indentation; None where there is more than one stretch or look."""
        indent = 0.0
        effect_of = self._styles.effect
        while child is not None:
            tag = child.tag
            following = child.next
            if tag == "-text":
                text: str = child.text_content
                if following is None:
                    return (text, look, indent) if look.plain or text.isspace() else None
                if not text.isspace():
                    return None
                child = following
                continue
            if tag not in _SIMPLE or (following is not None and not _is_last_space(following)):
                return None
            if tag in TAG_EFFECTS:
                look = look.step(TAG_EFFECTS[tag])
            attributes = child.attributes
            effect = effect_of(attributes) if attributes else None
            if effect is not None:
                if effect.display is not None:
                    return None
                look = look.step(effect)
                if tag in _LEVELLED:
                    indent += effect.indent
                    if look.raised:
                        look = look.step(_LEVEL)
            child = child.first_child
        return "", look, indent

    def _open_cell(self, tag: str, attributes: Attributes, look: Look, effect: Effect | None) -> Closer | None:
        if self._row is None:
            return self._open_block(tag, attributes, look, effect)
        table = self._tables[-1]
        numbers = table.cell_numbers
        number = numbers[tag] = numbers.get(tag, 0) + 1
        self._element = Element(self._element, tag, number)
        self._row = None
        if effect is not None and effect.gone is not None and self._accepted is None:
            self._sink = table.extras
            return Walker._close_hidden_cell
        rows, columns = span_of(attributes.get("rowspan")), span_of(attributes.get("colspan"))
        draft = Draft(tag, number, table.place(rows, columns), rows, columns, effect.indent if effect is not None else 0.0)
        self._sink = draft.items
        table.open_cells.append(draft)
        return Walker._close_cell

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


def _is_last_space(node: LexborNode) -> bool:
    return node.tag == "-text" and node.next is None and node.text_content.isspace()


def _raised(text: str, before: list[str]) -> str:
    """A raised mark kept apart from the number or word it is set on.

    On a figure it is written with raised digits, on a word in parentheses, so that neither becomes part of what it marks.
    """
    mark = text.strip()
    if not mark or not _MARK.fullmatch(text):
        return text
    last = next((part for part in reversed(before) if part.strip()), "")
    if not last:
        return f"{mark} " if mark[0] in "([*†‡§" else f"({mark}) "
    if last[-1].isdecimal() or last[-1] in "%)":
        return f" {mark.translate(_UP)} "
    if last.split()[-1].lower() in _UNITS and mark.isdecimal():
        return mark.translate(_UP)
    return mark if mark[0] in "([*†‡§" or mark.isalpha() else f"({mark})"


_OPENERS: dict[str | None, Callable[[Walker, str, Attributes, Look, Effect | None], Closer | None]] = {
    **dict.fromkeys(_BLOCKS, Walker._open_block),
    **dict.fromkeys(_APART, Walker._open_apart),
    "a": Walker._open_link,
    "br": Walker._break,
    "caption": Walker._open_caption,
    "input": Walker._open_input,
    "table": Walker._open_table,
    "td": Walker._open_cell,
    "th": Walker._open_cell,
    "tr": Walker._open_row,
}
