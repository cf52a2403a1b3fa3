"""Tables of a page: which are only layout, and how the cells of the others stand in rows and columns.

Filings set a currency sign, a parenthesis and a percent sign in cells of their own and pad with empty cells: the pieces are
joined to the number they belong to, and the number keeps its column of the grid, so that values stand under their period.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from screener.extract.builder import TableCell
from screener.extract.html_blocks import BREAK, Element, Grid, Item, Words
from screener.extract.html_style import Look
from screener.types import BlockKind

_MAX_COLUMNS = 1000  # as browsers bound spans
_VALUE_CHARS = 40
_PROSE_WORDS = 30
_NOTE_WORDS = 12  # a full-width row this long is a sentence, not a label
_JOIN_REACH = 2  # columns between a number and the sign that closes it
_INDENT_STEP = 2.0  # points; smaller differences are padding
_CHARS_OF_PT = 3.0  # a no-break space in front of a label
_COLUMN_OF_PT = 10.0  # an empty cell in front of a label
_OPENERS = frozenset({"$", "(", "$(", "($", "€", "£", "¥", "US$", "C$", "A$", "HK$", "R$", "NT$", "RMB", "€(", "£("})
_CLOSERS = frozenset({")", "%", ")%", "%)", "x", ")x", "¢", "bps", "bp", "pts", "pp", "pt"})
_VALUE = re.compile(r"[(\[+\-–—~<>]?(?:US|HK|NT|[CAR])?[$€£¥]?[(\-–]?\.?\d[\d,]*(?:\.\d+)?(?: ?(?:%|x|¢|bps|bp|pts|pp|[KMBT]|mm|million|billion|trillion))?[)\]]*%?(?:[ *]|\(\w{1,2}\)|[⁰¹²³⁴-⁹⁽⁾])*")
_NIL = frozenset({"-", "–", "—", "--", "$-", "$—", "$–", "—%", "-%", "–%", "NM", "N/M", "nm", "n/m", "N/A", "n/a", "*", "**"})
_YEAR = re.compile(r"(?:FY)?(?:19|20)\d\d")
_MARKER = re.compile(r"[•·▪‣◦■□●○►➢✓✔❑❖§–—\-o*†‡☐☒☑¨þx]{1,3}|[(\[]?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]{1,2}|[¹²³⁴-⁹⁽⁾]{1,4}|\[[ xX_]?\]")
_NOTE_MARKER = re.compile(r"\(\d{1,2}\)|\([a-z]\)|[*†‡]{1,3}|[¹²³⁴-⁹⁽⁾]{1,4}")
_ITEM = re.compile(r"(?:item|section|article|part|exhibit) [\w.]{1,8}", re.IGNORECASE)
_INNER_SPACE = re.compile(r"(?<=[$€£¥(]) (?=[\d(.$—–-])|(?<=[\d)]) (?=[)%])")


class Draft:
    """One cell that holds something, with its place in the grid."""

    __slots__ = ("column", "column_span", "header", "indent", "items", "row_span", "text")

    def __init__(self, column: int, row_span: int, column_span: int, items: list[Item], *, header: bool, indent: float) -> None:
        self.column = column
        self.row_span = row_span
        self.column_span = column_span
        self.items = items
        self.header = header
        self.indent = indent
        self.text = _text_of(items)

    @property
    def bold(self) -> bool:
        """Whether all its words are bold."""
        return all(look.style.bold for item in self.items if isinstance(item, Words) for look in item.looks)

    @property
    def raised(self) -> bool:
        """Whether it holds nothing but a raised mark."""
        return all(isinstance(item, Words) and all(look.raised for look in item.looks) for item in self.items)


def _text_of(items: list[Item]) -> str:
    if len(items) == 1 and isinstance(items[0], Words):
        text = items[0].text
    else:
        text = " ".join(item.text for item in items if isinstance(item, Words))
    return _INNER_SPACE.sub("", text) if len(text) <= _VALUE_CHARS and " " in text else text


@dataclass(slots=True)
class OpenRow:
    """A row while it is read."""

    element: Element
    header: bool
    hidden: str | None
    drafts: list[Draft] = field(default_factory=list)


@dataclass(slots=True)
class OpenTable:
    """A table while it is read: its rows, the places that cells of earlier rows still cover, and what stands beside the grid."""

    element: Element
    hidden: str | None
    outer: list[Item] | None  # where the table's items go, None for the page itself
    rows: list[OpenRow] = field(default_factory=list)
    extras: list[Item] = field(default_factory=list)  # hidden cells, pictures' words, comments
    caption: list[Item] = field(default_factory=list)
    column: int = 0
    cell_numbers: dict[str, int] = field(default_factory=dict)
    _covered: dict[int, int] = field(default_factory=dict)  # column to the last row covered

    def place(self, row_span: int, column_span: int) -> int:
        """Takes the next free columns of the row and returns the first of them."""
        row = len(self.rows) - 1
        covered = self._covered
        column = self.column
        if covered:
            while covered.get(column, -1) >= row:
                column += 1
        self.column = column + column_span
        if row_span > 1 and column < _MAX_COLUMNS:
            covered.update(dict.fromkeys(range(column, min(self.column, _MAX_COLUMNS)), row + row_span - 1))
        return column


def span_of(value: str | None) -> int:
    """A colspan or rowspan as browsers read it: 1 to 1000."""
    return min(max(int(value), 1), _MAX_COLUMNS) if value and value.isdecimal() and len(value) < 6 else 1  # noqa: PLR2004 - longer ones are no spans


def shaped(table: OpenTable) -> list[Item]:
    """The table as items: a grid, or the blocks in its cells where it is only layout or a list; what stands beside it comes last."""
    rows = [row for row in table.rows if row.drafts]
    if not rows:
        return [*table.caption, *table.extras]
    if _is_list(rows):
        return [*table.caption, *(_listed(row) for row in rows), *table.extras]
    if _is_layout(rows):
        return [*table.caption, *(item for row in rows for item in _unwrapped(row, alone=len(rows) == 1)), *table.extras]
    before, inner, after = _without_notes(rows)
    notes = [item for row in after for item in _unwrapped(row, alone=False)]
    return [*(item for row in before for item in _unwrapped(row, alone=False)), _grid(table, inner), *notes, *table.extras]


def is_value(text: str) -> bool:
    """Whether a cell's text is a figure (or stands for none), not a year or a label."""
    if text in _NIL:
        return True
    return len(text) <= _VALUE_CHARS and _VALUE.fullmatch(text) is not None and _YEAR.fullmatch(text) is None


def _is_list(rows: Sequence[OpenRow]) -> bool:
    """A marker in a cell of its own before each text: bullets, check boxes, notes below a table."""
    marked = [row for row in rows if len(row.drafts) == 2 and _MARKER.fullmatch(row.drafts[0].text) and not is_value(row.drafts[1].text)]  # noqa: PLR2004
    return bool(marked) and all(row in marked or len(row.drafts) == 1 for row in rows) and not any(_has_table(row) for row in rows)


def _has_table(row: OpenRow) -> bool:
    return any(isinstance(item, Grid) for draft in row.drafts for item in draft.items)


def _listed(row: OpenRow) -> Words:
    marker = row.drafts[0].text
    if len(row.drafts) == 1:
        return _joined_words(row, None)
    return _joined_words(row, BlockKind.FOOTNOTE if _NOTE_MARKER.fullmatch(marker) else BlockKind.LIST_ITEM)


def _joined_words(row: OpenRow, kind: BlockKind | None) -> Words:
    """All words of a row as one stretch."""
    parts: list[str] = []
    looks: list[Look] = []
    for item in (item for draft in row.drafts for item in draft.items if isinstance(item, Words)):
        parts += [*item.parts, " "]
        looks += [*item.looks, item.looks[-1]]
    flat = [" " if part == BREAK else part for part in parts[:-1]]
    return Words(flat, looks[:-1], row.element, row.hidden, kind)


def _is_layout(rows: Sequence[OpenRow]) -> bool:
    """Whether the grid only places text on the page: nested tables, one cell a row, running text, or columns of paragraphs."""
    if any(_has_table(row) for row in rows) or all(len(row.drafts) == 1 for row in rows):
        return True
    drafts = [draft for row in rows for draft in row.drafts]
    values = sum(1 for row in rows for draft in row.drafts[1:] if is_value(draft.text))
    prose = sum(1 for draft in drafts if draft.text.count(" ") >= _PROSE_WORDS)
    if values:
        return prose > values
    blocks = sum(len(draft.items) for draft in drafts)
    return len(rows) == 1 or prose * 3 >= len(drafts) or blocks >= 3 * len(drafts)


def _unwrapped(row: OpenRow, *, alone: bool) -> list[Item]:
    """The blocks of a row's cells; a lead-in such as "Item 2.02" stays with its title."""
    if alone and len(row.drafts) == 2 and _ITEM.match(row.drafts[0].text) and not _has_table(row):  # noqa: PLR2004
        return [_joined_words(row, None)]
    return [item for draft in row.drafts for item in draft.items]


def _without_notes(rows: list[OpenRow]) -> tuple[list[OpenRow], list[OpenRow], list[OpenRow]]:
    """Parts sentences that stand in full-width rows above and below the figures from the rows between."""
    first, last = 0, len(rows)
    while first < last and _is_note(rows[first]):
        first += 1
    while last > first and _is_note(rows[last - 1]):
        last -= 1
    return rows[:first], rows[first:last], rows[last:]


def _is_note(row: OpenRow) -> bool:
    if len(row.drafts) == 2 and _NOTE_MARKER.fullmatch(row.drafts[0].text):  # noqa: PLR2004 - a mark and its note
        return row.drafts[1].text.count(" ") >= _NOTE_WORDS / 2
    return len(row.drafts) == 1 and row.drafts[0].text.count(" ") >= _NOTE_WORDS


def _grid(table: OpenTable, rows: list[OpenRow]) -> Grid:
    headers = _header_rows(rows)
    numbers = {id(row): number for number, row in enumerate(table.rows)}
    depths = _indents(rows)
    cells: list[TableCell] = []
    for i, row in enumerate(rows):
        number = numbers[id(row)]
        for j, (draft, text) in enumerate(_joined(row.drafts)):
            header = draft.header or row.header or i < headers
            cells.append(TableCell(text, number, draft.column, draft.row_span, draft.column_span, header, depths.get(id(row), 0) if j == 0 else 0))
    hidden = frozenset(numbers[id(row)] for row in rows if row.hidden and not table.hidden)
    caption = " ".join(item.text for item in table.caption if isinstance(item, Words)) or None
    return Grid(cells, table.element, [row.element for row in table.rows], caption, table.hidden, hidden)


def _joined(drafts: Sequence[Draft]) -> list[tuple[Draft, str]]:
    """Cells with the signs around a number joined to it; each keeps the place of its number."""
    out: list[tuple[Draft, str]] = []
    opener: Draft | None = None
    for draft in drafts:
        text = draft.text
        if out and _closes(text, out[-1], draft):
            last, before = out[-1]
            out[-1] = (last, f"{before} {text}" if text[-1].isalpha() and text[-1] != "x" or draft.raised else before + text)
            continue
        if opener is not None:
            if is_value(text) or text[0].isdecimal() or text[0] == "(":
                out.append((draft, opener.text + text))
                opener = None
                continue
            out.append((opener, opener.text))
            opener = None
        if text in _OPENERS:
            opener = draft
        else:
            out.append((draft, text))
    if opener is not None:
        out.append((opener, opener.text))
    return out


def _closes(text: str, last: tuple[Draft, str], draft: Draft) -> bool:
    before, written = last
    if draft.column - before.column - before.column_span > _JOIN_REACH:
        return False
    if text in _CLOSERS:
        return any(c.isdecimal() for c in written) or written[-1] in "—–-"
    return draft.raised and len(text) < 6  # noqa: PLR2004 - a footnote mark


def _header_rows(rows: Sequence[OpenRow]) -> int:
    """How many leading rows name the columns: no figures in them, and something beyond the first column."""
    last = 0
    for i, row in enumerate(rows):
        if any(is_value(text) for draft, text in _joined(row.drafts) if draft is not row.drafts[0] or draft.column > 0):
            break
        if len(row.drafts) > 1 or row.drafts[0].column > 0:
            last = i + 1
    else:
        return _text_header(rows)
    return last


def _text_header(rows: Sequence[OpenRow]) -> int:
    """In a table without figures the first row is a header when it alone is bold."""
    first = all(draft.bold for draft in rows[0].drafts)
    return 1 if first and len(rows) > 1 and not all(draft.bold for draft in rows[1].drafts) else 0


def _indents(rows: Sequence[OpenRow]) -> dict[int, int]:
    """Depth of each row's label, from its padding and the empty cells before it: 0 for the outermost, by id of the row."""
    amounts: dict[int, float] = {}
    for row in rows:
        label = row.drafts[0]
        if not is_value(label.text):
            amounts[id(row)] = label.indent + _COLUMN_OF_PT * label.column if label.column < 4 else 0.0  # noqa: PLR2004 - farther right it is no label
    steps: list[float] = []
    for amount in sorted(set(amounts.values())):
        if not steps or amount - steps[-1] >= _INDENT_STEP:
            steps.append(amount)
    return {key: max(sum(1 for step in steps if step <= amount) - 1, 0) for key, amount in amounts.items()}


def leading_spaces(item: Item) -> float:
    """Points of indentation made of no-break spaces before a label."""
    if not isinstance(item, Words):
        return 0.0
    first = item.parts[0]
    return _CHARS_OF_PT * (len(first) - len(first.lstrip("\u00a0"))) if first[0] == "\u00a0" else 0.0
