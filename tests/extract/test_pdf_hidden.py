from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from screener.types import BlockKind, Hidden
from tests.factories_pdf import BLACK, NAVY, WHITE, block_with, drawn, lines, read, texts_of


def white_line(canvas: Canvas, text: str, y: float) -> None:
    canvas.setFillColorRGB(*WHITE)
    lines(canvas, [text], y=y)
    canvas.setFillColorRGB(*BLACK)


def test_white_text_on_white_paper_is_hidden():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["What the reader sees"])
        white_line(canvas, "Project Tidewater closes in June", 600)

    document = read(drawn(draw))
    block = block_with(document, "Tidewater")
    assert (block.hidden, block.hidden_detail) == (Hidden.INVISIBLE_TEXT, "white text")
    assert block_with(document, "reader").hidden is None
    assert len(document.pages[0].boxes_of(block.span)) == 5


def test_white_text_on_a_dark_field_is_seen():
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(*NAVY)
        canvas.rect(60, 590, 400, 30, stroke=0, fill=1)
        white_line(canvas, "Second quarter results", 600)

    assert block_with(read(drawn(draw)), "Second quarter").hidden is None


def test_white_text_on_a_field_inside_a_scaled_form_is_seen():
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("band")
        canvas.setFillColorRGB(*NAVY)
        canvas.rect(30, 295, 200, 15, stroke=0, fill=1)
        canvas.endForm()
        canvas.saveState()
        canvas.scale(2, 2)
        canvas.doForm("band")
        canvas.restoreState()
        white_line(canvas, "In a band", 600)

    assert block_with(read(drawn(draw)), "In a band").hidden is None


def test_text_of_no_ink_is_hidden_and_text_over_a_scan_is_not(tmp_path):
    def no_ink(canvas: Canvas) -> None:
        text = canvas.beginText(72, 500)
        text.setTextRenderMode(3)
        text.textOut("Written with no ink")
        canvas.drawText(text)

    scan = tmp_path / "scan.ppm"
    scan.write_bytes(b"P6 64 64 255\n" + bytes((i * 7) % 256 for i in range(64 * 64 * 3)))

    def over_scan(canvas: Canvas) -> None:
        canvas.drawImage(str(scan), 0, 0, 612, 792)
        no_ink(canvas)

    assert block_with(read(drawn(no_ink)), "no ink").hidden_detail == "invisible text"
    assert block_with(read(drawn(over_scan)), "no ink").hidden is None


def test_text_off_the_page_and_text_too_small_to_read_are_hidden():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["What the reader sees"])
        lines(canvas, ["Beyond the upper edge"], y=900)
        lines(canvas, ["As small as dust"], y=500, size=0.5)

    document = read(drawn(draw))
    assert block_with(document, "Beyond").hidden_detail == "off the page"
    assert block_with(document, "dust").hidden_detail == "type under 1 point"
    assert block_with(document, "reader").hidden is None


def test_comments_tell_who_and_when():
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["The plan for the year"])
        canvas.textAnnotation("Do not send before the board has met", Rect=(100, 600, 130, 630), T="R. Amory", M="D:20310422093000-04'00'")

    document = read(drawn(draw))
    block = block_with(document, "board has met")
    assert (block.kind, block.hidden) == (BlockKind.COMMENT, Hidden.COMMENT)
    assert block.change is not None
    assert block.change.kind == "comment"
    assert block.provenance.page == 1
    assert block.provenance.box == (100, 162, 130, 192)


def test_filled_in_fields_are_read():
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="recipient", value="Alder Point Partners", x=72, y=600, width=200, height=20)

    assert texts_of(read(drawn(draw)), BlockKind.FIELD) == ["recipient: Alder Point Partners"]


def test_properties_are_read_and_name_the_document():
    document = read(drawn(lambda canvas: lines(canvas, ["Text"]), title="Plan B", author="R. Amory", subject="Merger", keywords="Tidewater"))
    assert document.title == "Plan B"
    properties = [block for block in document.blocks if block.kind is BlockKind.PROPERTY]
    assert {block.hidden for block in properties} == {Hidden.METADATA}
    assert [document.words(block.span) for block in properties] == ["Title: Plan B", "Author: R. Amory", "Subject: Merger", "Keywords: Tidewater"]
