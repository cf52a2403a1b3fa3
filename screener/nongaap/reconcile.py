"""Reconciliations of a document: every schedule from a GAAP to a non-GAAP measure with whether each of its columns adds up.

17 CFR 244.100(a)(2) (quantitative reconciliation), C&DI 102.10(b) (it starts with the GAAP measure). A schedule that could not be read with
confidence is left out here; `find_schedules` has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from screener.nongaap.judgement import judge
from screener.nongaap.labels import Labels, plain, shown
from screener.nongaap.ratios import ratios
from screener.nongaap.schedules import Entry, Schedule, find_schedules
from screener.nongaap.suspects import suspect
from screener.nongaap.tables import FinancialTable, LineKind, read_tables
from screener.policy import Policy
from screener.types import Document, Location, MeasureKind, Reconciliation, ReconciliationRow, Span, Suspect

_MAX_HEAD = 120


def reconcile(document: Document, policy: Policy | None = None) -> tuple[Reconciliation, ...]:
    """The reconciliations of the document's tables in text order; `policy` has the lexicon of measures, the shipped one when None.

    >>> [each.measure for each in reconcile(document) if not all(each.adds_up)]
    """
    return read_schedules(document, policy or _shipped()).reconciliations


class Read(NamedTuple):
    """A document's financial tables and what they reconcile."""

    tables: tuple[FinancialTable, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()


def read_schedules(document: Document, policy: Policy) -> Read:
    """The tables of a document and their reconciliations in text order."""
    labels = Labels.of(policy)
    tables = read_tables(document)
    found = [*reconciliations(document, tuple(find_schedules(tables, labels)), labels), *ratios(document, tables, labels)]
    return Read(tables, tuple(sorted(found, key=lambda each: each.rows[-1].spans[0] or Span(0, 0))))


def reconciliations(document: Document, schedules: Sequence[Schedule], labels: Labels) -> Iterator[Reconciliation]:
    """The schedules that could be read with confidence, as records."""
    for schedule in schedules:
        if schedule.gaap is None or schedule.gaap.read.kind is not MeasureKind.GAAP:
            continue
        verdicts = judge(schedule, gaps_are_doubtful=bool(document.pages))
        columns = [c for c, verdict in enumerate(verdicts) if verdict is not None]
        if schedule.sideways:
            for c in columns:
                yield _record(document, schedule, [c], verdicts, labels)
        elif columns:
            yield _record(document, schedule, columns, verdicts, labels)


@lru_cache(maxsize=1)
def _shipped() -> Policy:
    return Policy.load()


def _record(document: Document, schedule: Schedule, columns: Sequence[int], verdicts: Sequence[bool | None], labels: Labels) -> Reconciliation:
    sums = schedule.sums
    rows = tuple(_rows(schedule, columns))
    spans = [span for row in rows for span in row.spans if span is not None]
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    measure, gaap = _names(schedule, columns)
    own = schedule.start if schedule.reversed else schedule.end
    suspects = tuple(_suspect(schedule, c, place) for place, c in enumerate(columns) if not verdicts[c])
    return Reconciliation(
        location=document.location(whole) if spans else Location(),
        measure=measure,
        gaap_measure=gaap,
        periods=tuple(_period(schedule, c) for c in columns),
        rows=rows,
        adds_up=tuple(bool(verdicts[c]) for c in columns),
        difference=tuple(sums.amount(_difference(schedule, c)) for c in columns),
        measure_id=own.read.measure or labels.read(measure).measure,
        gaap_id=(schedule.gaap.read.measure if schedule.gaap else "") or labels.read(gaap).measure,
        span=whole,
        unit="percent" if schedule.end.kind is LineKind.PERCENT else schedule.table.currency,
        scale=schedule.table.scale if schedule.end.kind is LineKind.AMOUNT else 0,
        starts_from="non_gaap" if schedule.reversed else "gaap",
        suspects=suspects,
    )


def _difference(schedule: Schedule, c: int) -> int:
    """What a column misses its end by, or a subtotal in it the sum of its lines."""
    reading = schedule.reading
    broken = next((each.miss for each in reading.broken if each.column == c), 0)
    return reading.misses[c] or (broken if reading.fits[c] else 0)


def _rows(schedule: Schedule, columns: Sequence[int]) -> Iterator[ReconciliationRow]:
    yield _row(schedule, schedule.start, columns, "start", 1)
    for entry, coefficient, is_subtotal in zip(schedule.steps, schedule.reading.coefficients, schedule.reading.subtotals, strict=True):
        role = "subtotal" if is_subtotal else "adjustment" if coefficient else "aside"
        yield _row(schedule, entry, columns, role, coefficient or 1)
    yield _row(schedule, schedule.end, columns, "end", 1)


def _row(schedule: Schedule, entry: Entry, columns: Sequence[int], role: str, sign: int) -> ReconciliationRow:
    figures = [entry.figures[schedule.columns[c]] for c in columns]
    return ReconciliationRow(
        label=shown(entry.label),
        values=tuple(figure.value if figure is not None else None for figure in figures),
        role=role,
        sign=sign,
        spans=tuple(figure.span if figure is not None else None for figure in figures),
    )


def _names(schedule: Schedule, columns: Sequence[int]) -> tuple[str, str]:
    """The two measures as the schedule calls them; a bare "Non-GAAP" takes its noun from the caption, the row or the title."""
    gaap = schedule.gaap or schedule.start
    if schedule.sideways:
        row = shown(schedule.heads[columns[0]])
        return _with_noun(_marker(schedule.end), row), _with_noun(_marker(gaap), row)
    return _named(schedule.start if schedule.reversed else schedule.end, schedule), _named(gaap, schedule)


def _named(entry: Entry, schedule: Schedule) -> str:
    label = shown(entry.label)
    return _with_noun(label, shown(entry.heading) or shown(schedule.table.title)) if entry.read.bare else label


def _marker(entry: Entry) -> str:
    """The last words of a column head, which say GAAP or not: "Three Months Ended May 31, 2024 Non-GAAP"."""
    words = plain(entry.label)
    if "non-gaap" in words:
        return "Non-GAAP"
    if "gaap" in words:
        return "GAAP"
    return "Reported" if entry.read.kind is MeasureKind.GAAP else "Adjusted"


def _with_noun(marker: str, noun: str) -> str:
    return f"{marker} {noun[:_MAX_HEAD]}".strip()


def _period(schedule: Schedule, c: int) -> str:
    """The words over a column; for a table on its side, those over its last column."""
    head = schedule.end.label if schedule.sideways else schedule.heads[c]
    return " ".join(head.split())[:_MAX_HEAD]


def _suspect(schedule: Schedule, c: int, column: int) -> Suspect:
    guess = suspect(schedule.sums, schedule.reading, c)
    return Suspect(column=column, row=guess.line + 1 if guess.line is not None else None, why=guess.why, expected=guess.expected)


def tolerance(schedule: Schedule, c: int) -> Decimal:
    """By how much a column may miss its end: half a unit of the last digit for each figure shown."""
    return Decimal(schedule.sums.slack[c]).scaleb(-schedule.sums.decimals) / 2
