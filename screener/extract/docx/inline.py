"""The inside of a Word paragraph: its visible words by run, and beside them what is deleted, hidden, noted, commented or drawn there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from screener.extract.builder import Piece
from screener.extract.docx.marks import Look, W, read_marks
from screener.extract.docx.shapes import ALTERNATE, Drawn, chosen_branch
from screener.extract.docx.styles import ParagraphStyle, Styles
from screener.extract.docx.symbols import symbol
from screener.extract.ooxml import OFFICE_RELATIONSHIPS
from screener.types import Change

RUN = f"{W}r"
DELETIONS = frozenset({f"{W}del", f"{W}moveFrom"})
INSERTIONS = frozenset({f"{W}ins", f"{W}moveTo"})
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_EMOJI = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}symEx"
_T, _RPR = f"{W}t", f"{W}rPr"
_SPACERS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
# Elements that hold no words: properties, marks between runs, and the codes of fields, whose results are read.
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "pPr rPr sdtPr sdtEndPr bookmarkStart bookmarkEnd proofErr permStart permEnd customXmlPr smartTagPr instrText delInstrText "
        "commentRangeEnd footnoteRef endnoteRef annotationRef separator continuationSeparator ffData fldData rubyPr"
    ).split()
)


class Deletion(NamedTuple):
    """A stretch of deleted words and who took them out when."""

    change: Change
    parts: list[str]


class HiddenStretch(NamedTuple):
    """A stretch of words that cannot be seen and in what way."""

    detail: str
    parts: list[str]


@dataclass(slots=True)
class Attached:
    """What hangs on a paragraph besides its visible words, each kind in reading order."""

    hidden: list[HiddenStretch] = field(default_factory=list)
    deletions: list[Deletion] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # ("footnote", id)
    comments: dict[str, None] = field(default_factory=dict)  # ids
    drawn: Drawn = field(default_factory=Drawn)
    subdocuments: list[str] = field(default_factory=list)  # relationship ids


@dataclass(slots=True)
class Inline:
    """What one paragraph holds; `page` is where its first words stand, None if it has none or nobody knows."""

    pieces: list[Piece]
    page: int | None = None
    insertion: Change | None = None  # set when all visible words were inserted
    attached: Attached | None = None  # None for most paragraphs

    @property
    def more(self) -> Attached:
        """What hangs on the paragraph, ready to be added to."""
        if self.attached is None:
            self.attached = Attached()
        return self.attached


class Pages:
    """Counts pages by the breaks Word left at its last layout, else by the breaks somebody set; `current` is None without either."""

    def __init__(self, *, rendered: bool, explicit: bool, section_starts: list[str]) -> None:
        self._rendered = rendered
        self._explicit = explicit and not rendered
        self._section_starts = section_starts
        self._sections = 0
        self.current: int | None = 1 if rendered or explicit else None

    def laid_out(self) -> None:
        """A page began here when the file was last shown."""
        if self._rendered and self.current is not None:
            self.current += 1

    def broken(self) -> None:
        """Somebody set a page break here."""
        if self._explicit and self.current is not None:
            self.current += 1

    def section_ended(self) -> None:
        """A section ended: the next says whether it starts on a page of its own."""
        self._sections += 1
        if self._sections < len(self._section_starts) and self._section_starts[self._sections] != "continuous":
            self.broken()


class InlineReader:
    """Reads paragraphs one after the other; keeps no words between them."""

    def __init__(self, styles: Styles, pages: Pages, max_depth: int) -> None:
        self._styles = styles
        self._pages = pages
        self._max_depth = max_depth
        self.is_too_deep = False
        self._handlers: dict[object, Callable[[etree._Element, int], None]] = {
            ALTERNATE: self._alternative,
            f"{W}fldChar": self._field,
            f"{W}lastRenderedPageBreak": self._page_laid_out,
            f"{W}br": self._break,
            f"{W}sym": self._symbol,
            _EMOJI: self._emoji,
            f"{W}delText": self._deleted_text,
            f"{W}footnoteReference": self._note,
            f"{W}endnoteReference": self._note,
            f"{W}commentReference": self._comment,
            f"{W}commentRangeStart": self._comment,
            f"{W}drawing": self._shapes,
            f"{W}pict": self._shapes,
            f"{W}object": self._shapes,
            f"{W}subDoc": self._subdocument,
            f"{MATH}t": self._math_text,
            f"{MATH}f": self._fraction,
            f"{MATH}sSup": self._power,
            **dict.fromkeys(DELETIONS, self._deleted),
            **dict.fromkeys(INSERTIONS, self._inserted),
        }

    def read(self, content: Iterable[etree._Element], style: ParagraphStyle, *, background: str | None = None, deletion: Change | None = None) -> Inline:
        """What stands in a paragraph (or in a row of inline elements); `deletion` says that all of it was deleted."""
        plain = self._styles.look(style)
        ground = style.background or background
        if not (plain.is_suspect or ground or deletion):
            pieces = self._plain_pieces(content, style, plain)
            if pieces is not None:
                return Inline(pieces, self._pages.current if pieces else None)
        return self._read_closely(content, style, ground, deletion)

    def _plain_pieces(self, content: Iterable[etree._Element], style: ParagraphStyle, plain: Look) -> list[Piece] | None:
        """The words of a paragraph that holds runs of visible text and nothing else, as most do; None when it must be read closely."""
        pieces: list[Piece] = []
        index = 0
        for element in content:
            if element.tag == RUN:
                look = plain
                for part in element:
                    tag = part.tag
                    if tag == _T:
                        if part.text:
                            pieces.append(Piece(part.text, look.style, index))
                    elif tag == _RPR:
                        look = self._styles.look(style, read_marks(part))
                        if look.is_suspect:
                            return None
                    else:
                        return None
                index += 1
            elif element.tag not in _SKIPPED:
                return None
        return pieces

    def _read_closely(self, content: Iterable[etree._Element], style: ParagraphStyle, ground: str | None, deletion: Change | None) -> Inline:
        self._out = Inline([])
        self._style = style
        self._plain = self._look = self._styles.look(style)
        self._background = ground
        self._index = -1
        self._fields: list[bool] = []  # of each open field, whether its result has begun
        self._mutes = False  # inside the code of a field, where other fields' results are no text
        self._deletion = deletion
        self._insertion: Change | None = None
        self._whole_insertion: Change | None = None
        self._has_old_words = False
        self._shown: list[str] = []  # words of the run being read
        self._shown_look, self._shown_index = self._plain, -1
        self._target: object = None  # what the last words went to
        self._contents(content, 0)
        self._end_piece()
        if not self._has_old_words:
            self._out.insertion = self._whole_insertion
        return self._out

    def _contents(self, elements: Iterable[etree._Element], depth: int) -> None:
        if depth > self._max_depth:
            self.is_too_deep = True
            return
        for element in elements:
            tag = element.tag
            if tag == RUN:
                self._run(element, depth + 1)
            elif tag == _T:
                self._say(element.text or "")
            elif tag in _SPACERS:
                self._say(_SPACERS[tag])
            elif tag in self._handlers:
                self._handlers[tag](element, depth + 1)
            elif tag not in _SKIPPED and len(element):
                self._contents(element, depth + 1)

    def _run(self, run: etree._Element, depth: int) -> None:
        self._index += 1
        self._look = self._plain
        for properties in run.iterchildren(_RPR):
            self._look = self._styles.look(self._style, read_marks(properties))
        self._contents(run, depth)

    def _say(self, text: str) -> None:
        if not text:
            return
        if self._deletion is not None:
            self._delete(text, self._deletion)
        elif not self._mutes:
            look = self._look
            detail = look.hidden_detail(self._background) if look.is_suspect or self._background else None
            if detail is None:
                self._show(text, look)
            else:
                self._hide(text, detail)

    def _show(self, text: str, look: Look) -> None:
        if self._out.page is None:
            self._out.page = self._pages.current
        if self._target is not self._shown or self._shown_index != self._index:
            self._end_piece()
            self._shown_look, self._shown_index = look, self._index
            self._target = self._shown
        self._shown.append(text)
        if self._insertion is not None:
            self._whole_insertion = self._whole_insertion or self._insertion
        elif not text.isspace():
            self._has_old_words = True

    def _end_piece(self) -> None:
        if self._shown:
            self._out.pieces.append(Piece("".join(self._shown), self._shown_look.style, self._shown_index))
            self._target = self._shown = []

    def _hide(self, text: str, detail: str) -> None:
        target = self._target
        if isinstance(target, HiddenStretch) and target.detail == detail:
            target.parts.append(text)
            return
        self._target = stretch = HiddenStretch(detail, [text])
        self._out.more.hidden.append(stretch)

    def _delete(self, text: str, change: Change) -> None:
        target = self._target
        if isinstance(target, Deletion) and target.change == change:
            target.parts.append(text)
            return
        self._target = deletion = Deletion(change, [text])
        self._out.more.deletions.append(deletion)

    def _deleted(self, element: etree._Element, depth: int) -> None:
        before, self._deletion = self._deletion, read_change(element, "deletion")
        self._contents(element, depth)
        self._deletion = before

    def _inserted(self, element: etree._Element, depth: int) -> None:
        before, self._insertion = self._insertion, read_change(element, "insertion")
        self._contents(element, depth)
        self._insertion = before

    def _deleted_text(self, element: etree._Element, _depth: int) -> None:
        if element.text:
            self._delete(element.text, self._deletion or Change("deletion"))

    def _alternative(self, element: etree._Element, depth: int) -> None:
        branch = chosen_branch(element)
        if branch is not None:
            self._contents(branch, depth)

    def _field(self, element: etree._Element, _depth: int) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()
        # Words directly in a field's code are not muted: an unclosed field must not swallow the rest of the paragraph.
        self._mutes = len(self._fields) > 1 and self._fields[-1] and not all(self._fields[:-1])

    def _page_laid_out(self, _element: etree._Element, _depth: int) -> None:
        self._pages.laid_out()

    def _break(self, element: etree._Element, _depth: int) -> None:
        if element.get(f"{W}type") == "page":
            self._pages.broken()
        self._say("\n")

    def _symbol(self, element: etree._Element, _depth: int) -> None:
        self._say(symbol(element.get(f"{W}font", ""), element.get(f"{W}char", "")))

    def _emoji(self, element: etree._Element, _depth: int) -> None:
        self._say(symbol("", next((str(value) for name, value in element.attrib.items() if str(name).endswith("char")), "")))

    def _note(self, element: etree._Element, _depth: int) -> None:
        kind = "footnote" if element.tag == f"{W}footnoteReference" else "endnote"
        self._out.more.notes.append((kind, element.get(f"{W}id", "")))

    def _comment(self, element: etree._Element, _depth: int) -> None:
        self._out.more.comments[element.get(f"{W}id", "")] = None

    def _subdocument(self, element: etree._Element, _depth: int) -> None:
        self._out.more.subdocuments.append(element.get(f"{OFFICE_RELATIONSHIPS}id", ""))

    def _math_text(self, element: etree._Element, _depth: int) -> None:
        self._say(element.text or "")

    def _fraction(self, element: etree._Element, depth: int) -> None:
        self._joined(element, depth, ("num", "den"), "/")

    def _power(self, element: etree._Element, depth: int) -> None:
        self._joined(element, depth, ("e", "sup"), "^")

    def _joined(self, element: etree._Element, depth: int, names: tuple[str, str], sign: str) -> None:
        """Two parts of a formula with the sign between them that keeps "1/2" from reading "12"."""
        for i, name in enumerate(names):
            if i:
                self._say(sign)
            self._contents(element.findall(f"{MATH}{name}"), depth)

    def _shapes(self, element: etree._Element, depth: int) -> None:
        drawn = self._out.more.drawn
        drawn.read(element, depth, self._max_depth)
        self.is_too_deep = self.is_too_deep or drawn.is_too_deep


def read_change(element: etree._Element, kind: str) -> Change:
    """Who tracked a change and when, as its element says."""
    return Change(kind, element.get(f"{W}author"), element.get(f"{W}date"))
