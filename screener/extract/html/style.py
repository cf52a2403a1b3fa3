"""How text on a page looks, and whether it can be seen at all: inline styles, style sheets' class rules and the tags that style.

Only what screening needs is computed: emphasis, size, colour, centring, raised marks, indentation, and the reasons why text is unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from screener.types import Style

_MAX_STYLE = 4_000  # characters of one style attribute; a pasted picture in it says nothing about the text
_OFF_SCREEN_PT = -700.0
_TINY_PT = 1.0
_NEAR_WHITE = 0xFA
_BOLD_FROM = 600
_LENGTH = re.compile(r"(-?(?:\d{1,6}(?:\.\d{1,6})?|\.\d{1,6}))(pt|px|em|rem|in|cm|mm|%)?")
_POINTS = {None: 0.75, "px": 0.75, "pt": 1.0, "em": 10.0, "rem": 12.0, "in": 72.0, "cm": 28.35, "mm": 2.835}
_SIZE_NAMES = {"xx-small": 7.0, "x-small": 7.5, "small": 10.0, "medium": 12.0, "large": 13.5, "x-large": 18.0, "xx-large": 24.0}
_FONT_SIZES = {"1": 7.5, "2": 10.0, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
_COLORS = {
    "white": "ffffff",
    "black": "000000",
    "red": "ff0000",
    "green": "008000",
    "blue": "0000ff",
    "gray": "808080",
    "grey": "808080",
    "silver": "c0c0c0",
    "navy": "000080",
    "snow": "fffafa",
    "ivory": "fffff0",
    "whitesmoke": "f5f5f5",
    "yellow": "ffff00",
}
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})(?:\s*[,/]\s*(\d?\.?\d{1,4})%?)?\s*\)")
_HEX = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-f])")
TRANSPARENT = "transparent"
TINY = "tiny text"
SKIPPED = "skipped"  # why text of no reader's concern is unseen: scripts' fallbacks, templates, machine data
UNKNOWN = "unknown"  # a picture or gradient behind the text


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What one element's tag, attributes and style say; None where they say nothing. Lengths are points."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    size: float | None = None
    scale: float | None = None  # of the size around it
    color: str | None = None
    background: str | None = None
    center: bool | None = None
    unseen: bool | None = None  # visibility
    raised: bool | None = None
    keeps_lines: bool | None = None
    linked: bool | None = None
    gone: str | None = None  # why nothing inside can be seen
    display: str | None = None
    indent: float = 0.0


TAG_EFFECTS: dict[str, Effect] = {
    **dict.fromkeys(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"), Effect(bold=True)),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), Effect(italic=True)),
    **dict.fromkeys(("u", "ins"), Effect(underline=True)),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext", "textarea"), Effect(keeps_lines=True)),
    "sup": Effect(raised=True),
    "sub": Effect(raised=False),
    "center": Effect(center=True),
    "a": Effect(linked=True),
}


class Look:
    """The computed look of text at one place; equal steps give the same object."""

    __slots__ = ("_next", "background", "center", "color", "gone", "hidden", "keeps_lines", "linked", "plain", "raised", "style", "unseen")

    made: ClassVar[int] = 0  # since the shared ones were last let go

    def __init__(self, background: str | None = None) -> None:
        Look.made += 1
        self._next: dict[Effect, Look] = {}
        self.style = Style()
        self.color: str | None = None
        self.background = background
        self.center = self.unseen = self.raised = self.keeps_lines = self.linked = False
        self.gone: str | None = None
        self.hidden: str | None = None  # why nobody sees it
        self.plain = True  # neither hidden nor raised, and white space folds

    def step(self, effect: Effect) -> Look:
        """The look inside an element with this effect; the same look where the effect changes nothing."""
        try:
            return self._next[effect]
        except KeyError:
            found = self._next[effect] = self._computed(effect)
            return found

    def _computed(self, effect: Effect) -> Look:
        style = _stepped(self.style, effect)
        said = {name: value for name in _INHERITED if (value := getattr(effect, name)) is not None and value != getattr(self, name)}
        if said.get("background") == TRANSPARENT:
            del said["background"]
        if self.gone is not None and effect.gone != SKIPPED:
            said.pop("gone", None)
        if not said and style == self.style:
            return self
        new = Look(self.background)
        new.style, new.color, new.center, new.unseen, new.raised = style, self.color, self.center, self.unseen, self.raised
        new.keeps_lines, new.linked, new.gone = self.keeps_lines, self.linked, self.gone
        for name, value in said.items():
            setattr(new, name, value)
        new.hidden = new.gone or _why_unseen(new)
        new.plain = not (new.hidden or new.raised or new.keeps_lines)
        return new


# Looks do not depend on the page, so pages share them: programs that write filings use the same few hundred.
_ROOTS: dict[str | None, Look] = {}
_MAX_LOOKS = 5_000


def bare_look(background: str | None) -> Look:
    """The look of text that nothing styles, on this background (None: not known)."""
    if background not in _ROOTS or Look.made > _MAX_LOOKS:
        _ROOTS[background] = Look(background)
        Look.made = 0
    return _ROOTS[background]


_INHERITED = ("color", "background", "center", "unseen", "raised", "keeps_lines", "linked", "gone")


def _stepped(old: Style, effect: Effect) -> Style:
    size = effect.size if effect.size is not None else old.size_pt
    if effect.scale is not None:
        size = 0.0 if effect.scale == 0 else round(old.size_pt * effect.scale, 2) if old.size_pt is not None else None
    return Style(
        old.bold if effect.bold is None else effect.bold,
        old.italic if effect.italic is None else effect.italic,
        old.underline if effect.underline is None else effect.underline,
        size,
        old.color if effect.color is None or effect.color == TRANSPARENT else effect.color,
    )


def _why_unseen(look: Look) -> str | None:
    size = look.style.size_pt
    if look.unseen:
        return "visibility:hidden"
    if size is not None and size <= _TINY_PT:
        return "font-size:0" if size == 0 else TINY
    if look.color is None or (look.background is None and look.color != TRANSPARENT):
        return None
    if look.color == TRANSPARENT:
        return "transparent text"
    if look.color == look.background:
        return "white text" if _is_white(look.color) else "text in the colour of its background"
    return "white text" if _is_white(look.color) and _is_white(look.background or "") else None


def _is_white(color: str) -> bool:
    return len(color) == 6 and all(int(color[i : i + 2], 16) >= _NEAR_WHITE for i in (0, 2, 4))  # noqa: PLR2004 - rrggbb


class Styles:
    """What the attributes of elements say about their look, with the page's own class rules."""

    def __init__(self, sheet: dict[str, str] | None = None) -> None:
        self._sheet = sheet or {}

    @property
    def common(self) -> bool:
        """True where no rules of the page's own matter, so that equal tags mean the same as in any other page."""
        return not self._sheet

    def effect(self, attributes: Mapping[str, str]) -> Effect | None:
        """The effect of the attributes, None for nothing; an element's own style comes after its class's."""
        said = "".join(_PRESENTATIONAL[name](value) for name, value in attributes.items() if name in _PRESENTATIONAL)
        if self._sheet and "class" in attributes:
            said += "".join(self._sheet.get(name, "") for name in attributes["class"].split()[:20])
        style = attributes.get("style", "")
        return parse_style(f"{said};{style}" if said else style) if said or style else None


_PRESENTATIONAL: dict[str, Callable[[str], str]] = {
    "hidden": lambda value: "" if value == "until-found" else "display:none;",
    "align": lambda value: f"text-align:{value};",
    "bgcolor": lambda value: f"background-color:{value};",
    "color": lambda value: f"color:{value};",
    "size": lambda value: f"font-size:{_FONT_SIZES[value]}pt;" if value in _FONT_SIZES else "",
}


@lru_cache(maxsize=8192)
def parse_style(text: str) -> Effect | None:
    """The effect of CSS declarations, None if none of them matters here."""
    said: dict[str, str] = {}
    for declaration in text[:_MAX_STYLE].lower().split(";"):
        name, _, value = declaration.partition(":")
        name = name.strip()
        if name in _KNOWN:
            said[name] = value.replace("!important", "").strip()
    effect: dict[str, Any] = {}
    for name, value in said.items():
        if value and name in _READERS:
            effect.update(_READERS[name](value))
    if not _PLACING.isdisjoint(said):
        effect.update(_placed(said))
    return Effect(**effect) if any(value is not None for value in effect.values()) else None


def _placed(said: dict[str, str]) -> dict[str, Any]:
    """What position and size do: out of sight, raised, or indented."""
    effect: dict[str, Any] = {}
    if (gone := _why_gone(said)) is not None:
        effect["gone"] = gone
    if said.get("position") == "relative" and said.get("top", "").startswith("-"):
        effect["raised"] = True
    if indent := _side_indent(said):
        effect["indent"] = indent
    return effect


def points(value: str) -> float | None:
    """A CSS length in points, None for percentages and words."""
    found = _LENGTH.match(value)
    if found is None or found[2] == "%":
        return None
    return round(float(found[1]) * _POINTS[found[2]], 2)


def color_of(value: str) -> str | None:
    """A CSS colour as "rrggbb", `TRANSPARENT`, or None for names that do not matter."""
    if value in _COLORS:
        return _COLORS[value]
    if found := _HEX.search(value):
        return _opaque_hex(found[1])
    if found := _RGB.search(value):
        if found[4] is not None and float(found[4]) == 0:
            return TRANSPARENT
        return "".join(f"{min(int(found[i]), 255):02x}" for i in (1, 2, 3))
    if re.fullmatch(r"[0-9a-f]{6}", value):
        return value
    return TRANSPARENT if value == TRANSPARENT else None


def _opaque_hex(digits: str) -> str:
    if len(digits) in {3, 4}:
        digits = "".join(c * 2 for c in digits)
    return TRANSPARENT if digits[6:] == "00" else digits[:6]


def _background(value: str) -> dict[str, str | None]:
    if "url(" in value or "gradient" in value:
        return {"background": UNKNOWN}
    first = color_of(value) or next((color for word in value.split() if (color := color_of(word))), None)
    return {"background": first if first or value in {"none", "inherit", "initial"} else UNKNOWN}


def _font(value: str) -> dict[str, bool | float | None]:
    words = value.partition(",")[0].split()
    said: dict[str, bool | float | None] = {"bold": any(word in {"bold", "bolder", "600", "700", "800", "900"} for word in words)}
    if "italic" in words:
        said["italic"] = True
    for word in words:
        if _LENGTH.match(word) and word[-1].isalpha():
            return said | {"size": points(word)}
    return said


def _size(value: str) -> dict[str, float | None]:
    found = _LENGTH.match(value)
    if found is None:
        return {"size": _SIZE_NAMES.get(value)}
    if found[2] in {"%", "em"}:
        return {"scale": float(found[1]) / (100 if found[2] == "%" else 1)}
    return {"size": points(value)}


def _weight(value: str) -> dict[str, bool]:
    return {"bold": value.startswith("bold") or (value.isdecimal() and len(value) < 5 and int(value) >= _BOLD_FROM)}  # noqa: PLR2004 - a hostile number stays unread


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "font-weight": lambda value: {**_weight(value)},
    "font-style": lambda value: {"italic": value in {"italic", "oblique"}},
    "text-decoration": lambda value: {"underline": "underline" in value},
    "text-decoration-line": lambda value: {"underline": "underline" in value},
    "font": lambda value: {**_font(value)},
    "font-size": lambda value: {**_size(value)},
    "color": lambda value: {"color": color_of(value)},
    "background-color": lambda value: {**_background(value)},
    "background": lambda value: {**_background(value)},
    "text-align": lambda value: {"center": value == "center"},
    "visibility": lambda value: {"unseen": value in {"hidden", "collapse"}},
    "vertical-align": lambda value: {"raised": True} if value in {"super", "text-top", "top"} else {},
    "white-space": lambda value: {"keeps_lines": value.startswith(("pre", "break-spaces"))},
    "display": lambda value: {"display": value},
}


_PLACING = frozenset(
    {
        *(
            "display",
            "opacity",
            "position",
            "text-indent",
            "left",
            "top",
            "margin-left",
            "margin-top",
            "overflow",
            "height",
            "width",
            "max-height",
            "max-width",
        ),
        *("clip", "padding", "margin", "padding-left"),
    }
)
_KNOWN = _PLACING | _READERS.keys()


def _why_gone(said: dict[str, str]) -> str | None:
    """Why an element and all in it is unseen: taken out, moved off the screen, clipped to nothing or fully see-through."""
    if said.get("display") == "none":
        return "display:none"
    if said.get("opacity", "").rstrip("%") in {"0", "0.0", ".0", "0.00"}:
        return "opacity:0"
    return _why_out_of_sight(said)


def _why_out_of_sight(said: dict[str, str]) -> str | None:
    positioned = said.get("position") in {"absolute", "fixed"}
    for name in ("text-indent", "left", "top", "margin-left", "margin-top"):
        moved = points(said.get(name, "0"))
        if moved is not None and moved < _OFF_SCREEN_PT and (positioned or name not in {"left", "top"}):
            return "off the screen"
    clipped = said.get("overflow", "").startswith("hidden") and any(points(said.get(name, "1")) == 0 for name in ("height", "width", "max-height", "max-width"))
    return "clipped to nothing" if clipped or re.match(r"rect\(0(?:px)?[, ]", said.get("clip", "")) else None


def _side_indent(said: dict[str, str]) -> float:
    """Points by which the first line stands in from the left."""
    lefts = [said.get(f"{name}-left") or _left_side(said.get(name, "0")) for name in ("padding", "margin")]
    return sum(points(left) or 0.0 for left in [*lefts, said.get("text-indent", "0")])


def _left_side(shorthand: str) -> str:
    """The left of one to four lengths in the order top, right, bottom, left."""
    sides = shorthand.split()
    return sides[(0, 0, 1, 1, 3)[min(len(sides), 4)]] if sides else "0"
