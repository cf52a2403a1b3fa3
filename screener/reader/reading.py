"""What the trained reader makes of a sentence."""

from __future__ import annotations

from typing import NamedTuple

from screener.reader.labels import LABELS

_PLACE = {label: i for i, label in enumerate(LABELS)}


class Reading(NamedTuple):
    """A calibrated probability for each of `LABELS`, in their order, and the rationale of the likest written example, where one is like enough."""

    probabilities: tuple[float, ...]
    example: str | None = None

    def of(self, label: str) -> float:
        """The probability of a label. KeyError for one the reader does not know."""
        return self.probabilities[_PLACE[label]]
