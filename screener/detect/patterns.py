"""Phrases of policy files found in one pass over the whole text; every phrase belongs to named groups, and a sentence is known by its groups.

A group is a bit, so that "has this cue, beside one of these companions" is two operations a sentence; patterns run only where the bits say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from screener.language.folding import same_length_lower, translated
from screener.types import Analysis, Sentence, Span

# Everything that is no letter or digit reads as a blank, so "10b5-1", "ten-for-one" and quotes of any shape need one entry each.
_BLANKS = {code: " " for code in range(0x80) if not chr(code).isalnum() and chr(code) not in "&%$"}
# Latin-1 marks, general punctuation, arrows to dingbats, CJK marks, byte-order mark, replacement character.
_BLANKS |= dict.fromkeys((*range(0xA0, 0xC0), *range(0x2000, 0x2070), *range(0x2190, 0x2800), *range(0x3000, 0x3010), 0xFEFF, 0xFFFD), " ")
_SPACES = re.compile(r" +")
MAX_HITS = 200  # phrases kept of one sentence, so that text made of cues alone costs no more than its length


def blanked(text: str) -> str:
    """Small letters with every other mark as a blank, of the same length, so that offsets hold."""
    return translated(same_length_lower(text), _BLANKS)


class Hit(NamedTuple):
    """A phrase found: half-open offsets in the document and the bits of its groups."""

    start: int
    end: int
    groups: int


@dataclass(slots=True)
class Cued:
    """A sentence in which phrases were found; `groups` has the bits of all of them, `hits` the first `MAX_HITS`."""

    sentence: Sentence
    groups: int
    hits: list[Hit]

    def first(self, groups: int) -> Span | None:
        """The earliest phrase of any of the groups; of those that begin together the longest."""
        if not self.groups & groups:
            return None
        found = [(start, -end) for start, end, own in self.hits if own & groups]
        if not found:
            return None
        start, end = min(found)
        return Span(start, -end)

    def each(self, groups: int) -> list[Span]:
        """All phrases of any of the groups, in text order."""
        return sorted([Span(start, end) for start, end, own in self.hits if own & groups])


class PhraseFinder:
    """Groups of phrases compiled once into one automaton; keeps nothing of the texts it searched."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self._bits = {name: 1 << i for i, name in enumerate(groups)}
        masks: dict[str, int] = {}
        for name, phrases in groups.items():
            for phrase in phrases:
                key = f" {_SPACES.sub(' ', blanked(phrase)).strip()} "
                masks[key] = masks.get(key, 0) | self._bits[name]
        self._masks = list(masks.values())
        # Phrases carry their word boundaries as blanks; neighbours share a blank, hence overlapping matches.
        self._automaton = AhoCorasick(list(masks), matchkind=MatchKind.Standard)

    def bits(self, *names: str) -> int:
        """The bits of groups by name. KeyError for a name that is no group."""
        mask = 0
        for name in names:
            mask |= self._bits[name]
        return mask

    def sentences(self, analysis: Analysis, sentences: Sequence[Sentence]) -> list[Cued]:
        """Those of the sentences (in text order) that hold phrases. A phrase that crosses a sentence's end does not count."""
        if not sentences:
            return []
        found: list[Cued] = []
        masks = self._masks
        walk = iter(sentences)
        sentence = next(walk)
        first, last = sentence.span
        cued: Cued | None = None
        # The text gets a blank at each end and every phrase has one: a phrase's start needs no shift, its end two.
        for phrase, start, shifted in self._automaton.find_matches_as_indexes(f" {blanked(analysis.document.text)} ", overlapping=True):
            # Hits come in the order of their ends, so the sentences are walked once.
            while shifted - 2 > last:
                following = next(walk, None)
                if following is None:
                    return found
                sentence, cued = following, None
                first, last = sentence.span
            if start < first:
                continue
            if cued is None:
                cued = Cued(sentence, 0, [])
                found.append(cued)
            groups = masks[phrase]
            cued.groups |= groups
            if len(cued.hits) < MAX_HITS:
                cued.hits.append(Hit(start, shifted - 2, groups))
        return found
