from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.language.sentences import MAX_PIECE, pieces, sentence_starts, tame
from screener.types import Channel, Occasion

WHOLE = [
    "See note No. 5 and Nos. 7 and 8 of the report.",
    "We are the No. one supplier in the region.",
    "Sales in the U.S. Treasury market rose.",
    "Harbor Mills Inc. Chairman Jane Roe retired.",
    "Harbor Mills Corp. (the “Company”) and Tern Co., Ltd. signed.",
    "Costs were approx. 5% higher vs. last year, e.g. in St. Louis.",
    "Dr. Roe, Messrs. Lind and Voss (fig. 3, Sec. 16, Art. IV) agreed.",
    "The quarter ended Jan. 31 and the year ends Dec. 31.",
    "The call is at 5 p.m. ET and at 8:30 a.m. Eastern Time.",
    "At 9 a.m. Harbor Mills will speak.",
    "J. P. Smith, Michael J. Hansen, Ph.D., and Q. R. Lee spoke.",
    "The filing follows Reg. S-K and Reg. FD closely.",
    "Yahoo! Inc. and Yum! Brands were customers.",
    "We paid $1.2 million, or 3.5%, for version 2.0.1 of the tool.",
    "We... well, we think so.",
    "Write to ir@harbor-mills.example or see www.harbor-mills.example/ir.html for more.",
    "Item 5.02. Departure of Directors or Certain Officers",
    "See the factors under Item 1A. Risk Factors of our report.",
    "P.S. Our first letter follows.",
    "We met the buyers of Harbor Mills Corp. Chairman Roe in May.",
    "1. Revenue grew in all regions",
    "10.1. Credit agreement of the company",
    "(a) the agreement; (b) the notes; and (c) the waiver.",
    "“Did it work?” she asked the team.",
    "SAN JOSE, Calif. – March 12, 2025 – Harbor Mills grew.",
    "PORTLAND, Me.—Feb. 26, 2025―Harbor Mills grew.",
    "Record quarter for everyone! 🎉🎉 #growth $HBML https://harbor.example/q3",
    "Welcome to the Harbor Mills, Inc. Second Quarter call.",
    "The 2 p.m. PT/5 p.m. ET call is open.",
    "Risk factors .......................................................... 12",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_stop_inside_a_sentence_does_not_end_it(read, text: str):
    analysis = read(text)
    assert [analysis.text(sentence) for sentence in analysis.sentences] == [text]


SPLIT = [
    "We paid $1.2 million.|Then Q3.|It was late.",
    "We sell in the U.S.|We also sell abroad.",
    "It was sold to Tern Inc.|The price was low.",
    "Is it open?|No.|We are not done.",
    "The short answer is no.|I mean it.",
    "It grew 5%.|2024 was good.",
    "It ends at 5 p.m.|Guests may stay.",
    "Maybe...|The rest is open.",
    "“It grew.”|He left.|(See note 2.)|Next.",
    "We bought Yahoo!|The deal closed.",
    "Under Item 5.|The end.",
    "We own Company A.|The rest is sold.",
    "Net sales.1|The rest.(2)|We go on.",
    "sales were soft.|we expect better in q4.",
    "Our app runs on it.|iPhone sales grew.",
    "Great quarter! 🎉|We grew in all regions.",
    "Highlights:|• Revenue of $5 million|• EPS of $1.10",
    "In the U.S.|First, we grew.",
    "We spent more on the purchase of a stake in Harbor Mills, LLC.|Spending excludes the price of that stake.",
]


@pytest.mark.parametrize("marked", SPLIT)
def test_a_stop_at_the_end_of_a_sentence_ends_it(read, marked: str):
    text = marked.replace("|", " ")
    analysis = read(text)
    assert [analysis.text(sentence) for sentence in analysis.sentences] == marked.split("|")


def test_a_space_lost_after_a_stop_is_seen(read):
    analysis = read("We had a good quarter.We expect more of Booking.com sales.")
    assert [analysis.text(sentence) for sentence in analysis.sentences] == ["We had a good quarter.", "We expect more of Booking.com sales."]


def test_no_sentence_crosses_a_block_and_headings_rows_and_cues_stay_whole(read):
    analysis = read("# Item 2.02. Results. Of operations", "| Revenue | 1. 2 | We grew. We won.", "% One. Two. Three.", "Half a thought", "goes on. Here")
    assert [analysis.text(s) for s in analysis.sentences] == [
        "Item 2.02. Results. Of operations",
        "Revenue\t1. 2\tWe grew. We won.",
        "One. Two. Three.",
        "Half a thought",
        "goes on.",
        "Here",
    ]


def test_a_run_no_tokenizer_should_read_is_masked_at_the_same_length():
    text = "a " + "(" * 60 + " b " + "x" * 600 + " c"
    assert len(tame(text)) == len(text)
    assert tame(text).split() == ["a", "x", "b", "x", "c"]
    assert tame("plain text, nothing (odd)...") == "plain text, nothing (odd)..."


def test_a_very_long_block_is_cut_at_spaces():
    text = "word " * (MAX_PIECE // 2)
    parts = list(pieces(text))
    assert "".join(part for _, part in parts) == text
    assert all(len(part) <= MAX_PIECE and text.startswith(part, offset) for offset, part in parts)
    assert all(part.endswith(" ") for _, part in parts)


def test_starts_are_ascending_offsets_inside_the_text():
    text = "One. Two! Three? • Four"
    assert sentence_starts(text) == [5, 10, 17]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aA .!?…•“”()'\"1$%#@\u00e9\u0130🎉-:/", max_size=200))
def test_sentences_hold_every_letter_once_and_in_order(language, document, text: str):
    draft = document("x" + text)
    sentences = language.read(draft, Occasion(channel=Channel.SOCIAL)).sentences
    ends = [0]
    for sentence in sentences:
        assert ends[-1] <= sentence.span.start < sentence.span.end
        assert not draft.text[ends[-1] : sentence.span.start].strip()
        ends.append(sentence.span.end)
    assert not draft.text[ends[-1] :].strip()
