"""The skeleton of a reconciliation that is missing: the usual rows from the GAAP measure to this one, with the document's own figures where it has them.

17 CFR 244.100(a)(2) asks for the differences between the two in figures; which rows a measure usually has stands in `policies/measures.yaml`.
A cell without a figure is for the preparer: nothing is worked out from other figures but the sum the adjustments must come to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from screener.nongaap.given import Given, given_in_sentences, given_in_tables, one_spelling, reported_period
from screener.nongaap.inventory import Group
from screener.nongaap.labels import Labels
from screener.nongaap.periods import Period
from screener.nongaap.review import Review
from screener.nongaap.states import INCOMPLETE, MISSING
from screener.nongaap.tables import FinancialTable
from screener.types import SkeletonCell, Span

_MOST_PERIODS = 4
_MOST_FIGURES = 4_000  # a release has some hundreds
_MOST_SKELETONS = 40  # of one document
TOGETHER = "All adjustments together"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The rows of a skeleton: the GAAP measure with the ids that may stand for it, the lines between, the measure itself. `form` is what they count."""

    start: str
    start_ids: tuple[str, ...]
    lines: tuple[str, ...]
    end: str
    end_id: str
    form: str = "amount"


class _Column(NamedTuple):
    """A period of the skeleton; the fullest head found for it names it."""

    head: str
    period: Period | None


def skeleton(plan: Plan, figures: Sequence[Given], labels: Labels, *, period: Period | None = None) -> tuple[SkeletonCell, ...]:
    """The rows for every period in which the measure is given, period by period; () when the measure has no usual lines.

    `figures` are the document's in text order; those without a period are of `period`, the one the document reports on.
    """
    if not plan.lines:
        return ()
    figures = [_dated(each, period) for each in figures]
    starts = [each for wanted in plan.start_ids for each in figures if each.measure == wanted and each.form == plan.form]
    ends = [each for each in figures if each.measure == plan.end_id and each.form == plan.form]
    rows = [_named(figures, line, plan.form, labels) for line in plan.lines]
    return tuple(cell for column in _columns(ends, starts, period) for cell in _cells(plan, column, starts, rows, ends))


def _dated(given: Given, period: Period | None) -> Given:
    """A figure whose sentence names no period, or no year, is of the period reported on."""
    if given.period is None:
        return replace(given, period=period)
    if given.period.year is None and period is not None:
        return replace(given, period=given.period._replace(year=period.year))
    return given


def _named(figures: Sequence[Given], line: str, form: str, labels: Labels) -> list[Given]:
    """The figures of one line: by its GAAP measure where it is one, else by its words."""
    measure, words = labels.read(line).measure, one_spelling(line)
    return [each for each in figures if each.form == form and (each.measure == measure if measure else each.words == words)]


def _columns(ends: Sequence[Given], starts: Sequence[Given], period: Period | None) -> list[_Column]:
    """The periods for which the measure is given; where none is told, the one the document reports on."""
    periods: list[Period | None] = []
    for each in ends:
        if len(periods) < _MOST_PERIODS and not any(_is_same(each.period, known) for known in periods):
            periods.append(each.period)
    if starts and not any(_is_same(start.period, known) for start in starts for known in periods):
        periods.append(starts[0].period)
    return [_Column(_head((*starts, *ends), each), each) for each in periods or [period]]


def _head(figures: Sequence[Given], period: Period | None) -> str:
    return max((each.head for each in figures if _is_same(each.period, period)), key=len, default="") or _worded(period)


def _worded(period: Period | None) -> str:
    if period is None or period.year is None:
        return ""
    return f"Q{period.quarter} {period.year}" if period.quarter else f"{period.months} months {period.year}" if period.months else str(period.year)


def _cells(plan: Plan, column: _Column, starts: Sequence[Given], rows: Sequence[Sequence[Given]], ends: Sequence[Given]) -> Iterator[SkeletonCell]:
    start, end = _pick(starts, column.period), _pick(ends, column.period)
    unit = next((each.unit for each in (start, end) if each is not None), "USD")
    yield _cell(plan.start, column, start, "start", unit)
    for label, figures in zip(plan.lines, rows, strict=True):
        yield _cell(_capital(label), column, _pick(figures, column.period), "adjustment", unit)
    if start is not None and end is not None and start.unit == end.unit:
        yield SkeletonCell(label=TOGETHER, period=column.head, role="sum", value=end.value - start.value, unit=unit)
    yield _cell(plan.end, column, end, "end", unit)


def _cell(label: str, column: _Column, given: Given | None, role: str, unit: str) -> SkeletonCell:
    value: Decimal | None = given.value if given is not None else None
    span: Span | None = given.span if given is not None else None
    return SkeletonCell(label=label, period=column.head, role=role, value=value, unit=given.unit if given is not None else unit, span=span)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _pick(figures: Sequence[Given], period: Period | None) -> Given | None:
    """The first figure of a period; none where a quarter by number may be either of two by date."""
    fitting = [each for each in figures if _is_same(each.period, period)]
    if period is not None and period.end is None and len({each.period.end for each in fitting if each.period is not None} - {None}) > 1:
        return None
    return fitting[0] if fitting else None


def _is_same(one: Period | None, other: Period | None) -> bool:
    """Whether two ways to write a period mean the same: "Q2 2026" and "Three Months Ended June 30, 2026"; a day at which alone is no stretch."""
    if one is None or other is None:
        return one is other
    if one.year != other.year or one.months != other.months:
        return False
    by_number, by_day = (one.quarter, other.quarter), (one.end, other.end)
    return not _differ(*by_number) and not _differ(*by_day)


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


class Skeletons:
    """Makes the skeletons of one document; its figures are gathered once, and only if some measure needs one."""

    def __init__(self, review: Review, tables: Sequence[FinancialTable]) -> None:
        self._review = review
        self._tables = tables
        self._labels = Labels.of(review.policy)
        self._figures: list[Given] | None = None
        self._period: Period | None = None
        self._left = _MOST_SKELETONS

    def of(self, group: Group) -> tuple[SkeletonCell, ...]:
        """The skeleton of a measure that is told of the past without a reconciliation, () for any other."""
        review = self._review
        measure = review.known.get(group.measure)
        if measure is None or review.states.state(group) not in {MISSING, INCOMPLETE}:
            return ()
        if not self._left or all(review.is_ahead(use) for use in review.asked(group)):
            return ()
        self._left -= 1
        plan = Plan(
            start=_capital(group.comparable_name),
            start_ids=group.comparable,
            lines=measure.lines,
            end=_capital(group.name),
            end_id=group.measure,
            form=_form(measure.kind, group.comparable),
        )
        figures = self._given()  # finds the period reported on, too
        return skeleton(plan, figures, self._labels, period=self._period)

    def _given(self) -> list[Given]:
        if self._figures is None:
            review = self._review
            uses = [use for uses in review.gaap_spans.values() for use in uses]
            uses += [use for group in review.groups for use in review.asked(group)]
            told = sorted(given_in_sentences(review, uses), key=lambda each: each.span)
            shown = given_in_tables(self._tables, self._labels, leave_out=review.guided_tables)
            self._figures = [*islice(shown, _MOST_FIGURES), *told[:_MOST_FIGURES]]
            self._period = reported_period(review)
        return self._figures


def _form(kind: str, comparable: Sequence[str]) -> str:
    if "eps" in comparable[:1]:
        return "per_share"
    return "percent" if kind == "ratio" else "amount"
