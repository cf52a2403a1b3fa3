"""The one path: every source is answered, nothing is lost, and the same input gives the same bytes."""

import io
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from screener import Audience, Channel, Level, Occasion, Verdict
from screener.errors import DocumentChanged, UnreadableFile
from screener.extract.limits import Limits
from screener.pipeline import Upload, is_unread, read_file
from screener.render.json import encode

NEWS = "We won the Northgate contract this morning, worth $45 million, and nobody outside knows yet."
PLAIN = "The canteen opens at eight and serves coffee until ten."
HINT = "Third-quarter orders are running 8% below last year."


def reports(screener, data: bytes, name: str, occasion: Occasion | None = None):
    return [each.report for each in screener.screen(Upload(name=name, data=data), occasion)]


def only(screener, text: str, channel: Channel, audience: Audience | None = None):
    (report,) = reports(screener, text.encode(), "draft.txt", Occasion(channel=channel, audience=audience))
    return report


def test_a_leak_in_a_speech_holds_the_draft(screener):
    report = only(screener, HINT, Channel.SPEECH)
    assert report.verdict is Verdict.HOLD
    assert [finding.rule for finding in report.findings if finding.level is Level.HIGH] == ["mnpi.earnings_results"]


def test_the_same_news_in_the_release_that_makes_it_public_asks_for_review(screener):
    report = only(
        screener,
        HINT + " The forward-looking statements in this release involve risks described in our Form 10-K; results may differ materially.",
        Channel.EARNINGS_RELEASE,
    )
    assert report.verdict is Verdict.REVIEW


def test_a_release_meant_for_a_selective_audience_is_no_public_disclosure(screener):
    assert only(screener, HINT, Channel.EARNINGS_RELEASE, Audience.SELECTIVE).verdict is Verdict.HOLD


def test_a_harmless_text_is_clear(screener):
    report = only(screener, PLAIN, Channel.WEBSITE)
    assert report.verdict is Verdict.CLEAR
    assert report.status == "complete"


def test_a_pack_gives_a_report_for_each_member_whatever_the_others_do(screener):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as pack:
        pack.writestr("a.txt", PLAIN)
        pack.writestr("broken.docx", b"PK\x03\x04broken")
        pack.writestr("folder/b.txt", HINT)
    found = reports(screener, buffer.getvalue(), "pack.zip")
    assert [report.source.name for report in found] == ["pack.zip/a.txt", "pack.zip/broken.docx", "pack.zip/folder/b.txt"]
    assert [is_unread(report) for report in found] == [False, True, False]
    assert found[1].verdict is Verdict.REVIEW


def test_a_mail_and_its_attachments_are_screened_recursively(screener):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ir@lumenford.example", "analyst@bank.example", "Follow-up"
    mail.set_content(PLAIN)
    mail.add_attachment(HINT.encode(), maintype="text", subtype="plain", filename="notes.txt")
    found = reports(screener, mail.as_bytes(), "note.eml")
    assert [report.source.name for report in found] == ["note.eml", "note.eml/notes.txt"]
    assert found[1].source.container == "note.eml"
    assert any(finding.rule == "mnpi.earnings_results" for finding in found[1].findings)


def test_archives_nested_too_deep_are_reported_not_followed(screener):
    data = b"text"
    for _ in range(7):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as pack:
            pack.writestr("inner.zip" if data != b"text" else "draft.txt", data)
        data = buffer.getvalue()
    (report,) = reports(screener, data, "deep.zip")
    assert is_unread(report)
    assert "too deep" in report.gaps[0].reason


def test_a_batch_answers_every_record_in_order_with_its_own_id(screener):
    lines = b'{"id": "a", "text": "%s"}\nnot json\n{"id": "c", "text": "%s", "channel": "social"}\n' % (HINT.encode(), PLAIN.encode())
    found = reports(screener, lines, "posts.jsonl", Occasion(channel=Channel.SPEECH))
    assert [report.source.record_id for report in found] == ["a", "2", "c"]
    assert [report.verdict for report in found] == [Verdict.HOLD, Verdict.REVIEW, Verdict.CLEAR]
    assert found[1].status == "partial"


def test_screening_twice_gives_the_same_bytes(screener):
    first, second = (encode(only(screener, f"{NEWS}\n\n{HINT}", Channel.EMAIL)) for _ in range(2))
    assert first == second


def test_a_finding_keeps_its_fingerprint_when_text_is_added_before_it(screener):
    def fingerprint(text: str) -> str:
        return next(finding.id for finding in only(screener, text, Channel.SPEECH).findings if finding.rule == "mnpi.earnings_results")

    lead = "Thank you all for coming to Milwaukee, and thanks to our hosts for the coffee this morning, which we needed.\n\n"
    assert fingerprint(f"{lead}{HINT}") == fingerprint(f"Welcome, everybody, to our little corner of the show.\n\n{lead}{HINT}")
    assert fingerprint(f"{lead}{HINT}") != fingerprint(f"{lead}{HINT.replace('8%', '9%')}")


def test_every_finding_lies_in_the_text_and_quotes_it(screener):
    upload = Upload(name="draft.txt", data=f"{NEWS}\n\n{HINT}\n\n{PLAIN}".encode())
    for screened in screener.screen(upload, Occasion(channel=Channel.SPEECH)):
        assert screened.document is not None
        assert screened.report.findings
        for finding in screened.report.findings:
            assert screened.document.words(finding.span) == finding.text
            assert all(screened.document.words(item.span) for item in finding.evidence)


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"\x89PNG....", "unsupported"), (b"%PDF-1.7 broken", "corrupt"), (b"PK\x03\x04", "corrupt")])
def test_what_cannot_be_read_is_a_report_that_nobody_takes_for_clear(screener, data, code):
    (report,) = reports(screener, data, "draft.bin")
    assert report.verdict is Verdict.REVIEW
    assert report.gaps[0].code == code


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [("draft.bin", b"%PDF-1.7 broken", "application/pdf"), ("draft.html", b"<p></p>", "text/html"), ("draft.bin", b"\x89PNG....", "application/octet-stream")],
)
def test_what_cannot_be_read_keeps_the_type_it_was_recognised_as(screener, name, data, media_type):
    (report,) = reports(screener, data, name)
    assert report.gaps
    assert report.source.media_type == media_type


def test_a_file_is_read_whole(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_bytes(b"words")
    assert read_file(path, Limits()).data == b"words"


@pytest.mark.parametrize("name", ["missing.txt", "folder", "pipe", "loop"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path, name):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(UnreadableFile):
        read_file(tmp_path / name, Limits())


def test_a_device_is_refused():
    with pytest.raises(UnreadableFile, match="regular"):
        read_file(Path("/dev/zero"), Limits())


def test_a_file_that_changes_while_read_is_not_screened(tmp_path, monkeypatch):
    path = tmp_path / "draft.txt"
    path.write_bytes(b"first")
    honest = os.fstat
    calls = []

    def growing(descriptor: int) -> os.stat_result:
        calls.append(descriptor)
        if len(calls) == 2:
            with path.open("ab") as file:
                file.write(b" and more")
            os.utime(path, (1, 1))
        return honest(descriptor)

    monkeypatch.setattr(os, "fstat", growing)
    with pytest.raises(DocumentChanged, match="try again"):
        read_file(path, Limits())
