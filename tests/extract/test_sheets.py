"""Workbooks are read as a reader sees them, and what he does not see is marked."""

import datetime as dt
import io
import tracemalloc

import openpyxl
import pytest
import xlsxwriter
from factories_parts import part, with_link, with_parts
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from screener.errors import CorruptDocument
from screener.extract import extract
from screener.extract.limits import Limits
from screener.types import Block, BlockKind, Document, Hidden

THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
PERSON = "http://schemas.microsoft.com/office/2017/10/relationships/person"


def read(data: bytes, limits: Limits | None = None) -> Document:
    document = next(extract(data, "model.xlsx", limits or Limits()))
    assert isinstance(document, Document)
    return document


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_with(rows: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    return book


def lines(document: Document, kind: BlockKind | None = None, *, hidden: bool | None = None) -> list[str]:
    return [
        document.words(block.span)
        for block in document.blocks
        if block.kind is not BlockKind.PROPERTY and (kind is None or block.kind is kind) and (hidden is None or (block.hidden is not None) is hidden)
    ]


def block_of(document: Document, words: str) -> Block:
    return next(block for block in document.blocks if words in document.words(block.span))


def income_statement() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Income")
    money, share = book.add_format({"num_format": 44}), book.add_format({"num_format": "0.0%;(0.0%)"})
    sheet.merge_range("A1:D1", "Condensed Statements of Income")
    sheet.write("A2", "(in millions)")
    sheet.write_row("A3", ["", "Q3 2025", "Q2 2025", "Change"])
    for row, (label, now, before) in enumerate([("Revenue", 1234.5, 1100), ("Cost of sales", -600, -500.5), ("Gross profit", 634.5, 599.5)], start=3):
        sheet.write(row, 0, label, book.add_format({"indent": row - 3}))
        sheet.write(row, 1, now, money)
        sheet.write(row, 2, before, money)
        sheet.write_formula(row, 3, f"=B{row + 1}/C{row + 1}-1", share, now / before - 1)
    sheet.write("A8", "Operating income")
    sheet.write("B8", 200, money)
    sheet.write("A9", "All figures are preliminary and unaudited and may change before release.")
    book.set_properties({"title": "Third quarter model", "author": "Pat Lee"})
    book.close()
    return buffer.getvalue()


def test_a_financial_table_comes_as_rows_with_values_as_shown():
    document = read(income_statement())
    assert lines(document) == [
        "Income",
        "Condensed Statements of Income",
        "(in millions)",
        "Q3 2025\tQ2 2025\tChange",
        "Revenue\t$1,234.50\t$1,100.00\t12.2%",
        "Cost of sales\t$(600.00)\t$(500.50)\t19.9%",
        "Gross profit\t$634.50\t$599.50\t5.8%",
        "Operating income\t$200.00",
        "All figures are preliminary and unaudited and may change before release.",
    ]
    assert document.title == "Third quarter model"


def test_a_table_knows_its_header_row_its_grid_and_its_indents():
    document = read(income_statement())
    header, revenue, cost = document.tables[0].rows[:3]
    assert [(document.text[c.start : c.end], c.column, c.header) for c in header] == [("Q3 2025", 1, True), ("Q2 2025", 2, True), ("Change", 3, True)]
    assert [c.header for c in revenue] == [False] * 4
    assert [revenue[0].indent, cost[0].indent] == [0, 1]
    assert document.words(document.tables[0].caption) == "Condensed Statements of Income"  # type: ignore[arg-type]


def test_every_row_says_its_sheet_and_first_cell():
    provenance = block_of(read(income_statement()), "Gross profit").provenance
    assert (provenance.sheet, provenance.cell) == ("Income", "A6")
    assert provenance.label == "sheet Income, cell A6"


def test_text_dates_booleans_errors_and_rich_strings_are_shown():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Mixed")
    bold = book.add_format({"bold": True})
    sheet.write("A1", True)  # noqa: FBT003 - the cell's value
    sheet.write_datetime("B1", dt.datetime(2025, 10, 1), book.add_format({"num_format": "mmmm d, yyyy"}))  # noqa: DTZ001 - a cell's date has no zone
    sheet.write_rich_string("C1", "plain ", bold, "bold", " end")
    sheet.write_formula("D1", "=1/0", None, "#DIV/0!")
    sheet.write_formula("E1", '="a"&"b"', None, "ab")
    sheet.write("F1", 3)
    book.close()
    assert lines(read(buffer.getvalue()), BlockKind.ROW) == ["TRUE\tOctober 1, 2025\tplain bold end\t#DIV/0!\tab\t3"]


def test_inline_strings_are_read():
    data = saved(sheet_with([["x", 1]]))
    xml = part(data, "xl/worksheets/sheet1.xml")
    changed = xml.replace(
        b"<sheetData>", b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><r><t>Net </t></r><r><t>sales</t></r></is></c><c r="B1"><v>7</v></c></row>', 1
    )
    changed = changed[: changed.index(b"</row>") + 6] + changed[changed.rindex(b"</sheetData>") :]
    assert lines(read(with_parts(data, {"xl/worksheets/sheet1.xml": changed})), BlockKind.ROW) == ["Net sales\t7"]


def test_tables_side_by_side_are_read_one_after_the_other():
    rows: list[list[object]] = [["Segment", "2025", None, "Region", "2025"]]
    rows += [[f"Segment {i}", i * 1.5, None, f"Region {i}", i * 2.5] for i in range(1, 4)]
    document = read(saved(sheet_with(rows)))
    assert lines(document, BlockKind.ROW)[1] == "Segment 1\t1.5"
    assert lines(document, BlockKind.ROW)[5] == "Region 1\t2.5"
    assert len(document.tables) == 2


def test_a_narrow_spacer_column_does_not_part_labels_from_figures():
    rows: list[list[object]] = [[None, None, "2025", None, "2024"], ["Revenue", None, 10.5, None, 9.5], ["Net income", None, 2.5, None, 1.5]]
    assert lines(read(saved(sheet_with(rows))), BlockKind.ROW) == ["2025\t2024", "Revenue\t10.5\t9.5", "Net income\t2.5\t1.5"]


def test_a_blank_row_inside_a_statement_keeps_it_one_table_and_two_tables_with_headings_are_two():
    one = read(saved(sheet_with([["", "2025", "2024"], ["Revenue", 10.5, 9.5], [], ["Costs", 5.5, 4.5]])))
    assert len(one.tables) == 1
    two = read(saved(sheet_with([["", "2025", "2024"], ["Revenue", 10.5, 9.5], [], ["", "Q1", "Q2"], ["Orders", 5.5, 4.5]])))
    assert len(two.tables) == 2


def test_prose_in_a_single_column_comes_as_paragraphs():
    document = read(saved(sheet_with([["We expect to raise our outlook in November."], ["Talk to legal first."]])))
    assert lines(document, BlockKind.PARAGRAPH) == ["We expect to raise our outlook in November.", "Talk to legal first."]
    assert not document.tables


def test_merged_cells_span_their_places():
    book = sheet_with([["Metric", "Nine months", None], ["Revenue", 10.5, 9.5]])
    book.active.merge_cells("B1:C1")  # type: ignore[union-attr]
    header = read(saved(book)).tables[0].rows[0]
    assert [(cell.column, cell.column_span) for cell in header] == [(0, 1), (1, 2)]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_marked(state: str):
    book = sheet_with([["Open", 1]])
    secret = book.create_sheet("Project Heron")
    secret.append(["Offer price", 41.5])
    secret.sheet_state = state
    document = read(saved(book))
    found = [(document.words(b.span), b.hidden, b.hidden_detail) for b in document.blocks if b.provenance.sheet == "Project Heron"]
    assert found == [("Project Heron", Hidden.INVISIBLE_TEXT, "hidden sheet"), ("Offer price\t41.5", Hidden.INVISIBLE_TEXT, "hidden sheet")]


def test_hidden_rows_and_columns_are_read_and_marked():
    book = sheet_with([["", "2025", "Plan"], ["Revenue", 10.5, 12.5], ["Secret line", 3.5, 4.5], ["Costs", 1.5, 2.5]])
    book.active.row_dimensions[3].hidden = True  # type: ignore[union-attr]
    book.active.column_dimensions["C"].hidden = True  # type: ignore[union-attr]
    document = read(saved(book))
    assert lines(document, hidden=False) == ["Sheet", "2025", "Revenue\t10.5", "Costs\t1.5"]
    assert block_of(document, "Secret line").hidden_detail == "hidden row"
    assert [block.hidden_detail for block in document.blocks if document.words(block.span) in {"Plan", "12.5", "4.5", "2.5"}] == ["hidden column"] * 4


def test_white_text_on_no_fill_is_marked_and_white_text_on_a_dark_fill_is_not():
    book = sheet_with([["Header", "Shown"], ["Revenue", 10.5], ["Covert", 99.5]])
    sheet = book.active
    for cell in sheet[1]:  # type: ignore[index]
        cell.font, cell.fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF000080")
    for cell in sheet[3]:  # type: ignore[index]
        cell.font = Font(color="FFFFFFFF")
    document = read(saved(book))
    assert block_of(document, "Covert").hidden_detail == "white text"
    assert lines(document, hidden=True) == ["Covert\t99.5"]


def test_white_text_that_a_table_style_may_lay_on_color_is_not_marked():
    book = sheet_with([["Metric", "Value"], ["Revenue", 10.5]])
    sheet = book.active
    for cell in sheet[1]:  # type: ignore[index]
        cell.font = Font(color="FFFFFFFF")
    sheet.add_table(openpyxl.worksheet.table.Table(displayName="T1", ref="A1:B2"))  # type: ignore[union-attr]
    assert lines(read(saved(book)), hidden=True) == []


def test_a_value_whose_format_shows_nothing_is_marked():
    book = sheet_with([["Revenue", 10.5], ["Costs", 7.25]])
    book.active["B2"].number_format = ";;;"  # type: ignore[index]
    document = read(saved(book))
    assert block_of(document, "7.25").hidden_detail == "number format that shows nothing"


def test_cell_comments_carry_their_author():
    book = sheet_with([["Revenue", 10.5]])
    book.active["B1"].comment = Comment("Do not share before the call", "Jane Roe")  # type: ignore[index]
    document = read(saved(book))
    comment = block_of(document, "Do not share")
    assert (comment.kind, comment.hidden, comment.provenance.cell) == (BlockKind.COMMENT, Hidden.COMMENT, "B1")
    assert comment.change is not None
    assert comment.change.author == "Jane Roe"


def test_threaded_comments_carry_author_and_time_and_their_stand_in_is_left_out():
    book = sheet_with([["Revenue", 10.5]])
    book.active["B1"].comment = Comment("[Threaded comment] Your version of Excel ... Comment: Is this final?", "tc={1}")  # type: ignore[index]
    data = saved(book)
    namespace = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"'
    comment = '<threadedComment ref="B1" dT="2025-10-30T09:15:00.00" personId="p1" id="{1}"><text>Is this final?</text></threadedComment>'
    thread = f"<ThreadedComments {namespace}>{comment}</ThreadedComments>"
    persons = f'<personList {namespace}><person displayName="Sam Poe" id="p1"/></personList>'
    data = with_parts(data, {"xl/threadedComments/threadedComment1.xml": thread.encode(), "xl/persons/person.xml": persons.encode()})
    data = with_link(data, "xl/worksheets/sheet1.xml", "rIdT", THREADED, "../threadedComments/threadedComment1.xml")
    data = with_link(data, "xl/workbook.xml", "rIdP", PERSON, "persons/person.xml")
    document = read(data)
    assert lines(document, BlockKind.COMMENT) == ["Is this final?"]
    change = block_of(document, "Is this final?").change
    assert change is not None
    assert (change.author, change.at) == ("Sam Poe", "2025-10-30T09:15:00.00")


def test_text_boxes_charts_headers_and_footers_are_read():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    sheet.write_column("A1", ["North", "South"])
    sheet.write_column("B1", [1.5, 2.5])
    sheet.insert_textbox("D2", "Guidance goes up")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "Sales", "categories": "=Data!$A$1:$A$2", "values": "=Data!$B$1:$B$2"})
    chart.set_title({"name": "Sales by region"})
    sheet.insert_chart("D5", chart)
    sheet.set_header('&L&"Arial,Bold"&10Confidential &P of &N&CDraft && more')
    sheet.set_footer("&CHeron Corp.")
    book.close()
    document = read(buffer.getvalue())
    assert lines(document, BlockKind.TEXT_BOX) == ["Guidance goes up"]
    assert lines(document, BlockKind.CHART) == ["Sales by region", "Sales: North 1.5; South 2.5"]
    assert lines(document, BlockKind.HEADER) == ["Confidential of", "Draft & more"]
    assert lines(document, BlockKind.FOOTER) == ["Heron Corp."]
    assert block_of(document, "Guidance goes up").provenance.cell == "D2"


def test_a_chart_sheet_is_read():
    book = sheet_with([["North", 1.5], ["South", 2.5]])
    chart = openpyxl.chart.BarChart()
    chart.title = "Orders by region"
    chart.add_data(openpyxl.chart.Reference(book.active, min_col=2, min_row=1, max_row=2))
    book.create_chartsheet("Chart").add_chart(chart)
    assert "Orders by region" in lines(read(saved(book)), BlockKind.CHART)


def test_indentation_by_alignment_and_by_spaces_is_kept():
    book = sheet_with([["Revenue", 1.5], ["   Cloud", 0.5], ["Devices", 1.25]])
    book.active["A3"].alignment = Alignment(indent=2)  # type: ignore[index]
    assert [row[0].indent for row in read(saved(book)).tables[0].rows] == [0, 1, 2]


def test_formulas_without_a_stored_result_are_a_gap():
    document = read(saved(sheet_with([["Revenue", 1.5], ["Total", "=B1*2"]])))
    assert [(gap.what, gap.code) for gap in document.gaps] == [("sheet Sheet", "unread")]


def test_cells_beyond_the_limit_are_a_gap():
    document = read(saved(sheet_with([[f"Row {i}", i + 0.5] for i in range(20)])), Limits(max_cells=10))
    assert len(lines(document, BlockKind.ROW)) == 5
    assert [gap.code for gap in document.gaps] == ["limit"]


def test_a_damaged_sheet_is_a_gap_and_the_others_are_read():
    book = sheet_with([["Fine", 1.5]])
    book.create_sheet("Broken").append(["Lost", 2.5])
    data = saved(book)
    document = read(with_parts(data, {"xl/worksheets/sheet2.xml": part(data, "xl/worksheets/sheet2.xml")[:-40]}))
    assert "Fine\t1.5" in lines(document)
    assert [(gap.what, gap.code) for gap in document.gaps] == [("sheet Broken", "corrupt")]


def test_a_sheet_with_an_entity_bomb_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    document = read(with_parts(saved(sheet_with([["Fine", 1.5]])), {"xl/worksheets/sheet1.xml": bomb}))
    assert [gap.code for gap in document.gaps] == ["corrupt"]


def test_a_damaged_workbook_is_corrupt():
    data = saved(sheet_with([["Fine", 1.5]]))
    with pytest.raises(CorruptDocument):
        read(with_parts(data, {"xl/workbook.xml": b"<workbook"}))
    with pytest.raises(CorruptDocument):
        read(data[:-200])


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="99999999"><c r="ZZZZ9" s="99"><v>1</v></c></row>',
        b'<row r="-1"><c t="s"><v>77</v></c><c t="s"><v>x</v></c><c t="n"><v>1e999</v></c></row>',
        b'<row r="1"><c r="A1" t="n"><v>nan</v></c><c r="A1"><v>2</v></c></row><row r="1"><c r="B1"><v>3</v></c></row>',
    ],
)
def test_cells_no_program_would_write_never_fail(cells: bytes):
    data = saved(sheet_with([["x", 1]]))
    xml = part(data, "xl/worksheets/sheet1.xml")
    start, end = xml.index(b"<sheetData>") + 11, xml.index(b"</sheetData>")
    read(with_parts(data, {"xl/worksheets/sheet1.xml": xml[:start] + cells + xml[end:]}))


def test_every_cell_openpyxl_sees_is_read_once():
    data = income_statement()
    seen = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row if isinstance(cell.value, str)]  # type: ignore[union-attr]
    text = read(data).text
    assert all(text.count(words) == 1 for words in seen if not words.startswith("="))


def test_a_large_sheet_is_streamed():
    data = saved(sheet_with([[f"Label {r}", *[r + c / 2 for c in range(40)]] for r in range(500)]))
    tracemalloc.start()
    document = read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(document.tables[0].rows) == 500
    assert peak < 60_000_000
