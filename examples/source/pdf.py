"""The investor presentation: landscape pages in two columns, tables, a drawn chart, a scanned page and a reviewer's sticky note."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import reportlab
import yaml
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.graphics import renderPDF
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from source import figures, statements

_PAGE = landscape(letter)
_WIDTH, _HEIGHT = _PAGE
_MARGIN, _GUTTER = 48, 36
_COLUMN = (_WIDTH - 2 * _MARGIN - _GUTTER) / 2
_DARK, _RED, _GREY = HexColor("#1b2a41"), HexColor("#c8102e"), HexColor("#5b6b82")
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=14, leading=19, spaceAfter=12, textColor=_DARK, alignment=TA_LEFT)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=11, leading=14.5, spaceAfter=9)
_BULLET = ParagraphStyle("bullet", parent=_BODY, leftIndent=14, bulletIndent=2)
_HEAD = ParagraphStyle("head", parent=_BODY, fontName="Helvetica-Bold", fontSize=16, leading=20, spaceAfter=12, textColor=_RED)
_FOOT = "Brantwick Motion Corporation · Investor Presentation · November 2026"
_SCAN_SIZE = (1240, 1600)
_SCAN_SEED = 20261012


def presentation_file(source: str) -> bytes:
    """A PDF of the presentation described in YAML; the same bytes each time."""
    content = yaml.safe_load(source)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=_PAGE, invariant=1, pageCompression=1)
    canvas.setTitle("Brantwick Investor Presentation November 2026")
    canvas.setAuthor("Priya Halloran")
    canvas.setCreator("Brantwick Investor Relations")
    canvas.setSubject("Investor Presentation")
    canvas.setKeywords("Brantwick, BRWK, investor presentation")
    _draw_cover(canvas, content["cover"])
    for number, page in enumerate(content["pages"], start=2):
        _draw_page(canvas, page, content, number)
    canvas.save()
    return out.getvalue()


def _draw_cover(canvas: Canvas, cover: Mapping[str, str]) -> None:
    canvas.setFillColor(_DARK)
    canvas.rect(0, _HEIGHT - 170, _WIDTH, 170, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.setFont("Helvetica-Bold", 40)
    canvas.drawString(_MARGIN, _HEIGHT - 110, cover["title"])
    canvas.setFillColor(_DARK)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(_MARGIN, _HEIGHT - 230, cover["subtitle"])
    canvas.drawString(_MARGIN, _HEIGHT - 262, cover["date"])
    canvas.setFillColor(white)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(_MARGIN, 20, cover["white"])
    canvas.showPage()


def _draw_page(canvas: Canvas, page: Mapping[str, Any], content: Mapping[str, Any], number: int) -> None:
    if page.get("scan"):
        canvas.drawImage(_scanned(content["letter"]), 0, 0, _WIDTH, _HEIGHT, preserveAspectRatio=True, anchor="c")
        canvas.showPage()
        return
    _draw_head_and_foot(canvas, page["title"], number)
    if page.get("chart"):
        _draw_chart(canvas, page["caption"])
    else:
        _draw_columns(canvas, page)
    if "2029" in page["title"]:
        _add_sticky_note(canvas, content["note"])
    canvas.showPage()


def _draw_head_and_foot(canvas: Canvas, title: str, number: int) -> None:
    canvas.setFillColor(_DARK)
    canvas.setFont("Helvetica-Bold", 24)
    canvas.drawString(_MARGIN, _HEIGHT - 66, title)
    canvas.setStrokeColor(_RED)
    canvas.setLineWidth(2)
    canvas.line(_MARGIN, _HEIGHT - 80, _WIDTH - _MARGIN, _HEIGHT - 80)
    canvas.setFillColor(_GREY)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(_MARGIN, 26, _FOOT)
    canvas.drawRightString(_WIDTH - _MARGIN, 26, str(number))


def _draw_columns(canvas: Canvas, page: Mapping[str, Any]) -> None:
    left, right = page["left"], page["right"]
    table = _results_table() if page.get("results") else _bridge_table() if page.get("bridge") else None
    _draw_column(canvas, _MARGIN, left, table, small=False)
    _draw_column(canvas, _MARGIN + _COLUMN + _GUTTER, right, None, small=bool(page.get("bridge")))


def _draw_column(canvas: Canvas, x: float, column: Mapping[str, Any], table: Table | None, *, small: bool) -> None:
    story: list[Flowable] = [Paragraph(column["heading"], _HEAD)]
    bullet = "•" if column.get("bullets") else None
    style = _SMALL if small else _BULLET if bullet else _BODY
    story += [Paragraph(words, style, bulletText=bullet) for words in column.get("text", ())]
    if table is not None:
        story.append(table)
    frame = Frame(x, 48, _COLUMN, _HEIGHT - 142, leftPadding=0, rightPadding=0, topPadding=6, bottomPadding=0)
    frame.addFromList(story, canvas)
    if story:
        raise OverflowError(f"The column {column['heading']!r} does not fit its page; shorten it in investor-presentation.yaml.")


def _results_table() -> Table:
    rows = (
        ("$ in millions", "Q3 2026", "Q3 2025", "Change"),
        ("Revenue", "$215.8", "$197.5", "9.2%"),
        ("Motion Components", "118.5", "112.9", "4.9%"),
        ("Motion Systems", "97.3", "84.6", "15.0%"),
        ("Gross profit", "74.9", "66.6", "12.5%"),
        ("Gross margin", "34.7%", "33.7%", "100 bps"),
        ("Operating income", "23.5", "20.5", "14.7%"),
        ("Net income", "15.8", "12.7", "24.1%"),
        ("Diluted EPS", "$0.50", "$0.41", "$0.09"),
        ("Adjusted diluted EPS", "$0.67", "$0.51", "$0.16"),
    )
    return _table(rows, (0.40, 0.20, 0.20, 0.20))


def _bridge_table() -> Table:
    bridge = statements.yearly_bridge()
    rows = [("$ in millions", *bridge.heads), *((row.label, *row.cells) for row in bridge.rows)]
    return _table(rows, (0.48, 0.13, 0.13, 0.13, 0.13))


def _table(rows: Sequence[Sequence[str]], shares: Sequence[float]) -> Table:
    table = Table([list(row) for row in rows], colWidths=[_COLUMN * share for share in shares], rowHeights=24)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), "Helvetica", 10),
                ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 10),
                ("FONT", (0, -1), (-1, -1), "Helvetica-Bold", 10),
                ("TEXTCOLOR", (0, 0), (-1, -1), _DARK),
                ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LINEBELOW", (0, 0), (-1, 0), 1, _DARK),
                ("LINEABOVE", (0, -1), (-1, -1), 0.5, _GREY),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
            ]
        )
    )
    return table


def _draw_chart(canvas: Canvas, caption: str) -> None:
    drawing = Drawing(_WIDTH - 2 * _MARGIN, 340)
    bars = VerticalBarChart()
    bars.x, bars.y, bars.width, bars.height = 40, 30, _WIDTH - 2 * _MARGIN - 60, 270
    bars.data = [[float(v) for v in figures.YEARLY_REVENUE], [float(v) for v in figures.YEARLY_ADJUSTED_EBITDA]]
    bars.categoryAxis.categoryNames = [f"FY{year}" for year in figures.YEARS]
    bars.valueAxis.valueMin, bars.valueAxis.valueMax, bars.valueAxis.valueStep = 0, 900, 300
    bars.barLabels.nudge, bars.barLabelFormat = 9, "%.1f"
    for series, color in enumerate((_DARK, _RED)):
        bars.bars[series].fillColor = color
        bars.bars[series].strokeColor = None
    drawing.add(bars)
    drawing.add(String(40, 322, "Revenue (dark) and adjusted EBITDA (red), $ in millions", fontName="Helvetica-Bold", fontSize=12, fillColor=_DARK))
    renderPDF.draw(drawing, canvas, _MARGIN, 130)
    Frame(_MARGIN, 56, _WIDTH - 2 * _MARGIN, 60, leftPadding=0, topPadding=0).addFromList([Paragraph(caption, _BODY)], canvas)


def _add_sticky_note(canvas: Canvas, note: Mapping[str, str]) -> None:
    place = [_WIDTH - 40, _HEIGHT - 112, _WIDTH - 18, _HEIGHT - 90]
    canvas.textAnnotation(note["text"], Rect=place, T=PDFString(note["author"]), M=PDFString(note["date"]))


def _scanned(letter_text: Mapping[str, Any]) -> ImageReader:
    """A letter as a scanner delivers it: a grey picture, slightly turned, with specks and no text layer."""
    image = Image.new("L", _SCAN_SIZE, 244)
    _write_letter(ImageDraw.Draw(image), letter_text)
    turned = image.rotate(0.7, resample=Image.Resampling.BICUBIC, fillcolor=232)
    noise = random.Random(_SCAN_SEED)  # noqa: S311 - specks of dust, not secrets
    for _ in range(5_000):
        turned.putpixel((noise.randrange(_SCAN_SIZE[0]), noise.randrange(_SCAN_SIZE[1])), noise.randrange(90, 215))
    picture = io.BytesIO()
    turned.filter(ImageFilter.GaussianBlur(0.6)).save(picture, "JPEG", quality=62)
    picture.seek(0)
    return ImageReader(picture)


def _write_letter(draw: ImageDraw.ImageDraw, letter_text: Mapping[str, Any]) -> None:
    fonts = Path(reportlab.__file__).parent / "fonts"
    plain, bold = (ImageFont.truetype(str(fonts / name), size) for name, size in (("Vera.ttf", 27), ("VeraBd.ttf", 36)))
    draw.text((120, 110), letter_text["head"], font=bold, fill=40)
    draw.text((120, 165), letter_text["place"], font=plain, fill=70)
    draw.line((120, 215, 1120, 215), fill=90, width=3)
    draw.text((820, 260), letter_text["date"], font=plain, fill=50)
    for i, line in enumerate(letter_text["lines"]):
        draw.text((120, 340 + 46 * i), line, font=plain, fill=50)
    y = 340 + 46 * (len(letter_text["lines"]) - 3)
    draw.line([(130, y + 18), (190, y - 20), (215, y + 26), (270, y - 24), (300, y + 20), (390, y - 10), (450, y + 12)], fill=60, width=4)
