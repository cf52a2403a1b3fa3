"""Lines that a page printed at its top or foot, left in text that was copied out of a PDF: page numbers, and what repeats beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

_NUMBERED = re.compile(r"(\D{0,150}?)(\d{1,3})(\D{0,20})")
_MAX_LINE = 300
_LEAST = 3  # pages that must be counted on
_NEAR = 6  # lines around a page's number in which its other marks stand
_LIST_MARKS = frozenset({".", ")"})
_MOST_NEAR = 0.8  # of the times a mark comes again


def page_marks(lines: Sequence[str]) -> frozenset[int]:
    """Indexes of the lines that are marks of a page; empty where no lines count pages."""
    counted = _counted(lines)
    if not counted:
        return frozenset()
    places = defaultdict(list)
    for i, line in enumerate(lines):
        if 0 < len(line) <= _MAX_LINE and not line.isspace():
            places[line.strip()].append(i)
    again = {i for found in places.values() if len(found) >= _LEAST for i in found}
    near = _beside(counted, lines, again)
    marks = set(counted)
    for found in places.values():
        if len(found) >= _LEAST and sum(i in near for i in found) >= _MOST_NEAR * len(found) and _is_spread(found, counted):
            marks.update(i for i in found if i in near)
    return frozenset(marks)


def _beside(counted: Sequence[int], lines: Sequence[str], again: set[int]) -> set[int]:
    """Lines that come again and reach to a counted line with nothing else but blank lines between."""
    near: set[int] = set()
    for page in counted:
        for step in (-1, 1):
            i = page + step
            while 0 <= i < len(lines) and abs(i - page) <= _NEAR and (i in again or not lines[i].strip()):
                near.add(i)
                i += step
    return near


def _counted(lines: Sequence[str]) -> list[int]:
    """Lines that count up by one each time they come again with the same words, in order."""
    series: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(lines):
        found = _NUMBERED.fullmatch(line.strip()) if len(line) <= _MAX_LINE else None
        if found is not None and (found[1] or found[3] not in _LIST_MARKS):
            series[found[1], found[3]].append((int(found[2]), i))
    counted: list[int] = []
    for steps in series.values():
        counted += _longest_count(steps)
    return sorted(counted)


def _longest_count(steps: Sequence[tuple[int, int]]) -> list[int]:
    """The lines of the first stretch that counts up by one over enough pages; other numbers may stand between."""
    chain: list[tuple[int, int]] = []
    for number, i in steps:
        if not chain or number == chain[-1][0] + 1:
            chain.append((number, i))
        elif number <= 1 and len(chain) < _LEAST:
            chain = [(number, i)]
    if len(chain) < _LEAST or chain[0][0] > _LEAST:
        return []
    gaps = [b - a for (_, a), (_, b) in pairwise(chain)]
    return [i for _, i in chain] if median(gaps) > _NEAR else []


def _is_spread(found: Sequence[int], counted: Sequence[int]) -> bool:
    """Whether a line comes at most about once a page, as furniture does and a speaker's name does not."""
    close = sum(b - a <= _NEAR for a, b in pairwise(found))
    return len(found) <= len(counted) + 2 and close <= 1
