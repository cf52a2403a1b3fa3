"""Of whom, when and how firmly a sentence speaks: negated, hypothetical, general, another company's, history, public by its own words.

Cues are data (`policies/scope.yaml`): each has a direction and a reach and ends at a stop word, so that "the plant may close, but we have
already cut the guidance" excuses the plant and not the guidance. Sources: policy II.B; Reg FD C&DI 101.01; 15 U.S.C. 78u-5(c).
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from screener.detect.patterns import Cued, PhraseFinder
from screener.policy import strict
from screener.types import Span

STOPS = "scope.stops"


class Kind(StrEnum):
    """What a cue says of the words it covers."""

    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    GENERAL = "general"
    READER = "reader"
    OTHER_COMPANY = "other_company"
    HISTORY = "history"
    PUBLIC = "public"
    PROCESS = "process"
    BOILERPLATE = "boilerplate"


class Direction(StrEnum):
    """Where the covered words stand."""

    FORWARD = "forward"
    BACKWARD = "backward"
    CLAUSE = "clause"
    SENTENCE = "sentence"


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeCue:
    """Phrases of one kind with their direction; `reach` is in characters, 0 for no limit. `as_written`: only in small letters."""

    kind: Kind
    direction: Direction
    reach: int
    phrases: tuple[str, ...]
    as_written: bool = False


@strict
@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ScopePolicy:
    """Everything `scope.yaml` says."""

    stops: tuple[str, ...]
    cues: tuple[ScopeCue, ...]

    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The phrases by group name, to be compiled together with a detector's own."""
        return {STOPS: self.stops, **{_group(i): cue.phrases for i, cue in enumerate(self.cues)}}


class Covered(NamedTuple):
    """A stretch of a sentence that a cue colours."""

    kind: Kind
    span: Span
    cue: Span


@dataclass(frozen=True, slots=True)
class Scope:
    """How one sentence is meant, stretch by stretch."""

    covered: tuple[Covered, ...]

    def of(self, span: Span) -> frozenset[Kind]:
        """The kinds that cover the beginning of the span."""
        return frozenset(each.kind for each in self.covered if each.span.start <= span.start < each.span.end)

    def cue(self, kind: Kind) -> Span | None:
        """The first cue of a kind, None if there is none."""
        return next((each.cue for each in self.covered if each.kind is kind), None)


NO_SCOPE = Scope(())


class ScopeReader:
    """Reads the scope cues among the phrases found in a sentence."""

    def __init__(self, policy: ScopePolicy, finder: PhraseFinder) -> None:
        self._cues = tuple((finder.bits(_group(i)), cue) for i, cue in enumerate(policy.cues))
        self._stops = finder.bits(STOPS)
        self._any = finder.bits(*(_group(i) for i in range(len(policy.cues))))

    def read(self, text: str, cued: Cued) -> Scope:
        """What is covered in a sentence; `text` is the document's."""
        if not cued.groups & self._any:
            return NO_SCOPE
        stops = self._stop_offsets(text, cued)
        covered = [
            Covered(cue.kind, _reach(cue, where, cued.sentence.span, stops), where)
            for bit, cue in self._cues
            if cued.groups & bit
            for where in cued.each(bit)
            if not cue.as_written or text[where.start].islower()
        ]
        return Scope(tuple(covered))

    def _stop_offsets(self, text: str, cued: Cued) -> list[int]:
        sentence = cued.sentence.span
        offsets = [span.start for span in cued.each(self._stops)]
        offsets += [sentence.start + i for i, letter in enumerate(text[sentence.start : sentence.end]) if letter == ";"]
        return sorted(offsets)


def _group(i: int) -> str:
    return f"scope.{i}"


def _reach(cue: ScopeCue, where: Span, sentence: Span, stops: list[int]) -> Span:
    """The words a cue covers: its own and those in its direction up to a stop or its reach."""
    if cue.direction is Direction.SENTENCE:
        return sentence
    start, end = where
    if cue.direction is not Direction.BACKWARD:
        after = bisect.bisect_left(stops, where.end)
        end = stops[after] if after < len(stops) else sentence.end
        end = min(end, where.end + cue.reach) if cue.reach else end
    if cue.direction is not Direction.FORWARD:
        before = bisect.bisect_left(stops, where.start)
        start = stops[before - 1] if before else sentence.start
        start = max(start, where.start - cue.reach) if cue.reach else start
    return Span(start, end)
