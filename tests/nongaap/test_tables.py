from decimal import Decimal

from screener.nongaap.tables import LineKind, read_tables
from tests.factories_tables import page, rows_html, schedule


def test_a_line_has_label_figures_and_where_they_stand():
    document = schedule(("Net income", "$11.6", "$10.2"), ("Amortization", "(1.9)", "—"))
    (table,) = read_tables(document)
    line = table.lines[1]
    assert line.label == "Amortization"
    assert [figure.value for figure in line.figures] == [Decimal("-1.9"), 0]
    assert [document.words(figure.span) for figure in line.figures] == ["(1.9)", "—"]
    assert document.words(line.label_span) == "Amortization"


def test_unit_and_scale_come_from_the_head_or_the_words_before():
    assert read_tables(schedule(("Net income", "5", "4")))[0].scale == 6
    assert read_tables(schedule(("Net income", "5", "4"), head=("", "2026", "2025"), before="(In thousands, except per share amounts)"))[0].scale == 3
    assert read_tables(schedule(("Net income", "5", "4"), head=("Dollars in billions", "2026", "2025")))[0].scale == 9
    euros = read_tables(schedule(("Net income", "€5", "€4")))[0]
    assert euros.currency == "EUR"


def test_heads_of_several_levels_are_joined_over_their_columns():
    html = (
        "<table><tr><td></td><td colspan=2>Three months ended June 30,</td><td colspan=2>Six months ended June 30,</td></tr>"
        "<tr><td></td><td>2026</td><td>2025</td><td>2026</td><td>2025</td></tr>"
        "<tr><td>Net income</td><td>1</td><td>2</td><td>3</td><td>4</td></tr></table>"
    )
    (table,) = read_tables(page(html))
    assert [(column.period.months, column.period.year) for column in table.columns] == [(3, 2026), (3, 2025), (6, 2026), (6, 2025)]


def test_split_cells_of_sign_number_and_parenthesis_are_one_column():
    html = (
        "<table><tr><td></td><td></td><td colspan=2>2026</td><td></td><td></td><td colspan=2>2025</td><td></td></tr>"
        "<tr><td>Net loss</td><td></td><td>$</td><td>(7,604</td><td>)</td><td></td><td>$</td><td>(9,113</td><td>)</td></tr>"
        "<tr><td>Interest</td><td></td><td></td><td>6,250</td><td></td><td></td><td></td><td>6,402</td><td></td></tr></table>"
    )
    (table,) = read_tables(page(html))
    assert [[figure.value for figure in line.figures] for line in table.lines] == [[-7604, -9113], [6250, 6402]]


def test_new_heads_on_the_way_down_begin_a_new_table():
    rows = (("Earnings", "9,240", "8,220"), ("Dollars per share", "2026", "2025"), ("Earnings per share", "2.14", "2.06"))
    tables = read_tables(schedule(*rows))
    assert [[line.label for line in table.lines] for table in tables] == [["Earnings"], ["Earnings per share"]]
    assert tables[1].columns[0].period.year == 2026


def test_kinds_of_lines_are_told_apart():
    rows = (
        ("Net income", "$100", "$90"),
        ("Net income margin", "10.0%", "9.1%"),
        ("Diluted earnings per share", "$1.25", "$1.10"),
        ("Weighted average shares outstanding", "80.0", "81.8"),
    )
    (table,) = read_tables(schedule(*rows))
    assert [line.kind for line in table.lines] == [LineKind.AMOUNT, LineKind.PERCENT, LineKind.PER_SHARE, LineKind.SHARES]


def test_a_column_of_percents_of_change_is_marked():
    (table,) = read_tables(schedule(("Sales", "110", "100", "10%"), ("Costs", "55", "50", "10%"), head=("", "2026", "2025", "% change")))
    assert [column.percent for column in table.columns] == [False, False, True]


def test_labels_may_stand_between_the_columns():
    html = "<table><tr><td>2Q26</td><td>1Q26</td><td>Dollars in millions</td><td>YTD 2026</td></tr><tr><td>946</td><td>1,376</td><td>Worldwide earnings</td><td>2,322</td></tr></table>"
    (table,) = read_tables(page(html))
    assert table.lines[0].label == "Worldwide earnings"
    assert [figure.value for figure in table.lines[0].figures] == [946, 1376, 2322]


def test_a_label_of_two_lines_is_joined():
    (table,) = read_tables(schedule(("Earnings per share attributable to common", "", ""), ("stockholders, diluted", "$1.2", "$1.1")))
    assert table.lines[0].label == "Earnings per share attributable to common stockholders, diluted"


def test_a_caption_without_figures_heads_the_lines_under_it():
    (table,) = read_tables(schedule(("Less:", "", ""), ("Capital expenditures", "8.4", "7.1")))
    assert table.lines[0].heading == "Less:"


def test_formula_notes_are_no_labels():
    html = rows_html([("Net income", "(a)", "100", "90"), ("Return", "(a)/(b)", "7%", "6%")], head=("", "", "2026", "2025"))
    (table,) = read_tables(page(html))
    assert [line.label for line in table.lines] == ["Net income", "Return"]
    assert table.lines[1].notes == ("(a)/(b)",)


def test_tables_of_words_are_left_out():
    assert read_tables(page(rows_html([("Name", "Title"), ("Ann Moor", "Chief Financial Officer")]))) == ()
