"""The inventory of non-GAAP measures and the rules on them: a thin detector over `screener.nongaap`.

17 CFR 244.100-101 and 17 CFR 229.10(e); the checks and their sources stand in `screener/nongaap/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from screener.detect.base import Context
from screener.nongaap import checks, discrepancies, inventory, wording
from screener.nongaap.agreement import Agreement
from screener.nongaap.measures import find_measures
from screener.nongaap.prominence import Prominence
from screener.nongaap.reconcile import Read, read_schedules
from screener.nongaap.requirements import NonGaapPolicy
from screener.nongaap.review import Review
from screener.nongaap.skeleton import Skeletons
from screener.nongaap.vocabulary import MeasureLexicon
from screener.types import Analysis, Evidence, Level, MeasureEntry, RawFinding, Reconciliation

_CHECKS = (
    checks.missing_gaap_measure,
    checks.missing_reconciliation,
    checks.forward_looking_unreconciled,
    checks.usefulness_missing,
    checks.per_share_liquidity,
    checks.oral_without_posting,
    wording.mislabelled,
    wording.misleading_adjustment,
)


class NonGaapMeasures:
    """Lists the non-GAAP measures of a document (a note for each mention, a `MeasureEntry` for each measure) and what is wrong with them."""

    name = checks.DETECTOR
    rules = (
        "non_gaap.measure",
        "non_gaap.missing_gaap_measure",
        "non_gaap.missing_reconciliation",
        discrepancies.RULE,
        "non_gaap.prominence",
        "non_gaap.usefulness_missing",
        "non_gaap.mislabelled",
        "non_gaap.misleading_adjustment",
        "non_gaap.per_share_liquidity",
        "non_gaap.forward_looking_unreconciled",
        "non_gaap.oral_without_posting",
    )

    def __call__(self, analysis: Analysis, context: Context) -> Iterator[RawFinding | MeasureEntry | Reconciliation]:
        """Notes in text order, then the findings of each rule, then the reconciliations and the entries."""
        measures = find_measures(analysis, context.policy.section("measures", MeasureLexicon))
        # Tables are read only where a measure is used: most texts have none.
        read = read_schedules(analysis.document, context.policy) if measures.uses else Read()
        review = Review.of(analysis, context.policy, NonGaapPolicy.of(context.policy), read.reconciliations, measures)
        yield from _notes(review)
        prominence = Prominence(review)
        yield from prominence.findings
        for check in _CHECKS:
            yield from check(review)
        yield from discrepancies.does_not_add_up(read.reconciliations)
        yield from Agreement(review, read.tables).findings()
        yield from read.reconciliations
        yield from _entries(review, prominence, Skeletons(review, read.tables))


def _notes(review: Review) -> Iterator[RawFinding]:
    uses = sorted((use for group in review.groups for use in group.uses), key=lambda use: use.mention.span)
    for use in uses:
        mention = use.mention
        figure = (Evidence(role="figure", span=mention.quantity_span),) if mention.quantity_span else ()
        score = 1.0 if mention.quantity else 0.8
        yield RawFinding(rule="non_gaap.measure", span=mention.span, score=score, level=Level.NOTE, evidence=figure, detector=checks.DETECTOR)


def _entries(review: Review, prominence: Prominence, skeletons: Skeletons) -> Iterator[MeasureEntry]:
    for group in review.groups:
        yield inventory.entry(
            group,
            comparable_found=review.has_partner(group),
            reconciliation=review.states.state(group),
            prominence=prominence.of(group),
            usefulness=group.key in review.useful,
            skeleton=skeletons.of(group),
        )
