"""The builder is the only place that assigns offsets: every span names exactly the words it was given."""

from hypothesis import given
from hypothesis import strategies as st

from screener.errors import LimitExceeded
from screener.extract.builder import DocumentBuilder, Piece, TableCell, clean
from screener.extract.limits import Limits
from screener.types import BlockKind, Document, Source, Style

SOURCE = Source(name="draft.txt", media_type="text/plain", sha256="0" * 64, bytes=1)


def builder() -> DocumentBuilder:
    return DocumentBuilder(SOURCE, Limits())


def test_blocks_are_joined_by_line_breaks_and_their_spans_name_their_words():
    made = builder()
    made.add(BlockKind.HEADING, "  Results\u00a0for Q3 ")
    made.add(BlockKind.PARAGRAPH, "Revenue rose.")
    document = made.build()
    assert document.text == "Results for Q3\nRevenue rose."
    assert [document.words(block.span) for block in document.blocks] == ["Results for Q3", "Revenue rose."]


def test_text_is_normalised_before_offsets_are_assigned():
    assert clean("ef\ufb01cient co\u00adoperation\u200b\x00\tnow") == "efficient cooperation now"


def test_blocks_without_letters_leave_no_trace():
    made = builder()
    assert made.add(BlockKind.PARAGRAPH, " \u200b ") is None
    assert made.build().blocks == ()


def test_runs_cover_their_own_words():
    made = builder()
    made.add(BlockKind.PARAGRAPH, [Piece("Adjusted ", Style(bold=True), 0), Piece(" EBITDA  ", Style(), 1)])
    document = made.build()
    assert document.text == "Adjusted EBITDA"
    assert [(document.words(run.span), run.style.bold, run.position) for run in document.blocks[0].runs] == [("Adjusted ", True, 0), ("EBITDA", None, 1)]


def test_a_table_row_is_one_block_and_each_cell_keeps_its_place():
    made = builder()
    made.add(BlockKind.PARAGRAPH, "Before.")
    index = made.add_table([TableCell("Revenue", 0, 0), TableCell("$91.2", 0, 2), TableCell("", 0, 1), TableCell("Costs", 1, 0)])
    document = made.build()
    assert document.text == "Before.\nRevenue\t$91.2\nCosts"
    assert [[(document.text[c.start : c.end], c.row, c.column) for c in row] for row in document.tables[index or 0].rows] == [
        [("Revenue", 0, 0), ("$91.2", 0, 2)],
        [("Costs", 1, 0)],
    ]


def test_more_text_than_allowed_is_refused():
    made = DocumentBuilder(SOURCE, Limits(max_text=10))
    made.add(BlockKind.PARAGRAPH, "12345678")
    try:
        made.add(BlockKind.PARAGRAPH, "12345678")
    except LimitExceeded as error:
        assert "max_text" in str(error)  # noqa: PT017 - the message is the subject
    else:
        raise AssertionError


@given(st.lists(st.one_of(st.text(max_size=40), st.lists(st.tuples(st.text(max_size=12), st.booleans()), max_size=5)), max_size=8))
def test_every_span_lies_in_the_text_and_no_letter_is_lost(parts):
    made = builder()
    expected = []
    for part in parts:
        pieces = part if isinstance(part, str) else [Piece(words, Style(bold=bold)) for words, bold in part]
        made.add(BlockKind.PARAGRAPH, pieces)
        whole = part if isinstance(part, str) else "".join(words for words, _ in part)
        expected.append("".join(clean(whole).split()))
    document = made.build()
    assert "".join(document.text.split()) == "".join(expected)
    _assert_sound(document)


def _assert_sound(document: Document) -> None:
    position = 0
    for block in document.blocks:
        assert position <= block.span.start < block.span.end <= len(document.text)
        position = block.span.end
        for run in block.runs:
            assert block.span.start <= run.span.start < run.span.end <= block.span.end
