"""Records to models: filter, encoder, calibration, judge, examples and manifest, written to a folder whose every file the manifest names."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from screener.detect.conduct import conduct_of
from screener.detect.topics import cues_of
from screener.extract import batch
from screener.extract.limits import Limits
from screener.extract.sniff import Format
from screener.language import Language
from screener.learning import encoder, judge, linear
from screener.learning.records import Record, Split, texts
from screener.policy import Policy
from screener.reader.encoder import Encoder
from screener.reader.examples import Example, save
from screener.reader.judge import Judge, Weights
from screener.reader.labels import LABELS
from screener.reader.linear import Linear
from screener.reader.reader import ENCODER, EXAMPLES, FILES, LINEAR, TOKENIZER, VECTORS, WORDS, Reader
from screener.reader.store import MANIFEST, Calibration, Manifest, open_models, sha256
from screener.types import Channel, Occasion

CLEAR_KEPT, POSSIBLE_KEPT = 0.997, 0.985  # of the calibration records, by the filter
_LIBRARIES = ("numpy", "onnxruntime", "scikit-learn", "tokenizers", "torch", "transformers")
_NOTHING = Weights(constant=0.0, features={})
Array = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What to make of which records."""

    split: Split
    recipe: encoder.Recipe
    folder: Path  # where the finished models go


def train(plan: Plan, progress: encoder.Progress) -> Reader:
    """The reader of these records, written to the plan's folder in one move once it is whole."""
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "models"
        made.mkdir()
        cheap = linear.fit(plan.split.train, seed=plan.recipe.seed)
        cheap.save(made / LINEAR, made / WORDS)
        cheap = Linear.load(made / LINEAR, made / WORDS)  # as it will be read, with 16-bit weights
        pretrained = encoder.unpack(Path(scratch) / "pretrained")
        network = encoder.teach(plan.split.train, pretrained, plan.recipe, progress)
        encoder.export(network, pretrained, made / ENCODER, made / TOKENIZER)
        _finish(made, plan, cheap, progress)
        plan.folder.mkdir(parents=True, exist_ok=True)
        for name in (*FILES, MANIFEST):
            shutil.move(made / name, plan.folder / name)
    return Reader.load(plan.folder)


def _finish(made: Path, plan: Plan, cheap: Linear, progress: encoder.Progress) -> None:
    """Everything that is fitted on the finished encoder, as it will run."""
    small = Encoder(made / ENCODER, made / TOKENIZER)
    held_out = plan.split.calibration
    progress("calibrating", 1, 3)
    close, _ = small.read(texts(held_out))
    calibration = judge.calibrate(held_out, close, np.array([cheap.scores(record.text) for record in held_out], dtype=np.float32))
    progress("collecting examples", 2, 3)
    shown = [record for record in plan.split.train if record.materiality or record.conduct]
    vectors = small.read(texts(shown))[1]
    examples = [Example(text=record.text, rationale=record.rationale, labels=(*record.topics, *record.conduct)) for record in shown]
    save(examples, vectors, made / EXAMPLES, made / VECTORS)
    threshold = linear.threshold(cheap, held_out, clear=CLEAR_KEPT, possible=POSSIBLE_KEPT)
    unjudged = Judge(possible=_NOTHING, clear=_NOTHING, topic=_NOTHING, conduct=_NOTHING)
    _write_manifest(made, plan, threshold, calibration, unjudged)
    progress("fitting the judge", 3, 3)
    reader = Reader(open_models(made))
    readings = reader.read(texts(held_out), asked=range(len(held_out)))
    fitted = judge.fit(held_out, [reading for reading in readings if reading is not None], cues(held_out))
    _write_manifest(made, plan, threshold, calibration, fitted)


def cues(records: Sequence[Record]) -> list[judge.Cues]:
    """What the policy's cues alone find in each record."""
    policy, limits = Policy.load(), Limits()
    language = Language.load(policy)
    found: list[judge.Cues] = []
    for record in records:
        document = batch.record_document(batch.Record(id=record.id, text=record.text, line=1), Format.JSONL, "records.jsonl", limits)
        analysis = language.read(document, Occasion(channel=Channel(record.channel)))
        found.append((cues_of(analysis, policy), conduct_of(analysis, policy)))
    return found


def _write_manifest(made: Path, plan: Plan, threshold: float, calibration: dict[str, Calibration], fitted: Judge) -> None:
    manifest = Manifest(
        name="reader",
        version=f"{datetime.now(UTC):%Y-%m-%d}-{plan.split.digest[:8]}",
        labels=LABELS,
        files={name: sha256(made / name) for name in FILES},
        filter_from=threshold,
        calibration=calibration,
        judge=fitted,
        data=plan.split.digest,
        seed=plan.recipe.seed,
        libraries={name: version(name) for name in _LIBRARIES},
        scores={},
    )
    (made / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
