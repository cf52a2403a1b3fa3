"""What the linear models see of a sentence."""

from screener.reader.ngrams import MAX_TOKENS, ngrams, spans, tokens


def test_amounts_are_seen_by_their_kind_and_words_as_they_are():
    assert tokens("Q3 revenue was $1.2 billion, up 14% on 2024's 7 plants!") == [
        "<quarter>", "revenue", "was", "<money>", "up", "<percent>", "on", "<year>", "s", "<number>", "plants", "!",
    ]  # fmt: skip


def test_capitals_and_curly_quotes_make_no_difference():
    assert tokens("We’re PLEASED") == tokens("we're pleased")


def test_each_token_has_its_place():
    text = "Revenue of $3.4 million."
    assert [text[span.start : span.end].lower() for span in spans(text)] == ["revenue", "of", "$3.4 million"]


def test_pairs_of_neighbours_stand_beside_the_words():
    assert ngrams(["we", "will", "close"]) == ["we", "will", "close", "we will", "will close"]


def test_an_endless_sentence_costs_no_more_than_a_long_one():
    assert len(tokens("revenue " * 100_000)) == MAX_TOKENS
