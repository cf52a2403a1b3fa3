"""The way of words and tables into the builder.

Here a stretch becomes one block or several (line breaks), and gets its kind: heading by look, list item, footnote, page number, menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from screener.extract.builder import DocumentBuilder, Piece
from screener.extract.html.breaks import SHORT_LINE, SMALL, split_at_breaks
from screener.extract.html.cuts import ENDS, LONGEST_JOINED, goes_on, is_rule, may_be_cut
from screener.extract.html.items import BREAK, Element, Grid, Item, Words
from screener.extract.html.style import Look
from screener.extract.text import BULLETS, MARKED, line_blocks
from screener.types import BlockKind, Hidden, Provenance, Span

_HEADING_CHARS = 240
_HEADING_WORDS = 30  # headlines of releases are long
_PLAIN_HEADING_WORDS = 12
_FOOTNOTE_WORDS = 4
_UNSEEN_WORDS = 4  # fewer unseen words are labels of menus and buttons, unless they hold a figure
_MENU_LINK_WORDS = 6
_MENU_RUN = 4
_PROSE_WORDS = 25  # no menu entry is that long
_ABBREVIATED_END = ("inc.", "corp.", "co.", "ltd.", "n.a.", "u.s.", "l.p.", "s.a.", "n.v.")
_ITEM_TITLE = re.compile(r"item \d{1,2}(?:\.\d{2}|[a-c])?\b", re.IGNORECASE)  # a Form's caption ends with a stop
_NOTE_MARK = re.compile(r"(?:\(?\d{1,2}\)|\(?[a-z]\)|\*{1,4}|[†‡§¹²³⁽]|\(\*\)|NM\b|N/M\b)\s*\S")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—] ?)?(?:page )?\d{1,3}(?: of \d{1,3})?(?: ?[-–—])?|[-–—(]+ ?more ?[-–—)]+|[\w.,&'’ ]{2,40} ?[/|–—-] ?page \d{1,3}(?: of \d{1,3})?", re.IGNORECASE
)
_LONE_MARK = re.compile(rf"[{''.join(sorted(BULLETS))}]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)]")


class Emitter:
    """Puts items into the builder, in order; a run of short links is held back until it is known to be a menu."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._links: list[tuple[Words, str, BlockKind]] = []
        self._broken: tuple[Words, str] | None = None  # a paragraph that a page break may have cut
        self._aside: list[tuple[Words, str, BlockKind]] = []  # marks and notes of the page behind that paragraph
        self._mark: Words | None = None  # a bullet or number alone, whose words come next
        self._after_table = False
        self._after_note = False
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
            for part in split_at_breaks(item):
                self._add_words(part)
        else:
            self._add_words(item)

    def finish(self) -> None:
        """Lets go of what was held back."""
        mark, self._mark = self._mark, None
        if mark is not None:
            self._put(mark, mark.text, BlockKind.PARAGRAPH, None)
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
        if self._mark is not None:
            words, text = self._with_mark(words, text)
        kind, level = self._kind(words, text)
        if kind is BlockKind.PARAGRAPH and words.hidden is None and _LONE_MARK.fullmatch(text):
            self.finish()
            self._mark = words
            return
        if words.hidden is None and self._continues(words, text, kind):
            return
        if kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM} and words.hidden is None and _is_link(words) and text.count(" ") < _MENU_LINK_WORDS:
            self._links.append((words, text, kind))
            return
        self.finish()
        if kind is BlockKind.PARAGRAPH and words.hidden is None and len(text) > SHORT_LINE and may_be_cut(text):
            self._broken = (words, text)
            return
        self._put(words, text, kind, level)
        self._after_note = kind is BlockKind.FOOTNOTE
        if kind is not BlockKind.FOOTNOTE:
            self._after_table = False

    def _with_mark(self, words: Words, text: str) -> tuple[Words, str]:
        """The words with the bullet or number that stood before them in an element of its own."""
        mark = self._mark
        if mark is None or words.hidden or words.kind is not None or words.element.kind is not None or _LONE_MARK.fullmatch(text):
            self.finish()
            return words, text
        self._mark = None
        joined = Words([*mark.parts, " ", *words.parts], [*mark.looks, mark.looks[-1], *words.looks], words.element)
        return joined, joined.text

    def _continues(self, words: Words, text: str, kind: BlockKind) -> bool:
        """Holds page numbers and notes back behind a cut paragraph, and joins what goes on after them."""
        if self._broken is None:
            return False
        is_number = kind is BlockKind.FOOTER and _PAGE_NUMBER.fullmatch(text) is not None
        if is_number or kind is BlockKind.FOOTNOTE or (kind is BlockKind.PARAGRAPH and is_rule(text)):
            self._aside.append((words, text, kind))
            self._after_note = kind is BlockKind.FOOTNOTE
            return True
        cut, before = self._broken
        if kind is BlockKind.PARAGRAPH and len(before) < LONGEST_JOINED and goes_on(before, text, after_page=bool(self._aside)):
            joined = Words([*cut.parts, " ", *words.parts], [*cut.looks, words.looks[0], *words.looks], cut.element)
            self._broken = (joined, joined.text)
            if joined.text[-1] in ENDS:
                self._let_go()
            return True
        return False

    def _let_go(self) -> None:
        if self._broken is not None:
            (words, text), self._broken = self._broken, None
            self._put(words, text, BlockKind.PARAGRAPH, None)
        aside, self._aside = self._aside, []
        for words, text, kind in aside:
            self._put(words, text, kind, None)

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
        if words.kind is None and (zone := _zone_kind(words, text)) is not None:
            return zone, None
        if said is BlockKind.HEADING:
            return said, element.level
        if said is not None:
            return said, None
        if _is_footnote(words, text, after_table=self._after_table, after_note=self._after_note):
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


def _zone_kind(words: Words, text: str) -> BlockKind | None:
    element, zone = words.element, words.element.zone
    if zone is None or (element.kind is BlockKind.HEADING and element.level == 1 and (zone.kind is BlockKind.HEADER or not zone.sure)):
        return None
    if zone.kind is not BlockKind.NAVIGATION and text.count(" ") < _PROSE_WORDS and _is_link(words):
        return BlockKind.NAVIGATION  # a menu in the page's header or footer
    return zone.kind if zone.sure or zone.kind is BlockKind.FOOTER or text.count(" ") < _PROSE_WORDS else None


def _is_label(text: str) -> bool:
    return text.count(" ") + 1 < _UNSEEN_WORDS and not any(c.isdecimal() for c in text)


def _is_link(words: Words) -> bool:
    return all(look.linked or part.isspace() for part, look in zip(words.parts, words.looks, strict=True))


def _is_menu_line(words: Words, text: str) -> bool:
    """Several short links and little else, as in `Home | Investors | Contact`."""
    links = [part for part, look in zip(words.parts, words.looks, strict=True) if look.linked]
    return len(links) > 2 and len(text) < 60 * len(links) and sum(map(len, links)) > 0.75 * len(text) and text.count(" ") < 5 * len(links)  # noqa: PLR2004


def _is_footnote(words: Words, text: str, *, after_table: bool, after_note: bool) -> bool:
    if after_note and (words.looks[0].raised or _NOTE_MARK.match(text)):
        return True
    if text.count(" ") < _FOOTNOTE_WORDS:
        return False
    return words.looks[0].raised or (after_table and _NOTE_MARK.match(text) is not None)


def _heading_level(words: Words, text: str) -> int | None:
    """2 for centred or capital headings, 3 for other short lines that stand out, None for running text."""
    if len(text) > _HEADING_CHARS or not text[0].isalnum() or not any(c.isalpha() for c in text) or text.count(")") > text.count("("):
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
    return bool(words) and all(word[0].isupper() or word in SMALL for word in words)


def _styled(words: Words, text: str) -> str | list[Piece]:
    """Pieces where the look says something: emphasis, a size, or more than one style."""
    first = words.looks[0].style
    if len(words.looks) == 1 or all(look.style == first for look in words.looks):
        return [Piece(text, first)] if first.bold or first.italic or first.underline or first.size_pt is not None else text
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
