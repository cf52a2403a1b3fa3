"""Quotations with an attribution: “Orders are strong,” said Jane Roe, chief executive officer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from screener.language.rules import QuoteRule

_OPENING = '“"'
_MIN_WORDS = 3  # shorter ones are terms: (the “Company”)
_MAX_QUOTES = 100
_ALL = 0.9
_MIN_ALL_WORDS = 12
_WORD = r"[A-Z][\w.'’&-]{0,30}"
_PARTICLES = "de|van|von|der|la"
_LINKS = frozenset({"and", "of", "the", "for", "&"})  # between a title and a name, never inside a name
_NAMELESS = frozenset({"He", "She", "They", "We", "I", "It", "Who"})  # the speaker before goes on
_MOST_WORDS = 5
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
        self._titles = frozenset(rule.titles)
        word = rf"(?:{_WORD}|{_PARTICLES}|{'|'.join(map(re.escape, sorted(_LINKS | self._titles)))})"
        self._verb = re.compile(rf"\b(?:{verbs})\b")
        self._after = re.compile(rf"\b(?:{verbs}) ({word}(?: {word}){{0,11}})(?![\w])")
        self._before = re.compile(rf"(?<![\w.’'-])({_WORD}(?: {word}){{0,11}})(?:, [^“”\"]{{1,100}},)? (?:{verbs})\b")

    def read(self, text: str, running: str | None, known: Mapping[str, str]) -> Quoted | None:
        """The attributed quotations of a paragraph; `running` is who was being quoted when the last paragraph ended, `known` full names by last name."""
        if text[0] not in _OPENING and not any(mark in text for mark in _OPENING):
            return None
        ranges, runs_on = _ranges(text)
        if not ranges:
            return None
        outside = _outside(text, ranges)
        if self._verb.search(outside):
            return Quoted(ranges, self._speaker(outside, known) or running, runs_on)
        # A paragraph that is all quotation goes on with the speaker before it, or its speaker stands beside it.
        length = sum(end - start for start, end in ranges)
        is_all = ranges[0][0] == 0 and length >= _ALL * len(text) and text.count(" ") >= _MIN_ALL_WORDS
        return Quoted(ranges, running, runs_on) if is_all or (running is not None and ranges[0][0] == 0) else None

    def _speaker(self, outside: str, known: Mapping[str, str]) -> str | None:
        """The person beside a verb of saying; None for nobody and for a pronoun."""
        for pattern in (self._after, self._before):
            for found in pattern.finditer(outside):
                name = self._person(found[1].split())
                # One word before the verb may be anything ("Revenue continued ..."), unless somebody of that name was quoted before.
                if name is not None and (" " in name or name in known or pattern is self._after):
                    return known.get(name, name)
        return None

    def _person(self, words: list[str]) -> str | None:
        """The name among words with titles, links and a company around it: "Acme Chairman and CEO Jane Roe"."""
        titles = [n for n, word in enumerate(words) if word.lower().strip(".,") in self._titles]
        name = _leading_name(words[titles[-1] + 1 :] if titles else words)
        if not name and titles:
            name = _leading_name(words[: titles[0]])
            name = name if len(name) > 1 else []
        if not name or len(name) > _MOST_WORDS or name[0] == "The" or (len(name) == 1 and name[0] in _NAMELESS):
            return None
        return " ".join(name).strip(".,")


def _leading_name(words: list[str]) -> list[str]:
    """The words up to the first that links."""
    return [*takewhile(lambda word: word not in _LINKS, words)]


def _ranges(text: str) -> tuple[tuple[tuple[int, int], ...], bool]:
    """Stretches in quotation marks of at least a few words, and whether the last is still open at the end."""
    ranges: list[tuple[int, int]] = []
    at = 0
    for _ in range(_MAX_QUOTES):
        start = min((i for mark in _OPENING if (i := text.find(mark, at)) >= 0), default=-1)
        if start < 0:
            return tuple(ranges), False
        end = _closing(text, start)
        if end < 0:
            return (*ranges, (start, len(text))), True
        if text.count(" ", start, end) >= _MIN_WORDS - 1:
            ranges.append((start, end + 1))
        at = end + 1
    return tuple(ranges), False


def _closing(text: str, start: int) -> int:
    """Where a quotation ends, -1 if nowhere; writers mix straight and curved marks."""
    curved, straight = text.find("”", start + 1), text.find('"', start + 1)
    if text[start] == '"':
        return min((end for end in (curved, straight) if end >= 0), default=-1)
    return curved if curved >= 0 else straight


def _outside(text: str, ranges: tuple[tuple[int, int], ...]) -> str:
    """The words near the quotations but not in them, where an attribution stands."""
    parts = [text[max(ranges[0][0] - _NEAR, 0) : ranges[0][0]]]
    parts += [text[end : end + _NEAR] for _, end in ranges]
    return " … ".join(parts)
