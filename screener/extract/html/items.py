"""What the walk over a page hands on: stretches of words and tables, each with the element it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from screener.extract.builder import TableCell, clean
from screener.extract.html.style import Look
from screener.extract.html.zones import Zone
from screener.types import BlockKind

BREAK = "\x1e"  # stands for <br>; the builder drops the sign itself wherever a page holds it


class Element:
    """One element that makes blocks: where it stands, and what it says about the blocks inside."""

    __slots__ = ("_counts", "in_content", "index", "kind", "level", "parent", "tag", "written", "zone")

    def __init__(self, parent: Element | None, tag: str, index: int | None = None) -> None:
        self.parent = parent
        self.tag = tag
        self._counts: dict[str, int] | None = None
        self.written: str | None = None  # the path, once asked for
        self.kind: BlockKind | None = None
        self.zone: Zone | None = None
        if parent is None:
            self.index, self.level, self.in_content = 0, 0, False
            return
        self.index = parent.count(tag) if index is None else index
        self.zone = parent.zone
        self.level = parent.level
        self.in_content = parent.in_content
        self.kind = parent.kind

    def count(self, tag: str) -> int:
        """1-based place of the next child with this tag."""
        if self._counts is None:
            self._counts = {}
        n = self._counts[tag] = self._counts.get(tag, 0) + 1
        return n

    @property
    def path(self) -> str:
        """Element path from the body down, as in `body/div[2]/p[3]`."""
        climbed: list[Element] = []
        element: Element | None = self
        while element is not None and element.written is None:
            climbed.append(element)
            element = element.parent
        path = element.written or "" if element is not None else ""
        for step in reversed(climbed):
            name = f"{step.tag}[{step.index}]" if step.index else step.tag
            path = step.written = f"{path}/{name}" if path else name
        return path


class Words:
    """A stretch of text between two block boundaries, part by part with its looks."""

    __slots__ = ("element", "hidden", "kind", "looks", "parts")

    def __init__(self, parts: list[str], looks: list[Look], element: Element, hidden: str | None = None, kind: BlockKind | None = None) -> None:
        self.parts = parts
        self.looks = looks
        self.element = element
        self.hidden = hidden  # why nobody sees it
        self.kind = kind

    @property
    def text(self) -> str:
        """The words as one line, cleaned."""
        parts = self.parts
        text = parts[0] if len(parts) == 1 else "".join(parts)
        return clean(text.replace(BREAK, " ") if BREAK in text else text).strip()


class Grid(NamedTuple):
    """A table ready for the builder; `places` are the elements of its rows by grid row."""

    cells: Sequence[TableCell]
    element: Element
    places: Mapping[int, Element]
    caption: str | None
    hidden: str | None
    hidden_rows: frozenset[int]


Item = Words | Grid
