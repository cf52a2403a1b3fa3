"""Paragraphs of a shape: their words in styled pieces, whether they are list items, and which stretches nobody can see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from screener.extract.builder import Piece
from screener.extract.ooxml import DRAWING, local_name
from screener.extract.slides.design import PRESENTATION, WHITE, Design, Level, Levels, color_of, level_of, levels_of
from screener.extract.slides.shapes import Shape
from screener.types import Style

_TINY_PT = 3.0  # smaller than any footnote
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LEVELS = 9


class Paragraph(NamedTuple):
    """A stretch of one paragraph that is seen or unseen as a whole. `depth` counts from 1; `unseen` says why nobody sees it."""

    pieces: tuple[Piece, ...]
    is_item: bool
    depth: int
    unseen: str | None = None

    @property
    def words(self) -> str:
        """Its text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def size_pt(self) -> float | None:
        """The largest size of its letters."""
        return max((p.style.size_pt for p in self.pieces if p.style is not None and p.style.size_pt is not None and p.text.strip()), default=None)


class _Look(NamedTuple):
    """What runs inherit and how to judge them."""

    level: Level
    scale: float
    colors: Mapping[str, str]
    on_white: bool


def paragraphs(shape: Shape, design: Design, *, on_white: bool) -> Iterator[Paragraph]:
    """The paragraphs of a shape with words in them; `on_white` says that its text stands on a white ground for certain."""
    body = shape.node.find(f"{PRESENTATION}txBody")
    if body is None:
        return
    chain = _chain(shape, body, design)
    scale = _scale(body)
    for node in body.iterchildren(f"{DRAWING}p"):
        properties = node.find(f"{DRAWING}pPr")
        depth = _depth(properties)
        own = level_of(properties, None, design.colors)
        level = _inherited([{depth: own}, *chain], depth)
        pieces = list(_pieces(node, _Look(level, scale, design.colors, on_white)))
        for unseen, stretch in groupby(_joined(pieces), key=lambda pair: pair[0]):
            found = tuple(piece for _, piece in stretch)
            if any(piece.text.strip() for piece in found):
                yield Paragraph(found, bool(level.bullet), depth + 1, unseen)


def plain_text(body: etree._Element) -> str:
    """All words under a text body, paragraphs joined by a space; for table cells."""
    return " ".join(filter(None, ("".join(text for text, _ in _runs(node)).strip() for node in body.iterchildren(f"{DRAWING}p"))))


def _chain(shape: Shape, body: etree._Element, design: Design) -> list[Levels]:
    """List styles from the nearest to the farthest: the shape's, its placeholders', the master's for its kind."""
    own = levels_of(body.find(f"{DRAWING}lstStyle"), design.colors)
    if shape.mark is None:
        return [own, design.styles.get("other", {})]
    kinds = {shape.mark[0], *(p.kind for p in shape.inherits)}
    style = "title" if kinds & {"title", "ctrTitle"} else ("other" if kinds & {"dt", "ftr", "sldNum", "hdr"} else "body")
    return [own, *(p.levels for p in shape.inherits), design.styles.get(style, {}), design.styles.get("other", {}) if style == "other" else {}]


def _inherited(chain: Sequence[Levels], depth: int) -> Level:
    level = Level()
    for levels in chain:
        level = level.over(levels.get(depth, Level()))
    return level


def _scale(body: etree._Element) -> float:
    """How far the program shrank the text to fit its box."""
    fit = body.find(f"{DRAWING}bodyPr/{DRAWING}normAutofit")
    value = (fit.get("fontScale", "") if fit is not None else "").removesuffix("%")
    if not value.isdecimal() or len(value) > 6:  # noqa: PLR2004 - 100000 is full size
        return 1.0
    return int(value) / 100_000 or 1.0


def _depth(properties: etree._Element | None) -> int:
    level = properties.get("lvl", "0") if properties is not None else "0"
    return min(int(level), _LEVELS - 1) if level.isdecimal() and len(level) < 3 else 0  # noqa: PLR2004 - nine levels


def _pieces(paragraph: etree._Element, look: _Look) -> Iterator[tuple[str | None, Piece]]:
    for position, (text, properties) in enumerate(_runs(paragraph)):
        shown = level_of(None, properties, look.colors).over(look.level)
        size = round(shown.size_pt * look.scale, 1) if shown.size_pt is not None else None
        underline = None if properties is None or properties.get("u") is None else properties.get("u") != "none"
        style = Style(bold=shown.bold, italic=shown.italic, underline=underline, size_pt=size, color=shown.color)
        yield _unseen(properties, size, look), Piece(text, style, position)


def _runs(paragraph: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """Text and properties of runs, fields, line breaks and formulas."""
    for node in paragraph:
        name = local_name(node)
        if name in {"r", "fld"}:
            yield "".join(part.text or "" for part in node.iterchildren(f"{DRAWING}t")), node.find(f"{DRAWING}rPr")
        elif name == "br":
            yield " ", node.find(f"{DRAWING}rPr")
        elif name not in {"pPr", "endParaRPr"}:
            chosen = next(iter(node), node) if name == "AlternateContent" else node
            yield "".join(part.text or "" for part in chosen.iter(_MATH_TEXT, f"{DRAWING}t")), None


def _unseen(properties: etree._Element | None, size: float | None, look: _Look) -> str | None:
    """Why a run can't be seen, None if it can or nothing certain is known."""
    if size is not None and size < _TINY_PT:
        return "tiny text"
    if properties is None:
        return None
    fill = properties.find(f"{DRAWING}solidFill")
    if fill is None:
        has_outline = properties.find(f"{DRAWING}ln") is not None
        return "text without a color" if properties.find(f"{DRAWING}noFill") is not None and not has_outline else None
    if any(node.get("val") == "0" for node in fill.iter(f"{DRAWING}alpha")):
        return "transparent text"
    has_mark = properties.find(f"{DRAWING}highlight") is not None
    return "white text" if look.on_white and not has_mark and color_of(fill, look.colors) == WHITE else None


def _joined(pieces: list[tuple[str | None, Piece]]) -> list[tuple[str | None, Piece]]:
    """White space takes the look of the words before it, so that it parts no stretch."""
    joined: list[tuple[str | None, Piece]] = []
    for unseen, piece in pieces:
        blank = not piece.text.strip() and joined
        joined.append((joined[-1][0] if blank else unseen, piece))
    return joined
