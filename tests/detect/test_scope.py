"""Scope cues colour what stands in their direction, up to a stop."""

import pytest

from screener.detect.patterns import PhraseFinder
from screener.detect.scope import Kind, Scope, ScopePolicy, ScopeReader
from screener.types import Span
from tests.factories import POLICY, analysis_of

SHIPPED = POLICY.section("scope", ScopePolicy)


def scope_of(sentence: str) -> Scope:
    finder = PhraseFinder({**SHIPPED.groups(), "any": sentence.split()})
    analysis = analysis_of(sentence)
    (cued,) = finder.sentences(analysis, analysis.sentences)
    return ScopeReader(SHIPPED, finder).read(analysis.document.text, cued)


def kinds_at(sentence: str, word: str) -> frozenset[Kind]:
    start = sentence.index(word)
    return scope_of(sentence).of(Span(start, start + len(word)))


@pytest.mark.parametrize(
    ("sentence", "word", "kind"),
    [
        ("Product recalls could result in losses.", "recalls", Kind.HYPOTHETICAL),
        ("We may close the plant in Corven.", "plant", Kind.HYPOTHETICAL),
        ("From time to time we issue notes.", "notes", Kind.HYPOTHETICAL),
        ("We undertake no obligation to update our outlook.", "outlook", Kind.NEGATED),
        ("A dividend is defined as a payment to holders.", "dividend", Kind.GENERAL),
        ("The mill was founded in 1871 through a merger.", "merger", Kind.HISTORY),
        ("As previously announced, the board declared a dividend.", "dividend", Kind.PUBLIC),
        ("We will host a conference call on the merger.", "merger", Kind.PROCESS),
        ("Actual results may differ materially from the outlook.", "outlook", Kind.BOILERPLATE),
        ("You agree to the terms of the merger module.", "merger", Kind.READER),
        ("Our competitors cut prices.", "prices", Kind.OTHER_COMPANY),
    ],
)
def test_a_cue_covers_its_words(sentence, word, kind):
    assert kind in kinds_at(sentence, word)


def test_a_stop_word_ends_a_cue():
    sentence = "The yard may close, but we have cut the outlook."
    assert kinds_at(sentence, "yard") == {Kind.HYPOTHETICAL}
    assert kinds_at(sentence, "outlook") == frozenset()


def test_a_semicolon_ends_a_cue():
    assert kinds_at("Costs may rise; the dividend is cut.", "dividend") == frozenset()


def test_the_month_of_may_is_no_hypothesis():
    assert kinds_at("In May orders fell.", "orders") == frozenset()
    assert kinds_at("Then orders may fall.", "orders") == {Kind.HYPOTHETICAL}


def test_a_forward_cue_leaves_what_stands_before_it():
    assert Kind.NEGATED not in kinds_at("The outlook is cut, and we undertake no obligation to explain.", "outlook")


def test_a_forward_cue_ends_at_its_reach():
    filler = "and the long road " * 12
    assert Kind.NEGATED not in kinds_at(f"We undertake no obligation to walk {filler}to the outlook.", "outlook")


def test_a_plain_sentence_has_no_scope():
    assert scope_of("Orders fell in June.").covered == ()


def test_the_first_cue_of_a_kind_can_be_shown():
    scope = scope_of("As previously announced, orders fell.")
    assert scope.cue(Kind.PUBLIC) == Span(0, 23)
    assert scope.cue(Kind.HISTORY) is None
