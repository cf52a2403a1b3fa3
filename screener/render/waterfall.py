"""A reconciliation as a small waterfall plot: inline SVG that needs no script, follows dark mode by its style sheet, and has words for screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from screener.types import Reconciliation

_BAR, _GAP, _HEIGHT, _TOP, _FOOT = 22, 10, 150, 26, 22
_MAX_BARS = 24
_MIN_BARS = 3
_MAX_LABEL = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar from `low` to `high`; `css` is total, up, down or wrong, `number` the line's place in the schedule from 1."""

    number: int
    label: str
    shown: str
    low: Decimal
    high: Decimal
    css: str


def waterfall(reconciliation: Reconciliation, column: int) -> str:
    """The SVG of one column, "" where there is nothing to draw (a ratio, an empty column, too many lines).

    Colours come from the classes `total`, `up`, `down` and `wrong`; signs and hatching tell the bars apart without colour.
    """
    bars = tuple(_bars(reconciliation, column)) if reconciliation.kind == "sum" else ()
    if not _MIN_BARS <= len(bars) <= _MAX_BARS:
        return ""
    low, high = min(Decimal(0), *(bar.low for bar in bars)), max(Decimal(0), *(bar.high for bar in bars))
    if high == low:
        return ""
    width = len(bars) * (_BAR + _GAP) + _GAP
    marks = "".join(_mark(bar, i, low, high) for i, bar in enumerate(bars))
    zero = _y(Decimal(0), low, high)
    period = reconciliation.periods[column]
    title = escape(f"{reconciliation.gaap_measure} to {reconciliation.measure}{f', {period}' if period else ''}")
    words = escape(_words(reconciliation, column, bars))
    return (
        f'<svg class="waterfall" role="img" viewBox="0 0 {width} {_TOP + _HEIGHT + _FOOT}" width="{width}" height="{_TOP + _HEIGHT + _FOOT}">'
        f'<title>{title}</title><desc>{words}</desc><line class="zero" x1="0" x2="{width}" y1="{zero}" y2="{zero}"/>{marks}</svg>'
    )


def _bars(reconciliation: Reconciliation, column: int) -> Iterator[Bar]:
    suspects = {each.row for each in reconciliation.suspects if each.column == column}
    running = Decimal(0)
    for i, row in enumerate(reconciliation.rows):
        value = row.values[column]
        if value is None or (row.role in {"adjustment", "aside"} and not value) or row.role == "aside":
            continue
        shown = _plain(value)
        if row.role == "adjustment":
            before, running = running, running + row.sign * value
            css = "wrong" if i in suspects else "up" if running >= before else "down"
            yield Bar(i + 1, row.label, shown, min(before, running), max(before, running), css)
        else:
            running = value if row.role == "start" else running
            missed = row.role == "end" and not reconciliation.adds_up[column] and not suspects - {None}
            yield Bar(i + 1, row.label, shown, min(Decimal(0), value), max(Decimal(0), value), "wrong" if missed or i in suspects else "total")


def _mark(bar: Bar, i: int, low: Decimal, high: Decimal) -> str:
    """A bar with its number; the mark over it says plus or minus, for those who see no colour."""
    x = _GAP + i * (_BAR + _GAP)
    top, bottom = _y(bar.high, low, high), _y(bar.low, low, high)
    sign = {"up": "+", "down": "−", "wrong": "?"}.get(bar.css, "")
    label = escape(f"{bar.label[:_MAX_LABEL]}: {bar.shown}")
    text = f'<text class="sign" x="{x + _BAR // 2}" y="{max(top - 4, 10)}">{sign}</text>' if sign else ""
    number = f'<text class="number" x="{x + _BAR // 2}" y="{_TOP + _HEIGHT + 14}">{bar.number}</text>'
    return f'<g class="{bar.css}"><title>{label}</title><rect x="{x}" y="{top}" width="{_BAR}" height="{max(bottom - top, 1)}"/>{text}{number}</g>'


def _y(value: Decimal, low: Decimal, high: Decimal) -> int:
    return _TOP + int((high - value) / (high - low) * _HEIGHT)


def _words(reconciliation: Reconciliation, column: int, bars: tuple[Bar, ...]) -> str:
    """The plot in words, shorter than the table under it."""
    steps = "; ".join(f"{bar.label[:_MAX_LABEL]} {bar.shown}" for bar in bars)
    adds_up = "The column adds up." if reconciliation.adds_up[column] else f"The column is off by {_plain(abs(reconciliation.difference[column]))}."
    return f"{steps}. {adds_up}"


def _plain(value: Decimal) -> str:
    return f"{value:,f}"
