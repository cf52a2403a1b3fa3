"""Where a table's columns of figures stand, and the words that head each of them over several levels of heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from screener.nongaap.periods import parse_period


class Band(NamedTuple):
    """Grid places [start, end) that belong to one column of figures."""

    start: int
    end: int

    def shares(self, start: int, end: int) -> int:
        """How many grid places the cell and the column have in common."""
        return min(self.end, end) - max(self.start, start)


class Head(NamedTuple):
    """One cell of a head row."""

    start: int
    end: int
    text: str


def bands(places: Iterable[tuple[int, int]]) -> tuple[Band, ...]:
    """The columns that cells at these places form: narrow cells first, so that a wide one never joins two columns."""
    found: list[Band] = []
    for start, end in sorted(set(places), key=lambda place: (place[1] - place[0], place)):
        touched = [i for i, band in enumerate(found) if band.shares(start, end) > 0]
        if not touched:
            found.append(Band(start, end))
        elif len(touched) == 1:
            found[touched[0]] = _widened(found, touched[0], start, end)
    return tuple(sorted(found))


def _widened(found: Sequence[Band], which: int, start: int, end: int) -> Band:
    """The band with the place added, as far as no other band has it."""
    band = found[which]
    wide = Band(min(band.start, start), max(band.end, end))
    free = all(other.shares(wide.start, wide.end) <= 0 for i, other in enumerate(found) if i != which)
    return wide if free else band


class Columns:
    """The columns of a table; remembers in which a place stands, since most rows repeat the same places."""

    def __init__(self, found: Sequence[Band]) -> None:
        self.bands = tuple(found)
        self._places: dict[tuple[int, int], int | None] = {}

    def __len__(self) -> int:
        return len(self.bands)

    def of(self, start: int, end: int) -> int | None:
        """The column a cell stands in, None when it stands in none."""
        place = (start, end)
        if place not in self._places:
            best = max(range(len(self.bands)), key=lambda i: self.bands[i].shares(start, end), default=None)
            self._places[place] = best if best is not None and self.bands[best].shares(start, end) > 0 else None
        return self._places[place]


def heads(columns: Sequence[Band], rows: Iterable[Sequence[Head]]) -> tuple[str, ...]:
    """The words over each column, top row first. A period that stands over the middle of its columns only is theirs all the same."""
    parts: list[list[str]] = [[] for _ in columns]
    for row in rows:
        for i, band in enumerate(columns):
            head = _over(row, band) or _nearest_period(row, band)
            if head is not None and head.text not in parts[i]:
                parts[i].append(head.text)
    return tuple(" ".join(words) for words in parts)


def _over(row: Sequence[Head], band: Band) -> Head | None:
    best = max(row, key=lambda head: band.shares(head.start, head.end), default=None)
    return best if best is not None and band.shares(best.start, best.end) > 0 else None


def _nearest_period(row: Sequence[Head], band: Band) -> Head | None:
    """For PDF heads, whose extent over columns is not known."""
    dated = [head for head in row if parse_period(head.text) is not None]
    if not dated or len(dated) != len(row):
        return None
    return min(dated, key=lambda head: abs(head.start + head.end - band.start - band.end))
