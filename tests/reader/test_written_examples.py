"""The written example that a finding is explained by."""

import numpy as np
import pytest

from screener.errors import ModelError
from screener.reader.examples import Example, Examples, save

HELD = [Example("We cut the dividend.", "a dividend cut", ("dividend",)), Example("We lost the contract.", "a customer lost", ("contract_award_or_loss",))]
VECTORS = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)


def test_the_likest_is_found_and_an_unlike_one_is_not_shown(tmp_path):
    save(HELD, VECTORS, tmp_path / "e.json", tmp_path / "e.npz")
    found = Examples.load(tmp_path / "e.json", tmp_path / "e.npz").nearest(np.array([[0.1, 0.99], [-1.0, 0.0]], dtype=np.float32))
    assert [each and each.rationale for each in found] == ["a customer lost", None]


def test_texts_and_vectors_must_belong_together(tmp_path):
    save(HELD, VECTORS[:1], tmp_path / "e.json", tmp_path / "e.npz")
    with pytest.raises(ModelError, match="do not belong together"):
        Examples.load(tmp_path / "e.json", tmp_path / "e.npz")
