"""The shipped drafts: they rebuild to the same bytes, and what is planted in them is found."""

import sys
from pathlib import Path

import pytest

from screener import Occasion
from screener.types import Finding

EXAMPLES = Path(__file__).parents[1] / "examples"
DRAFTS = (
    "call-script-and-qa.docx",
    "earnings-release.docx",
    "investor-conference-deck.pptx",
    "investor-presentation.pdf",
    "newsroom-page.html",
    "social-posts.csv",
)


@pytest.fixture(scope="module")
def findings(screener) -> dict[str, list[Finding]]:
    """Findings of every draft by file name."""
    return {name: [finding for each in screener.screen(EXAMPLES / name, Occasion()) for finding in each.report.findings] for name in DRAFTS}


def found(findings: list[Finding], rule: str, words: str) -> bool:
    return any(finding.rule == rule and words in " ".join(finding.text.split()) for finding in findings)


def test_the_drafts_rebuild_to_the_same_text(tmp_path, screener, monkeypatch):
    """Bytes may differ where a library's version shows; what a reader sees may not."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    from build import build  # noqa: PLC0415 - the examples are no package

    build(tmp_path)
    for name in DRAFTS:
        fresh = [each.document.text for each in screener.screen(tmp_path / name, Occasion()) if each.document]
        shipped = [each.document.text for each in screener.screen(EXAMPLES / name, Occasion()) if each.document]
        assert fresh == shipped, name
    sys.modules.pop("build", None)


@pytest.mark.parametrize(
    ("draft", "rule", "words"),
    [
        ("earnings-release.docx", "hidden.deleted_text", "larger transaction"),
        ("earnings-release.docx", "hidden.deleted_text", "$846 million to $856 million"),
        ("earnings-release.docx", "hidden.metadata", "Tidewrack"),
        ("earnings-release.docx", "mnpi.guidance_or_expectations", "2026"),
        ("earnings-release.docx", "non_gaap.measure", "Free cash flow"),
        ("investor-conference-deck.pptx", "hidden.notes", "October"),
        ("investor-conference-deck.pptx", "hidden.hidden_slide", "Wehrling"),
        ("investor-conference-deck.pptx", "conduct.missing_safe_harbor", ""),
        ("call-script-and-qa.docx", "hidden.comment", ""),
        ("call-script-and-qa.docx", "hidden.deleted_text", ""),
        ("newsroom-page.html", "hidden.invisible_text", "Quellmoor"),
        ("investor-presentation.pdf", "hidden.comment", ""),
        ("investor-presentation.pdf", "hidden.invisible_text", "Tidewrack"),
    ],
)
def test_what_is_planted_is_found(findings, draft, rule, words):
    assert found(findings[draft], rule, words)


def test_a_page_without_text_layer_is_a_gap(screener):
    (screened,) = screener.screen(EXAMPLES / "investor-presentation.pdf", Occasion())
    assert [gap.code for gap in screened.report.gaps] == ["scanned_page"]
    assert screened.report.status == "partial"
