"""The walk over a parsed page: one pass in reading order, without recursion, from elements to stretches of words and tables."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborNode

from screener.errors import LimitExceeded
from screener.extract.html_blocks import BREAK, Element, Emitter, Item, Words
from screener.extract.html_style import TAG_EFFECTS, Effect, Look, Styles
from screener.extract.html_tables import Draft, OpenRow, OpenTable, leading_spaces, shaped, span_of
from screener.extract.html_zones import opens_content, zone_of
from screener.extract.limits import Limits
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
                        parts.append(text)
                        looks.append(look)
                    else:
                        self._add_odd(text, look)
            elif (child := node.first_child) is None and tag == "td" and self._tables:
                self._skip_cell(node.attributes)
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
                    if inner.raised:
                        inner = inner.step(_LEVEL)
                elif effect is not None and effect.display is not None:
                    closer = self._open_displayed(tag or "", attributes, inner, effect)
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
        self._held += 1
        if self._held > self._limits.max_cells:
            raise LimitExceeded(f"The page holds more than {self._limits.max_cells:,} table cells; split it or raise max_cells in the settings.")
        self._sink.append(item)

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
        element = self._element = Element(parent, tag)
        if tag in _HEADINGS:
            element.kind, element.level = BlockKind.HEADING, _HEADINGS[tag]
        elif tag in _ITEMS:
            element.kind = BlockKind.LIST_ITEM
        elif tag in _LISTS:
            element.level = element.level + 1 if parent.kind is not BlockKind.HEADING else 1
        elif tag in _KINDS:
            element.kind = _KINDS[tag]
        elif tag == "dialog" and "open" not in attributes and look.gone is None:
            look.gone = look.hidden = "closed dialog"
        if attributes:
            self._mark_zone(element, tag, attributes)
        elif tag in {"nav", "header", "footer", "aside", "main", "article"}:
            self._mark_zone(element, tag, attributes)
        return Walker._close_block

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
        return Walker._close_table

    def _close_table(self) -> None:
        self._flush()
        table = self._tables.pop()
        self._sink = table.outer
        self._accepted = self._tables[-1].hidden if self._tables else None
        self._element = table.element.parent or table.element
        for item in shaped(table):
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
        table.rows.append(OpenRow(self._element, self._element.parent is not None and self._element.parent.tag == "thead", look.hidden))
        table.column = 0
        table.cell_numbers = {}
        self._accepted = look.hidden
        return Walker._close_row

    def _close_row(self) -> None:
        self._flush()
        self._element = self._element.parent or self._element
        self._accepted = self._tables[-1].hidden

    def _skip_cell(self, attributes: Attributes) -> None:
        """Moves past an empty cell; one that is not displayed takes no place in the grid."""
        table = self._tables[-1]
        numbers = table.cell_numbers
        numbers["td"] = numbers.get("td", 0) + 1
        style = attributes.get("style")
        if style is None or "none" not in style or "display" not in style:
            rows = attributes.get("rowspan")
            columns = attributes.get("colspan")
            table.place(span_of(rows) if rows else 1, span_of(columns) if columns else 1)

    def _open_cell(self, tag: str, attributes: Attributes, look: Look, effect: Effect | None) -> Closer | None:
        if not self._tables or not self._tables[-1].rows:
            return self._open_block(tag, attributes, look, effect)
        table = self._tables[-1]
        numbers = table.cell_numbers
        number = numbers[tag] = numbers.get(tag, 0) + 1
        self._element = Element(self._element, tag, number)
        if effect is not None and effect.gone is not None and self._accepted is None:
            self._sink = table.extras
            return Walker._close_hidden_cell
        rows, columns = span_of(attributes.get("rowspan")), span_of(attributes.get("colspan"))
        items: list[Item] = []
        self._sink = items
        column = table.place(rows, columns)
        indent = effect.indent if effect is not None else 0.0
        table.open_cells.append((column, rows, columns, tag == "th", indent, items))
        return Walker._close_cell

    def _close_hidden_cell(self) -> None:
        self._flush()
        self._element = self._element.parent or self._element
        self._sink = self._tables[-1].extras

    def _close_cell(self) -> None:
        self._flush()
        self._element = self._element.parent or self._element
        table = self._tables[-1]
        self._sink = table.extras
        column, rows, columns, header, indent, items = table.open_cells.pop()
        if items:
            table.rows[-1].drafts.append(Draft(column, rows, columns, items, header=header, indent=indent))


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
