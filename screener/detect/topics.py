"""The nineteen topics of policy II.B by cues in context: `policies/topics.yaml` says how they sound, `scope.yaml` what excuses them.

One finding for each topic of a sentence, with the words that triggered it, its materiality and whether it says itself that it is public.
Sources: policy II.B; 17 CFR 243.100(a); 65 Fed. Reg. 51716 (kinds of information to review carefully).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from screener.detect.base import Context
from screener.detect.company import own_names
from screener.detect.materiality import Signals, Stage, assess
from screener.detect.patterns import Cued, PhraseFinder
from screener.detect.scope import Kind, Scope, ScopePolicy, ScopeReader
from screener.language.figures import figures
from screener.language.folding import fold
from screener.policy import Policy, strict
from screener.types import Analysis, Channel, Evidence, Materiality, RawFinding, Role, Span

TOPICS = (
    "earnings_results", "guidance_or_expectations", "prospects_or_strategy_change", "writedown_or_reserve", "litigation_or_investigation",
    "liquidity_problem", "product_supplier_customer", "contract_award_or_loss", "management_or_board_change", "organizational_change",
    "dividend", "borrowing_or_financing", "accounting_or_auditor_change", "cybersecurity", "debt_rating", "bankruptcy", "insider_trading",
    "mergers_acquisitions", "securities_event",
)  # fmt: skip
FIGURE, MONEY, SPEECH = "figure", "money", "speech"
_BUILT_IN = (FIGURE, MONEY, SPEECH)
_MAX_PATTERN_TEXT = 2_000  # characters of one sentence that a pattern reads; real sentences are far shorter
_MAX_TRIGGERS = 8  # of one cue in one sentence that are tried against its context
_MAX_EVIDENCE = 4  # spans of one role
# On a website or in a post anyone may be meant; everywhere else the company speaks of itself unless it says otherwise.
_OTHERS_SPEAK = frozenset({Channel.WEBSITE, Channel.SOCIAL})
_NO_NEWS = frozenset({Kind.NEGATED, Kind.GENERAL, Kind.HISTORY, Kind.BOILERPLATE})
_SHORT_WORD = 4  # letters; "of", "and", "upon" stand small in captions
_DIGIT = re.compile(r"\d")


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class TopicCue:
    """Phrases with the company they must keep; the fields are explained at the head of `topics.yaml`."""

    phrases: tuple[str, ...]
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    match: str = ""
    unless: tuple[str, ...] = ()
    klass: int = 2
    always: bool = False


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class TopicCues:
    """The cues of one topic; `magnitude` is the weight the topic has by itself."""

    cues: tuple[TopicCue, ...]
    blockers: tuple[str, ...]
    magnitude: float = 0.4


@strict
@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class TopicsPolicy:
    """Everything `topics.yaml` says."""

    companions: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, TopicCues]


@dataclass(frozen=True, slots=True)
class _Cue:
    bit: int
    needs: int
    also: int
    unless: int
    pattern: re.Pattern[str] | None
    klass: int
    always: bool


@dataclass(frozen=True, slots=True)
class _Topic:
    name: str
    magnitude: float
    blockers: int
    any: int
    cues: tuple[_Cue, ...]


class _Compiled:
    """The policy's cues as bits and patterns."""

    def __init__(self, policy: TopicsPolicy, scope: ScopePolicy) -> None:
        groups: dict[str, tuple[str, ...]] = dict.fromkeys(_BUILT_IN, ())
        groups |= {f"with.{name}": phrases for name, phrases in policy.companions.items()}
        for name, topic in policy.topics.items():
            groups[f"not.{name}"] = topic.blockers
            groups |= {f"cue.{name}.{i}": cue.phrases for i, cue in enumerate(topic.cues)}
        groups |= scope.groups()
        self.finder = PhraseFinder(groups)
        self.scope = ScopeReader(scope, self.finder)
        self._named = {name: self.finder.bits(name if name in _BUILT_IN else f"with.{name}") for name in (*_BUILT_IN, *policy.companions)}
        self.topics = tuple(self._topic(name, topic) for name, topic in policy.topics.items())
        self.any = 0
        for each in self.topics:
            self.any |= each.any

    def bit(self, *names: str) -> int:
        """Bits of built-in and policy companions. KeyError for a name that the policy does not know."""
        mask = 0
        for name in names:
            mask |= self._named[name]
        return mask

    def _topic(self, name: str, topic: TopicCues) -> _Topic:
        cues = tuple(
            _Cue(
                self.finder.bits(f"cue.{name}.{i}"),
                self.bit(*cue.needs),
                self.bit(*cue.also),
                self.bit(*cue.unless),
                re.compile(cue.match) if cue.match else None,
                cue.klass,
                cue.always,
            )
            for i, cue in enumerate(topic.cues)
        )
        any_cue = 0
        for cue in cues:
            any_cue |= cue.bit
        return _Topic(name, topic.magnitude, self.finder.bits(f"not.{name}"), any_cue, cues)


@lru_cache(maxsize=4)
def _compiled(policy: TopicsPolicy, scope: ScopePolicy) -> _Compiled:
    return _Compiled(policy, scope)


def compiled(policy: Policy) -> _Compiled:
    """The policy's topics, compiled once for each policy."""
    return _compiled(policy.section("topics", TopicsPolicy), policy.section("scope", ScopePolicy))


class Topics:
    """Reports each topic a sentence speaks of, unless it is boilerplate, general, hypothetical or another company's."""

    name = "topics"
    rules = tuple(f"mnpi.{topic}" for topic in TOPICS)

    def __call__(self, analysis: Analysis, context: Context) -> Iterator[RawFinding]:
        """Findings in text order."""
        ready = compiled(context.policy)
        sentences = [sentence for sentence in analysis.sentences if not sentence.role.is_boilerplate and sentence.role is not Role.TABLE]
        names = own_names(analysis) if analysis.occasion.channel in _OTHERS_SPEAK else frozenset()
        for cued in ready.finder.sentences(analysis, sentences):
            if cued.groups & ready.any:
                yield from _read(analysis, cued, ready, names)


def _read(analysis: Analysis, cued: Cued, ready: _Compiled, names: frozenset[str]) -> Iterator[RawFinding]:
    """Findings of one sentence; `names` are the publisher's own where others may be meant."""
    reading = _Reading(analysis, cued, ready, names)
    if not reading.is_own_news:
        return
    scope: Scope | None = None
    for topic in ready.topics:
        if not cued.groups & topic.any or cued.groups & topic.blockers:
            continue
        scope = scope if scope is not None else ready.scope.read(analysis.document.text, cued)
        found = reading.evidence(topic, scope)
        if found is None:
            continue
        cue, trigger = found
        materiality = reading.materiality(topic, cue, trigger, scope)
        if materiality.klass == 0:
            continue
        yield RawFinding(
            rule=f"mnpi.{topic.name}",
            span=cued.sentence.span,
            score=round(materiality.probability * materiality.magnitude, 4),
            evidence=tuple(reading.spans(trigger)),
            materiality=materiality,
            public_cue=scope.cue(Kind.PUBLIC) is not None,
            detector=Topics.name,
        )


class _Reading:
    """One sentence with what its topics share: figures, who speaks, whether it asks."""

    def __init__(self, analysis: Analysis, cued: Cued, ready: _Compiled, names: frozenset[str]) -> None:
        self._text = analysis.document.text
        self._cued = cued
        self._ready = ready
        span = cued.sentence.span
        words = self._text[span.start : min(span.end, span.start + _MAX_PATTERN_TEXT)]
        found = list(figures(words, span.start)) if _DIGIT.search(words) else []
        self._figures = [figure.span for figure in found]
        self._amount = any(figure.quantity.unit != "count" for figure in found)
        self._words = words
        self._plain = fold(words)
        self._asks = cued.sentence.role is Role.QUESTION or words.rstrip().endswith("?")
        self._groups = cued.groups
        if self._figures:
            self._groups |= ready.bit(FIGURE)
        if self._amount:
            self._groups |= ready.bit(MONEY)
        self._speaks = analysis.occasion.channel not in _OTHERS_SPEAK or any(name in words for name in names)
        if self._speaks:
            self._groups |= ready.bit(SPEECH)

    @property
    def is_own_news(self) -> bool:
        """False for a caption, and on a website or in a post for words that name neither the company nor an announcement."""
        if not self._speaks and not self._has("company") and not self._has("announced"):
            return False
        return bool(self._figures) or self._has("act") or not _is_caption(self._words)

    def evidence(self, topic: _Topic, scope: Scope) -> tuple[_Cue, Span] | None:
        """The first cue of the topic that keeps its company and is not excused, with its trigger."""
        for cue in topic.cues:
            if not self._groups & cue.bit or not self._in_company(cue):
                continue
            for trigger in self._cued.each(cue.bit)[:_MAX_TRIGGERS]:
                if not self._excused(cue, scope.of(trigger)):
                    return cue, trigger
        return None

    def materiality(self, topic: _Topic, cue: _Cue, trigger: Span, scope: Scope) -> Materiality:
        """What the statement weighs."""
        has = self._has
        return assess(
            Signals(
                base=topic.magnitude,
                stage=self._stage(cue, scope.of(trigger)),
                figure=bool(self._figures) or has("spelled_figure"),
                period=has("period"),
                running=has("future_period"),
                weight=has("weight"),
                small=has("small"),
                direction=has("change"),
                act=has("act"),
                denial=has("denial"),
                public=scope.cue(Kind.PUBLIC) is not None,
                ceiling=1 if self._asks else cue.klass,
            )
        )

    def spans(self, trigger: Span) -> Iterator[Evidence]:
        """Trigger, subject and figures."""
        yield Evidence(role="trigger", span=trigger)
        subject = self._cued.first(self._ready.bit("company"))
        if subject is not None:
            yield Evidence(role="subject", span=subject)
        for span in self._figures[:_MAX_EVIDENCE]:
            yield Evidence(role="figure", span=span)

    def _has(self, companion: str) -> bool:
        return bool(self._groups & self._ready.bit(companion))

    def _in_company(self, cue: _Cue) -> bool:
        groups = self._groups
        if (cue.needs and not groups & cue.needs) or (cue.also and not groups & cue.also) or groups & cue.unless:
            return False
        return cue.pattern is None or cue.pattern.search(self._plain) is not None

    def _excused(self, cue: _Cue, kinds: frozenset[Kind]) -> bool:
        """Whether what stands round the trigger says that it is no news of the company."""
        if kinds & _NO_NEWS or (Kind.PROCESS in kinds and not self._amount):
            return True
        if self._asks and not self._figures:
            return True
        if cue.always and self._speaks:
            return False
        if Kind.READER in kinds and not (self._speaks and (self._figures or self._has("company"))):
            return True
        if Kind.HYPOTHETICAL in kinds:
            return not self._figures
        return Kind.OTHER_COMPANY in kinds and not self._has("company")

    def _stage(self, cue: _Cue, kinds: frozenset[Kind]) -> Stage:
        if Kind.HYPOTHETICAL in kinds and not cue.always:
            return Stage.POSSIBLE
        if self._has("talks"):
            return Stage.TALKS
        return Stage.EXPECTED if self._has("future") else Stage.DONE


def _is_caption(words: str) -> bool:
    """Whether every longer word begins with a capital letter and none is told: "Creation of a Direct Financial Obligation"."""
    longer = [word for word in words.split() if len(word) > _SHORT_WORD]
    return all(not word[0].islower() for word in longer)
