"""The cases of `tests/cases/non_gaap/`: short releases, filings, slides, scripts and posts of fictional companies, screened by the whole path.

A file a rule. A case has the document as `markdown` or `html`, its `channel`, the `source` in regulation and `why`. `flagged` names the
rules that must stand at high or medium, `quiet` those that must not, `noted` those that must stand at low or note only; `non_gaap.measure`
is a note by nature and counts at any level. `columns` is how many columns of reconciliations must be read and found to add up, so that
silence is not that of a table nobody read; `inventory` names measures of the lexicon that must be listed.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from screener.pipeline import Upload
from screener.types import Channel, Level, Occasion

FOLDER = Path(__file__).parent / "cases" / "non_gaap"
FILES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))["cases"] for path in sorted(FOLDER.glob("*.yaml"))}
CASES = [pytest.param(case, id=f"{stem}-{case['id']}") for stem, cases in FILES.items() for case in cases]
MEASURE = "non_gaap.measure"
KEYS = {"id", "source", "channel", "markdown", "html", "flagged", "quiet", "noted", "columns", "inventory", "why"}
NEEDED = {"id", "source", "channel", "flagged", "quiet", "why"}
# Numbers of the staff's interpretations that may be shown to users; others are known from memory only.
CITED = re.compile(
    r"C&DI (?:100\.0[1-6]|102\.0[1-79]|102\.10\([abc]\)|102\.11|103\.0[12]|104\.0[14]|105\.01|107\.01|108\.01)|17 CFR (?:244\.10[01]|229\.10\(e\)).*"
)


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_judged_as_written(screener, case):
    form = "html" if "html" in case else "markdown"
    upload = Upload(name=f"{case['id']}.{'html' if form == 'html' else 'md'}", data=case[form].encode())
    (screened,) = screener.screen(upload, Occasion(channel=Channel(case["channel"])))
    report = screened.report
    assert report.status == "complete"
    seen = {each.rule for each in report.findings}
    asked = {each.rule for each in report.findings if each.level in {Level.HIGH, Level.MEDIUM} or each.rule == MEASURE}
    assert set(case["flagged"]) <= asked, case["why"]
    assert not set(case["quiet"]) & asked, case["why"]
    assert set(case.get("noted", ())) <= seen - asked, case["why"]
    assert sum(sum(each.adds_up) for each in report.reconciliations) >= case.get("columns", 0)
    assert set(case.get("inventory", ())) <= {entry.measure for entry in report.measures}


def test_every_case_is_whole_and_cites_a_source_that_may_be_shown():
    for case in (case for cases in FILES.values() for case in cases):
        assert set(case) <= KEYS, case["id"]
        assert set(case) >= NEEDED, case["id"]
        assert ("markdown" in case) != ("html" in case), case["id"]
        assert CITED.fullmatch(case["source"]), case["id"]


def test_no_id_is_used_twice():
    ids = Counter(case["id"] for cases in FILES.values() for case in cases)
    assert {id_ for id_, count in ids.items() if count > 1} == set()


def test_every_rule_has_cases_that_flag_and_cases_that_do_not(screener):
    assert {f"non_gaap.{stem}" for stem in FILES} == {name for name in screener.policy.rules if name.startswith("non_gaap.")}
    for stem, cases in FILES.items():
        rule = f"non_gaap.{stem}"
        assert sum(rule in case["flagged"] for case in cases) >= 5, stem
        assert sum(rule in case["quiet"] for case in cases) >= 5, stem
