"""Regular expressions tried only where a match can begin: one Aho-Corasick pass finds the letters that open any of their alternatives.

The patterns of `policies/non_gaap.yaml` are long lists of alternatives; tried letter by letter on whole drafts they took half of the review's time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from screener.types import Analysis, Sentence

_parser = import_module("re._parser")  # the standard library's own reading of a pattern, so that no pattern is understood otherwise than `re` does
_LONG = 8  # letters of a beginning that are enough to tell it
_SHORT = 2  # shorter ones stand nearly everywhere
_MOST = 400  # beginnings of one pattern
_FEW = 12  # letters of a class that are tried one by one
_OTHER_CASES = ("ı", "ſ")  # match "i" and "s" without regard to case, and have no small form of that letter


class Cue:
    """A pattern without regard to case, with the methods of `re.Pattern` that the review needs; every answer is that of the pattern itself."""

    __slots__ = ("_automaton", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        found = beginnings(pattern)
        self._automaton = AhoCorasick(found, matchkind=MatchKind.Standard) if found else None

    def __repr__(self) -> str:
        """That of the pattern: the version of a policy is told by it."""
        return repr(self.pattern)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        starts = self._starts(text)
        if starts is None:
            return self.pattern.search(text)
        return next((found for start in starts if (found := self.pattern.match(text, start)) is not None), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in text order, without overlap."""
        starts = self._starts(text)
        if starts is None:
            yield from self.pattern.finditer(text)
            return
        end = 0
        for start in starts:
            found = self.pattern.match(text, start) if start >= end else None
            if found is not None:
                yield found
                end = found.end()

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning of the text."""
        return self.pattern.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text."""
        return self.pattern.fullmatch(text)

    def sub(self, replacement: str, text: str) -> str:
        """The text with every match replaced."""
        return self.pattern.sub(replacement, text)

    def sentences(self, analysis: Analysis) -> Iterator[Sentence]:
        """The sentences, in text order, in which a match may begin: one pass over the document instead of one over each sentence."""
        starts = self._starts(analysis.document.text)
        if starts is None:
            yield from analysis.sentences
            return
        walk = iter(starts)
        start = next(walk, None)
        for sentence in analysis.sentences:
            while start is not None and start < sentence.span.start:
                start = next(walk, None)
            if start is None:
                return
            if start < sentence.span.end:
                yield sentence

    def _starts(self, text: str) -> Sequence[int] | None:
        """Where a match can begin, in order; None where the text must be searched letter by letter."""
        if self._automaton is None:
            return None
        small = text.lower()
        if not text.isascii() and (len(small) != len(text) or any(letter in text for letter in _OTHER_CASES)):
            return None
        found = [start for _, start, _ in self._automaton.find_matches_as_indexes(small, overlapping=True)]
        found.sort()
        return found


def beginnings(pattern: re.Pattern[str]) -> list[str]:
    """Small letters with one of which every match begins; none where that cannot be told.

    >>> beginnings(re.compile("net (?:income|loss)", re.IGNORECASE))
    ['net inco', 'net loss']
    """
    found = {letters for letters, _ in _opening(_parser.parse(pattern.pattern, pattern.flags))}
    if any(len(letters) < _SHORT for letters in found):
        return []
    return sorted(each for each in found if not any(each != other and each.startswith(other) for other in found))


_Opening = tuple[str, bool]  # letters, and whether what follows in the pattern follows them directly
_UNKNOWN = frozenset({("", False)})
_NOTHING = frozenset({("", True)})


def _opening(items: Iterable[tuple[object, Any]]) -> frozenset[_Opening]:
    """How a match of a sequence begins."""
    found = _NOTHING
    for operator, argument in items:
        if not any(goes_on for _, goes_on in found):
            break
        steps = _step(str(operator), argument)
        joined = {(letters + more, on) for letters, goes_on in found if goes_on for more, on in steps}
        joined |= {each for each in found if not each[1]}
        if len(joined) > _MOST:
            return frozenset((letters, False) for letters, _ in found)
        found = frozenset((letters[:_LONG], on and len(letters) < _LONG) for letters, on in joined)
    return found


def _step(operator: str, argument: Any) -> frozenset[_Opening]:  # noqa: ANN401 - what the standard library's reading of a pattern holds has no types
    """How a match of one item begins."""
    match operator, argument:
        case "LITERAL", int(code) if code < 0x80:  # noqa: PLR2004 - ASCII: beyond it small letters have other rules
            return frozenset({(chr(code).lower(), True)})
        case "IN", list(members) if len(members) <= _FEW and all(str(kind) == "LITERAL" and code < 0x80 for kind, code in members):  # noqa: PLR2004
            return frozenset((chr(code).lower(), True) for _, code in members)
        case (("AT" | "ASSERT" | "ASSERT_NOT"), _):
            return _NOTHING
        case "SUBPATTERN", (_, 0, 0, items):
            return _opening(items)
        case "BRANCH", (_, list(alternatives)):
            return frozenset[_Opening]().union(*map(_opening, alternatives))
        case (("MAX_REPEAT" | "MIN_REPEAT"), (least, most, items)):
            return _repeated(_opening(items), least, most)
    return _UNKNOWN


def _repeated(once: frozenset[_Opening], least: int, most: int) -> frozenset[_Opening]:
    several = once if most == 1 else frozenset((letters, False) for letters, _ in once)
    return several if least else several | _NOTHING
