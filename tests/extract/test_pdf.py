from __future__ import annotations

from array import array

import pytest
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfgen.canvas import Canvas

from screener.types import BlockKind, Document, Span
from tests.factories_pdf import block_with, drawn, lines, read, texts_of

PROSE = (
    "Harrowgate Instruments makes gauges for the water works of forty cities and sells",
    "them through its own offices and through agents in the west, where most of the new",
    "plants are built and where the company has opened two service shops this spring.",
)


def prose(canvas: Canvas) -> None:
    lines(canvas, PROSE)


def find(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


def test_lines_of_a_paragraph_are_joined():
    assert texts_of(read(drawn(prose))) == [" ".join(PROSE)]


def test_each_word_has_its_box_at_its_offset():
    document = read(drawn(prose))
    (layout,) = document.pages
    words = array("I", layout.words)
    spans = list(zip(words[0::2], words[1::2], strict=True))
    assert [document.text[start:end] for start, end in spans] == " ".join(PROSE).split()
    (box,) = layout.boxes_of(find(document, "Harrowgate"))
    assert box.left == pytest.approx(72, abs=1)
    assert box.right == pytest.approx(72 + 10 * 5.3, abs=6)
    assert box.top < 792 - 700 < box.bottom


def test_boxes_of_a_rotated_page_are_as_shown():
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(612, 0)
        canvas.rotate(90)
        lines(canvas, ["Turned to read", "from the left"], y=500)

    document = read(drawn(draw))
    (layout,) = document.pages
    assert (layout.width, layout.height) == (612, 792)  # a landscape page that is shown upright
    (box,) = layout.boxes_of(find(document, "Turned"))
    assert box.left == pytest.approx(72, abs=1)
    assert box.top < 612 - 500 < box.bottom
    assert texts_of(document) == ["Turned to read from the left"]


def test_a_page_set_sideways_is_read_in_order():
    def draw(canvas: Canvas) -> None:
        canvas.translate(612, 0)
        canvas.rotate(90)
        lines(canvas, PROSE, y=500)

    assert texts_of(read(drawn(draw))) == [" ".join(PROSE)]


def test_a_sideways_label_is_a_block_of_its_own():
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.rotate(90)
        canvas.drawString(300, -40, "Units sold per week")

    document = read(drawn(draw))
    assert texts_of(document, BlockKind.TEXT_BOX) == ["Units sold per week"]


def test_two_columns_are_read_one_after_the_other():
    left = [f"The left column has its own line number {n} of the story" for n in ("one", "two", "three", "four", "five", "six")]
    right = [f"The right one goes on with sentence part {n} of its own" for n in ("a", "b", "c", "d", "e", "f")]

    def draw(canvas: Canvas) -> None:
        for i in range(6):  # line by line across the page, as a scanner's software writes it
            canvas.setFont("Helvetica", 9)
            canvas.drawString(50, 700 - 11 * i, left[i])
            canvas.drawString(320, 700 - 11 * i, right[i])

    text = read(drawn(draw)).text
    assert text.index(left[-1][:20]) < text.index(right[0][:20])
    assert text.index("number six") < text.index("part a")


def test_text_boxes_of_a_slide_stay_together():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Two years of steady growth"], y=540, font="Helvetica-Bold", size=26)
        lines(canvas, ["Gauges lead the plan", "Service shops follow", "Agents close the gap"], x=60, y=430, leading=30, size=16)
        lines(canvas, ["Risks stay small", "Prices hold for now", "Steel is hedged"], x=460, y=425, leading=30, size=16)

    document = read(drawn(draw, size=landscape(letter)))
    order = ["Two years", "Gauges", "Service", "Agents", "Risks", "Prices", "Steel"]
    places = [document.text.index(word) for word in order]
    assert places == sorted(places)
    assert block_with(document, "Two years").kind is BlockKind.HEADING
    assert block_with(document, "Two years").level == 1


def test_words_divided_at_a_line_end_are_joined_and_real_hyphens_kept():
    def draw(canvas: Canvas) -> None:
        lines(
            canvas,
            [
                "The environmental cost of the long-term plan is small and the company reports a non-",
                "GAAP figure for it, which the board of the company reviews as part of the environ-",
                "mental report every year, and the long-",
                "term outlook stays the same as it was when the plan was made in the spring of the",
            ],
        )

    text = read(drawn(draw)).text
    assert "non-GAAP figure" in text
    assert "the environmental report" in text
    assert "long-term outlook" in text


def test_both_halves_of_a_divided_word_have_a_box():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["A sentence that is long enough to be broken at its end in the environ-", "mental part of the report"])

    document = read(drawn(draw))
    boxes = document.pages[0].boxes_of(find(document, "environmental"))
    assert len(boxes) == 2
    assert boxes[0].top < boxes[1].top


def test_a_sentence_goes_on_over_the_page_break():
    document = read(
        drawn(lambda canvas: lines(canvas, ["The order was won in the last week of"]), lambda canvas: lines(canvas, ["the quarter and ships in May."]))
    )
    assert texts_of(document) == ["The order was won in the last week of the quarter and ships in May."]
    first, second = document.pages
    assert len(first.boxes_of(find(document, "order"))) == 1
    assert len(second.boxes_of(find(document, "ships"))) == 1
    assert document.blocks[0].provenance.page == 1


def test_headings_have_levels_by_size_and_weight():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Harrowgate Instruments Reports"], y=720, font="Helvetica-Bold", size=20)
        lines(canvas, ["Outlook for the Year"], y=690, font="Helvetica-Bold", size=12)
        lines(canvas, PROSE, y=670)
        lines(canvas, ["Liquidity"], y=620, font="Helvetica-Bold")
        lines(canvas, PROSE, y=600)

    document = read(drawn(draw))
    found = [(document.words(block.span), block.level) for block in document.blocks if block.kind is BlockKind.HEADING]
    assert found == [("Harrowgate Instruments Reports", 1), ("Outlook for the Year", 2), ("Liquidity", 3)]


def test_bullets_and_numbers_are_list_items_with_depth():
    def draw(canvas: Canvas) -> None:
        lines(canvas, PROSE, y=740)
        lines(canvas, ["• Orders rose in all regions and the backlog grew for the third time in a", "row, as it did last year.", "• Prices held."], y=690)
        lines(canvas, ["– In the west they rose."], x=100, y=654)
        lines(canvas, ["(1) The first note.", "(2) The second note."], y=600)

    document = read(drawn(draw))
    items = [(document.words(block.span)[:8], block.level) for block in document.blocks if block.kind is BlockKind.LIST_ITEM]
    assert items == [("• Orders", 1), ("• Prices", 1), ("– In the", 2), ("(1) The ", 1), ("(2) The ", 1)]


def test_a_bullet_drawn_as_a_shape_begins_an_item():
    def draw(canvas: Canvas) -> None:
        for i, text in enumerate(("Revenue rose to a level that fills the whole width of the line up to its right end", "Costs fell by a third")):
            canvas.circle(60, 703 - 14 * i, 2, stroke=0, fill=1)
            canvas.drawString(72, 700 - 14 * i, text)

    assert len(texts_of(read(drawn(draw)), BlockKind.LIST_ITEM)) == 2


def test_headers_footers_and_page_numbers_are_marked():
    def page(number: int, body: str) -> object:
        def draw(canvas: Canvas) -> None:
            lines(canvas, ["Harrowgate Instruments | Draft of May"], y=765, size=8)
            lines(canvas, [body, "and a second line of it that says a little more than the first."], y=600)
            lines(canvas, [f"Page {number} of 3"], x=280, y=30, size=8)

        return draw

    document = read(drawn(*(page(i, f"The {word} page begins here.") for i, word in enumerate(("first", "second", "last"), 1))))
    assert texts_of(document, BlockKind.HEADER) == ["Harrowgate Instruments | Draft of May"] * 3
    assert texts_of(document, BlockKind.FOOTER) == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    assert len(texts_of(document, BlockKind.PARAGRAPH)) == 3


def test_small_notes_at_the_foot_are_footnotes_and_figures_have_captions():
    def draw(canvas: Canvas) -> None:
        lines(canvas, PROSE, y=740)
        lines(canvas, ["Figure 2: Orders by region"], y=500)
        lines(canvas, ["1 Without the shops opened in the spring."], y=80, size=7)

    document = read(drawn(draw))
    assert texts_of(document, BlockKind.CAPTION) == ["Figure 2: Orders by region"]
    assert texts_of(document, BlockKind.FOOTNOTE) == ["1 Without the shops opened in the spring."]


def test_runs_tell_size_weight_slope_and_colour():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 700, "Net income was")
        canvas.setFont("Helvetica-BoldOblique", 11)
        canvas.setFillColorRGB(0.8, 0, 0)
        canvas.drawString(155, 700, "a record")

    document = read(drawn(draw))
    (block,) = document.blocks
    plain, strong = block.runs
    assert (document.words(plain.span), plain.style.bold, plain.style.size_pt) == ("Net income was ", False, 11.0)
    assert (document.words(strong.span), strong.style.bold, strong.style.italic, strong.style.color) == ("a record", True, True, "cc0000")


def test_the_page_count_and_the_places_of_blocks_are_told():
    document = read(drawn(prose, lambda _canvas: None, prose))
    assert document.source.pages == 3
    assert [block.provenance.page for block in document.blocks] == [1, 3]
    assert [block.provenance.paragraph for block in document.blocks] == [1, 1]
    box = document.blocks[0].provenance.box
    assert box is not None
    assert box.left == pytest.approx(72, abs=1)
    assert document.gaps == ()  # the blank page is none


def test_reading_twice_gives_the_same_document():
    data = drawn(prose, prose)
    assert read(data) == read(data)
