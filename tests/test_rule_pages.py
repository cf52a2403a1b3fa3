"""Each rule of a family listed in docs/rules has its page, each page its rule, in the policy's words; the cases shown exist and say what is quoted."""

import re
from pathlib import Path

import pytest

from screener.policy import Policy
from tests.test_non_gaap_cases import FILES

PAGES = Path(__file__).parents[1] / "docs" / "rules"
FAMILIES = ("non_gaap",)
RULES = sorted(name for name in Policy.load().rules if name.startswith(FAMILIES))
CASES = {case["id"]: case for cases in FILES.values() for case in cases}
SECTIONS = ["What is asked", "What the screener looks at", "Flagged", "Passes", "What to do", "What it cannot see"]
MARKUP = re.compile(r"</?[a-z][^>]*>|[*#>|]")


def words(text: str) -> str:
    return " ".join(MARKUP.sub(" ", text).split())


def section(page: str, name: str) -> str:
    return page.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]


def test_every_rule_has_a_page_and_every_page_a_rule():
    assert sorted(path.stem for path in PAGES.glob("*.md") if path.stem != "README") == RULES


def test_the_index_lists_every_page():
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"\]\((\w+\.\w+)\.md\)", index))) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_a_page_has_its_sections_and_says_what_the_policy_says(rule):
    page = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    entry = Policy.load().rules[rule]
    assert page.startswith(f"# {rule}\n\n{entry.message}\n")
    assert f"\nLevel: {entry.level.value}" in page
    assert f"Clears: {entry.cleared_by}." in page
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == SECTIONS
    cited = section(page, "What is asked")
    assert all(source.ref in cited for source in entry.sources if source.kind != "policy")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("side", "key"), [("Flagged", "flagged"), ("Passes", "quiet")])
def test_a_page_shows_a_case_of_each_side(rule, side, key):
    shown = section((PAGES / f"{rule}.md").read_text(encoding="utf-8"), side)
    (case_id,) = re.findall(r"Case `([a-z0-9-]+)`", shown)
    case = CASES[case_id]
    assert rule in case[key]
    quoted = [words(line) for line in shown.splitlines() if line.startswith((">", "|")) and not set(line) <= set("|- ")]
    text = words(case.get("markdown") or case["html"])
    assert quoted
    assert all(line.removeprefix("- ") in text for line in quoted)
