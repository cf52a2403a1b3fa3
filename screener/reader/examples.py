"""Written examples with their rationale, found by likeness: what a reviewer is shown to understand why a sentence was flagged."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from screener.errors import ModelError

_SCALE = 127.0  # unit vectors are kept as 8-bit integers
LIKE = 0.55  # cosine from which an example is worth showing


class Example(msgspec.Struct, frozen=True, array_like=True):
    """A record of the training data: its words and why counsel would say so."""

    text: str
    rationale: str
    labels: tuple[str, ...]


class Examples:
    """All examples with their vectors; answers for a batch are one matrix product."""

    def __init__(self, examples: list[Example], vectors: NDArray[np.int8]) -> None:
        if len(examples) != len(vectors):
            raise ModelError("The written examples and their vectors do not belong together; install the models again.")
        self._examples = examples
        self._vectors = vectors.astype(np.float32) / _SCALE

    @classmethod
    def load(cls, texts: Path, arrays: Path) -> Examples:
        """From a JSON list and an npz without objects. ModelError if they do not fit together."""
        with np.load(arrays, allow_pickle=False) as stored:
            return cls(msgspec.json.decode(texts.read_bytes(), type=list[Example]), stored["vectors"])

    def nearest(self, vectors: NDArray[np.float32]) -> list[Example | None]:
        """The likest example for each unit vector (texts by width), None where none is like enough."""
        if not len(vectors) or not self._examples:
            return [None] * len(vectors)
        likeness = vectors @ self._vectors.T
        best = likeness.argmax(axis=1)
        return [self._examples[i] if likeness[row, i] >= LIKE else None for row, i in enumerate(best.tolist())]


def save(examples: list[Example], vectors: NDArray[np.float32], texts: Path, arrays: Path) -> None:
    """Writes what `Examples.load` reads."""
    texts.write_bytes(msgspec.json.encode(examples) + b"\n")
    np.savez_compressed(arrays, vectors=np.round(vectors * _SCALE).astype(np.int8))
