"""PowerPoint decks to blocks: slides in their order, each title first, then its shapes in reading order, then notes and comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from screener.errors import ExtractionError
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder, Piece
from screener.extract.limits import Limits
from screener.extract.ooxml import DRAWING, OFFICE_RELATIONSHIPS, main_part, optional_part, parse_part, properties, relationships
from screener.extract.slides.design import PRESENTATION, Design, ground_is_white, make_design, points
from screener.extract.slides.extras import add_comments, add_notes, comment_authors, links_of
from screener.extract.slides.frames import frame_lines, table_cells
from screener.extract.slides.order import Item, reading_order
from screener.extract.slides.shapes import Shape, shapes
from screener.extract.slides.text import Paragraph, paragraphs
from screener.types import BlockKind, Box, Hidden, Provenance

_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = {"ftr": BlockKind.FOOTER, "sldNum": BlockKind.FOOTER, "dt": BlockKind.FOOTER, "hdr": BlockKind.HEADER}
_NO_BOX = Box(0.0, 1e9, 1.0, 1e9 + 1)  # a shape of unknown place comes last
_TITLE_PT = 20.0
_TITLE_WORDS = 20
_PICTURE_SHARE = 0.5  # a picture over half of a slide without words is the slide
_MAX_ITEM_WORDS = 40
_MAX_COVERED = 1_000  # every text is held against every painted shape


@dataclass(kw_only=True, slots=True)
class _Deck:
    """What all slides share; `designs` is filled as layouts are met."""

    archive: Archive
    builder: DocumentBuilder
    limits: Limits
    width: float  # points
    height: float
    authors: dict[str, str]
    defaults: etree._Element | None
    designs: dict[str, Design] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class _Slide:
    """One slide while its shapes are added; `count` numbers its paragraphs."""

    deck: _Deck
    number: int
    is_hidden: bool
    design: Design
    links: Mapping[str, tuple[str, str]]
    is_white: bool
    covered: tuple[Box, ...] = ()
    count: int = 0


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the slides of a deck. A slide that can't be read is a gap; CorruptDocument if the deck itself can't."""
    archive = Archive(data, limits)
    part = main_part(archive, "ppt/presentation.xml")
    root, links = parse_part(archive, part), relationships(archive, part)
    size = root.find(f"{PRESENTATION}sldSz")
    deck = _Deck(
        archive=archive,
        builder=builder,
        limits=limits,
        width=points(size, "cx") if size is not None else 0.0,
        height=points(size, "cy") if size is not None else 0.0,
        authors=comment_authors(archive, part, builder),
        defaults=root.find(f"{PRESENTATION}defaultTextStyle"),
    )
    listed = [node.get(f"{OFFICE_RELATIONSHIPS}id", "") for node in root.iterfind(f"{PRESENTATION}sldIdLst/{PRESENTATION}sldId")]
    builder.page_count = len(listed)
    for number, key in enumerate(listed[: limits.max_pages], start=1):
        _add_slide(deck, links[key].target if key in links else "", number)
    if len(listed) > limits.max_pages:
        reason = f"The deck has {len(listed):,} slides; the first {limits.max_pages:,} were read. Split it or raise max_pages in the settings."
        builder.add_gap(f"slides {limits.max_pages + 1} to {len(listed)}", reason, code="limit")
    builder.title = properties(archive, builder).get("Title")


def _add_slide(deck: _Deck, part: str, number: int) -> None:
    try:
        root = parse_part(deck.archive, part)
        links = links_of(deck.archive, part, deck.builder)
        design = _design(deck, next((target for kind, target in links.values() if kind == "slideLayout"), ""))
        tree = root.find(f"{PRESENTATION}cSld/{PRESENTATION}spTree")
        found = shapes(tree, design, deck.limits.max_depth) if tree is not None else ()
    except KeyError:
        deck.builder.add_gap(f"slide {number}", "The slide's part is missing from the file; open the deck in PowerPoint and save it again.", code="corrupt")
        return
    except ExtractionError as error:
        deck.builder.add_gap(f"slide {number}", str(error), location=part, code=error.code)
        return
    slide = _slide(deck, number, root, design, links)
    slide.covered = design.covered + tuple(_painted(found))
    before = deck.builder.block_count
    _add_shapes(slide, found)
    if deck.builder.block_count == before and any(_share(deck, shape) > _PICTURE_SHARE for shape in found if shape.kind == "pic"):
        deck.builder.add_gap(f"slide {number}", "The slide is a picture with no text; supply its words or run text recognition on it.", code="scanned_page")
    _add_unseen(slide)


def _slide(deck: _Deck, number: int, root: etree._Element, design: Design, links: Mapping[str, tuple[str, str]]) -> _Slide:
    ground = ground_is_white(root, design.colors)
    remapped = root.find(f"{PRESENTATION}clrMapOvr/{{*}}overrideClrMapping") is not None
    return _Slide(
        deck=deck,
        number=number,
        is_hidden=root.get("show") in {"0", "false"},
        design=design,
        links=links,
        is_white=(design.is_white if ground is None else ground) and not remapped,
    )


def _design(deck: _Deck, part: str) -> Design:
    if part not in deck.designs:
        layout = optional_part(deck.archive, part, deck.builder)
        master_part = _next_part(deck, part, "slideMaster")
        master = optional_part(deck.archive, master_part, deck.builder)
        theme = optional_part(deck.archive, _next_part(deck, master_part, "theme"), deck.builder)
        deck.designs[part] = make_design(layout, master, theme, deck.defaults)
    return deck.designs[part]


def _next_part(deck: _Deck, part: str, kind: str) -> str:
    if not part:
        return ""
    return next((target for found, target in links_of(deck.archive, part, deck.builder).values() if found == kind), "")


def _painted(found: Sequence[Shape]) -> Iterator[Box]:
    """Places on the slide that pictures, frames and filled shapes cover."""
    for shape in found:
        if shape.box is not None and (shape.is_filled or shape.kind in {"pic", "graphicFrame"}):
            yield shape.box
        yield from _painted(shape.children)


def _share(deck: _Deck, shape: Shape) -> float:
    if shape.box is None or not deck.width or not deck.height:
        return 0.0
    return (shape.box.right - shape.box.left) * (shape.box.bottom - shape.box.top) / (deck.width * deck.height)


def _add_shapes(slide: _Slide, found: Sequence[Shape]) -> None:
    """Adds the shapes: title, body in reading order, footers, then what is hidden or off the slide."""
    ordered = _in_order([shape for shape in found if not _is_astray(slide, shape)])
    astray = [shape for shape in found if _is_astray(slide, shape)]
    titles = [shape for shape in ordered if _placeholder_kind(shape) in _TITLES]
    furniture = [shape for shape in ordered if _placeholder_kind(shape) in _FURNITURE]
    rest = [shape for shape in ordered if _placeholder_kind(shape) not in _TITLES | _FURNITURE.keys()]
    if not any(_words(shape) for shape in titles):
        found_title = [shape for shape in rest[:1] if _is_title(slide, shape)]
        titles, rest = titles + found_title, rest[len(found_title) :]
    for shape in titles:
        _add_title(slide, shape)
    for shape in (*rest, *furniture, *astray):
        _add_shape(slide, shape)


def _is_astray(slide: _Slide, shape: Shape) -> bool:
    return shape.is_hidden or _is_off(slide.deck, shape.box)


def _placeholder_kind(shape: Shape) -> str:
    return shape.mark[0] if shape.mark is not None else ""


def _in_order(found: Sequence[Shape]) -> list[Shape]:
    items = [Item(shape.box or _NO_BOX, number, _words(shape)) for number, shape in enumerate(found)]
    return [found[number] for number in reading_order(items)]


def _words(shape: Shape) -> str:
    """The first words of a shape's own text."""
    body = shape.node.find(f"{PRESENTATION}txBody")
    return "".join(node.text or "" for node in body.iter(f"{DRAWING}t"))[:_MAX_ITEM_WORDS].strip() if body is not None else ""


def _is_title(slide: _Slide, shape: Shape) -> bool:
    """Whether the first text box of a slide without a title is one: a short line in large letters in the upper third, no larger ones below it."""
    if shape.kind != "sp" or shape.box is None or shape.box.top > slide.deck.height / 3 or shape.is_hidden:
        return False
    lines = list(paragraphs(shape, slide.design, on_white=False))
    if len(lines) != 1 or lines[0].is_item or len(lines[0].words.split()) > _TITLE_WORDS:
        return False
    return (lines[0].size_pt or 0.0) >= _TITLE_PT


def _add_title(slide: _Slide, shape: Shape) -> None:
    """Adds all lines of a title as one heading."""
    lines = _paragraphs(slide, shape)
    seen = [line for line in lines if line.unseen is None]
    if seen:
        pieces = [piece for line in seen for piece in (*line.pieces, Piece(" "))]
        _add(slide, BlockKind.HEADING, pieces, shape, level=1)
    for line in lines:
        if line.unseen is not None:
            _add(slide, BlockKind.HEADING, line.pieces, shape, level=1, unseen=line.unseen)
    _add_description(slide, shape)


def _add_shape(slide: _Slide, shape: Shape) -> None:
    if shape.kind == "grpSp":
        for child in _in_order(shape.children):
            _add_shape(slide, child)
    elif shape.kind == "graphicFrame":
        _add_frame(slide, shape)
    else:
        for line in _paragraphs(slide, shape):
            kind, level = _kind(shape, line)
            _add(slide, kind, line.pieces, shape, level=level, unseen=line.unseen)
    _add_description(slide, shape)


def _paragraphs(slide: _Slide, shape: Shape) -> list[Paragraph]:
    return list(paragraphs(shape, slide.design, on_white=slide.is_white and not shape.is_filled and not _is_covered(slide, shape.box)))


def _is_covered(slide: _Slide, box: Box | None) -> bool:
    """Whether something painted may lie behind the box; a box of unknown place counts as covered, so does any on a crowded slide."""
    if box is None or len(slide.covered) > _MAX_COVERED:
        return True
    return any(box.left < c.right and c.left < box.right and box.top < c.bottom and c.top < box.bottom for c in slide.covered)


def _kind(shape: Shape, line: Paragraph) -> tuple[BlockKind, int | None]:
    kind = _FURNITURE.get(_placeholder_kind(shape))
    if kind is not None:
        return kind, None
    if line.is_item:
        return BlockKind.LIST_ITEM, line.depth
    return (BlockKind.PARAGRAPH if shape.mark is not None else BlockKind.TEXT_BOX), None


def _add_frame(slide: _Slide, shape: Shape) -> None:
    cells = table_cells(shape.node)
    hidden, detail = _reason(slide, shape, None)
    if cells is not None:
        rows = max((cell.row for cell in cells), default=-1) + 1
        places = [_place(slide, shape, slide.count + row + 1) for row in range(rows)]
        slide.count += rows
        slide.deck.builder.add_table(cells, provenance=_place(slide, shape, None), row_provenance=places, hidden=hidden, hidden_detail=detail)
        return
    for kind, line in frame_lines(slide.deck.archive, shape.node, slide.links, _place(slide, shape, None), slide.deck.builder):
        _add(slide, kind, [Piece(line)], shape)


def _add_description(slide: _Slide, shape: Shape) -> None:
    if shape.description:
        _add(slide, BlockKind.ALT_TEXT, [Piece(shape.description)], shape)


def _add(slide: _Slide, kind: BlockKind, pieces: Sequence[Piece], shape: Shape, *, level: int | None = None, unseen: str | None = None) -> None:
    hidden, detail = _reason(slide, shape, unseen)
    slide.count += 1
    slide.deck.builder.add(kind, pieces, provenance=_place(slide, shape, slide.count), level=level, hidden=hidden, hidden_detail=detail)


def _place(slide: _Slide, shape: Shape, paragraph: int | None) -> Provenance:
    return Provenance(slide=slide.number, shape=shape.name or None, box=shape.box, paragraph=paragraph)


def _reason(slide: _Slide, shape: Shape, unseen: str | None) -> tuple[Hidden | None, str | None]:
    """Why the shape's words are not seen on the slide."""
    if slide.is_hidden:
        return Hidden.HIDDEN_SLIDE, "hidden slide"
    detail = "hidden shape" if shape.is_hidden else ("off the slide" if _is_off(slide.deck, shape.box) else unseen)
    return (Hidden.INVISIBLE_TEXT if detail else None), detail


def _is_off(deck: _Deck, box: Box | None) -> bool:
    if box is None or not deck.width or not deck.height:
        return False
    if (box.left < 0 and box.right <= 0) or (box.top < 0 and box.bottom <= 0):
        return True
    return box.left >= deck.width or box.top >= deck.height


def _add_unseen(slide: _Slide) -> None:
    """Adds notes and comments."""
    archive, builder, place = slide.deck.archive, slide.deck.builder, Provenance(slide=slide.number)
    for kind, target in slide.links.values():
        if kind == "notesSlide":
            add_notes(archive, target, place, builder, on_hidden_slide=slide.is_hidden)
    for kind, target in slide.links.values():
        if kind == "comments":
            add_comments(archive, target, slide.deck.authors, place, builder, on_hidden_slide=slide.is_hidden)
