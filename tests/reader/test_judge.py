"""How reader and cues are brought together."""

import pytest

from screener.reader.judge import UNREAD, Judge, Weights, conduct_features, log_odds, sentence_features, topic_features
from screener.reader.labels import LABELS, POSSIBLE
from screener.reader.reading import Reading

JUDGE = Judge(
    possible=Weights(constant=0.0, features={"possible": 1.0, "cue": 1.0}),
    clear=Weights(constant=-1.0, features={"clear": 1.0, "clear_cue": 2.0}),
    topic=Weights(constant=0.0, features={"topic": 1.0, "cue": 2.0}),
    conduct=Weights(constant=0.0, features={"label": 1.0, "cue": 3.0}),
)


def reading(**probabilities: float) -> Reading:
    return Reading(tuple(probabilities.get(label, 0.1) for label in LABELS))


def test_a_cue_makes_a_doubtful_sentence_likelier():
    doubtful = reading(possible=0.5)
    assert JUDGE.judge(doubtful, {"dividend": 1}).possible > JUDGE.judge(doubtful, {}).possible == pytest.approx(0.5)


def test_a_cue_speaks_for_its_own_topic_only():
    judged = JUDGE.judge(reading(), {"dividend": 2})
    assert judged.topics["dividend"] > judged.topics["bankruptcy"]


def test_a_clear_cue_counts_for_clear():
    assert JUDGE.judge(reading(), {"dividend": 2}).clear > JUDGE.judge(reading(), {"dividend": 1}).clear


def test_a_sentence_nobody_read_is_judged_by_its_cues():
    assert JUDGE.judge(None, {"dividend": 1}).possible < 0.5
    assert log_odds(None, POSSIBLE) == UNREAD


def test_conduct_is_judged_apart_from_topics():
    judged = JUDGE.judge(reading(), {}, {"rumor_comment"})
    assert judged.conduct["rumor_comment"] > judged.conduct["analyst_comfort"]


def test_certainty_stays_finite():
    certain = reading(possible=1.0, clear=0.0)
    assert 0 < JUDGE.judge(certain, {}).possible <= 1
    assert set(sentence_features(certain, {})) >= {"possible", "clear", "cue", "clear_cue"}
    assert set(topic_features(certain, {}, "dividend")) >= {"topic", "ahead", "cue", "other_cue"}
    assert conduct_features(certain, "rumor_comment", cued=True)["cue"] == 1.0
