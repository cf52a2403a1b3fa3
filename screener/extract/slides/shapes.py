"""The shapes of a slide with their places on it: groups followed, placeholders' places inherited, hidden and off-slide ones told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from screener.errors import LimitExceeded
from screener.extract.ooxml import COMPATIBILITY, DRAWING, local_name
from screener.extract.slides.design import PRESENTATION, Design, Placeholder, box_of, is_filled, placeholder_mark, points
from screener.types import Box

_LEAVES = ("sp", "pic", "graphicFrame", "cxnSp")
_ABOUT = ("nvSpPr", "nvPicPr", "nvGraphicFramePr", "nvCxnSpPr", "nvGrpSpPr")


class Move(NamedTuple):
    """How a group maps its children onto the slide: scale, then shift, in points."""

    scale_x: float = 1.0
    scale_y: float = 1.0
    shift_x: float = 0.0
    shift_y: float = 0.0

    def box(self, box: Box) -> Box:
        """A box of the group's inside as it lies on the slide."""
        return Box(
            box.left * self.scale_x + self.shift_x,
            box.top * self.scale_y + self.shift_y,
            box.right * self.scale_x + self.shift_x,
            box.bottom * self.scale_y + self.shift_y,
        )


class Shape(NamedTuple):
    """One shape, or a group with its `children`. `box` is in points on the slide, None when the file does not say."""

    node: etree._Element
    kind: str  # sp, pic, graphicFrame, cxnSp, grpSp
    box: Box | None
    name: str
    description: str
    is_hidden: bool
    mark: tuple[str, str] | None  # kind and index of its placeholder
    inherits: tuple[Placeholder, ...]
    is_filled: bool
    children: tuple[Shape, ...] = ()


def shapes(tree: etree._Element, design: Design, max_depth: int) -> tuple[Shape, ...]:
    """The shapes under a shape tree in file order. LimitExceeded when groups are nested beyond `max_depth`."""
    return tuple(_walk(tree, design, Move(), hidden=False, depth=max_depth))


def _walk(tree: etree._Element, design: Design, move: Move, *, hidden: bool, depth: int) -> Iterator[Shape]:
    if depth <= 0:
        raise LimitExceeded("Groups on the slide are nested more deeply than the limit allows; ungroup them or raise max_depth in the settings.")
    for node in tree:
        name = local_name(node)
        if name in _LEAVES:
            yield _leaf(node, name, design, move, hidden=hidden)
        elif name == "grpSp":
            yield _group(node, design, move, hidden=hidden, depth=depth)
        elif node.tag == f"{COMPATIBILITY}AlternateContent":
            chosen = next(iter(node), None)  # the choice made for current programs stands first
            if chosen is not None:
                yield from _walk(chosen, design, move, hidden=hidden, depth=depth - 1)


def _leaf(node: etree._Element, name: str, design: Design, move: Move, *, hidden: bool) -> Shape:
    mark = placeholder_mark(node)
    inherits = design.placeholder(*mark) if mark else ()
    properties = node if name == "graphicFrame" else node.find(f"{PRESENTATION}spPr")
    own = box_of(properties)
    box = move.box(own) if own is not None else next((p.box for p in inherits if p.box is not None), None)
    title, description, unseen = _about(node)
    filled = is_filled(node) or any(p.is_filled for p in inherits)
    return Shape(node, name, _turned(properties, box), title, description, hidden or unseen, mark, inherits, filled)


def _group(node: etree._Element, design: Design, move: Move, *, hidden: bool, depth: int) -> Shape:
    title, description, unseen = _about(node)
    properties = node.find(f"{PRESENTATION}grpSpPr")
    own = box_of(properties)
    inner = _inner_move(properties, own, move)
    children = tuple(_walk(node, design, inner, hidden=hidden or unseen, depth=depth - 1))
    filled = properties is not None and any(local_name(child).endswith("Fill") and local_name(child) != "noFill" for child in properties)
    return Shape(node, "grpSp", move.box(own) if own else None, title, description, hidden or unseen, None, (), filled, children)


def _inner_move(properties: etree._Element | None, own: Box | None, move: Move) -> Move:
    transform = properties.find(f"{DRAWING}xfrm") if properties is not None else None
    start = transform.find(f"{DRAWING}chOff") if transform is not None else None
    extent = transform.find(f"{DRAWING}chExt") if transform is not None else None
    if own is None or start is None or extent is None:
        return move
    placed = move.box(own)
    width, height = points(extent, "cx"), points(extent, "cy")
    scale_x = (placed.right - placed.left) / width if width else move.scale_x
    scale_y = (placed.bottom - placed.top) / height if height else move.scale_y
    return Move(scale_x, scale_y, placed.left - points(start, "x") * scale_x, placed.top - points(start, "y") * scale_y)


def _turned(properties: etree._Element | None, box: Box | None) -> Box | None:
    """The box of a shape turned by a quarter: width and height change places around its middle."""
    transform = properties.find(f"{DRAWING}xfrm") if properties is not None else None
    if box is None or transform is None:
        return box
    turn = transform.get("rot", "0").removeprefix("-")
    quarters = round(int(turn) / 5_400_000) if turn.isdecimal() and len(turn) < 10 else 0  # noqa: PLR2004 - 60,000ths of a degree
    if quarters % 2 == 0:
        return box
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    half_width, half_height = (box.bottom - box.top) / 2, (box.right - box.left) / 2
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def _about(node: etree._Element) -> tuple[str, str, bool]:
    """Name, alternative text and whether the shape is switched off in the selection pane."""
    for name in _ABOUT:
        about = node.find(f"{PRESENTATION}{name}/{PRESENTATION}cNvPr")
        if about is not None:
            return about.get("name", ""), about.get("descr", ""), about.get("hidden") in {"1", "true"}
    return "", "", False
