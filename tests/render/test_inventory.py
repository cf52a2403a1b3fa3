"""The inventory of measures in each kind of report: what stands in order, what is missing, and the skeleton to fill in."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from lxml import html

from screener.pipeline import Upload
from screener.render.html import write_html
from screener.render.inventory import accounting, inventory, skeleton_table
from screener.render.json import write_json
from screener.render.terminal import write_text
from screener.types import Channel, Occasion, SkeletonCell

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
TEXT = """# Garrick Mills Reports Second Quarter 2026 Results

Operating income was $64.3 million and adjusted operating income was $88.0 million. Net income in the second quarter was $22.7 million and adjusted EBITDA
was $54.9 million.

| $ millions | Q2 2026 | Q2 2025 |
|---|---|---|
| Operating income | 64.3 | 58.2 |
| Restructuring | 17.8 | (16.6) |
| Adjusted operating income | 88.0 | 41.6 |
"""


@pytest.fixture(scope="module")
def screened(screener):
    (found,) = screener.screen(Upload(name="draft.md", data=TEXT.encode()), Occasion(channel=Channel.EARNINGS_RELEASE))
    return found


def page(screened):
    out = StringIO()
    write_html([screened], out)
    return html.document_fromstring(out.getvalue())


def test_a_measure_names_its_schedule_and_says_which_columns_do_not_add_up(screened):
    rows = {row.name: row for row in inventory(screened.report, screened.document)}
    row = rows["Adjusted operating income"]
    assert row.comparable == ("operating income", True)
    assert row.schedules[0].schedule == 1
    assert row.adds_up == ("no: 1 of 2 columns", False)
    assert row.skeleton is None
    assert not row.is_fine


def test_a_measure_without_schedule_is_missing_and_has_a_skeleton(screened):
    rows = {row.name: row for row in inventory(screened.report, screened.document)}
    row = rows["Adjusted EBITDA"]
    assert row.state == ("missing", False)
    assert row.adds_up[1] is None
    assert row.skeleton.unit == "USD millions"
    assert ("Net income", "start", ("22.7",)) in row.skeleton.rows
    assert ("Interest expense", "adjustment", ("",)) in row.skeleton.rows


def test_the_page_shows_the_skeleton_under_its_measure_and_leads_to_the_schedules(screened):
    shown = page(screened)
    assert shown.xpath("//table[contains(@class,'measures')]/thead/tr/th/text()") == [
        "Measure", "Mentions", "Comparable GAAP measure", "Reconciled", "Adds up", "Prominence", "Usefulness",
    ]  # fmt: skip
    (body,) = (body for body in shown.xpath("//table[contains(@class,'measures')]/tbody") if body.xpath(".//details[@class='skeleton']"))
    assert body.xpath("./tr[1]/th/text()") == ["Adjusted EBITDA"]
    assert "to fill in" in body.text_content()
    (link,) = shown.xpath("//table[contains(@class,'measures')]//a/@href")
    assert shown.xpath(f"//*[@id='{link[1:]}']")


def test_the_page_marks_the_value_that_is_most_likely_wrong_and_names_each_plot(screened):
    shown = page(screened)
    assert shown.xpath("//figure/figcaption/text()") == ["Q2 2026", "Q2 2025"]
    assert shown.xpath("//tr[@class='verdicts']/td//text()") == ["✗ no, by 5.9", "✓ yes"]
    assert "(16.6)" in shown.xpath("//table[contains(@class,'steps')]")[0].text_content()


def test_the_terminal_says_the_same_in_words(screened):
    out = StringIO()
    write_text([screened], out)
    words = " ".join(out.getvalue().split())
    assert "Non-GAAP measures" in words
    assert "missing" in words
    assert "Skeletons of the missing reconciliations are in the HTML and JSON reports." in words


def test_json_gives_the_skeleton_by_the_schema_and_null_where_none_is_needed(screened):
    out = StringIO()
    write_json([screened], out)
    value = json.loads(out.getvalue())
    jsonschema.validate(value, SCHEMA)
    skeletons = {measure["name"]: measure["skeleton"] for measure in value["measures"]}
    assert skeletons["adjusted operating income"] is None
    start, interest = skeletons["adjusted EBITDA"][:2]
    assert (start["label"], start["value"], start["unit"], start["role"]) == ("Net income", "22700000", "USD", "start")
    assert (interest["label"], interest["value"], interest["span"]) == ("Interest expense", None, None)


@pytest.mark.parametrize(
    ("values", "unit", "shown"),
    [
        (("64300000", "-8200000"), "USD millions", ("64.3", "(8.2)")),
        (("64381000", "5710000"), "USD thousands", ("64,381", "5,710")),
        (("0.5", "-0.17"), "USD", ("0.50", "(0.17)")),
        (("1200000000", "5700000000"), "USD billions", ("1.2", "5.7")),
        (("12", None), "USD", ("12.00", "")),
    ],
)
def test_a_skeleton_is_shown_in_the_largest_scale_that_loses_nothing(values, unit, shown):
    cells = [SkeletonCell(label=str(i), period="Q2 2026", value=Decimal(value) if value else None) for i, value in enumerate(values)]
    table = skeleton_table(cells)
    assert table.unit == unit
    assert tuple(row[2][0] for row in table.rows) == shown


def test_less_than_nothing_stands_in_parentheses():
    assert (accounting(Decimal("-154.0")), accounting(Decimal(1200))) == ("(154.0)", "1,200")
