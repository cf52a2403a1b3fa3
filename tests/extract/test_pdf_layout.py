"""Layouts that real releases, filings and decks have and that are easily read wrongly."""

from __future__ import annotations

import pytest
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfgen.canvas import Canvas

from screener.types import BlockKind
from tests.factories_pdf import Draw, block_with, drawn, glyph_by_glyph, lines, read, right_lines, row_at, rows_of, texts_of

SENTENCE = "The company sells its gauges through offices of its own and through agents in the west of the country."
LONG = "Each line of this paragraph runs over the whole width of the page so that nothing more has room on it"


def test_drawn_bullets_are_seen_on_a_page_of_many_objects():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["In the quarter the company saw these things, which are told in more words below:"], y=720)
        for i, text in enumerate(("Sales of gauges rose in each of the regions and the backlog grew to a level not seen", "in years.", "Costs fell.")):
            glyph_by_glyph(canvas, text, x=96, y=700 - 12 * i)
            if i != 1:
                canvas.circle(88, 703 - 12 * i, 2, stroke=0, fill=1)
        glyph_by_glyph(canvas, SENTENCE * 2, x=72, y=600, size=5)

    assert texts_of(read(drawn(draw)), BlockKind.LIST_ITEM) == [
        "Sales of gauges rose in each of the regions and the backlog grew to a level not seen in years.",
        "Costs fell.",
    ]


def test_small_marks_of_notes_stay_with_their_labels():
    def draw(canvas: Canvas) -> None:
        for i, (label, figure) in enumerate((("Gauges", "41.2"), ("Service shops and agents", "9.8"), ("Total", "51.0"))):
            row_at(canvas, 640 - 13 * i, label, figure)
            canvas.setFont("Helvetica", 6)
            canvas.drawString(80 + canvas.stringWidth(label, "Helvetica", 9), 644 - 13 * i, f"({i + 1})")

    assert rows_of(read(drawn(draw))) == [["Gauges (1)", "41.2"], ["Service shops and agents (2)", "9.8"], ["Total (3)", "51.0"]]


def test_marks_of_notes_set_high_above_the_line_stay_with_their_labels():
    def draw(canvas: Canvas) -> None:
        for i, (label, figure) in enumerate((("Gauges", "41.2"), ("Agents", "9.8"), ("Total", "51.0"))):
            row_at(canvas, 640 - 22 * i, label, figure)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72 + canvas.stringWidth("Agents", "Helvetica", 9), 618 + 7, "2")

    assert rows_of(read(drawn(draw))) == [["Gauges", "41.2"], ["Agents 2", "9.8"], ["Total", "51.0"]]


def test_figures_below_their_labels_make_one_row_with_them():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for i, label in enumerate(("Sales of gauges", "Cost of the gauges sold", "Gross profit", "Other income")):
            canvas.drawString(72, 640 - 24 * i, label)
        for i, figures in enumerate((("412.6", "388.1"), ("(251.0)", "(240.4)"), ("161.6", "147.7"), ("0.4", "2.5"))):
            for column, figure in enumerate(figures):
                canvas.drawRightString(380 + 80 * column, 628 - 24 * i, figure)

    assert rows_of(read(drawn(draw))) == [
        ["Sales of gauges", "412.6", "388.1"],
        ["Cost of the gauges sold", "(251.0)", "(240.4)"],
        ["Gross profit", "161.6", "147.7"],
        ["Other income", "0.4", "2.5"],
    ]


def test_a_label_of_two_lines_has_the_figures_set_halfway_down_it():
    def draw(canvas: Canvas) -> None:
        row_at(canvas, 660, "Revenue", "11.7", "18.4")
        row_at(canvas, 645, "Tax rate", "13.0%", "16.0%")
        row_at(canvas, 630, "Net income (loss)", "", "")
        row_at(canvas, 625, "", "(2.8)", "8.1")
        row_at(canvas, 620, "Attributable to the company", "", "")
        row_at(canvas, 605, "Dividend", "0.1", "0.2")

    assert rows_of(read(drawn(draw)))[2:] == [["Net income (loss) Attributable to the company", "(2.8)", "8.1"], ["Dividend", "0.1", "0.2"]]


def test_lines_of_one_label_stand_closer_than_rows():
    def draw(canvas: Canvas) -> None:
        y = 660
        for label in ("Cost of/products", "Selling and/Admin/Expenses", "Interest"):
            parts = label.split("/")
            for part in parts:
                row_at(canvas, y, part, *(("5.1", "4.8") if part == parts[-1] else ()))
                y -= 9
            y -= 6

    assert [row[0] for row in rows_of(read(drawn(draw)))] == ["Cost of products", "Selling and Admin Expenses", "Interest"]


def test_the_label_of_a_section_is_no_part_of_the_first_row_below_it():
    def draw(canvas: Canvas) -> None:
        row_at(canvas, 712, "", "2031", "2030")
        for i, section in enumerate(("GAUGES FOR WATER", "VALVES", "SERVICE")):
            for j, label in enumerate((section, "US", "Abroad", "World")):
                row_at(canvas, 700 - 48 * i - 12 * j, label, *(("10.4", "9.9") if j else ()))

    labels = [row[0] for row in rows_of(read(drawn(draw)))[1:]]
    assert labels == ["GAUGES FOR WATER", "US", "Abroad", "World", "VALVES", "US", "Abroad", "World", "SERVICE", "US", "Abroad", "World"]


def test_frames_around_several_columns_are_no_grid_of_cells():
    def draw(canvas: Canvas) -> None:
        for i in range(4):
            y = 640 - 16 * i
            row_at(canvas, y, f"Item {i}", "6.2", "5.7", "9.5%")
            canvas.drawRightString(540, y, f"{i}.1%")
            canvas.rect(68, y - 4, 340, 16)
            canvas.rect(480, y - 4, 70, 16)

    assert rows_of(read(drawn(draw)))[1] == ["Item 1", "6.2", "5.7", "9.5%", "1.1%"]


def test_a_figure_close_before_a_label_in_the_middle_has_its_own_cell():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for i, (change, label) in enumerate((("-512", "Earnings"), ("+407", "Earnings before taxes"), ("-118", "Spending"), ("+29", "Cash"))):
            canvas.drawRightString(110, 640 - 13 * i, "7,630")
            canvas.drawRightString(170, 640 - 13 * i, change)
            canvas.drawString(174, 640 - 13 * i, label)
            canvas.drawRightString(380, 640 - 13 * i, "36,010")

    assert rows_of(read(drawn(draw)))[:2] == [["7,630", "-512", "Earnings", "36,010"], ["7,630", "+407", "Earnings before taxes", "36,010"]]


def test_years_that_stand_over_no_figure_make_no_columns():
    def draw(canvas: Canvas) -> None:
        row_at(canvas, 666, "(in millions)")
        canvas.drawString(300, 666, "2031")
        canvas.drawString(400, 666, "2030")
        for i, label in enumerate(("Net income", "Depreciation", "Dividends paid")):
            row_at(canvas, 640 - 13 * i, label, f"81{i}", f"75{i}")

    assert [[cell.column for cell in row] for row in read(drawn(draw)).tables[0].rows] == [[0, 1, 2]] * 4


def test_a_head_spans_the_columns_over_the_rule_beneath_it():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawCentredString(410, 680, "GAAP")
        canvas.line(300, 677, 520, 677)
        row_at(canvas, 664, "", "2031", "2030", "Change")
        for i, label in enumerate(("Revenue", "Tax")):
            row_at(canvas, 650 - 13 * i, label, "11.7", "18.4", "(6.7)")

    first = read(drawn(draw)).tables[0].rows[0]
    assert [(cell.column, cell.column_span, cell.header) for cell in first] == [(1, 3, True)]


def test_ranges_are_figures():
    def draw(canvas: Canvas) -> None:
        row_at(canvas, 666, "", "Q3", "Full Year")
        for i, (label, *figures) in enumerate((("Earnings per share", "$1.02 - $1.03", "$3.50 - $3.52"), ("Growth", "22% to 23%", "20-30"))):
            row_at(canvas, 640 - 13 * i, label, *figures)

    rows = read(drawn(draw)).tables[0].rows
    assert [row[0].header for row in rows] == [True, False, False]


def test_heads_and_labels_above_the_first_figures_belong_to_the_table():
    def draw(canvas: Canvas) -> None:
        lines(canvas, [SENTENCE, "The table shows what they were in the last two quarters of", "the year:"], y=720)
        row_at(canvas, 660, "", "2Q2031", "3Q2031")
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 647, "Core expense of the company, before what it wrote off and other real estate")
        for i, label in enumerate(("Salaries", "Rent", "Power")):
            row_at(canvas, 634 - 13 * i, label, f"{7 - i}4.2", f"{7 - i}2.0")

    document = read(drawn(draw))
    assert document.words(document.blocks[0].span).endswith("quarters of the year:")
    assert rows_of(document)[:2] == [["2Q2031", "3Q2031"], ["Core expense of the company, before what it wrote off and other real estate"]]


def test_an_exhibit_list_keeps_descriptions_of_two_lines_in_one_cell():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for y, number, text in (
            (640, "Exhibit No.", "Description"),
            (626, "4.1", "Indenture dated April 9, 2031, between Harrowgate Instruments and the bank of the trustees of the"),
            (615, "", "notes, with all of its schedules and supplements as of that day"),
            (601, "4.2", "Form of note"),
        ):
            canvas.drawString(72, y, number)
            canvas.drawString(140, y, text)

    assert [row[0] for row in rows_of(read(drawn(draw)))] == ["Exhibit No.", "4.1", "4.2"]


def test_a_second_table_under_its_own_title_is_a_table_of_its_own():
    def draw(canvas: Canvas) -> None:
        for i, label in enumerate(("Net income", "Depreciation", "Dividends paid")):
            row_at(canvas, 700 - 13 * i, label, "10.4", "9.9")
        for i, text in enumerate(("Harrowgate Instruments", "Shops by Quarter")):
            canvas.drawCentredString(246, 655 - 12 * i, text)
        row_at(canvas, 628, "Quarter", "Opened", "Closed")
        for i, label in enumerate(("First", "Second")):
            row_at(canvas, 615 - 13 * i, label, "3", "1")

    assert len(read(drawn(draw)).tables) == 2


def test_text_beside_a_table_is_read_after_it():
    def draw(canvas: Canvas) -> None:
        for i, label in enumerate(("Segment", "Revenue", "Gauges", "Valves")):
            row_at(canvas, 440 - 20 * i, label, *(("2031", "2030") if not i else ("215.8", "197.5")))
        lines(
            canvas,
            ["Revenue rose in both of the segments", "and those of gauges rose the most.", "Margins rose on the mix of the sales", "and on prices."],
            x=480,
            y=438,
            leading=14,
        )

    document = read(drawn(draw, size=landscape(letter)))
    assert all(len(row) < 4 for row in rows_of(document))
    assert any("segments and those of gauges" in text for text in texts_of(document))


def test_a_table_with_other_columns_is_a_table_of_its_own():
    def draw(canvas: Canvas) -> None:
        for i, label in enumerate(("Cash and securities", "Total debt", "Total assets")):
            row_at(canvas, 700 - 13 * i, label, "10.4", "9.9")
        canvas.drawString(72, 648, "Return on Capital")
        for i, label in enumerate(("Net income", "Interest", "Total")):
            canvas.drawString(72, 635 - 13 * i, label)
            for column in range(4):
                canvas.drawRightString(250 + 62 * column, 635 - 13 * i, "8,104")

    assert [len(table.rows) for table in read(drawn(draw)).tables] == [3, 3]


def test_the_bars_of_a_chart_are_no_columns_of_text():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Core expense by quarter"], x=60, y=500, font="Helvetica-Bold", size=14)
        for bar in range(4):  # as a program draws it: bar by bar
            for level in range(4):
                canvas.setFont("Helvetica", 9)
                canvas.drawString(80 + 90 * bar, 450 - 40 * level - 7 * bar, f"${bar + level}.{level}")
            canvas.drawString(80 + 90 * bar, 250, f"{bar + 1}Q2031")

    document = read(drawn(draw, size=landscape(letter)))
    assert "1Q2031 2Q2031 3Q2031 4Q2031" in texts_of(document)


def test_a_page_number_far_from_the_foot_is_a_footer_and_parts_no_sentence():
    def page(number: int, *texts: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            lines(canvas, texts, y=700)
            lines(canvas, [str(number)], x=300, y=420)

        return draw

    document = read(drawn(page(4, LONG, "and the notes are due when the bank and"), page(5, "the company say so.", LONG), page(6, LONG)))
    assert texts_of(document, BlockKind.FOOTER) == ["4", "5", "6"]
    assert any("the bank and the company say so." in text for text in texts_of(document))


def test_a_number_that_ends_a_single_page_is_no_footer():
    document = read(drawn(lambda canvas: (lines(canvas, [SENTENCE], y=700), lines(canvas, ["12"], x=300, y=420)), lambda canvas: lines(canvas, [SENTENCE])))
    assert texts_of(document, BlockKind.FOOTER) == []


def test_titles_in_bold_that_some_pages_share_are_headings():
    def page(title: str) -> Draw:
        return lambda canvas: (lines(canvas, [title], y=768, font="Helvetica-Bold"), lines(canvas, [SENTENCE], y=700))

    titles = ["Reconciliation of Core Income"] * 3 + ["Balance Sheet", "Cash Flows", "Sales by Region"]
    document = read(drawn(*map(page, titles)))
    assert texts_of(document, BlockKind.HEADING).count(titles[0]) == 3


@pytest.mark.parametrize("font", ["Helvetica-Bold", "Helvetica-Oblique"])
def test_a_short_line_in_bold_or_italics_is_a_heading(font):
    def draw(canvas: Canvas) -> None:
        lines(canvas, [SENTENCE], y=700)
        lines(canvas, ["Provision for credit losses"], y=676, font=font)
        lines(canvas, [SENTENCE], y=660)

    assert block_with(read(drawn(draw)), "Provision").kind is BlockKind.HEADING


def test_a_title_over_a_table_in_small_print_is_a_heading():
    def table(canvas: Canvas) -> None:
        lines(canvas, ["Harrowgate Instruments", "Statements of Operations"], y=740, font="Helvetica-Bold", size=7)
        for i in range(40):
            row_at(canvas, 700 - 12 * i, "Sales of gauges", "41.2", "38.8", size=7)

    document = read(drawn(lambda canvas: lines(canvas, [SENTENCE] * 20, size=10), table))
    assert block_with(document, "Statements of Operations").kind is BlockKind.HEADING


def test_the_other_lines_of_a_hanging_paragraph_belong_to_it():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["(1)Represents what the tables would have won had the win been at the middle of the usual range of 25 to"], y=700, size=9)
        lines(canvas, ["Table games and other games of the house, and what follows from it in the year as a whole."], x=84, y=689, size=9)

    (text,) = texts_of(read(drawn(draw)), BlockKind.LIST_ITEM)
    assert text.endswith("as a whole.")


def test_lines_set_to_the_right_edge_stand_each_for_itself():
    people = ("Ann Lee", "Harrowgate Investor Relations", "415-555-0100", "ann@harrowgate.example")
    assert texts_of(read(drawn(lambda canvas: right_lines(canvas, people)))) == [*people]


def test_lines_that_share_no_place_across_the_page_are_no_paragraph():
    def draw(canvas: Canvas) -> None:
        canvas.drawRightString(540, 700, "Exhibit 2")
        canvas.drawCentredString(300, 688, "Harrowgate Instruments")

    assert texts_of(read(drawn(draw))) == ["Exhibit 2", "Harrowgate Instruments"]


def test_a_word_of_several_parts_divided_at_one_of_its_hyphens_keeps_it():
    text = ["This is the core of the plan that the company made for itself, which is called the five-", "nodes-in-four-years plan."]
    assert "five-nodes-in-four-years plan" in read(drawn(lambda canvas: lines(canvas, text))).text
