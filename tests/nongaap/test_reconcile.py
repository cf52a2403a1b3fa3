from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.nongaap import reconcile
from screener.nongaap.discrepancies import does_not_add_up
from screener.types import Document
from tests.factories import POLICY
from tests.factories_tables import page, rows_html, schedule

EBITDA = (
    ("Net income", "$11.6", "$10.2"),
    ("Interest expense", "1.9", "0.7"),
    ("Income taxes", "3.5", "2.9"),
    ("Depreciation and amortization", "7.2", "6.8"),
    ("Adjusted EBITDA", "$24.2", "$20.6"),
)
ONE = ("(in millions)", "Q2 2026")


def only(document):
    (found,) = reconcile(document, POLICY)
    return found


def changed(rows, row, column, text):
    """The rows with one cell changed."""
    return tuple(tuple(text if (i, k) == (row, column) else cell for k, cell in enumerate(cells)) for i, cells in enumerate(rows))


def test_a_schedule_has_its_measures_periods_rows_and_verdicts():
    document = schedule(*EBITDA)
    found = only(document)
    assert (found.gaap_measure, found.measure) == ("Net income", "Adjusted EBITDA")
    assert (found.gaap_id, found.measure_id) == ("net_income", "adj_ebitda")
    assert found.periods == ("Q2 2026", "Q2 2025")
    assert [row.role for row in found.rows] == ["start", "adjustment", "adjustment", "adjustment", "end"]
    assert found.adds_up == (True, True)
    assert (found.unit, found.scale, found.starts_from) == ("USD", 6, "gaap")
    assert document.words(found.rows[-1].spans[0]) == "$24.2"


def test_a_column_that_does_not_add_up_has_its_difference_and_the_wrong_row():
    document = schedule(*changed(EBITDA, 3, 1, "10.9"))
    found = only(document)
    assert found.adds_up == (False, True)
    assert found.difference == (Decimal("-3.7"), Decimal("0.0"))
    assert [(each.column, each.row, each.why, each.expected) for each in found.suspects] == [(0, 3, "value", Decimal("7.2"))]


def test_the_finding_points_at_the_figure_and_at_the_suspect_row():
    document = schedule(*changed(EBITDA, 3, 1, "10.9"))
    (finding,) = does_not_add_up(reconcile(document, POLICY))
    assert document.words(finding.span) == "$24.2"
    assert [(each.role, document.words(each.span)) for each in finding.evidence] == [("figure", "$24.2"), ("suspect", "10.9"), ("comparable_measure", "$11.6")]
    assert finding.message == (
        "Adjusted EBITDA (Q2 2026) is shown as 24.2, which is 3.7 less than its column gives (27.9). "
        'The row most likely wrong is "Depreciation and amortization" (10.9; 7.2 would fit).'
    )


@pytest.mark.parametrize(("row", "text", "why"), [(2, "(3.5)", "swapped_sign"), (3, "2.7", "transposed_digits")])
def test_the_kind_of_mistake_is_named(row, text, why):
    (suspect,) = only(schedule(*changed(EBITDA, row, 1, text))).suspects
    assert (suspect.row, suspect.why) == (row, why)


def test_a_line_left_out_of_every_column_is_a_missing_row():
    rows = (
        ("Net income", "21,318", "18,604", "15,977"),
        ("Interest expense", "4,902", "5,330", "5,718"),
        ("Income tax expense", "6,880", "5,912", "5,101"),
        ("Depreciation", "13,455", "12,870", "12,264"),
        ("Adjusted EBITDA", "48,435", "44,596", "40,940"),
    )
    found = only(schedule(*rows, head=("In thousands", "FY25", "FY24", "FY23")))
    assert found.adds_up == (False, False, False)
    assert {each.why for each in found.suspects} == {"missing_row"}


@pytest.mark.parametrize(
    "rows",
    [
        (("Net cash from operating activities", "41.9", "38.8"), ("Less: capital expenditures", "17.1", "14.9"), ("Plus: proceeds from sales", "1.7", "0.2"), ("Free cash flow", "26.5", "24.1")),
        (("Net cash from operating activities", "41.9", "38.8"), ("Less: capital expenditures", "(17.1)", "(14.9)"), ("Free cash flow", "24.8", "23.9")),
        (("Earnings (U.S. GAAP)", "9,240", "19,310"), ("Tax items", "(120)", "(182)"), ("Total identified items", "(120)", "(182)"), ("Earnings excluding identified items (non-GAAP)", "9,360", "19,492")),
        (("Total debt", "482", "508"), ("Less cash", "71", "64"), ("Net debt", "411", "444")),
        (("Net loss", "$12,400", "$13,150"), ("Less: stock-based compensation", "3,250", "3,020"), ("Adjusted net loss", "$9,150", "$10,130")),
        (("Operating income", "100", "90"), ("Charges:", "", ""), ("Plants", "20", "15"), ("People", "10", "5"), ("Total charges", "30", "20"), ("Adjusted operating income", "130", "110")),
        (("GAAP tax rate", "18.0%", "20.5%"), ("Stock-based compensation", "(1.3)", "(1.4)"), ("Other", "1.8", "(0.6)"), ("Non-GAAP tax rate", "18.5%", "18.5%")),
    ],
)  # fmt: skip
def test_usual_ways_of_showing_signs_and_subtotals_are_read(rows):
    assert only(schedule(*rows)).adds_up == (True, True)


def test_stages_of_a_chain_each_reconcile_to_the_gaap_measure():
    rows = (
        ("Net income", "24.0", "18.5"),
        ("Interest", "11.9", "12.8"),
        ("Depreciation", "22.9", "22.0"),
        ("EBITDA", "58.8", "53.3"),
        ("Impairment", "3.9", "1.1"),
        ("Adjusted EBITDA", "62.7", "54.4"),
    )
    found = reconcile(schedule(*rows), POLICY)
    assert [(each.gaap_measure, each.measure, all(each.adds_up)) for each in found] == [("Net income", "EBITDA", True), ("Net income", "Adjusted EBITDA", True)]
    assert [row.role for row in found[1].rows] == ["start", "adjustment", "adjustment", "subtotal", "adjustment", "end"]


def test_several_schedules_in_one_table_are_kept_apart():
    rows = (
        *EBITDA,
        ("", "", ""),
        ("Net cash from operating activities", "15.0", "47.2"),
        ("Capital expenditures", "(3.2)", "(16.4)"),
        ("Free cash flow", "11.8", "30.8"),
    )
    found = reconcile(schedule(*rows), POLICY)
    assert [(each.measure, each.adds_up) for each in found] == [("Adjusted EBITDA", (True, True)), ("Free cash flow", (True, True))]


def test_a_table_on_its_side_is_read_row_by_row():
    head = ("Q1 2026 (in millions)", "As reported", "Restructuring", "Purchase accounting", "As adjusted")
    rows = (
        ("Gross profit", "$48.1", "$0.4", "$1.5", "$50.0"),
        ("Income from operations", "9.8", "1.6", "1.9", "13.6"),
        ("Net income", "6.1", "1.2", "1.4", "8.7"),
    )
    found = reconcile(schedule(*rows, head=head), POLICY)
    assert [(each.measure, each.adds_up) for each in found] == [
        ("Adjusted Gross profit", (True,)),
        ("Adjusted Income from operations", (False,)),
        ("Adjusted Net income", (True,)),
    ]
    assert found[1].difference == (Decimal("0.3"),)


def test_a_table_that_goes_on_overleaf_is_one_schedule():
    first, rest = EBITDA[:2], EBITDA[2:]
    html = rows_html(first, head=("(in millions)", "Q2 2026", "Q2 2025")) + "<p>8</p>" + rows_html(rest, head=("(in millions)", "Q2 2026", "Q2 2025"))
    assert only(page(html)).adds_up == (True, True)


def test_a_schedule_that_begins_with_the_non_gaap_figure_is_marked():
    rows = (
        ("Adjusted EBITDA", "24.2", "20.6"),
        ("Interest expense", "(1.9)", "(0.7)"),
        ("Income taxes", "(3.5)", "(2.9)"),
        ("Depreciation", "(7.2)", "(6.8)"),
        ("Net income", "11.6", "10.2"),
    )
    found = only(schedule(*rows))
    assert (found.starts_from, found.measure, found.gaap_measure) == ("non_gaap", "Adjusted EBITDA", "Net income")
    assert found.adds_up == (True, True)


def test_ranges_of_guidance_reconcile_at_both_ends():
    rows = (
        ("GAAP capital expenditures, gross operating expenses", "$18.0"),
        ("Incentives", "(3.0 - 5.0)"),
        ("Partner contributions", "(4.0 - 5.0)"),
        ("Non-GAAP operating expenses", "$8.0 - $11.0"),
    )
    found = only(schedule(*rows, head=("(in billions)", "Full year 2026")))
    assert found.adds_up == (True, True)


def test_columns_of_percent_change_are_not_summed():
    rows = (
        ("Operating income", "35.5", "33.2", "6.9%"),
        ("Amortization", "2.2", "2.4", "(8.3)%"),
        ("Fire at the plant", "1.2", "0.6", "100.0%"),
        ("Adjusted operating income", "38.9", "36.2", "7.5%"),
    )
    assert only(schedule(*rows, head=("(millions)", "Q1 2027", "Q1 2026", "% change"))).adds_up == (True, True)


def test_what_cannot_be_read_with_confidence_is_left_out():
    rows = (("Net income", "500", "700"), ("Deferred items", "12", "90"), ("Adjusted EBITDA", "533", "741"))
    assert reconcile(schedule(*rows), POLICY) == ()  # both columns fail, by different amounts
    two_ways = (("Net income", "100"), ("Gain on sale", "20"), ("Adjusted net income", "80"))
    assert only(schedule(*two_ways, head=ONE)).adds_up == (True,)


def test_a_single_column_is_called_wrong_only_when_one_value_explains_it():
    rows = (("Net income", "12,450"), ("Real estate depreciation", "29,870"), ("Impairment of real estate", "1,400"), ("FFO", "44,670"))
    assert only(schedule(*rows, head=ONE)).adds_up == (False,)
    left_aside = (("Net income", "12,450"), ("Real estate depreciation", "29,870"), ("Impairment of real estate", "1,400"), ("FFO", "42,320"))
    assert reconcile(schedule(*left_aside, head=ONE), POLICY) == ()


def test_statements_of_income_and_cash_flow_are_no_reconciliations():
    rows = (
        ("Net sales", "96,410", "91,285"),
        ("Cost of sales", "61,730", "58,940"),
        ("Gross profit", "34,680", "32,345"),
        ("Operating income", "10,565", "9,475"),
        ("Net income", "7,085", "6,205"),
    )
    assert reconcile(schedule(*rows), POLICY) == ()


def test_expenses_shown_as_negatives_may_be_added_back():
    rows = (
        ("Net income", "100.0", "90.0"),
        ("Interest expense, net", "(2.1)", "(2.4)"),
        ("Income taxes", "(3.3)", "(3.0)"),
        ("Depreciation", "(50.0)", "(48.0)"),
        ("Stock-based compensation", "4.0", "3.0"),
        ("Adjusted EBITDA", "159.4", "146.4"),
    )
    assert only(schedule(*rows)).adds_up == (True, True)
    assert all(all(each.adds_up) for each in reconcile(schedule(*(row[:2] for row in rows), head=ONE), POLICY))


def test_basis_points_add_up_with_percents():
    rows = (
        ("GAAP gross margin", "45.2%", "44.0%"),
        ("Stock-based compensation", "30 bps", "40 bps"),
        ("Amortization", "120 bps", "110 bps"),
        ("Non-GAAP gross margin", "46.7%", "45.5%"),
    )
    assert only(schedule(*rows)).adds_up == (True, True)


def test_rates_of_growth_may_be_compounded():
    head = ("", "Americas", "Europe", "Türkiye")
    rows = (
        ("Net sales growth", "5.4%", "7.9%", "25.0%"),
        ("Less: acquisitions", "1.1%", "—", "—"),
        ("Less: foreign currency", "(0.3)%", "4.6%", "(32.0)%"),
        ("Organic sales growth", "4.6%", "3.3%", "83.8%"),
    )
    assert only(schedule(*rows, head=head)).adds_up == (True, True)
    wrong = changed(changed(rows, 0, 3, "1.2%"), 2, 3, "(1.7)%")
    assert only(schedule(*changed(wrong, 3, 3, "6.9%"), head=head)).adds_up == (True, True, False)


SCHEDULES = st.tuples(st.integers(500, 90_000), st.lists(st.integers(40, 9_000), min_size=2, max_size=6))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SCHEDULES, SCHEDULES, st.sampled_from(["thousands", "millions"]))
def test_a_drawn_schedule_is_accepted_and_with_a_line_raised_by_half_is_caught(this, last, scale):
    count = min(len(this[1]), len(last[1]))
    values = [(this[1][i], last[1][i]) for i in range(count)]
    ends = (this[0] + sum(value for value, _ in values), last[0] + sum(value for _, value in values))
    labels = ("Restructuring", "Stock-based compensation", "Deal costs", "Plant fire", "Relocation", "Legal matters")

    def document(lines) -> Document:
        rows = [
            ("Operating income", *this[:1], *last[:1]),
            *((label, *line) for label, line in zip(labels, lines, strict=False)),
            ("Adjusted operating income", *ends),
        ]
        return schedule(*(tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in rows), head=(f"(in {scale})", "Q2 2026", "Q2 2025"))

    assert only(document(values)).adds_up == (True, True)
    biggest = max(range(count), key=lambda i: values[i][0])
    raised = [(a * 3 // 2 + 1 if i == biggest else a, b) for i, (a, b) in enumerate(values)]
    assert any(False in each.adds_up for each in reconcile(document(raised), POLICY))
