"""The cases of `tests/cases/`: each is a text screened by the whole path, with the findings it must and must not bring."""

from pathlib import Path

import pytest
import yaml

from screener.extract.batch import Record
from screener.extract.sniff import Format
from screener.types import Channel, Occasion

JUDGED = ("mnpi.", "conduct.")
NEEDS_A_DOCUMENT = {"conduct.missing_safe_harbor"}
CASES = [
    pytest.param(case, id=f"{path.stem}-{case['id']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
]


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_judged_as_written(screener, case):
    record = Record(id=case["id"], text=case["text"], line=1)
    report = screener.screen_record(record, Format.JSONL, "cases.jsonl", Occasion(channel=Channel(case["channel"]))).report
    found = {each.rule: each for each in report.findings if each.rule.startswith(JUDGED) and each.rule not in NEEDS_A_DOCUMENT}
    levels = {rule: found[rule].level.value for rule in case["findings"] if rule in found}
    assert levels == case["findings"], case["why"]
    if not case["findings"]:
        assert found == {}, case["why"]
    assert not found.keys() & set(case.get("absent", ()))
    for rule, words in case.get("spans", {}).items():
        assert words in found[rule].text


def test_every_case_has_an_id_of_its_own_and_a_reason():
    cases = [param.values[0] for param in CASES]
    assert len({case["id"] for case in cases}) == len(cases)
    assert all(set(case) <= {"id", "channel", "text", "findings", "absent", "spans", "why"} and case["why"] for case in cases)
