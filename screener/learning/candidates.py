"""The kinds of model that were considered, measured alike: quality on held-out records, sentences a second on two cores, size, time to load.

Run by `make candidates`; the table stands in `models/README.md`. Each candidate is asked for the same labels and judged by the same figures:
false alarms at the threshold that keeps 95 % of the clear records, and topics where a record holds news.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from model2vec.distill import distill
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from spacy.training import Example
from spacy.util import minibatch

from screener.learning import encoder, linear, records
from screener.learning.records import Record, Split, targets, texts
from screener.reader.encoder import Encoder
from screener.reader.labels import LABELS, POSSIBLE, TOPICS
from screener.reader.linear import Linear
from screener.reader.reader import ENCODER, TOKENIZER
from screener.reader.store import SHIPPED

Scores = NDArray[np.floating[Any]]
Reads = Callable[[Sequence[str]], Scores]
_KEPT = 0.95
_TIMED = 2_000  # texts that are timed


def main(gold: Sequence[str]) -> None:
    """Prints the table as Markdown; `gold` are labelled files besides the held-out records."""
    split = records.load()
    sets = {"held-out": split.test, **{Path(path).stem: tuple(records.read(Path(path))) for path in gold}}
    head = ["candidate", *(f"{name}: {what}" for name in sets for what in ("false alarms", "topic F1")), "sentences/s", "MB", "load s"]
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))  # noqa: T201 - a command's output
    with tempfile.TemporaryDirectory() as scratch:
        for name, make in _CANDIDATES.items():
            folder = Path(scratch) / str(len(name))
            folder.mkdir(exist_ok=True)
            make_reader = make(split, folder)
            began = time.perf_counter()
            reads = make_reader()
            loading = time.perf_counter() - began
            timed = (texts(split.test) * 2)[:_TIMED]
            reads(timed[:50])
            began = time.perf_counter()
            reads(timed)
            speed = len(timed) / (time.perf_counter() - began)
            cells = [f"{value:.3f}" for rows in sets.values() for value in _quality(rows, reads(texts(rows)))]
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
            print("| " + " | ".join([name, *cells, f"{speed:,.0f}", f"{size:.1f}", f"{loading:.2f}"]) + " |", flush=True)  # noqa: T201


def _quality(rows: Sequence[Record], scores: Scores) -> tuple[float, float]:
    """False alarms where 95 % of the clear records are kept, and micro F1 of topics over the records that hold news."""
    possible = scores[:, LABELS.index(POSSIBLE)]
    levels = np.array([record.materiality for record in rows])
    threshold = np.quantile(possible[levels == 2], 1 - _KEPT)  # noqa: PLR2004
    wanted = np.array([targets(record)[: len(TOPICS)] for record in rows])[levels > 0] > 0
    said = scores[levels > 0][:, : len(TOPICS)] > 0
    said[np.arange(len(said)), scores[levels > 0][:, : len(TOPICS)].argmax(axis=1)] = True
    return float((possible[levels == 0] >= threshold).mean()), float(2 * (wanted & said).sum() / (wanted.sum() + said.sum()))


def _linear(split: Split, folder: Path) -> Callable[[], Reads]:
    model = linear.fit(split.train, seed=1)
    model.save(folder / "linear.npz", folder / "linear.json")

    def load() -> Reads:
        loaded = Linear.load(folder / "linear.npz", folder / "linear.json")
        return lambda rows: np.array([loaded.scores(text) for text in rows])

    return load


def _textcat(split: Split, folder: Path) -> Callable[[], Reads]:
    """Bag of words by spaCy; its ensemble needs a tok2vec and reads a third as fast for one point more."""
    nlp = spacy.blank("en")
    categorizer = nlp.add_pipe(
        "textcat_multilabel", config={"model": {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": False, "ngram_size": 2, "no_output_layer": False}}
    )
    for label in LABELS:
        categorizer.add_label(label)  # type: ignore[attr-defined, unused-ignore]
    examples = [Example.from_dict(nlp.make_doc(record.text), {"cats": dict(zip(LABELS, targets(record), strict=True))}) for record in split.train]
    optimizer = nlp.initialize(lambda: examples[:200])
    for _ in range(8):
        for batch in minibatch(examples, 64):  # type: ignore[no-untyped-call, unused-ignore]
            nlp.update(batch, sgd=optimizer, drop=0.3)
    nlp.to_disk(folder)

    def load() -> Reads:
        loaded = spacy.load(folder)
        return lambda rows: np.array([[_odds(doc.cats[label]) for label in LABELS] for doc in loaded.pipe(rows, batch_size=256)])

    return load


def _static(split: Split, folder: Path) -> Callable[[], Reads]:
    with tempfile.TemporaryDirectory() as scratch:
        pretrained = encoder.unpack(Path(scratch))
        model = distill(str(pretrained), pca_dims=256, device="cpu")
    model.save_pretrained(folder)
    features = model.encode(texts(split.train))
    wanted = np.array([targets(record) for record in split.train])
    fitted = [LogisticRegression(C=20, class_weight="balanced", max_iter=300).fit(features, wanted[:, column]) for column in range(len(LABELS))]
    np.savez(folder / "head.npz", weights=np.stack([each.coef_[0] for each in fitted]), bias=np.array([each.intercept_[0] for each in fitted]))

    def load() -> Reads:
        from model2vec import StaticModel  # noqa: PLC0415 - its loading is what is timed

        loaded = StaticModel.from_pretrained(folder)
        with np.load(folder / "head.npz") as head:
            weights, bias = head["weights"], head["bias"]
        return lambda rows: np.asarray(loaded.encode(list(rows)) @ weights.T + bias)

    return load


def _shipped(_: Split, folder: Path) -> Callable[[], Reads]:
    for name in (ENCODER, TOKENIZER):
        (folder / name).write_bytes((SHIPPED / name).read_bytes())

    def load() -> Reads:
        loaded = Encoder(folder / ENCODER, folder / TOKENIZER, threads=2)
        return lambda rows: loaded.read(rows)[0]

    return load


def _shallow(split: Split, folder: Path) -> Callable[[], Reads]:
    recipe = encoder.Recipe(layers=(0, 2, 5))
    with tempfile.TemporaryDirectory() as scratch:
        pretrained = encoder.unpack(Path(scratch))
        network = encoder.teach(split.train, pretrained, recipe, lambda *_: None)
        encoder.export(network, pretrained, folder / ENCODER, folder / TOKENIZER)

    def load() -> Reads:
        loaded = Encoder(folder / ENCODER, folder / TOKENIZER, threads=2)
        return lambda rows: loaded.read(rows)[0]

    return load


def _odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return float(np.log(bounded / (1 - bounded)))


_CANDIDATES: dict[str, Callable[[Split, Path], Callable[[], Reads]]] = {
    "words and word pairs, linear (scikit-learn)": _linear,
    "spaCy text classifier, bag of words": _textcat,
    "static embeddings (model2vec), linear": _static,
    "MiniLM, 3 of 6 layers, fine-tuned, int8": _shallow,
    "MiniLM, 6 layers, fine-tuned, int8": _shipped,
}

if __name__ == "__main__":
    main(sys.argv[1:])
