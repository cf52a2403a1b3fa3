"""Tags of a page as the parser writes them out again: each distinct run of tags is read once, however often it stands in the page."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from screener.extract.html.style import SKIPPED, TAG_EFFECTS, Effect, Look, Styles

_SKIPPED = frozenset(
    {
        *("template", "noscript", "title", "datalist", "audio", "video", "canvas", "object", "applet"),
        *("desc", "defs", "metadata", "ix:header", "ix:hidden", "ix:references", "ix:resources", "rp", "annotation", "annotation-xml"),
    }
)
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
_SIMPLE = frozenset({"p", "div", "font", "span", "b", "strong", "i", "em", "u", "small", "big", "ix:nonfraction", "ix:nonnumeric"})
_BLOCK_DISPLAYS = frozenset({"block", "flex", "grid", "list-item", "table", "table-row", "table-cell"})
_LEVEL = Effect(raised=False)
_SKIP = Effect(gone=SKIPPED)
_REFERENCE = re.compile(r"&#(\d{3,7});")  # the parser itself writes "&amp;#"
_HEAD = re.compile(r"<([^>]*)>")
_END_NAME = re.compile(r"</([^>]*)>")
_SPACE_BETWEEN = re.compile(r"(?:^|>)\s+<")
_ATTRIBUTE = re.compile(r'([^\s"=]{1,200})(?:="([^"]*)")?')
_MAX_ATTRIBUTE = 4_000  # characters kept of one value
_MAX_SPAN = 1000  # as browsers bound it
_ENTITIES = (("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))

Attributes = dict[str, str]


# What a tag does in the walk: places in its table of openers. Plain numbers, because the walk compares them for every tag.
INLINE: Final = 0
BLOCK: Final = 1
TABLE: Final = 2
CAPTION: Final = 3
ROW: Final = 4
CELL: Final = 5
BREAK: Final = 6
LINK: Final = 7
APART: Final = 8
PICTURE: Final = 9
INPUT: Final = 10
ASIDE: Final = 11  # stands for a comment or raw text

_PARTS: dict[str, int] = {
    **dict.fromkeys(_BLOCKS, BLOCK),
    **dict.fromkeys(_APART, APART),
    "a": LINK,
    "br": BREAK,
    "caption": CAPTION,
    "img": PICTURE,
    "input": INPUT,
    "table": TABLE,
    "td": CELL,
    "th": CELL,
    "tr": ROW,
}


# Tags that say nothing but layout mean the same in every page: programs that write filings use the same few thousand, and runs of them.
_COMMON: dict[str, Tag] = {}
_MAX_COMMON = 8_000
_COMMON_RUNS: dict[str, Opens] = {}
_LAYOUT = frozenset(
    {"style", "colspan", "rowspan", "align", "valign", "width", "height", "bgcolor", "nowrap", "cellpadding", "cellspacing", "border", "size", "color"}
)


class Tag:
    """One start tag as written."""

    __slots__ = ("attributes", "columns", "effects", "gone", "indent", "name", "part", "rows", "simple", "void")

    def __init__(self, name: str, part: int, attributes: Attributes, effect: Effect | None) -> None:
        self.name = name
        self.part = part
        self.attributes = attributes
        self.void = name in _VOID or part == ASIDE
        levelled = part in {BLOCK, TABLE, ROW, CELL}  # vertical alignment of a box raises no text
        said = (TAG_EFFECTS.get(name), effect, _LEVEL if levelled and effect is not None and effect.raised else None, _SKIP if name in _SKIPPED else None)
        self.effects = tuple(one for one in said if one is not None)
        self.gone = effect is not None and effect.gone is not None
        self.indent = effect.indent if effect is not None else 0.0
        self.simple = name in _SIMPLE and (effect is None or effect.display is None)
        self.columns = _span(attributes.get("colspan"))
        self.rows = _span(attributes.get("rowspan"))


class Opens:
    """A run of start tags: those before its last cell, that cell, and the simple tags around the cell's words.

    Where empty cells stand in the run, `empties` has them with the tags opened before, and `rest` the run after the last.
    """

    __slots__ = ("cell", "count", "effects", "empties", "indent", "inner", "lead", "rest", "spaced", "tags")

    def __init__(self, tags: tuple[Tag, ...], *, spaced: bool) -> None:
        self.tags = self.lead = tags
        self.spaced = spaced  # white space stands before or between the tags
        self.cell: Tag | None = None
        self.inner: tuple[Tag, ...] = ()
        self.effects: tuple[Effect, ...] = ()
        self.indent = 0.0
        self.empties: tuple[Empties, ...] = ()
        self.rest: Opens | None = None
        self.count = 0  # end tags that close the simple cell
        last = len(tags) - 1
        while last >= 0 and tags[last].simple:
            last -= 1
        if last >= 0 and tags[last].part == CELL:
            self._split(last)

    def _split(self, at: int) -> None:
        self.cell, self.inner, self.lead = self.tags[at], self.tags[at + 1 :], self.tags[:at]
        self.count = len(self.tags) - at
        for tag in self.tags[at:]:
            self.effects += tag.effects
            self.indent += tag.indent

    def look(self, around: Look) -> Look:
        """The look of the words of its simple cell."""
        for effect in self.effects:
            around = around.step(effect)
        return around


class Empties(NamedTuple):
    """Empty cells that stand side by side; `columns` is how many they take, 0 unless all are seen and none reaches into the next row."""

    before: tuple[Tag, ...]  # opened before the first
    cells: tuple[Tag, ...]
    columns: int

    @classmethod
    def of(cls, before: tuple[Tag, ...], cells: list[Tag]) -> Empties:
        """Cells after these tags."""
        plain = all(cell.rows == 1 and not cell.gone for cell in cells)
        return cls(before, tuple(cells), sum(cell.columns for cell in cells) if plain else 0)


class Closes(NamedTuple):
    """A run of end tags by name, innermost first."""

    names: tuple[str, ...]
    spaced: bool


class Tags:
    """All runs of tags of a page by their wording."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._common = _COMMON if styles.common else {}
        self.opens: dict[str, Opens] = {"": Opens((), spaced=False)}
        self.closes: dict[str, Closes] = {"": Closes((), spaced=False)}

    def read_opens(self, run: str) -> Opens:
        """Start tags with this wording, remembered."""
        opens = self.opens[run] = (_COMMON_RUNS.get(run) if self._styles.common else None) or self._read_run(run)
        return opens

    def _read_run(self, run: str) -> Opens:
        spaced = _SPACE_BETWEEN.search(run) is not None
        groups: list[tuple[tuple[Tag, ...], list[Tag]]] = []
        tags: list[Tag] = []
        heads = _HEAD.findall(run)
        for head in heads:
            if head != "/td":
                tags.append(self._common.get(head) or self._read(head))
            elif tags:
                cell = tags.pop()
                if tags or not groups:
                    groups.append((tuple(tags), []))
                    tags = []
                groups[-1][1].append(cell)
        rest = Opens(tuple(tags), spaced=spaced and not groups)
        if not groups:
            opens = rest
        else:
            opens = Opens((), spaced=spaced)
            opens.empties, opens.rest = tuple(Empties.of(before, cells) for before, cells in groups), rest
        if self._styles.common and len(_COMMON_RUNS) < _MAX_COMMON and all(head == "/td" or head in _COMMON for head in heads):
            _COMMON_RUNS[run] = opens
        return opens

    def read_closes(self, run: str) -> Closes:
        """End tags with this wording, remembered."""
        closes = self.closes[run] = Closes(tuple(_END_NAME.findall(run)), spaced=_SPACE_BETWEEN.search(run) is not None)
        return closes

    def _read(self, head: str) -> Tag:
        name, _, rest = head.partition(" ")
        attributes = {key.lower(): unescaped(value)[:_MAX_ATTRIBUTE] for key, value in _ATTRIBUTE.findall(rest)} if rest else {}
        effect = self._styles.effect(attributes) if attributes else None
        tag = Tag(name, ASIDE if name.startswith("?") else _part_of(name, effect), attributes, effect)
        if len(self._common) < _MAX_COMMON and attributes.keys() <= _LAYOUT:
            self._common[head] = tag
        return tag


def _part_of(name: str, effect: Effect | None) -> int:
    """What an element does: by its name, unless its style makes an inline one a block or the other way round."""
    part = _PARTS.get(name, INLINE)
    display = effect.display if effect is not None else None
    if display is None:
        return part
    if part in {INLINE, LINK} and display in _BLOCK_DISPLAYS:
        return BLOCK
    if part is INLINE and display == "inline-block":
        return APART
    if part is BLOCK and display.startswith("inline"):
        return APART if display != "inline" else INLINE
    return part


def _span(value: str | None) -> int:
    """A colspan or rowspan as browsers read it: 1 to 1000."""
    if value is None or not value.isdecimal() or len(value) > 6:  # noqa: PLR2004 - longer ones are no spans
        return 1
    return min(max(int(value), 1), _MAX_SPAN)


def plain_ascii(markup: str) -> str:
    """Markup with other letters as character references: slices of pure ASCII are copied, those of other text must be measured first."""
    return markup if markup.isascii() else markup.encode("ascii", "xmlcharrefreplace").decode("ascii")


def unescaped(text: str) -> str:
    """Text with the few entities the parser writes, and the references of `plain_ascii`, turned back."""
    if text == "&nbsp;":
        return "\u00a0"
    if "&#" in text:
        text = _REFERENCE.sub(_character, text)
    if "&" in text:
        for entity, char in _ENTITIES:
            text = text.replace(entity, char)
    return text


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1]))
