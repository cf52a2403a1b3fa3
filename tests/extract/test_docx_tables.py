"""Word tables as rows and cells."""

import io

import docx
import pytest
from docx.shared import Inches
from factories_word import grid, opened, p, r, shown, table, tc, tr, word_file

from screener.types import BlockKind

# A comment nobody wrote makes a table one that is read closely.
CLOSELY = '<w:commentRangeStart w:id="99"/>'


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_cells_are_those_of_python_docx():
    document = docx.Document()
    made = document.add_table(rows=4, cols=3)
    for row in range(4):
        for column in range(3):
            made.cell(row, column).text = f"{row}{column} of {row}"
    expected = [[cell.text for cell in row.cells] for row in made.rows]
    assert grid(opened(saved(document))) == expected


def test_merged_cells_count_once_with_the_places_they_cover():
    document = docx.Document()
    made = document.add_table(rows=3, cols=4)
    for row in range(3):
        for column in range(4):
            made.cell(row, column).text = f"{row}{column}"
    made.cell(0, 1).merge(made.cell(0, 3)).text = "wide"
    made.cell(1, 0).merge(made.cell(2, 0)).text = "tall"
    found = opened(saved(document))
    cells = {found.text[cell.start : cell.end]: cell for row in found.tables[0].rows for cell in row}
    assert (cells["wide"].column, cells["wide"].column_span, cells["wide"].row_span) == (1, 3, 1)
    assert (cells["tall"].row, cells["tall"].row_span, cells["tall"].column_span) == (1, 2, 1)
    assert (cells["21"].row, cells["21"].column, cells["21"].row_span) == (2, 1, 1)


def test_cells_left_out_at_the_start_of_a_row_shift_the_others():
    found = opened(word_file(table(tr("a", "b", "c"), tr("d", properties='<w:gridBefore w:val="2"/>'))))
    assert [(cell.row, cell.column) for cell in found.tables[0].rows[1]] == [(1, 2)]


def test_header_rows_are_marked():
    found = opened(word_file(table(tr("", "2026", properties="<w:tblHeader/>"), tr("Sales", "10"))))
    assert [[cell.header for cell in row] for row in found.tables[0].rows] == [[True], [False, False]]


def test_labels_carry_the_depth_of_their_indentation():
    document = docx.Document()
    made = document.add_table(rows=4, cols=2)
    for row, (label, inches) in enumerate([("Revenue", 0), ("Products", 0.125), ("Devices", 0.25), ("Services", 0.125)]):
        made.cell(row, 0).text, made.cell(row, 1).text = label, str(row)
        made.cell(row, 0).paragraphs[0].paragraph_format.left_indent = Inches(inches)
    assert [row[0].indent for row in opened(saved(document)).tables[0].rows] == [0, 1, 2, 1]


def test_spaces_before_a_label_indent_it():
    found = opened(word_file(table(tr("Revenue", "3"), tr("\u00a0\u00a0\u00a0Products", "2"))))
    assert [row[0].indent for row in found.tables[0].rows] == [0, 1]
    assert grid(found)[1] == ["Products", "2"]


@pytest.mark.parametrize(
    ("cells", "joined"),
    [
        (("Sales", "$", "1,234"), ["Sales", "$1,234"]),
        (("Loss", "$", "(1,234", ")"), ["Loss", "$(1,234)"]),
        (("Loss", "(", "12", ")"), ["Loss", "(12)"]),
        (("Margin", "12.5", "%"), ["Margin", "12.5%"]),
        (("Margin", "(1.5", ")%"), ["Margin", "(1.5)%"]),
        (("Change", "120", "bps"), ["Change", "120 bps"]),
        (("Leverage", "1.4", "x"), ["Leverage", "1.4x"]),
        (("None", "$", "—"), ["None", "$—"]),
        (("Sales", "$", "1", "$", "2"), ["Sales", "$1", "$2"]),
        (("$", "and words"), ["$", "and words"]),
        (("Note", "%"), ["Note", "%"]),
    ],
)
def test_a_sign_in_a_cell_of_its_own_joins_its_number(cells, joined):
    found = opened(word_file(table(tr(*cells), tr("a", "b"))))
    assert grid(found)[0] == joined


def test_signs_never_join_across_rows():
    assert grid(opened(word_file(table(tr("a", "$"), tr("5", "b"))))) == [["a", "$"], ["5", "b"]]


def test_several_paragraphs_of_a_cell_are_joined():
    found = opened(word_file(table(tr(tc(p("Net") + p("") + p("income")), "5"), tr("a", "b"))))
    assert grid(found)[0] == ["Net income", "5"]


def test_a_table_in_a_cell_follows_as_a_table_of_its_own():
    inner = table(tr("in1", "in2"), tr("in3", "in4"))
    found = opened(word_file(table(tr(tc(p("outer") + inner + p("")), "x"), tr("y", "z")) + p("after")))
    assert (grid(found, 0), grid(found, 1)) == ([["outer", "x"], ["y", "z"]], [["in1", "in2"], ["in3", "in4"]])
    assert shown(found)[-1] == (BlockKind.PARAGRAPH, "after")
    assert [block.provenance.paragraph for block in found.blocks] == [1, 8, 2, 4, 10]


def test_a_caption_before_the_table_belongs_to_it():
    document = docx.Document()
    document.add_paragraph("Table 1", style="Caption")
    document.add_table(rows=1, cols=2).cell(0, 0).text = "a"
    found = opened(saved(document))
    assert found.tables[0].caption == found.blocks[0].span


def test_rows_in_content_controls_and_tracked_insertions_are_rows():
    found = opened(word_file(f"<w:tbl>{tr('a', 'b')}<w:sdt><w:sdtContent>{tr('c', 'd')}</w:sdtContent></w:sdt></w:tbl>"))
    assert grid(found) == [["a", "b"], ["c", "d"]]


TABLES = [
    table(tr("Sales", "$", "10", "%"), tr("a", "b", "c", "d")),
    table(tr(tc("wide", '<w:gridSpan w:val="2"/>'), "x"), tr("a", "b", "c"), tr("d", "e", "f", properties="<w:tblHeader/>")),
    table(tr(tc("tall", '<w:vMerge w:val="restart"/>'), "x"), tr(tc("<w:p/>", "<w:vMerge/>"), "y"), tr(tc("<w:p/>", "<w:vMerge/>"), "z"), tr("a", "b")),
    table(tr(tc(p(r("  in") + r("dented", "<w:b/>"), '<w:ind w:left="200" w:hanging="20"/>')), "x"), tr("a", "b")),
    table(tr(tc(p("one") + p("two") + p("three")), "x"), tr("a", tc("<w:p><w:r><w:t>b</w:t><w:tab/><w:t>c</w:t><w:br/><w:noBreakHyphen/></w:r></w:p>"))),
    table(tr("", "only"), tr("", "")),
    table(tr(tc(p(r("dark", '<w:color w:val="00FF00"/><w:sz w:val="16"/>')), '<w:shd w:val="clear" w:fill="FFFF00"/>'), "x"), tr("a", "b")),
    table(tr("a", "b"), tr("c", properties='<w:gridBefore w:val="1"/>')),
]


@pytest.mark.parametrize("body", TABLES)
def test_a_plain_table_reads_the_same_in_one_pass_as_read_closely(body):
    quick = opened(word_file(p("before") + body + p("after")))
    closely = opened(word_file(p("before") + body.replace("<w:tc>", f"<w:tc>{CLOSELY}", 1).replace("<w:p/>", "<w:p></w:p>") + p("after")))
    assert quick.text == closely.text
    assert quick.tables == closely.tables
    assert quick.blocks == closely.blocks


def test_a_row_says_where_it_stands():
    found = opened(word_file(p("before") + table(tr("a", "b"), tr("c", "d"))))
    assert [block.provenance.label for block in found.blocks[1:]] == ["paragraph 2", "paragraph 4"]
    assert found.blocks[2].provenance.path == "word/document.xml/body/tbl[1]/tr[2]"
