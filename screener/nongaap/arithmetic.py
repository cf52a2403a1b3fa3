"""Does a schedule add up: start + the lines between = end, in every column, within rounding; which way each line counts is part of the question.

Tolerance: each figure shown is rounded to its last digit and may be off by half a unit of it, so a column of n figures may miss its
total by n halves of a unit. Signs: schedules show deductions as negatives, or as positives under "Less", or subtract every line; a reading
gives each line one coefficient that holds in all columns, and is believed only when the columns agree with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from itertools import combinations, product
from typing import NamedTuple

from screener.nongaap.values import Figure

_MAX_LINES = 40
_MAX_FLIPPED = 14  # lines up to which two of them may count otherwise than their labels say
_MAX_FREE = 7  # lines up to which every line may add, subtract or stand aside
_SURE = 2  # columns that must agree before a reading against the labels is believed
_VERY_SURE = 3


class Trust(Enum):
    """What makes a line a subtotal: a label that says total and figures that bear it out; the figures alone; the label alone."""

    BOTH = "both"
    FIGURES = "figures"
    WORDS = "words"


class Step(NamedTuple):
    """What is known of a line between start and end: the sign its words give it, and whether it looks like a subtotal."""

    sign: int = 1  # -1 for "Less:" and the like
    outflow: bool = False  # deducted by its nature: capital expenditures, cash in a net debt
    total: bool = False  # labelled total or subtotal, or without a label
    named: bool = False  # names a measure, as the stages of a chain do
    only_total: bool = False  # names a non-GAAP measure: a stage of the chain or no part of the schedule, never an adjustment


@dataclass(frozen=True, slots=True)
class Sums:
    """A schedule in whole units of its last digit: for each column start, end, and the lines between. `slack` is twice the tolerance."""

    decimals: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    lines: tuple[tuple[int, ...], ...]  # a line's value in each column
    slack: tuple[int, ...]
    steps: tuple[Step, ...]
    live: tuple[int, ...]  # columns in which anything is adjusted

    def amount(self, units: int) -> Decimal:
        """Units of the last digit as the amount shown."""
        return Decimal(units).scaleb(-self.decimals)

    def fits(self, c: int, miss: int) -> bool:
        """Whether a column that misses its end by so much still adds up within rounding."""
        return 2 * abs(miss) <= self.slack[c]


class Broken(NamedTuple):
    """A subtotal that does not hold in a column, with what it misses the sum of its lines by."""

    column: int
    line: int
    miss: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A coefficient for each line: 1, -1, or 0 for a subtotal or a line that stands aside; and what each column then misses its end by."""

    coefficients: tuple[int, ...]
    subtotals: tuple[bool, ...]
    misses: tuple[int, ...]
    fits: tuple[bool, ...]
    unusual: int = 0  # lines that count otherwise than their labels say
    broken: tuple[Broken, ...] = ()  # subtotals that hold in other columns and not in one

    def agreeing(self, live: Sequence[int]) -> int:
        """How many of the columns in which anything is adjusted add up."""
        return sum(self.fits[c] for c in live)


def sums(start: Sequence[Figure], end: Sequence[Figure], lines: Sequence[Sequence[Figure | None]], steps: Sequence[Step]) -> Sums:
    """The schedule in whole units; blank cells count as zero."""
    shown = [figure for line in (start, end, *lines) for figure in line if figure is not None]
    decimals = max(figure.decimals for figure in shown)
    values = [tuple(int(figure.value.scaleb(decimals)) if figure is not None else 0 for figure in line) for line in (start, end, *lines)]
    slack = tuple(_slack([figure for line in (start, end, *lines) if (figure := line[c]) is not None], decimals) for c in range(len(start)))
    starts, ends, between = values[0], values[1], tuple(values[2:])
    live = tuple(c for c in range(len(starts)) if starts[c] != ends[c] or any(line[c] for line in between))
    return Sums(decimals, starts, ends, between, slack, tuple(steps), live)


def _slack(column: Sequence[Figure], decimals: int) -> int:
    """Twice the tolerance: one unit of the last digit for each figure shown; a dash is as fine as the column."""
    usual = max(figure.decimals for figure in column)
    return sum(int(10 ** (decimals - (usual if figure.nil else figure.decimals))) for figure in column)


def read(schedule: Sums, *, search: bool = True) -> Reading | None:
    """The reading with which most columns add up, the plainest of equals; None where the lines cannot lead from start to end.

    `search` also tries readings in which lines count otherwise than their labels say.
    """
    live = schedule.live
    if not schedule.lines or len(schedule.lines) > _MAX_LINES or not _within_reach(schedule):
        return None
    best: Reading | None = None
    for reading in _readings(schedule, search=search):
        if best is None or reading.agreeing(live) > best.agreeing(live):
            best = reading
        if best.agreeing(live) == len(live):
            break
    return best


def _within_reach(schedule: Sums) -> bool:
    """Whether in some column the lines together are large enough to lead from start to end."""
    for c in range(len(schedule.starts)):
        gap = abs(schedule.ends[c] - schedule.starts[c])
        total = sum(abs(line[c]) for line in schedule.lines)
        if gap <= total + total // 2 + schedule.slack[c]:  # half as much again leaves room for a line left out
            return True
    return False


def _readings(schedule: Sums, *, search: bool) -> Iterator[Reading]:
    """Readings from the plainest to the most unusual."""
    plain = []
    for trust in Trust:
        if trust is Trust.WORDS and not any(step.total for step in schedule.steps):
            continue
        for signs in dict.fromkeys(_bases(schedule)):
            reading = _with_subtotals(schedule, signs, trust)
            if reading is not None:
                plain.append(reading)
                yield reading
    if not search or len(schedule.live) < _SURE:
        return
    for base in plain:
        yield from _unusual(schedule, base)
    if len(schedule.live) >= _VERY_SURE and len(schedule.lines) <= _MAX_FREE:
        yield from _free(schedule)


def _bases(schedule: Sums) -> Iterator[tuple[int, ...]]:
    """As shown; as labelled; with what is an outflow by nature deducted; all deducted (items by which the measure was hurt or helped).

    Last, where several columns can bear it out, expenses shown as negatives and added all the same.
    """
    steps = schedule.steps
    yield tuple(1 for _ in steps)
    yield tuple(step.sign for step in steps)
    yield tuple(-1 if step.outflow or step.sign < 0 else 1 for step in steps)
    yield tuple(-1 for _ in steps)
    yield tuple(-step.sign for step in steps)
    if len(schedule.live) >= _SURE:
        yield tuple(-1 if any(line) and all(value <= 0 for value in line) else 1 for line in schedule.lines)


def _with_subtotals(schedule: Sums, signs: Sequence[int], trust: Trust) -> Reading | None:
    """The reading in which lines that repeat the running sum, or sum up the lines just before them, do not count again."""
    running = list(schedule.starts)
    group: list[int] = []
    coefficients: list[int] = []
    subtotals: list[bool] = []
    broken: list[Broken] = []
    for i, line in enumerate(schedule.lines):
        is_subtotal = i > 0 and (
            _is_running(schedule, i, running) or _is_group(schedule, i, group, trust) or (trust is Trust.WORDS and schedule.steps[i].total and len(group) > 1)
        )
        if schedule.steps[i].only_total and not is_subtotal:
            return None
        subtotals.append(is_subtotal)
        coefficients.append(0 if is_subtotal else signs[i])
        if is_subtotal:
            broken.extend(_broken(schedule, i, group, running))
            group = []
            continue
        group.append(i)
        for c, value in enumerate(line):
            running[c] += signs[i] * value
    return replace(_reading(schedule, tuple(coefficients), tuple(subtotals)), broken=tuple(broken))


def _broken(schedule: Sums, i: int, group: Sequence[int], running: Sequence[int]) -> Iterator[Broken]:
    """Columns in which a subtotal differs from the sum that it equals in the others."""
    line = schedule.lines[i]
    totals: list[Sequence[int]] = [running]
    total = [0] * len(line)
    for j in reversed(group):
        total = [before + value for before, value in zip(total, schedule.lines[j], strict=True)]
        totals.append(total)
    best = max(totals, key=lambda values: sum(schedule.fits(c, line[c] - values[c]) for c in schedule.live))
    if not any(line[c] and schedule.fits(c, line[c] - best[c]) for c in schedule.live):
        return
    for c in schedule.live:
        if line[c] and not schedule.fits(c, line[c] - best[c]):
            yield Broken(c, i, line[c] - best[c])


def _is_running(schedule: Sums, i: int, running: Sequence[int]) -> bool:
    step = schedule.steps[i]
    return (step.total or step.named) and _matches(schedule, schedule.lines[i], running)


def _is_group(schedule: Sums, i: int, group: Sequence[int], trust: Trust) -> bool:
    """Whether the line is the sum of the last lines before it; one line alone only where the label says total."""
    is_total = schedule.steps[i].total
    telling = sum(abs(schedule.lines[i][c]) > schedule.slack[c] for c in schedule.live)
    if not is_total and (trust is not Trust.FIGURES or telling < _SURE):
        return False
    total = [0] * len(schedule.starts)
    for count, j in enumerate(reversed(group), start=1):
        total = [before + value for before, value in zip(total, schedule.lines[j], strict=True)]
        if (is_total or count > 1) and _matches(schedule, schedule.lines[i], total):
            return True
    return False


def _matches(schedule: Sums, line: Sequence[int], values: Sequence[int]) -> bool:
    """Whether the line shows these values in its columns; with three columns or more one may differ, for it may hold the mistake."""
    filled = borne_out = differing = 0
    for c, value in enumerate(line):
        if value or values[c]:
            filled += 1
            if schedule.fits(c, value - values[c]):
                borne_out += bool(value)
            else:
                differing += 1
    return borne_out > 0 and differing <= (filled >= _VERY_SURE)


def _enough(schedule: Sums, agreeing: int) -> bool:
    """Whether so many agreeing columns bear out an unusual reading: all, or all but one of four or more, which may hold a mistake."""
    live = len(schedule.live)
    return agreeing == live or (live > _VERY_SURE and agreeing == live - 1)


def _unusual(schedule: Sums, base: Reading) -> Iterator[Reading]:
    """The base with one or two lines counted the other way or left out, where that makes every column add up and two columns bear it out."""
    counted = [i for i, coefficient in enumerate(base.coefficients) if coefficient and sum(schedule.lines[i][c] != 0 for c in schedule.live) >= _SURE]
    if len(counted) > _MAX_FLIPPED:
        return
    for size in (1, 2):
        for chosen in combinations(counted, size):
            for weights in product((2, 1), repeat=size):  # 2 turns a line round, 1 leaves it out
                if _explains(schedule, base, chosen, weights):
                    coefficients = list(base.coefficients)
                    for i, weight in zip(chosen, weights, strict=True):
                        coefficients[i] -= weight * coefficients[i]
                    if any(coefficients):
                        yield _reading(schedule, tuple(coefficients), base.subtotals, unusual=size)


def _explains(schedule: Sums, base: Reading, chosen: Sequence[int], weights: Sequence[int]) -> bool:
    agreeing = 0
    for done, c in enumerate(schedule.live):
        miss = base.misses[c]
        for i, weight in zip(chosen, weights, strict=True):
            miss += weight * base.coefficients[i] * schedule.lines[i][c]
        agreeing += schedule.fits(c, miss)
        if done - agreeing >= 1:
            return False
    return _enough(schedule, agreeing)


def _free(schedule: Sums) -> Iterator[Reading]:
    """Every line adds, subtracts or stands aside: the company picks from a list of figures."""
    if any(step.only_total for step in schedule.steps):
        return
    for coefficients in product((1, -1, 0), repeat=len(schedule.lines)):
        missed = 0
        for c in schedule.live:
            missed += not schedule.fits(c, _miss(schedule, coefficients, c))
            if missed > 1:
                break
        if missed <= 1 and any(coefficients) and _enough(schedule, len(schedule.live) - missed):
            yield _reading(schedule, coefficients, tuple(False for _ in coefficients), unusual=len(coefficients))


def _miss(schedule: Sums, coefficients: Sequence[int], c: int) -> int:
    total = schedule.starts[c]
    for coefficient, line in zip(coefficients, schedule.lines, strict=True):
        total += coefficient * line[c]
    return schedule.ends[c] - total


def _reading(schedule: Sums, coefficients: tuple[int, ...], subtotals: tuple[bool, ...], *, unusual: int = 0) -> Reading:
    misses = tuple(_miss(schedule, coefficients, c) for c in range(len(schedule.starts)))
    return Reading(coefficients, subtotals, misses, tuple(schedule.fits(c, miss) for c, miss in enumerate(misses)), unusual)
