"""The cheap stage: linear weights over words and word pairs, one column a label, loaded from arrays and a word list without running any code.

Its first use is to drop, sentence by sentence, what cannot matter; its weights also say which words speak for a label.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screener.errors import ModelError
from screener.reader.ngrams import ngrams, tokens

Weights = NDArray[np.float32]


class Linear:
    """Weights (n-grams by labels), one bias a label. Immutable once loaded; safe to share between threads."""

    def __init__(self, vocabulary: Sequence[str], weights: Weights, bias: Weights, labels: Sequence[str]) -> None:
        if weights.shape != (len(vocabulary), len(labels)) or bias.shape != (len(labels),):
            raise ModelError("The linear model's word list and weights do not belong together; install the models again.")
        self.labels = tuple(labels)
        self._index = {ngram: i for i, ngram in enumerate(vocabulary)}
        self._weights = weights
        self._bias = bias
        self._columns = {label: i for i, label in enumerate(labels)}
        self._matters = dict(zip(vocabulary, weights[:, 0].tolist(), strict=True))

    @classmethod
    def load(cls, arrays: Path, words: Path) -> Linear:
        """From an npz without objects (weights, bias) and a JSON word list. ModelError if they do not fit together."""
        listed = json.loads(words.read_text(encoding="utf-8"))
        with np.load(arrays, allow_pickle=False) as stored:
            return cls(listed["ngrams"], stored["weights"].astype(np.float32), stored["bias"].astype(np.float32), listed["labels"])

    def save(self, arrays: Path, words: Path) -> None:
        """Writes what `load` reads; weights as 16-bit floats."""
        np.savez_compressed(arrays, weights=self._weights.astype(np.float16), bias=self._bias)
        words.write_text(json.dumps({"labels": self.labels, "ngrams": list(self._index)}, ensure_ascii=False) + "\n", encoding="utf-8")

    def matters(self, text: str) -> float:
        """Log-odds of the first label for one sentence: the filter's question, answered in microseconds."""
        known = self._matters
        total, seen = 0.0, set()
        for ngram in ngrams(tokens(text)):
            if ngram not in seen:
                seen.add(ngram)
                total += known.get(ngram, 0.0)
        return total / math.sqrt(max(len(seen), 1)) + float(self._bias[0])

    def scores(self, text: str) -> list[float]:
        """Log-odds of every label but the first, in the order of `labels`."""
        held = set(ngrams(tokens(text)))
        rows = sorted(self._index[ngram] for ngram in held if ngram in self._index)
        total = self._weights[rows].sum(axis=0) / math.sqrt(max(len(held), 1)) + self._bias
        found: list[float] = total.tolist()
        return found[1:]

    def shares(self, words: Sequence[str], label: str) -> list[float]:
        """How much each token of a sentence speaks for a label: its own weight and half of each pair it stands in."""
        column = self._columns[label]
        own = [self._weight(word, column) for word in words]
        for i, pair in enumerate(itertools.pairwise(words)):
            half = self._weight(" ".join(pair), column) / 2
            own[i] += half
            own[i + 1] += half
        return own

    def _weight(self, ngram: str, column: int) -> float:
        at = self._index.get(ngram)
        return float(self._weights[at, column]) if at is not None else 0.0
