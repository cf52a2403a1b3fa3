"""The docs name what there is: every option, every rule, every limit's meaning stays in step with the code."""

from pathlib import Path

import pytest
from typer.main import get_command

from screener.cli import app
from screener.policy import Policy

ROOT = Path(__file__).parents[1]


def test_every_option_is_documented():
    text = (ROOT / "docs" / "cli.md").read_text()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert f"## {name}" in text
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert f"`{option}`" in text, option


@pytest.mark.parametrize("page", ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))])
def test_links_between_pages_resolve(page):
    import re  # noqa: PLC0415 - only this test reads links

    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target


def test_every_rule_of_the_contract_that_runs_has_a_source_one_can_open():
    for rule in Policy.load().rules.values():
        assert rule.sources
        assert all(source.ref and source.title for source in rule.sources)
