from decimal import Decimal

import pytest

from screener.nongaap.values import is_missing, is_year, parse_figure
from screener.types import Span

HERE = Span(0, 1)


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("$(3,319)", "-3319", 0),
        ("(0.26)", "-0.26", 2),
        ("$ (68)", "-68", 0),
        ("($68)", "-68", 0),
        ("-28.7%", "-28.7", 1),
        ("(46)%", "-46", 0),
        ("+1,020", "1020", 0),
        ("−1,850", "-1850", 0),
        ("~$1.04", "1.04", 2),
        ("~(0.09)", "-0.09", 2),
        ("1,204(1)", "1204", 0),
        ("$1.05*", "1.05", 2),
        ("€12.5", "12.5", 1),
        (".75", "0.75", 2),
        ("118 bps", "1.18", 2),
        ("9.5x", "9.5", 1),
    ],
)
def test_a_number_is_read_in_the_manner_of_its_cell(text, value, decimals):
    figure = parse_figure(text, HERE)
    assert (figure.value, figure.decimals) == (Decimal(value), decimals)


@pytest.mark.parametrize("text", ["—", "$—", "-", "- %", "–", "~—", "$ -"])
def test_a_dash_is_nothing(text):
    figure = parse_figure(text, HERE)
    assert figure.nil
    assert figure.value == 0


@pytest.mark.parametrize("text", ["", "N/A", "Net income", "(a)/(c)", "(j)=(g)/(i)", "12 Months Ended", "1" * 70, "3-for-1 split", "Q1 2026"])
def test_words_are_no_figure(text):
    assert parse_figure(text, HERE) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("$2.47 - $2.54", "2.47", "2.54"), ("$5.33 to $5.38", "5.33", "5.38"), ("(3.0 - 5.0)", "-3.0", "-5.0"), ("$(1.2) – $(1.1)", "-1.2", "-1.1")],
)
def test_a_range_has_two_ends(text, low, high):
    figure = parse_figure(text, HERE)
    assert (figure.value, figure.high) == (Decimal(low), Decimal(high))
    assert figure.end(upper=False).value == min(Decimal(low), Decimal(high))
    assert figure.end(upper=True).value == max(Decimal(low), Decimal(high))


def test_percents_and_currencies_are_told():
    assert parse_figure("18.5%", HERE).percent
    assert parse_figure("40 bps", HERE).percent
    assert parse_figure("£7", HERE).currency == "GBP"
    assert not parse_figure("7", HERE).percent


def test_years_and_missing_values_are_known():
    assert is_year("2026")
    assert not is_year("2,026")
    assert is_missing("N/A")
    assert is_missing("NM")
    assert is_missing("**")
    assert not is_missing("Net")


def test_hostile_cells_take_no_time():
    for text in ("(" * 60, "1," * 30, "- " * 30, "$ " * 30, "1 - " * 15, "*" * 60):
        parse_figure(text, HERE)
