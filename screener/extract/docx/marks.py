"""Character formatting of Word text: what a run states, how it is inherited, and whether a reader can see the words at all.

Inheritance follows ECMA-376 part 1, 17.7.3: the nearest statement in a chain of styles counts, bold and its like from paragraph and
character style cancel each other, and what stands on the run itself wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from screener.types import Style

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNKNOWN = "unknown"  # a background nobody can tell: a picture, a pattern, a shape's fill

_VAL = f"{W}val"
OFF = frozenset({"0", "false", "off", "none"})
_WHITE_FROM = 0xF8  # channels at least this bright pass for white on screen and paper
_TINY_PT = 1.0
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000ff",
    "cyan": "00ffff",
    "green": "00ff00",
    "magenta": "ff00ff",
    "red": "ff0000",
    "yellow": "ffff00",
    "white": "ffffff",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "c0c0c0",
}
_LIGHT_THEMES = frozenset({"background1", "light1", "bg1", "lt1"})


class Marks(NamedTuple):
    """Character formatting as far as one place in the file says; None means not said, "" no background, "auto" the default color."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    size_pt: float | None = None
    color: str | None = None
    vanish: bool | None = None
    highlight: str | None = None
    shade: str | None = None
    style: str | None = None  # id of a character style

    def over(self, base: Marks) -> Marks:
        """These marks where they say something, the base's elsewhere."""
        return Marks._make([mine if mine is not None else theirs for mine, theirs in zip(self, base, strict=True)])


NO_MARKS = Marks()


class Look(NamedTuple):
    """How a run looks once all inheritance is worked out."""

    style: Style
    vanish: bool
    background: str | None
    is_suspect: bool  # could be invisible on a plain page

    def hidden_detail(self, background: str | None) -> str | None:
        """In what way the run is invisible on a background ("rrggbb", `UNKNOWN`, None for the plain page); None when it can be seen."""
        if self.vanish:
            return "hidden text"
        if self.style.size_pt is not None and self.style.size_pt <= _TINY_PT:
            return "tiny text"
        ground = self.background or background
        color = self.style.color
        if ground == UNKNOWN:
            return None
        if color is None:
            # The black bar that passes for a redaction.
            return "text in the color of its background" if self.background == "000000" else None
        if is_white(color) and (ground is None or is_white(ground)):
            return "white text"
        return "text in the color of its background" if color == ground else None


def is_white(color: str) -> bool:
    """Whether a color ("rrggbb") passes for white."""
    return min(int(color[i : i + 2], 16) for i in (0, 2, 4)) >= _WHITE_FROM


def look_of(paragraph: Marks, character: Marks, direct: Marks, defaults: Marks) -> Look:
    """The look that the marks of paragraph style, character style, run and document defaults come to."""
    plain = direct.over(character).over(paragraph).over(defaults)
    bold = _toggled(paragraph.bold, character.bold, direct.bold, defaults.bold)
    italic = _toggled(paragraph.italic, character.italic, direct.italic, defaults.italic)
    vanish = _toggled(paragraph.vanish, character.vanish, direct.vanish, defaults.vanish)
    color = None if plain.color in {None, "auto"} else plain.color
    style = Style(bold=bold, italic=italic, underline=bool(plain.underline), size_pt=plain.size_pt, color=color)
    ground = plain.highlight or plain.shade or None
    is_tiny = plain.size_pt is not None and plain.size_pt <= _TINY_PT
    return Look(style, vanish, ground, is_suspect=vanish or is_tiny or ground is not None or (color is not None and is_white(color)))


def _toggled(paragraph: bool | None, character: bool | None, direct: bool | None, default: bool | None) -> bool:
    if direct is not None:
        return direct
    if paragraph is None and character is None:
        return bool(default)
    return bool(paragraph) != bool(character)


def read_marks(element: etree._Element) -> Marks:
    """The marks that one `w:rPr` states."""
    stated: list[object] = [None] * len(NO_MARKS)
    for child in element:
        reader = _READERS.get(child.tag)
        if reader is not None:
            stated[reader[0]] = reader[1](child)
    return Marks._make(stated)


def is_on(element: etree._Element) -> bool:
    """Whether a switch stands on: it does when it says nothing else."""
    return element.get(_VAL) not in OFF


def _size(element: etree._Element) -> float | None:
    half_points = element.get(_VAL, "")
    if half_points.isdecimal() and len(half_points) < 6:  # noqa: PLR2004 - larger than any letter
        return int(half_points) / 2
    length = twips(half_points) if half_points.endswith("pt") else None
    return None if length is None else length / 20


def _highlight(element: etree._Element) -> str:
    return _HIGHLIGHTS.get(element.get(_VAL, ""), "")


def read_color(element: etree._Element) -> str:
    """The color a `w:color` states: "rrggbb" or "auto"; the light color of the theme is taken for white."""
    value = hex_color(element.get(_VAL))
    if value is None and element.get(f"{W}themeColor") in _LIGHT_THEMES and element.get(f"{W}themeShade") is None:
        return "ffffff"
    return value or "auto"


def hex_color(value: str | None) -> str | None:
    """A color as "rrggbb", None for "auto" and anything that is none."""
    if value is None or len(value) != len("rrggbb"):
        return None
    value = value.lower()
    return value if all(c in "0123456789abcdef" for c in value) else None


def background(shade: etree._Element) -> str:
    """The color a `w:shd` puts behind text: "rrggbb", "" for none, `UNKNOWN` for a pattern."""
    pattern = shade.get(_VAL, "clear")
    if pattern == "solid":
        return hex_color(shade.get(f"{W}color")) or "000000"
    if pattern not in {"clear", "nil"}:
        return UNKNOWN
    fill = hex_color(shade.get(f"{W}fill"))
    if fill is None and shade.get(f"{W}themeFill"):
        return UNKNOWN
    return fill or ""


def twips(value: str | None) -> int | None:
    """A length in twentieths of a point; the strict format writes units ("12.5pt"), which are worked out."""
    if not value:
        return None
    number = value.rstrip("ptinmcq%")
    try:
        size = float(number)
    except ValueError:
        return None
    scale = {"": 1.0, "pt": 20.0, "in": 1440.0, "cm": 566.93, "mm": 56.693, "pc": 240.0}.get(value[len(number) :])
    return int(size * scale) if scale is not None and abs(size) < 1e6 else None  # noqa: PLR2004 - longer than any page


_FIELDS: dict[str, tuple[str, Callable[[etree._Element], object]]] = {
    "b": ("bold", is_on),
    "i": ("italic", is_on),
    "u": ("underline", is_on),
    "sz": ("size_pt", _size),
    "color": ("color", read_color),
    "vanish": ("vanish", is_on),
    "highlight": ("highlight", _highlight),
    "shd": ("shade", background),
    "rStyle": ("style", lambda element: element.get(_VAL)),
}
_READERS: dict[object, tuple[int, Callable[[etree._Element], object]]] = {
    f"{W}{name}": (Marks._fields.index(field), reader) for name, (field, reader) in _FIELDS.items()
}
