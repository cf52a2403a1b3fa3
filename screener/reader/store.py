"""Where the models lie and whether they are the ones that were shipped: nothing is loaded whose SHA-256 differs from the manifest's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from screener.errors import ModelError
from screener.reader.judge import Judge

MANIFEST = "manifest.json"
_PACKAGE = Path(__file__).parent.parent
# An installed package carries its models inside, a checkout has them beside the package.
_PLACES = (_PACKAGE / "models" / "reader", _PACKAGE.parent / "models" / "reader")
SHIPPED = next((place for place in _PLACES if (place / MANIFEST).is_file()), _PLACES[-1])


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """Platt scaling of one label over both stages: probability = logistic(encoder * its log-odds + linear * its log-odds + shift)."""

    encoder: float
    linear: float
    shift: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a model folder says of itself."""

    name: str
    version: str  # date and digest of the data
    labels: tuple[str, ...]  # order of the outputs
    files: Mapping[str, str]  # file name to SHA-256
    filter_from: float  # log-odds of the linear model from which a sentence is read closely
    calibration: Mapping[str, Calibration]
    judge: Judge
    data: str  # SHA-256 of the training records
    seed: int
    libraries: Mapping[str, str]
    scores: Mapping[str, float]


_MANIFEST = TypeAdapter(Manifest)


@dataclass(frozen=True, kw_only=True, slots=True)
class Models:
    """A folder whose every file is what its manifest says."""

    folder: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """The checked file of that name. ModelError if the manifest does not list it."""
        if name not in self.manifest.files:
            raise ModelError(f"The model {self.manifest.name} has no file {name}; install the project again.", name=name)
        return self.folder / name


def open_models(folder: Path = SHIPPED) -> Models:
    """Reads the manifest and checks every file it lists. ModelError says which is missing or differs."""
    try:
        manifest = _MANIFEST.validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise ModelError(f"No model at {folder}; install the project again or run `make train`.", name=str(folder)) from error
    except ValidationError as error:
        raise ModelError(f"{folder / MANIFEST} is not a manifest of this version; install the project again or run `make train`.", name=MANIFEST) from error
    for name, digest in manifest.files.items():
        _check(folder / name, digest)
    return Models(folder=folder, manifest=manifest)


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(path: Path, digest: str) -> None:
    try:
        found = sha256(path)
    except OSError as error:
        raise ModelError(f"The model file {path.name} is missing; install the project again or run `make train`.", name=path.name) from error
    if found != digest:
        raise ModelError(f"The model file {path.name} is not the one that was shipped; install the project again or run `make train`.", name=path.name)
