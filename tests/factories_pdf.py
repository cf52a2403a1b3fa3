"""PDFs drawn with reportlab, one function a page, and what the reader makes of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from screener.extract import pdf
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.types import Block, BlockKind, Document, Source

Draw = Callable[[Canvas], None]
WHITE, BLACK, NAVY = (1, 1, 1), (0, 0, 0), (0, 0, 0.4)


def drawn(*pages: Draw, size: tuple[float, float] = letter, title: str = "", **properties: str) -> bytes:
    """A PDF with these pages and no properties but those given."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, initialFontName="Helvetica", initialFontSize=10, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(properties.get("author", ""))
    canvas.setSubject(properties.get("subject", ""))
    canvas.setKeywords(properties.get("keywords", ""))
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def read(data: bytes, limits: Limits | None = None) -> Document:
    """The document in a PDF, read in this process."""
    limits = limits or Limits()
    builder = DocumentBuilder(Source(name="draft.pdf", media_type="application/pdf", sha256="0", bytes=len(data)), limits)
    pdf.read(data, builder, limits)
    return builder.build()


def lines(canvas: Canvas, texts: Sequence[str], *, x: float = 72, y: float = 700, leading: float = 12, font: str = "Helvetica", size: float = 10) -> None:
    """Lines of text from (x, y) downwards, in PDF coordinates."""
    canvas.setFont(font, size)
    for i, text in enumerate(texts):
        canvas.drawString(x, y - i * leading, text)


def texts_of(document: Document, *kinds: BlockKind) -> list[str]:
    """The words of the blocks of these kinds, of all kinds if none is given."""
    return [document.words(block.span) for block in document.blocks if not kinds or block.kind in kinds]


def block_with(document: Document, words: str) -> Block:
    """The block that holds the words."""
    return next(block for block in document.blocks if words in document.words(block.span))


def rows_of(document: Document, table: int = 0) -> list[list[str]]:
    """The words of a table's cells, row by row."""
    return [[document.text[cell.start : cell.end] for cell in row] for row in document.tables[table].rows]


def row_at(canvas: Canvas, y: float, label: str, *figures: str, size: float = 9) -> None:
    """A row of a table: its label, and figures that end 80 points apart."""
    canvas.setFont("Helvetica", size)
    if label:
        canvas.drawString(72, y, label)
    for column, figure in enumerate(figures):
        canvas.drawRightString(340 + 80 * column, y, figure)


def glyph_by_glyph(canvas: Canvas, text: str, *, x: float, y: float, size: float = 10) -> None:
    """A line of which each letter is an object of its own, as browsers print."""
    canvas.setFont("Helvetica", size)
    for glyph in text:
        canvas.drawString(x, y, glyph)
        x += canvas.stringWidth(glyph, "Helvetica", size)


def right_lines(canvas: Canvas, texts: Sequence[str], *, right: float = 540, y: float = 700) -> None:
    """Lines that end at one place."""
    canvas.setFont("Helvetica", 10)
    for i, text in enumerate(texts):
        canvas.drawRightString(right, y - 12 * i, text)
