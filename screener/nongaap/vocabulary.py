"""The vocabulary of financial measures: `policies/measures.yaml` as records, and every phrase of it with what it stands for.

Source: 17 CFR 244.101(a) (what a non-GAAP financial measure is); C&DI 102.05 (which may be given per share).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from screener.language.folding import fold
from screener.policy import strict


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class GaapMeasure:
    """A GAAP measure with its names; `excluded` is the non-GAAP measure it becomes when something is left out."""

    id: str
    name: str
    terms: tuple[str, ...]
    excluded: str | None = None


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class NonGaapMeasure:
    """A non-GAAP measure: names, comparable GAAP measure, formula, usual reconciling lines, whether a per-share form is allowed.

    `terms` name it by themselves; `nouns` name it behind a modifier ("adjusted" before "net income").
    """

    id: str
    name: str
    kind: str  # performance, liquidity, balance, ratio
    comparable: str
    formula: str
    lines: tuple[str, ...]
    per_share: str  # ok, no, case (C&DI 102.05)
    terms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class Modifier:
    """Words that make a non-GAAP measure of a noun; see `policies/measures.yaml` for what each flag means."""

    id: str
    words: tuple[str, ...]
    open: bool = False
    loose: bool = False
    transparent: bool = False
    measure: str = ""


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What a measure becomes per share or as a percentage of revenue; `form: is` says which form a measure has by itself."""

    measure: str
    form: str
    becomes: str


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureLexicon:
    """The file `policies/measures.yaml`."""

    modifiers: tuple[Modifier, ...]
    forms: tuple[Form, ...]
    fillers: tuple[str, ...]
    heads: tuple[str, ...]
    not_measures: tuple[str, ...]
    growth_words: tuple[str, ...]
    exclusions: tuple[str, ...]
    item_words: tuple[str, ...]
    currency_words: tuple[str, ...]
    gaap: tuple[GaapMeasure, ...]
    measures: tuple[NonGaapMeasure, ...]


_TELLING = 2  # spaces: a noun of three words or more names a GAAP measure by itself


@dataclass(slots=True)
class Phrase:
    """All that one phrase may stand for."""

    gaap: list[str] = field(default_factory=list)  # GAAP measures it names, the likeliest first
    inherent: str = ""  # the non-GAAP measure it names by itself
    adjusted: str = ""  # the non-GAAP measure it names behind a modifier
    abbreviation: str = ""  # as it must be written to count by itself, "" if it counts in any case
    modifier: Modifier | None = None
    is_exclusion: bool = False
    is_quiet: bool = False

    @property
    def is_noun(self) -> bool:
        """Whether a modifier may stand before it."""
        return bool(self.gaap or self.inherent or self.adjusted)


def phrases(lexicon: MeasureLexicon) -> dict[str, Phrase]:
    """Every phrase of the lexicon, folded."""
    found: dict[str, Phrase] = defaultdict(Phrase)
    for gaap in lexicon.gaap:
        for term in gaap.terms:
            found[fold(term)].gaap.append(gaap.id)
    for measure in lexicon.measures:
        _name(found, measure)
    for gaap in lexicon.gaap:
        for term in gaap.terms:
            entry = found[fold(term)]
            entry.adjusted = entry.adjusted or gaap.excluded or ""
    for modifier in lexicon.modifiers:
        for word in modifier.words:
            found[fold(word)].modifier = modifier
    _mark(found, lexicon.exclusions, lexicon.not_measures)
    return dict(found)


def _name(found: dict[str, Phrase], measure: NonGaapMeasure) -> None:
    """The names of one non-GAAP measure; its longer nouns name, by themselves, the GAAP measure it compares with."""
    for term in measure.terms:
        found[fold(term)].inherent = measure.id
    for noun in measure.nouns:
        entry = found[fold(noun)]
        entry.adjusted = entry.adjusted or measure.id
        if noun.count(" ") >= _TELLING and not entry.gaap and not entry.inherent:
            entry.gaap.append(measure.comparable)
    for short in measure.abbreviations:
        entry = found[fold(short)]
        if not entry.inherent:
            entry.inherent, entry.abbreviation = measure.id, short


def _mark(found: dict[str, Phrase], exclusions: Iterable[str], quiet: Iterable[str]) -> None:
    for words in exclusions:
        found[fold(words)].is_exclusion = True
    for words in quiet:
        found[fold(words)].is_quiet = True
