"""The only place that assigns text offsets: backends say what they read, in reading order, and get a `Document`.

Blocks are joined by a line break, cells of a row by a tab. Normalisation (white space, soft hyphens, ligatures, NULs)
happens here or before, never after, so no later stage corrects an offset.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from screener.errors import LimitExceeded
from screener.extract.limits import Limits
from screener.types import Block, BlockKind, Cell, Change, Document, Gap, Hidden, PageLayout, Provenance, Run, Source, Span, Style, Table

# Soft hyphen, zero-width characters, byte-order mark, NUL and other controls carry no letters a reader sees.
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_LIGATURE = re.compile("[\ufb00-\ufb06]")


def clean(text: str) -> str:
    """The text as a reader sees it: one space for any white space, ligatures opened, nothing invisible; not stripped."""
    if text.isprintable() and "  " not in text and (text.isascii() or _LIGATURE.search(text) is None):
        return text
    if not text.isascii() or _UNSEEN.search(text):
        text = _UNSEEN.sub("", text)
        if _LIGATURE.search(text):
            text = text.translate(_LIGATURES)
    # Splitting folds white space many times faster than a substitution that visits every single space.
    words = " ".join(text.split())
    return f"{' ' if text[:1].isspace() else ''}{words}{' ' if words and text[-1].isspace() else ''}"


class Piece(NamedTuple):
    """A stretch of text in one style, as a backend reads it; `position` is the run's place in the original paragraph."""

    text: str
    style: Style | None = None
    position: int | None = None


class TableCell(NamedTuple):
    """A cell as a backend reads it; `row` and `column` are 0-based grid places. Empty cells may be left out."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    indent: int = 0


class DocumentBuilder:
    """Collects what a backend reads, in reading order, and assigns every offset.

    >>> builder = DocumentBuilder(source, limits)
    >>> builder.add(BlockKind.HEADING, "Results", level=1)
    >>> document = builder.build()
    """

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._tables: list[Table] = []
        self._pages: list[PageLayout] = []
        self._gaps: list[Gap] = []
        self.title: str | None = None
        self.page_count: int | None = None

    @property
    def block_count(self) -> int:
        """Blocks added so far."""
        return len(self._blocks)

    def add(
        self,
        kind: BlockKind,
        text: str | Sequence[Piece],
        *,
        provenance: Provenance = Provenance(),
        level: int | None = None,
        hidden: Hidden | None = None,
        hidden_detail: str | None = None,
        change: Change | None = None,
        speaker: str | None = None,
    ) -> Span | None:
        """Adds one block of plain text or styled pieces; None when nothing readable is left of it after cleaning."""
        if isinstance(text, str):
            words, runs = clean(text).strip(), tuple[Run, ...]()
        else:
            words, runs = self._join(text)
        if not words:
            return None
        span = self._append(words)
        self._blocks.append(
            Block(
                kind=kind,
                span=span,
                provenance=provenance,
                level=level,
                hidden=hidden,
                hidden_detail=hidden_detail,
                change=change,
                runs=runs,
                speaker=speaker,
            )
        )
        return span

    def add_table(
        self,
        cells: Iterable[TableCell],
        *,
        provenance: Provenance = Provenance(),
        row_provenance: Sequence[Provenance] | None = None,
        caption: Span | None = None,
        hidden: Hidden | None = None,
        hidden_detail: str | None = None,
        hidden_rows: frozenset[int] = frozenset(),
    ) -> int | None:
        """Adds a table: one `ROW` block for each row that holds text. Returns its index in `Document.tables`, None if it is empty.

        `row_provenance[r]` is the place of grid row r; otherwise the table's own place is used for all rows.
        Cells with no text are dropped; grid places are kept as given.
        """
        rows: dict[int, list[TableCell]] = {}
        for cell in cells:
            words = clean(cell.text).strip()
            if words:
                rows.setdefault(cell.row, []).append(cell if words == cell.text else cell._replace(text=words))
        if not rows:
            return None
        index = len(self._tables)
        built: list[tuple[Cell, ...]] = []
        start = None
        for row in sorted(rows):
            line = sorted(rows[row], key=lambda cell: cell.column)
            span = self._append("\t".join(cell.text for cell in line))
            start = span.start if start is None else start
            built.append(_placed(line, span.start))
            place = row_provenance[row] if row_provenance is not None and row < len(row_provenance) else provenance
            is_hidden = hidden or (Hidden.INVISIBLE_TEXT if row in hidden_rows else None)
            detail = hidden_detail or ("hidden row" if row in hidden_rows else None)
            self._blocks.append(Block(kind=BlockKind.ROW, span=span, provenance=place, table=index, hidden=is_hidden, hidden_detail=detail))
        self._tables.append(Table(span=Span(start or 0, self._length), rows=tuple(built), provenance=provenance, caption=caption))
        return index

    def table(self, index: int) -> Table:
        """A table added before, with the offsets its cells were given."""
        return self._tables[index]

    def add_page(self, page: int, width: float, height: float, words: array[int], boxes: array[float]) -> None:
        """Adds the word boxes of one PDF page: `words` as array("I") of start, end pairs, `boxes` as array("f"), four a word."""
        self._pages.append(PageLayout(page=page, width=width, height=height, words=words.tobytes(), boxes=boxes.tobytes()))

    def add_gap(self, what: str, reason: str, *, location: str | None = None, code: str = "unread") -> None:
        """Records something that could not be read and why."""
        self._gaps.append(Gap(what=what, reason=reason, location=location, code=code))

    def build(self) -> Document:
        """The document as read so far."""
        source = self._source
        if self.page_count is not None:
            source = Source(
                name=source.name,
                media_type=source.media_type,
                sha256=source.sha256,
                bytes=source.bytes,
                pages=self.page_count,
                container=source.container,
                record_id=source.record_id,
                record_fields=source.record_fields,
            )
        return Document(
            source=source,
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            tables=tuple(self._tables),
            pages=tuple(self._pages),
            gaps=tuple(self._gaps),
            title=self.title,
        )

    def _append(self, words: str) -> Span:
        if self._length + len(words) > self._limits.max_text:
            raise LimitExceeded(f"The document holds more than {self._limits.max_text:,} characters of text; split it or raise max_text in the settings.")
        if len(self._blocks) >= self._limits.max_blocks:
            raise LimitExceeded(f"The document holds more than {self._limits.max_blocks:,} paragraphs and rows; split it or raise max_blocks in the settings.")
        if self._parts:
            self._parts.append("\n")
            self._length += 1
        start = self._length
        self._parts.append(words)
        self._length += len(words)
        return Span(start, self._length)

    def _join(self, pieces: Sequence[Piece]) -> tuple[str, tuple[Run, ...]]:
        """Joined text, and its runs with offsets as they will stand in the document; space at a seam is kept once."""
        base = self._length + (1 if self._parts else 0)
        parts: list[str] = []
        runs: list[Run] = []
        length = 0
        for piece in pieces:
            words = clean(piece.text)
            if not parts or parts[-1].endswith(" "):
                words = words.lstrip(" ")
            if not words:
                continue
            parts.append(words)
            if piece.style is not None or piece.position is not None:
                runs.append(Run(Span(base + length, base + length + len(words)), piece.style or Style(), piece.position))
            length += len(words)
        whole = "".join(parts)
        kept = len(whole.rstrip(" "))
        if kept == length:
            return whole, tuple(runs)
        trimmed = (Run(Span(run.span.start, min(run.span.end, base + kept)), run.style, run.position) for run in runs)
        return whole[:kept], tuple(run for run in trimmed if run.span.start < run.span.end)


def _placed(line: Sequence[TableCell], start: int) -> tuple[Cell, ...]:
    cells = []
    for cell in line:
        end = start + len(cell.text)
        cells.append(Cell(start, end, cell.row, cell.column, cell.row_span, cell.column_span, cell.header, cell.indent))
        start = end + 1
    return tuple(cells)
