from __future__ import annotations

import io
from array import array
from collections.abc import Sequence

import pdfplumber
import pytest
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from screener.extract.limits import Limits
from screener.types import BlockKind
from tests.factories_pdf import drawn, lines, read, rows_of, texts_of

STATEMENT = [
    ("Net sales", "412.6", "388.1"),
    ("Cost of sales", "(251.0)", "(240.4)"),
    ("Gross profit", "161.6", "147.7"),
    ("Other income", "—", "2.5"),
]


def statement(canvas: Canvas, rows: Sequence[tuple[str, str, str]] = STATEMENT, *, y: float = 640) -> None:
    """A table as statements have it: right-aligned figures, a dollar sign apart in the first row, closing brackets in line."""
    canvas.setFont("Helvetica", 9)
    for i, (label, *figures) in enumerate(rows):
        canvas.drawString(72, y - 13 * i, label)
        for column, figure in enumerate(figures):
            right = 380 + 100 * column
            if i == 0:
                canvas.drawString(right - 60, y - 13 * i, "$")
            canvas.drawRightString(right, y - 13 * i, figure)


def heads(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 9)
    canvas.drawCentredString(405, 680, "Three Months Ended March 31,")
    canvas.line(320, 677, 485, 677)
    for column, year in enumerate(("2031", "2030")):
        canvas.drawRightString(380 + 100 * column, 664, year)


def boxed(data: list[list[str]]) -> bytes:
    """A table with rules around every cell."""

    def draw(canvas: Canvas) -> None:
        table = Table(data, colWidths=[130, 150, 150], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
        table.wrapOn(canvas, 500, 500)
        table.drawOn(canvas, 72, 500)

    return drawn(draw)


def test_figures_come_out_as_rows_of_label_and_values_with_their_signs():
    document = read(drawn(statement))
    assert rows_of(document) == [
        ["Net sales", "$412.6", "$388.1"],
        ["Cost of sales", "(251.0)", "(240.4)"],
        ["Gross profit", "161.6", "147.7"],
        ["Other income", "—", "2.5"],
    ]
    assert texts_of(document) == ["\t".join(row) for row in rows_of(document)]


def test_heads_are_rows_and_one_over_two_columns_spans_them():
    document = read(drawn(lambda canvas: (heads(canvas), statement(canvas))))
    first, second, third, *_ = document.tables[0].rows
    assert [(cell.column, cell.column_span, cell.header) for cell in first] == [(1, 2, True)]
    assert [(cell.column, cell.header) for cell in second] == [(1, True), (2, True)]
    assert [(cell.column, cell.header) for cell in third] == [(0, False), (1, False), (2, False)]


def test_each_word_of_a_cell_has_its_box():
    document = read(drawn(statement))
    cell = document.tables[0].rows[0][1]
    words = array("I", document.pages[0].words)
    spans = {document.text[start:end]: (start, end) for start, end in zip(words[0::2], words[1::2], strict=True)}
    assert document.text[cell.start : cell.end] == "$412.6"
    assert spans["412.6"] == (cell.start + 1, cell.end)
    place = document.blocks[0].provenance
    assert place.page == 1
    assert place.box is not None
    assert place.box.top < 792 - 640 < place.box.bottom


def test_signs_close_behind_their_figures_are_joined():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for i, (label, figure) in enumerate((("Growth", "(3.1"), ("Margin", "(18.0"), ("Rate", "(2.4"))):
            canvas.drawString(72, 640 - 13 * i, label)
            canvas.drawRightString(300, 640 - 13 * i, figure)
            canvas.drawString(301, 640 - 13 * i, ")")
            canvas.drawString(310, 640 - 13 * i, "%")

    assert [row[1] for row in rows_of(read(drawn(draw)))] == ["(3.1)%", "(18.0)%", "(2.4)%"]


def test_labels_keep_their_indentation_and_their_second_line():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for i, (x, label, figure) in enumerate(
            (
                (72, "Operating expenses:", ""),
                (84, "Selling", "31.0"),
                (84, "Income taxes paid in the year for all of the", ""),
                (84, "companies of the group", "12.5"),
                (96, "Total", "43.5"),
            )
        ):
            canvas.drawString(x, 640 - 11 * i, label)
            canvas.drawRightString(400, 640 - 11 * i, figure)

    document = read(drawn(draw))
    assert rows_of(document) == [
        ["Operating expenses:"],
        ["Selling", "31.0"],
        ["Income taxes paid in the year for all of the companies of the group", "12.5"],
        ["Total", "43.5"],
    ]
    assert [row[0].indent for row in document.tables[0].rows] == [0, 1, 1, 2]


def test_cells_of_several_lines_between_rules_stay_whole():
    document = read(
        boxed(
            [
                ["Measure", "Definition", "Why it is useful"],
                ["Core income", "Net income without\nthe closing of shops", "Shows what goes on\nfrom year to year"],
                ["Free cash", "Cash from operations\nless plant bought", "Shows what can\nbe paid out"],
            ]
        )
    )
    assert rows_of(document) == [
        ["Measure", "Definition", "Why it is useful"],
        ["Core income", "Net income without the closing of shops", "Shows what goes on from year to year"],
        ["Free cash", "Cash from operations less plant bought", "Shows what can be paid out"],
    ]


def test_prose_around_a_table_is_no_row():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["The table below shows what the company sold and what it paid for it in the quarter, in millions."], y=670)
        statement(canvas)
        lines(canvas, ["The rise of gross profit follows from the new service shops and from the price of steel this year."], y=570)

    document = read(drawn(draw))
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH, *[BlockKind.ROW] * 4, BlockKind.PARAGRAPH]


def test_lines_of_a_justified_paragraph_are_no_table():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for i in range(5):
            at = 72.0
            for word in ("Sales", "in", "the", "west", "rose", "and", "those", "in", "the", "east", f"fell{i}"):
                canvas.drawString(at, 700 - 12 * i, word)
                at += canvas.stringWidth(word) + 11

    document = read(drawn(draw))
    assert document.tables == ()


@pytest.mark.parametrize("tables", ["boxes", "pdfplumber"])
def test_both_ways_of_reading_tables_find_the_cells_that_pdfplumber_finds(tables):
    data = boxed([["Region", "2031", "2030"], ["North", "14.2", "13.9"], ["South", "9.8", "11.0"]])
    with pdfplumber.open(io.BytesIO(data)) as oracle:
        expected = oracle.pages[0].extract_table()
    assert rows_of(read(data, Limits(pdf_tables=tables))) == expected


def test_a_statement_has_the_words_pdfplumber_finds_line_by_line():
    data = drawn(lambda canvas: (heads(canvas), statement(canvas)))
    with pdfplumber.open(io.BytesIO(data)) as oracle:
        expected = [line.replace("$ ", "$") for line in oracle.pages[0].extract_text().splitlines()]
    assert [" ".join(row) for row in rows_of(read(data))] == expected
