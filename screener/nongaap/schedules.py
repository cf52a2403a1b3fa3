"""Finds the schedules in financial tables: which lines lead from which measure to which, down the rows or across the columns.

17 CFR 244.100(a)(2) asks for a quantitative reconciliation of the differences between the non-GAAP measure and the most directly
comparable GAAP one; C&DI 102.10(b) for one that starts with the GAAP measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from screener.language.folding import fold
from screener.nongaap.arithmetic import Reading, Step, Sums, read, sums
from screener.nongaap.labels import Label, Labels
from screener.nongaap.periods import Period
from screener.nongaap.tables import FinancialTable, Line, LineKind
from screener.nongaap.values import Figure
from screener.types import MeasureKind, Span

_MAX_WORK = 100_000  # lines times columns tried, ten times that for a long search; the longest releases take 7,000
_MAX_ENDS = 2_000  # lines of a document that may end a schedule; the longest releases have some dozens
_LONG = 10  # what a long search costs against a plain one
_REACH = 32  # lines from the GAAP measure to the non-GAAP one
_MAX_STARTS = 8  # starting lines tried for one end
_LIKELY = 0  # rank up to which a start is worth a long search: only the comparable measure by name
_NAMED = 2  # rank up to which a start names a measure
_PART = re.compile(r"\b(?:non-?controlling|minority|discontinued|preferred|allocated|participating)\b")
_OWN = re.compile(r"^(?:total |company )?(?:non-?gaap|adjusted)\b")
_LESS = re.compile(r"^(?:less|deduct|minus|subtract|\(-\))\b")
_OUTFLOW = re.compile(
    r"\bcapital expenditures?\b|\bcapex\b|\bpurchases? (?:of|related to)\b|\badditions to (?:property|premises)|\bexpenditures? for\b|"
    r"\bpayments? (?:on|of|for)\b|^cash\b|\bcash and cash equivalents\b|\bshort-term investments\b|\bmarketable securities\b|\bgoodwill\b|\bintangible"
)
_TOTAL = re.compile(r"^(?:sub)?-?total\b|\bsubtotal\b|\btotal$|^net (?:adjustments|impact)")


class _Shape(NamedTuple):
    """What the figures of a line have in common."""

    decimals: int = 0  # the most that any of them shows
    any: bool = False  # there are figures
    priced: bool = False  # one bears a currency
    nothing: bool = True  # all are blank, dashes or zero


class _Words(NamedTuple):
    """What the words of a line say, apart from the measure they name."""

    less: bool
    outflow: bool
    total: bool
    part: bool  # of a measure, as what belongs to minorities
    own: bool  # begins with "adjusted" or "non-GAAP"


class Entry(NamedTuple):
    """A line of a schedule: its words, what they name, and its figures, one place for each of the schedule's columns."""

    label: str
    span: Span | None
    read: Label
    kind: LineKind
    figures: tuple[Figure | None, ...]
    heading: str = ""
    shape: _Shape = _Shape()


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """Start, lines between and end, with the reading that fits its columns best. `columns` names each column of `Sums` and of the reading."""

    table: FinancialTable
    start: Entry
    end: Entry
    steps: tuple[Entry, ...]
    columns: tuple[int, ...]  # places of the columns in the entries' figures
    heads: tuple[str, ...]  # a name for each of `columns`
    sums: Sums
    reading: Reading
    gaap: Entry | None  # the GAAP measure it starts from or leads to, through a chain if need be
    rank: int  # how likely the start is by its label: 0 the comparable GAAP measure, 1 a GAAP measure, 2 a measure of a chain, 3 the top of a list
    sideways: bool = False
    reversed: bool = False  # starts from the non-GAAP figure

    @property
    def agreeing(self) -> int:
        """How many of the columns in which anything is adjusted add up."""
        return self.reading.agreeing(self.sums.live)

    @property
    def adds_up(self) -> bool:
        """Whether all of them do."""
        return self.agreeing == len(self.sums.live)

    @property
    def is_believable(self) -> bool:
        """Whether at least half of them do, one of them tellingly, from a start that names a measure."""
        agreeing = self.agreeing
        return agreeing > 0 and 2 * agreeing >= len(self.sums.live) and self.rank <= _NAMED and any(self.is_telling(c) for c in self.sums.live)

    def is_telling(self, c: int) -> bool:
        """Whether it is no accident that a column adds up: without some line it would not."""
        reading, lines = self.reading, self.sums.lines
        return reading.fits[c] and any(
            coefficient and not self.sums.fits(c, reading.misses[c] + coefficient * lines[i][c]) for i, coefficient in enumerate(reading.coefficients)
        )


@dataclass(slots=True)
class _Work:
    """What a document's schedules may still cost; a made-up table of nothing but measures must not take for ever."""

    left: int = _MAX_WORK
    ends: int = _MAX_ENDS

    def allows(self, cost: int) -> bool:
        """Whether so much may still be done; it is counted in any case."""
        self.left -= cost
        return self.left >= 0


class _Grid(NamedTuple):
    table: FinancialTable
    entries: tuple[Entry, ...]
    heads: tuple[str, ...]
    periods: tuple[Period | None, ...]
    work: _Work
    sideways: bool = False


def find_schedules(tables: Sequence[FinancialTable], labels: Labels) -> Iterator[Schedule]:
    """The schedules of the tables in order, whether they add up or not; at most one for each line that names a non-GAAP measure."""
    last: _Grid | None = None
    work = _Work()
    for table in tables:
        down = _down(table, labels, work)
        if down is not None:
            yield from _in_grid(down, labels, last)
        across = _across(table, labels, work)
        if across is not None:
            yield from _in_grid(across, labels, None)
        last = down


def _down(table: FinancialTable, labels: Labels, work: _Work) -> _Grid | None:
    """Lines as they stand, without columns of percents beside columns of amounts; a column of ranges becomes one of each end."""
    kept = [_Place(i, upper) for i, column in enumerate(table.columns) if not column.percent for upper in _ends(table, i)]
    if not kept:
        return None
    entries = tuple(_entry(line, labels.read(line.label), tuple(_at(line, place) for place in kept)) for line in table.lines)
    heads = tuple(table.columns[place.column].head for place in kept)
    return _Grid(table, entries, heads, tuple(table.columns[place.column].period for place in kept), work)


def _entry(line: Line, read: Label, figures: tuple[Figure | None, ...]) -> Entry:
    return Entry(line.label, line.label_span, read, line.kind, figures, line.heading, _shape(figures))


def _shape(figures: Sequence[Figure | None]) -> _Shape:
    shown = [figure for figure in figures if figure is not None]
    real = [figure for figure in shown if not figure.nil]
    return _Shape(
        decimals=max([figure.decimals for figure in real], default=0),
        any=bool(shown),
        priced=any(figure.currency for figure in shown),
        nothing=not any(figure.value for figure in real),
    )


class _Place(NamedTuple):
    column: int
    upper: bool | None  # which end of its ranges; None when it has none


def _ends(table: FinancialTable, column: int) -> tuple[bool | None, ...]:
    has_range = any(figure is not None and figure.high is not None for line in table.lines for figure in (line.figures[column],))
    return (False, True) if has_range else (None,)


def _at(line: Line, place: _Place) -> Figure | None:
    figure = line.figures[place.column]
    return figure if figure is None or place.upper is None else figure.end(upper=place.upper)


def _across(table: FinancialTable, labels: Labels, work: _Work) -> _Grid | None:
    """The table on its side, when its heads name both a GAAP and a non-GAAP column."""
    kept = [i for i, column in enumerate(table.columns) if not column.percent]
    reads = [labels.read(table.columns[i].head) for i in kept]
    kinds = {read.kind for read in reads}
    if len(kept) < 3 or not {MeasureKind.GAAP, MeasureKind.NON_GAAP} <= kinds:  # noqa: PLR2004 - start, adjustment, end
        return None
    lines = [line for line in table.lines if line.kind in {LineKind.AMOUNT, LineKind.PER_SHARE}]
    figures = [tuple(line.figures[i] for line in lines) for i in kept]
    entries = tuple(
        Entry(table.columns[i].head, None, found, LineKind.AMOUNT, own, shape=_shape(own)) for i, found, own in zip(kept, reads, figures, strict=True)
    )
    return _Grid(table, entries, tuple(line.label for line in lines), tuple(None for _ in lines), work, sideways=True)


def _in_grid(grid: _Grid, labels: Labels, last: _Grid | None) -> Iterator[Schedule]:
    """The schedules of a grid; one that has no start here may have begun in the last grid, on the page before."""
    found: dict[int, Schedule] = {}
    for e, end in enumerate(grid.entries):
        if end.kind is LineKind.SHARES or end.read.kind is None or grid.work.ends <= 0:
            continue
        grid.work.ends -= 1
        schedule = None
        if end.read.kind is MeasureKind.NON_GAAP:
            schedule = _best(grid, e, labels, found)
            if (schedule is None or not schedule.agreeing) and last is not None and not found and _continues(last, grid):
                schedule = _begun_before(last, grid, e, labels) or schedule
        elif end.read.kind is MeasureKind.GAAP and not grid.sideways:
            schedule = _reversed(grid, e, labels, found)
        if schedule is not None:
            found[e] = schedule
            yield schedule


def _continues(last: _Grid, grid: _Grid) -> bool:
    """Whether a table goes on with the columns of the one before: as many of them, for the same periods where both say."""
    if len(last.heads) != len(grid.heads) or grid.table.table - last.table.table > 1:
        return False
    pairs = zip(last.periods, grid.periods, strict=True)
    return all(before is None or after is None or before == after for before, after in pairs)


def _begun_before(last: _Grid, grid: _Grid, e: int, labels: Labels) -> Schedule | None:
    """The schedule over both grids, when it adds up."""
    tail = last.entries[-_REACH:]
    joined = _Grid(grid.table, tail + grid.entries[: e + 1], last.heads, last.periods, grid.work)
    schedule = _best(joined, len(joined.entries) - 1, labels, {})
    return schedule if schedule is not None and schedule.adds_up and schedule.is_believable else None


def _reversed(grid: _Grid, e: int, labels: Labels, found: dict[int, Schedule]) -> Schedule | None:
    """A schedule that leads from a non-GAAP measure down to its GAAP measure, against C&DI 102.10(b)."""
    end = grid.entries[e]
    for s in range(e - 2, max(e - _REACH, 0) - 1, -1):
        start = grid.entries[s]
        if start.read.kind is not MeasureKind.NON_GAAP or s in found or not _alike(start, end):
            continue
        comparable = labels.comparable(start.read.measure)
        if not comparable or end.read.measure != comparable:
            continue
        schedule = _schedule(grid, s, e, found, "", rank=0, search=False)
        if schedule is not None and schedule.adds_up and schedule.is_believable:
            return replace(schedule, reversed=True, gaap=end)
    return None


def _best(grid: _Grid, e: int, labels: Labels, found: dict[int, Schedule]) -> Schedule | None:
    """The start from which most columns add up, the likeliest by its label of equals.

    Readings against the labels are tried only where the plain ones fail in most columns: otherwise they would explain mistakes away.
    """
    comparable = labels.comparable(grid.entries[e].read.measure)
    starts = _starts(grid, e, comparable)
    best: Schedule | None = None
    for search in (False, True):
        for rank, s in starts:
            if search and rank > _LIKELY:
                continue
            schedule = _schedule(grid, s, e, found, comparable, rank=rank, search=search)
            if schedule is not None and (best is None or schedule.agreeing > best.agreeing):
                best = schedule
            if best is not None and best.adds_up:
                return best
        if best is not None and best.is_believable:
            return best
    return best


def _starts(grid: _Grid, e: int, comparable: str) -> list[tuple[int, int]]:
    """Lines above that may start the schedule: the comparable GAAP measure, another GAAP measure, a measure of a chain, the top of a list."""
    end = grid.entries[e]
    ranked = []
    for s in range(e - 2, max(e - _REACH, 0) - 1, -1):
        entry = grid.entries[s]
        if not _alike(entry, end):
            continue
        rank = _rank(grid, s, comparable)
        if rank is not None:
            ranked.append((rank, e - s, s))
    return [(rank, s) for rank, _, s in sorted(ranked)[:_MAX_STARTS]]


def _rank(grid: _Grid, s: int, comparable: str) -> int | None:
    entry = grid.entries[s]
    if entry.read.kind is MeasureKind.GAAP:
        return 0 if entry.read.bare or (comparable and entry.read.measure == comparable) else 1
    if entry.read.kind is MeasureKind.NON_GAAP:
        return 2
    if entry.read.step or grid.sideways:
        return None
    is_top = s == 0 or grid.entries[s - 1].heading != entry.heading or grid.entries[s - 1].read.kind is MeasureKind.NON_GAAP
    return 3 if is_top else None


def _alike(start: Entry, end: Entry) -> bool:
    """Whether two lines count the same kind of thing, shown to about the same digit."""
    if LineKind.SHARES in {start.kind, end.kind} or (start.kind is LineKind.PERCENT) != (end.kind is LineKind.PERCENT):
        return False
    return start.kind is LineKind.PERCENT or abs(start.shape.decimals - end.shape.decimals) <= 1


def _schedule(grid: _Grid, s: int, e: int, found: dict[int, Schedule], comparable: str, *, rank: int, search: bool) -> Schedule | None:
    start, end = grid.entries[s], grid.entries[e]
    between = [entry for entry in grid.entries[s + 1 : e] if _counts(entry, end)]
    columns = [
        c
        for c in range(len(grid.heads))
        if (first := start.figures[c]) is not None and (last := end.figures[c]) is not None and _is_adjusted(between, c, first, last)
    ]
    if not columns or not between or not grid.work.allows(len(between) * len(columns) * (_LONG if search else 1)):
        return None
    schedule = sums(
        [figure for c in columns if (figure := start.figures[c]) is not None],
        [figure for c in columns if (figure := end.figures[c]) is not None],
        [[entry.figures[c] for c in columns] for entry in between],
        [_step(entry, end, comparable, sideways=grid.sideways) for entry in between],
    )
    reading = read(schedule, search=search)
    if reading is None:
        return None
    gaap = start if start.read.kind is not MeasureKind.NON_GAAP else next((known.gaap for i, known in found.items() if grid.entries[i] is start), None)
    return Schedule(
        table=grid.table, start=start, end=end, steps=tuple(between), columns=tuple(columns), heads=tuple(grid.heads[c] for c in columns),
        sums=schedule, reading=reading, gaap=gaap, sideways=grid.sideways, rank=rank,
    )  # fmt: skip


def _counts(entry: Entry, end: Entry) -> bool:
    """Whether a line's figures can be part of the sum: no percents among amounts, no share counts, no millions among cents."""
    shape = entry.shape
    if entry.kind is LineKind.SHARES or not shape.any:
        return False
    if end.kind is LineKind.PERCENT:
        bare = shape.decimals == end.shape.decimals and not shape.priced
        return entry.kind is LineKind.PERCENT or bare
    if entry.kind is LineKind.PERCENT or (entry.kind is LineKind.PER_SHARE and end.kind is not LineKind.PER_SHARE):
        return False
    return shape.nothing or abs(shape.decimals - end.shape.decimals) <= 1


def _step(entry: Entry, end: Entry, comparable: str, *, sideways: bool) -> Step:
    """What is known of a line: another line of the comparable measure is a stage of the way or the start of another schedule, never an adjustment."""
    named = entry.read.kind is not None
    words = _words(entry.label)
    own = entry.read.kind is MeasureKind.NON_GAAP and (entry.read.measure != "" or entry.read.bare or words.own)
    return Step(
        sign=-1 if words.less or (not entry.read.kind and _words(entry.heading).less) else 1,
        outflow=words.outflow,
        total=words.total or (not entry.label and not sideways),
        named=named,
        only_total=own or (named and end.kind is LineKind.PERCENT) or _is_another_start(entry, comparable),
    )


def _is_another_start(entry: Entry, comparable: str) -> bool:
    same = entry.read.kind is MeasureKind.GAAP and comparable != "" and entry.read.measure == comparable
    return same and not _words(entry.label).part


def _is_adjusted(between: Sequence[Entry], c: int, start: Figure, end: Figure) -> bool:
    """Whether a column shows adjustments, or needs none."""
    if start.percent != end.percent:
        return False
    shown = [figure for entry in between if (figure := entry.figures[c]) is not None]
    return any(not figure.nil for figure in shown) or (bool(shown) and start.value == end.value)


@lru_cache(maxsize=4096)
def _words(label: str) -> _Words:
    """A line is asked for each start it may follow, and captions repeat from table to table and from draft to draft."""
    folded = fold(label)
    return _Words(
        less=_LESS.match(folded) is not None,
        outflow=_OUTFLOW.search(folded) is not None,
        total=_TOTAL.search(folded) is not None,
        part=_PART.search(folded) is not None,
        own=_OWN.match(folded) is not None,
    )
