"""The second stage: a small transformer with one output a label, read by ONNX Runtime from 8-bit weights that ship with the project.

Nothing is downloaded and nothing is executed from the model's files. Each text runs by itself: 8-bit activations are scaled by all that
runs together, so a batch would let the neighbours of a sentence change its answer. On a processor that costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

MAX_PIECES = 96  # word pieces of one sentence; what lies beyond is not seen
Array = NDArray[np.float32]


class Encoder:
    """Log-odds of every label and a unit vector for each text; the same text gets the same numbers whatever is read with it."""

    def __init__(self, model: Path, tokenizer: Path, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._tokenizer.no_padding()
        self._threads = threads

    def read(self, texts: Sequence[str]) -> tuple[Array, Array]:
        """Log-odds (texts by labels) and unit vectors (texts by width), in the order given."""
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        if self._threads == 1 or len(pieces) == 1:
            read = [self._run(each) for each in pieces]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                read = list(pool.map(self._run, pieces))
        return np.concatenate([logits for logits, _ in read]), np.concatenate([vectors for _, vectors in read])

    def _run(self, pieces: Sequence[int]) -> tuple[Array, Array]:
        ids = np.array([pieces], dtype=np.int64)
        logits, vectors = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})
        return logits, vectors
