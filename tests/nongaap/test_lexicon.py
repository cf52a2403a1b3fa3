"""Phrases are found as whole words, the longest at each place, at the offsets of the text as it stands."""

from screener.language.folding import fold
from screener.nongaap.lexicon import Lexicon, combinations


def test_phrases_are_whole_words_and_the_longest_wins():
    lexicon = Lexicon({"net debt": "debt", "net debt ratio": "ratio", "sg&a": "costs"})
    text = "Net Debt fell; the net debt ratio too. Internet debt and SG&A, not SG&Ax."
    assert [(text[hit.span.start : hit.span.end], hit.key) for hit in lexicon.hits(text)] == [
        ("Net Debt", "debt"),
        ("net debt ratio", "ratio"),
        ("SG&A", "costs"),
    ]


def test_exact_phrases_keep_their_case():
    assert [hit.key for hit in Lexicon({"FCF": "fcf"}, exact=True).hits("FCF but not fcf")] == ["fcf"]


def test_folding_keeps_every_offset():
    text = "İstanbul’s “FREE” cash\u00a0flow"
    assert len(fold(text)) == len(text)


def test_combinations_put_every_first_before_every_second():
    assert list(combinations(["core", "adjusted"], ["eps"])) == ["core eps", "adjusted eps"]
