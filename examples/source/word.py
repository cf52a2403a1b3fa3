"""Word drafts from the markup: styles, statements as tables, tracked changes and comments as Word itself writes them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Inches, Pt, RGBColor
from docx.table import _Cell, _Columns
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from source.archive import WRITTEN, steady
from source.markup import Inline, Kind, Line, inlines, lines
from source.statements import STATEMENTS, Statement

_DARK = RGBColor(0x1B, 0x2A, 0x41)
_STYLES = {"title": "Heading 1", "heading": "Heading 2", "bullet": "List Bullet"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Properties:
    """What the file says of itself; the title and the keywords are where code names survive."""

    title: str
    subject: str
    author: str
    last_modified_by: str
    keywords: str = ""
    comments: str = ""
    revision: int = 1


@dataclass(slots=True)
class _Draft:
    document: WordDocument
    ids: count[int] = field(default_factory=lambda: count(101))


def word_file(source: str, properties: Properties, *, footer: str) -> bytes:
    """A .docx of the marked-up source."""
    draft = _Draft(Document())
    _set_page(draft.document, footer)
    for line in lines(source):
        _add_line(draft, line)
    _set_properties(draft.document, properties)
    out = io.BytesIO()
    draft.document.save(out)
    return steady(out.getvalue())


def _set_page(document: WordDocument, footer: str) -> None:
    section = document.sections[0]
    section.left_margin = section.right_margin = Inches(0.9)
    section.top_margin = section.bottom_margin = Inches(0.9)
    section.footer.paragraphs[0].text = footer
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    for name, size in (("Heading 1", 16), ("Heading 2", 12)):
        font = document.styles[name].font
        font.name, font.size, font.color.rgb = "Calibri", Pt(size), _DARK


def _set_properties(document: WordDocument, properties: Properties) -> None:
    core = document.core_properties
    core.title, core.subject, core.author = properties.title, properties.subject, properties.author
    core.last_modified_by, core.keywords, core.comments = properties.last_modified_by, properties.keywords, properties.comments
    core.revision = properties.revision
    core.created = core.modified = datetime(*WRITTEN, tzinfo=UTC)


def _add_line(draft: _Draft, line: Line) -> None:
    if line.kind == "table":
        _add_table(draft.document, STATEMENTS[line.words]())
    elif line.kind == "page":
        draft.document.add_page_break()
    else:
        paragraph = draft.document.add_paragraph(style=_STYLES.get(line.kind))
        for inline in inlines(line.words):
            _add_inline(draft, paragraph, inline, small=line.kind == "note")


def _add_inline(draft: _Draft, paragraph: Paragraph, inline: Inline, *, small: bool) -> None:
    if inline.kind is Kind.COMMENT:
        _add_comment(draft.document, paragraph, inline)
        return
    run = paragraph.add_run(inline.words)
    run.bold = True if inline.kind is Kind.BOLD else None
    if small:
        run.font.size, run.italic = Pt(9), True
    if inline.kind in {Kind.INSERTED, Kind.DELETED}:
        _track(draft, run, inline)


def _add_comment(document: WordDocument, paragraph: Paragraph, inline: Inline) -> None:
    """Hangs a comment on the last piece; around a tracked change its marks stand outside, as Word places them."""
    piece = paragraph._p[-1]  # noqa: SLF001 - tracked changes are no runs for python-docx
    is_change = piece.tag in {qn("w:ins"), qn("w:del")}
    run = Run(piece[0] if is_change else piece, paragraph)
    comment = document.add_comment(run, text=inline.words, author=inline.author, initials="".join(name[0] for name in inline.author.split()))
    comment._comment_elm.set(qn("w:date"), inline.at)  # noqa: SLF001 - python-docx stamps the clock and offers no other way
    if is_change:
        start, _, *after = list(piece)
        piece.addprevious(start)
        for mark in reversed(after):
            piece.addnext(mark)


def _track(draft: _Draft, run: Run, inline: Inline) -> None:
    """Wraps the run in w:ins or w:del; deleted words stand in w:delText, which readers of the final text do not see."""
    deleted = inline.kind is Kind.DELETED
    change = OxmlElement("w:del" if deleted else "w:ins")
    for name, value in (("w:id", str(next(draft.ids))), ("w:author", inline.author), ("w:date", inline.at)):
        change.set(qn(name), value)
    element = run._r  # noqa: SLF001 - tracked changes have no other door in python-docx
    element.addprevious(change)
    change.append(element)
    if deleted:
        for text in element.findall(qn("w:t")):
            text.tag = qn("w:delText")


def _add_table(document: WordDocument, statement: Statement) -> None:
    heading = document.add_paragraph(style="Heading 2")
    heading.add_run(statement.title)
    heading.paragraph_format.keep_with_next = True
    unit = document.add_paragraph()
    unit.add_run(statement.unit).italic = True
    table = document.add_table(rows=1, cols=len(statement.heads) + 1)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, head in zip(table.rows[0].cells[1:], statement.heads, strict=True):
        _set_cell(cell, head, bold=True)
    for row in statement.rows:
        cells = table.add_row().cells
        bold = row.total or not row.cells
        _set_cell(cells[0], row.label, bold=bold, left=True)
        for cell, words in zip(cells[1:], row.cells, strict=False):
            _set_cell(cell, words, bold=bold)
    _repeat_head(table.rows[0]._tr)  # noqa: SLF001 - python-docx has no property for repeated heads
    _set_widths(table.columns, len(statement.heads))
    document.add_paragraph()


def _repeat_head(row: CT_Row) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _set_widths(columns: _Columns, periods: int) -> None:
    label = 6.7 - 1.0 * periods
    for i, column in enumerate(columns):
        width = Inches(1.0 if i else label)
        for cell in column.cells:
            cell.width = width


def _set_cell(cell: _Cell, words: str, *, bold: bool, left: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(words)
    run.bold = bold
    run.font.size = Pt(8.5)
