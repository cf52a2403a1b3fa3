"""Plain text: paragraphs however they were typed, headings, lists, speaker turns and tables; hostile lines stay bounded."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.errors import LimitExceeded
from screener.extract import extract
from screener.extract.limits import Limits
from screener.types import Document


def read(text: str | bytes, limits: Limits | None = None) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document = next(iter(extract(data, "draft.txt", limits or Limits())))
    assert isinstance(document, Document)
    return document


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, document.words(block.span)) for block in document.blocks]


WRAPPED = """Tarnwick Pumps said today that orders grew in every region of the
world, helped by demand from water boards and by the new line of
pumps that the company had shown in the spring.

The board expects margins to hold in the second half of the year and
will say more when it reports.
"""


def test_wrapped_lines_become_paragraphs():
    assert [text for _, text in kinds(read(WRAPPED))] == [" ".join(part.split()) for part in WRAPPED.strip().split("\n\n")]


def test_lines_that_end_on_purpose_stay_blocks_of_their_own():
    turns = [f"Sentence number {i} of the call is about orders, margins and cash in the quarter that ended {'in ' * i}May." for i in range(6)]
    assert [text for _, text in kinds(read("\n".join(turns)))] == turns


def test_a_short_last_line_ends_a_wrapped_paragraph():
    text = WRAPPED.replace("\n\n", "\n")
    assert len(read(text).blocks) == 2


def test_speakers_begin_a_block():
    text = "Jane Roe – CFO: Orders grew.\nOperator: Thank you.\nJohn Doe: Can you say more?"
    assert len(read(text).blocks) == 3


def test_headings_and_list_items_are_told_apart():
    text = "THIRD QUARTER\n\nOutlook for the Year\n\n- Orders grew\n  * Margins held\n1. First\n(a) Second\n\nOutlook\n=======\nIt is good."
    assert kinds(read(text)) == [
        ("heading", "THIRD QUARTER"),
        ("heading", "Outlook for the Year"),
        ("list_item", "- Orders grew"),
        ("list_item", "* Margins held"),
        ("list_item", "1. First"),
        ("list_item", "(a) Second"),
        ("heading", "Outlook"),
        ("paragraph", "It is good."),
    ]


def test_blocks_know_their_line():
    assert [block.provenance.line for block in read("One.\n\n\nTwo.\nThree.").blocks] == [1, 4, 5]


def test_tables_of_pipes_and_of_spaces_are_rows():
    document = read(
        "| Region | 2026 |\n|---|---|\n| North | 5 |\n\nRevenue        1,234    1,100\nNet income       (56)       40\nTotal                     900"
    )
    assert [[document.text[cell.start : cell.end] for cell in row] for row in document.tables[0].rows] == [["Region", "2026"], ["North", "5"]]
    assert [[(cell.column, document.text[cell.start : cell.end]) for cell in row] for row in document.tables[1].rows] == [
        [(0, "Revenue"), (1, "1,234"), (2, "1,100")],
        [(0, "Net income"), (1, "(56)"), (2, "40")],
        [(0, "Total"), (2, "900")],
    ]


def test_one_line_with_gaps_is_no_table():
    assert kinds(read("Sales grew   by 5")) == [("paragraph", "Sales grew by 5")]


@pytest.mark.parametrize(
    "data",
    [
        "Café – naïve".encode(),
        "Café – naïve".encode("utf-8-sig"),
        "Café – naïve".encode("utf-16"),
        "Café – naïve".encode("utf-16-le"),
        "Café – naïve".encode("cp1252"),
        "Café – naïve".encode().decode("cp1252").encode(),
        "Caf\u00e9 \x00\u2013 na\u00efve".encode(),
    ],
    ids=["utf8", "bom", "utf16", "utf16-no-mark", "cp1252", "mojibake", "nul"],
)
def test_encodings_are_read(data):
    document = read(data)
    assert document.text == "Café – naïve"
    assert document.gaps == ()


def test_hyphens_of_text_copied_from_a_pdf_are_kept():
    assert read("Orders grew year\x02over-year.").text == "Orders grew year-over-year."


def test_broken_bytes_are_a_gap():
    document = read(("Größe und Höhe der Aufträge wuchsen. " * 40).encode() + b" \xff")
    assert [gap.code for gap in document.gaps] == ["encoding"]


def test_a_long_text_on_one_line_is_parted_at_spaces():
    document = read("word " * 100_000)
    assert len(document.blocks) > 1
    assert document.text.replace("\n", " ").split() == ["word"] * 100_000


def test_more_text_than_allowed_on_one_line_is_refused_at_once():
    began = time.process_time()
    with pytest.raises(LimitExceeded):
        read(b"a" * 3_000_000, Limits(max_text=1_000_000))
    assert time.process_time() - began < 5


@pytest.mark.parametrize("piece", [" ", "-", "=", "|", "1 ", "A: ", "( ", "\t", "a\n", "- \n", "x  1\n"])
def test_repeated_signs_take_linear_time(piece):
    began = time.process_time()
    with contextlib.suppress(LimitExceeded):
        read(f"start {piece * 20_000}end")
    assert time.process_time() - began < 5


@given(st.text(alphabet="ab .|-\n\t1:•A=", max_size=200))
def test_no_word_is_lost(text):
    if not text.strip():
        return
    letters = [c for c in text if c.isalnum()]
    assert [c for c in read(f"start. {text}").text if c.isalnum()] == [*"start", *letters]


TURNS = [
    f"Words of a call that go on over the page and fill the line, all but {n} letters of it, as the pages of such calls are wide and set" for n in range(9)
]


def test_a_paragraph_goes_on_over_the_marks_of_a_page():
    page = [*TURNS[:3], "Harbor Mills Q3 call", "#", *TURNS[3:7]]
    text = "\n".join(line.replace("#", str(n)).replace("letters", f"letters {n}") for n in range(1, 5) for line in page)
    found = kinds(read(text))
    assert [kind for kind, _ in found].count("footer") == 8
    assert {words for kind, words in found if kind == "footer"} == {"Harbor Mills Q3 call", "1", "2", "3", "4"}


def test_lines_of_a_wide_page_become_paragraphs_and_name_lines_stay_apart():
    wide = "of the year as our customers buy more of the flour that we mill in our own mills and less of what others mill, and"
    text = (
        f"Jane Roe - Harbor Mills, Inc. - CFO\nThanks, Ann. We grew in every market in the third quarter {wide}\n"
        + f"so on in every part {wide}\n" * 6
        + "that is all.\n"
    )
    text += "Max Voss - Tern Securities, Research Division - Analyst\nGood morning, and thank you."
    assert [words[:20] for _, words in kinds(read(text))] == ["Jane Roe - Harbor Mi", "Thanks, Ann. We grew", "Max Voss - Tern Secu", "Good morning, and th"]


def test_a_number_alone_on_its_line_belongs_to_the_words_below():
    assert kinds(read("1.\nWhat do we mill?\n2.\nWhat do we sell?")) == [("list_item", "1. What do we mill?"), ("list_item", "2. What do we sell?")]
