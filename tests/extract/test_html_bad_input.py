"""Hostile pages end in bounded time with their words read or a gap that says what was not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.errors import LimitExceeded
from screener.extract.limits import Limits
from tests.factories_html import read_page, words_of

MANY = 100_000


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul", "table", "x-y", 'font size="3"'])
def test_nesting_without_end_is_read_as_plain_words_with_a_gap(tag):
    document = read_page(f"<{tag}>" * MANY + "Orders grew.")
    assert document.text == "Orders grew."
    assert [gap.code for gap in document.gaps] == ["limit"]


def test_balanced_nesting_is_no_cheaper_way_in():
    document = read_page("<div>" * MANY + "Orders grew." + "</div>" * MANY)
    assert document.text == "Orders grew."
    assert [gap.code for gap in document.gaps] == ["limit"]


def test_nesting_beyond_the_limit_keeps_its_words_and_says_so():
    document = read_page("<p>Before.</p>" + "<div>" * 300 + "<p>Deep.</p>" + "</div>" * 300 + "<p>After.</p>")
    assert words_of(document) == ["Before.", "Deep.", "After."]
    assert [gap.code for gap in document.gaps] == ["limit"]


def test_nested_tables_without_end_keep_their_words():
    assert "Orders grew." in read_page("<table><tr><td>" * 1500 + "Orders grew.").text


@pytest.mark.parametrize(
    "markup",
    [
        f'<p style="{"a" * 1_000_000}">Orders grew.</p>',
        f'<p class="{"a " * 300_000}">Orders grew.</p>',
        f'<p style="{"color:red;" * 100_000}">Orders grew.</p>',
        f"<select>{'<option>a' * 20_000}</select><p>Orders grew.</p>",
        f'<p title="&lt;td&gt; a > b < c">Orders grew.</p>{"<br>" * MANY}',
        "<p>Orders grew.</p>" + "<!--" * 20_000,
        "<p>Orders grew.</p>" + "<" * MANY,
        f'<table><tr><td colspan="99999999999" rowspan="1000">Orders grew.</td></tr>{"<tr><td>x</td></tr>" * 2000}</table>',
        f"<style>{'.a{' * 50_000}</style><p>Orders grew.</p>",
    ],
    ids=["style", "class", "declarations", "options", "breaks", "comments", "brackets", "spans", "sheet"],
)
def test_markup_in_bulk_is_read(markup):
    assert "Orders grew." in read_page(markup).text


def test_a_tag_with_attributes_without_end_is_not_parsed():
    document = read_page("<p>Orders grew.</p><div " + " ".join(f"a{i}=1" for i in range(MANY)) + ">Margins held.</div>")
    assert words_of(document) == ["Orders grew.", "Margins held."]
    assert [gap.code for gap in document.gaps] == ["limit"]


def test_more_cells_than_allowed_are_refused():
    with pytest.raises(LimitExceeded):
        read_page(f"<table>{'<tr><td>1</td><td>2</td></tr>' * 200}</table>", Limits(max_cells=100))


@given(
    st.lists(
        st.sampled_from(
            [
                "<table>",
                "<tr>",
                "<td>",
                "</td>",
                "</table>",
                "<p>",
                "</p>",
                "<br>",
                "<b>",
                "</i>",
                "<li>",
                "<sup>",
                "1",
                "$",
                "word ",
                "<pre>",
                "\n",
                "<td class=hidden-none>",
                "<!-- a -->",
            ]
        ),
        max_size=40,
    )
)
def test_any_jumble_of_tags_keeps_its_words(pieces):
    document = read_page("<p>start</p>" + "".join(pieces))
    assert document.text.replace("(", " ").count("word") == pieces.count("word ")
    for block in document.blocks:
        assert document.words(block.span).strip()


@given(st.text(max_size=200))
def test_any_text_can_stand_in_a_page(text):
    read_page(f"<p>{text}</p>".encode("utf-8", "replace"))
