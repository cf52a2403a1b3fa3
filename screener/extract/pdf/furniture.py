"""Headers, footers and page numbers: lines at the edge of the page that come back page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from screener.extract.pdf.layout import Row

_EDGE = 0.1  # share of the page's height where headers and footers stand
_RIM = 0.06  # share where a line that comes back three times is furniture even if most pages lack it
_ROWS = 3  # rows looked at on each edge
_MOST_WORDS = 40
_SHARE = 0.6  # of the pages that must have the line
_DIGITS = re.compile(r"\d+|\b[ivxlc]{1,6}\b")
_FIRST_NUMBER = re.compile(r"\d{1,4}")
_PAGE_NUMBER = re.compile(r"(?:page )?[-–—|]? ?(?:[A-Z]{1,2}-)?(?:\d{1,4}|[ivxlc]{1,6}) ?[-–—|]?(?: ?(?:of|/) ?\d{1,4})?", re.IGNORECASE)


class Edge(NamedTuple):
    """A row at the edge of a page: its place among the page's rows, its words with digits made alike, and whether it is the outermost.

    `number` is the page number the last row of a page may be, wherever it stands; `is_far` says that it does not stand at the
    page's edge, as where the pages of a filing are printed on larger paper.
    """

    row: int
    key: str
    at_top: bool
    outermost: bool
    on_rim: bool
    is_number: bool
    is_bold: bool = False
    number: int | None = None
    is_far: bool = False


def edges(rows: Sequence[Row], texts: Sequence[str], height: float, bold: Sequence[bool]) -> list[Edge]:
    """The rows of a page that may be header or footer; `bold` says which rows begin in bold type."""
    found = []
    last = len(rows) - 1
    for i, at_top in [(i, True) for i in range(min(_ROWS, len(rows)))] + [(last - i, False) for i in range(min(_ROWS, len(rows)))]:
        row = rows[i]
        top, bottom = min(line.top for line in row), max(line.bottom for line in row)
        reach = bottom if at_top else height - top
        outermost = i == (0 if at_top else last)
        is_far = reach > _EDGE * height + (bottom - top)
        if (is_far and (at_top or not outermost)) or sum(len(line.words) for line in row) > _MOST_WORDS:
            continue
        text = " ".join([texts[word] for line in row for word in line.words])
        is_number = _PAGE_NUMBER.fullmatch(text) is not None
        number = _number(text) if is_number and outermost and not at_top else None
        on_rim = reach < _RIM * height + (bottom - top)
        if not is_far or number is not None:
            found.append(Edge(i, _DIGITS.sub("#", text), at_top, outermost, on_rim, is_number, bold[i], number, is_far))
    return found


def _number(text: str) -> int | None:
    digits = _FIRST_NUMBER.search(text)
    return int(digits[0]) if digits is not None else None


def furniture(pages: Sequence[Sequence[Edge]]) -> list[dict[int, bool]]:
    """For each page the rows that are furniture: True for a header, False for a footer."""
    counts = Counter((edge.key, edge.at_top) for page in pages for edge in page)
    runs = Counter(edge.number - at for at, page in enumerate(pages) for edge in page if edge.number is not None)
    needed = max(2, _SHARE * len(pages))
    found: list[dict[int, bool]] = []
    for at, page in enumerate(pages):
        kept: dict[int, bool] = {}
        for edge in page:
            if edge.is_far:
                if edge.number is not None and runs[edge.number - at] > 1:
                    kept.setdefault(edge.row, edge.at_top)
                continue
            count = counts[edge.key, edge.at_top]
            # What stands in bold on some pages is the title of their tables.
            comes_back = count >= needed or (count >= 3 and edge.on_rim and not edge.is_bold)  # noqa: PLR2004
            is_number = edge.is_number and edge.outermost and (len(pages) > 1 or not edge.at_top)
            if is_number or (comes_back and _has_letters(edge.key)) or (edge.is_number and comes_back):
                kept.setdefault(edge.row, edge.at_top)
        found.append(kept)
    return found


def _has_letters(key: str) -> bool:
    return any(letter.isalpha() for letter in key)
