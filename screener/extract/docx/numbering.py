"""The marks Word puts before list items and numbered headings: "•", "1.", "(a)", "Item 2.02"."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from screener.extract.docx.marks import W
from screener.extract.docx.styles import Numbering

_VAL = f"{W}val"
_BULLET = "•"
_PLACE = re.compile(r"%([1-9])")
_PRIVATE_USE = "\ue000"  # bullets of symbol fonts stand from here on
_LETTERS = 26
_MAX_TEXT = 100  # characters of a mark's pattern
_MAX_COUNT = 30_000  # Word's own bound on a list's numbers
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class _Level(NamedTuple):
    start: int
    format: str
    text: str
    restart: int | None  # level (from 1) whose step restarts this one; 0 for never
    legal: bool  # all places as plain numbers


class ListMarks:
    """Counts list items in reading order and words their marks. Works without a part, too, then every mark is ""."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._overrides: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self._style_levels: dict[tuple[str, str], int] = {}
        if root is not None:
            self._read(root)

    def level_of(self, numbering: Numbering, style_id: str) -> int:
        """The level from 0, as the list's own level for a paragraph style says where there is one."""
        return self._style_levels.get((self._abstract_of.get(numbering.number, ""), style_id), numbering.level)

    def mark(self, numbering: Numbering, level: int) -> str:
        """Counts one item and returns its mark, "" when the list is not defined or shows none."""
        abstract = self._abstract_of.get(numbering.number)
        found = None if abstract is None else self._level(numbering.number, abstract, level)
        if abstract is None or found is None:
            return ""
        counts = self._step(numbering.number, abstract, level, found)
        if found.format == "bullet":
            return _bullet(found.text)
        if found.format == "none":
            return _PLACE.sub("", found.text).strip()
        return _PLACE.sub(lambda place: self._place(numbering.number, abstract, counts, int(place[1]) - 1, found), found.text).strip()

    def _step(self, number: str, abstract: str, level: int, found: _Level) -> dict[int, int]:
        counts = self._counts.setdefault(abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            for overridden in self._overrides.get(number, {}):
                counts.pop(overridden, None)
        counts[level] = min(counts.get(level, found.start - 1) + 1, _MAX_COUNT)
        for deeper in [other for other in counts if other > level]:
            own = self._level(number, abstract, deeper)
            if own is None or own.restart is None or 0 <= level < own.restart:
                del counts[deeper]
        return counts

    def _place(self, number: str, abstract: str, counts: dict[int, int], level: int, shown: _Level) -> str:
        own = self._level(number, abstract, level)
        if own is None:
            return ""
        return _worded(counts.get(level, own.start), "decimal" if shown.legal else own.format)

    def _level(self, number: str, abstract: str, level: int) -> _Level | None:
        return self._overrides.get(number, {}).get(level) or self._levels.get(abstract, {}).get(level)

    def _read(self, root: etree._Element) -> None:
        linked: dict[str, str] = {}
        styled: dict[str, str] = {}
        for element in root.findall(f"{W}abstractNum"):
            identifier = element.get(f"{W}abstractNumId", "")
            self._levels[identifier] = {_index(level): _read_level(level) for level in element.findall(f"{W}lvl")}
            for level in element.findall(f"{W}lvl"):
                if style := _value(level, "pStyle"):
                    self._style_levels[identifier, style] = _index(level)
            if link := _value(element, "numStyleLink"):
                linked[identifier] = link
            if style := _value(element, "styleLink"):
                styled[style] = identifier
        for identifier, link in linked.items():
            self._levels[identifier] = self._levels.get(styled.get(link, ""), {})
        for element in root.findall(f"{W}num"):
            self._read_number(element)

    def _read_number(self, element: etree._Element) -> None:
        number = element.get(f"{W}numId", "")
        abstract = self._abstract_of[number] = _value(element, "abstractNumId")
        for override in element.findall(f"{W}lvlOverride"):
            index, own, start = _index(override), override.find(f"{W}lvl"), _value(override, "startOverride")
            level = _read_level(own) if own is not None else self._levels.get(abstract, {}).get(index)
            if level is not None:
                self._overrides.setdefault(number, {})[index] = level._replace(start=_count(start, level.start))


def _bullet(text: str) -> str:
    """The bullet as a reader sees it; symbol fonts draw their letters as dots, squares and arrows."""
    if text == "o":  # a circle in the font Word takes for it
        return "◦"
    return text if len(text) == 1 and " " < text < _PRIVATE_USE and not text.isalnum() else _BULLET


def _read_level(element: etree._Element) -> _Level:
    restart = _value(element, "lvlRestart")
    legal = element.find(f"{W}isLgl") is not None
    return _Level(
        start=_count(_value(element, "start"), 1),
        format=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText")[:_MAX_TEXT],
        restart=_count(restart, 0) if restart else None,
        legal=legal,
    )


def _index(element: etree._Element) -> int:
    return _count(element.get(f"{W}ilvl", ""), 0)


def _count(value: str, otherwise: int) -> int:
    return min(int(value), _MAX_COUNT) if value.isdecimal() and len(value) < 10 else otherwise  # noqa: PLR2004 - fits any count


def _value(element: etree._Element, name: str) -> str:
    found = element.find(f"{W}{name}")
    return "" if found is None else found.get(_VAL, "")


def _worded(count: int, style: str) -> str:
    """A count in one of the usual kinds of numbers; kinds that are rare in drafts come out as plain numbers."""
    if style in {"lowerLetter", "upperLetter"} and count > 0:
        letter = chr(ord("a") + (count - 1) % _LETTERS) * ((count - 1) // _LETTERS + 1)
        return letter if style == "lowerLetter" else letter.upper()
    if style in {"lowerRoman", "upperRoman"} and count > 0:
        roman = _roman(count)
        return roman if style == "lowerRoman" else roman.upper()
    if style == "decimalZero":
        return f"{count:02d}"
    return "" if style == "none" else str(count)


def _roman(count: int) -> str:
    parts = []
    for value, letters in _ROMAN:
        times, count = divmod(count, value)
        parts.append(letters * times)
    return "".join(parts)
