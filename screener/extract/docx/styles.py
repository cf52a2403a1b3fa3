"""What Word paragraphs are and how their text looks: styles with all they inherit, and the paragraph's own properties over them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from lxml import etree

from screener.extract.docx.marks import NO_MARKS, Look, Marks, W, background, is_on, look_of, read_marks, twips
from screener.extract.docx.table_styles import TableStyles
from screener.types import BlockKind

_VAL = f"{W}val"
_BODY_OUTLINE = 9
_MAX_CHAIN = 50  # styles based on one another; Word itself stops at 11
_HEADING_NAME = re.compile(r"heading ?([1-9])$")
_LIST_NAME = re.compile(r"list (?:bullet|number)(?: ([2-5]))?$")


class Numbering(NamedTuple):
    """A list and the level in it, from 0."""

    number: str
    level: int


class ParagraphStyle(NamedTuple):
    """What a paragraph is by its style and its own properties; `left` and `first` (line, on top of it) are in twentieths of a point."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    is_title: bool = False
    numbering: Numbering | None = None
    left: int = 0
    first: int = 0
    background: str | None = None
    breaks_page: bool = False
    marks: Marks = NO_MARKS
    style_id: str = ""
    is_drop_cap: bool = False
    ends_section: bool = False


class Styles:
    """The styles part, read once and asked for every paragraph and run. Works without a part, too."""

    def __init__(self, root: etree._Element | None, tables: TableStyles) -> None:
        self.tables = tables
        elements = [] if root is None else root.findall(f"{W}style")
        self._by_id = {element.get(f"{W}styleId", ""): element for element in elements}
        self._default_id = next((element.get(f"{W}styleId", "") for element in elements if _is_default(element)), "")
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._defaults = read_marks(defaults) if defaults is not None else NO_MARKS
        self._paragraphs: dict[str | None, ParagraphStyle] = {}
        self._characters: dict[str | None, Marks] = {None: NO_MARKS}
        self._looks: dict[str, dict[Marks, Look]] = {}  # by paragraph style, then by what the run says

    def paragraph(self, properties: etree._Element | None) -> ParagraphStyle:
        """What a paragraph is, by its style and by what its own properties (`w:pPr`) say over it."""
        if properties is None:
            return self.styled(None)
        style_id = None
        says_more = False
        for child in properties:
            tag = child.tag
            if tag == _PARAGRAPH_STYLE:
                style_id = child.get(_VAL)
            elif tag in _PROPERTIES:
                says_more = True
        style = self.styled(style_id)
        return _directly(style, properties) if says_more else style

    def look(self, style: ParagraphStyle, direct: Marks = NO_MARKS) -> Look:
        """How a run looks in a paragraph of that style with marks of its own."""
        looks = self._looks.get(style.style_id)
        if looks is None:
            looks = self._looks[style.style_id] = {}
        found = looks.get(direct)
        if found is None:
            found = looks[direct] = look_of(style.marks, self._character(direct.style), direct, self._defaults)
        return found

    def styled(self, style_id: str | None) -> ParagraphStyle:
        """What a paragraph style says; that of the default style for None and for an id the file does not define."""
        found = self._paragraphs.get(style_id)
        if found is None:
            known = style_id if style_id in self._by_id else self._default_id
            found = self._paragraphs[style_id] = self._inherited(known or "", style_id)
        return found

    def _inherited(self, known: str, asked: str | None) -> ParagraphStyle:
        chain = self._chain(known)
        style = ParagraphStyle(style_id=known)
        for element in reversed(chain):
            style = _named(style, _name(element), element.get(f"{W}styleId", ""))
            properties = element.find(f"{W}pPr")
            if properties is not None:
                style = _directly(style, properties)
            marks = element.find(f"{W}rPr")
            if marks is not None:
                style = style._replace(marks=read_marks(marks).over(style.marks))
        # A style the file uses but does not define still says what it is by its name.
        return _named(style, asked or "", known) if known != asked and asked else style

    def _character(self, style_id: str | None) -> Marks:
        found = self._characters.get(style_id)
        if found is None:
            found = NO_MARKS
            for element in reversed(self._chain(style_id or "")):
                marks = element.find(f"{W}rPr")
                if marks is not None:
                    found = read_marks(marks).over(found)
            self._characters[style_id] = found
        return found

    def _chain(self, style_id: str) -> list[etree._Element]:
        """The style and those it is based on, nearest first; a circle ends where it closes."""
        chain: list[etree._Element] = []
        seen: set[str] = set()
        while style_id in self._by_id and style_id not in seen and len(chain) < _MAX_CHAIN:
            seen.add(style_id)
            element = self._by_id[style_id]
            chain.append(element)
            based_on = element.find(f"{W}basedOn")
            style_id = "" if based_on is None else based_on.get(_VAL, "")
        return chain


def _is_default(element: etree._Element) -> bool:
    return element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in {"1", "true", "on"}


def _name(element: etree._Element) -> str:
    named = element.find(f"{W}name")
    return "" if named is None else named.get(_VAL, "")


def _named(style: ParagraphStyle, name: str, style_id: str) -> ParagraphStyle:
    """What the built-in names say: they stand in English in files of every language, unlike the ids."""
    style = style._replace(style_id=style_id)
    name = name.lower()
    if heading := _HEADING_NAME.match(name) or _HEADING_NAME.match(style_id.lower()):
        return style._replace(kind=BlockKind.HEADING, level=int(heading[1]))
    if name in {"title", "subtitle"}:
        return style._replace(kind=BlockKind.HEADING, level=1 if name == "title" else 2, is_title=name == "title")
    if name == "caption":
        return style._replace(kind=BlockKind.CAPTION, level=None)
    if listed := _LIST_NAME.match(name):
        return style._replace(kind=BlockKind.LIST_ITEM, level=int(listed[1] or 1))
    return style


def _directly(style: ParagraphStyle, properties: etree._Element) -> ParagraphStyle:
    """The style with what one `w:pPr` says over it."""
    changes: dict[str, Any] = {}
    for child in properties:
        read = _PROPERTIES.get(child.tag)
        if read is not None:
            changes |= read(style, child)
    return style._replace(**changes) if changes else style


def _outlined(style: ParagraphStyle, element: etree._Element) -> dict[str, Any]:
    value = element.get(_VAL, "")
    level = int(value) if value.isdecimal() else _BODY_OUTLINE
    if level < _BODY_OUTLINE:
        return {"kind": BlockKind.HEADING, "level": level + 1}
    return {"kind": BlockKind.PARAGRAPH, "level": None} if style.kind is BlockKind.HEADING and not style.is_title else {}


def _numbered(style: ParagraphStyle, element: etree._Element) -> dict[str, Any]:
    number, level = element.find(f"{W}numId"), element.find(f"{W}ilvl")
    inherited = style.numbering
    stated = "" if number is None else number.get(_VAL, "")
    depth = "" if level is None else level.get(_VAL, "")
    if stated == "0" or not (stated or inherited):
        return {"numbering": None}
    level_from = inherited.level if inherited else 0
    return {"numbering": Numbering(stated or (inherited.number if inherited else ""), int(depth) if depth.isdecimal() else level_from)}


def indented(style: ParagraphStyle, element: etree._Element) -> dict[str, Any]:
    """What a `w:ind` changes of a paragraph's indentation."""
    left = twips(element.get(f"{W}left") or element.get(f"{W}start"))
    first, hanging = twips(element.get(f"{W}firstLine")), twips(element.get(f"{W}hanging"))
    return {
        "left": style.left if left is None else left,
        "first": first if first is not None else -hanging if hanging is not None else style.first,
    }


def _drop_cap(_style: ParagraphStyle, element: etree._Element) -> dict[str, Any]:
    return {"is_drop_cap": element.get(f"{W}dropCap", "none") != "none"}


_PARAGRAPH_STYLE = f"{W}pStyle"
_PROPERTIES: dict[object, Callable[[ParagraphStyle, etree._Element], dict[str, Any]]] = {
    f"{W}outlineLvl": _outlined,
    f"{W}numPr": _numbered,
    f"{W}ind": indented,
    f"{W}shd": lambda _, element: {"background": background(element)},
    f"{W}pageBreakBefore": lambda _, element: {"breaks_page": is_on(element)},
    f"{W}framePr": _drop_cap,
    f"{W}sectPr": lambda _, __: {"ends_section": True},
}
