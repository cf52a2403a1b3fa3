"""The trained reader: which of a document's sentences matter, for which topics, with calibrated probabilities.

Two stages. A linear filter looks at every sentence and drops what cannot matter; a small encoder reads the rest. Both are taught from
`training_data/` alone. Sentences that repeat (page furniture, legends) are read once: answers are kept by the words themselves, so the
same words always get the same answer, whatever stands around them.
"""

from __future__ import annotations

import math
import os
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from screener.errors import ModelError
from screener.reader.encoder import Encoder
from screener.reader.examples import Examples
from screener.reader.labels import CONDUCT, LABELS, POSSIBLE
from screener.reader.linear import Linear
from screener.reader.ngrams import tokens
from screener.reader.reading import Reading
from screener.reader.store import SHIPPED, Models, open_models

LINEAR, WORDS, ENCODER, TOKENIZER = "linear.npz", "linear.json", "encoder.onnx", "tokenizer.json"
EXAMPLES, VECTORS = "examples.json", "examples.npz"
FILES = (LINEAR, WORDS, ENCODER, TOKENIZER, EXAMPLES, VECTORS)
_WORTH_EXPLAINING = 0.2  # probability of mattering from which an example is looked up
_REMEMBERED = 10_000  # answers kept, about 12 MB
_SHORT = 3  # letters; shorter lines are bullets' numbers and page numbers


class Reader:
    """Reads sentences; one instance a process. Answers depend on the words alone."""

    def __init__(self, models: Models, *, threads: int | None = None) -> None:
        if models.manifest.labels != LABELS:
            raise ModelError("The models know other labels than this version of the screener; install the project again or run `make train`.")
        self._models = models
        self._threads = threads or os.cpu_count() or 1
        self._linear = Linear.load(models.path(LINEAR), models.path(WORDS))
        self._from = models.manifest.filter_from
        self._calibration = [(each.encoder, each.linear, each.shift) for each in (models.manifest.calibration[label] for label in LABELS)]
        self.judge = models.manifest.judge
        self._known: OrderedDict[str, Reading | None] = OrderedDict()

    @classmethod
    def load(cls, folder: Path = SHIPPED, *, threads: int | None = None, is_wanted_soon: bool = False) -> Reader:
        """The models of a folder, checked against their manifest; the encoder is opened too if it `is_wanted_soon`. ModelError says what is wrong."""
        reader = cls(open_models(folder), threads=threads)
        if is_wanted_soon:
            reader.warm_up()
        return reader

    def warm_up(self) -> None:
        """Opens what the first sentence would open."""
        _ = self._encoder, self._examples

    @property
    def version(self) -> str:
        """What reports name the models by."""
        return self._models.manifest.version

    @cached_property
    def _encoder(self) -> Encoder:
        """Opened at the first sentence that needs it: a draft without any costs nothing."""
        return Encoder(self._models.path(ENCODER), self._models.path(TOKENIZER), threads=self._threads)

    @cached_property
    def _examples(self) -> Examples:
        return Examples.load(self._models.path(EXAMPLES), self._models.path(VECTORS))

    def passes(self, text: str) -> bool:
        """Whether the filter lets a sentence through to the encoder."""
        return len(text) > _SHORT and self._linear.matters(text) >= self._from

    def read(self, texts: Sequence[str], asked: Iterable[int] = ()) -> list[Reading | None]:
        """A reading for each text, None for those that the filter drops; `asked` are indices that are read whatever the filter says."""
        wanted = set(asked)
        new: dict[str, None] = {}
        for i, text in enumerate(texts):
            known = text in self._known
            if (known and (self._known[text] is not None or i not in wanted)) or text in new:
                continue
            if i in wanted or self.passes(text):
                new[text] = None
            elif not known:
                self._remember(text, None)
        fresh = dict(zip(new, self._encode(list(new)), strict=True)) if new else {}
        answers = [fresh[text] if text in fresh else self._known.get(text) for text in texts]
        for text, reading in fresh.items():
            self._remember(text, reading)
        return answers

    def words_for(self, text: str, label: str) -> list[tuple[str, float]]:
        """Tokens of the text with what the linear model gives each for the label, in order."""
        found = tokens(text)
        return list(zip(found, self._linear.shares(found, label), strict=True))

    def _encode(self, texts: list[str]) -> list[Reading]:
        logits, vectors = self._encoder.read(texts)
        read = [self._reading(text, close) for text, close in zip(texts, logits.tolist(), strict=True)]
        shown = [i for i, each in enumerate(read) if max(map(each.of, (POSSIBLE, *CONDUCT))) >= _WORTH_EXPLAINING]
        examples = self._examples.nearest(vectors[shown]) if shown else []
        for i, example in zip(shown, examples, strict=True):
            read[i] = read[i]._replace(example=example.rationale if example else None)
        return read

    def _reading(self, text: str, close: list[float]) -> Reading:
        """Both stages' log-odds of each label as one calibrated probability."""
        cheap = self._linear.scores(text)
        return Reading(tuple(_logistic(a * x + b * y + c) for x, y, (a, b, c) in zip(close, cheap, self._calibration, strict=True)))

    def _remember(self, text: str, reading: Reading | None) -> None:
        self._known[text] = reading
        self._known.move_to_end(text)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > 0 else (e := math.exp(x)) / (1 + e)


def strongest(reading: Reading, labels: Iterable[str]) -> str:
    """The label with the highest probability, the first of equals."""
    return max(labels, key=reading.of)
