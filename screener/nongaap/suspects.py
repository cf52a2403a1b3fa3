"""Which row of a column that does not add up is most likely wrong: a swapped sign, transposed digits, a subtotal, a missing row, a wrong value."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from screener.nongaap.arithmetic import Reading, Sums


class Guess(NamedTuple):
    """A line between start and end by its place, None for one that is missing, and the value that would make the column add up."""

    line: int | None
    why: str  # swapped_sign, transposed_digits, subtotal, missing_row, value
    expected: Decimal | None


def suspect(schedule: Sums, reading: Reading, c: int) -> Guess:
    """The likeliest explanation of a column's difference, the most telling first."""
    miss = reading.misses[c]
    if reading.fits[c]:
        broken = next((each for each in reading.broken if each.column == c), None)
        if broken is not None:
            return Guess(broken.line, "subtotal", schedule.amount(schedule.lines[broken.line][c] - broken.miss))
    counted = [i for i, coefficient in enumerate(reading.coefficients) if coefficient and schedule.lines[i][c]]
    expected = {i: schedule.lines[i][c] + reading.coefficients[i] * miss for i in counted}
    for i in counted:
        if schedule.fits(c, expected[i] + schedule.lines[i][c]) and _may_be_turned(schedule, i, c, expected[i]):
            return Guess(i, "swapped_sign", schedule.amount(-schedule.lines[i][c]))
    for i in counted:
        if _is_transposed(schedule.lines[i][c], expected[i]):
            return Guess(i, "transposed_digits", schedule.amount(expected[i]))
    live = schedule.live
    if len(live) > 2 and len({reading.misses[k] for k in live}) == 1:  # noqa: PLR2004 - the same amount in every column is no accident
        return Guess(None, "missing_row", schedule.amount(miss))
    group = _wrong_group(schedule, reading, c)
    candidates = [i for i in counted if i in group] or counted
    empty = [i for i, coefficient in enumerate(reading.coefficients) if coefficient and not schedule.lines[i][c] and _is_usual(schedule, i, c)]
    if not candidates:
        return Guess(None, "missing_row", schedule.amount(miss))
    best = min(candidates, key=lambda i: _oddness(schedule, i, c, expected[i]))
    if len(empty) == 1 and _oddness(schedule, best, c, expected[best]) > _ODD:
        return Guess(empty[0], "value", schedule.amount(reading.coefficients[empty[0]] * miss))
    return Guess(best, "value", schedule.amount(expected[best]))


_ODD = 8.0


def _may_be_turned(schedule: Sums, i: int, c: int, expected: int) -> bool:
    """Whether a sign may be the mistake: the other columns show the other one, or show none and the amount is exact."""
    shown = schedule.lines[i][c]
    others = [value for k, value in enumerate(schedule.lines[i]) if k != c and value]
    if not others:
        return expected == -shown
    return all((value < 0) != (shown < 0) for value in others)


def _is_transposed(shown: int, expected: int) -> bool:
    """Whether two neighbouring digits changed places."""
    one, other = str(abs(shown)), str(abs(expected))
    if len(one) != len(other) or (shown < 0) != (expected < 0):
        return False
    differing = [i for i in range(len(one)) if one[i] != other[i]]
    return len(differing) == 2 and differing[1] == differing[0] + 1 and one[differing[0]] == other[differing[1]] and one[differing[1]] == other[differing[0]]  # noqa: PLR2004 - a pair


def _wrong_group(schedule: Sums, reading: Reading, c: int) -> set[int]:
    """The lines of the groups whose subtotal does not hold in this column: there the mistake lies."""
    wrong: set[int] = set()
    group: list[int] = []
    for i, is_subtotal in enumerate(reading.subtotals):
        if not is_subtotal:
            group.append(i)
            continue
        shown = schedule.lines[i][c]
        sums = {sum(schedule.lines[j][c] for j in group[k:]) for k in range(len(group))}
        running = schedule.starts[c] + sum(reading.coefficients[j] * schedule.lines[j][c] for j in range(i))
        if not any(schedule.fits(c, shown - value) for value in (*sums, running)):
            wrong.update(group)
        group = []
    return wrong


def _is_usual(schedule: Sums, i: int, c: int) -> bool:
    """Whether the line has a value in most other columns."""
    others = [value for k, value in enumerate(schedule.lines[i]) if k != c]
    return bool(others) and 2 * sum(value != 0 for value in others) > len(others)


def _oddness(schedule: Sums, i: int, c: int, expected: int) -> float:
    """How far the value shown stands from the line's other columns, against the value that would fit; small for the likeliest culprit."""
    shown = schedule.lines[i][c]
    others = [value for k, value in enumerate(schedule.lines[i]) if k != c and value]
    change = abs(expected - shown) / abs(shown)
    sign = 4.0 if (expected < 0) != (shown < 0) else 0.0
    if not others:
        return change + sign
    near = min(abs(expected - value) / max(abs(expected), abs(value)) for value in others)
    return change + sign + near
