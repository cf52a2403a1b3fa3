"""Phrases are found whole, in any case and with any marks, inside one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.detect.patterns import MAX_HITS, PhraseFinder, blanked
from screener.language.folding import fold
from tests.factories import analysis_of

FINDER = PhraseFinder({"deal": ["merger agreement", "merger"], "plan": ["10b5-1", "S&P"], "bare": []})


def cued(*sentences: str):
    analysis = analysis_of(*sentences)
    return FINDER.sentences(analysis, analysis.sentences)


def words(*sentences: str):
    analysis = analysis_of(*sentences)
    return [analysis.document.text[hit.start : hit.end] for each in FINDER.sentences(analysis, analysis.sentences) for hit in each.hits]


def test_a_phrase_inside_a_longer_word_is_no_phrase():
    assert cued("The mergers of submerger plates") == []


def test_overlapping_phrases_are_all_found():
    assert sorted(words("The Merger Agreement was signed.")) == ["Merger", "Merger Agreement"]


@pytest.mark.parametrize("text", ["a 10b5-1 plan", "a 10b5‑1 plan", "a Rule 10b5–1 plan", "“10b5-1”", "S&P said", "s&p"])
def test_case_hyphens_and_quotes_do_not_matter(text):
    assert [each.groups for each in cued(text)] == [FINDER.bits("plan")]


def test_a_phrase_at_either_end_of_the_text_is_found():
    assert words("merger") == ["merger"]


def test_a_phrase_that_crosses_two_sentences_does_not_count():
    assert words("We spoke of the merger", "agreement was not in sight.") == ["merger"]


def test_each_sentence_has_the_bits_of_its_own_phrases():
    first, second = cued("The merger closed.", "Nothing here.", "A 10b5-1 plan.")
    assert (first.groups, second.groups) == (FINDER.bits("deal"), FINDER.bits("plan"))


def test_sentences_that_are_left_out_are_not_searched():
    analysis = analysis_of("The merger closed.", "The merger closed again.")
    assert [each.sentence for each in FINDER.sentences(analysis, analysis.sentences[1:])] == [analysis.sentences[1]]


def test_the_first_phrase_of_a_group_is_the_longest_that_begins_there():
    (only,) = cued("The merger agreement.")
    assert only.first(FINDER.bits("deal")) == (4, 20)
    assert only.first(FINDER.bits("plan")) is None


def test_no_more_hits_are_kept_than_the_limit():
    (only,) = cued("merger " * (MAX_HITS * 3))
    assert len(only.hits) == MAX_HITS


def test_an_unknown_group_is_an_error():
    with pytest.raises(KeyError):
        FINDER.bits("nothing")


@given(st.text())
def test_folding_keeps_the_length(text):
    assert len(blanked(text)) == len(fold(text)) == len(text)


@given(st.lists(st.sampled_from(["merger", "agreement", "10b5-1", "x", ".", "İ", "ﬁ", "—"]), max_size=30))
def test_every_hit_lies_in_its_sentence(parts):
    for each in cued(" ".join(parts) or "-"):
        assert all(each.sentence.span.start <= hit.start < hit.end <= each.sentence.span.end for hit in each.hits)
