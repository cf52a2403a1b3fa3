from __future__ import annotations

import io

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from screener.errors import CorruptDocument, EncryptedDocument, ExtractionError, LimitExceeded
from screener.extract.limits import Limits
from screener.extract.pdf.extras import iso_date
from screener.extract.pdf.ligatures import Unknown, restore
from tests.factories_pdf import drawn, lines, read


def line(text: str):
    return lambda canvas: lines(canvas, [text])


WHOLE = drawn(*(line(f"Page {word} of the draft") for word in ("one", "two", "three", "four")))


def picture(canvas: Canvas, path: str) -> None:
    canvas.drawImage(path, 0, 0, 612, 792)


def test_a_file_that_needs_a_password_says_so(tmp_path):
    path = tmp_path / "locked.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "Locked")
    canvas.save()
    with pytest.raises(EncryptedDocument):
        read(path.read_bytes())


def test_a_file_that_only_forbids_printing_is_read(tmp_path):
    path = tmp_path / "owned.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0))
    canvas.drawString(72, 700, "Open to all")
    canvas.save()
    assert "Open to all" in read(path.read_bytes()).text


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing else", WHOLE[:60], b"%PDF-1.7\n" + bytes(5000)])
def test_a_file_that_cannot_be_opened_is_corrupt(data):
    with pytest.raises(CorruptDocument):
        read(data)


def test_a_file_cut_short_says_that_pages_may_be_missing():
    try:
        document = read(WHOLE[: len(WHOLE) * 3 // 4])
    except CorruptDocument:
        return
    assert "corrupt" in {gap.code for gap in document.gaps}


def test_a_whole_file_has_no_gap():
    assert read(WHOLE).gaps == ()


def test_pages_beyond_the_limit_are_a_gap_and_the_others_are_read():
    document = read(WHOLE, Limits(max_pages=2))
    assert document.source.pages == 4
    assert "Page two" in document.text
    assert "Page three" not in document.text
    (gap,) = document.gaps
    assert (gap.what, gap.code) == ("pages 3-4", "limit")


def test_five_thousand_pages_are_answered():
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(5000):
        pdf.new_page(100, 100).close()
    target = io.BytesIO()
    pdf.save(target)
    pdf.close()
    document = read(target.getvalue())
    assert document.source.pages == 5000
    assert [gap.code for gap in document.gaps] == ["limit"]


def test_more_text_than_allowed_is_refused():
    with pytest.raises(LimitExceeded):
        read(WHOLE, Limits(max_text=30))


def test_a_scanned_page_is_a_gap_that_says_what_to_do(tmp_path):
    scan = tmp_path / "scan.ppm"
    scan.write_bytes(b"P6 32 32 255\n" + bytes(i % 251 for i in range(32 * 32 * 3)))

    def stamped(canvas: Canvas) -> None:
        picture(canvas, str(scan))
        lines(canvas, ["AB-000123"], y=20)

    document = read(drawn(line("A page with text"), lambda canvas: picture(canvas, str(scan)), stamped))
    assert [(gap.what, gap.code) for gap in document.gaps] == [("page 2: scanned, no text", "scanned_page"), ("page 3: scanned, no text", "scanned_page")]
    assert "supply a version with text" in document.gaps[0].reason


def test_a_page_of_letters_that_mean_nothing_is_a_gap():
    nonsense = ["".join(chr(33 + (7 * i + 13 * k) % 25) for k in range(6)) for i in range(60)]
    document = read(drawn(lambda canvas: lines(canvas, [" ".join(nonsense[i : i + 6]) for i in range(0, 60, 6)])))
    assert [gap.code for gap in document.gaps] == ["encoding"]


def test_a_damaged_page_is_a_gap_and_the_others_are_read():
    damaged = WHOLE.replace(b"/Type /Page\n", b"/Type /Pain\n", 1)
    document = read(damaged)
    assert "Page four" in document.text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_a_file_with_bytes_overwritten_is_read_or_refused(at, noise):
    try:
        read(WHOLE[:at] + noise + WHOLE[at + len(noise) :])
    except ExtractionError:
        return


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("D:20310422093000-04'00'", "2031-04-22T09:30:00-04:00"),
        ("D:20310422093000Z", "2031-04-22T09:30:00Z"),
        ("D:20310422", "2031-04-22"),
        ("D:2031", "2031"),
        ("yesterday", None),
    ],
)
def test_dates_are_as_precise_as_given(value, expected):
    assert iso_date(value) == expected


def test_glyphs_without_a_letter_become_the_ligatures_that_make_words():
    texts = [["\ufffdrst", "o\ufffdce", "pro\ufffdt", "cash", "\ufffdow", "\ufffd"]]
    narrow, wide = ("F1", 0.5), ("F1", 0.8)
    places = [Unknown(0, 0, narrow), Unknown(0, 1, wide), Unknown(0, 2, narrow), Unknown(0, 4, narrow), Unknown(0, 5, ("F2", 1.0))]
    restore(texts, places, {})
    assert texts == [["first", "office", "profit", "cash", "flow", "\ufffd"]]
