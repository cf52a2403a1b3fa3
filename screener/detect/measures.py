"""The inventory of non-GAAP financial measures: every mention with its figure, the comparable GAAP measure, and where they meet in a table.

17 CFR 244.101(a) defines the measures; the lexicon stands in `policies/measures.yaml`. A measure enters the inventory only where it is
used with a figure or a claim of growth: a definition alone discloses no measure.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from screener.detect.base import Context
from screener.language.figures import Figure, figures
from screener.language.folding import fold
from screener.nongaap.lexicon import Hit, Lexicon, combinations
from screener.policy import strict
from screener.types import Analysis, Evidence, Level, MeasureEntry, MeasureKind, Mention, RawFinding, Role, Sentence, Span, Table

_REACH = 160  # characters within which a figure belongs to a measure in prose
_EXCLUSION_REACH = 12  # ", " and "(as adjusted) " may stand between a GAAP measure and what it excludes
_USEFUL = re.compile(r"\b(?:useful|helpful|meaningful|important|valuable|relevant|assist|helps?|enables?|facilitates?|better understand)", re.IGNORECASE)
_READERS = re.compile(r"\b(?:investors?|analysts|readers|users|shareholders|stockholders|shareowners|financial community|market participants)\b", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?:(?:first|second|third|fourth) quarter(?: of)?(?: fiscal)?(?: year)? ?\d{0,4}|Q[1-4](?: ?(?:FY)? ?'?\d{2,4})?|(?:fiscal|full)[- ]year ?\d{0,4}|"
    r"FY ?'?\d{2,4}|year ended [A-Z]\w+ \d{1,2}, \d{4}|"
    r"(?:three|six|nine|twelve) months ended [A-Z]\w+ \d{1,2}(?:, \d{4})?)",
    re.IGNORECASE,
)


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
    """A non-GAAP measure: names, comparable GAAP measure, formula, usual reconciling lines, whether a per-share form is allowed."""

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
class MeasureLexicon:
    """The file `policies/measures.yaml`."""

    adjectives: tuple[str, ...]
    not_measures: tuple[str, ...]
    growth_words: tuple[str, ...]
    exclusions: tuple[str, ...]
    gaap: tuple[GaapMeasure, ...]
    measures: tuple[NonGaapMeasure, ...]


class NonGaapMeasures:
    """Lists the non-GAAP measures of a document: a note for each mention, a `MeasureEntry` for each measure."""

    name = "non_gaap_measures"
    rules = ("non_gaap.measure",)

    def __init__(self) -> None:
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, analysis: Analysis, context: Context) -> Iterator[RawFinding | MeasureEntry]:
        """Notes in text order, then the entries."""
        compiled = self._compiled.get(context.policy.version)
        if compiled is None:
            compiled = self._compiled.setdefault(context.policy.version, _Compiled(context.policy.section("measures", MeasureLexicon)))
        sentences = compiled.sentences(analysis)
        mentions, gaap = compiled.read(analysis, sentences)
        measures = {mention.measure for mention in mentions if mention.quantity is not None or sentences.claim(mention.span)}
        kept = sorted((mention for mention in mentions if mention.measure in measures), key=lambda mention: mention.span)
        for mention in kept:
            figure = (Evidence(role="figure", span=mention.quantity_span),) if mention.quantity_span else ()
            yield RawFinding(
                rule="non_gaap.measure", span=mention.span, score=1.0 if mention.quantity else 0.8, level=Level.NOTE, evidence=figure, detector=self.name
            )
        yield from compiled.inventory(analysis, kept, gaap)


class _Compiled:
    """The lexicon ready for use."""

    def __init__(self, lexicon: MeasureLexicon) -> None:
        self._measures = {measure.id: measure for measure in lexicon.measures}
        self._gaap = {measure.id: measure for measure in lexicon.gaap}
        self._gaap_of: dict[str, list[str]] = defaultdict(list)
        for gaap in lexicon.gaap:
            for term in gaap.terms:
                self._gaap_of[term].append(gaap.id)
        names = {term: f"!{term}" for term in self._gaap_of}
        for measure in lexicon.measures:
            names |= dict.fromkeys(chain(measure.terms, combinations(lexicon.adjectives, measure.nouns)), measure.id)
        self._lexicon = Lexicon(names | dict.fromkeys(lexicon.not_measures, ""))
        short = {abbreviation: measure.id for measure in lexicon.measures for abbreviation in measure.abbreviations}
        self._abbreviations = Lexicon(short, exact=True)
        self._growth = re.compile(r"\b(?:" + "|".join(map(re.escape, lexicon.growth_words)) + r")\b", re.IGNORECASE)
        self._exclusions = tuple(fold(words) for words in lexicon.exclusions)

    def sentences(self, analysis: Analysis) -> _Sentences:
        """The document's sentences, to be asked about the measures in them."""
        return _Sentences(analysis, self._growth)

    def read(self, analysis: Analysis, sentences: _Sentences) -> tuple[list[Mention], dict[str, list[Span]]]:
        """Mentions of non-GAAP measures, and where each GAAP measure is named."""
        text = analysis.document.text
        folded = fold(text)
        mentions: dict[Span, str] = {}
        gaap: dict[str, list[Span]] = defaultdict(list)
        for hit in self._lexicon.hits(text):
            if hit.key.startswith("!"):
                excluded = self._excluded(hit, folded)
                if excluded is not None:
                    mentions[excluded.span] = excluded.key
                else:
                    for key in self._gaap_of[hit.key[1:]]:
                        gaap[key].append(hit.span)
            elif hit.key:
                mentions[hit.span] = hit.key
        named = sorted(mentions)
        for hit in self._abbreviations.hits(text):
            if not _is_inside(hit.span, named):
                mentions[hit.span] = hit.key
        return [_mention(sentences, span, key) for span, key in sorted(mentions.items())], gaap

    def inventory(self, analysis: Analysis, mentions: Sequence[Mention], gaap: Mapping[str, list[Span]]) -> Iterator[MeasureEntry]:
        """An entry for each measure, in the order of first mention."""
        grouped: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            grouped[mention.measure].append(mention)
        useful = self._useful_measures(analysis, grouped)
        for key, own in grouped.items():
            measure = self._measures[key]
            comparable = self._gaap[measure.comparable]
            places = gaap.get(comparable.id, [])
            yield MeasureEntry(
                name=_commonest_name(analysis, own, measure.name),
                measure=key,
                kind=MeasureKind.NON_GAAP,
                comparable=comparable.name,
                mentions=tuple(own),
                comparable_found=bool(places),
                reconciliation="found" if _share_a_table(analysis.document.tables, [mention.span for mention in own], places) else "missing",
                prominence="not_judged",
                usefulness=key in useful,
            )

    def _excluded(self, hit: Hit, folded: str) -> Hit | None:
        """The non-GAAP measure that a GAAP measure becomes by an exclusion right behind it."""
        measures = (self._gaap[key].excluded for key in self._gaap_of[hit.key[1:]])
        excluded = next((key for key in measures if key is not None), None)
        if excluded is None:
            return None
        after = folded[hit.span.end : hit.span.end + _EXCLUSION_REACH + 24]
        for words in self._exclusions:
            place = after.find(words)
            if 0 <= place <= _EXCLUSION_REACH and not any(c in ".;:\n\t" for c in after[:place]):
                return Hit(Span(hit.span.start, hit.span.end + place + len(words)), excluded)
        return None

    def _useful_measures(self, analysis: Analysis, measures: Iterable[str]) -> set[str]:
        """Measures a statement of usefulness speaks of, or all when it speaks of non-GAAP measures in general (17 CFR 229.10(e)(1)(i)(C))."""
        keys = set(measures)
        found: set[str] = set()
        for sentence in analysis.sentences:
            words = analysis.text(sentence)
            if not (_USEFUL.search(words) and _READERS.search(words)):
                continue
            block = analysis.document.blocks[sentence.block].span
            if "non-gaap" in fold(words):
                return keys
            found |= {hit.key for hit in self._lexicon.hits(analysis.document.words(block))} & keys
        return found


class _Reading(NamedTuple):
    """What one sentence says besides the names of measures; figures in text order."""

    is_row: bool
    figures: list[Figure]
    starts: list[int]  # of the figures
    period: str | None
    claims: bool  # whether it claims growth or decline with a figure ("adjusted EBITDA grew")

    def figure_of(self, span: Span) -> Figure | None:
        """The figure a mention speaks of: the first behind it in its sentence, else the last before it; in a row the first behind it."""
        after = bisect.bisect_left(self.starts, span.end)
        if self.is_row:
            return self.figures[after] if after < len(self.figures) else None
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


class _Sentences:
    """Reads each sentence once, however many mentions stand in it: a text of nothing but measures costs no more than its length."""

    def __init__(self, analysis: Analysis, growth: re.Pattern[str]) -> None:
        self._analysis = analysis
        self._growth = growth
        self._readings: dict[int, _Reading] = {}

    def at(self, span: Span) -> _Reading | None:
        """The reading of the sentence in which the span begins, None outside sentences."""
        index = self._analysis.sentence_at(span.start)
        if index is None:
            return None
        found = self._readings.get(index)
        if found is None:
            found = self._readings.setdefault(index, self._read(self._analysis.sentences[index]))
        return found

    def claim(self, span: Span) -> bool:
        """Whether a mention without a figure of its own still claims something."""
        reading = self.at(span)
        return reading is not None and reading.claims

    def _read(self, sentence: Sentence) -> _Reading:
        words = self._analysis.text(sentence)
        found = list(figures(words, sentence.span.start))
        period = _PERIOD.search(words)
        claims = bool(found) and not sentence.role.is_boilerplate and self._growth.search(words) is not None
        return _Reading(sentence.role is Role.TABLE, found, [figure.span.start for figure in found], period[0] if period else None, claims)


def _mention(sentences: _Sentences, span: Span, key: str) -> Mention:
    reading = sentences.at(span)
    figure = reading.figure_of(span) if reading is not None else None
    return Mention(
        span=span,
        measure=key,
        kind=MeasureKind.NON_GAAP,
        quantity=figure.quantity if figure else None,
        quantity_span=figure.span if figure else None,
        period=reading.period if reading is not None else None,
    )


def _is_inside(span: Span, named: Sequence[Span]) -> bool:
    """Whether one of the spans, which are in text order and do not overlap, overlaps this one."""
    at = bisect.bisect_left(named, span.end, key=lambda each: each.start)
    return at > 0 and named[at - 1].end > span.start


def _commonest_name(analysis: Analysis, mentions: Sequence[Mention], name: str) -> str:
    """The name the document itself uses most, the longer of two equals."""
    counts: dict[str, int] = defaultdict(int)
    for mention in mentions:
        counts[" ".join(analysis.document.words(mention.span).split())] += 1
    return max(counts, key=lambda each: (counts[each], len(each)), default=name)


def _share_a_table(tables: Sequence[Table], measure: Sequence[Span], comparable: Sequence[Span]) -> bool:
    """Whether some table names both measures in rows that hold figures."""
    return not _naming(tables, measure).isdisjoint(_naming(tables, comparable))


def _naming(tables: Sequence[Table], spans: Sequence[Span]) -> set[int]:
    """The tables that name one of the spans in the first cell of a row of several; tables and their rows stand in text order."""
    found = set()
    for span in spans:
        at = bisect.bisect_right(tables, span.start, key=lambda table: table.span.start) - 1
        if at < 0 or span.start >= tables[at].span.end:
            continue
        rows = tables[at].rows
        row = rows[bisect.bisect_right(rows, span.start, key=lambda cells: cells[0].start) - 1]
        if len(row) > 1 and span.start < row[0].end:
            found.add(at)
    return found
