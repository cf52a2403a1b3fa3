"""What the walk over a page hands on: stretches of words and tables, each with the element it stands in; and their way into the builder.

Here a stretch becomes one block or several (line breaks), and gets its kind: heading by look, list item, footnote, page number, menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from screener.extract.builder import DocumentBuilder, Piece, TableCell, clean
from screener.extract.html.style import Look
from screener.extract.html.zones import Zone
from screener.extract.text import MARKED, line_blocks
from screener.types import BlockKind, Hidden, Provenance, Span

BREAK = "\x1e"  # stands for <br>; the builder drops the sign itself wherever a page holds it
_SHORT_LINE = 60  # lines of an address or a list are shorter than a wrapped line
_HEADING_CHARS = 240
_HEADING_WORDS = 30  # headlines of releases are long
_PLAIN_HEADING_WORDS = 12
_FOOTNOTE_WORDS = 4
_UNSEEN_WORDS = 4  # fewer unseen words are labels of menus and buttons, unless they hold a figure
_MENU_LINK_WORDS = 6
_MENU_RUN = 4
_PROSE_WORDS = 25  # no menu entry is that long
_ENDS = '.?!:;”"'
_ABBREVIATED_END = ("inc.", "corp.", "co.", "ltd.", "n.a.", "u.s.", "l.p.", "s.a.", "n.v.")
_ITEM_TITLE = re.compile(r"item \d{1,2}(?:\.\d{2}|[a-c])?\b", re.IGNORECASE)  # a Form's caption ends with a stop
_NOTE_MARK = re.compile(r"(?:\(?\d{1,2}\)|\(?[a-z]\)|\*{1,4}|[†‡§¹²³⁽]|\(\*\)|NM\b|N/M\b)\s*\S")
_PAGE_NUMBER = re.compile(r"(?:[-–—] ?)?(?:page )?\d{1,3}(?: of \d{1,3})?(?: ?[-–—])?|[-–—(]+ ?more ?[-–—)]+", re.IGNORECASE)
_SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "our", "the", "to", "vs", "with"})


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


class Emitter:
    """Puts items into the builder, in order; a run of short links is held back until it is known to be a menu."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._links: list[tuple[Words, str, BlockKind]] = []
        self._broken: tuple[Words, str] | None = None  # a paragraph that a page break may have cut
        self._page_numbers: list[Words] = []
        self._after_table = False
        self.said: set[str] = set()  # headings and short paragraphs, in lower case: a page's properties repeat them

    def add(self, item: Item) -> None:
        """Adds one item; `finish` must follow the last."""
        if isinstance(item, Grid):
            self.finish()
            self._add_table(item)
        elif item.looks and item.looks[0].keeps_lines and item.kind is None:
            self.finish()
            self._add_lines(item)
        elif BREAK in item.parts:
            for part in _split_at_breaks(item):
                self._add_words(part)
        else:
            self._add_words(item)

    def finish(self) -> None:
        """Lets go of what was held back."""
        self._let_go()
        held, self._links = self._links, []
        for words, text, kind in held:
            self._put(words, text, BlockKind.NAVIGATION if len(held) >= _MENU_RUN else kind, None)

    def _add_table(self, grid: Grid) -> None:
        first = self._builder.block_count + 1 + bool(grid.caption)
        places = [Provenance()] * (max(grid.places) + 1)
        for number, (row, element) in enumerate(grid.places.items()):
            places[row] = Provenance(paragraph=first + number, path=element.path)
        caption: Span | None = self._builder.add(BlockKind.CAPTION, grid.caption, provenance=self._place(grid.element)) if grid.caption else None
        self._builder.add_table(
            grid.cells,
            provenance=self._place(grid.element),
            row_provenance=places,
            caption=caption,
            hidden=Hidden.INVISIBLE_TEXT if grid.hidden else None,
            hidden_detail=grid.hidden,
            hidden_rows=grid.hidden_rows,
        )
        self._after_table = True

    def _add_lines(self, words: Words) -> None:
        text = "".join(words.parts).replace(BREAK, "\n")
        for block in line_blocks(text):
            self._put(words, block.text, words.kind or block.kind, block.level)

    def _add_words(self, words: Words) -> None:
        text = words.text
        if not text or (words.hidden and _is_label(text)):
            return
        kind, level = self._kind(words, text)
        if words.hidden is None and self._continues(words, text, kind):
            return
        if kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM} and words.hidden is None and _is_link(words) and text.count(" ") < _MENU_LINK_WORDS:
            self._links.append((words, text, kind))
            return
        self.finish()
        if kind is BlockKind.PARAGRAPH and words.hidden is None and text[-1] not in _ENDS and len(text) > _SHORT_LINE:
            self._broken = (words, text)
            return
        self._put(words, text, kind, level)
        if kind is not BlockKind.FOOTNOTE:
            self._after_table = False

    def _continues(self, words: Words, text: str, kind: BlockKind) -> bool:
        """Holds page numbers back behind a cut paragraph, and joins what goes on after them in lower case."""
        if self._broken is None:
            return False
        if kind is BlockKind.FOOTER and _PAGE_NUMBER.fullmatch(text):
            self._page_numbers.append(words)
            return True
        if kind is BlockKind.PARAGRAPH and text[0].islower() and self._page_numbers:
            cut = self._broken[0]
            joined = Words([*cut.parts, " ", *words.parts], [*cut.looks, words.looks[0], *words.looks], cut.element)
            self._broken = (joined, joined.text)
            self._let_go()
            return True
        return False

    def _let_go(self) -> None:
        if self._broken is not None:
            (words, text), self._broken = self._broken, None
            self._put(words, text, BlockKind.PARAGRAPH, None)
        numbers, self._page_numbers = self._page_numbers, []
        for number in numbers:
            self._put(number, number.text, BlockKind.FOOTER, None)

    def _put(self, words: Words, text: str, kind: BlockKind, level: int | None) -> None:
        if len(text) <= _HEADING_CHARS:
            self.said.add(text.casefold())
        self._builder.add(
            kind,
            _styled(words, text) if kind is not BlockKind.NAVIGATION else text,
            provenance=self._place(words.element),
            level=level or (words.element.level or 1 if kind is BlockKind.LIST_ITEM else None),
            hidden=Hidden.INVISIBLE_TEXT if words.hidden else None,
            hidden_detail=words.hidden,
        )

    def _place(self, element: Element) -> Provenance:
        return Provenance(paragraph=self._builder.block_count + 1, path=element.path)

    def _kind(self, words: Words, text: str) -> tuple[BlockKind, int | None]:
        element = words.element
        said = words.kind or element.kind
        if words.kind is None and (zone := _zone_kind(element, text)) is not None:
            return zone, None
        if said is BlockKind.HEADING:
            return said, element.level
        if said is not None:
            return said, None
        if _is_footnote(words, text, after_table=self._after_table):
            return BlockKind.FOOTNOTE, None
        if _PAGE_NUMBER.fullmatch(text):
            return BlockKind.FOOTER, None
        if MARKED.match(text):
            return BlockKind.LIST_ITEM, 1
        if _is_menu_line(words, text):
            return BlockKind.NAVIGATION, None
        level = _heading_level(words, text)
        if level is None:
            return BlockKind.PARAGRAPH, None
        return BlockKind.HEADING, level


def _zone_kind(element: Element, text: str) -> BlockKind | None:
    zone = element.zone
    if zone is None or (element.kind is BlockKind.HEADING and element.level == 1 and zone.kind is BlockKind.HEADER):
        return None
    return zone.kind if zone.sure or zone.kind is BlockKind.FOOTER or text.count(" ") < _PROSE_WORDS else None


def _is_label(text: str) -> bool:
    return text.count(" ") + 1 < _UNSEEN_WORDS and not any(c.isdecimal() for c in text)


def _is_link(words: Words) -> bool:
    return all(look.linked or part.isspace() for part, look in zip(words.parts, words.looks, strict=True))


def _is_menu_line(words: Words, text: str) -> bool:
    """Several short links and little else, as in `Home | Investors | Contact`."""
    links = [part for part, look in zip(words.parts, words.looks, strict=True) if look.linked]
    return len(links) > 2 and len(text) < 60 * len(links) and sum(map(len, links)) > 0.75 * len(text) and text.count(" ") < 5 * len(links)  # noqa: PLR2004


def _is_footnote(words: Words, text: str, *, after_table: bool) -> bool:
    if text.count(" ") < _FOOTNOTE_WORDS:
        return False
    return words.looks[0].raised or (after_table and _NOTE_MARK.match(text) is not None)


def _heading_level(words: Words, text: str) -> int | None:
    """2 for centred or capital headings, 3 for other short lines that stand out, None for running text."""
    if len(text) > _HEADING_CHARS or not text[0].isalnum() or not any(c.isalpha() for c in text):
        return None
    if text[-1] in ".,;" and not text.lower().endswith(_ABBREVIATED_END) and not _ITEM_TITLE.match(text):
        return None
    count = text.count(" ") + 1
    seen = [look for part, look in zip(words.parts, words.looks, strict=True) if not part.isspace() and part != BREAK]
    centered = seen[0].center
    if all(look.style.bold for look in seen):
        return None if count > _HEADING_WORDS else 2 if centered or text.isupper() else 3
    if count > _PLAIN_HEADING_WORDS or text[-1] in "!?:":
        return None
    if count > 1 and all(look.style.underline and not look.linked for look in seen):
        return 3
    if not _is_title_case(text):
        return None
    if centered:
        return 2 if text.isupper() else 3
    return 3 if all(look.style.italic for look in seen) else None


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    return bool(words) and all(word[0].isupper() or word in _SMALL for word in words)


def _styled(words: Words, text: str) -> str | list[Piece]:
    """Pieces where the look says something: emphasis, or more than one style."""
    first = words.looks[0].style
    if len(words.looks) == 1 or all(look.style == first for look in words.looks):
        return [Piece(text, first)] if first.bold or first.italic or first.underline else text
    if BREAK in words.parts or words.looks[0].keeps_lines:
        return text
    return [Piece(part.replace(BREAK, " "), look.style) for part, look in _merged(words)]


def _merged(words: Words) -> Iterator[tuple[str, Look]]:
    held, held_look = words.parts[0], words.looks[0]
    for part, look in zip(words.parts[1:], words.looks[1:], strict=True):
        if look.style == held_look.style or part.isspace():
            held += part
        else:
            yield held, held_look
            held, held_look = part, look
    yield held, held_look


def _split_at_breaks(words: Words) -> list[Words]:
    """Two breaks part paragraphs; one break is a space, except between the short lines of an address or a list."""
    paragraphs: list[list[Words]] = [[]]
    line = Words([], [], words.element, words.hidden, words.kind)
    for part, look in zip([*words.parts, BREAK, BREAK], [*words.looks, words.looks[0], words.looks[0]], strict=True):
        if part != BREAK:
            if line.parts or not part.isspace():
                line.parts.append(part)
                line.looks.append(look)
        elif line.parts:
            paragraphs[-1].append(line)
            line = Words([], [], words.element, words.hidden, words.kind)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [block for lines in paragraphs for block in _blocks_of(lines)]


def _blocks_of(lines: list[Words]) -> list[Words]:
    if len(lines) < 2 or _ends_on_purpose(lines):  # noqa: PLR2004 - one line has nothing to join
        return lines
    joined: list[Words] = []
    for line in lines:
        if joined and not MARKED.match(line.text):
            joined[-1].parts += [" ", *line.parts]
            joined[-1].looks += [line.looks[0], *line.looks]
        else:
            joined.append(line)
    return joined


def _ends_on_purpose(lines: list[Words]) -> bool:
    """Whether each line is a thing of its own: short, beginning like one, and not a heading broken over lines."""
    if lines[0].element.kind is BlockKind.HEADING or all(look.style.bold for line in lines for look in line.looks):
        return False
    texts = [line.text for line in lines]
    if any(not text or len(text) > _SHORT_LINE for text in texts):
        return False
    return all(not text[0].islower() for text in texts[1:]) and not any(text[-1] in ",-–" or text.split()[-1] in _SMALL for text in texts[:-1])
