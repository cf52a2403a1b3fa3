"""What a slide takes from its layout, master and theme: places and levels of placeholders, colours, the ground the text stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from screener.extract.ooxml import DRAWING
from screener.types import Box

PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
WHITE = "ffffff"
EMU = 12_700  # English metric units to a point
_MASTER_KIND = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_PLAIN_GROUND = "1001"  # the theme's first background fill, the colour itself
_MAX_NUMBER = 12


class Level(NamedTuple):
    """How paragraphs of one level look; None is not said here."""

    bullet: bool | None = None
    size_pt: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    color: str | None = None

    def over(self, other: Level) -> Level:
        """This level where it says something, the other where it does not."""
        return Level(
            self.bullet if self.bullet is not None else other.bullet,
            self.size_pt if self.size_pt is not None else other.size_pt,
            self.bold if self.bold is not None else other.bold,
            self.italic if self.italic is not None else other.italic,
            self.color or other.color,
        )


Levels = Mapping[int, Level]


class Placeholder(NamedTuple):
    """A placeholder of a layout or master."""

    kind: str
    number: str
    box: Box | None
    levels: Levels
    is_filled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Design:
    """What slides of one layout inherit. `is_white` is the ground: None when a slide of its own must say."""

    placeholders: tuple[Placeholder, ...] = ()
    master_placeholders: tuple[Placeholder, ...] = ()
    styles: Mapping[str, Levels]  # "title", "body", "other"
    colors: Mapping[str, str]  # scheme names to "rrggbb"
    is_white: bool = False
    covered: tuple[Box, ...] = ()  # places of pictures and filled shapes

    def placeholder(self, kind: str, number: str) -> tuple[Placeholder, ...]:
        """The placeholders a slide's own stands for: the layout's, then the master's."""
        own = next((p for p in self.placeholders if p.number == number and (number != "0" or _same(p.kind, kind))), None)
        own = own or next((p for p in self.placeholders if _same(p.kind, kind)), None)
        sought = _MASTER_KIND.get(own.kind if own else kind, own.kind if own else kind)
        above = next((p for p in self.master_placeholders if p.kind == sought), None)
        return tuple(p for p in (own, above) if p is not None)


def _same(first: str, second: str) -> bool:
    return _MASTER_KIND.get(first, first) == _MASTER_KIND.get(second, second)


def make_design(layout: etree._Element | None, master: etree._Element | None, theme: etree._Element | None, defaults: etree._Element | None) -> Design:
    """The design from its parts, any of which may be missing; `defaults` is the presentation's own text style."""
    colors = _colors(theme, master)
    sheets = [sheet for sheet in (layout, master) if sheet is not None]
    grounds = (ground_is_white(sheet, colors) for sheet in sheets)
    styles = {"other": levels_of(defaults, colors)}
    if master is not None:
        for name in ("title", "body"):
            styles[name] = levels_of(master.find(f"{PRESENTATION}txStyles/{PRESENTATION}{name}Style"), colors)
    return Design(
        placeholders=tuple(_placeholders(layout, colors)),
        master_placeholders=tuple(_placeholders(master, colors)),
        styles=styles,
        colors=colors,
        is_white=next((ground for ground in grounds if ground is not None), False),
        covered=tuple(box for sheet in sheets for box in covered_places(sheet)),
    )


def _colors(theme: etree._Element | None, master: etree._Element | None) -> dict[str, str]:
    """Hex colours by scheme name: the theme's own (lt1, accent1) and those the master maps on them (bg1, tx1)."""
    found: dict[str, str] = {}
    scheme = theme.find(f"{DRAWING}themeElements/{DRAWING}clrScheme") if theme is not None else None
    for slot in scheme if scheme is not None else ():
        if len(slot):
            found[str(slot.tag).rpartition("}")[2]] = (slot[0].get("lastClr") or slot[0].get("val") or "").lower()
    mapping = master.find(f"{PRESENTATION}clrMap") if master is not None else None
    if mapping is not None:
        found.update({str(name): found[str(slot)] for name, slot in mapping.attrib.items() if slot in found})
    return found


def ground_is_white(sheet: etree._Element, colors: Mapping[str, str]) -> bool | None:
    """Whether a slide, layout or master has a white ground of its own; None when it takes the one behind it."""
    ground = sheet.find(f"{PRESENTATION}cSld/{PRESENTATION}bg")
    if ground is None:
        return None
    fill = ground.find(f"{PRESENTATION}bgPr/{DRAWING}solidFill")
    if fill is not None:
        return color_of(fill, colors) == WHITE
    reference = ground.find(f"{PRESENTATION}bgRef")
    return reference is not None and reference.get("idx") == _PLAIN_GROUND and color_of(reference, colors) == WHITE


def color_of(holder: etree._Element | None, colors: Mapping[str, str]) -> str | None:
    """The colour named in a fill as "rrggbb"; None for shades and others that need arithmetic."""
    if holder is None or not len(holder) or any(node.tag != f"{DRAWING}alpha" for node in holder[0]):
        return None
    name = str(holder[0].tag).rpartition("}")[2]
    value = holder[0].get("val") or ""
    if name == "srgbClr":
        return value.lower()
    if name == "sysClr":
        return (holder[0].get("lastClr") or "").lower() or None
    return colors.get(value) if name == "schemeClr" else None


def levels_of(styles: etree._Element | None, colors: Mapping[str, str]) -> dict[int, Level]:
    """Levels 0 to 8 of a list style, those it names."""
    if styles is None:
        return {}
    found: dict[int, Level] = {}
    for depth in range(9):
        node = styles.find(f"{DRAWING}lvl{depth + 1}pPr")
        if node is not None:
            found[depth] = level_of(node, node.find(f"{DRAWING}defRPr"), colors)
    return found


def level_of(paragraph: etree._Element | None, run: etree._Element | None, colors: Mapping[str, str]) -> Level:
    """What paragraph and run properties say."""
    bullet = None
    if paragraph is not None:
        names = {str(node.tag).rpartition("}")[2] for node in paragraph}
        bullet = False if "buNone" in names else (True if names & {"buChar", "buAutoNum", "buBlip"} else None)
    if run is None:
        return Level(bullet)
    return Level(bullet, _size(run.get("sz")), _flag(run.get("b")), _flag(run.get("i")), color_of(run.find(f"{DRAWING}solidFill"), colors))


def _size(value: str | None) -> float | None:
    return int(value) / 100 if value is not None and value.isdecimal() and len(value) < _MAX_NUMBER else None


def _flag(value: str | None) -> bool | None:
    return None if value is None else value in {"1", "true"}


def _placeholders(sheet: etree._Element | None, colors: Mapping[str, str]) -> Iterator[Placeholder]:
    for shape in sheet.iter(f"{PRESENTATION}sp") if sheet is not None else ():
        mark = placeholder_mark(shape)
        if mark is not None:
            properties = shape.find(f"{PRESENTATION}spPr")
            levels = levels_of(shape.find(f"{PRESENTATION}txBody/{DRAWING}lstStyle"), colors)
            yield Placeholder(*mark, box_of(properties), levels, is_filled(shape))


def placeholder_mark(shape: etree._Element) -> tuple[str, str] | None:
    """Kind and number of the placeholder a shape is; None for any other shape."""
    for group in shape.iterchildren(f"{PRESENTATION}nvSpPr", f"{PRESENTATION}nvPicPr", f"{PRESENTATION}nvGraphicFramePr"):
        mark = group.find(f"{PRESENTATION}nvPr/{PRESENTATION}ph")
        if mark is not None:
            return mark.get("type", "obj"), mark.get("idx", "0")
    return None


def box_of(holder: etree._Element | None) -> Box | None:
    """The box in points that shape properties or a frame state."""
    transform = next(iter(holder.iterchildren(f"{DRAWING}xfrm", f"{PRESENTATION}xfrm")), None) if holder is not None else None
    if transform is None:
        return None
    offset, extent = transform.find(f"{DRAWING}off"), transform.find(f"{DRAWING}ext")
    if offset is None or extent is None:
        return None
    left, top, width, height = points(offset, "x"), points(offset, "y"), points(extent, "cx"), points(extent, "cy")
    return Box(left, top, left + width, top + height)


def points(node: etree._Element, name: str) -> float:
    """A length attribute in points; 0 when it is missing or no number."""
    value = node.get(name, "")
    digits = value.removeprefix("-")
    return int(value) / EMU if digits.isdecimal() and len(digits) < _MAX_NUMBER else 0.0


def is_filled(shape: etree._Element) -> bool:
    """Whether a shape paints its own ground, by its properties or by the style it refers to."""
    properties = shape.find(f"{PRESENTATION}spPr")
    if properties is not None:
        if any(properties.find(f"{DRAWING}{fill}") is not None for fill in _FILLS):
            return True
        if properties.find(f"{DRAWING}noFill") is not None:
            return False
    reference = shape.find(f"{PRESENTATION}style/{DRAWING}fillRef")
    return reference is not None and reference.get("idx", "0") != "0"


def covered_places(sheet: etree._Element) -> Iterable[Box]:
    """Boxes of the pictures, frames and filled shapes of a layout or master, groups taken as a whole."""
    tree = sheet.find(f"{PRESENTATION}cSld/{PRESENTATION}spTree")
    for shape in tree if tree is not None else ():
        name = str(shape.tag).rpartition("}")[2]
        if name in {"pic", "graphicFrame", "grpSp"} or (name == "sp" and is_filled(shape)):
            properties = shape if name == "graphicFrame" else shape.find(f"{PRESENTATION}{'grpSpPr' if name == 'grpSp' else 'spPr'}")
            box = box_of(properties)
            if box is not None:
                yield box
