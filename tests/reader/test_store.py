"""Nothing is loaded that is not what was shipped."""

import json
import shutil

import pytest

from screener.errors import ModelError
from screener.reader.reader import FILES, Reader
from screener.reader.store import MANIFEST, SHIPPED, open_models


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "reader"
    shutil.copytree(SHIPPED, folder)
    return folder


def test_the_shipped_models_are_what_their_manifest_says():
    manifest = open_models().manifest
    assert set(manifest.files) == set(FILES)
    assert manifest.labels
    assert manifest.scores["recall_clear"] > 0.9


def test_the_shipped_models_stay_small():
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 40_000_000


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_one_other_byte_is_refused_and_named(copy, name):
    path = copy / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match=name):
        Reader.load(copy)


def test_a_missing_file_is_named(copy):
    (copy / "encoder.onnx").unlink()
    with pytest.raises(ModelError, match=r"encoder\.onnx is missing"):
        open_models(copy)


def test_a_folder_without_models_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="make train"):
        open_models(tmp_path)


def test_a_manifest_of_another_make_is_refused(copy):
    content = json.loads((copy / MANIFEST).read_text())
    del content["judge"]
    (copy / MANIFEST).write_text(json.dumps(content))
    with pytest.raises(ModelError, match="not a manifest"):
        open_models(copy)


def test_no_file_of_the_models_can_run_code():
    assert {path.suffix for path in SHIPPED.iterdir()} <= {".npz", ".json", ".onnx", ".md"}
