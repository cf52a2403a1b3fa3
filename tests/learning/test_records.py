"""Labelled records as training reads them."""

import json

import pytest

from screener.errors import UsageError
from screener.learning.records import load, read, targets
from screener.reader.labels import LABELS

LINE = {"id": "a1", "scenario": "s", "text": "We cut the dividend.", "topics": ["dividend"], "materiality": 2, "conduct": ["forward_looking"]}


def test_a_scenario_stands_on_one_side_only():
    split = load()
    sides = [{record.scenario for record in side} for side in (split.train, split.calibration, split.test)]
    assert not (sides[0] & sides[1]) | (sides[0] & sides[2]) | (sides[1] & sides[2])
    assert len(split.test) > 1_000


def test_labels_come_in_the_order_of_the_models(tmp_path):
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(LINE) + "\n")
    held = {label for label, value in zip(LABELS, targets(read(path)[0]), strict=True) if value}
    assert held == {"dividend", "possible", "clear", "forward_looking"}


def test_decisions_of_reviewers_join_the_training_side(tmp_path):
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps(LINE | {"id": "d1", "scenario": "disposition"}) + "\n")
    assert load(extra=[path]).train[-1].id == "d1"
    assert load(extra=[path]).digest != load().digest


def test_a_line_that_is_no_record_is_named(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(LINE) + '\n{"id": 3}\n')
    with pytest.raises(UsageError, match=r"bad\.jsonl, line 2"):
        read(path)


def test_a_folder_without_records_is_said(tmp_path):
    with pytest.raises(UsageError, match="No training records"):
        load(tmp_path)
