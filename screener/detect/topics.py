"""The nineteen topics of policy II.B: the trained reader and cues in context, brought together by its judge.

`policies/topics.yaml` says how topics sound, `scope.yaml` what excuses them, `reader.yaml` from which probability a reviewer is shown a
finding. One finding for each topic of a sentence, with the words that carried it, its materiality and whether it says itself that it is public.
Sources: policy II.B; 17 CFR 243.100(a); 65 Fed. Reg. 51716 (kinds of information to review carefully).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from screener.detect.base import Context
from screener.detect.company import own_names
from screener.detect.materiality import Signals, Stage, assess
from screener.detect.patterns import Cued, PhraseFinder
from screener.detect.reading import ReaderPolicy, Thresholds, words_that_carry
from screener.detect.scope import Kind, Scope, ScopePolicy, ScopeReader
from screener.language.figures import figures
from screener.language.folding import fold
from screener.policy import Policy, strict
from screener.reader.judge import Judgement
from screener.reader.labels import PUBLIC, TOPICS
from screener.reader.reader import Reader
from screener.reader.reading import Reading
from screener.types import Analysis, Channel, Evidence, Materiality, RawFinding, Role, Sentence, Span

FIGURE, MONEY, SPEECH = "figure", "money", "speech"
_BUILT_IN = (FIGURE, MONEY, SPEECH)
_MAX_PATTERN_TEXT = 2_000  # characters of one sentence that a pattern reads; real sentences are far shorter
_MAX_TRIGGERS = 8  # of one cue in one sentence that are tried against its context
_MAX_EVIDENCE = 4  # spans of one role
# On a website or in a post anyone may be meant; everywhere else the company speaks of itself unless it says otherwise.
_OTHERS_SPEAK = frozenset({Channel.WEBSITE, Channel.SOCIAL})
_NO_NEWS = frozenset({Kind.NEGATED, Kind.GENERAL, Kind.HISTORY, Kind.BOILERPLATE})
_CERTAIN = 0.85  # probability of a topic from which the policy's excusing words are not heard
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


class Compiled:
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
        self.blockers = {each.name: each.blockers for each in self.topics}
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
def _compiled(policy: TopicsPolicy, scope: ScopePolicy) -> Compiled:
    return Compiled(policy, scope)


def compiled(policy: Policy) -> Compiled:
    """The policy's topics, compiled once for each policy."""
    return _compiled(policy.section("topics", TopicsPolicy), policy.section("scope", ScopePolicy))


class Topics:
    """Reports each topic a sentence speaks of, unless it is boilerplate, general, hypothetical or another company's."""

    name = "topics"
    rules = tuple(f"mnpi.{topic}" for topic in TOPICS)

    def __call__(self, analysis: Analysis, context: Context) -> Iterator[RawFinding]:
        """Findings in text order."""
        thresholds = context.policy.section("reader", ReaderPolicy).thresholds(analysis.occasion.channel)
        seen = look_at(analysis, compiled(context.policy))
        if context.reader is None:
            for look, cues in seen:
                yield from (look.finding(topic, trigger, materiality) for topic, (_, trigger, materiality) in cues.items())
            return
        readings = context.reader.read([look.text for look, _ in seen], [i for i, (_, cues) in enumerate(seen) if cues])
        for (look, cues), reading in zip(seen, readings, strict=True):
            if reading is not None:
                judged = context.reader.judge.judge(reading, {name: materiality.klass for name, (_, _, materiality) in cues.items()})
                yield from _judged(look, judged, reading, cues, thresholds=thresholds, reader=context.reader)


def cues_of(analysis: Analysis, policy: Policy) -> dict[str, int]:
    """Topics that the cues alone find in a text, with the highest class: what the judge is fitted on."""
    found: dict[str, int] = {}
    for _, cues in look_at(analysis, compiled(policy)):
        for name, (_, _, materiality) in cues.items():
            found[name] = max(materiality.klass, found.get(name, 0))
    return found


_Found = tuple["_Cue", Span, Materiality]


def look_at(analysis: Analysis, ready: Compiled) -> list[tuple[Look, dict[str, _Found]]]:
    """The sentences that can be news of the company, in text order, each with what the cues find in it."""
    sentences = [sentence for sentence in analysis.sentences if is_read(sentence)]
    cued = {each.sentence.span: each for each in ready.finder.sentences(analysis, sentences)}
    names = own_names(analysis) if analysis.occasion.channel in _OTHERS_SPEAK else frozenset()
    looks = (Look(analysis, cued.get(sentence.span) or Cued(sentence, 0, []), ready, names) for sentence in sentences)
    return [(look, look.cues()) for look in looks if look.is_own_news]


def is_read(sentence: Sentence) -> bool:
    """Whether a sentence can tell news: boilerplate and table rows do not."""
    return not sentence.role.is_boilerplate and sentence.role is not Role.TABLE


def _judged(look: Look, judged: Judgement, reading: Reading, cues: Mapping[str, _Found], *, thresholds: Thresholds, reader: Reader) -> Iterator[RawFinding]:
    """Findings of the topics that are probable enough in a sentence that is; the most probable one where none is."""
    if judged.possible < thresholds.possible:
        return
    open_topics = [topic for topic in TOPICS if topic in cues or judged.topics[topic] >= _CERTAIN or not look.excuses(topic)]
    topics = [topic for topic in open_topics if judged.topics[topic] >= thresholds.topic(topic)] or [max(open_topics, key=lambda topic: judged.topics[topic])]
    public = reading.of(PUBLIC) >= thresholds.public
    for topic in topics:
        # In doubt it is presumed material (policy II.B): a cue that is clear by itself halves what the reader must be sure of.
        in_doubt = look.speaks and topic in cues and cues[topic][2].klass == 2  # noqa: PLR2004
        klass = 2 if judged.clear >= thresholds.clear / (1 + in_doubt) else 1
        cue, trigger = cues[topic][:2] if topic in cues else (None, words_that_carry(look.text, look.span, topic, reader))
        yield look.judged(topic, cue, trigger, klass=klass, score=judged.possible * judged.topics[topic], is_public=public, example=reading.example)


class Look:
    """One sentence with what its topics share: figures, who speaks, whether it asks."""

    def __init__(self, analysis: Analysis, cued: Cued, ready: Compiled, names: frozenset[str]) -> None:
        self._scope: Scope | None = None
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

    @property
    def span(self) -> Span:
        """The sentence's."""
        return self._cued.sentence.span

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self._text[self.span.start : self.span.end]

    @property
    def speaks(self) -> bool:
        """Whether the company is known to speak: everywhere but on a website and in a post, and there where it names itself."""
        return self._speaks

    def excuses(self, topic: str) -> bool:
        """Whether the sentence holds words that the policy names as no news of the topic."""
        return bool(self._groups & self._ready.blockers[topic])

    @property
    def scope(self) -> Scope:
        """What stands round the cues, read when first asked for."""
        if self._scope is None:
            self._scope = self._ready.scope.read(self._text, self._cued)
        return self._scope

    def cues(self) -> dict[str, tuple[_Cue, Span, Materiality]]:
        """The topics that cues find, each with its cue, its trigger and what it weighs by them."""
        found: dict[str, tuple[_Cue, Span, Materiality]] = {}
        if not self._groups & self._ready.any:
            return found
        for topic in self._ready.topics:
            if not self._groups & topic.any or self._groups & topic.blockers:
                continue
            seen = self.evidence(topic, self.scope)
            if seen is None:
                continue
            cue, trigger = seen
            materiality = self.materiality(topic, cue, trigger, self.scope)
            if materiality.klass:
                found[topic.name] = cue, trigger, materiality
        return found

    def finding(self, topic: str, trigger: Span, materiality: Materiality) -> RawFinding:
        """What the cues alone report."""
        return RawFinding(
            rule=f"mnpi.{topic}",
            span=self.span,
            score=round(materiality.probability * materiality.magnitude, 4),
            evidence=tuple(self.spans(trigger)),
            materiality=materiality,
            public_cue=self.scope.cue(Kind.PUBLIC) is not None,
            detector=Topics.name,
        )

    def judged(self, topic: str, cue: _Cue | None, trigger: Span, *, klass: int, score: float, is_public: bool, example: str | None) -> RawFinding:
        """What reader and cues report together; a statement public by its own words is never clear."""
        weighed = self.materiality(next(each for each in self._ready.topics if each.name == topic), cue, trigger, self.scope)
        is_public = is_public or self.scope.cue(Kind.PUBLIC) is not None
        reasons = (f"reads like a written example of: {example}",) if example else ()
        return RawFinding(
            rule=f"mnpi.{topic}",
            span=self.span,
            score=round(score, 4),
            evidence=tuple(self.spans(trigger)),
            materiality=replace(weighed, klass=min(klass, 1) if is_public else klass, reasons=(*weighed.reasons, *reasons)),
            public_cue=self.scope.cue(Kind.PUBLIC) is not None,
            detector=Topics.name,
        )

    def evidence(self, topic: _Topic, scope: Scope) -> tuple[_Cue, Span] | None:
        """The first cue of the topic that keeps its company and is not excused, with its trigger."""
        for cue in topic.cues:
            if not self._groups & cue.bit or not self._in_company(cue):
                continue
            for trigger in self._cued.each(cue.bit)[:_MAX_TRIGGERS]:
                if not self._excused(cue, scope.of(trigger)):
                    return cue, trigger
        return None

    def materiality(self, topic: _Topic, cue: _Cue | None, trigger: Span, scope: Scope) -> Materiality:
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
                ceiling=1 if self._asks else cue.klass if cue is not None else 2,
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

    def _stage(self, cue: _Cue | None, kinds: frozenset[Kind]) -> Stage:
        if Kind.HYPOTHETICAL in kinds and not (cue is not None and cue.always):
            return Stage.POSSIBLE
        if self._has("talks"):
            return Stage.TALKS
        return Stage.EXPECTED if self._has("future") else Stage.DONE


def _is_caption(words: str) -> bool:
    """Whether every longer word begins with a capital letter and none is told: "Creation of a Direct Financial Obligation"."""
    longer = [word for word in words.split() if len(word) > _SHORT_WORD]
    return all(not word[0].islower() for word in longer)
