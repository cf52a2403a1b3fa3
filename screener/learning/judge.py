"""Fits the judge that brings reader and cues together, and the reader's own calibration, on records neither was taught with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from screener.learning.records import Record, targets
from screener.reader.judge import Judge, Weights, conduct_features, sentence_features, topic_features
from screener.reader.labels import CONDUCT, LABELS, TOPICS
from screener.reader.reading import Reading
from screener.reader.store import Calibration

Cues = tuple[Mapping[str, int], frozenset[str]]  # topics with class, conduct rules without family
_EVEN = 1.0  # inverse of the regularisation
_LEAST = 0.05  # slope of the encoder


def calibrate(records: Sequence[Record], close: NDArray[np.float32], linear: NDArray[np.float32]) -> dict[str, Calibration]:
    """Platt scaling of each label over the log-odds of both stages; a label too rare on this side keeps the encoder's as they are."""
    wanted = np.array([targets(record) for record in records])
    fitted = {}
    for column, label in enumerate(LABELS):
        if min(wanted[:, column].sum(), (1 - wanted[:, column]).sum()) < 5:  # noqa: PLR2004 - nothing to fit on
            fitted[label] = Calibration(encoder=1.0, linear=0.0, shift=0.0)
            continue
        model = LogisticRegression(C=_EVEN).fit(np.stack([close[:, column], linear[:, column]], axis=1), wanted[:, column])
        own, cheap = (float(each) for each in model.coef_[0])
        fitted[label] = Calibration(encoder=max(own, _LEAST), linear=max(cheap, 0.0), shift=float(model.intercept_[0]))
    return fitted


def fit(records: Sequence[Record], readings: Sequence[Reading], cues: Sequence[Cues]) -> Judge:
    """The judge of these records; topics are fitted on records with news, since they are asked only of those."""
    rows = list(zip(records, readings, cues, strict=True))
    sentences = [sentence_features(reading, topics) for _, reading, (topics, _) in rows]
    news = [row for row in rows if row[0].materiality]
    topics = [(topic_features(reading, cued, topic), topic in record.topics) for record, reading, (cued, _) in news for topic in TOPICS]
    conduct = [(conduct_features(reading, label, cued=label in cued), label in record.conduct) for record, reading, (_, cued) in rows for label in CONDUCT]
    return Judge(
        possible=_weights(sentences, [record.materiality >= 1 for record in records]),
        clear=_weights(sentences, [record.materiality == 2 for record in records]),  # noqa: PLR2004
        topic=_weights([each for each, _ in topics], [held for _, held in topics]),
        conduct=_weights([each for each, _ in conduct], [held for _, held in conduct]),
    )


def _weights(features: Sequence[Mapping[str, float]], held: Sequence[bool]) -> Weights:
    names = list(features[0])
    model = LogisticRegression(C=_EVEN, max_iter=500).fit([[each[name] for name in names] for each in features], held)
    return Weights(constant=float(model.intercept_[0]), features=dict(zip(names, (float(each) for each in model.coef_[0]), strict=True)))
