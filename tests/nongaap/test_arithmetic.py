from decimal import ROUND_HALF_UP, Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from screener.nongaap.arithmetic import Step, read, sums
from screener.nongaap.values import Figure
from screener.types import Span

HERE = Span(0, 1)
PROPERTIES = settings(max_examples=150, deadline=None, derandomize=True)
# Amounts in units finer than any schedule shows, so that rounding has something to do.
AMOUNTS = st.integers(min_value=-9_999_999, max_value=9_999_999)


def shown(units: int, digits: int) -> Figure:
    """An amount of thousandths as a schedule shows it, rounded to so many decimals."""
    value = Decimal(units).scaleb(-3).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return Figure(value, HERE, digits)


@st.composite
def schedules(draw, columns=st.integers(1, 4)):
    """(digits, starts, lines) of a schedule before rounding."""
    width = draw(columns)
    lines = draw(st.lists(st.lists(AMOUNTS, min_size=width, max_size=width), min_size=1, max_size=8))
    return draw(st.integers(0, 2)), draw(st.lists(AMOUNTS, min_size=width, max_size=width)), lines


def as_shown(digits, starts, lines, signs=None):
    """The figures of a schedule that adds up before rounding."""
    signs = signs or [1] * len(lines)
    ends = [start + sum(sign * line[c] for sign, line in zip(signs, lines, strict=True)) for c, start in enumerate(starts)]
    return (
        [shown(value, digits) for value in starts],
        [shown(value, digits) for value in ends],
        [[shown(value, digits) for value in line] for line in lines],
    )


@PROPERTIES
@given(schedules())
def test_a_schedule_that_adds_up_is_accepted_at_every_rounding(schedule):
    start, end, lines = as_shown(*schedule)
    built = sums(start, end, lines, [Step() for _ in lines])
    reading = read(built)
    assert reading is not None
    assert all(reading.fits)


@PROPERTIES
@given(schedules())
def test_so_is_one_whose_captions_say_less(schedule):
    digits, starts, lines = schedule
    signs = [-1 if i % 2 else 1 for i in range(len(lines))]
    start, end, figures = as_shown(digits, starts, lines, signs)
    reading = read(sums(start, end, figures, [Step(sign=sign) for sign in signs]))
    assert reading is not None
    assert all(reading.fits)


@PROPERTIES
@given(schedules(), st.integers(-6, 6))
def test_the_scale_of_a_schedule_does_not_matter(schedule, power):
    start, end, lines = as_shown(*schedule)

    def scaled(figure: Figure) -> Figure:
        return Figure(figure.value.scaleb(power), HERE, max(figure.decimals - power, 0))

    before = read(sums(start, end, lines, [Step() for _ in lines]))
    after = read(sums([scaled(x) for x in start], [scaled(x) for x in end], [[scaled(x) for x in line] for line in lines], [Step() for _ in lines]))
    if power <= schedule[0]:
        assert after.fits == before.fits


@PROPERTIES
@given(schedules(columns=st.integers(2, 4)), st.data())
def test_an_altered_adjustment_is_caught_in_its_column(schedule, data):
    digits, starts, lines = schedule
    start, end, figures = as_shown(digits, starts, lines)
    c = data.draw(st.integers(0, len(starts) - 1))
    i = max(range(len(lines)), key=lambda k: abs(figures[k][c].value))
    value = figures[i][c].value
    tolerance = Decimal(len(lines) + 2) * figures[i][c].step
    assume(abs(value) / 2 > 2 * tolerance)
    # In the other columns something must be adjusted, or nothing tells which way lines count.
    assume(all(any(abs(line[k].value) > tolerance for line in figures) for k in range(len(starts))))
    figures[i][c] = Figure(value * Decimal("1.5"), HERE, digits + 1)
    built = sums(start, end, figures, [Step() for _ in figures])
    reading = read(built, search=False)
    if reading.coefficients == (1,) * len(figures):
        assert not reading.fits[c]
        assert all(fits for k, fits in enumerate(reading.fits) if k != c)


def figures(*values: str) -> list[Figure]:
    return [Figure(Decimal(value), HERE, len(value.partition(".")[2])) for value in values]


def test_every_figure_shown_may_be_off_by_half_a_unit():
    start, lines = figures("103"), [figures("28"), figures("31"), figures("97"), figures("14"), figures("12")]
    steps = [Step() for _ in lines]
    assert read(sums(start, figures("286"), lines, steps)).fits == (True,)
    assert read(sums(start, figures("288"), lines, steps)).fits == (True,)  # 285 and seven halves
    assert read(sums(start, figures("289"), lines, steps)).fits == (False,)


def test_subtotals_do_not_count_again():
    start, end = figures("100", "90"), figures("138", "115")
    lines = [figures("20", "15"), figures("10", "5"), figures("30", "20"), figures("130", "110"), figures("8", "5")]
    steps = [Step(), Step(), Step(total=True), Step(named=True), Step()]
    reading = read(sums(start, end, lines, steps))
    assert reading.subtotals == (False, False, True, True, False)
    assert all(reading.fits)


def test_a_subtotal_that_fails_in_one_column_is_told():
    start, end = figures("100", "90", "80"), figures("130", "110", "95")
    lines = [figures("20", "15", "10"), figures("10", "5", "5"), figures("30", "26", "15")]
    reading = read(sums(start, end, lines, [Step(), Step(), Step(total=True)]))
    assert all(reading.fits)
    assert [(each.column, each.line, each.miss) for each in reading.broken] == [(1, 2, 6)]


def test_a_reading_against_the_labels_needs_columns_that_agree():
    start, end = figures("482", "508"), figures("411", "444")
    assert all(read(sums(start, end, [figures("71", "64")], [Step()])).fits)
    picked = [figures("50", "40"), figures("7", "9"), figures("11", "12")]
    starts, ends = figures("100", "120"), figures("57", "89")  # the first deducted, the second added, the third aside
    assert read(sums(starts, ends, picked, [Step(), Step(), Step()]), search=False).agreeing((0, 1)) == 0
    assert all(read(sums(starts, ends, picked, [Step(), Step(), Step()])).fits)


def test_lines_that_cannot_reach_the_end_are_no_schedule():
    assert read(sums(figures("100"), figures("900"), [figures("5")], [Step()])) is None
    assert read(sums(figures("100"), figures("100"), [], [])) is None


def test_another_measure_between_is_a_stage_or_no_schedule():
    lines = [figures("20", "10"), figures("500", "400"), figures("5", "4")]
    steps = [Step(), Step(named=True, only_total=True), Step()]
    assert read(sums(figures("100", "90"), figures("625", "504"), lines, steps)) is None
