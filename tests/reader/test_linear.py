"""The cheap stage."""

import numpy as np
import pytest

from screener.errors import ModelError
from screener.reader.linear import Linear

WORDS = ["dividend", "we", "we declared"]
WEIGHTS = np.array([[2.0, 3.0], [0.0, 0.5], [1.0, 1.0]], dtype=np.float32)


@pytest.fixture
def model() -> Linear:
    return Linear(WORDS, WEIGHTS, np.array([-1.0, -2.0], dtype=np.float32), ["matters", "dividend"])


def test_words_that_speak_for_it_raise_the_odds(model):
    assert model.matters("We declared a dividend") > model.matters("We declared a holiday") > model.matters("A holiday")


def test_a_sentence_without_known_words_has_the_odds_of_the_bias(model):
    assert model.matters("Good morning") == pytest.approx(-1.0)
    assert model.scores("Good morning") == pytest.approx([-2.0])


def test_each_word_is_told_its_share(model):
    shares = model.shares(["we", "declared", "a", "dividend"], "dividend")
    assert shares == pytest.approx([1.0, 0.5, 0.0, 3.0])


def test_what_is_stored_is_what_is_read(model, tmp_path):
    model.save(tmp_path / "w.npz", tmp_path / "w.json")
    again = Linear.load(tmp_path / "w.npz", tmp_path / "w.json")
    assert again.matters("We declared a dividend") == pytest.approx(model.matters("We declared a dividend"), abs=1e-3)


def test_lists_and_weights_that_do_not_belong_together_are_refused():
    with pytest.raises(ModelError, match="do not belong together"):
        Linear(WORDS[:2], WEIGHTS, np.zeros(2, dtype=np.float32), ["matters", "dividend"])
