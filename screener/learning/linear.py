"""Teaches the linear model: logistic regression over words and word pairs, one label at a time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from screener.learning.records import Record, targets
from screener.reader.labels import LABELS, POSSIBLE
from screener.reader.linear import Linear
from screener.reader.ngrams import ngrams, tokens

MATTERS = "matters"  # the filter's label: material in any degree, or conduct
_LEAST = 2  # records an n-gram must stand in
_STRENGTH = 6.0  # inverse of the regularisation
_LABELS = (MATTERS, *LABELS)


def fit(records: Sequence[Record], *, seed: int) -> Linear:
    """The linear model of these records."""
    held = [set(ngrams(tokens(record.text))) for record in records]
    counts = Counter(ngram for each in held for ngram in each)
    vocabulary = sorted(ngram for ngram, count in counts.items() if count >= _LEAST)
    features = _features(held, vocabulary)
    wanted = np.array([_targets(record) for record in records])
    weights, bias = np.zeros((len(vocabulary), len(_LABELS)), np.float32), np.zeros(len(_LABELS), np.float32)
    for column in range(len(_LABELS)):
        model = LogisticRegression(C=_STRENGTH, class_weight="balanced" if column else {0: 1.0, 1: 3.0}, max_iter=200, solver="liblinear", random_state=seed)
        model.fit(features, wanted[:, column])
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return Linear(vocabulary, weights, bias, _LABELS)


def threshold(model: Linear, records: Sequence[Record], *, clear: float, possible: float) -> float:
    """The highest log-odds that keep these shares of the clear and of the possible records."""
    scores: dict[int, list[float]] = {1: [], 2: []}
    for record in records:
        if record.materiality or record.conduct:
            scores[record.materiality or 1].append(model.matters(record.text))
    return min(_quantile(scores[2], 1 - clear), _quantile(scores[1], 1 - possible))


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[math.floor(share * len(values))] if values else -math.inf


def _targets(record: Record) -> list[float]:
    own = targets(record)
    return [float(own[LABELS.index(POSSIBLE)] or bool(record.conduct)), *own]


def _features(held: Sequence[set[str]], vocabulary: Sequence[str]) -> csr_matrix:
    """Rows of equal entries that are 1 over the square root of the text's n-grams, as `Linear.matters` weighs them."""
    index = {ngram: i for i, ngram in enumerate(vocabulary)}
    indices: list[int] = []
    values: list[float] = []
    ends = [0]
    for each in held:
        known = sorted(index[ngram] for ngram in each if ngram in index)
        indices += known
        values += [1 / math.sqrt(max(len(each), 1))] * len(known)
        ends.append(len(indices))
    matrix: NDArray[np.float32] = np.array(values, np.float32)
    return csr_matrix((matrix, indices, ends), shape=(len(held), len(vocabulary)))
