"""Figures, floors, gains and losses."""

import json

import numpy as np
import pytest

from screener.errors import UsageError
from screener.learning.evaluate import Answer, answer, below_floors, calibration_error, changes, figures, store
from screener.learning.records import Record, load

RECORDS = [
    Record(id="a", scenario="s", text="We cut the dividend.", topics=("dividend",), materiality=2),
    Record(id="b", scenario="s", text="Some softness.", topics=("earnings_results",), materiality=1),
    Record(id="c", scenario="s", text="Good morning.", topics=(), materiality=0),
    Record(id="d", scenario="s", text="You're not far off.", topics=("guidance_or_expectations",), materiality=2, conduct=("analyst_comfort",)),
]
ANSWERS = [
    Answer("a", ("dividend",), ()),
    Answer("b", (), ()),
    Answer("c", ("bankruptcy",), ()),
    Answer("d", (), ("conduct.analyst_comfort",)),
]


def test_the_figures_count_what_they_say():
    found = figures(RECORDS, ANSWERS)
    assert (found.recall_clear, found.recall_possible, found.false_alarm) == (1.0, 0.0, 1.0)
    assert found.precision == pytest.approx(2 / 3)
    assert found.topic_micro_f1 == pytest.approx(2 * 1 / (2 * 1 + 1 + 2))
    assert found.conduct_recall == 1.0


def test_a_figure_below_its_floor_is_told_and_false_alarms_have_a_ceiling(tmp_path):
    (tmp_path / "floors.json").write_text(json.dumps({"recall_possible": 0.5, "false_alarm": 0.2, "recall_clear": 0.9}))
    told = below_floors(figures(RECORDS, ANSWERS), tmp_path)
    assert [each.split()[0] for each in told] == ["recall_possible", "false_alarm"]


def test_floors_that_cannot_be_read_are_an_error(tmp_path):
    with pytest.raises(UsageError, match=r"floors\.json"):
        below_floors(figures(RECORDS, ANSWERS), tmp_path)


def test_gains_and_losses_are_told_by_id(tmp_path):
    store([Answer("a", (), ()), *ANSWERS[1:2], Answer("c", (), ()), ANSWERS[3]], tmp_path)
    assert changes(RECORDS, ANSWERS, tmp_path) == (["a"], ["c"])


def test_a_believable_probability_has_no_calibration_error():
    error, bins = calibration_error(np.array([0.75] * 4 + [0.25] * 4), np.array([True, True, True, False, False, False, False, True]))
    assert error == pytest.approx(0.0)
    assert [size for _, _, size in bins] == [4, 4]


def test_the_shipped_models_hold_the_floors_on_a_sample_of_the_held_out_records(screener):
    sample = load().test[::6]
    found = figures(sample, answer(sample, screener))
    assert found.recall_clear >= 0.9
    assert found.false_alarm <= 0.15
    assert found.topic_micro_f1 >= 0.5
