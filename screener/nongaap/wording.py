"""Titles that promise another measure than they bear, and adjustments that mislead.

Sources for titles: 17 CFR 229.10(e)(1)(ii)(E), C&DI 100.05, 102.02, 103.01. For adjustments: 17 CFR 244.100(b), 17 CFR 229.10(e)(1)(ii)(A)-(B),
C&DI 100.01-100.04, 100.06, 102.03, 102.07, 102.11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from screener.language.folding import fold
from screener.nongaap.checks import DETECTOR
from screener.nongaap.review import Review
from screener.types import Channel, Evidence, Level, RawFinding, Reconciliation, ReconciliationRow, Role, Sentence, Span

_DATE_WORDS = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|\bq[1-4]\b|\b20\d\d\b|\b(?:first|second|third|fourth)\b")
_RECURS = 2  # periods in which a line has a figure
_QUARTERS = 6  # columns of quarters in each of which a charge makes it a running cost


def mislabelled(review: Review) -> Iterator[RawFinding]:
    """Titles the same as, or easily taken for, those of GAAP or of another measure."""
    level = review.requirements.labels.level(Level.MEDIUM)
    if level is None or review.is_exempt:
        return
    seen: set[Span] = set()
    for found in chain(_wrong_rows(review), _wrong_words(review)):
        if found[0] not in seen:
            seen.add(found[0])
            yield _finding("mislabelled", found[0], level, found[1])


def _wrong_rows(review: Review) -> Iterator[tuple[Span, str]]:
    """Schedules whose last line bears a name that its lines deny."""
    for each in review.reconciliations:
        end = each.rows[-1] if each.rows else None
        span = _span_of(end) if end is not None else None
        if end is None or span is None:
            continue
        label = fold(end.label)
        for title in review.cues.labels.own_lines:
            if title.title.fullmatch(label.strip(" :*")) is None:
                continue
            foreign = [row.label for row in _steps(each) if not title.lines.search(fold(row.label))]
            if foreign:
                yield span, f"{end.label} leaves out more than its name says: {', '.join(foreign[:3])}."
    yield from _gaap_ends(review)


def _gaap_ends(review: Review) -> Iterator[tuple[Span, str]]:
    """Tables that lead from a reported GAAP measure through adjustments to a line of the same GAAP title."""
    document = review.analysis.document
    for table in document.tables:
        labels = [(fold(" ".join(document.text[row[0].start : row[0].end].split())), row) for row in table.rows if len(row) > 1 and row[0].end > row[0].start]
        starts = {bare: i for i, (label, _) in enumerate(labels) if (bare := review.cues.labels.as_reported.sub("", label).strip(" ,-()")) != label}
        for i, (label, row) in enumerate(labels):
            start = starts.get(label)
            if start is not None and start < i - 1 and any(review.cues.tables.adjusting.search(words) for words, _ in labels[start + 1 : i]):
                yield Span(row[0].start, row[0].end), "The line bears the title of the GAAP measure from which the schedule leads away."


def _wrong_words(review: Review) -> Iterator[tuple[Span, str]]:
    """Sentences that take something out of a GAAP measure and go on calling it by its GAAP name."""
    text = review.analysis.document.text
    for found in review.cues.labels.redefined.finditer(text):
        at = review.analysis.sentence_at(found.start())
        if at is None or review.analysis.sentences[at].role in {Role.LEGEND, Role.RISK_FACTOR, Role.TABLE}:
            continue
        if not review.cues.labels.not_redefined.search(text[max(0, found.start() - 60) : found.end() + 60]):
            yield Span(found.start(), found.end()), "A figure that leaves something out bears the title of a GAAP measure."


def misleading_adjustment(review: Review) -> Iterator[RawFinding]:
    """Adjustments that the staff says can mislead."""
    level = review.requirements.labels.level(Level.MEDIUM)
    if level is None or review.is_exempt or not review.groups:
        return
    reported: set[str] = set()
    for span, message, kind in chain(_lines(review), _sentences(review)):
        if kind not in reported:
            reported.add(kind)
            yield _finding("misleading_adjustment", span, level, message)


def _lines(review: Review) -> Iterator[tuple[Span, str, str]]:
    """What the lines of the schedules say."""
    for each in review.reconciliations:
        for row in _steps(each):
            span = _span_of(row)
            if span is None:
                continue
            yield from ((span, message, kind) for message, kind in _of_line(review, each, row))
        yield from _net_of_tax(each)


def _of_line(review: Review, each: Reconciliation, row: ReconciliationRow) -> Iterator[tuple[str, str]]:
    label = fold(row.label)
    cues = review.cues.adjustments
    periods = sum(1 for value in row.values if value)
    adds = each.measure_id in _EARNINGS
    if adds and periods >= _RECURS and cues.normal_costs.search(label):
        yield f"{row.label} looks like a normal, recurring cash operating cost, and is left out of {each.measure}.", f"normal {label}"
    if periods >= _RECURS and cues.non_recurring.search(label) and not cues.not_non_recurring.search(label):
        yield f"{row.label} stands in {periods} periods, and is called non-recurring, one-time or unusual.", f"recurs {label}"
    if periods >= _QUARTERS and len(row.values) == periods and _are_quarters(each) and cues.charges.search(label):
        yield f"{row.label} stands in each of {periods} periods: a running cost.", f"running {label}"
    if each.measure_id in {"adj_revenue", ""} and cues.deferred.search(label) and "revenue" in fold(each.measure):
        yield f"{row.label} changes how revenue is measured.", "tailored"
    if review.analysis.occasion.channel is Channel.SEC_FILING and each.measure_id in _LIQUIDITY and cues.cash_settled.search(label):
        yield f"{row.label} is settled in cash, and is left out of a measure of liquidity.", f"liquidity {label}"


def _are_quarters(each: Reconciliation) -> bool:
    """Whether the columns are different periods rather than parts of the company."""
    dates = {" ".join(_DATE_WORDS.findall(fold(head))) for head in each.periods}
    return len(dates) == len(each.periods) and "" not in dates


_EARNINGS = frozenset(
    {"adj_ebitda", "adj_net_income", "adj_eps", "adj_operating_income", "adj_operating_margin", "adj_pretax", "adj_opex", "adj_gross_profit", "ebita", "oibda"}
)
_LIQUIDITY = frozenset({"fcf", "adj_fcf", "adj_cfo", "ufcf", "fcfe", "dcf_mlp"})


def _net_of_tax(each: Reconciliation) -> Iterator[tuple[Span, str, str]]:
    """C&DI 102.11: adjustments before tax, the tax on a line of its own."""
    rows = [row for row in _steps(each) if any(row.values)]
    netted = [row for row in rows if "net of tax" in fold(row.label) or "after tax" in fold(row.label) or "after-tax" in fold(row.label)]
    if netted and not any("tax" in fold(row.label) for row in rows if row not in netted) and (span := _span_of(netted[0])) is not None:
        yield span, f"{netted[0].label} is shown net of tax; the tax belongs on a line of its own.", "net of tax"


def _sentences(review: Review) -> Iterator[tuple[Span, str, str]]:
    """What sentences say of a measure or of an item; each pattern is tried on the whole text first, which settles nearly every document."""
    cues = review.cues.adjustments
    for pattern, message, kind in (
        (cues.tailored, "Recognises or measures by an accounting made for the purpose.", "tailored"),
        (cues.residual, "Implies that free cash flow is left for discretionary use, without a word on debt service and other duties.", "residual"),
        (cues.changed, "Changes what the measure leaves out without recasting earlier periods or giving a reason.", "changed"),
        (cues.repeated, "Calls an item one-time or non-recurring that came in several years.", "repeated"),
    ):
        for found in pattern.finditer(review.analysis.document.text):
            at = review.analysis.sentence_at(found.start())
            sentence = review.analysis.sentences[at] if at is not None else None
            if (
                sentence is not None
                and sentence.role not in {Role.LEGEND, Role.RISK_FACTOR, Role.TABLE}
                and not cues.cautioned.search(_paragraph(review, sentence))
            ):
                yield Span(found.start(), found.end()), message, kind
                break
    yield from _one_sided(review)


def _one_sided(review: Review) -> Iterator[tuple[Span, str, str]]:
    """C&DI 100.03: charges are taken out, a gain that the text names within the GAAP measure is not."""
    schedules = [each for each in review.reconciliations if each.measure_id in _EARNINGS]
    if not schedules:
        return
    taken = " ".join(fold(row.label) for each in schedules for row in _steps(each))
    if review.cues.adjustments.gains.search(taken):
        return
    for sentence in review.analysis.sentences:
        words = fold(review.analysis.text(sentence))
        found = review.cues.adjustments.included_gain.search(words)
        if found is not None and sentence.role not in {Role.TABLE, Role.LEGEND, Role.RISK_FACTOR, Role.NON_GAAP_NOTE}:
            yield (
                Span(sentence.span.start + found.start(), sentence.span.start + found.end()),
                "Charges are left out of the measure and this gain is left in.",
                "one-sided",
            )
            return


def _paragraph(review: Review, sentence: Sentence) -> str:
    return fold(review.analysis.document.words(review.analysis.document.blocks[sentence.block].span))


def _steps(each: Reconciliation) -> Sequence[ReconciliationRow]:
    return [row for row in each.rows if row.role == "adjustment"]


def _span_of(row: ReconciliationRow) -> Span | None:
    return next((span for span in row.spans if span is not None), None)


def _finding(rule: str, span: Span, level: Level, message: str, evidence: tuple[Evidence, ...] = ()) -> RawFinding:
    return RawFinding(rule=f"non_gaap.{rule}", span=span, score=0.8, level=level, message=message, evidence=evidence, detector=DETECTOR)
