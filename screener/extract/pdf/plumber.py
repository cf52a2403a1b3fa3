"""Tables as pdfplumber sees them: slower by far, and switched on in the settings where its grid suits a document better."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pdfplumber

from screener.extract.pdf.cells import Placed
from screener.extract.pdf.layout import Line, Row
from screener.extract.pdf.page import PageRead, line_words

_TEXT = {"vertical_strategy": "text", "horizontal_strategy": "text"}
_MARGIN = 2.0  # points around a table's words


class Plumber:
    """A document opened with pdfplumber, for the tables of its pages."""

    def __init__(self, data: bytes) -> None:
        self._pdf = pdfplumber.open(io.BytesIO(data))

    def close(self) -> None:
        """Frees the document."""
        self._pdf.close()

    def cells(self, page: PageRead, rows: Sequence[Row]) -> list[Placed] | None:
        """The cells of the table that these rows are; None when pdfplumber finds none there, or leaves words out."""
        lines = [line for row in rows for line in row]
        words = line_words(lines)
        boxes = {i: tuple(page.boxes[4 * i : 4 * i + 4]) for i in words}
        source = self._pdf.pages[page.number - 1]
        found = _largest(source, [*boxes.values()])
        if found is None:
            return None
        places = _places(found, boxes, source.bbox)
        return _placed(places, lines) if len(places) == len(words) else None


def _largest(source: Any, boxes: list[tuple[float, ...]]) -> Any:
    left, top = source.bbox[0], source.bbox[1]
    area = (
        max(min(box[0] for box in boxes) - _MARGIN + left, left),
        max(min(box[1] for box in boxes) - _MARGIN + top, top),
        min(max(box[2] for box in boxes) + _MARGIN + left, source.bbox[2]),
        min(max(box[3] for box in boxes) + _MARGIN + top, source.bbox[3]),
    )
    part = source.crop(area)
    tables = part.find_tables() or part.find_tables(_TEXT)
    return max(tables, key=lambda table: len(table.cells), default=None)


def _places(table: Any, boxes: dict[int, tuple[float, ...]], bbox: Sequence[float]) -> dict[int, tuple[int, int]]:
    """Row and column of each word whose middle lies in a cell."""
    places = {}
    cells = [(r, c, cell) for r, row in enumerate(table.rows) for c, cell in enumerate(row.cells) if cell is not None]
    for i, box in boxes.items():
        x, y = (box[0] + box[2]) / 2 + bbox[0], (box[1] + box[3]) / 2 + bbox[1]
        for r, c, (left, top, right, bottom) in cells:
            if left <= x <= right and top <= y <= bottom:
                places[i] = (r, c)
                break
    return places


def _placed(places: dict[int, tuple[int, int]], lines: Sequence[Line]) -> list[Placed]:
    size = lines[0].size
    cells: dict[tuple[int, int], list[int]] = {}
    for line in lines:
        for i in line.words:
            cells.setdefault(places[i], []).append(i)
    rows = {row: number for number, row in enumerate(sorted({row for row, _ in cells}))}
    return [
        Placed(Line(lines[0].left, lines[0].top, lines[0].right, lines[0].bottom, words, size, value=False), rows[row], column, header=rows[row] == 0)
        for (row, column), words in sorted(cells.items())
    ]
