"""Ratios and per-share figures recomputed from their parts in the same table: margin = measure / revenue, per share = measure / shares.

Tolerance: half a unit of the last digit of the ratio, of its measure and of what it is divided by. A ratio is called wrong only where the
same divisor gives other ratios of the table: what stands under a line need not be what the company divided by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from screener.nongaap.labels import Label, Labels, plain, shown
from screener.nongaap.tables import FinancialTable, Line, LineKind
from screener.nongaap.values import Figure
from screener.types import Document, MeasureKind, Reconciliation, ReconciliationRow, Span, Suspect

_PARTS = {  # a ratio and the measures it may be made of
    "adj_ebitda_margin": ("adj_ebitda", "ebitda", "ebitdar"),
    "adj_operating_margin": ("adj_operating_income",),
    "adj_gross_margin": ("adj_gross_profit",),
    "fcf_margin": ("fcf", "adj_fcf"),
    "net_income_margin": ("net_income",),
    "operating_margin": ("operating_income",),
    "gross_margin": ("gross_profit",),
    "adj_eps": ("adj_net_income",),
    "eps": ("net_income",),
}
_PER_SHARE = frozenset({"adj_eps", "eps"})
_SALES = re.compile(r"^(?:total )?(?:net )?(?:revenues?|sales)$|^total (?:net )?revenues?\b")
_BASIC = re.compile(r"\bbasic\b")
_POWERS = (0, 3, -3, 6, -6)  # shares may be shown in another scale than amounts
_MAX_LINES = 400
_HALF = Decimal("0.5")
_FEW = 3  # adjusted earnings per share are often the sum of rounded adjustments per share, not the quotient


class _Named(NamedTuple):
    line: Line
    read: Label


@dataclass(frozen=True, slots=True)
class _Ratio:
    """A ratio line with its parts, and for each column whether it follows from them; None where a part is missing."""

    ratio: _Named
    above: Line
    below: Line
    values: tuple[Decimal | None, ...]  # what the parts give
    fits: tuple[bool | None, ...]


def ratios(document: Document, tables: Sequence[FinancialTable], labels: Labels) -> Iterator[Reconciliation]:
    """The non-GAAP ratios and per-share figures of the tables that could be recomputed, as reconciliations of the kind `ratio` or `per_share`."""
    for table in tables:
        if len(table.lines) > _MAX_LINES or not any(line.kind in {LineKind.PERCENT, LineKind.PER_SHARE} for line in table.lines):
            continue
        found = list(_in_table(table, labels))
        for each in found:
            if each.ratio.read.kind is MeasureKind.NON_GAAP:
                yield from _record(document, table, each, _verdicts(each, found))


def _in_table(table: FinancialTable, labels: Labels) -> Iterator[_Ratio]:
    named = [_Named(line, labels.read(line.label)) for line in table.lines]
    sales = [each.line for each in named if each.line.kind is LineKind.AMOUNT and _SALES.search(plain(each.line.label))]
    shares = [each.line for each in named if each.line.kind is LineKind.SHARES and not _BASIC.search(plain(each.line.label))]
    for i, each in enumerate(named):
        parts = _PARTS.get(each.read.measure)
        if parts is None:
            continue
        per_share = each.read.measure in _PER_SHARE
        if per_share and (each.line.kind is not LineKind.PER_SHARE or _BASIC.search(plain(each.line.label))):
            continue
        if not per_share and each.line.kind is not LineKind.PERCENT:
            continue
        below = shares if per_share else sales
        above = [other.line for other in reversed(named[:i]) if other.read.measure in parts and other.line.kind is LineKind.AMOUNT]
        if above and len(below) == 1:
            yield _computed(each, above[0], below[0], per_share=per_share)


def _computed(ratio: _Named, above: Line, below: Line, *, per_share: bool) -> _Ratio:
    values: list[Decimal | None] = []
    fits: list[bool | None] = []
    for shown_, measure, divisor in zip(ratio.line.figures, above.figures, below.figures, strict=True):
        if shown_ is None or measure is None or divisor is None or shown_.percent == per_share or not divisor.value or shown_.high is not None:
            values.append(None)
            fits.append(None)
            continue
        exact = measure.value / divisor.value
        value = _scaled(exact, shown_.value) if per_share else exact * 100
        values.append(value)
        fits.append(_fit(abs(value - shown_.value), shown_, _tolerance(value, shown_, measure, divisor)))
    return _Ratio(ratio, above, below, tuple(values), tuple(fits))


def _fit(miss: Decimal, shown_: Figure, tolerance: Decimal) -> bool | None:
    """Whether a ratio follows; None when it is off by a few last digits: it may have been built from rounded parts."""
    if miss <= tolerance:
        return True
    return None if miss <= tolerance + _FEW * shown_.step else False


def _scaled(exact: Decimal, shown_: Decimal) -> Decimal:
    """The quotient in the power of a thousand nearest to the figure shown."""
    return min((exact.scaleb(power) for power in _POWERS), key=lambda value: abs(value - shown_))


def _tolerance(value: Decimal, shown_: Figure, measure: Figure, divisor: Figure) -> Decimal:
    relative = _HALF * divisor.step / abs(divisor.value)
    if measure.value:
        relative += _HALF * measure.step / abs(measure.value)
    return _HALF * shown_.step + abs(value) * relative


def _verdicts(each: _Ratio, found: Sequence[_Ratio]) -> tuple[bool | None, ...]:
    """A ratio that does not follow is wrong only if more ratios by the same divisor follow than do not."""
    same = [fit for other in found if other.below is each.below for fit in other.fits if fit is not None]
    trusted = sum(same) > len(same) - sum(same) or (sum(same) == 1 and len(same) == 2)  # noqa: PLR2004 - one that follows beside one that does not
    return tuple(fit if fit or trusted else None for fit in each.fits)


def _record(document: Document, table: FinancialTable, each: _Ratio, verdicts: Sequence[bool | None]) -> Iterator[Reconciliation]:
    columns = [c for c, verdict in enumerate(verdicts) if verdict is not None]
    if not columns:
        return
    per_share = each.ratio.read.measure in _PER_SHARE
    rows = (
        _row(each.above, columns, "numerator"),
        _row(each.below, columns, "denominator"),
        _row(each.ratio.line, columns, "end"),
    )
    spans = [span for row in rows for span in row.spans if span is not None]
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    yield Reconciliation(
        location=document.location(whole),
        measure=shown(each.ratio.line.label),
        gaap_measure=shown(each.above.label),
        periods=tuple(table.columns[c].head for c in columns),
        rows=rows,
        adds_up=tuple(bool(verdicts[c]) for c in columns),
        difference=tuple(_difference(each, c) for c in columns),
        measure_id=each.ratio.read.measure,
        span=whole,
        kind="per_share" if per_share else "ratio",
        unit=table.currency if per_share else "percent",
        suspects=tuple(_suspect(each, place, c) for place, c in enumerate(columns) if not verdicts[c]),
    )


def _suspect(each: _Ratio, place: int, c: int) -> Suspect:
    value, figure = each.values[c], each.ratio.line.figures[c]
    expected = value.quantize(figure.step) if value is not None and figure is not None else None
    return Suspect(column=place, row=2, why="value", expected=expected)


def _difference(each: _Ratio, c: int) -> Decimal:
    figure, value = each.ratio.line.figures[c], each.values[c]
    if figure is None or value is None or each.fits[c]:
        return Decimal(0)
    return figure.value - value.quantize(figure.step)


def _row(line: Line, columns: Sequence[int], role: str) -> ReconciliationRow:
    figures = [line.figures[c] for c in columns]
    return ReconciliationRow(
        label=shown(line.label),
        values=tuple(figure.value if figure is not None else None for figure in figures),
        role=role,
        spans=tuple(figure.span if figure is not None else None for figure in figures),
    )
