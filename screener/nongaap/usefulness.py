"""Which measures a statement of usefulness covers (17 CFR 229.10(e)(1)(i)(C)): why management believes the measure is useful to investors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from screener.language.folding import fold
from screener.nongaap.inventory import Group
from screener.nongaap.requirements import NonGaapPolicy
from screener.types import Analysis, Role, Sentence

_CURRENCY_CLASSES = ("constant_currency", "organic_growth", "net_interest_fte")
_SHORTEST = 30  # characters; no reason is shorter
_LONGEST = 6000  # characters; a longer "sentence" is a table read as one
_CARRIED = {
    "adj_operating_margin": "adj_operating_income",
    "adj_ebitda_margin": "adj_ebitda",
    "adj_gross_margin": "adj_gross_profit",
    "adj_eps": "adj_net_income",
    "adj_net_income": "adj_eps",
}


def useful_measures(analysis: Analysis, groups: Sequence[Group], cues: NonGaapPolicy) -> frozenset[str]:
    """Keys of the measures covered: those a statement names in its paragraph; all when it speaks of non-GAAP measures in general."""
    covered: set[str] = set()
    for sentence in _statements(analysis, cues):
        words = analysis.text(sentence)
        block = _named_in(groups, analysis, sentence)
        covered |= block or _headed_by(groups, analysis, sentence)
        if cues.usefulness.general.search(words) and not _names_other(block, words):
            covered |= _general(groups, analysis)
        if cues.usefulness.currency.search(words):
            covered |= {group.key for group in groups if group.key.startswith("constant_currency")}
    measures = {group.measure for group in groups if group.key in covered}
    carried = {group.key for group in groups if measures & {_CARRIED.get(group.measure, "none"), *cues.derived.get(group.measure, ())}}
    parts = {each for group in groups if group.key in covered for each in cues.derived.get(group.measure, ())}
    return frozenset(covered | carried | {group.key for group in groups if group.measure in parts})


def _statements(analysis: Analysis, cues: NonGaapPolicy) -> Iterator[Sentence]:
    for sentence in cues.usefulness.reasons.sentences(analysis):
        length = sentence.span.end - sentence.span.start
        if sentence.role in {Role.LEGEND, Role.RISK_FACTOR, Role.CONTACTS} or not _SHORTEST <= length <= _LONGEST:
            continue
        words = analysis.text(sentence)
        if cues.usefulness.reasons.search(words) and cues.usefulness.believers.search(words) and not cues.usefulness.not_reasons.search(words):
            yield sentence


def _named_in(groups: Sequence[Group], analysis: Analysis, sentence: Sentence) -> set[str]:
    """Measures named in the paragraph of a sentence."""
    span = analysis.document.blocks[sentence.block].span
    return {group.key for group in groups if any(span.start <= use.mention.span.start < span.end for use in group.uses)}


def _headed_by(groups: Sequence[Group], analysis: Analysis, sentence: Sentence) -> set[str]:
    """Measures named in the heading over a sentence."""
    if sentence.heading is None:
        return set()
    heading = fold(analysis.document.words(analysis.document.blocks[sentence.heading].span))
    return {group.key for group in groups if fold(group.name) in heading}


def _names_other(block: set[str], words: str) -> bool:
    """Whether "this measure" points at what its own paragraph names."""
    return bool(block) and ("non-gaap" not in words.lower())


def _general(groups: Sequence[Group], analysis: Analysis) -> set[str]:
    """All measures of the company's own adjusting, and those that the notes on non-GAAP measures name."""
    sections: Mapping[int, Role] = {each.block: each.role for each in analysis.sentences}
    noted = {
        group.key
        for group in groups
        if any((at := analysis.document.block_at(use.mention.span.start)) is not None and sections.get(at) is Role.NON_GAAP_NOTE for use in group.uses)
    }
    return noted | {group.key for group in groups if not group.key.startswith(_CURRENCY_CLASSES)}
