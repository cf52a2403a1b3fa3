"""What the drawings in a Word paragraph say: text boxes, WordArt, alternative texts, and the charts, diagrams and objects kept in parts of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from screener.extract.docx.marks import UNKNOWN, W, hex_color
from screener.extract.ooxml import CHART, CHART_EX, COMPATIBILITY, DIAGRAM, DRAWING, OFFICE_RELATIONSHIPS

CHOICE, FALLBACK, ALTERNATE = f"{COMPATIBILITY}Choice", f"{COMPATIBILITY}Fallback", f"{COMPATIBILITY}AlternateContent"

_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_ALT_HOLDERS = frozenset({f"{_WP}docPr", f"{_PIC}cNvPr", f"{_WPS}cNvPr", f"{DRAWING}cNvPr"})
_GRAPHICS: dict[object, tuple[str, str]] = {
    f"{CHART}chart": ("chart", "id"),
    f"{CHART_EX}chart": ("chart", "id"),
    f"{DIAGRAM}relIds": ("diagram", "dm"),
    f"{_OFFICE}OLEObject": ("object", "id"),
}


class TextBox(NamedTuple):
    """The content of a text box (`w:txbxContent`) and what lies behind its words."""

    content: etree._Element
    background: str | None
    is_hidden: bool


class Graphic(NamedTuple):
    """Something drawn by a part of its own: kind "chart", "diagram" or "object" and the relationship's id."""

    kind: str
    relationship: str


@dataclass(slots=True)
class Drawn:
    """What was found in the drawings of one paragraph, in file order."""

    boxes: list[TextBox] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # WordArt, words of drawings that are no text boxes
    alt_texts: dict[str, None] = field(default_factory=dict)  # each once
    graphics: list[Graphic] = field(default_factory=list)
    is_too_deep: bool = False

    def read(self, holder: etree._Element, depth: int, max_depth: int, *, is_hidden: bool = False) -> None:
        """Takes in one drawing, of alternative contents one branch only."""
        if depth > max_depth:
            self.is_too_deep = True
            return
        for element in holder:
            tag = element.tag
            if tag == f"{W}txbxContent":
                self.boxes.append(TextBox(element, _fill_behind(element), is_hidden))
            elif tag == f"{DRAWING}p":
                self.words.append("".join(part.text or "" for part in element.iter(f"{DRAWING}t")))
            elif tag == ALTERNATE:
                branch = chosen_branch(element)
                if branch is not None:
                    self.read(branch, depth + 1, max_depth, is_hidden=is_hidden)
            elif not self._is_graphic(element):
                self._note_words(element)
                hidden = is_hidden or any(child.get("hidden") in {"1", "true"} for child in element.iterchildren(f"{_WP}docPr"))
                self.read(element, depth + 1, max_depth, is_hidden=hidden)

    def _is_graphic(self, element: etree._Element) -> bool:
        graphic = _GRAPHICS.get(element.tag)
        if graphic is None:
            return False
        self.graphics.append(Graphic(graphic[0], element.get(f"{OFFICE_RELATIONSHIPS}{graphic[1]}", "")))
        return True

    def _note_words(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _ALT_HOLDERS:
            texts = [element.get("title"), element.get("descr")]
        elif str(tag).startswith(_VML):
            texts = [element.get("alt")]
            if tag == f"{_VML}textpath":
                self.words.append(element.get("string", ""))
        else:
            return
        self.alt_texts |= {text: None for text in texts if text and text.strip()}


def chosen_branch(alternate: etree._Element) -> etree._Element | None:
    """The one branch of alternative content that is read: the first choice, else what older programs show."""
    choice = alternate.find(CHOICE)
    return choice if choice is not None and len(choice) else alternate.find(FALLBACK)


def _fill_behind(content: etree._Element) -> str | None:
    """What lies behind a text box's words: None for white, the color or `UNKNOWN` where a picture or another fill may show through."""
    holder = content.getparent()
    shape = None if holder is None else holder.getparent()
    if shape is None:
        return UNKNOWN
    if str(shape.tag).startswith(_VML):
        stated = shape.get("fillcolor", "#ffffff").split(" ")[0].removeprefix("#")
        return UNKNOWN if shape.get("filled") in {"f", "false"} else hex_color(stated) or UNKNOWN
    fill = shape.find(f"{_WPS}spPr/{DRAWING}solidFill/{DRAWING}srgbClr")
    return UNKNOWN if fill is None else hex_color(fill.get("val")) or UNKNOWN
