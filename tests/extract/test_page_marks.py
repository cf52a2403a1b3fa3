"""Marks of pages in text copied out of a PDF are told from what people wrote."""

from hypothesis import given
from hypothesis import strategies as st

from screener.extract.page_marks import page_marks

BODY = [f"A line of words that stands only once in the text, the {n}th of them." for n in range(60)]


def paged(*marks: str, pages: int = 5, lines: int = 10) -> list[str]:
    text: list[str] = []
    for page in range(1, pages + 1):
        text += BODY[(page - 1) * lines : page * lines]
        text += [mark.replace("#", str(page)) for mark in marks]
    return text


def marked(lines: list[str]) -> set[str]:
    return {lines[i] for i in page_marks(lines)}


def test_page_numbers_and_what_comes_again_beside_them_are_marks():
    lines = paged("Harbor Mills Q3 call | Contact us", "All rights reserved.", "#")
    assert marked(lines) == {"Harbor Mills Q3 call | Contact us", "All rights reserved.", "1", "2", "3", "4", "5"}


def test_a_number_may_stand_behind_the_same_words():
    assert marked(paged("harbor.example/calls #")) == {f"harbor.example/calls {n}" for n in range(1, 6)}


def test_a_name_that_comes_again_away_from_the_page_numbers_is_none():
    lines = paged("#", lines=12)
    for i in range(6, len(lines), 13):
        lines.insert(i, "Jane Roe - Harbor Mills - CFO")
    assert "Jane Roe - Harbor Mills - CFO" not in marked(lines)


def test_numbered_lists_and_single_numbers_are_none():
    assert page_marks([*BODY[:8], "1.", *BODY[8:16], "2.", *BODY[16:24], "3.", *BODY[24:32]]) == frozenset()
    assert page_marks(["1", "Stir.", "2", "Bake.", "3", "Serve.", "4"]) == frozenset()
    assert page_marks([*BODY[:20], "12", *BODY[20:40], "7", *BODY[40:]]) == frozenset()


@given(st.lists(st.sampled_from(["1", "2", "3", "4", "", "a", "a 1", "a 2", "a 3"]), max_size=80))
def test_any_lines_give_places_inside_them(lines):
    assert all(0 <= i < len(lines) for i in page_marks(lines))
