"""The frozen records that carry a draft from bytes to report; every stage takes some and returns new ones.

All spans are half-open code points of `Document.text`, the only text there is. Nothing here imports the rest of the project.
"""

from __future__ import annotations

import bisect
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Channel(StrEnum):
    """How a text is to leave the company; `AUTO` asks the screener to guess from the document and say so."""

    AUTO = "auto"
    EARNINGS_RELEASE = "earnings_release"
    PRESS_RELEASE = "press_release"
    SEC_FILING = "sec_filing"
    EARNINGS_CALL = "earnings_call"
    CONFERENCE = "conference"
    SPEECH = "speech"
    INTERVIEW = "interview"
    ONE_ON_ONE = "one_on_one"
    ANALYST_CONTACT = "analyst_contact"
    SLIDES = "slides"
    SOCIAL = "social"
    WEBSITE = "website"
    EMAIL = "email"
    INTERNAL = "internal"


class Audience(StrEnum):
    """Who will receive the text; `RESTRICTED` means under an agreement or a professional duty of confidence."""

    PUBLIC = "public"
    SELECTIVE = "selective"
    RESTRICTED = "restricted"


class Level(StrEnum):
    """How much a finding asks of the reviewer, from most to least."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """3 for `HIGH` down to 0 for `NOTE`."""
        return _LEVEL_RANKS[self]


_LEVEL_RANKS = {level: rank for rank, level in enumerate(reversed(Level))}


class Verdict(StrEnum):
    """`HOLD` must not go out as it is; `REVIEW` needs a named person; `CLEAR` had nothing to stop it."""

    CLEAR = "clear"
    REVIEW = "review"
    HOLD = "hold"

    @property
    def rank(self) -> int:
        """0 for `CLEAR` up to 2 for `HOLD`."""
        return list(Verdict).index(self)


class BlockKind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    ROW = "row"  # one table row; its cells stand in Document.tables
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    NOTES = "notes"  # speaker notes
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text_box"
    ALT_TEXT = "alt_text"
    CHART = "chart"
    COMMENT = "comment"
    PROPERTY = "property"
    FIELD = "field"  # a mail's subject, from, to, date
    CUE = "cue"  # one subtitle cue
    NAVIGATION = "navigation"  # menus, cookie banners and the like on a web page


class Hidden(StrEnum):
    """Why the reader of the draft does not see a block that the recipient of the file would have. Each is a `hidden.*` rule."""

    DELETED_TEXT = "deleted_text"
    COMMENT = "comment"
    NOTES = "notes"
    HIDDEN_SLIDE = "hidden_slide"
    METADATA = "metadata"
    INVISIBLE_TEXT = "invisible_text"


class Role(StrEnum):
    """What a sentence does in its document; detectors read boilerplate and questions otherwise than body text."""

    BODY = "body"
    HEADING = "heading"
    BULLET = "bullet"
    TABLE = "table"
    QUOTE = "quote"
    QUESTION = "question"
    ANSWER = "answer"
    LEGEND = "legend"  # forward-looking statements legend
    ABOUT = "about"  # about the company
    NON_GAAP_NOTE = "non_gaap_note"  # use of non-GAAP measures
    CONTACTS = "contacts"
    CALL_DETAILS = "call_details"  # dial-in, webcast, replay
    RISK_FACTOR = "risk_factor"
    LEGAL_TERMS = "legal_terms"  # terms of service, privacy policies and the like, addressed to users
    NAVIGATION = "navigation"
    NOTES = "notes"

    @property
    def is_boilerplate(self) -> bool:
        """True for text that stands in every document of its kind and tells no news of its own."""
        return self in _BOILERPLATE


_BOILERPLATE = frozenset({Role.LEGEND, Role.ABOUT, Role.NON_GAAP_NOTE, Role.CONTACTS, Role.CALL_DETAILS, Role.RISK_FACTOR, Role.LEGAL_TERMS, Role.NAVIGATION})


class Span(NamedTuple):
    """Half-open range of code points of `Document.text`; 0 <= start < end."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one code point."""
        return self.start < other.end and other.start < self.end


class Box(NamedTuple):
    """A rectangle on a page in PDF points (1/72 inch), origin at the top left of the page as shown to the reader."""

    left: float
    top: float
    right: float
    bottom: float


class Style(NamedTuple):
    """How a run of text looks, as far as the file says; None means not said. Prominence is judged by it."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    size_pt: float | None = None
    color: str | None = None  # "rrggbb"


class Run(NamedTuple):
    """A stretch of a block in one style; `position` is its place in the original paragraph (Word, PowerPoint)."""

    span: Span
    style: Style
    position: int | None = None


class Provenance(NamedTuple):
    """Where a block stands in the original. Numbers are 1-based as a reader counts; absent fields do not apply."""

    page: int | None = None
    box: Box | None = None
    slide: int | None = None
    shape: str | None = None  # name of the shape on the slide
    sheet: str | None = None
    cell: str | None = None  # "B7"
    paragraph: int | None = None  # n-th paragraph of the file, tables' paragraphs included
    path: str | None = None  # Word part and paragraph path, HTML element path
    cue_start_s: float | None = None
    cue_end_s: float | None = None
    line: int | None = None

    @property
    def label(self) -> str:
        """The place in words: "page 3, paragraph 2", "slide 4 (notes)"."""
        parts = [
            f"page {self.page}" if self.page else "",
            f"slide {self.slide}" if self.slide else "",
            self.shape or "",
            f"sheet {self.sheet}" if self.sheet else "",
            f"cell {self.cell}" if self.cell else "",
            f"paragraph {self.paragraph}" if self.paragraph else "",
            f"at {_clock(self.cue_start_s)}" if self.cue_start_s is not None else "",
            f"line {self.line}" if self.line else "",
        ]
        return ", ".join(part for part in parts if part) or (self.path or "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60:d}:{minutes % 60:02d}:{rest:02d}"


class Change(NamedTuple):
    """A tracked change or comment: who and when, as the file says."""

    kind: str  # "insertion", "deletion", "comment"
    author: str | None = None
    at: str | None = None  # ISO 8601 as in the file


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One paragraph, heading, list item, table row, note and so on; blocks stand in reading order and never overlap."""

    kind: BlockKind
    span: Span
    provenance: Provenance = Provenance()
    level: int | None = None  # heading level from 1, or list depth from 1
    hidden: Hidden | None = None
    hidden_detail: str | None = None  # "white text", "display:none", "hidden sheet", "off the page"
    change: Change | None = None
    runs: tuple[Run, ...] = ()
    table: int | None = None  # index in Document.tables, for rows
    speaker: str | None = None  # when the format itself names the speaker (subtitle voice, post author)


class Cell(NamedTuple):
    """One table cell; an empty cell has start == end. `row` and `column` are 0-based grid places, spans count merged places."""

    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    indent: int = 0  # depth of the label's indentation, 0 when not indented or not known


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table as rows of cells. A currency sign, parenthesis or percent sign of its own cell is joined to its number."""

    span: Span
    rows: tuple[tuple[Cell, ...], ...]
    provenance: Provenance = Provenance()
    caption: Span | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PageLayout:
    """Word boxes of one PDF page: `words` holds start, end pairs (uint32), `boxes` four float32 a word, in text order.

    The bytes are native-endian arrays, kept packed because a long deck has tens of thousands of words.
    """

    page: int  # 1-based
    width: float
    height: float
    words: bytes
    boxes: bytes

    def boxes_of(self, span: Span) -> tuple[Box, ...]:
        """Boxes of the words that overlap the span, in text order."""
        words, boxes = array("I", self.words), array("f", self.boxes)
        starts = words[0::2]
        first = max(bisect.bisect_right(starts, span.start) - 1, 0)
        found = []
        for i in range(first, len(starts)):
            if starts[i] >= span.end:
                break
            if words[2 * i + 1] > span.start:
                found.append(Box(*boxes[4 * i : 4 * i + 4]))
        return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Something that could not be read, or was skipped, and why: a silent miss is the worst bug."""

    what: str  # "page 3", "attachment budget.xlsx", "document"
    reason: str  # plain words with what to do
    location: str | None = None
    code: str = "unread"  # stable: scanned_page, limit, encrypted, corrupt, unsupported, empty, changed, crashed, timed_out, encoding


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where the bytes came from; the hash is of the bytes as received."""

    name: str
    media_type: str
    sha256: str
    bytes: int
    pages: int | None = None
    container: str | None = None  # name of the mail or archive that held it
    record_id: str | None = None  # a batch record's own id, as given
    record_fields: Mapping[str, str] = field(default_factory=dict)  # a batch record's channel, date, author, url


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A draft as text with structure. `text` is the only text there is; one gap makes its report partial."""

    source: Source
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    pages: tuple[PageLayout, ...] = ()
    gaps: tuple[Gap, ...] = ()
    title: str | None = None

    def words(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]

    def block_at(self, offset: int) -> int | None:
        """Index of the block that holds the offset, None between blocks."""
        i = bisect.bisect_right(self.blocks, offset, key=lambda block: block.span.start) - 1
        return i if i >= 0 and offset < self.blocks[i].span.end else None

    def location(self, span: Span) -> Location:
        """Where a span stands in the original, with the box on its page for a PDF."""
        i = self.block_at(span.start)
        if i is None:
            return Location()
        provenance = self.blocks[i].provenance
        box = provenance.box
        first = provenance.page or 0
        for layout in self.pages:  # a paragraph may run on over the page's end
            if first <= layout.page <= first + 1 and (boxes := layout.boxes_of(span)):
                box = Box(min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes))
                provenance = provenance._replace(page=layout.page)
                break
        return Location(provenance=provenance, box=box)


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """A place in the original that a person can find."""

    provenance: Provenance = Provenance()
    box: Box | None = None

    @property
    def label(self) -> str:
        """The place in words, "" if unknown."""
        return self.provenance.label


@dataclass(frozen=True, kw_only=True, slots=True)
class DisclosurePlan:
    """How and when the news is to be made public."""

    wire: datetime | None = None
    form_8k: datetime | None = None
    webcast: datetime | None = None
    website: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """How the text is to leave the company: it decides what a finding means."""

    channel: Channel = Channel.AUTO
    audience: Audience | None = None  # None: as the channel usually has it
    date: date | None = None
    speakers: tuple[str, ...] = ()
    webcast: bool = False
    agreement: str | None = None  # reference of the NDA or duty when restricted
    disclosure_plan: DisclosurePlan | None = None
    guessed: bool = False  # the channel was guessed from the document


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence, bullet, heading or table row with its role."""

    span: Span
    block: int
    role: Role
    heading: int | None = None  # index of the heading block it stands under
    speaker: str | None = None
    question: int | None = None  # index of the question sentence an answer follows


@dataclass(frozen=True, kw_only=True, slots=True)
class Analysis:
    """A document with its sentences in text order; what detectors read."""

    document: Document
    sentences: tuple[Sentence, ...]
    occasion: Occasion

    def text(self, sentence: Sentence) -> str:
        """The words of a sentence."""
        return self.document.text[sentence.span.start : sentence.span.end]

    def hidden(self, sentence: Sentence) -> Hidden | None:
        """Why the sentence is hidden, None when everyone sees it."""
        return self.document.blocks[sentence.block].hidden

    def sentence_at(self, offset: int) -> int | None:
        """Index of the sentence that holds the offset."""
        i = bisect.bisect_right(self.sentences, offset, key=lambda sentence: sentence.span.start) - 1
        return i if i >= 0 and offset < self.sentences[i].span.end else None


class MeasureKind(StrEnum):
    """Whether a financial measure is one of GAAP or not."""

    GAAP = "gaap"
    NON_GAAP = "non_gaap"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A value with its unit and scale: value is already multiplied out (`$1.2 billion` is 1200000000 USD)."""

    value: Decimal
    unit: str  # ISO currency code, "percent", "bps", "ratio", "count"
    high: Decimal | None = None  # upper end of a range
    per_share: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One mention of a financial measure in the text."""

    span: Span
    measure: str  # id in the measures lexicon
    kind: MeasureKind
    quantity: Quantity | None = None
    quantity_span: Span | None = None
    period: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Words that support a finding; the text is looked up, never copied."""

    role: str  # trigger, subject, figure, comparable_measure, legend, context
    span: Span


class LegalSource(NamedTuple):
    """A place one can open: a policy clause, a CFR section or a C&DI number."""

    kind: str  # policy, cfr, cdi, case, guidance
    ref: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Materiality:
    """Probability times magnitude (Basic v. Levinson; policy II.B): class 0 none, 1 possible, 2 clear, with reasons in words."""

    klass: int
    probability: float
    magnitude: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RawFinding:
    """What a detector found, before anyone decided what it means for this occasion."""

    rule: str  # "mnpi.earnings_results"
    span: Span
    score: float  # [0, 1]
    level: Level | None = None  # None: the rule's own level, or by materiality
    message: str | None = None  # None: the rule's own message
    evidence: tuple[Evidence, ...] = ()
    materiality: Materiality | None = None
    public_cue: bool = False  # says of itself that it is already public
    detector: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A document of the public record that holds the statement."""

    document: str
    date: date
    address: str | None = None
    quote: str | None = None
    age_days: int | None = None


class PublicStatus(StrEnum):
    """What the public record says of a finding."""

    NOT_CHECKED = "not_checked"
    FOUND = "found"
    NOT_FOUND = "not_found"
    CONTRADICTS = "contradicts"
    STALE = "stale"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing a reviewer must look at. Its id is the rule plus its normalised words and neighbourhood, not its offset."""

    id: str
    rule: str
    level: Level
    score: float
    text: str
    span: Span
    location: Location
    message: str
    evidence: tuple[Evidence, ...]
    action: str
    clears: str
    sources: tuple[LegalSource, ...]
    hidden: Hidden | None = None
    materiality: Materiality | None = None
    public_status: PublicStatus = PublicStatus.NOT_CHECKED
    citation: Citation | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SkeletonCell:
    """One line of the skeleton of a missing reconciliation in one period: the document's own figure, multiplied out, or None to be filled in."""

    label: str
    period: str  # as the document writes it, "" where it does not
    role: str = "adjustment"  # start, adjustment, sum (what the adjustments must come to), end
    value: Decimal | None = None
    unit: str = "USD"  # ISO currency code or percent
    span: Span | None = None  # where the figure stands


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureEntry:
    """One non-GAAP measure of a document with all its mentions: a row of the inventory."""

    name: str
    measure: str  # id in the lexicon
    kind: MeasureKind
    comparable: str  # name of the most directly comparable GAAP measure
    mentions: tuple[Mention, ...]
    comparable_found: bool
    reconciliation: str  # found, missing, incomplete, does_not_add_up, not_needed
    prominence: str  # equal, greater, not_judged
    usefulness: bool
    skeleton: tuple[SkeletonCell, ...] = ()  # period by period; only for a reconciliation that is missing


@dataclass(frozen=True, kw_only=True, slots=True)
class ReconciliationRow:
    """One line of a reconciliation; a value is None where the cell is empty. Values are as shown, in the schedule's unit and scale."""

    label: str
    values: tuple[Decimal | None, ...]
    role: str = "adjustment"  # start, adjustment, subtotal, aside (does not count), end; numerator, denominator and end of a ratio
    sign: int = 1  # -1 where the schedule deducts the value shown
    spans: tuple[Span | None, ...] = ()  # where each value stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspect:
    """Why a column does not add up: the row most likely wrong, as a place in `rows`, and the value that would make it add up."""

    column: int
    row: int | None  # None when a row seems to be missing
    why: str  # swapped_sign, transposed_digits, subtotal, missing_row, value
    expected: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconciliation:
    """A schedule from a GAAP measure to a non-GAAP one, a column a period; `difference` is the end shown less the end the lines give."""

    location: Location
    measure: str
    gaap_measure: str
    periods: tuple[str, ...]
    rows: tuple[ReconciliationRow, ...]
    adds_up: tuple[bool, ...]
    difference: tuple[Decimal, ...]
    measure_id: str = ""  # ids of the measures lexicon, "" when it has none
    gaap_id: str = ""
    span: Span | None = None
    kind: str = "sum"  # sum, ratio, per_share
    unit: str = "USD"  # ISO currency code or percent
    scale: int = 0  # power of ten of the values: 6 for millions
    starts_from: str = "gaap"  # gaap, or non_gaap (C&DI 102.10(b))
    suspects: tuple[Suspect, ...] = ()  # one for each column that does not add up


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """A question asked of the whole document, with its answer."""

    rule: str
    status: str  # pass, fail, not_applicable
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Versions:
    """What produced a report; the same versions and input give the same bytes."""

    screener: str
    policy: str
    models: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The answer for one document. No clock inside: same input and versions, same bytes."""

    id: str
    source: Source
    occasion: Occasion
    verdict: Verdict
    findings: tuple[Finding, ...]
    measures: tuple[MeasureEntry, ...]
    reconciliations: tuple[Reconciliation, ...]
    checks: tuple[Check, ...]
    gaps: tuple[Gap, ...]
    versions: Versions

    @property
    def status(self) -> str:
        """`complete`, or `partial` when anything could not be read."""
        return "partial" if self.gaps else "complete"
