"""Cells of a sheet to tables and lines: where one table ends and the next begins, its header rows, and the text around it.

A blank row ends a table unless figures go on in the same columns; a blank column ends one only where labels of their own
stand behind it, for financial sheets are full of narrow spacer columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from screener.extract.sheets.cells import SheetCell

Row = list[SheetCell]
_MAX_HEADER_ROWS = 5
_NOTE_WORDS = 6  # a line alone below a table with this many words is a note, not a label
_YEARS = range(1980, 2101)
_MAX_CUTS = 4  # rows, columns, rows, columns: deeper layouts are read as one table


class Region(NamedTuple):
    """A table with the lines right above and below it; without a table, all lines stand in `above`."""

    above: list[Row]
    table: list[Row]
    headers: frozenset[int]  # sheet rows that hold column headings
    below: list[Row]


def regions(cells: Sequence[SheetCell]) -> list[Region]:
    """The regions of a sheet, top to bottom and left to right; cells in row order."""
    rows = [list(row) for _, row in groupby(cells, key=lambda cell: cell.row)]
    return [_region(part) for part in _cut(rows, _MAX_CUTS)]


def _cut(rows: list[Row], cuts: int) -> list[list[Row]]:
    """The rows cut into bands, each band into side-by-side parts, and those again."""
    parts: list[list[Row]] = []
    for band in _bands(rows):
        sides = _sides(band)
        if len(sides) == 1 or cuts <= 1:
            parts.append(band)
        else:
            parts.extend(piece for side in sides for piece in _cut(side, cuts - 2))
    return parts


def _bands(rows: list[Row]) -> list[list[Row]]:
    blocks: list[list[Row]] = []
    for row in rows:
        if blocks and row[0].row == blocks[-1][-1][0].row + 1:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    bands: list[list[Row]] = []
    numeric: set[int] = set()
    for block in blocks:
        found = _numeric_columns(block)
        if bands and block[0][0].row == bands[-1][-1][0].row + 2 and _goes_on(numeric, found, block):
            bands[-1].extend(block)
            numeric |= found
        else:
            bands.append(block)
            numeric = found
    return bands


def _goes_on(numeric: set[int], found: set[int], block: list[Row]) -> bool:
    """Whether a block after one blank row belongs to the table above: its figures stand in the same columns, under no heading of their own."""
    if not found or not found <= numeric:
        return False
    return not any(cell.column in numeric and not _is_figure(cell) for cell in block[0])


def _sides(band: list[Row]) -> list[list[Row]]:
    occupied = sorted({cell.column for row in band for cell in row})
    starts = [column for before, column in pairwise(occupied) if column > before + 1]
    cuts = [start for start in starts if _is_label_column(band, start)]
    if not cuts:
        return [band]
    bounds = [0, *cuts, occupied[-1] + 1]
    sides = ([[cell for cell in row if left <= cell.column < right] for row in band] for left, right in pairwise(bounds))
    return [[row for row in side if row] for side in sides]


def _is_label_column(band: list[Row], start: int) -> bool:
    """Whether the column opens a table of its own: labels in two or more rows, figures or text right behind them."""
    labels = [row for row in band if any(cell.column == start and cell.kind == "text" for cell in row)]
    figures = [row for row in band if any(cell.column == start and cell.kind != "text" for cell in row)]
    behind = [row for row in labels if any(start < cell.column <= start + 2 and _is_figure(cell) for cell in row)]
    return len(behind) >= 2 and len(labels) > len(figures)  # noqa: PLR2004 - one label may be a note


def _numeric_columns(rows: list[Row]) -> set[int]:
    return {cell.column for row in rows for cell in row if _is_figure(cell)}


def _is_figure(cell: SheetCell) -> bool:
    """A number that is not a year; years and dates head columns."""
    return cell.kind == "number" and not (cell.text.isdecimal() and int(cell.text[:5]) in _YEARS)


def _region(rows: list[Row]) -> Region:
    if all(len(row) == 1 for row in rows) and not _numeric_columns(rows):
        return Region(rows, [], frozenset(), [])
    first = next((i for i, row in enumerate(rows) if not _is_line(row)), 0)
    last = len(rows)
    while last > first + 1 and _is_line(rows[last - 1]) and len(rows[last - 1][0].text.split()) >= _NOTE_WORDS:
        last -= 1
    table = rows[first:last]
    return Region(rows[:first], table, _header_rows(table), rows[last:])


def _is_line(row: Row) -> bool:
    return len(row) == 1 and row[0].kind == "text"


def _header_rows(table: list[Row]) -> frozenset[int]:
    """Rows above the first figures, as long as they stand over columns of figures; in a table of words the first row, if it is full."""
    numeric = _numeric_columns(table)
    if not numeric:
        columns = {cell.column for row in table for cell in row}
        return frozenset({table[0][0].row}) if len(table) > 1 and len(table[0]) == len(columns) > 1 else frozenset()
    found = set[int]()
    for row in table[:_MAX_HEADER_ROWS]:
        if any(_is_figure(cell) for cell in row):
            break
        if len(row) > 1 or row[0].column > min(cell.column for line in table for cell in line):
            found.add(row[0].row)
        elif found:
            break
    return frozenset(found)
