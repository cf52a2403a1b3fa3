"""Figures that do not follow: columns of a reconciliation that do not add up, and figures of the text that differ from the table's.

17 CFR 244.100(a)(2) (the reconciliation is quantitative), 17 CFR 244.100(b) (nothing misleading).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from screener.types import Evidence, RawFinding, Reconciliation, Span, Suspect

RULE = "non_gaap.reconciliation_does_not_add_up"
DETECTOR = "non_gaap_measures"
_MAX_EVIDENCE = 4
_MAX_LABEL = 80


def does_not_add_up(reconciliations: Iterable[Reconciliation]) -> Iterator[RawFinding]:
    """A finding for each column that does not add up: at the non-GAAP figure, with the row most likely wrong."""
    for each in reconciliations:
        for suspect in each.suspects:
            span = _end_span(each, suspect.column)
            if span is not None:
                yield RawFinding(
                    rule=RULE, span=span, score=1.0, message=_message(each, suspect), evidence=tuple(_evidence(each, suspect, span)), detector=DETECTOR
                )


def _end_span(each: Reconciliation, column: int) -> Span | None:
    spans = each.rows[-1].spans
    return spans[column] if column < len(spans) else None


def _evidence(each: Reconciliation, suspect: Suspect, span: Span) -> Iterator[Evidence]:
    """The figure the column ends with, the suspect one, and the one it starts from."""
    yield Evidence(role="figure", span=span)
    if suspect.row is not None:
        wrong = each.rows[suspect.row].spans[suspect.column]
        if wrong is not None:
            yield Evidence(role="suspect", span=wrong)
    start = each.rows[0].spans[suspect.column]
    if start is not None and start != span:
        yield Evidence(role="comparable_measure", span=start)


def _message(each: Reconciliation, suspect: Suspect) -> str:
    difference = each.difference[suspect.column]
    wrong = each.rows[suspect.row] if suspect.why == "subtotal" and suspect.row is not None else each.rows[-1]
    name = wrong.label if suspect.why == "subtotal" else each.measure
    period = each.periods[suspect.column]
    shown = wrong.values[suspect.column] or Decimal(0)
    what = "the rows above it give" if suspect.why == "subtotal" else "its column gives" if each.kind == "sum" else "the figures it is made of give"
    return (
        f"{_short(name)}{f' ({_short(period)})' if period else ''} is shown as {_plain(shown, each)}, which is {_plain(abs(difference), each)} "
        f"{'more' if difference > 0 else 'less'} than {what} ({_plain(shown - difference, each)}). {_guess(each, suspect)}"
    ).strip()


def _guess(each: Reconciliation, suspect: Suspect) -> str:
    if each.kind != "sum" or suspect.why == "subtotal":
        return ""
    if suspect.row is None:
        return "A row seems to be missing." if suspect.why == "missing_row" else ""
    row = each.rows[suspect.row]
    label = f'"{_short(row.label)}"' if row.label else "the row without a label"
    value = row.values[suspect.column]
    shown = _plain(value, each) if value is not None else "nothing"
    reasons = {
        "swapped_sign": f"The sign of {label} ({shown}) seems to be wrong.",
        "transposed_digits": f"Two digits of {label} ({shown}) seem to have changed places.",
    }
    expected = f"; {_plain(suspect.expected, each)} would fit" if suspect.expected is not None else ""
    return reasons.get(suspect.why, f"The row most likely wrong is {label} ({shown}{expected}).")


def _plain(value: Decimal, each: Reconciliation) -> str:
    return f"{value:,f}{'%' if each.unit == 'percent' else ''}"


def _short(label: str) -> str:
    return label if len(label) <= _MAX_LABEL else label[: _MAX_LABEL - 1] + "…"
