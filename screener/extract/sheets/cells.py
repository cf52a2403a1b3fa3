"""The cells of one worksheet, streamed: values as shown, merged places, what is hidden, and the ids of what belongs to the sheet."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from screener.extract.sheets.format_code import GENERAL
from screener.extract.sheets.number_format import is_date_code, show_general, show_number, show_text
from screener.extract.sheets.styles import NS, PLAIN, CellStyle
from screener.extract.xml import iterate_xml

REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
HIDDEN_COLUMN = "hidden column"
HIDDEN_ROW = "hidden row"
BLANK_FORMAT = "number format that shows nothing"
_TAGS = ("row", "col", "sheetFormatPr", "mergeCell", "conditionalFormatting", "headerFooter", "drawing", "tablePart")
_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MAX_COLUMNS = 16_384
_MAX_ROWS = 1_048_576
_MAX_MERGES = 100_000


class Area(NamedTuple):
    """A rectangle of cells, 1-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class SheetCell(NamedTuple):
    """A cell with text to show; row and column are 1-based. `kind` is "number", "date" or "text"; `unseen` says why it does not show."""

    row: int
    column: int
    text: str
    kind: str
    indent: int = 0
    unseen: str | None = None


@dataclass(kw_only=True, slots=True)
class Sheet:
    """What one worksheet holds. Rows and columns are 1-based; `without_value` counts formulas that were never calculated."""

    cells: list[SheetCell] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: dict[tuple[int, int], Area] = field(default_factory=dict)
    dressed: list[Area] = field(default_factory=list)  # ranges whose colours come from rules or table styles, not from the cell
    furniture: list[tuple[str, str]] = field(default_factory=list)  # ("header" or "footer", text)
    drawings: list[str] = field(default_factory=list)  # relationship ids
    tables: list[str] = field(default_factory=list)  # relationship ids
    without_value: int = 0
    cut_short: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """What the workbook shares among its sheets to show a value."""

    strings: Sequence[str]
    styles: Sequence[CellStyle]
    date1904: bool = False


def read_sheet(data: bytes, part: str, values: Values, max_cells: int) -> Sheet:
    """The sheet in this part, up to `max_cells` cells. CorruptDocument when the part is broken."""
    sheet = Sheet()
    rows_hidden_by_default = False
    number = 0
    for element in iterate_xml(data, part, tuple(NS + tag for tag in _TAGS)):
        tag = element.tag[len(NS) :]
        if tag == "row":
            number = _row_number(element, number)
            if _is_row_hidden(element, by_default=rows_hidden_by_default):
                sheet.hidden_rows.add(number)
            _take_cells(sheet, element, number, values, max_cells)
        elif tag == "sheetFormatPr":
            rows_hidden_by_default = _is_true(element.get("zeroHeight"))
        else:
            _take_other(sheet, tag, element)
    sheet.cells = [cell._replace(unseen=HIDDEN_COLUMN) if cell.column in sheet.hidden_columns else cell for cell in _in_order(sheet.cells)]
    return sheet


def read_strings(data: bytes, part: str) -> list[str]:
    """The shared strings of a workbook; phonetic hints are left out."""
    return [text_of(item) for item in iterate_xml(data, part, (f"{NS}si",))]


def text_of(node: etree._Element) -> str:
    """The text of a string item: plain, or rich in runs."""
    if len(node) == 1 and node[0].tag == f"{NS}t":
        return unescape(node[0].text or "")
    parts = (t.text or "" for t in node.iter(f"{NS}t") if (above := t.getparent()) is None or above.tag != f"{NS}rPh")
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """Opens `_x000D_` and the like, as spreadsheets write characters XML has no place for."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def place(reference: str) -> tuple[int, int] | None:
    """Row and column of "B7", 1-based; None if it is no place on a sheet."""
    match = _REF.fullmatch(reference.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if 1 <= row <= _MAX_ROWS and column <= _MAX_COLUMNS else None


def reference(row: int, column: int) -> str:
    """Where it is in letters: "B7" for row 7, column 2."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def area(text: str) -> Area | None:
    """A rectangle from "A1:C3" or "B2"; None if it is neither."""
    first, _, last = text.partition(":")
    start, end = place(first), place(last or first)
    if start is None or end is None:
        return None
    return Area(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))


def _in_order(cells: list[SheetCell]) -> list[SheetCell]:
    if all((a.row, a.column) < (b.row, b.column) for a, b in itertools.pairwise(cells)):
        return cells
    return [cell for _, cell in sorted({(cell.row, cell.column): cell for cell in cells}.items())]


def _take_cells(sheet: Sheet, row: etree._Element, number: int, values: Values, max_cells: int) -> None:
    column = 0
    for node in row.iterchildren(f"{NS}c"):
        found = place(node.get("r", ""))
        column = found[1] if found else column + 1
        if len(sheet.cells) >= max_cells:
            sheet.cut_short = True
            return
        cell = _cell(node, number, column, values)
        if cell is not None:
            sheet.cells.append(cell)
        elif node.find(f"{NS}f") is not None and node.findtext(f"{NS}v") in {None, ""} and node.get("t") != "str":
            sheet.without_value += 1


def _cell(node: etree._Element, row: int, column: int, values: Values) -> SheetCell | None:
    index = _whole(node.get("s", "0"))
    style = values.styles[index] if index < len(values.styles) else PLAIN
    text, kind = _shown(node, style, values)
    if text.strip():
        return SheetCell(row, column, text, kind, style.indent, style.unseen)
    raw = node.findtext(f"{NS}v") or ""
    if raw and node.get("t", "n") == "n" and style.code != GENERAL:
        return SheetCell(row, column, show_general(_number(raw) or 0.0), "number", style.indent, BLANK_FORMAT)
    return None


def _shown(node: etree._Element, style: CellStyle, values: Values) -> tuple[str, str]:
    """The value as shown and its kind."""
    kind = node.get("t", "n")
    if kind == "inlineStr":
        inline = node.find(f"{NS}is")
        return (show_text(text_of(inline), style.code) if inline is not None else "", "text")
    raw = node.findtext(f"{NS}v") or ""
    if kind == "s":
        index = _whole(raw)
        return (show_text(values.strings[index], style.code) if raw and index < len(values.strings) else "", "text")
    if kind == "b":
        return ({"1": "TRUE", "0": "FALSE"}.get(raw, raw), "text")
    if kind == "d":
        return raw, "date"
    number = _number(raw) if kind == "n" else None
    if number is None:
        return (show_text(unescape(raw), style.code) if kind == "str" else raw, "text")
    if style.code == GENERAL:
        return show_general(number), "number"
    return show_number(number, style.code, date1904=values.date1904), "date" if is_date_code(style.code) else "number"


def _number(raw: str) -> float | None:
    try:
        return float(raw)
    except ValueError:
        return None


def _take_other(sheet: Sheet, tag: str, element: etree._Element) -> None:
    if tag == "col" and (_is_true(element.get("hidden")) or _number(element.get("width", "1")) == 0):
        sheet.hidden_columns.update(range(_whole(element.get("min", "0")), min(_whole(element.get("max", "0")), _MAX_COLUMNS) + 1))
    elif tag == "mergeCell" and (merged := area(element.get("ref", ""))) and len(sheet.merges) < _MAX_MERGES:
        sheet.merges[merged.top, merged.left] = merged
    elif tag == "conditionalFormatting":
        sheet.dressed.extend(found for part in element.get("sqref", "").split() if (found := area(part)))
    elif tag == "headerFooter":
        sheet.furniture.extend(_furniture(element))
    elif tag == "drawing":
        sheet.drawings.append(element.get(f"{REL}id", ""))
    elif tag == "tablePart":
        sheet.tables.append(element.get(f"{REL}id", ""))


# &L, &C and &R open the three parts; fonts, sizes and colours are codes too, and &P, &D and the like are filled in when printed.
_FURNITURE_CODE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d{1,3}|&[LCR]|&[A-Za-z]|&&')


def _furniture(element: etree._Element) -> Iterator[tuple[str, str]]:
    seen = set[tuple[str, str]]()
    for node in element.iterchildren(f"{NS}*"):
        kind = "header" if node.tag.endswith("Header") else "footer"
        for part in re.split(r"(?<!&)&[LCR]", node.text or ""):
            text = " ".join(_FURNITURE_CODE.sub(lambda match: "&" if match[0] == "&&" else " ", part).split())
            if any(c.isalpha() for c in text) and (kind, text) not in seen:
                seen.add((kind, text))
                yield kind, text


def _row_number(element: etree._Element, previous: int) -> int:
    return min(_whole(element.get("r", "")) or previous + 1, _MAX_ROWS)


def _is_row_hidden(element: etree._Element, *, by_default: bool) -> bool:
    hidden = element.get("hidden")
    if hidden is not None:
        return _is_true(hidden)
    height = element.get("ht")
    return _number(height) == 0 if height is not None else by_default


def _is_true(value: str | None) -> bool:
    return value in {"1", "true", "on"}


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 9 else 0  # noqa: PLR2004 - more digits than any index has
