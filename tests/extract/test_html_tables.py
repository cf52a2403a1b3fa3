"""Tables of pages: rows come out as label and values, each value in the column of its period; layout is unwrapped."""

import pytest

from screener.extract.html.tables import is_value
from screener.types import BlockKind
from tests.factories_html import grid_of, kinds_of, read_page

# As filing programs write it: a sign, a number and a closing cell for each period, empty cells between, hidden fillers.
INCOME = """<table>
<tr><td></td><td></td><td colspan="3"><b>Three Months Ended</b></td><td></td><td colspan="3"></td></tr>
<tr><td>(in millions)</td><td></td><td colspan="3">2026</td><td></td><td colspan="3">2025</td></tr>
<tr><td>Revenue:</td><td></td><td colspan="3"></td><td></td><td colspan="3"></td></tr>
<tr><td style="padding-left:10pt">Product</td><td>&nbsp;</td><td>$</td><td>1,234</td><td></td><td></td><td>$</td><td>1,100</td><td></td></tr>
<tr><td style="padding-left:10pt">Service</td><td></td><td></td><td>(56</td><td>)</td><td></td><td></td><td>&#8212;</td><td></td></tr>
<tr><td style="padding-left:20pt">Growth</td><td></td><td></td><td>12.5</td><td>%</td><td></td><td></td><td>(1.5</td><td>)%</td></tr>
</table>"""


def test_signs_in_cells_of_their_own_are_joined_to_their_number():
    assert grid_of(read_page(INCOME))[3:] == [
        [(0, "Product"), (2, "$1,234"), (6, "$1,100")],
        [(0, "Service"), (3, "(56)"), (7, "—")],
        [(0, "Growth"), (3, "12.5%"), (7, "(1.5)%")],
    ]


def test_values_stand_under_the_header_that_spans_them():
    rows = read_page(INCOME).tables[0].rows
    header = {cell.column: range(cell.column, cell.column + cell.column_span) for cell in rows[1][1:]}
    assert header == {2: range(2, 5), 6: range(6, 9)}
    assert all(any(cell.column in columns for columns in header.values()) for row in rows[3:] for cell in row[1:])


def test_leading_rows_without_figures_are_headers_and_labels_are_not():
    rows = read_page(INCOME).tables[0].rows
    assert [[cell.header for cell in row] for row in rows[:4]] == [[True], [True, True, True], [False], [False, False, False]]


def test_labels_know_how_deep_they_stand():
    rows = read_page(INCOME).tables[0].rows
    assert [row[0].indent for row in rows[2:]] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "cell",
    [
        '<td style="padding:2px 1pt 2px 13pt">Net</td>',
        '<td><p style="margin-left:12pt">Net</p></td>',
        "<td>&nbsp;&nbsp;&nbsp;Net</td>",
        '<td><div style="padding-left:18pt;text-indent:-6pt">Net</div></td>',
    ],
)
def test_indentation_is_seen_however_it_is_made(cell):
    document = read_page(f"<table><tr><td>Total</td><td>4</td></tr><tr>{cell}<td>5</td></tr></table>")
    assert [row[0].indent for row in document.tables[0].rows] == [0, 1]


def test_a_hanging_indent_is_no_indentation():
    cell = '<td style="padding-left:11.25pt;text-indent:-11.25pt">Net</td>'
    document = read_page(f"<table><tr><td>Total</td><td>4</td></tr><tr>{cell}<td>5</td></tr></table>")
    assert document.tables[0].rows[1][0].indent == 0


def test_merged_cells_move_their_neighbours():
    header = '<tr><th rowspan="2">Region</th><th colspan="2">Sales</th></tr><tr><th>2026</th><th>2025</th></tr>'
    markup = f"<table>{header}<tr><td>North</td><td>5</td><td>4</td></tr></table>"
    document = read_page(markup)
    assert grid_of(document) == [[(0, "Region"), (1, "Sales")], [(1, "2026"), (2, "2025")], [(0, "North"), (1, "5"), (2, "4")]]
    assert document.tables[0].rows[0][0].row_span == 2
    assert document.tables[0].rows[0][1].column_span == 2


def test_cells_that_are_not_displayed_take_no_column():
    markup = '<table><tr><td>A</td><td style="display:none"></td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>'
    assert grid_of(read_page(markup)) == [[(0, "A"), (1, "1")], [(0, "B"), (1, "2")]]


def test_a_unit_in_the_next_column_stays_a_cell():
    markup = "<table><tr><td>Ratio (end of period)</td><td>%</td><td>15.1</td><td>%</td></tr><tr><td>Cash</td><td>$ B</td><td>$</td><td>9.4</td></tr></table>"
    assert grid_of(read_page(markup)) == [[(0, "Ratio (end of period)"), (1, "%"), (2, "15.1%")], [(0, "Cash"), (1, "$ B"), (2, "$9.4")]]


def test_a_footnote_mark_in_its_own_cell_stays_with_its_number():
    markup = "<table><tr><td>Orders</td><td>1,234</td><td><sup>(1)</sup></td></tr><tr><td>Sales</td><td>99</td><td></td></tr></table>"
    assert [text for _, text in grid_of(read_page(markup))[0]][:1] == ["Orders"]
    assert "1,2341" not in read_page(markup).text


def test_a_caption_is_a_block_and_belongs_to_its_table():
    document = read_page("<table><caption>Orders by region</caption><tr><td>North</td><td>5</td></tr><tr><td>South</td><td>6</td></tr></table>")
    table = document.tables[0]
    assert table.caption is not None
    assert document.words(table.caption) == "Orders by region"
    assert document.blocks[0].kind is BlockKind.CAPTION


def test_each_row_says_where_it_stands():
    document = read_page("<div><table><tr><td>A</td><td>1</td></tr><tr><td></td></tr><tr><td>B</td><td>2</td></tr></table></div>")
    assert [block.provenance.path for block in document.blocks] == ["body/div[1]/table[1]/tbody[1]/tr[1]", "body/div[1]/table[1]/tbody[1]/tr[3]"]


def test_a_table_with_one_cell_a_row_is_only_layout():
    document = read_page("<table><tr><td><h2>Results</h2><p>Orders grew.</p></td></tr><tr><td>Margins held.</td></tr></table>")
    assert document.tables == ()
    assert kinds_of(document) == [("heading", "Results"), ("paragraph", "Orders grew."), ("paragraph", "Margins held.")]


def test_a_table_around_a_table_is_unwrapped_and_the_inner_one_kept():
    inner = "<table><tr><td>North</td><td>5</td></tr><tr><td>South</td><td>6</td></tr></table>"
    document = read_page(f"<table><tr><td><p>Before the table.</p>{inner}</td><td>Beside it.</td></tr></table>")
    assert grid_of(document) == [[(0, "North"), (1, "5")], [(0, "South"), (1, "6")]]
    assert [text for kind, text in kinds_of(document) if kind == "paragraph"] == ["Before the table.", "Beside it."]


def test_columns_of_running_text_are_unwrapped():
    prose = "Orders grew in every region of the world and in every product line that the company has, and the board is pleased with what was achieved. " * 2
    document = read_page(f"<table><tr><td>{prose}</td><td>{prose}</td></tr><tr><td>{prose}</td><td>{prose}</td></tr></table>")
    assert document.tables == ()
    assert len(document.blocks) == 4


def test_bullets_in_cells_are_list_items():
    markup = "<table><tr><td>&#8226;</td><td>Orders grew.</td></tr></table><table><tr><td>(a)</td><td>Margins held.</td></tr></table>"
    assert kinds_of(read_page(markup)) == [("list_item", "• Orders grew."), ("list_item", "(a) Margins held.")]


def test_marked_notes_in_cells_are_footnotes():
    markup = "<table><tr><td><sup>(1)</sup></td><td>Excludes the costs of the merger.</td></tr><tr><td>(2)</td><td>At constant rates.</td></tr></table>"
    assert kinds_of(read_page(markup)) == [("footnote", "(1) Excludes the costs of the merger."), ("footnote", "(2) At constant rates.")]


def test_a_caption_of_a_form_stays_with_its_title():
    assert kinds_of(read_page("<table><tr><td><b>Item 2.02</b></td><td><b>Results of Operations</b></td></tr></table>")) == [
        ("heading", "Item 2.02 Results of Operations")
    ]


def test_sentences_below_the_figures_are_notes_not_rows():
    note = "Due to rounding, the numbers presented above may not add up precisely to the totals that are indicated."
    document = read_page(f"<table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr><tr><td colspan='2'>{note}</td></tr></table>")
    assert kinds_of(document)[-1] == ("paragraph", note)


def test_lines_of_one_cell_are_joined():
    document = read_page("<table><tr><td></td><th>March 31,<br>2026</th></tr><tr><td>Cash</td><td>5</td></tr></table>")
    assert grid_of(document)[0] == [(1, "March 31, 2026")]


@pytest.mark.parametrize("text", ["1,234", "$1,234", "(56)", "$(1.5)", "12.5%", "(1.5)%", "—", "0.7x", "140 bps", "NM", "$5.33 billion", "1,234 ¹", "3 (1)"])
def test_figures_are_values(text):
    assert is_value(text)


@pytest.mark.parametrize("text", ["2026", "FY2026", "March 31, 2026", "Revenue", "Q3", "", "% Change", "Three Months Ended"])
def test_labels_and_years_are_no_values(text):
    assert not is_value(text)
