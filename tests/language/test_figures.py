"""Figures are multiplied out with their unit; numbers that only name something are left out."""

from decimal import Decimal

import pytest

from screener.language.figures import figures


def read(text: str) -> list[tuple[str, Decimal, str, Decimal | None, bool]]:
    return [
        (text[each.span.start : each.span.end], each.quantity.value, each.quantity.unit, each.quantity.high, each.quantity.per_share) for each in figures(text)
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$1.2 billion", "1200000000", "USD"),
        ("$ 215.8 million", "215800000", "USD"),
        ("€40m", "40000000", "EUR"),
        ("(1,234.5) million", "-1234500000", "count"),
        ("$(0.12)", "-0.12", "USD"),
        ("8%", "8", "percent"),
        ("(12.5)%", "-12.5", "percent"),
        ("140 basis points", "140", "bps"),
        ("2.3x", "2.3", "ratio"),
        ("67 cents", "0.67", "USD"),
        ("12,400 units", "12400", "count"),
    ],
)
def test_a_figure_is_multiplied_out_with_its_unit(text, value, unit):
    ((_, found, found_unit, _, _),) = read(f"It came to {text}.")
    assert (found, found_unit) == (Decimal(value), unit)


def test_a_range_has_both_ends():
    ((words, low, unit, high, per_share),) = read("We expect $3.10 to $3.25 per diluted share.")
    assert (words, low, unit, high, per_share) == ("$3.10 to $3.25", Decimal("3.10"), "USD", Decimal("3.25"), True)


@pytest.mark.parametrize(
    "text",
    ["On May 4, 2022 we met.", "See Item 2.02 and Exhibit 99.1.", "Form 10-K for fiscal 2025", "one of 5 plants", "the Q3 call", "Rule 10b5-1", "COVID-19"],
)
def test_numbers_that_only_name_something_are_no_figures(text):
    assert read(text) == []


def test_offsets_count_from_where_the_passage_starts():
    (figure,) = figures("up 8%", start=100)
    assert (figure.span.start, figure.span.end) == (103, 105)


def test_long_runs_of_digits_and_marks_are_read_in_no_time():
    assert len(list(figures("1," * 50_000))) < 50_001
    assert list(figures("$(" * 50_000)) == []
