"""Every mention of a financial measure in a document, with its figure, period and basis.

`find_measures` is usable by itself:

    found = find_measures(analysis, policy.section("measures", MeasureLexicon))
    [mention.quantity for mention in found.mentions]

17 CFR 244.101(a). A measure counts as used only where it stands with a figure or a claim of growth: a definition alone discloses none.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from screener.language.figures import Figure, figures
from screener.nongaap.declared import declared_names
from screener.nongaap.lexicon import Lexicon
from screener.nongaap.names import Named, Namer
from screener.nongaap.table_names import Crossing, TableReader
from screener.nongaap.vocabulary import MeasureLexicon
from screener.types import Analysis, MeasureKind, Mention, Role, Sentence, Span

_REACH = 160  # characters within which a figure belongs to a measure in prose
_GROWTH_MODIFIERS = frozenset({"constant_currency", "organic", "tax_equivalent", "adjusted", "non_gaap"})
_PERIOD = re.compile(
    r"\b(?:(?:first|second|third|fourth)[- ]quarter(?: of)?(?: fiscal)?(?: year)? ?(?:20\d\d)?|"
    r"Q[1-4](?: ?(?:FY)? ?'?\d{2,4})?|(?:fiscal|full)[- ]year ?\d{0,4}|"
    r"FY ?'?\d{2,4}|year ended [A-Z]\w+ \d{1,2}, \d{4}|"
    r"(?:three|six|nine|twelve) months ended [A-Z]\w+ \d{1,2}(?:, \d{4})?)",
    re.IGNORECASE,
)
_RATIOS = frozenset({"percent", "bps", "ratio", "count"})
_RELATIVE = re.compile(r",? (?:which|that|a non-gaap (?:financial )?measure)\b[^;]{0,160}?,? (?:was|were|is|totaled|came to)\b", re.IGNORECASE)
_ON = re.compile(r"\s*(?:it|that|this) (?:was|were|is|reached|came to)\b", re.IGNORECASE)


class Use(NamedTuple):
    """A mention with what it is a mention of; `name` is a composed name where the words themselves hold none."""

    mention: Mention
    named: Named
    name: str = ""
    claims: bool = False  # tells growth or decline with a figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """The measures of a document: uses of non-GAAP ones and mentions of GAAP ones, each in text order."""

    uses: tuple[Use, ...]
    gaap: tuple[Use, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """All mentions, GAAP ones included, in text order."""
        return tuple(sorted((use.mention for use in (*self.uses, *self.gaap)), key=lambda mention: mention.span))


_MOST_NAMERS = 4
_namers: list[tuple[MeasureLexicon, Namer]] = []


def namer_of(lexicon: MeasureLexicon) -> Namer:
    """The names' finder of a lexicon, built once."""
    for known, namer in _namers:
        if known is lexicon:  # to hash a lexicon, or to compare two, takes as long as to read a page
            return namer
    _namers.insert(0, (lexicon, Namer(lexicon)))
    del _namers[_MOST_NAMERS:]
    return _namers[0][1]


def find_measures(analysis: Analysis, lexicon: MeasureLexicon) -> Measures:
    """Every measure named, with the figure it stands with."""
    document = analysis.document
    namer = namer_of(lexicon)
    named = _with_declared(analysis, namer, namer.names(document.text))
    sentences = Sentences(analysis, namer, lexicon.growth_words)
    loose = [each for each in named if each.loose]
    nouns = [each for each in named if not each.loose and each.noun is not None]
    crossings = list(TableReader(document, namer, loose, nouns).crossings())
    taken = {crossing.named.span.start for crossing in crossings}
    placed = [*(each for each in _settled(analysis, namer, named) if each.named.span.start not in taken), *crossings]
    placed.sort(key=lambda each: each.named.span)
    uses: list[Use] = []
    gaap: list[Use] = []
    for each in placed:
        use = sentences.use(each)
        (gaap if each.named.is_gaap else uses).append(use)
    return Measures(uses=tuple(uses), gaap=tuple(gaap))


def _with_declared(analysis: Analysis, namer: Namer, named: list[Named]) -> list[Named]:
    """The names the document itself declares, wherever they stand, beside those of the lexicon."""
    own = declared_names(analysis, namer)
    if not own:
        return named
    added = [Named(hit.span, f"words:{hit.key}", "", is_gaap=False, noun=None) for hit in Lexicon(own).hits(analysis.document.text)]
    kept: list[Named] = []
    for each in sorted([*named, *added], key=lambda named: (named.span.start, -named.span.end)):
        if not kept or each.span.start >= kept[-1].span.end:
            kept.append(each)
        elif each.span.end > kept[-1].span.end and kept[-1].is_gaap:
            kept[-1] = each
    return kept


def _settled(analysis: Analysis, namer: Namer, named: Sequence[Named]) -> Iterator[Crossing]:
    """Each name as it is, a loose modifier with the noun its sentence speaks of."""
    last: Named | None = None
    where: int | None = None
    for i, each in enumerate(named):
        sentence = analysis.sentence_at(each.span.start)
        if sentence != where:
            last, where = None, sentence
        if not each.loose:
            if each.noun is not None:
                last = each
            yield Crossing(each, "")
            continue
        if each.loose not in _GROWTH_MODIFIERS or sentence is None:
            continue
        noun = last or _next_noun(analysis, named, i, sentence)
        if noun is None:
            continue
        is_fitting = analysis.sentences[sentence].role is not Role.TABLE
        if is_fitting:
            made = namer.modified(noun, each.loose, each.span)
            name = (
                "" if each.loose in {"adjusted", "non_gaap"} else " ".join(f"{analysis.document.words(each.span)} {analysis.document.words(noun.span)}".split())
            )
            yield Crossing(made, name)


def _next_noun(analysis: Analysis, named: Sequence[Named], i: int, sentence: int) -> Named | None:
    end = analysis.sentences[sentence].span.end
    return next((each for each in named[i + 1 : i + 6] if each.span.start < end and each.noun is not None and not each.loose), None)


class _Reading(NamedTuple):
    """What one sentence says besides the names of measures; figures in text order."""

    words: str
    start: int
    is_row: bool
    figures: list[Figure]
    starts: list[int]  # of the figures
    period: str | None
    claims: bool  # whether it claims growth or decline with a figure ("adjusted EBITDA grew")

    def figure_of(self, span: Span) -> Figure | None:
        """The figure a mention speaks of: the first behind it in its sentence, else the last before it; in a row the first behind it."""
        after = bisect.bisect_left(self.starts, span.end)
        if self.is_row:
            own = next((figure for figure in self.figures[max(0, after - 1) : after] if figure.span.overlaps(span)), None)
            return own or (self.figures[after] if after < len(self.figures) else self.figures[-1] if self.figures else None)
        clause = _RELATIVE.match(self.words, span.end - self.start)  # "adjusted gross profit, which leaves out ... of $1.9 million, was $35.1 million"
        if clause is not None:
            after = bisect.bisect_left(self.starts, self.start + clause.end())
        behind = self._first(range(after, len(self.figures)), span)
        return behind or self._first(range(after - 1, -1, -1), span)

    def _first(self, places: range, span: Span) -> Figure | None:
        """The first that measures something, is no part of the mention and stands within reach."""
        for i in places:
            figure = self.figures[i]
            if max(figure.span.start - span.end, span.start - figure.span.end) > _REACH:
                return None
            if figure.quantity.unit != "count" and not figure.span.overlaps(span):
                return figure
        return None


class Sentences:
    """Reads each sentence once, however many mentions stand in it: a text of nothing but measures costs no more than its length."""

    def __init__(self, analysis: Analysis, namer: Namer, growth_words: Sequence[str]) -> None:
        self._analysis = analysis
        self._namer = namer
        self._growth = _words(tuple(growth_words))
        self._readings: dict[int, _Reading] = {}

    def use(self, crossing: Crossing) -> Use:
        """The mention with its figure."""
        named = crossing.named
        reading = self._at(named.span)
        figure = reading.figure_of(named.span) if reading is not None else None
        if reading is not None and not reading.figures and not named.is_gaap:
            figure = self._next_figure(named.span)
        mention = Mention(
            span=named.span,
            measure=named.measure or named.key,
            kind=MeasureKind.GAAP if named.is_gaap else MeasureKind.NON_GAAP,
            quantity=figure.quantity if figure else None,
            quantity_span=figure.span if figure else None,
            period=reading.period if reading is not None else None,
        )
        per_share = self._namer.per_share(named) if figure is not None and figure.quantity.per_share and figure.quantity.unit not in _RATIOS else None
        if per_share is not None:
            name = f"{crossing.name or self._analysis.document.words(named.span)} per share"
            return Use(replace(mention, measure=per_share.measure or per_share.key), per_share, " ".join(name.split()), reading is not None and reading.claims)
        return Use(mention, named, crossing.name, reading is not None and reading.claims)

    def _next_figure(self, span: Span) -> Figure | None:
        """The figure of a sentence that goes on about the mention before it ("... per share. It was $3.15")."""
        index = self._analysis.sentence_at(span.start)
        if index is None or index + 1 >= len(self._analysis.sentences):
            return None
        following = self._analysis.sentences[index + 1]
        words = self._analysis.text(following)
        if following.role is Role.TABLE or not _ON.match(words):
            return None
        return next(figures(words, following.span.start), None)

    def _at(self, span: Span) -> _Reading | None:
        index = self._analysis.sentence_at(span.start)
        if index is None:
            return None
        found = self._readings.get(index)
        if found is None:
            found = self._readings.setdefault(index, self._read(self._analysis.sentences[index]))
        return found

    def _read(self, sentence: Sentence) -> _Reading:
        words = self._analysis.text(sentence)
        found = list(figures(words, sentence.span.start))
        period = _PERIOD.search(words)
        claims = bool(found) and not sentence.role.is_boilerplate and self._growth.search(words) is not None
        return _Reading(
            words,
            sentence.span.start,
            sentence.role is Role.TABLE,
            found,
            [figure.span.start for figure in found],
            period[0].strip() if period else None,
            claims,
        )


@lru_cache(maxsize=4)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
