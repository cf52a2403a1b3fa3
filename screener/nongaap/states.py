"""Where each measure is reconciled: by a schedule that was read as a sum, by a table that shows the way to it, by the measure it derives from.

17 CFR 244.100(a)(2) asks for the differences in figures. Key figures side by side are no reconciliation; a sentence that promises one is none either.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from screener.language.folding import fold
from screener.nongaap.inventory import Group
from screener.nongaap.measures import Measures
from screener.nongaap.requirements import NonGaapPolicy
from screener.types import Analysis, BlockKind, Cell, Span, Table

FOUND, MISSING, INCOMPLETE, WRONG, NOT_NEEDED = "found", "missing", "incomplete", "does_not_add_up", "not_needed"
_LONGEST_FIGURE = 24  # characters of a cell that is a figure
_HALF = 0.51  # of the last digit shown
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CLASSES = ("constant_currency", "organic_growth")
_TITLE_BACK = 3  # blocks before a table in which its title may stand
_TITLE = 200  # characters
_NEAR = 400  # characters between two parts of one table on following pages
_LABELS = 400  # rows of a table looked at


class Schedule(NamedTuple):
    """A reconciliation that was read: the span of its last line's label, the measure it leads to, whether every column adds up."""

    span: Span
    measure: str
    adds_up: bool


@dataclass(frozen=True, slots=True)
class _TableFacts:
    """What one table shows: rows that adjust, rows on currency, a title that says it reconciles, the GAAP measures in its rows."""

    adjusts: bool
    currency: bool
    titled: bool
    gaap: frozenset[str]
    words: str


class States:
    """Answers how each measure of a document is reconciled."""

    def __init__(
        self,
        analysis: Analysis,
        measures: Measures,
        groups: Sequence[Group],
        cues: NonGaapPolicy,
        schedules: Iterable[Schedule],
        *,
        guided: Collection[int] = (),
    ) -> None:
        self._analysis = analysis
        self._cues = cues
        self._guided = frozenset(guided)
        self._uses = sorted(use.mention.span.start for use in measures.uses)
        self._groups = tuple(groups)
        self._tables = analysis.document.tables
        self._starts = [table.span.start for table in self._tables]
        self._schedules = sorted(schedules)
        self._gaap = self._gaap_by_table(measures)
        self._facts: dict[int, _TableFacts] = {}
        self._states = {group.key: self._direct(group) for group in groups}
        self._derive(groups, cues.derived)

    def state(self, group: Group) -> str:
        """found, missing, incomplete, does_not_add_up or not_needed."""
        return self._states[group.key]

    @property
    def any_table(self) -> bool:
        """Whether any table of the document reconciles anything."""
        return bool(self._schedules) or any(self._facts_of(i).titled and self._facts_of(i).adjusts for i in range(len(self._tables)))

    def table_of(self, span: Span) -> int | None:
        """The table a span stands in."""
        at = bisect.bisect_right(self._starts, span.start) - 1
        return at if at >= 0 and span.start < self._tables[at].span.end else None

    def reconciles(self, table: int) -> bool:
        """Whether a table shows what is added and taken away."""
        facts = self._facts_of(table)
        return facts.adjusts or facts.titled

    def gaap_rows(self, table: int) -> frozenset[str]:
        """The GAAP measures in the rows of a table."""
        return self._gaap.get(table, frozenset())

    @cached_property
    def values(self) -> list[float]:
        """All figures of the document's tables as shown, without sign, in order of size."""
        text = self._analysis.document.text
        cells = (text[cell.start : cell.end] for table in self._tables for row in table.rows for cell in row if cell.end > cell.start)
        return sorted(float(figure[0].replace(",", "")) for words in cells if len(words) < _LONGEST_FIGURE and (figure := _NUMBER.search(words)))

    def shows(self, value: float, step: float) -> bool:
        """Whether some table shows a value to within half a step, in units, thousands, millions or billions."""
        for scale in (1.0, 1e3, 1e6, 1e9):
            at = bisect.bisect_left(self.values, (value - step * _HALF) / scale)
            if at < len(self.values) and self.values[at] <= (value + step * _HALF) / scale:
                return True
        return False

    def is_bridged_in(self, tables: Collection[int], group: Group) -> bool:
        """Whether one of the tables leads to the measure or to what it derives from."""
        bases = {group.measure, *self._cues.derived.get(group.measure, ())}
        for at in tables:
            if not self._facts_of(at).adjusts or not self._facts_of(at).gaap & alike(group.comparable):
                continue
            if any(other.measure in bases and any(self.table_of(use.mention.span) == at for use in other.uses) for other in self._groups):
                return True
        return False

    def _gaap_by_table(self, measures: Measures) -> Mapping[int, frozenset[str]]:
        found: dict[int, set[str]] = {}
        for use in measures.gaap:
            at = self.table_of(use.mention.span)
            if at is not None and use.mention.quantity is not None:
                found.setdefault(at, set()).add(use.named.measure)
        return {at: frozenset(ids) for at, ids in found.items()}

    def _direct(self, group: Group) -> str:
        own = [schedule for schedule in self._schedules if any(use.mention.span.overlaps(schedule.span) for use in group.uses)]
        told = [use for use in group.uses if self.table_of(use.mention.span) is None and use.mention.quantity is not None]
        if own and not (told and all(self.table_of(schedule.span) in self._guided for schedule in own) and self._guided_only(group)):
            return FOUND if any(schedule.adds_up for schedule in own) else WRONG
        if _said_equal(self._analysis, group):
            return NOT_NEEDED
        tables = {at for use in group.uses if use.mention.quantity is not None and (at := self.table_of(use.mention.span)) is not None}
        if self._guided_only(group):
            tables -= self._guided
        if any(group.key.startswith(each) for each in _CLASSES):
            if any(self._shows_currency(at) for at in tables) or self._shows_currency_elsewhere(group):
                return FOUND
            return INCOMPLETE if group.comparable else MISSING
        return FOUND if any(self._shows_way(at, group) for at in tables) else MISSING

    def _guided_only(self, group: Group) -> bool:
        """Whether a measure told of the past in the text stands in tables of the outlook alone: those reconcile what is expected, not what was."""
        past = self._cues.statements.past
        for use in group.uses:
            at = self._analysis.sentence_at(use.mention.span.start)
            if at is None or self.table_of(use.mention.span) is not None or use.mention.quantity is None:
                continue
            words = self._analysis.text(self._analysis.sentences[at])
            if past.search(words) and not self._cues.statements.ahead.search(words) and not self._analysis.sentences[at].role.is_boilerplate:
                return True
        return False

    def _shows_currency(self, at: int) -> bool:
        return any(self._facts_of(each).currency for each in self._near(at))

    def _shows_currency_elsewhere(self, group: Group) -> bool:
        """Whether a table that names the same modifier shows the currency effect beside it."""
        words = {fold(self._analysis.document.words(use.mention.span)).split()[0] for use in group.uses} - {"growth", "revenue", "net", "adjusted"}
        return any(facts.currency and any(word in facts.words for word in words) for facts in map(self._facts_of, range(len(self._tables))))

    def _shows_way(self, at: int, group: Group) -> bool:
        """Whether a table leads from a GAAP measure to this one."""
        facts = [self._facts_of(each) for each in self._near(at)]
        if not any(each.adjusts or each.titled for each in facts):
            return False
        gaap = frozenset[str]().union(*(each.gaap for each in facts))
        if gaap & alike(group.comparable) or (gaap and group.measure in _COMPUTED):
            return True
        words = fold(group.comparable_name)
        if not group.comparable and words and any(each.words.count(words) > sum(1 for use in group.uses) for each in facts):
            return True
        return any(each.titled and each.adjusts for each in facts)

    def _near(self, at: int) -> list[int]:
        """The table and those before it that it continues."""
        found = [at]
        while found[-1] > 0 and self._tables[found[-1]].span.start - self._tables[found[-1] - 1].span.end < _NEAR and len(found) < 3:  # noqa: PLR2004 - a schedule runs over three pages at most
            found.append(found[-1] - 1)
        return found

    def _facts_of(self, at: int) -> _TableFacts:
        found = self._facts.get(at)
        if found is None:
            found = self._facts.setdefault(at, self._read(at))
        return found

    def _read(self, at: int) -> _TableFacts:
        table = self._tables[at]
        document = self._analysis.document
        rows = [row[0] for row in table.rows[:_LABELS] if len(row) > 1 and row[0].end > row[0].start]
        labels = [fold(document.text[cell.start : cell.end]) for cell in rows if not self._names_measure(cell)]
        heads = [fold(document.text[cell.start : cell.end]) for row in table.rows[:6] for cell in row[1:] if cell.end > cell.start]
        titled = self._cues.tables.titles.search(self._title(table)) is not None
        return _TableFacts(
            adjusts=sum(1 for label in [*labels, *heads] if self._cues.tables.adjusting.search(label)) > 0,
            currency=any(self._cues.tables.currency.search(label) for label in [*labels, *heads]),
            titled=titled,
            gaap=self._gaap.get(at, frozenset()),
            words=fold(document.words(table.span)),
        )

    def _names_measure(self, cell: Cell) -> bool:
        """Whether a label names a non-GAAP measure: "EPS excluding charges" adjusts nothing by itself."""
        at = bisect.bisect_left(self._uses, cell.start)
        return at < len(self._uses) and self._uses[at] < cell.end

    def _title(self, table: Table) -> str:
        """Words over a table: its caption, the blocks just before it, its first rows."""
        document = self._analysis.document
        block = document.block_at(table.span.start)
        before = [] if block is None else document.blocks[max(0, block - _TITLE_BACK) : block]
        words = [line for each in before if each.kind is not BlockKind.ROW and len(line := document.words(each.span)) <= _TITLE and not line.endswith(".")]
        first = [document.text[cell.start : cell.end] for row in table.rows[:5] for cell in row if cell.end > cell.start]
        caption = document.words(table.caption) if table.caption else ""
        return fold(" ".join([caption, *words, *first]))

    def _derive(self, groups: Sequence[Group], derived: Mapping[str, Collection[str]]) -> None:
        """A ratio or per-share figure goes with the measure it is made of, a narrower measure with the wider one it narrows."""
        reconciled = {group.measure for group in groups if self._states[group.key] == FOUND}
        keys = {group.key for group in groups if self._states[group.key] == FOUND}
        for group in groups:
            if self._states[group.key] != MISSING:
                continue
            bases = {*derived.get(group.measure, ()), *([group.measure] if "/" in group.key else [])}
            if bases & reconciled or group.key.split("/")[0] in keys:
                self._states[group.key] = FOUND


_ALIKE = {
    "eps": ("eps", "net_income"),
    "net_income": ("net_income", "pretax_income", "eps"),
    "net_income_margin": ("net_income", "net_income_margin"),
    "operating_margin": ("operating_margin", "operating_income"),
    "gross_margin": ("gross_margin", "gross_profit"),
    "gross_profit": ("gross_profit", "gross_margin", "cost_of_sales"),
    "tax_rate": ("tax_rate", "income_tax"),
    "segment_profit": ("pretax_income", "operating_income", "net_income"),
    "equity_ratio": ("equity", "assets"),
    "roe": ("roe", "equity", "net_income"),
    "roa": ("roa", "net_income", "assets"),
}


_COMPUTED = frozenset({"adj_roic", "roce", "nopat"})  # worked out in a table from several GAAP amounts


def alike(ids: Iterable[str]) -> frozenset[str]:
    """GAAP measures from which a schedule may start instead of the first."""
    return frozenset(each for one in ids for each in _ALIKE.get(one, (one,)))


def _said_equal(analysis: Analysis, group: Group) -> bool:
    """Whether every use says that GAAP and non-GAAP figures are the same: "GAAP and non-GAAP tax rates are expected to be 17%"."""
    text = analysis.document.text
    return all(fold(text[max(0, use.mention.span.start - 10) : use.mention.span.start]).endswith("gaap and ") for use in group.uses)
