"""Tables of a page: which are only layout, and how the cells of the others stand in rows and columns.

Filings set a currency sign, a parenthesis and a percent sign in cells of their own and pad with empty cells: the pieces are
joined to the number they belong to, and the number keeps its column of the grid, so that values stand under their period.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from screener.extract.builder import TableCell, clean
from screener.extract.html.items import BREAK, Element, Grid, Item, Words
from screener.extract.html.style import Look
from screener.extract.html.tags import Empties, Tag
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
_VALUE = re.compile(
    r"[(\[+\-–—~<>]?(?:US|HK|NT|[CAR])?[$€£¥]?[(\-–]?\.?\d[\d,]*(?:\.\d+)?(?: ?(?:%|x|¢|bps|bp|pts|pp|[KMBT]|mm|million|billion|trillion))?"
    r"[)\]]*%?(?:[ *]|\(\w{1,2}\)|[⁰¹²³⁴-⁹⁽⁾])*"
)
_SIGNS = _OPENERS | _CLOSERS
_VALUE_START = frozenset("0123456789.([+-–—~<>$€£¥UHNCAR")
_CLEARLY_DATA = 6  # figures; fewer may stand in a table that only places text
_LABEL_COLUMNS = 4  # farther right stands no label
_NIL = frozenset({"-", "–", "—", "--", "$-", "$—", "$–", "—%", "-%", "–%", "NM", "N/M", "nm", "n/m", "N/A", "n/a", "*", "**"})
_YEAR = re.compile(r"(?:FY)?(?:19|20)\d\d")
_MARKER = re.compile(r"[•·▪‣◦■□●○►➢✓✔❑❖§–—\-o*†‡☐☒☑¨þx]{1,3}|[(\[]?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]{1,2}|[¹²³⁴-⁹⁽⁾]{1,4}|\[[ xX_]?\]")
_NOTE_MARKER = re.compile(r"\(\d{1,2}\)|\([a-z]\)|[*†‡]{1,3}|[¹²³⁴-⁹⁽⁾]{1,4}")
_FIGURE_INSIDE = re.compile(r"[$€£¥] ?\(?\d|\d ?%")
_LEAD_IN = re.compile(r"(?:item|section|article|part|exhibit) [\w.]{1,8}|\d{1,3}(?:\.\d{1,3})?[*†+#.]{0,3}", re.IGNORECASE)
_INNER_SPACE = re.compile(r"(?<=[$€£¥(]) (?=[\d(.$—–-])|(?<=[\d)]) (?=[)%])")


class Draft:
    """One cell with its place in the grid. A simple cell keeps its words bare; `blocks` makes stretches of them when the table is only layout."""

    __slots__ = ("bare", "column", "column_span", "header", "indent", "items", "look", "number", "row_span", "sign", "tag", "text", "value")

    def __init__(self, tag: Tag, number: int, column: int, indent: float) -> None:
        self.tag = tag.name
        self.number = number  # among the row's cells with this tag
        self.column = column
        self.row_span = tag.rows
        self.column_span = tag.columns
        self.indent = indent  # points
        self.header = tag.name == "th"
        self.items: list[Item] = []
        self.bare = ""
        self.look: Look | None = None
        self.text = ""
        self.value = False  # a figure, or the sign for none
        self.sign = False  # belongs to a neighbouring cell

    def close(self, bare: str = "", look: Look | None = None) -> None:
        """Takes the text of what was read: of one stretch in one look, or of the items."""
        self.bare, self.look = bare, look
        text = bare.strip() if look is not None else _text_of(self.items)
        if not (text.isascii() and text.isprintable() and "  " not in text):
            text = clean(text).strip()
        if len(text) <= _VALUE_CHARS:
            if " " in text:
                text = _INNER_SPACE.sub("", text)
            self.value = is_value(text)
            self.sign = text in _SIGNS or self.raised
        self.text = text

    def blocks(self, row: Element) -> list[Item]:
        """The stretches and tables inside."""
        if self.look is not None and not self.items:
            self.items = [Words([self.bare], [self.look], Element(row, self.tag, self.number))]
        return self.items

    @property
    def bold(self) -> bool:
        """Whether all its words are bold."""
        if self.look is not None:
            return self.look.style.bold is True
        return all(look.style.bold for item in self.items if isinstance(item, Words) for look in item.looks)

    @property
    def raised(self) -> bool:
        """Whether it holds nothing but a raised mark."""
        return self.look is None and bool(self.items) and all(isinstance(item, Words) and item.looks[0].raised for item in self.items)

    @property
    def lead(self) -> str:
        """The first words as written, white space included."""
        if self.look is not None:
            return self.bare
        return self.items[0].parts[0] if isinstance(self.items[0], Words) else ""


def _text_of(items: list[Item]) -> str:
    return " ".join(item.text for item in items if isinstance(item, Words))


class OpenRow:
    """A row while it is read."""

    __slots__ = ("drafts", "element", "header", "hidden", "number")

    def __init__(self, element: Element, number: int, *, header: bool, hidden: str | None) -> None:
        self.element = element
        self.number = number  # 0-based in the table
        self.header = header
        self.hidden = hidden
        self.drafts: list[Draft] = []


@dataclass(slots=True)
class OpenTable:
    """A table while it is read: its rows, the places that cells of earlier rows still cover, and what stands beside the grid."""

    element: Element
    hidden: str | None
    outer: list[Item] | None  # where the table's items go, None for the page itself
    rows: list[OpenRow] = field(default_factory=list)
    extras: list[Item] = field(default_factory=list)  # hidden cells, pictures' words, comments
    caption: list[Item] = field(default_factory=list)
    open_cells: list[Draft] = field(default_factory=list)
    nested: bool = False  # a cell holds a table of its own
    column: int = 0
    cell_numbers: dict[str, int] = field(default_factory=dict)  # cells of the row so far, by tag
    _covered: dict[int, int] = field(default_factory=dict)  # column to the last row covered

    def number_cell(self, tag: str) -> int:
        """1-based place of the next cell among the row's cells with this tag."""
        number = self.cell_numbers[tag] = self.cell_numbers.get(tag, 0) + 1
        return number

    def place(self, row_span: int, column_span: int) -> int:
        """Takes the next free columns of the row and returns the first of them."""
        column = self.column
        covered = self._covered
        if covered:
            row = len(self.rows) - 1
            while covered.get(column, -1) >= row:
                column += 1
        self.column = column + column_span
        if row_span > 1 and column < _MAX_COLUMNS:
            covered.update(dict.fromkeys(range(column, min(self.column, _MAX_COLUMNS)), len(self.rows) - 2 + row_span))
        return column

    def skip(self, empties: Empties) -> None:
        """Numbers and places empty cells, which are all `td`."""
        if empties.columns and not self._covered:
            self.cell_numbers["td"] = self.cell_numbers.get("td", 0) + len(empties.cells)
            self.column += empties.columns
            return
        for cell in empties.cells:
            self.number_cell(cell.name)
            if not cell.gone:
                self.place(cell.rows, cell.columns)


def shaped(table: OpenTable) -> list[Item]:
    """The table as items: a grid, or the blocks in its cells where it is only layout or a list; what stands beside it comes last."""
    rows = [row for row in table.rows if row.drafts]
    if not rows:
        return [*table.caption, *table.extras]
    values = sum(1 for row in rows for draft in row.drafts[1:] if draft.value)
    if table.nested or (values < _CLEARLY_DATA and _is_layout(rows, values)):
        return [*table.caption, *(item for row in rows for item in _unwrapped(row, alone=len(rows) == 1)), *table.extras]
    if values < _CLEARLY_DATA and _is_list(rows):
        return [*table.caption, *(_listed(row) for row in rows), *table.extras]
    before, inner, after = _without_notes(rows)
    notes = [item for row in after for item in _unwrapped(row, alone=False)]
    return [*(item for row in before for item in _unwrapped(row, alone=False)), *_grid(table, inner), *notes, *table.extras]


def is_value(text: str) -> bool:
    """Whether a cell's text is a figure (or stands for none), not a year or a label."""
    if text in _NIL:
        return True
    return text[:1] in _VALUE_START and len(text) <= _VALUE_CHARS and _VALUE.fullmatch(text) is not None and _YEAR.fullmatch(text) is None


def _is_list(rows: Sequence[OpenRow]) -> bool:
    """A marker in a cell of its own before each text: bullets, check boxes, notes below a table."""
    marked = [len(row.drafts) == 2 and _MARKER.fullmatch(row.drafts[0].text) is not None and not row.drafts[1].value for row in rows]  # noqa: PLR2004
    return any(marked) and all(is_marked or len(row.drafts) == 1 for is_marked, row in zip(marked, rows, strict=True))


def _listed(row: OpenRow) -> Words:
    if len(row.drafts) == 1:
        return _joined_words(row, None)
    mark = row.drafts[0].text
    return _joined_words(row, BlockKind.FOOTNOTE if _NOTE_MARKER.fullmatch(mark) and not mark[1:2].isalpha() else BlockKind.LIST_ITEM)


def _joined_words(row: OpenRow, kind: BlockKind | None) -> Words:
    """All words of a row as one stretch."""
    parts: list[str] = []
    looks: list[Look] = []
    for item in (item for draft in row.drafts for item in draft.blocks(row.element) if isinstance(item, Words)):
        parts += [*item.parts, " "]
        looks += [*item.looks, item.looks[-1]]
    flat = [" " if part == BREAK else part for part in parts[:-1]]
    return Words(flat, looks[:-1], row.element, row.hidden, kind)


def _is_layout(rows: Sequence[OpenRow], values: int) -> bool:
    """Whether the grid only places text on the page: one cell a row, running text, or columns of paragraphs."""
    if all(len(row.drafts) == 1 for row in rows):
        return True
    if _is_list(rows):
        return False
    drafts = [draft for row in rows for draft in row.drafts]
    prose = sum(1 for draft in drafts if draft.text.count(" ") >= _PROSE_WORDS)
    if values:
        return prose > values
    blocks = sum(len(draft.items) or 1 for draft in drafts)
    return len(rows) == 1 or prose * 3 >= len(drafts) or blocks >= 3 * len(drafts)


def _unwrapped(row: OpenRow, *, alone: bool) -> list[Item]:
    """The blocks of a row's cells; a lead-in such as "Item 2.02" stays with its title, a mark with its note."""
    first = row.drafts[0].text
    if len(row.drafts) == 2 and ((alone and _LEAD_IN.fullmatch(first)) or _MARKER.fullmatch(first)):  # noqa: PLR2004
        return [_listed(row) if _MARKER.fullmatch(first) else _joined_words(row, None)]
    return [item for draft in row.drafts for item in draft.blocks(row.element)]


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


def _grid(table: OpenTable, rows: list[OpenRow]) -> list[Grid]:
    if not rows:
        return []
    headers = _header_rows(rows)
    depths = _indents(rows[headers:])
    cells: list[TableCell] = []
    for i, row in enumerate(rows):
        header = row.header or i < headers
        depth = depths.get(row.number, 0)
        drafts = row.drafts
        joined = _joined(drafts) if any([draft.sign for draft in drafts]) else [(draft, draft.text, draft.column) for draft in drafts]  # noqa: C419 - a list is faster here
        for draft, text, column in joined:
            width = draft.column + draft.column_span - column
            cells.append(TableCell(text, row.number, column, draft.row_span, width, header or draft.header, depth))
            depth = 0
    hidden = frozenset(row.number for row in rows if row.hidden) if table.hidden is None else frozenset[int]()
    caption = _text_of(table.caption) or None
    return [Grid(cells, table.element, {row.number: row.element for row in rows}, caption, table.hidden, hidden)]


def _joined(drafts: Sequence[Draft]) -> list[tuple[Draft, str, int]]:
    """Cells with the signs around a number joined to it, and the column where each begins: that of the sign, under the head of its period."""
    out: list[tuple[Draft, str, int]] = []
    opener: Draft | None = None
    for draft in drafts:
        text = draft.text
        if out and _closes(text, out[-1], draft):
            last, before, column = out[-1]
            out[-1] = (last, f"{before} {text}" if (text[-1].isalpha() and text[-1] != "x") or draft.raised else before + text, column)
            continue
        if opener is not None:
            if draft.value or text[0].isdecimal() or text[0] == "(":
                out.append((draft, opener.text + text, opener.column))
                opener = None
                continue
            out.append((opener, opener.text, opener.column))
            opener = None
        if text in _OPENERS:
            opener = draft
        else:
            out.append((draft, text, draft.column))
    if opener is not None:
        out.append((opener, opener.text, opener.column))
    return out


def _closes(text: str, last: tuple[Draft, str, int], draft: Draft) -> bool:
    before, written, _ = last
    if draft.column - before.column - before.column_span > _JOIN_REACH:
        return False
    if text[0] == ")":
        return written.count("(") > written.count(")")
    if text in _CLOSERS:
        return before.value or written[-1].isdecimal()
    return draft.raised and len(text) < 6  # noqa: PLR2004 - a footnote mark


def _header_rows(rows: Sequence[OpenRow]) -> int:
    """How many leading rows name the columns: no figures in them, and something beyond the first column."""
    last, labels = 0, min(row.drafts[0].column for row in rows)
    for i, row in enumerate(rows):
        if any(draft.value or _FIGURE_INSIDE.search(draft.text) for draft in row.drafts if draft.column > labels):
            break
        if len(row.drafts) > 1 or row.drafts[0].column > labels:
            last = i + 1
    else:
        return _text_header(rows)
    return last


def _text_header(rows: Sequence[OpenRow]) -> int:
    """In a table without figures the first row is a header when it alone is bold."""
    first = all(draft.bold for draft in rows[0].drafts)
    return 1 if first and len(rows) > 1 and not all(draft.bold for draft in rows[1].drafts) else 0


def _indents(rows: Sequence[OpenRow]) -> dict[int, int]:
    """Depth of each row's label by row number, from its padding and the empty cells before it: 0 for the outermost."""
    amounts: dict[int, float] = {}
    for row in rows:
        label = row.drafts[0]
        if not label.value and label.column < _LABEL_COLUMNS:
            spaces = label.lead
            shift = _CHARS_OF_PT * (len(spaces) - len(spaces.lstrip("\u00a0"))) if spaces[:1] == "\u00a0" else 0.0
            amounts[row.number] = label.indent + shift + _COLUMN_OF_PT * label.column
    steps: list[float] = []
    for amount in sorted(set(amounts.values())):
        if not steps or amount - steps[-1] >= _INDENT_STEP:
            steps.append(amount)
    return {number: bisect_right(steps, amount) - 1 for number, amount in amounts.items()}
