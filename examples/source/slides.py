"""The conference deck: slides, speaker notes, a chart with its own workbook, tables and a hidden slide."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import yaml
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.shapes.placeholder import SlidePlaceholder
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Emu, Inches, Length, Pt

from source import figures, statements
from source.archive import WRITTEN, steady

_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _TOP, _INNER, _BELOW = Inches(0.7), Inches(1.6), Inches(11.9), Inches(4.9)
_COVER, _CONTENT, _TITLE_ONLY = 0, 1, 5
_DARK, _RED = RGBColor(0x1B, 0x2A, 0x41), RGBColor(0xC8, 0x10, 0x2E)
_FOOT = "Brantwick Motion Corporation | Lakefront Industrial Growth Conference | November 18, 2026"


def deck_file(source: str) -> bytes:
    """A .pptx of the deck described in YAML."""
    content = yaml.safe_load(source)
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = _WIDTH, _HEIGHT
    for number, entry in enumerate(content["slides"], start=1):
        _add_slide(presentation, entry, number)
    _set_properties(presentation, content["properties"])
    out = io.BytesIO()
    presentation.save(out)
    return steady(out.getvalue())


def _set_properties(presentation: Deck, properties: Mapping[str, str]) -> None:
    core = presentation.core_properties
    for name, value in properties.items():
        setattr(core, name, value)
    core.revision = 23
    core.created = core.modified = datetime(*WRITTEN, tzinfo=UTC)


def _add_slide(presentation: Deck, entry: Mapping[str, Any], number: int) -> None:
    layout = _COVER if entry.get("layout") == "cover" else _CONTENT if "body" in entry else _TITLE_ONLY
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    _set_title(slide, entry["title"], cover=layout == _COVER)
    if "body" in entry:
        _set_body(slide.placeholders[1], entry["body"], cover=layout == _COVER)
    if "table" in entry:
        _add_table(slide, entry["table"]["heads"], entry["table"]["rows"])
    if "statement" in entry:
        _add_statement(slide, _statement(entry["statement"]))
    if "chart" in entry:
        _add_chart(slide, entry["chart"])
        _add_text(slide, entry["caption"], top=Inches(6.2), size=16)
    if layout != _COVER:
        _add_text(slide, f"{_FOOT} | {number}", top=Inches(6.95), size=10)
    slide.notes_slide.notes_text_frame.text = entry["notes"]
    if entry.get("hidden"):
        slide._element.set("show", "0")  # noqa: SLF001 - python-pptx has no property for hidden slides


def _set_title(slide: Slide, words: str, *, cover: bool) -> None:
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _LEFT, Inches(1.8) if cover else Inches(0.45), _INNER, Inches(1.0)
    title.text_frame.text = words
    paragraph = title.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    paragraph.font.size, paragraph.font.bold, paragraph.font.color.rgb = Pt(44 if cover else 28), True, _DARK


def _set_body(body: SlidePlaceholder, paragraphs: Sequence[str], *, cover: bool) -> None:
    body.left, body.top, body.width, body.height = _LEFT, Inches(3.1) if cover else _TOP, _INNER, _BELOW
    body.text_frame.text = paragraphs[0]
    for words in paragraphs[1:]:
        body.text_frame.add_paragraph().text = words
    for paragraph in body.text_frame.paragraphs:
        paragraph.font.size, paragraph.alignment = Pt(20), PP_ALIGN.LEFT
        paragraph.space_after = Pt(8)


def _add_text(slide: Slide, words: str, *, top: Length, size: int) -> None:
    frame = slide.shapes.add_textbox(_LEFT, top, _INNER, Inches(0.45)).text_frame
    frame.text = words
    frame.paragraphs[0].font.size = Pt(size)
    frame.paragraphs[0].font.color.rgb = _DARK


def _statement(name: str) -> statements.Statement:
    if name == "yearly":
        return statements.yearly_bridge()
    right = statements.adjusted_ebitda()
    return statements.Statement(right.title, "($ in thousands)", ("Q3 2026", "Q3 2025", "Nine months 2026", "Nine months 2025"), right.rows)


def _add_statement(slide: Slide, statement: statements.Statement) -> None:
    _add_table(slide, (statement.unit, *statement.heads), ((row.label, *row.cells) for row in statement.rows))


def _add_table(slide: Slide, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [tuple(heads), *(tuple(row) for row in rows)]
    size = Pt(16 if len(lines) < 10 else 12)  # noqa: PLR2004 - longer tables need smaller letters to fit the slide
    height = Emu(min(_BELOW, Inches(0.48) * len(lines)))
    table = slide.shapes.add_table(len(lines), len(heads), _LEFT, _TOP, _INNER, height).table
    table.columns[0].width = Emu(int(_INNER * 0.44))
    for i in range(1, len(heads)):
        table.columns[i].width = Emu(int(_INNER * 0.56 / (len(heads) - 1)))
    for r, line in enumerate(lines):
        for c, words in enumerate(line):
            _set_cell(table.cell(r, c), words, size, right=c > 0)


def _set_cell(cell: _Cell, words: str, size: Pt, *, right: bool) -> None:
    cell.text = words
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.font.size = size
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT


def _add_chart(slide: Slide, entry: Mapping[str, Any]) -> None:
    content = CategoryChartData(number_format="0.0")
    content.categories = [f"FY{year}" for year in figures.YEARS]
    for name, values in entry["series"].items():
        content.add_series(f"{name} ({entry['unit']})", [float(value) for value in values])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, _LEFT, _TOP, _INNER, Inches(4.5), content)
    chart = frame.chart
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0.0", False
    for series, color in zip(plot.series, (_DARK, _RED), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = color
