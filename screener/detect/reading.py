"""From which probability a reviewer is shown a finding, and which words carried it. The thresholds are policy data (`policies/reader.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from screener.errors import UsageError
from screener.policy import Policy, strict
from screener.reader.labels import TOPICS
from screener.reader.ngrams import spans
from screener.reader.reader import Reader
from screener.types import Channel, Span

_WINDOW = 8  # tokens that may carry a decision together
_NOTHING = 0.0


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """Probabilities from which something is said: the sentence matters, it is clear, it speaks of a topic, it is conduct, it calls itself public."""

    possible: float
    clear: float
    topic: float
    conduct: float
    public: float


@strict
@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ReaderPolicy:
    """The file `policies/reader.yaml`: settings from cautious to quiet, the one in force, and what channels and topics add to their thresholds."""

    setting: str
    settings: Mapping[str, Setting]
    channels: Mapping[Channel, Setting]
    topics: Mapping[str, float]

    def thresholds(self, channel: Channel) -> Thresholds:
        """Those in force for a channel. KeyError if the setting is none of `settings`."""
        base = self.settings[self.setting]
        add = self.channels.get(channel, _SAME)
        return Thresholds(
            possible=_within(base.possible + add.possible),
            clear=_within(base.clear + add.clear),
            conduct=_within(base.conduct + add.conduct),
            public=_within(base.public + add.public),
            topics={topic: _within(base.topic + add.topic + self.topics.get(topic, 0.0)) for topic in TOPICS},
        )


def with_setting(policy: Policy, name: str | None) -> Policy:
    """The policy with another setting between cautious and quiet in force; None leaves it. UsageError for one that it does not have."""
    own = policy.section("reader", ReaderPolicy)
    if name is None or name == own.setting:
        return policy
    if name not in own.settings:
        raise UsageError(f"There is no setting {name}; choose one of: {', '.join(own.settings)}.")
    return policy.replacing("reader", replace(own, setting=name))


_SAME = Setting(possible=0.0, clear=0.0, topic=0.0, conduct=0.0, public=0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """Probabilities in (0, 1) for one channel."""

    possible: float
    clear: float
    conduct: float
    public: float
    topics: Mapping[str, float]

    def topic(self, topic: str) -> float:
        """From which a sentence speaks of the topic."""
        return self.topics[topic]


def words_that_carry(text: str, span: Span, label: str, reader: Reader | None) -> Span:
    """The run of at most eight tokens that speaks most for the label; the whole sentence where none does.

    `text` holds the sentence's words, `span` says where they stand in the document.
    """
    places = spans(text)
    if reader is None or not places:
        return span
    shares = [share for _, share in reader.words_for(text, label)]
    first, last, best = 0, len(places) - 1, _NOTHING
    for start in range(len(places)):
        total = 0.0
        for end in range(start, min(start + _WINDOW, len(places))):
            total += shares[end]
            if total > best:
                first, last, best = start, end, total
    return Span(span.start + places[first].start, span.start + places[last].end)


def _within(probability: float) -> float:
    return min(max(probability, 0.01), 0.99)
