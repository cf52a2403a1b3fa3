"""Figures of the text held against the tables: a measure of a period is given one value in both, to the digits the text shows.

17 CFR 244.100(b). Only plain statements count ("adjusted EBITDA was $24.3 million"), and only values that no table of the document holds.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from screener.nongaap.labels import Labels
from screener.nongaap.measures import Use
from screener.nongaap.periods import Period, parse_period
from screener.nongaap.review import Review
from screener.nongaap.tables import FinancialTable, LineKind
from screener.nongaap.values import Figure
from screener.types import Evidence, Level, RawFinding, Span

RULE = "non_gaap.reconciliation_does_not_add_up"
DETECTOR = "non_gaap_measures"
_STATED = re.compile(
    r"\s{0,2}(?:(?:for|in) the [\w ]{3,40} )?(?:was|were|of|totaled|totalled|came to|reached|is|:|came in at|amounted to)\s{1,2}"
    r"(?:a record |approximately |about |roughly )?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_SCALES = (("trillion", 12), ("billion", 9), ("million", 6), ("thousand", 3))
_NEAR = Decimal("0.25")  # a slip leaves a figure within a quarter of the true one; what is further away is another thing


class _Shown(NamedTuple):
    """A figure of a table in full, with one unit of its last digit."""

    value: Decimal
    step: Decimal
    unit: str
    period: Period | None
    span: Span


class Agreement:
    """Finds the plain statements of the text that no table bears out."""

    def __init__(self, review: Review, tables: Sequence[FinancialTable]) -> None:
        self._review = review
        self._tables = tables
        self._labels = Labels.of(review.policy)

    def findings(self) -> Iterator[RawFinding]:
        """A finding for each such statement, in text order."""
        if not self._tables:
            return
        for use in sorted((*self._review.measures.uses, *self._review.measures.gaap), key=lambda use: use.mention.span):
            found = self._contradiction(use)
            if found is not None:
                yield self._finding(use, found)

    @cached_property
    def _by_measure(self) -> dict[str, list[_Shown]]:
        found: dict[str, list[_Shown]] = defaultdict(list)
        for table in self._tables:
            for line in table.lines:
                measure = self._labels.read(line.label).measure
                if measure and line.kind is not LineKind.SHARES:
                    found[measure].extend(_shown(table, line.kind, line.figures))
        return found

    @cached_property
    def _all(self) -> list[Decimal]:
        """Every amount of every table, in order."""
        shown = (each for table in self._tables for line in table.lines for each in _shown(table, line.kind, line.figures))
        return sorted(abs(each.value) for each in shown)

    def _contradiction(self, use: Use) -> _Shown | None:
        """The figure of a table that a statement differs from."""
        mention = use.mention
        quantity, span = mention.quantity, mention.quantity_span
        if (
            quantity is None
            or span is None
            or quantity.high is not None
            or self._review.is_ahead(use)
            or self._review.is_row(use)
            or not self._is_stated(mention.span, span)
        ):
            return None
        period = parse_period(mention.period) if mention.period else None
        if period is None or period.months is None:
            return None
        if use.named.is_gaap and quantity.unit == "percent":
            return None  # statutory, marginal and effective rates are told apart by words that no lexicon has
        unit = "percent" if quantity.unit == "percent" else "share" if quantity.per_share else quantity.unit
        step = self._step(span)
        candidates = [each for each in self._by_measure.get(mention.measure, ()) if each.unit == unit]
        if not candidates or step is None or self._is_in_a_table(abs(quantity.value), step):
            return None
        same = [each for each in candidates if _is_same(each.period, period)]
        near = [each for each in same if abs(abs(each.value) - abs(quantity.value)) <= _NEAR * abs(each.value)]
        return near[0] if len({each.value for each in same}) == 1 and near else None

    def _is_stated(self, mention: Span, quantity: Span) -> bool:
        between = self._review.analysis.document.text[mention.end : quantity.start]
        return quantity.start >= mention.end and _STATED.fullmatch(between) is not None

    def _step(self, span: Span) -> Decimal | None:
        """One unit of the last digit the text shows."""
        words = self._review.analysis.document.words(span).lower()
        digits = _DIGITS.search(words)
        if digits is None:
            return None
        power = next((power for name, power in _SCALES if name in words), 0)
        return Decimal(1).scaleb(power - len(digits[1] or ""))

    def _is_in_a_table(self, value: Decimal, step: Decimal) -> bool:
        """Whether some amount of some table is the value to the digits of the text; a value rounded down counts as well."""
        at = bisect.bisect_left(self._all, value - step)
        return at < len(self._all) and self._all[at] <= value + step

    def _finding(self, use: Use, shown: _Shown) -> RawFinding:
        document = self._review.analysis.document
        span = use.mention.quantity_span or use.mention.span
        name = " ".join(document.words(use.mention.span).split())
        message = f"The text gives {name} as {document.words(span)}; the table has {document.words(shown.span)} for the same period."
        evidence = (Evidence(role="figure", span=span), Evidence(role="suspect", span=shown.span))
        return RawFinding(rule=RULE, span=span, score=0.9, level=Level.MEDIUM, message=message, evidence=evidence, detector=DETECTOR)


def _shown(table: FinancialTable, kind: LineKind, figures: Sequence[Figure | None]) -> Iterator[_Shown]:
    for figure, column in zip(figures, table.columns, strict=True):
        if figure is None or figure.nil or figure.high is not None:
            continue
        percent = figure.percent or kind is LineKind.PERCENT or column.percent
        power = table.scale if kind is LineKind.AMOUNT and not percent else 0
        unit = "percent" if percent else "share" if kind is LineKind.PER_SHARE else table.currency
        yield _Shown(figure.value.scaleb(power), figure.step.scaleb(power), unit, column.period, figure.span)


def _is_same(column: Period | None, stated: Period) -> bool:
    """Whether a column surely is the period the text names."""
    if column is None or column.year != stated.year or stated.year is None or column.months != stated.months:
        return False
    return column.quarter == stated.quarter or column.quarter is None
