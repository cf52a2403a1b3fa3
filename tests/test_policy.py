"""The shipped policy is whole, and a faulty one says where it is wrong."""

import re

import pytest

from screener.detect import DETECTORS
from screener.detect.topics import TOPICS
from screener.errors import PolicyError
from screener.policy import POLICIES, Policy
from tests.factories import POLICY

CLAUSES = {f"I.{letter}" for letter in "ABCDEF"} | {f"II.{letter}" for letter in "ABCDEFGHIJ"}
RULES = {
    **{f"MT{i:02d}": f"mnpi.{topic}" for i, topic in enumerate(TOPICS, start=1)},
    "NG01": "non_gaap.measure", "NG02": "non_gaap.missing_gaap_measure", "NG03": "non_gaap.missing_reconciliation",
    "NG04": "non_gaap.reconciliation_does_not_add_up", "NG05": "non_gaap.prominence", "NG06": "non_gaap.usefulness_missing",
    "NG07": "non_gaap.mislabelled", "NG08": "non_gaap.misleading_adjustment", "NG09": "non_gaap.per_share_liquidity",
    "NG10": "non_gaap.forward_looking_unreconciled", "NG11": "non_gaap.oral_without_posting",
    "CD01": "conduct.analyst_comfort", "CD02": "conduct.analyst_report_comment", "CD03": "conduct.rumor_comment",
    "CD04": "conduct.missing_safe_harbor", "CD05": "conduct.selective_channel",
    "HD01": "hidden.deleted_text", "HD02": "hidden.comment", "HD03": "hidden.notes", "HD04": "hidden.hidden_slide",
    "HD05": "hidden.metadata", "HD06": "hidden.invisible_text",
}  # fmt: skip
ITEM = re.compile(r"[1-8]\.0[1-8]")
CITABLE = {
    "cfr": re.compile(r"17 CFR \d{3}\.\d+(?:\([a-zA-Z0-9]+\))*|15 U\.S\.C\. 78u-5"),
    "cdi": re.compile(r"10[0-8]\.\d\d(?:\([abc]\))?"),
    "case": re.compile(r"\d+ U\.S\. \d+"),
    "policy": re.compile(r"I{1,2}\.[A-J]"),
}
UNCERTAIN = {"102.04", "102.05"}  # staff positions on Regulation FD whose text could not be checked; those on non-GAAP measures bear the same numbers


def faulty(tmp_path, old: str, new: str) -> str:
    text = (POLICIES / "default.yaml").read_text()
    assert old in text
    path = tmp_path / "own.yaml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(PolicyError) as error:
        Policy.load(path)
    return str(error.value)


def test_no_rule_can_vanish_unseen():
    assert {rule.code: rule.name for rule in POLICY.rules.values()} == RULES


def test_every_clause_of_the_policy_is_there():
    assert set(POLICY.clauses) == CLAUSES
    assert all(clause.title and clause.summary for clause in POLICY.clauses.values())


def test_every_topic_says_who_clears_it_and_which_8k_items_fit():
    assert tuple(POLICY.topics) == TOPICS
    assert all(topic.clears and topic.items and all(ITEM.fullmatch(item) for item in topic.items) for topic in POLICY.topics.values())


def test_rules_and_detectors_name_each_other():
    served = {rule: detector.name for detector in DETECTORS for rule in detector.rules}
    assert served == {rule.name: rule.detector for rule in POLICY.rules.values()}


@pytest.mark.parametrize("rule", POLICY.rules.values(), ids=lambda rule: rule.name)
def test_a_rule_says_what_is_wrong_what_to_do_who_decides_and_where_it_stands(rule):
    assert rule.message.endswith(".")
    assert rule.action.endswith(".")
    assert rule.cleared_by
    assert any(source.kind == "policy" for source in rule.sources)
    for source in rule.sources:
        assert CITABLE[source.kind].fullmatch(source.ref), source
        assert source.ref not in UNCERTAIN or rule.name.startswith("non_gaap.")


@pytest.mark.parametrize("rule", POLICY.rules.values(), ids=lambda rule: rule.name)
def test_a_rule_has_two_examples_of_each_kind(rule):
    assert len(set(rule.examples.flagged)) >= 2
    assert len(set(rule.examples.not_flagged)) >= 2


def test_the_version_changes_with_any_policy_file():
    assert re.fullmatch(r"\d+\+[0-9a-f]{12}", POLICY.version)


def test_an_unknown_key_is_an_error_with_its_line(tmp_path):
    message = faulty(tmp_path, "    cleared_by: 'CFO'", "    cleard_by: 'CFO'")
    assert "own.yaml, line" in message
    assert "clear" in message


def test_a_rule_may_not_cite_a_clause_that_is_not_there(tmp_path):
    assert "IX.Z" in faulty(tmp_path, "ref: 'II.B'", "ref: 'IX.Z'")


def test_a_rule_is_switched_off_only_with_a_reason(tmp_path):
    assert "reason" in faulty(tmp_path, "    detector: topics\n", "    detector: topics\n    enabled: false\n")


def test_a_code_is_used_once(tmp_path):
    assert "MT01" in faulty(tmp_path, "code: MT02", "code: MT01")


def test_broken_yaml_is_an_error_of_the_policy(tmp_path):
    assert "not valid YAML" in faulty(tmp_path, "version: '1'", "version: ['1'")


def test_a_policy_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(PolicyError, match="could not be opened"):
        Policy.load(tmp_path / "none.yaml")
