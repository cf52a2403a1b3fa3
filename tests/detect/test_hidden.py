"""Hidden content: one finding a stretch, with who, when and how, and a check for each kind."""

from screener.detect.hidden import HiddenContent
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.types import Analysis, BlockKind, Change, Check, Hidden, Level, Occasion, RawFinding, Source
from tests.factories import CONTEXT

detector = HiddenContent()


def observe(*blocks: tuple[str, dict]) -> tuple[list[RawFinding], dict[str, Check]]:
    builder = DocumentBuilder(Source(name="d.docx", media_type="x", sha256="0" * 64, bytes=1), Limits())
    for text, options in blocks:
        builder.add(options.pop("kind", BlockKind.PARAGRAPH), text, **options)
    observed = list(detector(Analysis(document=builder.build(), sentences=(), occasion=Occasion()), CONTEXT))
    return [each for each in observed if isinstance(each, RawFinding)], {each.rule: each for each in observed if isinstance(each, Check)}


def test_a_deletion_names_its_author_and_day():
    change = Change("deletion", "Dana Ames", "2026-10-27T08:00:00Z")
    (finding,), checks = observe(("Seen.", {}), ("We expect $2.44 to $2.52.", {"hidden": Hidden.DELETED_TEXT, "change": change}))
    assert finding.rule == "hidden.deleted_text"
    assert "Dana Ames on 2026-10-27" in (finding.message or "")
    assert checks["hidden.deleted_text"].status == "fail"
    assert checks["hidden.comment"].status == "pass"


def test_neighbouring_hidden_blocks_are_one_finding_with_each_as_evidence():
    findings, _ = observe(
        ("First hidden line here.", {"hidden": Hidden.INVISIBLE_TEXT, "hidden_detail": "white text"}),
        ("Second hidden line here.", {"hidden": Hidden.INVISIBLE_TEXT, "hidden_detail": "white text"}),
        ("Seen.", {}),
        ("Third hidden line here.", {"hidden": Hidden.INVISIBLE_TEXT, "hidden_detail": "white text"}),
    )
    assert [len(each.evidence) for each in findings] == [2, 1]
    assert "white text" in (findings[0].message or "")


def test_properties_are_notes_and_fail_no_check():
    (finding,), checks = observe(("Project Heron, draft seven", {"kind": BlockKind.PROPERTY, "hidden": Hidden.METADATA}))
    assert finding.level is Level.NOTE
    assert checks["hidden.metadata"].status == "pass"


def test_hidden_text_that_every_web_page_has_is_graded_low():
    (finding,), _ = observe(("the box with the newsletter form begins here", {"hidden": Hidden.INVISIBLE_TEXT, "hidden_detail": "display:none"}))
    assert finding.level is Level.LOW


def test_a_document_without_hidden_content_passes_every_check():
    findings, checks = observe(("Seen.", {}))
    assert findings == []
    assert {check.status for check in checks.values()} == {"pass"}
