"""Quotations with an attribution: “Orders are strong,” said Jane Roe, chief executive officer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from screener.language.rules import QuoteRule

_OPENING = '“"'
_MIN_WORDS = 3  # shorter ones are terms: (the “Company”)
_MAX_QUOTES = 100
_ALL = 0.9
_MIN_ALL_WORDS = 12
_NAME = r"[A-Z][\w.'’-]{0,30}(?: (?:de|van|von|der|la|[A-Z][\w.'’-]{0,30})){1,4}"
_NEAR = 160  # characters around a quotation in which its attribution stands


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotations of one paragraph as offsets in it; `runs_on` when the last one is not closed."""

    ranges: tuple[tuple[int, int], ...]
    speaker: str | None
    runs_on: bool

    def covers(self, start: int, end: int) -> bool:
        """Whether the stretch begins with a quotation or at least half of it is quoted."""
        return any(a == start for a, _ in self.ranges) or 2 * sum(max(0, min(end, b) - max(start, a)) for a, b in self.ranges) >= end - start


class QuoteReader:
    """The attribution patterns, compiled once."""

    def __init__(self, rule: QuoteRule) -> None:
        verbs = "|".join(re.escape(verb) for verb in rule.verbs)
        self._verb = re.compile(rf"\b(?:{verbs})\b")
        self._after = re.compile(rf"\b(?:{verbs}) (?:(?:Mr|Ms|Mrs|Dr)\. )?({_NAME})")
        self._before = re.compile(rf"({_NAME})(?:, [^“”\"]{{1,100}},)? (?:{verbs})\b")

    def read(self, text: str, running: str | None) -> Quoted | None:
        """The attributed quotations of a paragraph; `running` is who was being quoted when the last paragraph ended."""
        if text[0] not in _OPENING and not any(mark in text for mark in _OPENING):
            return None
        ranges, runs_on = _ranges(text)
        if not ranges:
            return None
        outside = _outside(text, ranges)
        if self._verb.search(outside):
            name = self._after.search(outside) or self._before.search(outside)
            return Quoted(ranges, name[1] if name else running, runs_on)
        # A paragraph that is all quotation goes on with the speaker before it, or its speaker stands beside it.
        length = sum(end - start for start, end in ranges)
        is_all = ranges[0][0] == 0 and length >= _ALL * len(text) and text.count(" ") >= _MIN_ALL_WORDS
        return Quoted(ranges, running, runs_on) if is_all or (running is not None and ranges[0][0] == 0) else None


def _ranges(text: str) -> tuple[tuple[tuple[int, int], ...], bool]:
    """Stretches in quotation marks of at least a few words, and whether the last is still open at the end."""
    ranges: list[tuple[int, int]] = []
    at = 0
    for _ in range(_MAX_QUOTES):
        start = min((i for mark in _OPENING if (i := text.find(mark, at)) >= 0), default=-1)
        if start < 0:
            return tuple(ranges), False
        closing = '"' if text[start] == '"' else "”"
        end = text.find(closing, start + 1)
        if end < 0:
            return (*ranges, (start, len(text))), True
        if text.count(" ", start, end) >= _MIN_WORDS - 1:
            ranges.append((start, end + 1))
        at = end + 1
    return tuple(ranges), False


def _outside(text: str, ranges: tuple[tuple[int, int], ...]) -> str:
    """The words near the quotations but not in them, where an attribution stands."""
    parts = [text[max(ranges[0][0] - _NEAR, 0) : ranges[0][0]]]
    parts += [text[end : end + _NEAR] for _, end in ranges]
    return " … ".join(parts)
