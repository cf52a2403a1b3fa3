import re
from decimal import Decimal
from io import StringIO

from lxml import etree

from screener.pipeline import Upload
from screener.render.html import write_html
from screener.render.waterfall import waterfall
from screener.types import Channel, Location, Occasion, Reconciliation, ReconciliationRow, Suspect


def reconciliation(*rows: tuple[str, str, str, int], adds_up=True, suspects=(), kind="sum", measure="Adjusted EBITDA"):
    return Reconciliation(
        location=Location(),
        measure=measure,
        gaap_measure="Net income",
        periods=("Q2 2026",),
        rows=tuple(ReconciliationRow(label=label, values=(Decimal(value) if value else None,), role=role, sign=sign) for label, value, role, sign in rows),
        adds_up=(adds_up,),
        difference=(Decimal(0) if adds_up else Decimal("2.0"),),
        kind=kind,
        suspects=suspects,
    )


ROWS = (
    ("Net income", "-5", "start", 1),
    ("Interest", "4", "adjustment", 1),
    ("Gain", "2", "adjustment", -1),
    ("Taxes", "9", "adjustment", 1),
    ("Adjusted EBITDA", "6", "end", 1),
)


def test_each_line_is_a_bar_from_the_running_sum_to_the_next():
    root = etree.fromstring(waterfall(reconciliation(*ROWS), 0))
    assert [group.get("class") for group in root.iter("g")] == ["total", "up", "down", "up", "total"]
    boxes = [(int(rect.get("y")), int(rect.get("y")) + int(rect.get("height"))) for rect in root.iter("rect")]
    zero = int(root.find("line").get("y1"))
    assert boxes[0][0] == zero  # a loss hangs below the line of zero
    assert boxes[-1][1] == zero
    assert boxes[1][1] == boxes[0][1]  # interest begins where net income ends
    assert all(bottom > top for top, bottom in boxes)


def test_it_has_words_for_those_who_do_not_see_it():
    root = etree.fromstring(waterfall(reconciliation(*ROWS), 0))
    assert root.get("role") == "img"
    assert root.find("title").text == "Net income to Adjusted EBITDA, Q2 2026"
    assert "Interest 4; Gain 2; Taxes 9" in root.find("desc").text
    assert root.find("desc").text.endswith("The column adds up.")


def test_the_wrong_row_is_marked_by_more_than_colour():
    drawn = waterfall(reconciliation(*ROWS, adds_up=False, suspects=(Suspect(column=0, row=3, why="value"),)), 0)
    root = etree.fromstring(drawn)
    (wrong,) = (group for group in root.iter("g") if group.get("class") == "wrong")
    assert wrong.find("title").text == "Taxes: 9"
    assert wrong.find("text").text == "?"
    assert root.find("desc").text.endswith("The column is off by 2.0.")


def test_words_of_a_draft_cannot_break_out():
    rows = (("<script>alert(1)</script>", "5", "start", 1), ("a\"&'b", "4", "adjustment", 1), ("End", "9", "end", 1))
    drawn = waterfall(reconciliation(*rows, measure="</title><b>"), 0)
    assert "<script>" not in drawn
    assert etree.fromstring(drawn) is not None


def test_there_is_nothing_to_draw_for_ratios_and_empty_columns():
    assert waterfall(reconciliation(*ROWS, kind="ratio"), 0) == ""
    assert waterfall(reconciliation(("Net income", "5", "start", 1), ("Adjusted", "5", "end", 1)), 0) == ""
    assert waterfall(reconciliation(("A", "0", "start", 1), ("B", "0", "subtotal", 1), ("C", "0", "end", 1)), 0) == ""


def test_the_report_shows_each_reconciliation_with_its_plot_and_its_rows(screener):
    text = """# Garrick Mills Reports Second Quarter 2026

Operating income was $64.3 million and adjusted operating income was $88.0 million.

| $ millions | Q2 2026 | Q2 2025 |
|---|---|---|
| Operating income | 64.3 | 58.2 |
| Restructuring | 17.8 | 16.6 |
| Adjusted operating income | 88.0 | 74.8 |
"""
    out = StringIO()
    write_html(screener.screen(Upload(name="draft.md", data=text.encode()), Occasion(channel=Channel.EARNINGS_RELEASE)), out)
    shown = out.getvalue()
    assert shown.count('<svg class="waterfall"') == 2
    assert re.search(r'<details class="schedule"[^>]* open>', shown)
    assert "no, by 5.9" in shown
    assert "<script" not in shown
