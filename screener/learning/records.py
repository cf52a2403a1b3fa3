"""Labelled records: read, checked, split by scenario, and brought into the order of the models' labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

import msgspec

from screener.errors import UsageError
from screener.reader.labels import CLEAR, LABELS, POSSIBLE, PUBLIC

FOLDER = Path(__file__).parents[2] / "training_data"


class Context(TypedDict):
    """What stood before a record."""

    kind: str  # previous, heading, question
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One labelled text: see `training_data/LABELS.md`."""

    id: str
    text: str
    topics: tuple[str, ...]
    materiality: int
    scenario: str = ""  # what a record of our own belongs to; the split goes by it
    conduct: tuple[str, ...] = ()
    channel: str = "earnings_call"
    public_cue: bool = False
    rationale: str = ""
    kind: str | None = None
    near_miss: tuple[str, ...] = ()
    context: Context | None = None
    weight: float = 1.0
    register: str = ""
    role: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """Records on three sides; a scenario stands on one only."""

    train: tuple[Record, ...]
    calibration: tuple[Record, ...]
    test: tuple[Record, ...]
    digest: str = field(default="")  # SHA-256 of everything read

    @property
    def everything(self) -> tuple[Record, ...]:
        """All three sides."""
        return (*self.train, *self.calibration, *self.test)


class _Splits(TypedDict):
    test: list[str]
    calibration: list[str]


def load(folder: Path = FOLDER, extra: Iterable[Path] = ()) -> Split:
    """The folder's records, and reviewers' decisions (JSONL of the same fields) on the training side. UsageError names the file and line."""
    digest = hashlib.sha256()
    records: list[Record] = []
    for path in sorted(folder.glob("*.jsonl")):
        records += read(path, digest)
    if not records:
        raise UsageError(f"No training records in {folder}.")
    splits = msgspec.json.decode((folder / "splits.json").read_bytes(), type=_Splits)
    test, calibration = set(splits["test"]), set(splits["calibration"])
    decided = [record for path in extra for record in read(path, digest)]
    return Split(
        train=(*(each for each in records if each.scenario not in test and each.scenario not in calibration), *decided),
        calibration=tuple(each for each in records if each.scenario in calibration),
        test=tuple(each for each in records if each.scenario in test),
        digest=digest.hexdigest(),
    )


def targets(record: Record) -> list[float]:
    """1.0 or 0.0 for each of `LABELS`."""
    held = {*record.topics, *record.conduct}
    if record.materiality >= 1:
        held.add(POSSIBLE)
    if record.materiality == 2:  # noqa: PLR2004
        held.add(CLEAR)
    if record.public_cue:
        held.add(PUBLIC)
    return [float(label in held) for label in LABELS]


def texts(records: Sequence[Record]) -> list[str]:
    """Their texts, in order."""
    return [record.text for record in records]


def read(path: Path, digest: hashlib._Hash | None = None) -> list[Record]:
    """Records of one JSONL file. UsageError names the line that is none."""
    records = []
    decode = msgspec.json.Decoder(Record).decode
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if digest is not None:
                digest.update(line)
            try:
                records.append(decode(line))
            except msgspec.DecodeError as error:
                raise UsageError(f"{path.name}, line {number}: {error}. See training_data/schema.json.") from error
    return records
