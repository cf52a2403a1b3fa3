"""Decks are read slide by slide as the audience sees them, and what it does not see is marked."""

import io
import zipfile

import pytest
from factories_parts import part, with_link, with_parts
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches, Pt

from screener.errors import CorruptDocument
from screener.extract import extract
from screener.extract.limits import Limits
from screener.types import Block, BlockKind, Document, Hidden

TITLE_AND_BODY, TITLE_ONLY, BLANK = 1, 5, 6
COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
AUTHORS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/commentAuthors"
MODERN_COMMENTS = "http://schemas.microsoft.com/office/2018/10/relationships/comments"
MODERN_AUTHORS = "http://schemas.microsoft.com/office/2018/10/relationships/authors"
DIAGRAM_DATA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
# A PNG of one white point.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c63f8ffffff7f0009fb03fd05434445ca0000000049454e44ae426082".replace(
        " ", ""
    )
)


def read(data: bytes, limits: Limits | None = None) -> Document:
    document = next(extract(data, "deck.pptx", limits or Limits()))
    assert isinstance(document, Document)
    return document


def saved(deck) -> bytes:
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def new_slide(deck, layout: int = BLANK, title: str | None = None):
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title is not None:
        slide.shapes.title.text = title
    return slide


def text_box(shapes, words: str, place: tuple[float, float, float, float], *, size: float | None = None, color: str | None = None):
    box = shapes.add_textbox(*(Inches(length) for length in place))
    box.text_frame.text = words
    font = box.text_frame.paragraphs[0].runs[0].font
    if size is not None:
        font.size = Pt(size)
    if color is not None:
        font.color.rgb = RGBColor.from_string(color)
    return box


def lines(document: Document, kind: BlockKind | None = None) -> list[str]:
    return [document.words(b.span) for b in document.blocks if b.kind is not BlockKind.PROPERTY and (kind is None or b.kind is kind)]


def block_of(document: Document, words: str) -> Block:
    return next(block for block in document.blocks if words in document.words(block.span))


def test_title_and_bullets_come_with_their_levels_and_place():
    deck = Presentation()
    frame = new_slide(deck, TITLE_AND_BODY, "Third Quarter Results").placeholders[1].text_frame
    frame.text = "Revenue grew 12%"
    second = frame.add_paragraph()
    second.text, second.level = "Driven by cloud", 1
    document = read(saved(deck))
    assert [(b.kind, b.level, document.words(b.span)) for b in document.blocks if b.hidden is None] == [
        (BlockKind.HEADING, 1, "Third Quarter Results"),
        (BlockKind.LIST_ITEM, 1, "Revenue grew 12%"),
        (BlockKind.LIST_ITEM, 2, "Driven by cloud"),
    ]
    place = block_of(document, "Driven").provenance
    assert (place.slide, place.shape, place.paragraph) == (1, "Content Placeholder 2", 3)
    assert place.box is not None
    assert (round(place.box.left), round(place.box.top)) == (36, 126)
    assert document.source.pages == 1


def test_slides_come_in_the_order_of_the_presentation_not_of_their_files():
    deck = Presentation()
    for title in ("First", "Second", "Third"):
        new_slide(deck, TITLE_ONLY, title)
    order = deck.slides._sldIdLst
    order.append(order[0])
    assert lines(read(saved(deck))) == ["Second", "Third", "First"]


def test_runs_keep_bold_size_and_color_and_inherit_the_size_of_their_placeholder():
    deck = Presentation()
    paragraph = new_slide(deck, TITLE_AND_BODY, "T").placeholders[1].text_frame.paragraphs[0]
    paragraph.add_run().text = "Adjusted EBITDA "
    run = paragraph.add_run()
    run.text, run.font.bold, run.font.size, run.font.color.rgb = "up 20%", True, Pt(14), RGBColor(0xCC, 0, 0)
    document = read(saved(deck))
    first, second = block_of(document, "EBITDA").runs
    assert (first.style.size_pt, first.style.bold, first.position) == (32.0, None, 0)
    assert (second.style.size_pt, second.style.bold, second.style.color, second.position) == (14.0, True, "cc0000", 1)
    assert document.words(second.span) == "up 20%"


def test_a_title_of_two_lines_is_one_heading():
    deck = Presentation()
    new_slide(deck, TITLE_ONLY, "Third quarter\n2025 results\vand outlook")
    assert lines(read(saved(deck))) == ["Third quarter 2025 results and outlook"]


def test_a_slide_without_a_title_placeholder_takes_its_large_first_line_as_title():
    deck = Presentation()
    slide = new_slide(deck)
    text_box(slide.shapes, "Body text", (0.5, 3, 5, 1), size=14)
    text_box(slide.shapes, "Our Strategy", (0.5, 0.4, 8, 1), size=32)
    assert [block.kind for block in read(saved(deck)).blocks[:2]] == [BlockKind.HEADING, BlockKind.TEXT_BOX]


def test_columns_are_read_one_after_the_other():
    deck = Presentation()
    slide = new_slide(deck, TITLE_ONLY, "Two columns")
    for words, place in [("Right head", (5, 1.5, 4, 0.5)), ("Left head", (0.5, 1.5, 4, 0.5)), ("Right body", (5, 2.2, 4, 2)), ("Left body", (0.5, 2.2, 4, 2))]:
        text_box(slide.shapes, words, place)
    text_box(slide.shapes, "Source: company reports across the page", (0.5, 6.5, 9, 0.4))
    assert lines(read(saved(deck)))[1:] == ["Left head", "Left body", "Right head", "Right body", "Source: company reports across the page"]


def test_figures_beside_their_labels_are_read_row_by_row_and_figures_above_them_tile_by_tile():
    deck = Presentation()
    beside, above = new_slide(deck), new_slide(deck)
    for words, place in [("Revenue", (0.5, 1, 3, 0.5)), ("$5.0B", (5, 1, 3, 0.5)), ("EPS", (0.5, 2, 3, 0.5)), ("$1.20", (5, 2, 3, 0.5))]:
        text_box(beside.shapes, words, place)
    for words, place in [("12%", (0.5, 1, 3, 0.5)), ("20%", (5, 1, 3, 0.5)), ("growth", (0.5, 2, 3, 0.5)), ("margin", (5, 2, 3, 0.5))]:
        text_box(above.shapes, words, place)
    assert lines(read(saved(deck))) == ["Revenue", "$5.0B", "EPS", "$1.20", "12%", "growth", "20%", "margin"]


def test_boxes_a_little_askew_stand_in_one_row():
    deck = Presentation()
    slide = new_slide(deck)
    for words, place in [("three", (6, 2.0, 2, 0.6)), ("one", (0.5, 2.1, 2, 0.6)), ("two", (3, 1.95, 2, 0.6))]:
        text_box(slide.shapes, words, place)
    assert lines(read(saved(deck))) == ["one", "two", "three"]


def test_grouped_shapes_are_read_where_the_group_stands():
    deck = Presentation()
    slide = new_slide(deck)
    text_box(slide.shapes, "Below", (0.5, 5, 4, 0.5))
    outer = slide.shapes.add_group_shape()
    inner = outer.shapes.add_group_shape()
    text_box(inner.shapes, "Deep inside", (0.5, 1, 2, 0.5))
    text_box(outer.shapes, "Inside", (0.5, 2, 2, 0.5))
    document = read(saved(deck))
    assert lines(document) == ["Deep inside", "Inside", "Below"]
    box = block_of(document, "Deep inside").provenance.box
    assert box is not None
    assert round(box.top) == 72


def test_groups_nested_beyond_the_limit_are_a_gap():
    deck = Presentation()
    shapes = new_slide(deck).shapes
    for _ in range(12):
        shapes = shapes.add_group_shape().shapes
    text_box(shapes, "Deep", (1, 1, 1, 1))
    assert [gap.code for gap in read(saved(deck), Limits(max_depth=5)).gaps] == ["limit"]


def test_tables_come_as_rows_with_merged_cells():
    deck = Presentation()
    table = new_slide(deck, TITLE_ONLY, "Table").shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for row, words in enumerate([("", "Nine months", ""), ("", "2025", "2024"), ("Revenue", "10.5", "9.5")]):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    table.cell(0, 1).merge(table.cell(0, 2))
    document = read(saved(deck))
    assert lines(document, BlockKind.ROW) == ["Nine months", "2025\t2024", "Revenue\t10.5\t9.5"]
    header = document.tables[0].rows[0][0]
    assert (header.column, header.column_span, header.header) == (1, 2, True)
    assert block_of(document, "Revenue").provenance.slide == 1


def test_charts_give_title_series_categories_and_values():
    deck = Presentation()
    data = CategoryChartData()
    data.categories = ["Q1", "Q2"]
    data.add_series("Revenue", (1.5, 2.5))
    chart = new_slide(deck).shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(4), Inches(3), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Revenue by quarter"
    assert lines(read(saved(deck)), BlockKind.CHART) == ["Revenue by quarter", "Revenue: Q1 1.5; Q2 2.5"]


def test_smart_art_text_is_read():
    deck = Presentation()
    text_box(new_slide(deck).shapes, "Shape", (1, 1, 1, 1))
    data = saved(deck)
    name = "ppt/slides/slide1.xml"
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="Diagram 8"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
        '<p:xfrm><a:off x="0" y="3000000"/><a:ext cx="3000000" cy="1000000"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
        '<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rIdD"/></a:graphicData></a:graphic></p:graphicFrame></p:spTree>'
    )
    diagram = (
        '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>'
        '<dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Close the sale</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>'
    )
    data = with_parts(data, {name: part(data, name).replace(b"</p:spTree>", frame.encode()), "ppt/diagrams/data1.xml": diagram.encode()})
    document = read(with_link(data, name, "rIdD", DIAGRAM_DATA, "../diagrams/data1.xml"))
    assert lines(document) == ["Shape", "Close the sale"]
    assert block_of(document, "Close the sale").provenance.shape == "Diagram 8"


def test_alternative_text_is_read():
    deck = Presentation()
    picture = new_slide(deck).shapes.add_picture(io.BytesIO(PIXEL), Inches(1), Inches(1), Inches(1), Inches(1))
    picture._element.nvPicPr.cNvPr.set("descr", "Chart of record orders")
    assert lines(read(saved(deck)), BlockKind.ALT_TEXT) == ["Chart of record orders"]


def test_a_slide_that_is_one_picture_is_a_gap():
    deck = Presentation()
    picture = new_slide(deck).shapes.add_picture(io.BytesIO(PIXEL), 0, 0, deck.slide_width, deck.slide_height)
    picture._element.nvPicPr.cNvPr.set("descr", "")
    assert [(gap.what, gap.code) for gap in read(saved(deck)).gaps] == [("slide 1", "scanned_page")]


def test_speaker_notes_are_marked():
    deck = Presentation()
    new_slide(deck, TITLE_ONLY, "Outlook").notes_slide.notes_text_frame.text = "Do not mention the merger.\nSmile."
    document = read(saved(deck))
    assert lines(document, BlockKind.NOTES) == ["Do not mention the merger.", "Smile."]
    assert block_of(document, "merger").hidden is Hidden.NOTES
    assert block_of(document, "merger").provenance.slide == 1


def test_every_block_of_a_hidden_slide_is_marked():
    deck = Presentation()
    slide = new_slide(deck, TITLE_AND_BODY, "Backup")
    slide.placeholders[1].text_frame.text = "Acquisition of Heron Corp."
    slide.notes_slide.notes_text_frame.text = "Only for the board."
    slide._element.set("show", "0")
    document = read(saved(deck))
    assert {block.hidden for block in document.blocks if block.provenance.slide} == {Hidden.HIDDEN_SLIDE}


def test_hidden_shapes_and_shapes_off_the_slide_are_marked_and_come_last():
    deck = Presentation()
    slide = new_slide(deck, TITLE_ONLY, "Shown")
    text_box(slide.shapes, "Off", (-5, 1, 2, 1))
    text_box(slide.shapes, "Half off", (-1, 2, 2, 1))
    text_box(slide.shapes, "Switched off", (1, 1, 2, 1))._element.nvSpPr.cNvPr.set("hidden", "1")
    document = read(saved(deck))
    found = {document.words(b.span): b.hidden_detail for b in document.blocks if b.provenance.slide}
    assert found == {"Shown": None, "Half off": None, "Off": "off the slide", "Switched off": "hidden shape"}
    assert lines(document)[:2] == ["Shown", "Half off"]


def test_white_text_is_marked_only_where_nothing_dark_can_lie_behind_it():
    deck = Presentation()
    slide = new_slide(deck)
    text_box(slide.shapes, "Covert", (0.5, 6, 4, 0.5), color="FFFFFF")
    filled = text_box(slide.shapes, "On its own fill", (0.5, 1, 4, 0.5), color="FFFFFF")
    filled.fill.solid()
    filled.fill.fore_color.rgb = RGBColor(0, 0, 0x80)
    slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(0.5), Inches(3), Inches(4), Inches(1))
    text_box(slide.shapes, "On a shape behind", (0.6, 3.1, 3, 0.5), color="FFFFFF")
    document = read(saved(deck))
    assert [document.words(b.span) for b in document.blocks if b.hidden_detail == "white text"] == ["Covert"]


def test_white_text_on_a_dark_ground_is_not_marked():
    deck = Presentation()
    slide = new_slide(deck)
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor(0, 0, 0x40)
    text_box(slide.shapes, "Shown", (0.5, 6, 4, 0.5), color="FFFFFF")
    assert block_of(read(saved(deck)), "Shown").hidden is None


def test_the_invisible_stretch_of_a_paragraph_is_a_block_of_its_own():
    deck = Presentation()
    paragraph = text_box(new_slide(deck).shapes, "Shown ", (0.5, 1, 6, 0.5)).text_frame.paragraphs[0]
    run = paragraph.add_run()
    run.text, run.font.size = "not shown", Pt(1)
    document = read(saved(deck))
    assert [(document.words(b.span), b.hidden_detail) for b in document.blocks if b.provenance.slide] == [("Shown", None), ("not shown", "tiny text")]


def test_empty_placeholders_and_the_layouts_own_text_are_left_out():
    deck = Presentation()
    new_slide(deck, TITLE_AND_BODY, "Only this")
    assert lines(read(saved(deck))) == ["Only this"]


def test_old_comments_carry_author_and_date():
    deck = Presentation()
    new_slide(deck, TITLE_ONLY, "Plan")
    namespace = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    comments = f'<p:cmLst {namespace}><p:cm authorId="0" dt="2025-10-30T09:15:00" idx="1"><p:pos x="1" y="1"/><p:text>Is this public?</p:text></p:cm></p:cmLst>'
    authors = f'<p:cmAuthorLst {namespace}><p:cmAuthor id="0" name="Sam Poe" initials="SP" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>'
    data = with_parts(saved(deck), {"ppt/comments/comment1.xml": comments.encode(), "ppt/commentAuthors.xml": authors.encode()})
    data = with_link(data, "ppt/slides/slide1.xml", "rIdC", COMMENTS, "../comments/comment1.xml")
    document = read(with_link(data, "ppt/presentation.xml", "rIdA", AUTHORS, "commentAuthors.xml"))
    comment = block_of(document, "Is this public?")
    assert (comment.kind, comment.hidden, comment.provenance.slide) == (BlockKind.COMMENT, Hidden.COMMENT, 1)
    assert comment.change is not None
    assert (comment.change.author, comment.change.at) == ("Sam Poe", "2025-10-30T09:15:00")


def test_threaded_comments_and_their_answers_are_read():
    deck = Presentation()
    new_slide(deck, TITLE_ONLY, "Plan")
    namespace = 'xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    body = "<p188:txBody><a:bodyPr/><a:p><a:r><a:t>{}</a:t></a:r></a:p></p188:txBody>"
    comments = (
        f'<p188:cmLst {namespace}><p188:cm id="{{1}}" authorId="{{A}}" created="2025-10-30T09:15:00"><p188:replyLst><p188:reply id="{{2}}" authorId="{{B}}" '
        f'created="2025-10-31T08:00:00">{body.format("Not before the call.")}</p188:reply></p188:replyLst>'
        f"{body.format('Is this public?')}</p188:cm></p188:cmLst>"
    )
    authors = f'<p188:authorLst {namespace}><p188:author id="{{A}}" name="Sam Poe"/><p188:author id="{{B}}" name="Jane Roe"/></p188:authorLst>'
    data = with_parts(saved(deck), {"ppt/comments/modernComment1.xml": comments.encode(), "ppt/authors.xml": authors.encode()})
    data = with_link(data, "ppt/slides/slide1.xml", "rIdC", MODERN_COMMENTS, "../comments/modernComment1.xml")
    document = read(with_link(data, "ppt/presentation.xml", "rIdA", MODERN_AUTHORS, "authors.xml"))
    found = [(document.words(b.span), b.change.author) for b in document.blocks if b.change is not None]
    assert found == [("Is this public?", "Sam Poe"), ("Not before the call.", "Jane Roe")]


def test_footers_come_after_the_body():
    deck = Presentation()
    slide = new_slide(deck, TITLE_ONLY, "Title")
    text_box(slide.shapes, "Body", (0.5, 3, 4, 0.5))
    layout_footer = next(p for p in deck.slide_layouts[TITLE_ONLY].placeholders if p.placeholder_format.type.name == "FOOTER")
    slide.shapes.clone_placeholder(layout_footer)
    footer = next(p for p in slide.placeholders if p.placeholder_format.type.name == "FOOTER")
    footer.text_frame.text = "Heron Corp. Confidential"
    document = read(saved(deck))
    assert [(b.kind, document.words(b.span)) for b in document.blocks if b.provenance.slide][1:] == [
        (BlockKind.TEXT_BOX, "Body"),
        (BlockKind.FOOTER, "Heron Corp. Confidential"),
    ]


def test_a_damaged_slide_is_a_gap_and_the_others_are_read():
    deck = Presentation()
    for title in ("First", "Second"):
        new_slide(deck, TITLE_ONLY, title)
    data = saved(deck)
    document = read(with_parts(data, {"ppt/slides/slide1.xml": part(data, "ppt/slides/slide1.xml")[:-50]}))
    assert lines(document) == ["Second"]
    assert [(gap.what, gap.code) for gap in document.gaps] == [("slide 1", "corrupt")]


def test_a_damaged_chart_is_a_gap():
    deck = Presentation()
    data = CategoryChartData()
    data.categories = ["Q1"]
    data.add_series("Revenue", (1.5,))
    new_slide(deck, TITLE_ONLY, "Chart").shapes.add_chart(XL_CHART_TYPE.PIE, Inches(1), Inches(1), Inches(4), Inches(3), data)
    package = saved(deck)
    chart = next(name for name in _names(package) if name.startswith("ppt/charts/chart"))
    document = read(with_parts(package, {chart: b"<c:chartSpace"}))
    assert [gap.code for gap in document.gaps] == ["corrupt"]
    assert lines(document) == ["Chart"]


def _names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


def test_a_damaged_deck_is_corrupt():
    deck = Presentation()
    new_slide(deck, TITLE_ONLY, "Only")
    data = saved(deck)
    with pytest.raises(CorruptDocument):
        read(with_parts(data, {"ppt/presentation.xml": b"<p:presentation"}))
    with pytest.raises(CorruptDocument):
        read(data[:-300])


def test_slides_beyond_the_limit_are_a_gap():
    deck = Presentation()
    for number in range(4):
        new_slide(deck, TITLE_ONLY, f"Slide {number}")
    document = read(saved(deck), Limits(max_pages=2))
    assert lines(document) == ["Slide 0", "Slide 1"]
    assert [gap.code for gap in document.gaps] == ["limit"]


def test_all_text_python_pptx_sees_is_read_once():
    deck = Presentation()
    for number in range(3):
        slide = new_slide(deck, TITLE_AND_BODY, f"Title number {number}")
        slide.placeholders[1].text_frame.text = f"Bullet one of {number}"
        for i in range(4):
            text_box(slide.shapes, f"Box {i} on {number}", (1 + i, 5 + i / 4, 1, 0.5))
    data = saved(deck)
    text = read(data).text
    words = [shape.text_frame.text for slide in Presentation(io.BytesIO(data)).slides for shape in slide.shapes if shape.has_text_frame]
    assert all(text.count(each) == 1 for each in words)
