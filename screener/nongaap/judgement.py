"""Whether a schedule was read with confidence: which of its columns may be called right, which wrong, and which are better left alone.

Releases are reviewed before they go out, so a column that does not add up is more often a misreading than a mistake. A column is called
wrong only where the same reading holds in other columns of the schedule, or, in a schedule of one column, where nothing about it is open.
"""

from __future__ import annotations

import re

from screener.nongaap.labels import plain
from screener.nongaap.schedules import Schedule
from screener.nongaap.tables import LineKind
from screener.types import MeasureKind

_NAMED_GAAP = 1  # rank up to which a start names a GAAP measure
_NAMED_START = 2  # rank up to which a start names a measure
_MANY = 3  # columns that must agree before an unusual reading calls another column wrong
_SIZE = 0.8  # a value is altered by less than this share of itself, or it is not that value
_HALF = 2
_GROWTH = frozenset({"organic_growth", "constant_currency", "core_sales"})
_SCALED = re.compile(r"\b(?:annuali[sz]ed|average)\b")
_WORD = re.compile(r"[a-z&]{2,}")
_COMMON = frozenset("gaap non adjusted total net and the for from per before after excluding company reported of to in by on as".split())


def judge(schedule: Schedule, *, gaps_are_doubtful: bool) -> tuple[bool | None, ...]:
    """For each column whether it adds up, None where that cannot be said. Empty when the schedule was not read with confidence.

    `gaps_are_doubtful` when an empty cell may be a misread one (PDF).
    """
    live = schedule.sums.live
    if not live:
        return schedule.reading.fits
    telling = any(schedule.is_telling(c) for c in live)
    if schedule.agreeing and _HALF * schedule.agreeing >= len(live) and (telling or schedule.rank <= _NAMED_GAAP):
        return tuple(_column(schedule, c, telling=telling, gaps_are_doubtful=gaps_are_doubtful) for c in range(len(schedule.heads)))
    if (
        not schedule.agreeing
        and not any(_is_open(schedule, c) for c in live)
        and _is_clean(schedule)
        and (_is_one_mistake(schedule) or _lacks_a_line(schedule))
    ):
        return tuple(c not in live for c in range(len(schedule.heads)))
    return ()


def _column(schedule: Schedule, c: int, *, telling: bool, gaps_are_doubtful: bool) -> bool | None:
    broken = any(each.column == c for each in schedule.reading.broken)
    if schedule.reading.fits[c] and not (broken and telling and schedule.adds_up):
        return True
    if not telling or not _is_pair(schedule) or (schedule.reading.unusual and schedule.agreeing < _MANY):
        return None
    if _is_compounded(schedule, c):
        return None
    if _is_open(schedule, c) and not _fails_at_both_ends(schedule, c):
        return None
    if gaps_are_doubtful and not schedule.sideways and _has_gap(schedule, c):
        return None
    return False


def _is_open(schedule: Schedule, c: int) -> bool:
    """Whether a column need not add up line by line: ends of ranges, annualized or average figures."""
    place = schedule.columns[c]
    figures = (entry.figures[place] for entry in (schedule.start, *schedule.steps, schedule.end))
    return _SCALED.search(plain(schedule.end.label)) is not None or any(figure is not None and figure.is_end for figure in figures)


def _is_compounded(schedule: Schedule, c: int) -> bool:
    """Whether rates of growth that were multiplied, not added, would explain what a column misses."""
    if schedule.end.kind is not LineKind.PERCENT or schedule.end.read.measure not in _GROWTH:
        return False
    sums = schedule.sums
    total = sums.amount(abs(sums.starts[c]) + sum(abs(line[c]) for line in sums.lines))
    return abs(sums.amount(schedule.reading.misses[c])) <= total * total / 100 + sums.amount(sums.slack[c]) / 2


def _fails_at_both_ends(schedule: Schedule, c: int) -> bool:
    """Whether both ends of a range miss by the same amount, which no mixing of low and high explains."""
    others = [k for k, head in enumerate(schedule.heads) if k != c and head == schedule.heads[c] and abs(k - c) == 1]
    return _SCALED.search(plain(schedule.end.label)) is None and any(schedule.reading.misses[k] == schedule.reading.misses[c] for k in others)


def _is_pair(schedule: Schedule) -> bool:
    """Whether start and end belong together by their names: comparable measures, stages of a chain, or the same words."""
    start, end = schedule.start, schedule.end
    if schedule.rank == 0 or (schedule.rank == _NAMED_START and start.read.measure and end.read.measure):
        return True
    if schedule.rank > _NAMED_GAAP:
        return False
    one, other = _content(start.label), _content(end.label)
    return schedule.sideways or _HALF * len(one & other) >= max(min(len(one), len(other)), 1)


def _content(label: str) -> frozenset[str]:
    """The words of a label that tell one measure from another."""
    return frozenset(_WORD.findall(plain(label))) - _COMMON


def _has_gap(schedule: Schedule, c: int) -> bool:
    """Whether a line is empty in this column and filled in most others."""
    place = schedule.columns[c]
    others = [schedule.columns[other] for other in schedule.sums.live if other != c]
    return any(
        entry.figures[place] is None and _HALF * sum(entry.figures[other] is not None for other in others) > len(others) for entry in schedule.steps if others
    )


def _is_clean(schedule: Schedule) -> bool:
    """Whether start and end are named for each other and every line between is a plain adjustment with a label."""
    start, end = schedule.start.read, schedule.end.read
    if start.kind is not MeasureKind.GAAP or end.kind is not MeasureKind.NON_GAAP or schedule.rank > 0 or schedule.sideways:
        return False
    steps = schedule.sums.steps
    return not any(schedule.reading.subtotals) and all(
        entry.label
        and entry.read.kind is not MeasureKind.NON_GAAP
        and not step.only_total
        and not step.total
        and (step.sign > 0 or all(value <= 0 for value in line))
        for entry, step, line in zip(schedule.steps, steps, schedule.sums.lines, strict=True)
    )


def _is_one_mistake(schedule: Schedule) -> bool:
    """Whether a schedule of one column fails by what one wrong value would explain, and not by lines that count the other way or not at all."""
    if len(schedule.sums.live) != 1:
        return False
    c = schedule.sums.live[0]
    miss = schedule.reading.misses[c]
    values = [line[c] for line in schedule.sums.lines if line[c]]
    if any(schedule.sums.fits(c, miss + change) for value in values for change in (value, 2 * value)):
        return False
    if any(abs(miss + 2 * (one + other)) <= 1 for i, one in enumerate(values) for other in values[i + 1 :]):
        return False
    if schedule.sums.fits(c, miss + 2 * sum(value for value in values if value < 0)):
        return False  # expenses shown as negatives and added all the same
    return any(abs(miss) <= _SIZE * abs(value) for value in values)


def _lacks_a_line(schedule: Schedule) -> bool:
    """Whether every one of several columns fails by the same amount: a line of that size was left out."""
    misses = {schedule.reading.misses[c] for c in schedule.sums.live}
    return len(schedule.sums.live) >= _MANY and len(misses) == 1
