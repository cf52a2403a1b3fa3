"""PDF to blocks, tables and word boxes with PDFium.

Two passes: the first reads every page's words and lines, the second, which knows what comes back on every page and how
large the body's type is, writes headers, headings, paragraphs, tables and footnotes in reading order. PDFium is not
thread-safe: one document at a time in a process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from screener.errors import CorruptDocument, EncryptedDocument
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.extract.pdf import extras
from screener.extract.pdf.furniture import furniture
from screener.extract.pdf.ligatures import Unknown, restore
from screener.extract.pdf.native import WordReader
from screener.extract.pdf.page import PageRead, read_page
from screener.extract.pdf.write import Cells, PageWriter, Shared, Vocabulary

_TAIL = 4096  # bytes in which the end mark of a whole file stands
_USUAL_SIZE = 10.0  # points, for documents without text
_WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")
_MISSING = {
    "scanned_page": "The page is scanned: it is a picture without text; supply a version with text, or turn on OCR.",
    "encoding": "The letters of the page have no meaning in the file, so its text was not read, or only in part; "
    "supply a version saved from the original program.",
}


class Reading(NamedTuple):
    """One document being read: its bytes, where its blocks go, its words' reader, its words by font size."""

    data: bytes
    builder: DocumentBuilder
    limits: Limits
    reader: WordReader
    sizes: Counter[float]


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the pages, comments and properties of a PDF.

    Raises EncryptedDocument when a password is needed, CorruptDocument when nothing can be opened, LimitExceeded when there is
    more text than allowed. Pages that cannot be read, or have no text, and pages beyond `limits.max_pages` become gaps.
    """
    with _opened(data) as pdf:
        count = pdfium.FPDF_GetPageCount(pdf)
        if count < 1:
            raise CorruptDocument
        builder.page_count = count
        reading = Reading(data, builder, limits, WordReader(), Counter())
        _write(list(_pages(pdf, min(count, limits.max_pages), reading)), reading)
        extras.add_properties(builder, pdf)
        extras.add_attachments(builder, pdf)
    if count > limits.max_pages:
        reason = f"The document has {count:,} pages; only the first {limits.max_pages:,} were read. Split it or raise max_pages in the settings."
        builder.add_gap(f"pages {limits.max_pages + 1}-{count}", reason, code="limit")
    if b"%%EOF" not in data[-_TAIL:]:
        builder.add_gap("document", "The file ends before its end mark: it was cut short and pages may be missing; send it again.", code="corrupt")


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise EncryptedDocument from error
        raise CorruptDocument from error
    try:
        yield pdf.raw
    finally:
        pdf.close()


def _pages(pdf: Any, count: int, reading: Reading) -> Iterator[PageRead]:
    """The pages that can be read, in order; the others become gaps."""
    builder, limits = reading.builder, reading.limits
    left = limits.max_text
    for i in range(count):
        page = pdfium.FPDF_LoadPage(pdf, i)
        if not page:
            builder.add_gap(f"page {i + 1}", "The page is damaged and was not read; save the document again in its own program.", code="corrupt")
            continue
        try:
            found = read_page(page, i + 1, reading.reader, max_characters=left, sizes=reading.sizes)
        except CorruptDocument:
            builder.add_gap(f"page {i + 1}", "The text of the page is damaged and was not read; save the document again in its own program.", code="corrupt")
            continue
        finally:
            pdfium.FPDF_ClosePage(page)
        left -= sum(map(len, found.texts))
        yield found


def _write(pages: list[PageRead], reading: Reading) -> None:
    builder, reader, sizes = reading.builder, reading.reader, reading.sizes
    vocabulary = _vocabulary(pages)
    unknown = [Unknown(at, word, glyph) for at, page in enumerate(pages) for word, glyph in page.unknown]
    if unknown:
        restore([page.texts for page in pages], unknown, vocabulary())
    with ExitStack() as stack:
        shared = Shared(
            looks=reader.looks,
            bold=[bool(look.bold) for look in reader.looks],
            italic=[bool(look.italic) for look in reader.looks],
            body=sizes.most_common(1)[0][0] if sizes else _USUAL_SIZE,
            vocabulary=vocabulary,
            styles={},
            cells=_pdfplumber(reading.data, stack) if reading.limits.pdf_tables == "pdfplumber" else None,
        )
        before: tuple[PageRead, PageWriter] | None = None
        for page, rows in zip(pages, furniture([page.edges for page in pages]), strict=True):
            writer = PageWriter(builder, page, shared, rows)
            if before is not None:
                _finish(*before, writer, builder)
            before = page, writer
        if before is not None:
            _finish(*before, None, builder)


def _finish(page: PageRead, writer: PageWriter, following: PageWriter | None, builder: DocumentBuilder) -> None:
    writer.write(following)
    extras.add_notes(builder, page.notes, page.number)
    _add_gaps(builder, page)


def _pdfplumber(data: bytes, stack: ExitStack) -> Cells:
    from screener.extract.pdf.plumber import Plumber  # noqa: PLC0415 - takes a third of a second, and few ask for it

    plumber = Plumber(data)
    stack.callback(plumber.close)
    return plumber.cells


def _vocabulary(pages: list[PageRead]) -> Vocabulary:
    """How often each word stands in the document, in lower case; counted when first asked for, as few documents need it.

    Halves of words before a hyphen are no words.
    """

    @cache
    def counted() -> Mapping[str, int]:
        tokens = Counter[str]()
        for page in pages:
            tokens.update(page.texts)
        words = Counter[str]()
        for token, count in tokens.items():
            for word in _WORD.findall(token) if token[-1] != "-" else ():
                words[word.lower()] += count
        return words

    return counted


def _add_gaps(builder: DocumentBuilder, page: PageRead) -> None:
    what = f"page {page.number}"
    if page.missing == "scanned_page":
        builder.add_gap(f"{what}: scanned, no text", _MISSING[page.missing], location=what, code=page.missing)
    elif page.missing is not None:
        builder.add_gap(what, _MISSING[page.missing], location=what, code=page.missing)
    if page.notes_left_out:
        builder.add_gap(what, f"{page.notes_left_out:,} comments and links beyond the limit were not read.", location=what, code="limit")
