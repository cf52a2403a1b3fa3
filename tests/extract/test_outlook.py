"""Outlook messages are read like any other mail."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import olefile
import oxmsg
import pytest
from factories_mail import body_lines
from factories_outlook import Attached, compound_file, message

from screener.errors import CorruptDocument, EncryptedDocument
from screener.extract import extract
from screener.extract.backend import Member
from screener.extract.limits import Limits
from screener.extract.outlook import members
from screener.extract.outlook.compressed_rtf import decompress
from screener.types import Document

SUBJECT, BODY, HTML, RTF, CLASS, SENDER, SENDER_SMTP, CODE_PAGE = 0x0037, 0x1000, 0x1013, 0x1009, 0x001A, 0x0C1A, 0x5D01, 0x3FDE
# The worked example of the format's specification.
HELLO = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")


def plain_message(attachments: Sequence[Attached] = ()) -> bytes:
    texts = {SUBJECT: "Q3 preview", BODY: "Bob,\r\n\r\nRevenue will be $5.0 billion.\r\n", SENDER: "Jane Roe", SENDER_SMTP: "jane@heron.example"}
    recipients = [(1, "Bob Poe", "bob@bank.example"), (2, "Cy", "/o=EX/cn=Cy"), (3, "Di", "di@bank.example")]
    return compound_file(message(texts, recipients=recipients, sent=datetime(2025, 11, 3, 15, tzinfo=UTC), attachments=attachments))


def read(data: bytes) -> Document:
    document = next(extract(data, "mail.msg", Limits()))
    assert isinstance(document, Document)
    return document


def attached(data: bytes) -> list[Member]:
    return list(members(data, Limits()))


def test_the_files_made_here_open_in_other_programs():
    data = plain_message(attachments=[Attached("budget.csv", b"a,b\n" * 3000)])
    with olefile.OleFileIO(io.BytesIO(data)) as opened:
        assert opened.parsing_issues == []
    found = oxmsg.Message.load(data)
    assert (found.subject, found.attachments[0].size) == ("Q3 preview", 12_000)


def test_subject_fields_and_body_come_in_order():
    document = read(plain_message())
    assert [document.words(block.span) for block in document.blocks] == [
        "Q3 preview",
        "From: Jane Roe <jane@heron.example>",
        "To: Bob Poe <bob@bank.example>",
        "Cc: Cy",
        "Bcc: Di <di@bank.example>",
        "Date: 2025-11-03T15:00:00+00:00",
        "Bob,",
        "Revenue will be $5.0 billion.",
    ]
    assert document.title == "Q3 preview"


def test_an_html_body_is_read_in_its_code_page_when_it_is_the_only_one():
    html = "<html><body><p>Guidance – up</p></body></html>".encode("cp1252")
    assert body_lines(read(compound_file(message({SUBJECT: "Q3", HTML: html}, numbers={CODE_PAGE: 1252})))) == ["Guidance – up"]


def test_an_unknown_code_page_is_guessed():
    html = "<p>Guidance – up</p>".encode()
    assert body_lines(read(compound_file(message({SUBJECT: "Q3", HTML: html}, numbers={CODE_PAGE: 99999})))) == ["Guidance – up"]


def test_a_body_in_rich_text_alone_is_read():
    assert body_lines(read(compound_file(message({SUBJECT: "Q3", RTF: HELLO})))) == ["hello world"]


def test_a_damaged_rich_text_body_is_a_gap():
    document = read(compound_file(message({SUBJECT: "Q3", RTF: b"\x01\x02" * 20})))
    assert [gap.code for gap in document.gaps] == ["corrupt"]


def test_compressed_rich_text_is_opened_as_the_specification_shows():
    assert decompress(HELLO, 1000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_attachments_are_members_and_pictures_in_the_text_are_not():
    data = plain_message(
        attachments=[Attached("budget.csv", b"a,b\n"), Attached("logo.png", b"\x89PNG", "image/png", "cid1"), Attached("C:\\x\\plan.txt", b"p")]
    )
    assert [(member.name, member.data) for member in attached(data)] == [("budget.csv", b"a,b\n"), ("plan.txt", b"p")]


def test_an_attached_message_comes_as_mail_with_its_own_attachments():
    texts = {SUBJECT: "Inner ✓", BODY: "The offer is $41.50 a share.\r\n", SENDER: "Zoë"}
    inner = message(texts, attachments=[Attached("deep.txt", b"deep")], is_attached=True)
    data = plain_message(attachments=[Attached("Inner", inner)])
    (member,) = attached(data)
    assert member.name == "Inner.eml"
    document = next(extract(member.data, member.name, Limits()))
    assert isinstance(document, Document)
    assert [document.words(b.span) for b in document.blocks] == ["Inner ✓", "From: Zoë", "The offer is $41.50 a share."]
    assert [part.name for part in extract(member.data, member.name, Limits()) if isinstance(part, Member)] == ["deep.txt"]
    assert attached(data)[0].data == member.data


def test_messages_attached_too_deeply_are_a_member_with_an_error():
    inner = message({SUBJECT: "Innermost", BODY: "x"}, is_attached=True)
    for _ in range(6):
        inner = message({SUBJECT: "Around", BODY: "x"}, attachments=[Attached("Next", inner)], is_attached=True)
    (member,) = attached(plain_message(attachments=[Attached("Outer", inner)]))
    assert member.error is not None


def test_an_attachment_without_content_is_a_member_with_an_error():
    (member,) = attached(plain_message(attachments=[Attached("lost.docx", b"")]))
    assert member.error is not None


@pytest.mark.parametrize("kind", ["IPM.Note.SMIME", "IPM.Note.rpmsg.Microsoft.Voicemail"])
def test_an_encrypted_message_is_refused(kind: str):
    with pytest.raises(EncryptedDocument):
        read(compound_file(message({SUBJECT: "Q3", CLASS: kind, BODY: "x"})))


def test_a_message_under_rights_management_is_refused():
    with pytest.raises(EncryptedDocument):
        read(plain_message(attachments=[Attached("message.rpmsg", b"x")]))


def test_a_signed_message_is_read():
    assert body_lines(read(compound_file(message({SUBJECT: "Q3", CLASS: "IPM.Note.SMIME.MultipartSigned", BODY: "Up."})))) == ["Up."]


@pytest.mark.parametrize("kept", [700, 1500, 2600])
def test_a_message_cut_short_is_corrupt_or_read_but_never_fails_otherwise(kept: int):
    data = plain_message()[:kept] + "__properties_version1.0".encode("utf-16-le")
    with pytest.raises(CorruptDocument):
        read(data)
