import pytest

from screener.nongaap import read_tables, reconcile
from screener.nongaap.labels import Labels
from screener.nongaap.schedules import find_schedules
from screener.types import MeasureKind
from tests.factories import POLICY
from tests.factories_tables import page, rows_html, schedule

LABELS = Labels.of(POLICY)


def found(document):
    return list(find_schedules(read_tables(document), LABELS))


def test_a_schedule_is_found_whether_it_adds_up_or_not():
    (each,) = found(schedule(("Net income", "500", "700"), ("Deferred items", "12", "90"), ("Adjusted EBITDA", "533", "741")))
    assert (each.start.label, each.end.label) == ("Net income", "Adjusted EBITDA")
    assert each.agreeing == 0


def test_it_starts_from_the_comparable_measure_rather_than_the_nearest():
    rows = (
        ("Net income", "10", "9"),
        ("Income taxes", "5", "4"),
        ("Operating income", "15", "13"),
        ("Depreciation", "7", "6"),
        ("Adjusted EBITDA", "22", "19"),
    )
    (each,) = found(schedule(*rows))
    assert each.start.label == "Net income"
    assert each.reading.subtotals == (False, True, False)
    assert each.gaap.read.kind is MeasureKind.GAAP


def test_percents_and_share_counts_are_no_addends_among_amounts():
    rows = (
        ("Operating income", "100", "90"),
        ("Operating margin", "10.0%", "9.5%"),
        ("Restructuring", "20", "15"),
        ("Weighted average shares outstanding", "50", "51"),
        ("Adjusted operating income", "120", "105"),
    )
    (each,) = found(schedule(*rows))
    assert [step.label for step in each.steps] == ["Restructuring"]


def test_columns_without_adjustments_are_left_out():
    rows = (("GAAP revenue", "$39,071", "$31,999"), ("Foreign exchange effect", "371", ""), ("Revenue excluding foreign exchange effect", "$39,442", ""))
    (each,) = found(schedule(*rows))
    assert each.heads == ("Q2 2026",)


@pytest.mark.parametrize(
    "rows", [[("Adjusted EBITDA", "1", "2")] * 3000, [("Net income", "1", "2"), *[("Free cash flow", "17", "23"), ("Item", "3", "4")] * 1500]]
)
def test_a_table_of_nothing_but_measures_comes_to_an_end(rows):
    document = page(rows_html(rows, head=("", "2026", "2025")))
    assert len(reconcile(document, POLICY)) <= len(rows)  # without its limits this would run for hours


def test_a_table_of_very_many_columns_is_left_alone():
    document = page(rows_html([("Net income", *["1"] * 400), ("Adjusted EBITDA", *["2"] * 400)]))
    assert read_tables(document) == ()
