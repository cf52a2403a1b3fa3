"""Mail is read with its fields, its one body and its attachments."""

import base64
import io
from email.message import EmailMessage

import openpyxl
import pytest
from factories_mail import body_lines

from screener.errors import EncryptedDocument, LimitExceeded
from screener.extract import extract
from screener.extract.backend import Member
from screener.extract.limits import Limits
from screener.extract.mail import members
from screener.extract.sniff import Format
from screener.types import BlockKind, Document


def mail(body: str | None = "Revenue will be $5.0 billion.\n", **fields: str) -> EmailMessage:
    message = EmailMessage()
    headers = {"subject": "Q3 preview", "from": "Jane Roe <jane@heron.example>", "to": "Bob Poe <bob@bank.example>"} | fields
    for name, value in headers.items():
        message[name] = value
    if body is not None:
        message.set_content(body)
    return message


def raw(*head: str, body: str) -> bytes:
    return "\r\n".join(["Subject: Preview", "From: jane@heron.example", "To: bob@bank.example", "MIME-Version: 1.0", *head, "", body]).encode()


def read(data: bytes, limits: Limits | None = None) -> Document:
    document = next(extract(data, "mail.eml", limits or Limits()))
    assert isinstance(document, Document)
    return document


def attached(data: bytes) -> list[Member]:
    return list(members(data, Limits()))


def test_subject_fields_and_body_come_in_order():
    document = read(mail(cc="Cy <cy@bank.example>", date="Mon, 3 Nov 2025 10:00:00 -0500").as_bytes())
    assert [(b.kind, document.words(b.span)) for b in document.blocks] == [
        (BlockKind.HEADING, "Q3 preview"),
        (BlockKind.FIELD, "From: Jane Roe <jane@heron.example>"),
        (BlockKind.FIELD, "To: Bob Poe <bob@bank.example>"),
        (BlockKind.FIELD, "Cc: Cy <cy@bank.example>"),
        (BlockKind.FIELD, "Date: Mon, 03 Nov 2025 10:00:00 -0500"),
        (BlockKind.PARAGRAPH, "Revenue will be $5.0 billion."),
    ]
    assert document.title == "Q3 preview"


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?R=C3=A9sultats_=E2=80=94?= du trimestre",
        "=?iso-8859-1?Q?R=E9sultats?= =?utf-8?B?IOKAlA==?= du trimestre",
        "=?utf-8?B?UsOp?= =?utf-8?B?c3VsdGF0cyDi?=\r\n =?utf-8?B?gJQ=?= du trimestre",
        "Résultats — du trimestre",
    ],
)
def test_subjects_are_decoded(subject: str):
    assert read(f"Subject: {subject}\r\nFrom: a@b.example\r\nTo: c@d.example\r\n\r\nText.".encode()).title == "Résultats — du trimestre"


def test_of_two_versions_of_a_text_one_is_read():
    message = mail()
    message.add_alternative("<p>Revenue will be $5.0 billion.</p>", subtype="html")
    assert body_lines(read(message.as_bytes())) == ["Revenue will be $5.0 billion."]


def test_the_html_version_is_read_where_it_says_more():
    message = mail("See the HTML version.\n")
    message.add_alternative("<table><tr><td>Revenue</td><td>5.0</td></tr><tr><td>EPS</td><td>1.20</td></tr></table>", subtype="html")
    document = read(message.as_bytes())
    assert body_lines(document) == ["Revenue\t5.0", "EPS\t1.20"]
    assert document.title == "Q3 preview"


def test_a_mail_in_html_alone_is_read():
    message = mail(None)
    message.set_content("<html><head><title>Other</title></head><body><p>Guidance – up</p></body></html>", subtype="html", charset="windows-1252")
    document = read(message.as_bytes())
    assert [document.words(b.span) for b in document.blocks if b.kind is BlockKind.PARAGRAPH] == ["Guidance – up"]
    assert document.title == "Q3 preview"


def test_quoted_mail_is_kept_without_its_marks():
    document = read(
        mail(
            "Yes.\n\nOn Monday Bob wrote:\n> Will the margin hold at forty percent in the coming quarter, as the\n> board was told?\n>> What about orders?\n"
        ).as_bytes()
    )
    assert body_lines(document) == [
        "Yes.",
        "On Monday Bob wrote:",
        "Will the margin hold at forty percent in the coming quarter, as the board was told?",
        "What about orders?",
    ]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("format=flowed", "Revenue will be \r\n$5.0 billion.\r\n\r\n-- \r\nJane Roe"),
        ("format=flowed; delsp=yes", "Revenue will  \r\nbe $5.0 bil \r\nlion.\r\n\r\n-- \r\nJane Roe"),
        ("format=flowed", "> Revenue will be \r\n> $5.0 billion.\r\n\r\n-- \r\nJane Roe"),
    ],
)
def test_flowed_lines_are_joined_and_the_signature_stays_apart(kind: str, text: str):
    found = body_lines(read(raw(f"Content-Type: text/plain; charset=utf-8; {kind}", body=text)))
    assert found == ["Revenue will be $5.0 billion.", "Jane Roe"]


@pytest.mark.parametrize(
    ("charset", "encoded"),
    [
        ("utf-8", "café — ok".encode()),
        ("windows-1252", "café — ok".encode("cp1252")),
        ("no-such-charset", "café — ok".encode()),
        ("us-ascii", "café — ok".encode("cp1252")),
    ],
)
def test_odd_charsets_are_read(charset: str, encoded: bytes):
    body = base64.b64encode(encoded).decode()
    data = raw(f"Content-Type: text/plain; charset={charset}", "Content-Transfer-Encoding: base64", body=body)
    assert body_lines(read(data)) == ["café — ok"]


def test_broken_base64_is_a_gap():
    data = raw("Content-Type: text/plain", "Content-Transfer-Encoding: base64", body="UmV2ZW51ZSBpcyB1cA=!!=\r\nxyz")
    assert [gap.code for gap in read(data).gaps] == ["corrupt"]


def test_a_mail_cut_short_is_a_gap():
    message = mail()
    message.add_attachment(b"a" * 3000, maintype="application", subtype="octet-stream", filename="a.bin")
    data = message.as_bytes()
    assert [gap.code for gap in read(data[:-400]).gaps] == ["corrupt"]
    assert body_lines(read(data[:-400])) == ["Revenue will be $5.0 billion."]


def test_a_mail_whose_boundaries_are_lost_is_read_as_text_with_a_gap():
    document = read(raw("Content-Type: multipart/mixed; boundary=x", body="Revenue is up."))
    assert body_lines(document) == ["Revenue is up."]
    assert [gap.code for gap in document.gaps] == ["corrupt"]


def test_attachments_are_members_and_pictures_in_the_text_are_not():
    message = mail()
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    message.add_attachment(
        buffer.getvalue(), maintype="application", subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet", filename="Budget für 2026.xlsx"
    )
    message.add_attachment("a,b\n", subtype="csv", filename="../../etc/list.csv")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline", cid="<logo>")
    found = attached(message.as_bytes())
    assert [(member.name, member.error) for member in found] == [("Budget für 2026.xlsx", None), ("list.csv", None)]
    assert found[0].data == buffer.getvalue()


def test_an_attached_mail_is_a_member_of_its_own_and_not_read_twice():
    inner = mail("From here on it is secret.\n", subject="Inner one")
    inner.add_attachment(b"deep", maintype="application", subtype="octet-stream", filename="deep.txt")
    outer = mail()
    outer.add_attachment(inner)
    data = outer.as_bytes()
    assert "secret" not in read(data).text
    (member,) = attached(data)
    assert member.name == "Inner one.eml"
    assert body_lines(read(member.data)) == ["From here on it is secret."]
    assert [each.name for each in attached(member.data)] == ["deep.txt"]


def test_winmail_dat_says_what_to_do():
    message = mail()
    message.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    (member,) = attached(message.as_bytes())
    assert member.error is not None
    assert "winmail.dat" in member.error
    assert member.error_code == "unsupported"


def test_a_damaged_attachment_is_a_member_with_an_error():
    head = "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.pdf"
    body = f"--x\r\nContent-Type: text/plain\r\n\r\nHi.\r\n--x\r\n{head}\r\n\r\nJVBE=R!\r\n--x--\r\n"
    (member,) = attached(raw("Content-Type: multipart/mixed; boundary=x", body=body))
    assert (member.name, member.error_code) == ("a.pdf", "corrupt")


@pytest.mark.parametrize(
    "kind", ["application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "application/x-pkcs7-mime", "multipart/encrypted; boundary=x"]
)
def test_an_encrypted_mail_is_refused(kind: str):
    with pytest.raises(EncryptedDocument):
        read(raw(f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", body="MIIB"))


def test_a_signed_mail_is_read_without_its_signature():
    signature = "Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB"
    body = f"--x\r\nContent-Type: text/plain\r\n\r\nRevenue is up.\r\n--x\r\n{signature}\r\n--x--\r\n"
    data = raw("Content-Type: multipart/signed; boundary=x; protocol=application/pkcs7-signature", body=body)
    assert body_lines(read(data)) == ["Revenue is up."]
    assert attached(data) == []


def test_an_opaque_signed_mail_is_a_gap():
    document = read(raw("Content-Type: application/pkcs7-mime; smime-type=signed-data", "Content-Transfer-Encoding: base64", body="MIIB"))
    assert [gap.code for gap in document.gaps] == ["unsupported"]


def test_rich_text_is_read_as_its_words():
    assert body_lines(read(raw("Content-Type: text/rtf", body=r"{\rtf1\ansi Margin {\b up}\par Orders down}"))) == ["Margin up", "Orders down"]


def test_a_mail_nested_beyond_any_real_one_is_refused():
    depth = 3000
    body = "".join(f"--b{i}\r\nContent-Type: multipart/mixed; boundary=b{i + 1}\r\n\r\n" for i in range(depth))
    with pytest.raises(LimitExceeded):
        read(raw("Content-Type: multipart/mixed; boundary=b0", body=body))


def test_a_mail_of_too_many_parts_is_refused():
    body = "--x\r\n\r\na\r\n" * 200 + "--x--\r\n"
    with pytest.raises(LimitExceeded):
        read(raw("Content-Type: multipart/mixed; boundary=x", body=body), Limits(max_members=5))


def test_attachments_beyond_the_limit_are_said_to_be_missing():
    message = mail()
    for number in range(4):
        message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=f"{number}.bin")
    found = list(members(message.as_bytes(), Limits(max_members=2)))
    assert [member.error_code for member in found if member.error] == ["limit"]
    assert [member.name for member in found[:2]] == ["0.bin", "1.bin"]


@pytest.mark.parametrize("head", ["=?utf-8?q?" * 5000, "=?a?q?" * 9000, "=?utf-8?b?!!!?=", "<" * 50_000, "=?utf-7?q?+AGE-?=", "\x00\x01"])
def test_headers_no_program_would_write_never_fail(head: str):
    data = f"Subject: {head}\r\nFrom: {head}\r\nTo: a@b.example\r\nContent-Type: text/html; charset={head[:50]}\r\n\r\n<p>Text.</p>".encode()
    document = next(extract(data, "mail.eml", Limits(), declared=Format.EML))
    assert isinstance(document, Document)
    assert body_lines(document) == ["Text."]


def test_a_file_name_in_an_impossible_charset_is_replaced():
    head = "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=ut\x00f-8''a.pdf"
    (member,) = attached(raw("Content-Type: multipart/mixed; boundary=x", body=f"--x\r\n{head}\r\n\r\n%PDF-\r\n--x--\r\n"))
    assert member.name == "part 1.pdf"
