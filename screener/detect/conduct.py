"""Conduct by words: comfort on estimates, comment on analysts' reports and on rumors, and words that mark a selective disclosure.

What is forbidden and how it sounds is data (`policies/conduct.yaml`); the trained reader hears what no phrase says ("I'd stay where you are").
"We do not comment on rumors" is the allowed answer and stays quiet.
Sources: policy I.B, I.E, II.H; 17 CFR 243.100; Reg FD C&DI 101.01 and 101.03.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from screener.detect.base import Context
from screener.detect.patterns import Cued, PhraseFinder
from screener.detect.reading import ReaderPolicy, words_that_carry
from screener.detect.scope import Kind, Scope, ScopePolicy, ScopeReader
from screener.detect.topics import is_read
from screener.language.figures import has_figure
from screener.language.folding import fold
from screener.policy import Policy, strict
from screener.reader.labels import CONDUCT
from screener.reader.reader import Reader
from screener.reader.reading import Reading
from screener.types import Analysis, Channel, Evidence, Level, RawFinding, Role, Sentence, Span

_MAX_PATTERN_TEXT = 2_000
_OTHERS_SPEAK = frozenset({Channel.WEBSITE, Channel.SOCIAL})
_NO_CONDUCT = frozenset({Kind.BOILERPLATE, Kind.NEGATED, Kind.GENERAL, Kind.HISTORY})
_PLAIN_SCORE, _FIGURE_SCORE = 0.7, 0.9
_TAUGHT = frozenset(f"conduct.{label}" for label in CONDUCT)


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
        # A question puts no words in the company's mouth; the answer to it may.
        sentences = [each for each in analysis.sentences if is_read(each) and each.role is not Role.QUESTION and not _asks(analysis, each)]
        cued = {each.sentence.span: each for each in ready.finder.sentences(analysis, sentences) if each.groups & ready.any}
        if context.reader is None:
            for each in cued.values():
                yield from _cued(analysis, each, ready).values()
            return
        least = context.policy.section("reader", ReaderPolicy).thresholds(analysis.occasion.channel).conduct
        if analysis.occasion.channel is Channel.WEBSITE:  # written for everyone, by people who hear no analysts
            sentences = [sentence for sentence in sentences if sentence.span in cued]
        asked = [i for i, sentence in enumerate(sentences) if sentence.span in cued]
        readings = context.reader.read([analysis.text(sentence) for sentence in sentences], asked)
        for sentence, reading in zip(sentences, readings, strict=True):
            by_words = _cued(analysis, cued[sentence.span], ready) if sentence.span in cued else {}
            if reading is not None or by_words:
                yield from _judged(analysis, sentence, reading, by_words, least=least, reader=context.reader)


def _asks(analysis: Analysis, sentence: Sentence) -> bool:
    return analysis.text(sentence).rstrip().endswith("?")


def _judged(
    analysis: Analysis, sentence: Sentence, reading: Reading | None, by_words: Mapping[str, RawFinding], *, least: float, reader: Reader
) -> Iterator[RawFinding]:
    """What the reader's judge makes of each kind of conduct; rules that the reader was not taught stand by their cues."""
    yield from (finding for rule, finding in by_words.items() if rule not in _TAUGHT)
    judged = reader.judge.judge_conduct(reading, {rule.partition(".")[2] for rule in by_words})
    for label in CONDUCT:
        rule, probability = f"conduct.{label}", judged[label]
        if probability < least:
            continue
        if rule in by_words:
            yield replace(by_words[rule], score=round(probability, 4))
            continue
        trigger = words_that_carry(analysis.text(sentence), sentence.span, label, reader)
        yield RawFinding(rule=rule, span=sentence.span, score=round(probability, 4), evidence=(Evidence(role="trigger", span=trigger),), detector=Conduct.name)


def _cued(analysis: Analysis, cued: Cued, ready: _Compiled) -> dict[str, RawFinding]:
    """What the cues alone find in a sentence, by rule."""
    span = cued.sentence.span
    words = analysis.document.text[span.start : min(span.end, span.start + _MAX_PATTERN_TEXT)]
    scope = ready.scope.read(analysis.document.text, cued)
    findings = {}
    for rule in ready.rules:
        if not cued.groups & rule.any or cued.groups & rule.excuses:
            continue
        found = _evidence(rule, cued, scope, fold(words), others=analysis.occasion.channel in _OTHERS_SPEAK)
        if found is not None:
            cue, trigger = found
            findings[rule.name] = RawFinding(
                rule=rule.name,
                span=span,
                score=_FIGURE_SCORE if has_figure(words) else _PLAIN_SCORE,
                level=cue.level,
                evidence=(Evidence(role="trigger", span=trigger),),
                detector=Conduct.name,
            )
    return findings


def conduct_of(analysis: Analysis, policy: Policy) -> frozenset[str]:
    """Rules that the cues alone find in a text, without their family: what the judge is fitted on."""
    return frozenset(finding.rule.partition(".")[2] for finding in Conduct()(analysis, Context(policy=policy)))


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
