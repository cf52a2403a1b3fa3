"""The skeleton of a missing reconciliation: the usual rows with the document's own figures."""

from decimal import Decimal

import pytest

from screener.nongaap.given import Given, one_spelling
from screener.nongaap.labels import Labels
from screener.nongaap.periods import parse_period
from screener.nongaap.skeleton import TOGETHER, Plan, skeleton
from screener.pipeline import Upload
from screener.policy import Policy
from screener.types import Channel, Occasion, Span

PLAN = Plan(start="Net income", start_ids=("net_income",), lines=("interest expense", "stock-based compensation"), end="Adjusted EBITDA", end_id="adj_ebitda")
QUARTER, YEAR_BEFORE = "Three Months Ended June 30, 2026", "Three Months Ended June 30, 2025"
TEXT = """# Garrick Mills Reports Second Quarter 2026 Results

Net income for the second quarter of 2026 was $22.7 million and adjusted EBITDA was $54.9 million. A reconciliation is attached.

Net cash from operating activities for the six months ended June 30, 2026 was $30.1 million. Free cash flow was $21.9 million.

| In thousands | Three Months Ended June 30, 2026 | Three Months Ended June 30, 2025 |
|---|---|---|
| Revenue | 100,000 | 90,000 |
| Interest expense, net | 4,100 | 3,900 |
| Income tax expense | 6,300 | 5,800 |
| Net income | 22,700 | 20,100 |

| In thousands | Six Months Ended June 30, 2026 | Six Months Ended June 30, 2025 |
|---|---|---|
| Depreciation and amortization | 12,300 | 11,700 |
| Net cash provided by operating activities | 30,100 | 20,100 |
| Purchases of property and equipment | (8,200) | (7,700) |
"""


def given(measure, value, head, words="", form="amount"):
    period = parse_period(head) if head else None
    return Given(measure=measure, words=words, form=form, head=head, period=period, value=Decimal(value), unit="USD", span=Span(0, 1))


def made(*figures: Given, plan=PLAN, period=None):
    return [(cell.label, cell.period, cell.value) for cell in skeleton(plan, figures, Labels.of(Policy.load()), period=period)]


def entries(screener, text):
    (screened,) = screener.screen(Upload(name="draft.md", data=text.encode()), Occasion(channel=Channel.EARNINGS_RELEASE))
    return {entry.measure: entry for entry in screened.report.measures}, screened


def test_rows_are_filled_where_the_document_has_the_figure_and_empty_where_not():
    cells = made(
        given("net_income", 20, QUARTER),
        given("adj_ebitda", 50, QUARTER),
        given("", 6, QUARTER, words="stock-based compensation"),
    )
    assert cells == [
        ("Net income", QUARTER, 20),
        ("Interest expense", QUARTER, None),
        ("Stock-based compensation", QUARTER, 6),
        (TOGETHER, QUARTER, 30),
        ("Adjusted EBITDA", QUARTER, 50),
    ]


def test_every_period_of_the_measure_has_its_rows_and_no_other_period():
    cells = made(*(given(measure, 1, head) for measure in ("net_income", "adj_ebitda") for head in (QUARTER, YEAR_BEFORE)), given("net_income", 9, "FY 2024"))
    assert list(dict.fromkeys(period for _, period, _ in cells)) == [QUARTER, YEAR_BEFORE]


def test_a_quarter_by_number_and_one_by_date_are_one_period():
    cells = made(given("net_income", 20, QUARTER), given("adj_ebitda", 50, "second quarter of 2026"))
    assert {period for _, period, _ in cells} == {QUARTER}


def test_a_quarter_that_may_be_either_of_two_stays_empty():
    cells = made(
        given("net_income", 20, QUARTER), given("net_income", 19, "Three Months Ended March 31, 2026"), given("adj_ebitda", 50, "second quarter of 2026")
    )
    assert cells[0][2] is None


def test_a_figure_without_a_period_is_of_the_period_reported_on():
    cells = made(given("net_income", 20, QUARTER), given("adj_ebitda", 50, ""), period=parse_period("Q2 2026"))
    assert cells[0] == ("Net income", QUARTER, 20)
    assert cells[-1] == ("Adjusted EBITDA", QUARTER, 50)


def test_per_share_figures_do_not_fill_amounts():
    assert made(given("net_income", "0.72", QUARTER, form="per_share"), given("adj_ebitda", 50, QUARTER))[0][2] is None


def test_a_measure_without_usual_lines_has_no_skeleton():
    plan = Plan(start="Net income", start_ids=("net_income",), lines=(), end="Core return", end_id="core")
    assert made(given("net_income", 20, QUARTER), plan=plan) == []


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Plus: Share-based compensation expense (1)", "stock-based compensation"),
        ("Less: Capital expenditures", "capital expenditures"),
        ("Depreciation & amortization", "depreciation and amortization"),
        ("Amortization of acquired intangible assets", "amortization of acquired intangibles"),
        ("Restructuring costs, net", "restructuring"),
    ],
)
def test_labels_of_one_line_have_one_spelling(label, words):
    assert one_spelling(label) == words


def test_a_release_without_schedules_gets_skeletons_of_its_own_figures(screener):
    found, screened = entries(screener, TEXT)
    ebitda = {cell.label: cell for cell in found["adj_ebitda"].skeleton}
    assert ebitda["Net income"].value == Decimal(22_700_000)
    assert ebitda["Interest expense"].value == Decimal(4_100_000)
    assert ebitda["Income taxes"].value == Decimal(6_300_000)
    assert ebitda["Depreciation and amortization"].value is None  # given for six months only
    assert ebitda[TOGETHER].value == Decimal(32_200_000)
    assert {cell.period for cell in found["adj_ebitda"].skeleton} == {QUARTER}
    assert screened.document.words(ebitda["Interest expense"].span) == "4,100"


def test_a_figure_is_of_the_period_its_paragraph_names(screener):
    found, _ = entries(screener, TEXT)
    cells = [(cell.label, cell.value) for cell in found["fcf"].skeleton]
    assert {cell.period for cell in found["fcf"].skeleton} == {"Six Months Ended June 30, 2026"}
    assert ("Capital expenditures", Decimal(-8_200_000)) in cells
    assert ("Free cash flow", Decimal(21_900_000)) in cells


def test_what_is_reconciled_or_only_expected_needs_no_skeleton(screener):
    table = "\n| $ millions | Q2 2026 |\n|---|---|\n| Net income | 22.7 |\n| Interest expense | 32.2 |\n| Adjusted EBITDA | 54.9 |\n"
    found, _ = entries(screener, f"# Garrick Mills\n\nNet income was $22.7 million and adjusted EBITDA was $54.9 million.\n{table}")
    assert found["adj_ebitda"].skeleton == ()
    found, _ = entries(screener, "# Garrick Mills\n\nFor 2027 we expect adjusted EBITDA of $60 million.")
    assert found["adj_ebitda"].skeleton == ()


def test_the_finding_says_where_the_skeleton_is(screener):
    _, screened = entries(screener, TEXT)
    findings = [each for each in screened.report.findings if each.rule == "non_gaap.missing_reconciliation"]
    assert findings
    assert all("skeleton is in the report" in each.action for each in findings)
