"""What a reader sees of a Word file, in reading order."""

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt, RGBColor
from factories_word import concealed, opened, p, packed, part, r, shown, table, tc, tr, unpacked, word_file

from screener.types import BlockKind, Hidden

H, P, L = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def styles(*definitions: str) -> str:
    return part("w:styles", "".join(definitions))


def style(identifier: str, name: str, *, based_on: str = "", paragraph: str = "", run: str = "", kind: str = "paragraph") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    properties = (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "") + (f"<w:rPr>{run}</w:rPr>" if run else "")
    return f'<w:style w:type="{kind}" w:styleId="{identifier}"><w:name w:val="{name}"/>{base}{properties}</w:style>'


def test_headings_paragraphs_lists_and_the_title_are_told_apart():
    document = docx.Document()
    document.add_heading("Third Quarter Results", level=0)
    document.add_heading("Segments", level=2)
    document.add_paragraph("Sales rose.")
    document.add_paragraph("Orders rose.", style="List Bullet")
    document.add_paragraph("More orders.", style="List Bullet 2")
    document.add_paragraph("Table 1: Sales", style="Caption")
    found = opened(saved(document))
    blocks = [(block.kind, block.level, found.words(block.span)) for block in found.blocks if block.hidden is None]
    assert blocks == [
        (H, 1, "Third Quarter Results"),
        (H, 2, "Segments"),
        (P, None, "Sales rose."),
        (L, 1, "• Orders rose."),
        (L, 2, "• More orders."),
        (BlockKind.CAPTION, None, "Table 1: Sales"),
    ]
    assert found.title == "Third Quarter Results"


def test_the_text_is_that_of_python_docx_paragraph_by_paragraph():
    document = docx.Document()
    for i in range(12):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"Revenue of ${i}.5 million ").bold = True
        paragraph.add_run("rose\tby")
        paragraph.add_run(" 4%").add_break()
        paragraph.add_run("in the quarter.")
    data = saved(document)
    expected = [" ".join(paragraph.text.split()) for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert [words for _, words in shown(opened(data))] == expected


def test_a_derived_style_is_the_heading_it_is_based_on_unless_it_says_it_is_body_text():
    parts = {
        "styles.xml": styles(
            style("berschrift1", "heading 1", paragraph='<w:outlineLvl w:val="0"/>'),
            style("Mine", "Release Head", based_on="berschrift1"),
            style("Plain", "Not a head", based_on="berschrift1", paragraph='<w:outlineLvl w:val="9"/>'),
        )
    }
    body = p("One", '<w:pStyle w:val="Mine"/>') + p("Two", '<w:pStyle w:val="Plain"/>') + p("Three", '<w:outlineLvl w:val="2"/>')
    found = opened(word_file(body, parts=parts))
    assert [(block.kind, block.level) for block in found.blocks] == [(H, 1), (P, None), (H, 3)]


def test_styles_based_on_each_other_in_a_circle_end():
    parts = {"styles.xml": styles(style("A", "a", based_on="B"), style("B", "b", based_on="A"))}
    assert shown(opened(word_file(p("Text", '<w:pStyle w:val="A"/>'), parts=parts))) == [(P, "Text")]


def test_a_heading_whose_style_the_file_does_not_define_is_known_by_its_id():
    assert shown(opened(word_file(p("Results", '<w:pStyle w:val="Heading2"/>')))) == [(H, "Results")]


def test_runs_carry_their_look_from_run_character_style_paragraph_style_and_defaults():
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10)
    strong = document.styles.add_style("Loud", WD_STYLE_TYPE.CHARACTER)
    strong.font.bold, strong.font.color.rgb = True, RGBColor(0xC0, 0, 0)
    paragraph = document.add_paragraph("plain ")
    paragraph.add_run("loud ", style="Loud")
    run = paragraph.add_run("own")
    run.font.size, run.font.underline, run.font.italic = Pt(14), True, True
    runs = opened(saved(document)).blocks[0].runs
    assert [(run.style.bold, run.style.italic, run.style.underline, run.style.size_pt, run.style.color, run.position) for run in runs] == [
        (False, False, False, 10, None, 0),
        (True, False, False, 10, "c00000", 1),
        (False, True, True, 14, None, 2),
    ]


def test_bold_of_paragraph_and_character_style_cancel_each_other_and_the_run_itself_wins():
    parts = {"styles.xml": styles(style("Head", "Head", run="<w:b/>"), style("Em", "Em", run="<w:b/>", kind="character"))}
    body = p(r("a") + r("b", '<w:rStyle w:val="Em"/>') + r("c", '<w:rStyle w:val="Em"/><w:b/>') + r("d", '<w:b w:val="0"/>'), '<w:pStyle w:val="Head"/>')
    assert [run.style.bold for run in opened(word_file(body, parts=parts)).blocks[0].runs] == [True, False, True, False]


LISTS = part(
    "w:numbering",
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Item %1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%3"/></w:lvl>'
    '<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
)


def numbered(text: str, level: int, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_list_marks_are_counted_by_level_and_restart_below_a_new_item():
    body = numbered("a", 0) + numbered("b", 1) + numbered("c", 1) + numbered("d", 2) + numbered("e", 0) + numbered("f", 1) + numbered("g", 3)
    found = opened(word_file(body, parts={"numbering.xml": LISTS}))
    assert [words for _, words in shown(found)] == ["Item 1. a", "(a) b", "(b) c", "1.IV d", "Item 2. e", "(a) f", "• g"]
    assert [block.level for block in found.blocks] == [1, 2, 2, 3, 1, 2, 4]


def test_a_list_that_starts_anew_begins_at_its_own_number_and_number_zero_is_no_list():
    found = opened(word_file(numbered("a", 0) + numbered("b", 0, 2) + numbered("c", 0, 2) + numbered("d", 0, 0), parts={"numbering.xml": LISTS}))
    assert shown(found) == [(L, "Item 1. a"), (L, "Item 5. b"), (L, "Item 6. c"), (P, "d")]


def test_a_typed_bullet_makes_a_list_item():
    assert shown(opened(word_file(p("• Orders rose")))) == [(L, "• Orders rose")]


def test_hyperlinks_smart_tags_content_controls_and_simple_fields_keep_their_words():
    body = (
        f"<w:p>{r('See ')}<w:hyperlink r:id='x'>{r('our site')}</w:hyperlink>{r(' for ')}<w:smartTag><w:smartTagPr/>{r('Acme')}</w:smartTag>"
        f"<w:sdt><w:sdtPr><w:alias w:val='Title'/></w:sdtPr><w:sdtContent>{r(' and ')}</w:sdtContent></w:sdt>"
        f"<w:fldSimple w:instr='DATE'>{r('May 5')}</w:fldSimple></w:p>"
        f"<w:sdt><w:sdtContent>{p('In a control')}{table(tr('a', 'b'))}</w:sdtContent></w:sdt>"
    )
    assert shown(opened(word_file(body))) == [(P, "See our site for Acme and May 5"), (P, "In a control"), (BlockKind.ROW, "a\tb")]


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_of_a_field_the_result_is_read_and_the_code_is_not():
    code = '<w:r><w:instrText xml:space="preserve"> IF </w:instrText></w:r>'
    inner = field("begin") + "<w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>" + field("separate") + r("condition") + field("end")
    body = f"<w:p>{r('Up ')}{field('begin')}{code}{inner}{field('separate')}{r('12%')}{field('end')}{r(' today')}</w:p>"
    assert shown(opened(word_file(body))) == [(P, "Up 12% today")]


def test_a_field_that_never_ends_swallows_nothing():
    body = f"<w:p>{field('begin')}{r('Sales rose')}</w:p>" + p("and more")
    assert shown(opened(word_file(body))) == [(P, "Sales rose"), (P, "and more")]


def test_tabs_breaks_symbols_hyphens_and_formulas_read_as_text():
    body = (
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d e</w:t><w:softHyphen/><w:t>f</w:t>"
        '<w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></w:p>"
    )
    assert shown(opened(word_file(body))) == [(P, "a b c-d ef≥✓1/2")]


def test_a_drop_cap_joins_the_paragraph_it_opens():
    body = p("T", '<w:framePr w:dropCap="drop" w:lines="3"/>') + p("he company grew.") + p("Z", '<w:framePr w:dropCap="drop"/>')
    assert [words for _, words in shown(opened(word_file(body)))] == ["The company grew.", "Z"]


def test_footnotes_and_endnotes_follow_the_paragraph_that_refers_to_them():
    notes = part(
        "w:footnotes",
        f'<w:footnote w:id="0" w:type="separator">{p("line")}</w:footnote><w:footnote w:id="2">{p("See the tables.")}{p("All of them.")}</w:footnote>',
    )
    ends = part("w:endnotes", f'<w:endnote w:id="1">{p("Unaudited.")}</w:endnote>')
    body = p(r("Income rose") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>') + p("Then it fell.")
    found = opened(word_file(body, parts={"footnotes.xml": notes, "endnotes.xml": ends}))
    note = BlockKind.FOOTNOTE
    assert shown(found) == [(P, "Income rose"), (note, "See the tables."), (note, "All of them."), (note, "Unaudited."), (P, "Then it fell.")]
    assert found.blocks[1].provenance.paragraph == 1
    assert found.blocks[1].provenance.path == "word/footnotes.xml/footnote[2]/p[1]"


def test_headers_come_first_and_footers_last_each_text_once():
    document = docx.Document()
    document.add_paragraph("Body")
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = section.first_page_header.paragraphs[0].text = "Draft of May 5"
    section.footer.paragraphs[0].text = "Confidential"
    assert shown(opened(saved(document))) == [(BlockKind.HEADER, "Draft of May 5"), (P, "Body"), (BlockKind.FOOTER, "Confidential")]


def drawing(content: str, *, description: str = "", hidden: str = "0") -> str:
    properties = f'<wp:docPr id="1" name="n" descr="{description}" hidden="{hidden}"/>'
    return f"<w:drawing><wp:inline>{properties}<a:graphic><a:graphicData>{content}</a:graphicData></a:graphic></wp:inline></w:drawing>"


def text_box(content: str, fill: str = "") -> str:
    return f"<wps:wsp><wps:spPr>{fill}</wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"


def test_a_text_box_is_read_once_although_the_file_holds_it_twice():
    new = drawing(text_box(p("In the box") + p("Second line")), description="A call-out")
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{p('In the box')}{p('Second line')}</w:txbxContent></v:textbox></v:shape></w:pict>"
    both = f"<mc:AlternateContent><mc:Choice Requires='wps'>{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:p>{r('Before ')}<w:r>{both}</w:r>{r('after')}</w:p>"
    box = BlockKind.TEXT_BOX
    assert shown(opened(word_file(body))) == [(P, "Before after"), (box, "In the box"), (box, "Second line"), (BlockKind.ALT_TEXT, "A call-out")]


def test_the_old_text_box_is_read_where_there_is_no_new_one_and_word_art_too():
    box = f"<v:shape alt='Logo'><v:textbox><w:txbxContent>{p('Old box')}</w:txbxContent></v:textbox></v:shape>"
    art = "<v:shape><v:textpath string='CONFIDENTIAL'/></v:shape>"
    found = shown(opened(word_file(f"<w:p><w:r><w:pict>{box}{art}</w:pict></w:r></w:p>")))
    assert found == [(BlockKind.TEXT_BOX, "Old box"), (BlockKind.TEXT_BOX, "CONFIDENTIAL"), (BlockKind.ALT_TEXT, "Logo")]


def test_a_hidden_shape_is_marked():
    found = opened(word_file(f"<w:p><w:r>{drawing(text_box(p('Secret')), hidden='1')}</w:r></w:p>"))
    assert [(block.hidden, block.hidden_detail) for block in found.blocks] == [(Hidden.INVISIBLE_TEXT, "hidden shape")]


def test_charts_and_diagrams_are_read_from_their_own_parts_and_objects_are_named_as_gaps():
    chart = part(
        "c:chartSpace",
        "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Sales by year</a:t></a:r></a:p></c:rich></c:tx></c:title><c:ser>"
        '<c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>Growth</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        '<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>2025</c:v></c:pt><c:pt idx="1"><c:v>2026</c:v></c:pt></c:strCache></c:strRef></c:cat>'
        "<c:val><c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode>"
        '<c:pt idx="0"><c:v>0.12</c:v></c:pt><c:pt idx="1"><c:v>0.075</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:chart>',
    )
    point = '<dgm:pt modelId="{}" type="{}"><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>'
    points = point.format("3", "node", "Second") + point.format("1", "doc", "") + point.format("2", "node", "First")
    order = '<dgm:cxn srcId="1" destId="2" srcOrd="0"/><dgm:cxn srcId="1" destId="3" srcOrd="1"/>'
    diagram = part("dgm:dataModel", f"<dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{order}</dgm:cxnLst>")
    embedded = "<w:object><o:OLEObject Type='Embed' r:id='o'/></w:object>"
    body = "<w:p><w:r>" + drawing("<c:chart r:id='c'/>") + "</w:r><w:r>" + drawing("<dgm:relIds r:dm='d'/>") + embedded + "</w:r></w:p>"
    targets = {"c": ("chart", "charts/chart1.xml"), "d": ("diagramData", "diagrams/data1.xml"), "o": ("package", "embeddings/Budget.xlsx")}
    found = opened(word_file(body, parts={"charts/chart1.xml": chart, "diagrams/data1.xml": diagram}, targets=targets))
    drawn = BlockKind.CHART
    assert shown(found) == [(drawn, "Sales by year"), (drawn, "Growth: 2025 12%; 2026 7.5%"), (drawn, "First"), (drawn, "Second")]
    assert [(gap.what, gap.code) for gap in found.gaps] == [("embedded object Budget.xlsx", "unsupported")]


def test_a_chart_whose_part_is_missing_is_a_gap():
    body = "<w:p><w:r>" + drawing("<c:chart r:id='c'/>") + "</w:r></w:p>"
    assert [gap.what for gap in opened(word_file(body)).gaps] == ["chart"]


def test_files_inserted_or_linked_whole_are_gaps():
    body = "<w:altChunk r:id='h'/><w:p><w:subDoc r:id='s'/></w:p>"
    found = opened(word_file(body, targets={"h": ("aFChunk", "chunk.html"), "s": ("subDocument", "file://share/part.docx")}))
    assert [gap.what for gap in found.gaps] == ["inserted file chunk.html", "linked document part.docx"]


def test_places_are_counted_in_document_order_tables_included():
    found = opened(word_file(p("one") + table(tr("two", "three"), tr("four", "five")) + p("") + p("seven")))
    assert [(block.provenance.paragraph, block.provenance.path) for block in found.blocks] == [
        (1, "word/document.xml/body/p[1]"),
        (2, "word/document.xml/body/tbl[1]/tr[1]"),
        (4, "word/document.xml/body/tbl[1]/tr[2]"),
        (7, "word/document.xml/body/p[3]"),
    ]


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (p("a") + p("b"), [None, None]),
        (p("a") + p('<w:r><w:br w:type="page"/></w:r>') + p("b"), [1, 2]),
        (p("a") + p("b", "<w:pageBreakBefore/>"), [1, 2]),
        (p('<w:r><w:t>a</w:t><w:br w:type="page"/></w:r>') + p("<w:r><w:lastRenderedPageBreak/><w:t>b</w:t></w:r>"), [1, 2]),
        (p('<w:r><w:t>a</w:t><w:br w:type="page"/></w:r>', "<w:sectPr/>") + p("b") + "<w:sectPr><w:type w:val='continuous'/></w:sectPr>", [1, 2]),
        (p('<w:r><w:t>a</w:t><w:br w:type="page"/></w:r>', "<w:sectPr/>") + p("b") + "<w:sectPr/>", [1, 3]),
    ],
)
def test_pages_are_those_of_the_last_layout_else_of_the_breaks_somebody_set(body, pages):
    assert [block.provenance.page for block in opened(word_file(body)).blocks] == pages


def test_a_table_with_one_column_or_one_row_of_paragraphs_reads_as_text():
    box = table(tr(tc(p("Highlights", '<w:outlineLvl w:val="0"/>') + p("Sales rose."))), tr("Margin fell."))
    side_by_side = table(tr(tc(p("Investors") + p("Ann Lee")), tc(p("Media") + p("Bo Ray"))))
    found = opened(word_file(box + side_by_side))
    assert shown(found) == [(H, "Highlights"), (P, "Sales rose."), (P, "Margin fell."), (P, "Investors"), (P, "Ann Lee"), (P, "Media"), (P, "Bo Ray")]
    assert found.tables == ()


def test_strict_files_are_read_like_others():
    names = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    head = styles(style("H", "heading 1", paragraph='<w:ind w:left="36pt"/>'))
    data = word_file(p("Results", '<w:pStyle w:val="H"/>') + p(r("Sales", '<w:sz w:val="11pt"/>')), parts={"styles.xml": head})
    files = unpacked(data)
    for usual, strict in names.items():
        files = {name: content.replace(usual.encode(), strict.encode()) for name, content in files.items()}
    found = opened(packed(files))
    assert shown(found) == [(H, "Results"), (P, "Sales")]
    assert found.blocks[1].runs[0].style.size_pt == 11


def test_the_properties_stand_at_the_end_as_hidden_blocks():
    document = docx.Document()
    document.add_paragraph("Body")
    core = document.core_properties
    core.title, core.author, core.keywords, core.comments = "Project Falcon", "Ann Lee", "merger", ""
    found = opened(saved(document))
    properties = [(block.kind, words) for block, words in concealed(found)]
    assert (BlockKind.PROPERTY, "Title: Project Falcon") in properties
    assert (BlockKind.PROPERTY, "Author: Ann Lee") in properties
    assert all(block.hidden is Hidden.METADATA for block, _ in concealed(found))
    assert found.title == "Project Falcon"


def test_every_word_python_docx_finds_stands_in_the_text_exactly_once():
    document = docx.Document()
    for i in range(40):
        paragraph = document.add_paragraph(f"alpha{i} beta{i} ", style="List Number" if i % 3 else None)
        paragraph.add_run(f"gamma{i}").bold = bool(i % 2)
        if i % 10 == 0:
            grid = document.add_table(rows=3, cols=4)
            for row in range(3):
                for column in range(4):
                    grid.cell(row, column).text = f"cell{i}x{row}x{column}"
    found = opened(saved(document))
    words = [word for block in found.blocks if block.hidden is None for word in found.words(block.span).split()]
    expected = [f"{name}{i}" for i in range(40) for name in ("alpha", "beta", "gamma")]
    expected += [f"cell{i}x{row}x{column}" for i in (0, 10, 20, 30) for row in range(3) for column in range(4)]
    assert sorted(word for word in words if word[0] in "abgc") == sorted(expected)
