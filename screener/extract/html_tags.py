"""Tags of a page as the parser writes them out again: each distinct tag is read once, however often it stands in the page."""

from __future__ import annotations

import re
from enum import Enum, auto

from screener.extract.html_style import TAG_EFFECTS, Effect, Look, Styles

_SKIPPED = frozenset(
    {
        *("script", "style", "template", "noscript", "title", "iframe", "noembed", "noframes", "datalist", "audio", "video", "canvas", "object", "applet"),
        *("desc", "defs", "metadata", "ix:header", "ix:hidden", "ix:references", "ix:resources", "rp", "annotation", "annotation-xml"),
    }
)
_RAW = frozenset({"script", "style", "iframe", "noembed", "noframes"})  # what stands inside is no markup
_VOID = frozenset(
    {"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr"}
)
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
        ),
        *(
            "footer",
            "form",
            "frameset",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hgroup",
            "hr",
            "html",
            "legend",
            "li",
            "listing",
            "main",
            "menu",
            "nav",
            "ol",
        ),
        *("optgroup", "p", "plaintext", "pre", "search", "section", "select", "summary", "tbody", "textarea", "tfoot", "thead", "ul", "xmp"),
    }
)
_APART = frozenset({"button", "option", "label", "output", "meter", "progress"})  # drawn with space around them
_SIMPLE = frozenset({"p", "div", "font", "span", "b", "strong", "i", "em", "u", "small", "big", "ix:nonfraction", "ix:nonnumeric", "tr", "td"})
_BLOCK_DISPLAYS = frozenset({"block", "flex", "grid", "list-item", "table", "table-row", "table-cell"})
_LEVEL = Effect(raised=False)
_ATTRIBUTE = re.compile(r'([^\s"=]{1,200})(?:="([^"]*)")?')
_MAX_ATTRIBUTE = 4_000  # characters kept of one value
_MAX_SPAN = 1000  # as browsers bound it
_ENTITIES = (("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))

Attributes = dict[str, str]


class Part(Enum):
    """What a tag does in the walk."""

    INLINE = auto()
    END = auto()
    BLOCK = auto()
    TABLE = auto()
    CAPTION = auto()
    ROW = auto()
    CELL = auto()
    BREAK = auto()
    LINK = auto()
    APART = auto()
    PICTURE = auto()
    INPUT = auto()
    COMMENT = auto()
    SKIPPED = auto()


_PARTS: dict[str, Part] = {
    **dict.fromkeys(_BLOCKS, Part.BLOCK),
    **dict.fromkeys(_SKIPPED, Part.SKIPPED),
    **dict.fromkeys(_APART, Part.APART),
    "a": Part.LINK,
    "br": Part.BREAK,
    "caption": Part.CAPTION,
    "img": Part.PICTURE,
    "input": Part.INPUT,
    "table": Part.TABLE,
    "td": Part.CELL,
    "th": Part.CELL,
    "tr": Part.ROW,
}


class Tag:
    """One start or end tag as written."""

    __slots__ = ("attributes", "columns", "effects", "gone", "indent", "name", "part", "raw", "rows", "simple", "void")

    def __init__(self, name: str, part: Part, attributes: Attributes, effect: Effect | None) -> None:
        self.name = name
        self.part = part
        self.attributes = attributes
        self.void = name in _VOID
        self.raw = name in _RAW
        levelled = part in {Part.BLOCK, Part.TABLE, Part.ROW, Part.CELL}  # vertical alignment of a box raises no text
        said = (TAG_EFFECTS.get(name), effect, _LEVEL if levelled and effect is not None and effect.raised else None)
        self.effects = tuple(one for one in said if one is not None)
        self.gone = effect is not None and effect.gone is not None
        self.indent = effect.indent if effect is not None else 0.0
        self.simple = name in _SIMPLE and part is not Part.END and (effect is None or effect.display is None)
        self.columns = _span(attributes.get("colspan"))
        self.rows = _span(attributes.get("rowspan"))

    def look(self, around: Look) -> Look:
        """The look inside an element with this tag."""
        for effect in self.effects:
            around = around.step(effect)
        return around


class Tags:
    """All tags of a page by their wording without the angle brackets."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.known: dict[str, Tag] = {}

    def read(self, head: str) -> Tag:
        """The tag with this wording, remembered."""
        tag = self.known[head] = self._read(head)
        return tag

    def _read(self, head: str) -> Tag:
        if head.startswith("/"):
            return Tag(head[1:], Part.END, {}, None)
        if head.startswith(("!", "?")):
            return Tag("", Part.COMMENT, {}, None)
        name, _, rest = head.partition(" ")
        attributes = {found[1].lower(): unescaped(found[2] or "")[:_MAX_ATTRIBUTE] for found in _ATTRIBUTE.finditer(rest)} if rest else {}
        effect = self._styles.effect(attributes) if attributes else None
        return Tag(name, _part_of(name, effect), attributes, effect)


def _part_of(name: str, effect: Effect | None) -> Part:
    """What an element does: by its name, unless its style makes an inline one a block or the other way round."""
    part = _PARTS.get(name, Part.INLINE)
    display = effect.display if effect is not None else None
    if display is None:
        return part
    if part in {Part.INLINE, Part.LINK} and display in _BLOCK_DISPLAYS:
        return Part.BLOCK
    if part is Part.INLINE and display == "inline-block":
        return Part.APART
    if part is Part.BLOCK and display.startswith("inline"):
        return Part.APART if display != "inline" else Part.INLINE
    return part


def _span(value: str | None) -> int:
    """A colspan or rowspan as browsers read it: 1 to 1000."""
    if value is None or not value.isdecimal() or len(value) > 6:  # noqa: PLR2004 - longer ones are no spans
        return 1
    return min(max(int(value), 1), _MAX_SPAN)


def unescaped(text: str) -> str:
    """Text with the few entities the parser writes turned back."""
    if "&" in text:
        for entity, char in _ENTITIES:
            text = text.replace(entity, char)
    return text
