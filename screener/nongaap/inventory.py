"""The inventory: one `MeasureEntry` for each non-GAAP measure a document uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from screener.nongaap.measures import Measures, Use
from screener.nongaap.vocabulary import MeasureLexicon
from screener.types import Analysis, MeasureEntry, MeasureKind, SkeletonCell


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """All uses of one measure, in text order; `comparable` are the GAAP ids that would do, the likeliest first."""

    key: str
    measure: str
    name: str
    uses: tuple[Use, ...]
    comparable: tuple[str, ...]
    comparable_name: str


def groups(analysis: Analysis, measures: Measures, lexicon: MeasureLexicon) -> tuple[Group, ...]:
    """The measures used with a figure or a claim, in the order of first use."""
    used = {use.named.key for use in measures.uses if use.mention.quantity is not None or use.claims}
    grouped: dict[str, list[Use]] = defaultdict(list)
    for use in measures.uses:
        if use.named.key in used:
            grouped[use.named.key].append(use)
    known = {measure.id: measure for measure in lexicon.measures}
    gaap = {measure.id: measure for measure in lexicon.gaap}
    found = []
    for key, uses in grouped.items():
        first = uses[0]
        measure = known.get(first.named.measure)
        own = next((use.named.noun.gaap for use in uses if use.named.noun is not None and use.named.noun.gaap), "")
        comparable = tuple(dict.fromkeys(each for each in (own, measure.comparable if measure else "") if each))
        comparable_name = gaap[comparable[0]].name if comparable and comparable[0] in gaap else (comparable[0] if comparable else _bare(analysis, uses))
        found.append(
            Group(key=key, measure=first.named.measure, name=_name(analysis, uses), uses=tuple(uses), comparable=comparable, comparable_name=comparable_name)
        )
    return tuple(found)


def _bare(analysis: Analysis, uses: Sequence[Use]) -> str:
    noun = next((use.named.noun for use in uses if use.named.noun is not None), None)
    return " ".join(analysis.document.words(noun.span).split()) if noun is not None else ""


def _name(analysis: Analysis, uses: Sequence[Use]) -> str:
    """The name the document itself uses most, the longer of two equals."""
    counts: dict[str, int] = defaultdict(int)
    for use in uses:
        counts[use.name or " ".join(analysis.document.words(use.mention.span).split())] += 1
    return max(counts, key=lambda each: (counts[each], len(each)))


def entry(
    group: Group, *, comparable_found: bool, reconciliation: str, prominence: str, usefulness: bool, skeleton: tuple[SkeletonCell, ...] = ()
) -> MeasureEntry:
    """The row of the inventory."""
    return MeasureEntry(
        name=group.name,
        measure=group.measure or group.key,
        kind=MeasureKind.NON_GAAP,
        comparable=group.comparable_name,
        mentions=tuple(use.mention for use in group.uses),
        comparable_found=comparable_found,
        reconciliation=reconciliation,
        prominence=prominence,
        usefulness=usefulness,
        skeleton=skeleton,
    )
