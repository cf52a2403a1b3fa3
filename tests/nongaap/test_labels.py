import pytest

from screener.nongaap.labels import Labels, plain, shown
from screener.types import MeasureKind
from tests.factories import POLICY

LABELS = Labels.of(POLICY)


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("Adjusted EBITDA (1)", "adj_ebitda"),
        ("Non-GAAP diluted net income per share", "adj_eps"),
        ("Free Cash Flow (non-GAAP)", "fcf"),
        ("FFO", "ffo"),
        ("Net debt", "net_debt"),
        ("Adjusted EBITDAR", "ebitdar"),
        ("Tangible book value (b)", "tangible_bv"),
    ],
)
def test_a_label_names_a_measure_that_is_not_gaap(label, measure):
    assert LABELS.read(label)[:2] == (MeasureKind.NON_GAAP, measure)


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("GAAP net income", "net_income"),
        ("Net cash provided by continuing operating activities", "cfo"),
        ("Operating income (loss)", "operating_income"),
        ("Diluted earnings per share", "eps"),
    ],
)
def test_a_label_names_a_gaap_measure(label, measure):
    assert LABELS.read(label)[:2] == (MeasureKind.GAAP, measure)


@pytest.mark.parametrize(
    "label",
    [
        "Stock-based compensation",
        "Less: Changes in working capital, excluding cash and debt",
        "Total non-GAAP adjustments",
        "Income tax impact of non-GAAP adjustments (D)",
        "Constant Currency Adjustment",
        "Foreign exchange effect on 2026 revenue using 2025 rates",
    ],
)
def test_an_adjusting_line_names_no_measure(label):
    found = LABELS.read(label)
    assert found.kind is None
    assert found.step


def test_bare_words_say_only_which_side_they_are_on():
    assert LABELS.read("Non-GAAP").bare
    assert LABELS.read("As reported").kind is MeasureKind.GAAP
    assert LABELS.read("As adjusted").kind is MeasureKind.NON_GAAP


def test_footnote_marks_fall_away():
    assert plain("Restructuring charges2") == "restructuring charges"
    assert shown("Restructuring related (A)(B):") == "Restructuring related"
    assert shown("Sales, net¹") == "Sales, net"


def test_the_comparable_measure_is_known():
    assert LABELS.comparable("adj_ebitda") == "net_income"
    assert LABELS.comparable("no such measure") == ""
