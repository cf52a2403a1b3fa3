"""Plain text to blocks: paragraphs (wrapped or one a line), headings, list items, speaker turns, and tables of spaces or pipes."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from screener.extract.builder import DocumentBuilder, TableCell
from screener.extract.decode import decode
from screener.extract.limits import Limits
from screener.extract.page_marks import page_marks
from screener.types import BlockKind, Provenance

BULLETS = frozenset("•·▪‣◦■□●○►➢✓✔❖")
MARKED = re.compile(rf"(\s{{0,40}})(?:[{''.join(sorted(BULLETS))}]|(?:[-*–—o]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)])\s)\s{{0,40}}\S")
_LONE_MARK = re.compile(rf"\s{{0,40}}(?:[{''.join(sorted(BULLETS))}]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)])\s{{0,40}}")  # its words stand on the next line
_SPEAKER = re.compile(r"[A-Z][\w.,'’ ()&-]{1,80}(?: [–—-] [\w.,'’ &()/-]{2,80})?:(?:\s|$)")
_TURN = re.compile(r"\s{0,20}[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){1,4} ?(?:-{1,2}|[–—]) \S")
_HEADING_WORDS = 12
_HEADING_CHARS = 200
_MAX_BLOCK = 50_000  # characters of one block; a file without line breaks is parted at spaces
_WRAP = range(45, 131)  # columns at which programs wrap mail and filings
_WIDE_WRAP = range(131, 181)  # columns of text copied from wide pages; so long a line may also be a paragraph of its own
_GOES_ON = 0.35  # of the lines behind full ones that begin in small letters, in text that is wrapped
_FULL = 0.7  # of the wrapping column: a shorter line ended on purpose
_RUN = 4  # lines that tell by themselves whether they are wrapped
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|_{3,}|~{3,}|\*{3,})\s*")
_RULED = " \t.-_=*~"  # what lines drawn across a page are made of
_PDF_HYPHEN = "\x02"  # what a hyphen at a line's end becomes in text copied out of a PDF
_GAP = re.compile(r" {2,}|\t+")
_FIGURE = re.compile(r"\(?[-–—$€£]{0,2}\(?\d[\d,.]{0,20}\)?%?\)?|[-–—]{1,2}|\$")
_SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "our", "the", "to", "vs", "with"})

PlaceOf = Callable[[int], Provenance]  # from the 1-based line


class TextBlock(NamedTuple):
    """One block of plain text; `line` is the 1-based line it begins on."""

    kind: BlockKind
    text: str
    level: int | None
    line: int


class Line(NamedTuple):
    """A line with its 1-based number."""

    number: int
    text: str


def read(data: bytes, builder: DocumentBuilder, _limits: Limits) -> None:
    """Adds the blocks of a text file; letters lost in a broken encoding become a gap."""
    decoded = decode(data)
    if decoded.lossy:
        builder.add_gap("encoding", "Some bytes mean nothing in the file's encoding and were shown as \ufffd; save the file as UTF-8.", code="encoding")
    add_text(builder, decoded.text)


def add_text(builder: DocumentBuilder, text: str, place: PlaceOf = lambda line: Provenance(line=line)) -> None:
    """Adds plain text as headings, paragraphs, list items and tables; `place` gives each line's provenance."""
    lines = _lines(text)
    marks = page_marks([line.text for line in lines])
    waiting = deque(lines[i] for i in sorted(marks))
    if marks:
        lines = [line for i, line in enumerate(lines) if i not in marks]
    column = _wrapping_column([line.text for line in lines])
    for run in _runs(lines):
        for part in _tables_parted(run):
            _add_marks(builder, waiting, part.rows[0][0] if isinstance(part, _Table) else part[0].number, place)
            if isinstance(part, _Table):
                _add_table(builder, part, place)
                continue
            for block in _blocks(part, column):
                _add_marks(builder, waiting, block.line, place)
                builder.add(block.kind, block.text, provenance=place(block.line), level=block.level)
    _add_marks(builder, waiting, None, place)


def _add_marks(builder: DocumentBuilder, waiting: deque[Line], before: int | None, place: PlaceOf) -> None:
    """Adds the marks of pages that stand before a line, or all that wait."""
    while waiting and (before is None or waiting[0].number < before):
        mark = waiting.popleft()
        builder.add(BlockKind.FOOTER, mark.text, provenance=place(mark.number))


def line_blocks(text: str) -> Iterator[TextBlock]:
    """The blocks of plain text, tables left as lines."""
    lines = _lines(text)
    column = _wrapping_column([line.text for line in lines])
    for run in _runs(lines):
        yield from _blocks(run, column)


def _lines(text: str) -> list[Line]:
    flat = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\f", "\n\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
        .replace("\x00", "")
        .replace(_PDF_HYPHEN, "-")
    )
    return [Line(number, line) for number, line in enumerate(flat.split("\n"), start=1)]


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines between blank lines."""
    run: list[Line] = []
    for line in lines:
        if line.text and not line.text.isspace():
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _wrapping_column(lines: Sequence[str]) -> int | None:
    """The column at which a program broke the lines, None where every line ends on purpose."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip(_RULED))
    if not lengths:
        return None
    column = lengths[min(int(len(lengths) * 0.95), len(lengths) - 1)]
    if column not in _WRAP and column not in _WIDE_WRAP:
        return None
    full = [line.rstrip() for line in lines if _FULL * column <= len(line.rstrip()) <= column]
    broken = sum(1 for line in full if line[-1] not in ".?!:;|")
    if broken < 2 or broken * 2 <= len(full):  # noqa: PLR2004 - one line tells nothing
        return None
    return column if column in _WRAP or _is_cut(lines, int(_FULL * column)) else None


def _is_cut(lines: Sequence[str], full: int) -> bool:
    """Whether long lines go on in the next one, as its small first letter shows."""
    behind = [after.lstrip()[:1] for line, after in pairwise(lines) if len(line.rstrip()) >= full and after.strip()]
    return sum(map(str.islower, behind)) >= _GOES_ON * max(len(behind), 1)


def _blocks(run: Sequence[Line], column: int | None) -> Iterator[TextBlock]:
    if len(run) >= _RUN:
        column = _wrapping_column([line.text for line in run]) or (column if _fits(run, column) else None)
    paragraph: list[Line] = []
    for line in run:
        if _UNDERLINE.fullmatch(line.text):
            yield from _flushed(paragraph, underlined=True)
            paragraph = []
            continue
        if paragraph and _starts_block(line.text, paragraph, column):
            yield from _flushed(paragraph)
            paragraph = []
        paragraph.append(line)
    yield from _flushed(paragraph)


def _fits(run: Sequence[Line], column: int | None) -> bool:
    return column is not None and all(len(line.text.rstrip()) <= column for line in run)


def _starts_block(line: str, paragraph: Sequence[Line], column: int | None) -> bool:
    """Whether a line opens a block of its own although no blank line stands before it."""
    previous = paragraph[-1].text.rstrip()
    if len(paragraph) == 1 and _LONE_MARK.fullmatch(previous):
        return False
    if MARKED.match(line) or _SPEAKER.match(line) or (len(paragraph) == 1 and _is_turn(previous)) or (previous[-1] in ".?!:" and _is_turn(line)):
        return True
    if (len(previous) in _WRAP or (column or 0) in _WIDE_WRAP) and line.lstrip()[:1].islower() and previous[-1] not in ".?!:":
        return False
    if column is None:
        return True
    would_reach = len(previous) + 1 + len(line.split(None, 1)[0])
    return would_reach <= (column if previous[-1] in ".?!:" else _FULL * column)


def _is_turn(line: str) -> bool:
    """Whether a line names who speaks next: "Jane Roe - Harbor Mills, Inc. - Chief Financial Officer"."""
    if len(line) > _HEADING_CHARS or line.rstrip()[-1:] in ",;:" or _TURN.match(line) is None:
        return False
    return all(word[0].isupper() or len(word) <= len("with") or not word[0].isalpha() for word in line.split())


def _flushed(lines: Sequence[Line], *, underlined: bool = False) -> Iterator[TextBlock]:
    if not lines:
        return
    text = lines[0].text.strip() if len(lines) == 1 else " ".join(line.text.strip() for line in lines)
    number = lines[0].number
    if len(text) > _MAX_BLOCK:
        yield from (TextBlock(BlockKind.PARAGRAPH, part, None, number) for part in parted(text))
        return
    marker = MARKED.match(text if _LONE_MARK.fullmatch(lines[0].text) else lines[0].text)
    if marker is not None:
        yield TextBlock(BlockKind.LIST_ITEM, text, 1 + len(marker[1].expandtabs()) // 2, number)
    elif (underlined and len(text) <= _HEADING_CHARS and text[-1] not in ".,;") or (len(lines) == 1 and _is_heading(text)):
        yield TextBlock(BlockKind.HEADING, text, 1 if text.isupper() else 2, number)
    else:
        yield TextBlock(BlockKind.PARAGRAPH, text, None, number)


def parted(text: str) -> Iterator[str]:
    """A text without line breaks in parts of bounded length, cut at spaces where there are any."""
    start = 0
    while len(text) - start > _MAX_BLOCK:
        end = text.rfind(" ", start + _MAX_BLOCK // 2, start + _MAX_BLOCK)
        end = start + _MAX_BLOCK if end < 0 else end
        yield text[start:end]
        start = end
    yield text[start:]


def _is_heading(text: str) -> bool:
    """A short line of capitals, or in title case without a stop, that no sentence runs through."""
    if len(text) > _HEADING_CHARS or _SPEAKER.match(text) or text[-1] in '.,;:!?…”"' or not text[0].isupper():
        return False
    words = [word for word in text.split() if word[0].isalpha()]
    if not 1 <= len(words) <= _HEADING_WORDS or any(c in "#@|" for c in text):
        return False
    return text.isupper() or (len(words) > 1 and all(word[0].isupper() or word in _SMALL for word in words))


class _Table(NamedTuple):
    rows: list[tuple[int, list[tuple[int, int, str]]]]  # line, then start, end and text of each cell


def _tables_parted(run: Sequence[Line]) -> Iterator[list[Line] | _Table]:
    """The run with stretches of table lines taken together."""
    held: list[Line] = []
    rows: list[tuple[int, list[tuple[int, int, str]]]] = []
    for line in run:
        cells = _cells(line.text)
        if cells is not None:
            if held and not rows:
                yield held
                held = []
            rows.append((line.number, cells))
            continue
        if rows and not _UNDERLINE.fullmatch(line.text):
            yield _Table(rows) if _is_table(rows) else [row for row in run if rows[0][0] <= row.number <= rows[-1][0]]
            rows = []
        if not rows:
            held.append(line)
    if rows:
        yield _Table(rows) if _is_table(rows) else [row for row in run if rows[0][0] <= row.number <= rows[-1][0]]
    if held:
        yield held


def _is_table(rows: list[tuple[int, list[tuple[int, int, str]]]]) -> bool:
    return len(rows) > 1 and any(cells for _, cells in rows)


def _cells(line: str) -> list[tuple[int, int, str]] | None:
    """Cells of a line made with pipes, or with gaps of spaces and a figure at its end; None for ordinary text."""
    if len(line) > 1000:  # noqa: PLR2004 - no one lines up longer rows by hand
        return None
    if line.count("|") > 1:
        return [cell for cell in _between(line, re.compile(r"\|")) if cell[2].strip("-=: +")]
    cells = _between(line.expandtabs(8), _GAP)
    return cells if len(cells) > 1 and _FIGURE.fullmatch(cells[-1][2]) and not MARKED.match(line) else None


def _between(line: str, gap: re.Pattern[str]) -> list[tuple[int, int, str]]:
    cells = []
    start = 0
    for end, after in [*((found.start(), found.end()) for found in gap.finditer(line)), (len(line), len(line))]:
        text = line[start:end]
        if text.strip():
            cells.append((start + len(text) - len(text.lstrip()), start + len(text.rstrip()), text.strip()))
        start = after
    return cells


def _add_table(builder: DocumentBuilder, table: _Table, place: PlaceOf) -> None:
    """Cells stand in the column of the longest row that they reach over."""
    rows = [row for row in table.rows if row[1]]
    model = max(rows, key=lambda row: len(row[1]))[1]
    cells = [
        TableCell(text, number, _column(start, end, model) if len(row) < len(model) else i)
        for number, (_, row) in enumerate(rows)
        for i, (start, end, text) in enumerate(row)
    ]
    builder.add_table(cells, provenance=place(rows[0][0]), row_provenance=[place(line) for line, _ in rows])


def _column(start: int, end: int, model: Sequence[tuple[int, int, str]]) -> int:
    return min(range(len(model)), key=lambda i: abs(model[i][0] + model[i][1] - start - end) if model[i][1] <= start or end <= model[i][0] else -1)
