"""Probability times magnitude, with reasons a reviewer can read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.detect.materiality import Signals, Stage, assess

VAGUE = Signals(
    base=0.4, stage=Stage.DONE, figure=False, period=False, running=False, weight=False, small=False, direction=False, act=False, denial=False,
    public=False, ceiling=2,
)  # fmt: skip
CLEAR = replace(VAGUE, figure=True, period=True, act=True)


def test_a_figure_for_a_period_is_clear():
    assert assess(CLEAR).klass == 2


def test_a_vague_word_is_only_possible():
    assert assess(VAGUE).klass == 1


def test_a_mere_possibility_weighs_less_than_a_fact():
    assert assess(replace(CLEAR, stage=Stage.POSSIBLE)).klass == 1


def test_a_large_effect_makes_talks_clear():
    talks = replace(CLEAR, stage=Stage.TALKS, weight=True)
    assert assess(talks).klass == 2
    assert assess(replace(talks, base=0.2)).klass == 1


def test_a_statement_public_by_its_own_words_is_at_most_possible():
    judged = assess(replace(CLEAR, public=True))
    assert judged.klass == 1
    assert any("public record" in reason for reason in judged.reasons)


def test_a_cue_has_a_ceiling():
    assert assess(replace(CLEAR, ceiling=1)).klass == 1


def test_small_words_take_weight_away():
    assert assess(replace(CLEAR, small=True)).magnitude < assess(CLEAR).magnitude


@pytest.mark.parametrize(
    ("signals", "reason"),
    [
        (CLEAR, "gives a figure"),
        (replace(CLEAR, running=True), "gives a figure for a running quarter or a coming period"),
        (VAGUE, "no amount is given"),
        (replace(VAGUE, denial=True), "a denial that informs"),
        (replace(VAGUE, stage=Stage.TALKS), "speaks of talks or plans not yet agreed"),
        (replace(VAGUE, direction=True), "gives a direction without a figure"),
    ],
)
def test_the_reasons_say_what_was_weighed(signals, reason):
    assert reason in assess(signals).reasons


@given(st.floats(0, 1), st.sampled_from(Stage), st.lists(st.booleans(), min_size=9, max_size=9), st.integers(1, 2))
def test_class_and_numbers_stay_in_range(base, stage, flags, ceiling):
    names = ("figure", "period", "running", "weight", "small", "direction", "act", "denial", "public")
    judged = assess(Signals(base=base, stage=stage, ceiling=ceiling, **dict(zip(names, flags, strict=True))))
    assert judged.klass in {0, 1, 2}
    assert 0 <= judged.probability * judged.magnitude <= 1
    assert judged.reasons
