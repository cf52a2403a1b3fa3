"""Files built to break, mislead or stall a reader: every size is a parameter, so that tests stay small and the real sizes can be measured."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from email.message import EmailMessage

import docx
import openpyxl
import pptx
from factories_outlook import compound_file
from factories_parts import part, with_parts
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

SECRET = "Zanzibarium"  # a word that stands in every hostile draft and may stand in no message
LEAK = f"Order intake for {SECRET} in the third quarter is running 12% below our plan."


def packed(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def word(text: str = LEAK) -> bytes:
    """A Word file of one paragraph."""
    document = docx.Document()
    document.add_paragraph(text)
    return _saved(document)


def deck(text: str = LEAK) -> bytes:
    """A deck of one slide."""
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text = text
    return _saved(presentation)


def workbook(text: str = LEAK) -> bytes:
    """A workbook of one cell."""
    book = openpyxl.Workbook()
    book.active.append([text])
    return _saved(book)


def pdf(pages: int = 1, *, text: str = LEAK, user_password: str | None = None, owner_password: str | None = None) -> bytes:
    """A PDF with the text on every page; with a password that opens it nobody reads it without, with one that owns it everybody may read."""
    buffer = io.BytesIO()
    locked = user_password is not None or owner_password is not None
    canvas = Canvas(buffer, encrypt=StandardEncryption(user_password or "", ownerPassword=owner_password, strength=128) if locked else None)
    for number in range(1, pages + 1):
        canvas.drawString(72, 720, f"{text} Page {number}.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def protected_office() -> bytes:
    """What Office saves when a document gets a password: a compound file that holds the encrypted package ([MS-OFFCRYPTO] 1.3.2)."""
    return compound_file(
        {"EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00<encryption/>", "EncryptedPackage": struct.pack("<Q", 9_000) + bytes(range(256)) * 40}
    )


_LOLS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
_DOCTYPE = b'<!DOCTYPE x [<!ENTITY l0 "%s">%s<!ENTITY file SYSTEM "file:///etc/passwd">]>' % (SECRET.encode(), _LOLS)


def entity_bomb(data: bytes, name: str, *, inside: bytes = b"&l9;&file;", lead: bytes = b"") -> bytes:
    """An Office file whose part declares entities that unfold to a billion words and a file of the machine; `lead` stands before the declaration."""
    old = part(data, name)
    declaration, _, rest = old.partition(b"?>") if old.startswith(b"<?xml") else (b"", b"", old)
    closing = rest.rindex(b"</")
    head = declaration + b"?>" if declaration else b""
    return with_parts(data, {name: head + lead + _DOCTYPE + rest[:closing] + inside + rest[closing:]})


def protected_member() -> bytes:
    """A zip with one member that asks for a password and one that does not."""
    data = bytearray(packed({"locked.txt": LEAK.encode(), "open.txt": LEAK.encode()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def renamed(old: bytes, new: bytes, data: bytes) -> bytes:
    """A zip whose names are changed in place, to what no program would write."""
    return data.replace(old, new.ljust(len(old), b"\0"))


def huge_ratio(unpacked: int, name: str = "zeros.txt") -> bytes:
    """A zip whose one member is nothing but one letter, packed a thousandfold."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for _ in range(unpacked // 1_000_000):
            member.write(b"0" * 1_000_000)
    return buffer.getvalue()


def overlapping(entries: int, unpacked: int) -> bytes:
    """A zip in which every entry of the directory points at the same packed bytes."""
    body = zlib.compress(b"0" * unpacked, 9)[2:-4]
    crc = zlib.crc32(b"0" * unpacked)
    name = b"0000.txt"
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(body), unpacked, len(name), 0) + name
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(body), unpacked, 8, 0, 0, 0, 0, 0, 0) + b"%04x.txt" % n for n in range(entries)
    )
    start = len(local) + len(body)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, min(entries, 0xFFFF), min(entries, 0xFFFF), len(directory), start, 0)
    return local + body + directory + end


def nested_zips(depth: int, width: int = 1, innermost: bytes = LEAK.encode()) -> bytes:
    """Zips in zips: each of `depth` levels holds the next `width` times."""
    data, name = innermost, "draft.txt"
    for _ in range(depth):
        data, name = packed({f"{n:03d}-{name}" if width > 1 else name: data for n in range(width)}), "inner.zip"
    return data


def many_entries(count: int) -> bytes:
    """A zip that is nothing but a directory of entries with no bytes."""
    entry = b"".join(struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0) + b"%08x" % n for n in range(count))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 8, 0) + b"00000000"
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(entry), len(local))
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(local) + len(entry), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return local + entry + end64 + locator + end


def nested_mails(depth: int) -> bytes:
    """A mail attached to a mail attached to a mail ..."""
    mail = _mail("innermost")
    for level in range(depth):
        outer = _mail(f"level {level}")
        outer.add_attachment(mail, filename=f"forwarded {level}.eml")
        mail = outer
    return mail.as_bytes()


def nested_multiparts(depth: int) -> bytes:
    """A mail whose parts hold parts that hold parts ..., written by hand since no library would."""
    head = b"From: a@lumenford.example\r\nTo: b@bank.example\r\nSubject: Deep\r\nMIME-Version: 1.0\r\n"
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return head + opened + b"Content-Type: text/plain\r\n\r\n" + LEAK.encode() + b"\r\n" + b"".join(b"--b%d--\r\n" % n for n in reversed(range(depth)))


def deep_word(depth: int) -> bytes:
    """A Word file whose one paragraph lies in content controls in content controls ..."""
    opened, closed = b"<w:sdt><w:sdtContent>" * depth, b"</w:sdtContent></w:sdt>" * depth
    return _spliced(word(), "word/document.xml", b"<w:body>", b"<w:body>" + opened + b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % LEAK.encode() + closed)


def deep_tables(depth: int) -> bytes:
    """A Word file of tables in tables."""
    opened, closed = b"<w:tbl><w:tr><w:tc>" * depth, b"<w:p/></w:tc></w:tr></w:tbl>" * depth
    return _spliced(word(), "word/document.xml", b"<w:body>", b"<w:body>" + opened + b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % LEAK.encode() + closed)


def deep_deck(depth: int) -> bytes:
    """A deck whose shapes lie in groups in groups ..."""
    shape = b'<p:sp><p:nvSpPr><p:cNvPr id="9" name="x"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>%s</a:t></a:r></a:p></p:txBody></p:sp>'
    group = b'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="8" name="g"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    return _spliced(deck(), "ppt/slides/slide1.xml", b"</p:spTree>", group * depth + shape % LEAK.encode() + b"</p:grpSp>" * depth + b"</p:spTree>")


def deep_page(depth: int, tag: str = "div") -> bytes:
    """A web page with its text under many open tags."""
    return b"<!DOCTYPE html><html><body>" + b"<%s>" % tag.encode() * depth + LEAK.encode() + b"</%s>" % tag.encode() * depth + b"</body></html>"


def page_with_attribute(size: int) -> bytes:
    """A web page with one very long attribute before its text."""
    return b"<!DOCTYPE html><html><body><p style='color:red;%s' title='%s'>%s</p></body></html>" % (b"a:b;" * (size // 8), b"x" * (size // 2), LEAK.encode())


def wide_csv(columns: int) -> bytes:
    """A table of two rows with very many columns, its text in the last."""
    names = ",".join(f"c{n}" for n in range(columns))
    return f"id,{names},text\n1,{',' * (columns - 1)},{LEAK}\n2,{',' * (columns - 1)},{LEAK}\n".encode()


def _mail(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ir@lumenford.example", "analyst@bank.example", subject
    mail.set_content(LEAK)
    return mail


def _spliced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    return with_parts(data, {name: part(data, name).replace(old, new, 1)})


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]  # three libraries, one method
    return buffer.getvalue()
