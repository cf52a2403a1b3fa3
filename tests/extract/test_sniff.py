"""Types are told by content; names only settle what plain text cannot tell."""

import io
import zipfile

import pytest

from screener.errors import EmptyDocument, EncryptedDocument, UnsupportedFormat
from screener.extract.limits import Limits
from screener.extract.sniff import Format, sniff

MAIL = b"From: ir@lumenford.example\r\nTo: analyst@bank.example\r\nSubject: Quarter\r\nDate: Mon, 2 Nov 2026 09:00:00 -0500\r\n\r\nHello\r\n"
SRT = b"1\n00:00:01,000 --> 00:00:03,500\nGood morning everyone.\n"


def office(part: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7\n...", "deck.docx", Format.PDF),
        (office("word/document.xml"), "draft.zip", Format.DOCX),
        (office("ppt/presentation.xml"), "x", Format.PPTX),
        (office("xl/workbook.xml"), "x", Format.XLSX),
        (office("readme/notes.xml"), "pack.docx", Format.ZIP),
        (MAIL, "note.txt", Format.EML),
        (SRT, "captions.txt", Format.SRT),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "x", Format.VTT),
        (b"<!DOCTYPE html><html><body>Hi</body></html>", "page.txt", Format.HTML),
        (b"<DOCUMENT>\n<TYPE>EX-99.1\n<TEXT>\n<html><body>Results</body></html>", "ex991.htm", Format.HTML),
        (b'{"id": "1", "text": "A post."}\n', "posts.txt", Format.JSONL),
        (b"id,text\n1,A post.\n", "posts.csv", Format.CSV),
        (b"# Results\n\nGood.", "draft.md", Format.MD),
        (b"Revenue rose 8% to $91 million.", "draft", Format.TXT),
        ("Revenue rose 8 %.".encode("utf-16"), "draft.txt", Format.TXT),
        (b"Acme: good quarter.\nWe think so: yes.", "notes.txt", Format.TXT),
    ],
)
def test_the_content_decides(data, name, expected):
    assert sniff(data, name, Limits()) is expected


@pytest.mark.parametrize("data", [b"", b"   \n\n", b"\x00" * 100])
def test_an_empty_file_is_said_to_be_empty(data):
    with pytest.raises(EmptyDocument, match="empty"):
        sniff(data, "draft.docx", Limits())


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), r"\.docx"),
        (b"\x7fELF\x02\x01", "program"),
        (bytes(range(1, 32)) * 50, "no text"),
    ],
)
def test_other_types_say_what_to_do(data, what):
    with pytest.raises(UnsupportedFormat, match=what):
        sniff(data, "file.bin", Limits())


def test_a_protected_office_file_asks_for_a_copy_without_password():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedDocument, match="password"):
        sniff(data, "results.docx", Limits())


def test_the_declared_type_overrules_the_guess_among_text_formats_only():
    assert sniff(b"# Results", "stdin", Limits(), declared=Format.MD) is Format.MD
    assert sniff(b"%PDF-1.4", "stdin", Limits(), declared=Format.MD) is Format.PDF
