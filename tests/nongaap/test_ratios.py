from decimal import Decimal

from screener.nongaap import reconcile
from tests.factories import POLICY
from tests.factories_tables import schedule

LINES = (
    ("Net sales", "$215,800"),
    ("Net income", "15,800"),
    ("Interest expense", "4,300"),
    ("Depreciation", "18,500"),
    ("Adjusted EBITDA", "$38,600"),
    ("Net income margin", "7.3%"),
)
ONE = ("(in thousands)", "Q3 2026")


def of_kind(document, kind):
    return [each for each in reconcile(document, POLICY) if each.kind == kind]


def test_a_margin_follows_from_its_measure_and_revenue():
    (found,) = of_kind(schedule(*LINES, ("Adjusted EBITDA margin", "17.9%"), head=ONE), "ratio")
    assert found.adds_up == (True,)
    assert [row.role for row in found.rows] == ["numerator", "denominator", "end"]


def test_a_margin_that_does_not_follow_is_wrong_where_another_by_the_same_revenue_does():
    (found,) = of_kind(schedule(*LINES, ("Adjusted EBITDA margin", "19.7%"), head=ONE), "ratio")
    assert found.adds_up == (False,)
    assert found.suspects[0].expected == Decimal("17.9")


def test_alone_it_is_left_open():
    lines = tuple(line for line in LINES if "margin" not in line[0])
    assert of_kind(schedule(*lines, ("Adjusted EBITDA margin", "19.7%"), head=ONE), "ratio") == []


def test_per_share_figures_are_the_measure_over_shares():
    rows = (
        ("Net income", "$29.3", "$26.0"),
        ("Amortization", "6.4", "2.6"),
        ("Income tax effect", "(1.6)", "(0.7)"),
        ("Adjusted net income", "$34.1", "$27.9"),
        ("Weighted average diluted shares", "40.1", "40.4"),
        ("Diluted earnings per share", "$0.73", "$0.64"),
        ("Adjusted diluted earnings per share", "$0.85", "$0.69"),
    )
    (found,) = of_kind(schedule(*rows), "per_share")
    assert found.adds_up == (True, True)
    wrong = (*rows[:-1], ("Adjusted diluted earnings per share", "$0.85", "$0.96"))
    assert of_kind(schedule(*wrong), "per_share")[0].adds_up == (True, False)


def test_a_cent_off_may_come_from_rounded_parts():
    rows = (("Adjusted net income", "363,308", "316,046"), ("Diluted shares outstanding", "138,942", "138,789"), ("Adjusted diluted EPS", "$2.62", "$2.28"))
    (found,) = of_kind(schedule(*rows), "per_share")
    assert found.periods == ("Q2 2025",)
