"""Brings the trained reader and the policy's cues together: how probable is it that a sentence matters, that it is clear, that it speaks of a topic.

Logistic models of a few weights each, fitted on records that neither the reader nor the cues were made from (the calibration split), so that
their probabilities can be believed. A sentence without a reading or without cues is judged by the other alone.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from screener.reader.labels import CLEAR, CONDUCT, POSSIBLE, TOPICS
from screener.reader.reading import Reading

_LEAST = 1e-6  # probabilities are kept this far from 0 and 1
UNREAD = -4.0  # log-odds taken for a sentence that the filter dropped


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """Of one question: a constant, then for each feature its weight in log-odds."""

    constant: float
    features: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """Probabilities in [0, 1]: material in any degree, clearly material, and for each topic that it is spoken of."""

    possible: float
    clear: float
    topics: Mapping[str, float]
    conduct: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judge:
    """The fitted weights; `features` says what they multiply."""

    possible: Weights
    clear: Weights
    topic: Weights
    conduct: Weights

    def judge(self, reading: Reading | None, cues: Mapping[str, int], conduct: Collection[str] = ()) -> Judgement:
        """What reading and cues (topic to class 1 or 2) and conduct cues (rule names without family) come to."""
        sentence = sentence_features(reading, cues)
        odds = _topic_odds(reading)
        return Judgement(
            possible=_probability(self.possible, sentence),
            clear=_probability(self.clear, sentence),
            topics={topic: _probability(self.topic, _topic_features(odds, sentence["possible"], cues, topic)) for topic in TOPICS},
            conduct=self.judge_conduct(reading, conduct),
        )

    def judge_conduct(self, reading: Reading | None, cued: Collection[str]) -> dict[str, float]:
        """The probability of each kind of conduct, given the kinds that cues found."""
        return {label: _probability(self.conduct, conduct_features(reading, label, cued=label in cued)) for label in CONDUCT}


def sentence_features(reading: Reading | None, cues: Mapping[str, int]) -> dict[str, float]:
    """Features of a sentence for `possible` and `clear`."""
    best = max(cues.values(), default=0)
    return {
        "possible": log_odds(reading, POSSIBLE),
        "clear": log_odds(reading, CLEAR),
        "strongest_topic": max(log_odds(reading, topic) for topic in TOPICS),
        "cue": float(best >= 1),
        "clear_cue": float(best >= 2),  # noqa: PLR2004
    }


def topic_features(reading: Reading | None, cues: Mapping[str, int], topic: str) -> dict[str, float]:
    """Features of a sentence for one topic."""
    return _topic_features(_topic_odds(reading), log_odds(reading, POSSIBLE), cues, topic)


def _topic_odds(reading: Reading | None) -> dict[str, float]:
    return {topic: log_odds(reading, topic) for topic in TOPICS}


def _topic_features(odds: Mapping[str, float], possible: float, cues: Mapping[str, int], topic: str) -> dict[str, float]:
    return {
        "topic": odds[topic],
        "ahead": odds[topic] - max(value for each, value in odds.items() if each != topic),
        "possible": possible,
        "cue": float(topic in cues),
        "other_cue": float(any(each != topic for each in cues)),
    }


def conduct_features(reading: Reading | None, label: str, *, cued: bool) -> dict[str, float]:
    """Features of a sentence for one kind of conduct."""
    return {"label": log_odds(reading, label), "cue": float(cued)}


def log_odds(reading: Reading | None, label: str) -> float:
    """Natural log-odds, `UNREAD` for a sentence nobody read closely."""
    if reading is None:
        return UNREAD
    probability = min(max(reading.of(label), _LEAST), 1 - _LEAST)
    return math.log(probability / (1 - probability))


def _probability(weights: Weights, features: Mapping[str, float]) -> float:
    x = weights.constant + sum(weight * features[name] for name, weight in weights.features.items())
    return 1 / (1 + math.exp(-x)) if x > 0 else (e := math.exp(x)) / (1 + e)
