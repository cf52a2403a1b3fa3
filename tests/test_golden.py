"""Golden files: how each format reads, block by block, and one whole report, as text a reviewer can compare."""

import json
from pathlib import Path

import pytest

from screener import Occasion
from screener.render.json import as_json
from screener.types import Document

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
DRAFTS = ["earnings-release.docx", "call-script-and-qa.docx", "investor-conference-deck.pptx", "newsroom-page.html", "investor-presentation.pdf"]
REPORTED = "newsroom-page.html"


def outline(document: Document) -> str:
    """A line a block: kind, level, what hides it, its place, and its words (cells apart by bars)."""
    lines = []
    for block in document.blocks:
        marks = [block.kind.value + (str(block.level) if block.level else ""), f"hidden:{block.hidden.value}" if block.hidden else ""]
        words = document.words(block.span).replace("\t", " | ")
        lines.append(f"{' '.join(mark for mark in marks if mark):<32} {block.provenance.label:<40} {words}")
    return "\n".join([*lines, *(f"gap {gap.code}: {gap.what}" for gap in document.gaps)]) + "\n"


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_reads_as_it_did(name, screener, request):
    (screened,) = screener.screen(ROOT / "examples" / name, Occasion())
    assert screened.document is not None
    _compare(GOLDEN / f"{name}.txt", outline(screened.document), rewrite=request.config.getoption("--rewrite-golden"))


def test_a_whole_report_is_as_it_was(screener, request):
    (screened,) = screener.screen(ROOT / "examples" / REPORTED, Occasion())
    report = as_json(screened.report, screened.document)
    report["id"] = "follows from versions"
    report["versions"] = {}
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    _compare(GOLDEN / f"{REPORTED}.report.json", text, rewrite=request.config.getoption("--rewrite-golden"))


def _compare(path: Path, text: str, *, rewrite: bool) -> None:
    if rewrite:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text(), f"{path.name} reads otherwise than before; if that is better: pytest --rewrite-golden, and read the diff"
