"""The trained reader on sentences nobody showed it."""

import pytest

from screener.reader.labels import CLEAR, POSSIBLE, TOPICS
from screener.reader.reader import Reader, strongest

NEWS = {
    "Third-quarter net sales came in at $212 million, 9% above last year.": "earnings_results",
    "For fiscal 2027 we expect adjusted earnings of $3.10 to $3.30 a share.": "guidance_or_expectations",
    "The board declared a quarterly dividend of $0.22 per share, payable in March.": "dividend",
    "We signed a definitive agreement to buy Ostrava Valve for $640 million in cash.": "mergers_acquisitions",
    "An intruder copied the records of 40,000 patients from our billing system last week.": "cybersecurity",
    "The audit committee dismissed the company's independent registered public accounting firm.": "accounting_or_auditor_change",
    "Our chief financial officer told the board on Friday that she will resign in June.": "management_or_board_change",
    "We recorded a goodwill impairment of $85 million in the Coatings segment.": "writedown_or_reserve",
}
NO_NEWS = [
    "Stir the onions until golden and add the stock.",
    "Thank you, operator, and good morning everyone.",
    "You will work with a friendly team of engineers in Austin.",
    "A dividend is a share of profit that a company may pay to its holders.",
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.mark.parametrize(("text", "topic"), NEWS.items())
def test_news_is_heard_with_its_topic(reader, text, topic):
    (reading,) = reader.read([text])
    assert reading is not None
    assert reading.of(POSSIBLE) > 0.6
    assert strongest(reading, TOPICS) == topic


@pytest.mark.parametrize("text", NO_NEWS)
def test_ordinary_talk_is_dropped_or_given_little(reader, text):
    (reading,) = reader.read([text], asked=[0])
    assert reading is not None
    assert reading.of(POSSIBLE) < 0.4


def test_the_same_words_get_the_same_answer_whatever_stands_beside_them(reader):
    text = next(iter(NEWS))
    alone = Reader.load().read([text])[0]
    among = Reader.load().read([*NO_NEWS, *list(NEWS)[::-1]])[-1]
    assert among == alone == reader.read([text])[0]


def test_what_the_filter_drops_is_read_when_asked_for(reader):
    text = "Please wash your hands before you enter the kitchen."
    assert reader.read([text]) == [None]
    assert reader.read([text], asked=[0])[0] is not None
    assert not reader.passes("7")


def test_probabilities_are_probabilities(reader):
    (reading,) = reader.read(["We will miss the quarter."], asked=[0])
    assert all(0 <= value <= 1 for value in reading.probabilities)
    assert reading.of(POSSIBLE) + 0.05 >= reading.of(CLEAR)


def test_a_likely_example_explains_what_is_flagged(reader):
    readings = reader.read(list(NEWS))
    assert sum(reading.example is not None for reading in readings) >= len(NEWS) // 2


def test_the_words_that_speak_for_a_topic_are_named(reader):
    shares = dict(reader.words_for("The board declared a quarterly dividend of $0.22 per share.", "dividend"))
    assert max(shares, key=shares.get) == "dividend"


def test_removing_the_words_that_carried_it_lowers_the_score(reader):
    text = "The board declared a quarterly dividend of $0.22 per share, payable in March."
    shares = reader.words_for(text, "dividend")
    best = max(shares, key=lambda each: each[1])[0]
    without = text.lower().replace(best, "")
    (whole, less) = reader.read([text, without], asked=[0, 1])
    assert less.of("dividend") < whole.of("dividend")


def test_hostile_texts_are_read_without_harm(reader):
    readings = reader.read(["", "\x00\x1b[31m", "𝕽𝖊𝖛𝖊𝖓𝖚𝖊 " * 500, "a" * 50_000, "?" * 3_000], asked=range(5))
    assert len(readings) == 5
