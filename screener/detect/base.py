"""What a detector is: a name, the rules it serves, and one call from an `Analysis` to what it observes.

No base class to inherit, no state kept between documents, no input or output. A trained model is a detector like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from screener.policy import Policy
from screener.reader.reader import Reader
from screener.types import Analysis, Check, MeasureEntry, RawFinding, Reconciliation

Observation = RawFinding | MeasureEntry | Reconciliation | Check


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What detectors may know besides the document."""

    policy: Policy
    reader: Reader | None = None  # None: cues alone


class Detector(Protocol):
    """Finds; it does not decide what a finding means for the occasion (that is `resolve`)."""

    @property
    def name(self) -> str:
        """What a rule's `detector` and a finding's `detector` call it."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules it serves."""

    def __call__(self, analysis: Analysis, context: Context) -> Iterable[Observation]:
        """Observations in text order."""
        ...
