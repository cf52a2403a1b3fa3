"""The figures a document gives, by what they are called and for which period: of its tables, and of sentences that state an amount."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from screener.nongaap.labels import Labels, plain
from screener.nongaap.measures import Use
from screener.nongaap.periods import Period, parse_period
from screener.nongaap.review import Review
from screener.nongaap.tables import FinancialTable, Line, LineKind
from screener.types import BlockKind, Span

_MAX_HEADINGS = 40  # blocks from the top in which the document says what period it reports
_LEAD = re.compile(r"^(?:less|plus|add|add back|deduct|minus|total|net)\b[: ]\s?")
_TAIL = re.compile(r"(?:,? (?:net|expenses?|costs?|charges?|provision|related|acquired|assets?))+$")
_SAME = (("share-based", "stock-based"), ("equity-based", "stock-based"), (" & ", " and "), ("intangible assets", "intangibles"))
_AMOUNTS = {LineKind.AMOUNT: "amount", LineKind.PER_SHARE: "per_share", LineKind.PERCENT: "percent"}
_BASIC = re.compile(r"\bbasic\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """One figure, multiplied out. `measure` is the lexicon's id or "", `words` the label in one spelling, `form` amount, per_share or percent."""

    measure: str
    words: str
    form: str
    head: str
    period: Period | None
    value: Decimal
    unit: str
    span: Span


def one_spelling(label: str) -> str:
    """A label without the words that schedules put before and behind the name of a line.

    >>> one_spelling("Plus: Share-based compensation expense")
    'stock-based compensation'
    """
    words = plain(label)
    for other, usual in _SAME:
        words = words.replace(other, usual)
    words = _LEAD.sub("", words)
    return _TAIL.sub("", words) or words


def reported_period(review: Review) -> Period | None:
    """The period the document reports on, as its first heading with a year and a length says; None when none does."""
    document = review.analysis.document
    for block in document.blocks[:_MAX_HEADINGS]:
        words = document.words(block.span)
        if block.kind is not BlockKind.HEADING or review.cues.tables.outlook.search(words):
            continue
        period = parse_period(words)
        if period is not None and period.year is not None and period.months:
            return period
    return None


def given_in_tables(tables: Iterable[FinancialTable], labels: Labels, *, leave_out: Collection[int] = ()) -> Iterator[Given]:
    """The figures of the tables in text order; those of `leave_out` (indices in Document.tables) tell of what is expected."""
    for table in tables:
        if table.table in leave_out:
            continue
        for line in table.lines:
            if line.kind in _AMOUNTS and not _BASIC.search(line.label.lower()):
                yield from _of_line(table, line, labels)


def _of_line(table: FinancialTable, line: Line, labels: Labels) -> Iterator[Given]:
    measure = labels.read(line.label).measure
    if not measure and line.kind is LineKind.PER_SHARE:
        measure = labels.read(line.heading).measure
    words = one_spelling(line.label)
    for column, figure in zip(table.columns, line.figures, strict=True):
        if figure is None or figure.high is not None or column.period is None or (column.percent and line.kind is not LineKind.PERCENT):
            continue
        yield Given(
            measure=measure,
            words=words,
            form=_AMOUNTS[line.kind],
            head=" ".join(column.head.split()),
            period=column.period,
            value=figure.value.scaleb(table.scale) if line.kind is LineKind.AMOUNT else figure.value,
            unit="percent" if line.kind is LineKind.PERCENT else figure.currency or table.currency,
            span=figure.span,
        )


def given_in_sentences(review: Review, uses: Iterable[Use]) -> Iterator[Given]:
    """What sentences state right behind the name of a measure; what is expected is left out."""
    for use in uses:
        quantity = use.mention.quantity
        if quantity is None or use.mention.quantity_span is None or review.is_row(use) or review.is_ahead(use) or not review.stated(use):
            continue
        yield Given(
            measure=use.named.measure,
            words="",
            form="per_share" if quantity.per_share else "amount",
            head=use.mention.period or "",
            period=parse_period(use.mention.period) if use.mention.period else _said_before(review, use),
            value=quantity.value,
            unit=quantity.unit,
            span=use.mention.quantity_span,
        )


def _said_before(review: Review, use: Use) -> Period | None:
    """The period that the paragraph names before it comes to a figure without one."""
    start = review.analysis.document.blocks[review.block(use)].span.start
    period = parse_period(review.analysis.document.text[start : use.mention.span.start])
    return period if period is not None and period.year is not None and period.months else None
