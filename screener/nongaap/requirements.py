"""What the rules on non-GAAP measures ask of each kind of text, and the words they are judged by: the file `policies/non_gaap.yaml`.

17 CFR 244.100 reaches every public disclosure; 17 CFR 229.10(e) filings and, through Form 8-K Item 2.02, earnings releases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, InstanceOf

from screener.nongaap.cues import Cue
from screener.policy import Policy, strict
from screener.types import Channel, Level


def _joined(patterns: object) -> object:
    """A list of regular expressions as one, without regard to case; anything else is left for the check to refuse."""
    if isinstance(patterns, list) and all(isinstance(each, str) for each in patterns):
        return Cue(re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE))
    return patterns


Words = Annotated[InstanceOf[Cue], BeforeValidator(_joined)]


class Force(StrEnum):
    """How far a requirement goes for a kind of text."""

    RULE = "rule"
    PRACTICE = "practice"
    POSTED = "posted"
    NONE = "none"

    def level(self, asked: Level) -> Level | None:
        """The level of a finding that breaks the requirement, None where nothing is asked."""
        if self in {Force.NONE, Force.POSTED}:
            return None
        return asked if self is Force.RULE else Level.LOW


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class Requirements:
    """The requirements on one kind of text."""

    comparable: Force
    reconciliation: Force
    forward: Force
    prominence: Force
    usefulness: Force
    labels: Force
    oral: Force


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class TableCues:
    """How a table that reconciles is known."""

    titles: Words
    adjusting: Words
    currency: Words
    outlook: Words  # it is of what is expected


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class StatementCues:
    """What a text says about reconciling."""

    promises: Words
    subtraction: Words  # one sentence leads from the GAAP figure to the other
    method: Words  # how a growth rate was worked out
    exception: Words  # what lies ahead is not reconciled ...
    unable: Words  # ... because it cannot be (17 CFR 229.10(e)(1)(i)(B))
    items: Words  # what is not available
    significance: Words
    place: Words  # where schedules are posted (17 CFR 244.100(a), note 1)
    schedule: Words
    not_yet: Words
    denials: Words
    ahead: Words
    past: Words


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class UsefulnessCues:
    """How a statement of usefulness is known, and what it speaks of (17 CFR 229.10(e)(1)(i)(C))."""

    reasons: Words
    believers: Words
    not_reasons: Words
    general: Words
    currency: Words
    relies_on_report: Words


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class PerShareCues:
    """Whether a figure is per share."""

    name: Words
    figure: Words
    cash_earnings: Words


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class OwnLines:
    """A title that says which lines its measure has: anything more belongs under another title (C&DI 103.01, 102.02)."""

    title: Words
    lines: Words


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class LabelCues:
    """Titles that are those of GAAP, or of another measure (17 CFR 229.10(e)(1)(ii)(E); C&DI 100.05)."""

    own_lines: tuple[OwnLines, ...]
    as_reported: Words
    redefined: Words
    not_redefined: Words


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class AdjustmentCues:
    """Adjustments that can mislead (17 CFR 244.100(b); C&DI 100.01-100.04, 102.03, 102.07, 102.11)."""

    normal_costs: Words
    tailored: Words
    deferred: Words
    non_recurring: Words
    not_non_recurring: Words
    charges: Words
    cash_settled: Words
    residual: Words
    cautioned: Words
    changed: Words
    explained: Words
    repeated: Words
    gains: Words
    included_gain: Words


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class NonGaapPolicy:
    """The file `policies/non_gaap.yaml`; every list of words is regular expressions, tried without regard to case."""

    applies: Mapping[Channel, Requirements]
    derived: Mapping[str, tuple[str, ...]]
    wrong_starts: Mapping[str, tuple[str, ...]]
    exempt_documents: Words
    exempt_sentences: Words
    praise: Words
    tables: TableCues
    statements: StatementCues
    usefulness: UsefulnessCues
    per_share: PerShareCues
    labels: LabelCues
    adjustments: AdjustmentCues

    @classmethod
    def of(cls, policy: Policy) -> NonGaapPolicy:
        """That part of a policy."""
        return policy.section("non_gaap", cls)
