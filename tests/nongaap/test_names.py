"""How measures are named: modifiers before and behind the noun, exclusions, forms, measures with names of their own."""

import pytest

from screener.nongaap.names import Namer
from screener.nongaap.vocabulary import MeasureLexicon
from tests.factories import POLICY

namer = Namer(POLICY.section("measures", MeasureLexicon))


def named(text: str) -> list[tuple[str, str]]:
    return [(text[each.span.start : each.span.end], each.key) for each in namer.names(text) if not each.is_gaap]


@pytest.mark.parametrize(
    ("text", "words", "key"),
    [
        ("Non-GAAP diluted earnings per share of $0.67", "Non-GAAP diluted earnings per share", "adj_eps"),
        ("non-GAAP operating income as a % of revenue", "non-GAAP operating income as a % of revenue", "adj_operating_margin"),
        ("Adjusted average loan yield was 6%", "Adjusted average loan yield", "words:average loan yield"),
        ("Adjusted domestic operating income rose", "Adjusted domestic operating income", "adj_operating_income"),
        ("Revenue, excluding the recall, fell", "Revenue, excluding the recall", "adj_revenue/ex:recall"),
        ("Net income, excluding certain charges, fell", "Net income, excluding certain charges", "adj_net_income"),
        ("Free cash flow excluding working capital", "Free cash flow excluding working capital", "fcf/ex:working"),
        ("Efficiency ratio (FTE)", "Efficiency ratio (FTE)", "net_interest_fte/efficiency_ratio"),
        ("EPS, as adjusted", "EPS, as adjusted", "adj_eps"),
        ("Adjusted EPS1 of $2.04", "Adjusted EPS", "adj_eps"),
        ("LTM adjusted EBITDA", "LTM adjusted EBITDA", "adj_ebitda"),
        ("non-GAAP free cash flow", "non-GAAP free cash flow", "fcf"),
        ("Non-GAAP basic net income per share", "Non-GAAP basic net income per share", "adj_eps/basic"),
    ],
)
def test_a_name_is_read_whole(text, words, key):
    assert named(text) == [(words, key)]


def test_two_measures_joined_by_and_are_two():
    assert [key for _, key in named("adjusted net income and adjusted EBITDA")] == ["adj_net_income", "adj_ebitda"]


def test_constant_currency_is_told_apart_by_what_it_speaks_of():
    keys = {key for _, key in named("constant currency revenue rose, constant currency operating income fell")}
    assert keys == {"constant_currency/revenue", "constant_currency/operating_income"}


@pytest.mark.parametrize("text", ["adjusted SOFR", "our non-GAAP measures", "comparable sales", "core business", "the adjusted trial balance"])
def test_other_uses_of_the_words_name_nothing(text):
    assert named(text) == []


def test_an_abbreviation_counts_by_itself_only_as_written():
    assert [key for _, key in named("NOI rose")] == ["noi"]
    assert named("noi rose") == []


def test_long_runs_of_modifiers_take_no_longer_than_their_length():
    assert len(namer.names("adjusted " * 20_000)) < 20_000
