"""Conduct by words: comfort on estimates, comment on analysts' reports and on rumors, and words that mark a selective disclosure.

What is forbidden and how it sounds is data (`policies/conduct.yaml`); "we do not comment on rumors" is the allowed answer and stays quiet.
Sources: policy I.B, I.E, II.H; 17 CFR 243.100; Reg FD C&DI 101.01 and 101.03.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from screener.detect.base import Context
from screener.detect.patterns import Cued, PhraseFinder
from screener.detect.scope import Kind, Scope, ScopePolicy, ScopeReader
from screener.language.figures import has_figure
from screener.language.folding import fold
from screener.policy import strict
from screener.types import Analysis, Channel, Evidence, Level, RawFinding, Role, Span

_MAX_PATTERN_TEXT = 2_000
_OTHERS_SPEAK = frozenset({Channel.WEBSITE, Channel.SOCIAL})
_NO_CONDUCT = frozenset({Kind.BOILERPLATE, Kind.NEGATED, Kind.GENERAL, Kind.HISTORY})
_PLAIN_SCORE, _FIGURE_SCORE = 0.7, 0.9


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class ConductCue:
    """Phrases with the words they must keep; the fields are explained at the head of `conduct.yaml`."""

    phrases: tuple[str, ...]
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    match: str = ""
    level: Level | None = None
    speech: bool = False


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class ConductRule:
    """The cues of one rule and the phrases that excuse it."""

    cues: tuple[ConductCue, ...]
    excuses: tuple[str, ...]


@strict
@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ConductPolicy:
    """Everything `conduct.yaml` says."""

    groups: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, ConductRule]


@dataclass(frozen=True, slots=True)
class _Cue:
    bit: int
    needs: int
    also: int
    pattern: re.Pattern[str] | None
    level: Level | None
    speech: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    excuses: int
    any: int
    cues: tuple[_Cue, ...]


class _Compiled:
    """The rules as bits and patterns."""

    def __init__(self, policy: ConductPolicy, scope: ScopePolicy) -> None:
        groups = {f"with.{name}": phrases for name, phrases in policy.groups.items()}
        for name, rule in policy.rules.items():
            groups[f"not.{name}"] = rule.excuses
            groups |= {f"cue.{name}.{i}": cue.phrases for i, cue in enumerate(rule.cues)}
        self.finder = PhraseFinder({**groups, **scope.groups()})
        self.scope = ScopeReader(scope, self.finder)
        self.rules = tuple(self._rule(name, rule) for name, rule in policy.rules.items())
        self.any = 0
        for each in self.rules:
            self.any |= each.any

    def _rule(self, name: str, rule: ConductRule) -> _Rule:
        cues = tuple(
            _Cue(
                self.finder.bits(f"cue.{name}.{i}"),
                self.finder.bits(*(f"with.{each}" for each in cue.needs)),
                self.finder.bits(*(f"with.{each}" for each in cue.also)),
                re.compile(cue.match) if cue.match else None,
                cue.level,
                cue.speech,
            )
            for i, cue in enumerate(rule.cues)
        )
        any_cue = 0
        for each in cues:
            any_cue |= each.bit
        return _Rule(name, self.finder.bits(f"not.{name}"), any_cue, cues)


@lru_cache(maxsize=4)
def _compiled(policy: ConductPolicy, scope: ScopePolicy) -> _Compiled:
    return _Compiled(policy, scope)


class Conduct:
    """Reports each forbidden kind of talk in a sentence, with the words that gave it away."""

    name = "conduct"
    rules = ("conduct.analyst_comfort", "conduct.analyst_report_comment", "conduct.rumor_comment", "conduct.selective_channel")

    def __call__(self, analysis: Analysis, context: Context) -> Iterator[RawFinding]:
        """Findings in text order."""
        ready = _compiled(context.policy.section("conduct", ConductPolicy), context.policy.section("scope", ScopePolicy))
        sentences = [each for each in analysis.sentences if not each.role.is_boilerplate and each.role not in {Role.TABLE, Role.QUESTION}]
        for cued in ready.finder.sentences(analysis, sentences):
            if cued.groups & ready.any:
                yield from _read(analysis, cued, ready)


def _read(analysis: Analysis, cued: Cued, ready: _Compiled) -> Iterator[RawFinding]:
    span = cued.sentence.span
    words = analysis.document.text[span.start : min(span.end, span.start + _MAX_PATTERN_TEXT)]
    # A question puts no words in the company's mouth; the answer to it may.
    if words.rstrip().endswith("?"):
        return
    scope = ready.scope.read(analysis.document.text, cued)
    for rule in ready.rules:
        if not cued.groups & rule.any or cued.groups & rule.excuses:
            continue
        found = _evidence(rule, cued, scope, fold(words), others=analysis.occasion.channel in _OTHERS_SPEAK)
        if found is not None:
            cue, trigger = found
            yield RawFinding(
                rule=rule.name,
                span=span,
                score=_FIGURE_SCORE if has_figure(words) else _PLAIN_SCORE,
                level=cue.level,
                evidence=(Evidence(role="trigger", span=trigger),),
                detector=Conduct.name,
            )


def _evidence(rule: _Rule, cued: Cued, scope: Scope, words: str, *, others: bool) -> tuple[_Cue, Span] | None:
    """The first cue that keeps its company and is not excused, with its trigger."""
    for cue in rule.cues:
        trigger = cued.first(cue.bit)
        if trigger is None or (others and cue.speech):
            continue
        if (cue.needs and not cued.groups & cue.needs) or (cue.also and not cued.groups & cue.also):
            continue
        if (cue.pattern is None or cue.pattern.search(words)) and not scope.of(trigger) & _NO_CONDUCT:
            return cue, trigger
    return None
