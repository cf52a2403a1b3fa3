"""Markdown: structure is kept, links keep their words, and what a rendered page would not show is marked."""

import time

from screener.extract import extract
from screener.extract.limits import Limits
from screener.types import BlockKind, Document, Hidden


def read(text: str) -> Document:
    document = next(iter(extract(text.encode(), "draft.md", Limits())))
    assert isinstance(document, Document)
    return document


def kinds(document: Document) -> list[tuple[str, str, int | None]]:
    return [(block.kind.value, document.words(block.span), block.level) for block in document.blocks]


def test_headings_paragraphs_and_lists_keep_their_level():
    assert kinds(read("# Results\n\nRevenue rose\nin every region.\n\n## Outlook\n\n- first\n  - nested\n\n1. one\n2. two\n")) == [
        ("heading", "Results", 1),
        ("paragraph", "Revenue rose in every region.", None),
        ("heading", "Outlook", 2),
        ("list_item", "first", 1),
        ("list_item", "nested", 2),
        ("list_item", "1. one", 1),
        ("list_item", "2. two", 1),
    ]


def test_emphasis_is_kept_as_runs_and_links_keep_their_words():
    document = read("We saw **record** demand, see [our release](https://lumenford.example/q3).")
    assert document.text == "We saw record demand, see our release."
    assert [document.words(run.span) for run in document.blocks[0].runs if run.style.bold] == ["record"]


def test_tables_come_as_rows_and_cells():
    document = read("| $m | 2026 |\n|---|---|\n| Revenue | 91.2 |\n")
    assert [[document.text[c.start : c.end] for c in row] for row in document.tables[0].rows] == [["$m", "2026"], ["Revenue", "91.2"]]
    assert document.tables[0].rows[0][0].header


def test_comments_and_front_matter_are_hidden_content():
    document = read("---\ntitle: Project Heron\n---\n\nHello.\n\n<!-- hold until the deal with Orlo is signed -->\n")
    assert [(document.words(block.span), block.hidden) for block in document.blocks if block.hidden] == [
        ("title: Project Heron", Hidden.METADATA),
        ("hold until the deal with Orlo is signed", Hidden.INVISIBLE_TEXT),
    ]


def test_lines_are_counted_from_the_top_of_the_file():
    document = read("---\na: b\n---\n\nFirst.\n\nSecond.\n")
    assert [block.provenance.line for block in document.blocks if block.kind is BlockKind.PARAGRAPH] == [5, 7]


def test_deep_nesting_is_bounded_and_what_it_costs_is_a_gap():
    quoted = read(">" * 5_000 + " deep\n\nshallow\n")
    assert quoted.text.endswith("shallow")
    assert [gap.code for gap in quoted.gaps] == ["limit"]
    assert [gap.code for gap in read("- " * 3_000 + "deep\n\nshallow\n").gaps] == ["limit"]


def test_a_line_break_in_a_table_cell_parts_words():
    document = read("| What | Why |\n|---|---|\n| Data<br>To | ship |\n")
    assert document.text.split("\n")[1] == "Data To\tship"


def test_brackets_by_the_thousand_are_read_as_text_in_linear_time():
    short, long = "[" * 20_000, "[" * 40_000
    times = []
    for text in (short, long):
        start = time.process_time()
        assert kinds(read(text)) == [("paragraph", text, None)]
        times.append(time.process_time() - start)
    assert times[1] < 4 * times[0] + 0.5


def test_links_inside_brackets_are_still_links_where_few_are_open():
    assert kinds(read("See [the [full] report](https://a.example/r) for [[more]].")) == [("paragraph", "See the [full] report for [[more]].", None)]


def test_a_line_drawn_apart_from_its_heading_is_no_paragraph():
    assert kinds(read("Privacy Policy\n\n==================\n\nWe keep little.")) == [
        ("paragraph", "Privacy Policy", None),
        ("paragraph", "We keep little.", None),
    ]
