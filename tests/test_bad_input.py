"""Bad and hostile input through the whole path: each gets a typed gap that says what to do, and the rest of the run goes through."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from factories_hostile import (
    LEAK,
    deck,
    deep_deck,
    deep_page,
    deep_tables,
    deep_word,
    entity_bomb,
    huge_ratio,
    many_entries,
    nested_mails,
    nested_multiparts,
    nested_zips,
    overlapping,
    packed,
    page_with_attribute,
    pdf,
    protected_office,
    wide_csv,
    word,
    workbook,
)

from screener import Channel, Occasion, Report, Verdict
from screener.extract.limits import Limits
from screener.pipeline import Screener, Upload, is_unread

SPEECH = Occasion(channel=Channel.SPEECH)
TIGHT = Limits(max_pages=5, max_text=200_000, max_members=20, max_unpacked=5_000_000, max_ratio=50, timeout_s=20, cpu_s=15)


@pytest.fixture(scope="module")
def tight():
    """A screener with low limits, so that small files meet them."""
    with Screener.load(limits=TIGHT) as screener:
        yield screener


def screen(screener: Screener, data: bytes, name: str) -> list[Report]:
    return [each.report for each in screener.screen(Upload(name=name, data=data), SPEECH)]


@pytest.mark.parametrize(
    ("name", "data", "code", "advice"),
    [
        ("empty.docx", lambda: b"", "empty", "check that it was saved"),
        ("blank.txt", lambda: b" \n\t\x00\n" * 50, "empty", "check that it was saved"),
        ("noise.bin", lambda: bytes(range(256)) * 40, "unsupported", "save it as"),
        ("photo.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 500, "unsupported", "picture"),
        ("cut.docx", lambda: word()[:-500], "corrupt", "again"),
        ("cut.pptx", lambda: deck()[:2000], "corrupt", "again"),
        ("cut.pdf", lambda: b"%PDF-1.7\n" + b"garbage " * 200, "corrupt", "again"),
        ("locked.pdf", lambda: pdf(user_password="quiet"), "encrypted", "without"),
        ("locked.docx", protected_office, "encrypted", "without"),
        ("bomb.docx", lambda: entity_bomb(word(), "word/document.xml"), "corrupt", "document type"),
        ("zeros.zip", lambda: huge_ratio(20_000_000), "limit", "not read"),
        ("line.txt", lambda: b"word " * 60_000, "limit", "max_text"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tight, name, data: Callable[[], bytes], code, advice):
    (report,) = screen(tight, data(), name)
    assert is_unread(report)
    assert report.verdict is Verdict.REVIEW
    assert report.gaps[0].code == code
    assert advice in report.gaps[0].reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("wrong-ending.pdf", LEAK.encode),
        ("wrong-ending.txt", word),
        ("wrong-ending.docx", pdf),
        ("wide.txt", lambda: LEAK.encode("utf-16-le")),
        ("marked.txt", lambda: LEAK.encode("utf-16")),
        ("western.txt", lambda: (LEAK + " It’s so – really.").encode("cp1252")),
        ("nul.txt", lambda: LEAK.replace(" ", "\x00 ").encode()),
        ("broken.txt", lambda: LEAK.encode() + b"\n\n\xff\xfe\xfa"),
        ("attribute.html", lambda: page_with_attribute(1_000_000)),
        ("owner.pdf", lambda: pdf(owner_password="quiet")),
        ("book.xlsx", workbook),
        ("deep.docx", lambda: deep_word(60)),
        ("deep.pptx", lambda: deep_deck(40)),
    ],
)
def test_what_can_be_read_in_spite_of_its_looks_is_screened(tight, name, data: Callable[[], bytes]):
    found = screen(tight, data(), name)
    assert any(finding.rule.startswith("mnpi.") for report in found for finding in report.findings)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("deep.docx", lambda: deep_word(3_000)),
        ("tables.docx", lambda: deep_tables(2_000)),
        ("deep.pptx", lambda: deep_deck(3_000)),
        ("deep.html", lambda: deep_page(60_000)),
        ("deep.eml", lambda: nested_multiparts(2_000)),
        ("mails.eml", lambda: nested_mails(12)),
        ("zips.zip", lambda: nested_zips(12)),
        ("wide.zip", lambda: nested_zips(3, width=8)),
        ("overlap.zip", lambda: overlapping(200, 1_000_000)),
        ("entries.zip", lambda: many_entries(5_000)),
        ("wide.csv", lambda: wide_csv(20_000)),
    ],
)
def test_nesting_and_numbers_beyond_reason_are_answered_within_the_limits(tight, name, data: Callable[[], bytes]):
    found = screen(tight, data(), name)
    assert found
    assert all(report.status == "partial" or report.findings or not report.gaps for report in found)


def test_a_bomb_in_one_slide_costs_that_slide(tight):
    (report,) = screen(tight, entity_bomb(deck(), "ppt/slides/slide1.xml"), "bomb.pptx")
    assert [gap.code for gap in report.gaps] == ["corrupt"]
    assert "document type" in report.gaps[0].reason


def test_a_long_pdf_is_read_as_far_as_the_limit_and_says_so(tight):
    (report,) = screen(tight, pdf(pages=12), "long.pdf")
    assert not is_unread(report)
    assert [gap.code for gap in report.gaps] == ["limit"]
    assert report.findings


def test_one_bad_file_of_a_pack_costs_itself_only(tight):
    pack = packed({"good.docx": word(), "locked.docx": protected_office(), "bomb.docx": entity_bomb(word(), "word/document.xml"), "last.txt": LEAK.encode()})
    found = screen(tight, pack, "pack.zip")
    assert [is_unread(report) for report in found] == [False, True, True, False]
    assert all(report.findings for report in (found[0], found[3]))


@pytest.mark.parametrize(
    "data", [entity_bomb(word("Zanzibarium"), "word/document.xml"), word("Zanzibarium")[:-300], b"%PDF-1.7 Zanzibarium", b"id,remark\n1,Zanzibarium\n"]
)
def test_no_message_repeats_the_text_of_a_draft(tight, data):
    for report in screen(tight, data, "draft.csv"):
        assert all("Zanzibarium" not in gap.reason + gap.what for gap in report.gaps)


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "(",
        "-",
        "1,",
        "$(",
        '"',
        "THE ",
        "we expect ",
        "not ",
        "net income, excluding ",
        "factors include, ",
        "covenant waiver ",
        "Q: why? A: no. ",
        "© 2026 Orlo ",
    ],
)
def test_repetitive_text_costs_no_more_than_its_length(tight, piece):
    """A pattern that runs away on such text would meet the processor limit of the reader or stall this test for minutes."""
    (report,) = screen(tight, (piece * (150_000 // len(piece))).encode(), "hostile.txt")
    assert not is_unread(report) or report.gaps[0].code in {"limit", "empty"}


def test_reasons_are_whole_sentences():
    """What the user reads ends in a full stop and begins with a capital letter or the file's name."""
    with Screener.load(limits=TIGHT) as screener:
        for data, name in [(b"", "a.docx"), (word()[:-500], "b.docx"), (pdf(user_password="x"), "c.pdf"), (huge_ratio(20_000_000), "d.zip")]:
            for report in screen(screener, data, name):
                assert all(re.fullmatch(r"[A-Za-z].*\.", gap.reason, re.DOTALL) for gap in report.gaps)
