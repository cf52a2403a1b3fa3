"""The training data keeps its promises: valid records, no near-duplicates, scenarios on one side of the split, enough of everything."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import jsonschema
import pytest

from screener.detect.topics import TOPICS

FOLDER = Path(__file__).parents[1] / "training_data"
NEAR = 0.5  # share of four-word sequences, figures masked
SHINGLE = 4
COMMON = 300  # a sequence in more records than this tells nothing


@pytest.fixture(scope="module")
def records() -> list[dict]:
    return [json.loads(line) for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text().splitlines()]


def test_every_record_is_valid_and_has_an_id_of_its_own(records):
    validator = jsonschema.Draft202012Validator(json.loads((FOLDER / "schema.json").read_text()))
    wrong = [record["id"] for record in records if not validator.is_valid(record)]
    assert wrong == []
    assert len({record["id"] for record in records}) == len(records)


def test_a_scenario_never_stands_on_two_sides_of_the_split(records):
    splits = json.loads((FOLDER / "splits.json").read_text())
    assert not set(splits["test"]) & set(splits["calibration"])
    assert set(splits["test"]) | set(splits["calibration"]) <= {record["scenario"] for record in records}


def test_there_is_enough_of_every_topic_and_of_nothing(records):
    positives = Counter(topic for record in records for topic in record["topics"])
    misses = Counter(topic for record in records for topic in record.get("near_miss", []))
    assert len(records) >= 9_000
    assert {topic for topic in TOPICS if positives[topic] < 250} == set()
    assert {topic for topic in TOPICS if misses[topic] < 150} == set()
    assert sum(record["materiality"] == 0 for record in records) >= 0.45 * len(records)


def test_near_duplicates_stay_below_one_percent(records):
    shingles = [_shingles(record["text"]) for record in records]
    holders: dict[str, list[int]] = defaultdict(list)
    near = 0
    for number, own in enumerate(shingles):
        shared = Counter(other for shingle in own if len(holders[shingle]) < COMMON for other in holders[shingle])
        near += any(count / len(own | shingles[other]) >= NEAR for other, count in shared.items())
        for shingle in own:
            holders[shingle].append(number)
    assert near < 0.01 * len(records)


def _shingles(text: str) -> frozenset[str]:
    words = [re.sub(r"\d+", "0", word) for word in re.findall(r"[a-z0-9%$]+", text.lower())]
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
