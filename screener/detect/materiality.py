"""How much a statement weighs: class 0, 1 or 2 by probability times magnitude, with the reasons in words.

Policy II.B: for a future event the probability that it happens is balanced against the size of its effect (Basic Inc. v. Levinson,
485 U.S. 224 (1988)); when in doubt, presume it is material. The weights were set so that the classes of the project's own labelled
sentences come out best; a change moves findings between `high` and `medium`, never in or out of the report above POSSIBLE_FROM.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from screener.types import Materiality

CLEAR_FROM = 0.5  # probability times magnitude from which a statement is class 2
POSSIBLE_FROM = 0.1  # and from which it is class 1
_FIGURE, _PERIOD, _WEIGHT, _DIRECTION, _ACT = 0.25, 0.1, 0.1, 0.1, 0.1
_VAGUE, _SMALL = 0.15, 0.15


class Stage(StrEnum):
    """How far the event is from being a fact."""

    DONE = "done"
    EXPECTED = "expected"
    TALKS = "talks"
    POSSIBLE = "possible"


_PROBABILITY = {Stage.DONE: 0.95, Stage.EXPECTED: 0.8, Stage.TALKS: 0.6, Stage.POSSIBLE: 0.3}
_STAGE_WORDS = {
    Stage.DONE: "speaks of it as a fact",
    Stage.EXPECTED: "says what the company expects",
    Stage.TALKS: "speaks of talks or plans not yet agreed",
    Stage.POSSIBLE: "speaks of it only as possible",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Signals:
    """What a statement holds besides its topic."""

    base: float  # magnitude the topic has by itself, [0, 1]
    stage: Stage
    figure: bool
    period: bool  # names a period
    running: bool  # a period not over, or not yet reported
    weight: bool  # says itself that it is material, major, a record
    small: bool  # says itself that it is small
    direction: bool  # better, worse, up, down
    act: bool  # an act of the company: signed, approved, appointed
    denial: bool  # denies something, which informs
    public: bool  # public by its own words
    ceiling: int  # the highest class the cue can give


def assess(signals: Signals) -> Materiality:
    """Class with probability and magnitude in [0, 1] and the reasons in words."""
    probability = _PROBABILITY[signals.stage]
    magnitude = min(1.0, max(0.0, _magnitude(signals)))
    product = probability * magnitude
    klass = 2 if product >= CLEAR_FROM else 1 if product >= POSSIBLE_FROM else 0
    klass = min(klass, signals.ceiling)
    if signals.public and klass > 1:
        klass = 1
    return Materiality(klass=klass, probability=probability, magnitude=round(magnitude, 2), reasons=_reasons(signals))


def _magnitude(signals: Signals) -> float:
    magnitude = signals.base
    magnitude += _FIGURE * signals.figure + _PERIOD * signals.period + _WEIGHT * signals.weight + _DIRECTION * signals.direction + _ACT * signals.act
    magnitude -= _SMALL * signals.small
    if not (signals.figure or signals.act or signals.weight or signals.direction):
        magnitude -= _VAGUE
    return magnitude


def _reasons(signals: Signals) -> tuple[str, ...]:
    reasons = [_STAGE_WORDS[signals.stage]]
    if signals.figure:
        reasons.append("gives a figure for a running quarter or a coming period" if signals.running else "gives a figure")
    else:
        reasons.append("no amount is given")
    if signals.act:
        reasons.append("names an act of the company")
    if signals.direction and not signals.figure:
        reasons.append("gives a direction without a figure")
    if signals.weight:
        reasons.append("calls it significant itself")
    if signals.small:
        reasons.append("calls it small itself")
    if signals.denial:
        reasons.append("a denial that informs")
    if signals.public:
        reasons.append("says itself that it is already public; check the public record")
    return tuple(reasons)
