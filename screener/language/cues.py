"""Finds the phrases of all role rules in one pass over the folded text and counts them for any stretch of it."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from screener.language.folding import fold
from screener.language.rules import RoleRule


class Part(IntEnum):
    """Which list of a rule a phrase stands in."""

    STRONG = 0
    ANCHOR = 1
    PHRASE = 2
    INSIDE = 3
    OUT = 4


class Cue(NamedTuple):
    """A phrase found; `phrase` numbers the phrases so that repeats count once."""

    start: int
    rule: int
    part: Part
    phrase: int


class Tally(NamedTuple):
    """Different phrases of one rule in a stretch of text."""

    strong: int = 0
    anchors: int = 0
    phrases: int = 0
    inside: int = 0
    outs: int = 0

    @property
    def score(self) -> int:
        """What counts anywhere."""
        return self.strong + self.anchors + self.phrases

    @property
    def score_inside(self) -> int:
        """What counts under a heading of the role."""
        return self.score + self.inside


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues of a document in text order."""

    found: Sequence[Cue]
    starts: Sequence[int]

    def between(self, start: int, end: int) -> Sequence[Cue]:
        """The cues that begin in the stretch."""
        first = bisect.bisect_left(self.starts, start)
        return self.found[first : bisect.bisect_left(self.starts, end, first)]


def tally(cues: Sequence[Cue], rule: int) -> Tally:
    """How many different phrases of the rule are among the cues, by part."""
    seen = {(cue.part, cue.phrase) for cue in cues if cue.rule == rule}
    counts = [0] * len(Part)
    for part, _ in seen:
        counts[part] += 1
    return Tally(*counts)


class CueFinder:
    """The phrases of all rules, compiled once."""

    def __init__(self, rules: Sequence[RoleRule]) -> None:
        meanings: dict[str, list[tuple[int, Part]]] = {}
        for i, rule in enumerate(rules):
            parts = ((Part.STRONG, rule.strong), (Part.ANCHOR, rule.anchors), (Part.PHRASE, rule.phrases), (Part.INSIDE, rule.inside), (Part.OUT, rule.outs))
            for part, phrases in parts:
                for phrase in phrases:
                    meanings.setdefault(fold(phrase), []).append((i, part))
        self._meanings = list(meanings.values())
        self._automaton = AhoCorasick(list(meanings), matchkind=MatchKind.Standard)

    def find(self, folded: str) -> Cues:
        """The cues in a folded text, whole words only."""
        found: list[Cue] = []
        for phrase, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if _is_whole(folded, start, end):
                found.extend(Cue(start, rule, part, phrase) for rule, part in self._meanings[phrase])
        found.sort()
        return Cues(found, [cue.start for cue in found])


def _is_whole(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    after = end == len(text) or not (text[end].isalnum() and text[end - 1].isalnum())
    # "forward-looking statement" also stands for its plural.
    return before and (after or (text[end] == "s" and (end + 1 == len(text) or not text[end + 1].isalnum())))
