"""Whether a reconciliation that was taken out, or altered, is missed in Word and PDF releases as well.

    python benchmarks/spoiled.py FOLDER [--releases 20] [--cases] [--keep DIR]

FOLDER has a `manifest.jsonl` with a line a document: file, doctype, format, has_reconciliation. HTML earnings releases with a reconciliation
are written anew as Word files and as PDFs, half of them with rules around the cells: whole, without their reconciling tables, and with one
adjustment half as large again. PDF releases stay as published and lose the pages that hold a reconciliation. Prints one JSON object: a
whole release has nothing missing and adds up, a spoiled one is found out.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import docx
import pypdfium2
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from screener import Channel, Level, Occasion
from screener.extract import html, pdf
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.nongaap import reconcile
from screener.pipeline import Upload
from screener.pool import screen_many
from screener.types import BlockKind, Cell, Document, Report, Source, Span
from screener.types import Table as ReadTable

MISSING, WRONG = "non_gaap.missing_reconciliation", "non_gaap.reconciliation_does_not_add_up"
STOPS = {Level.HIGH, Level.MEDIUM}
NON_GAAP_ROW = re.compile(r"non-?gaap|\badjusted\b|ebitda|free cash flow|\bcore\b", re.IGNORECASE)
GAAP_ROW = re.compile(
    r"(?:gaap |reported |total )?(?:net (?:income|loss|earnings|sales|cash)|operating (?:income|loss|profit|cash)|(?:income|loss|earnings)\b|"
    r"cash (?:flows? )?(?:provided|used|from)|gross (?:profit|margin)|diluted|revenue)",
    re.IGNORECASE,
)
FIGURE = re.compile(r"\(?-?[$€£]?\s?\(?(?:\d[\d,]*(?:\.\d+)?|\.\d+)\s?\)?%?\)?")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
TELLING = Decimal("0.05")  # of the measure: a smaller adjustment may be lost in rounding
WIDE, NARROW_SIZE, PLAIN_SIZE = 8, 4.5, 6.5  # columns of figures; points
LABEL_SHARE, PAGE_WIDTH = 0.4, 540.0
WORKERS = 2


class Gridded(NamedTuple):
    """A cell as it is written: its words, its first and last place in the grid, whether it is a figure."""

    text: str
    first: int
    last: int
    is_figure: bool


class Part(NamedTuple):
    """A paragraph or heading, or a table by its rows."""

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[Gridded, ...], ...] = ()


Words = Callable[[Span], str]


def read(data: bytes, name: str) -> Document:
    """A document read in this process."""
    limits = Limits()
    builder = DocumentBuilder(Source(name=name, media_type="", sha256="", bytes=len(data)), limits)
    (pdf if name.endswith(".pdf") else html).read(data, builder, limits)
    return builder.build()


def reconciling(document: Document) -> frozenset[int]:
    """Tables that hold a reconciliation as read, or rows of both kinds of measure with figures."""
    spans = [span for each in reconcile(document) for row in each.rows for span in row.spans if span is not None]
    return frozenset(i for i, table in enumerate(document.tables) if any(span.overlaps(table.span) for span in spans) or _has_both(document, table))


def _has_both(document: Document, table: ReadTable) -> bool:
    rows = [[document.text[cell.start : cell.end] for cell in row if cell.end > cell.start] for row in table.rows]
    labels = [row[0] for row in rows if any(FIGURE.fullmatch(text) for text in row[1:])]
    return any(NON_GAAP_ROW.search(label) for label in labels) and any(GAAP_ROW.match(label) for label in labels)


def alteration(document: Document, turn: int) -> tuple[Span, str] | None:
    """The largest adjustment of a column that adds up, and what to write in its place; the column goes by `turn`."""
    columns = []
    for each in reconcile(document):
        for c, adds_up in enumerate(each.adds_up):
            end = each.rows[-1].values[c]
            steps = [(abs(row.values[c] or 0), row.spans[c]) for row in each.rows if row.role == "adjustment"]
            size, span = max(steps, default=(0, None), key=lambda step: step[0])
            if each.kind == "sum" and adds_up and end and span is not None and size > TELLING * abs(end):
                columns.append((size, span))
    if not columns:
        return None
    _, span = columns[turn * 7 % len(columns)]
    return span, NUMBER.sub(_half_again, document.words(span), count=1)


def _half_again(number: re.Match[str]) -> str:
    value = Decimal(number[0].replace(",", ""))
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    return f"{(value * 3 / 2 + step).quantize(step):,}"


def parts(document: Document, without: frozenset[int] = frozenset(), changed: tuple[Span, str] | None = None) -> Iterator[Part]:
    """What is seen of a document in order, some tables left out, one cell changed."""

    def words(span: Span) -> str:
        return changed[1] if changed is not None and span.overlaps(changed[0]) else document.words(span)

    done: set[int] = set()
    for block in document.blocks:
        if block.hidden is not None:
            continue
        if block.table is None:
            yield Part(block.kind, " ".join(document.words(block.span).split()))
        elif block.table not in done:
            done.add(block.table)
            if block.table not in without:
                yield Part(BlockKind.ROW, rows=tuple(gridded(document.tables[block.table], words)))


def gridded(table: ReadTable, words: Words) -> Iterator[tuple[Gridded, ...]]:
    """The rows of a table on the columns that its figures need: a draft has no columns for signs and spaces."""
    shown = [[(cell, " ".join(words(Span(cell.start, cell.end)).split())) for cell in row if cell.end > cell.start] for row in table.rows]
    bands = columns([cell for row in shown for cell, text in row if FIGURE.fullmatch(text) and cell.column])
    for row in shown:
        cells = []
        free = 0
        for cell, text in row:
            over = [i for i, (start, end) in enumerate(bands, 1) if start < cell.column + cell.column_span and cell.column < end]
            first, last = (over[0], over[-1]) if over and (cell.column or len(over) < len(bands)) else (0, len(bands) if over else 0)
            if first < free:  # no place of its own is left: it goes with its neighbour
                cells[-1] = cells[-1]._replace(text=f"{cells[-1].text} {text}", last=max(last, cells[-1].last))
            else:
                cells.append(Gridded(text, first, last, FIGURE.fullmatch(text) is not None))
            free = cells[-1].last + 1
        yield tuple(cells)


def columns(figures: Sequence[Cell]) -> list[tuple[int, int]]:
    """The grid places [start, end) of each column of figures; overlapping cells share one."""
    found: list[tuple[int, int]] = []
    for cell in sorted(figures):
        start, end = cell.column, cell.column + cell.column_span
        same = [place for place in found if place[0] < end and start < place[1]]
        found = [place for place in found if place not in same]
        found.append((min([start, *(place[0] for place in same)]), max([end, *(place[1] for place in same)])))
    return sorted(found)


def as_word(content: Sequence[Part], *, ruled: bool) -> bytes:
    """A Word file of the parts, with real tables."""
    document = docx.Document()
    for part in content:
        if part.rows:
            _add_table(document, part, ruled=ruled)
        elif part.kind is BlockKind.HEADING:
            document.add_heading(part.text, level=2)
        else:
            document.add_paragraph(part.text, style="List Bullet" if part.kind is BlockKind.LIST_ITEM else None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_table(document: docx.document.Document, part: Part, *, ruled: bool) -> None:
    width = 1 + max((cell.last for row in part.rows for cell in row), default=0)
    table = document.add_table(rows=len(part.rows), cols=width, style="Table Grid" if ruled else None)
    for line, row in zip(table.rows, part.rows, strict=True):
        places = line.cells
        for cell in row:
            place = places[cell.first] if cell.first == cell.last else places[cell.first].merge(places[cell.last])
            place.text = cell.text
    document.add_paragraph()


def as_pdf(content: Sequence[Part], *, ruled: bool) -> bytes:
    """A PDF of the parts; long tables run on over the pages."""
    styles = getSampleStyleSheet()
    flow: list[Flowable] = []
    for part in content:
        if part.rows:
            flow += [_table(part, ruled=ruled), Spacer(1, 8)]
        else:
            text = escape(_plain(part.text))
            flow.append(
                Paragraph(f"• {text}" if part.kind is BlockKind.LIST_ITEM else text, styles["Heading3" if part.kind is BlockKind.HEADING else "BodyText"])
            )
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=letter, leftMargin=36, rightMargin=36, topMargin=45, bottomMargin=45).build(flow)
    return out.getvalue()


def _table(part: Part, *, ruled: bool) -> Table:
    width = max((cell.last for row in part.rows for cell in row), default=0)
    size = NARROW_SIZE if width > WIDE else PLAIN_SIZE
    label = PAGE_WIDTH * (LABEL_SHARE if width else 1)
    look = [
        ("FONTSIZE", (0, 0), (-1, -1), size),
        ("LEADING", (0, 0), (-1, -1), size + 1.5),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
    ]
    look += [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)]
    look += [("GRID", (0, 0), (-1, -1), 0.4, colors.black)] if ruled else []
    data: list[list[object]] = [[""] * (width + 1) for _ in part.rows]
    style = getSampleStyleSheet()["BodyText"].clone("cell", fontSize=size, leading=size + 1.5, spaceBefore=0)
    over = style.clone("over", alignment=1)
    for r, row in enumerate(part.rows):
        for cell in row:
            text = _plain(cell.text)
            data[r][cell.first] = text if cell.is_figure and cell.first else Paragraph(escape(text), over if cell.first else style)
            look += [("SPAN", (cell.first, r), (cell.last, r))] if cell.last > cell.first else []
    return Table(data, colWidths=[label, *[(PAGE_WIDTH - label) / max(width, 1)] * width], style=TableStyle(look))


def _plain(text: str) -> str:
    """What the standard fonts can show."""
    return text.encode("cp1252", "replace").decode("cp1252")


def without_pages(data: bytes, gone: frozenset[int]) -> bytes:
    """A PDF without some of its pages, counted from 1."""
    with pypdfium2.PdfDocument(data) as document:
        for page in sorted(gone, reverse=True):
            document.del_page(page - 1)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def pages_of(document: Document) -> frozenset[int]:
    """The pages on which reconciliations stand as read; key figures on the first page stay, for they are what must be reconciled."""
    spans = [span for each in reconcile(document) for row in each.rows for span in row.spans if span is not None]
    pages = {page for span in spans if (page := document.location(span).provenance.page) is not None}
    return frozenset(pages - {1})


def cases(folder: Path, most: int) -> Iterator[tuple[str, Upload]]:
    """What to screen: the kind of case ("docx intact") and the file."""
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    rows = [row for row in rows if row["doctype"] == "earnings_release" and row["has_reconciliation"]]
    for turn, row in enumerate(evenly([row for row in rows if row["format"] == "html"], most)):
        document = read((folder / row["file"]).read_bytes(), row["file"])
        changed = alteration(document, turn)
        versions = {"intact": [*parts(document)], "remove": [*parts(document, without=reconciling(document))]}
        versions |= {"alter": [*parts(document, changed=changed)]} if changed is not None else {}
        for how, content in versions.items():
            yield f"docx {how}", Upload(name=f"{row['file']}.docx", data=as_word(content, ruled=turn % 2 == 0))
            yield f"pdf {how}", Upload(name=f"{row['file']}.pdf", data=as_pdf(content, ruled=turn % 2 == 0))
    for row in evenly([row for row in rows if row["format"] == "pdf"], most):
        data = (folder / row["file"]).read_bytes()
        document = read(data, row["file"])
        gone = pages_of(document)
        yield "published pdf intact", Upload(name=row["file"], data=data)
        if gone and len(gone) < len(document.pages):
            yield "published pdf remove", Upload(name=row["file"], data=without_pages(data, gone))


def evenly(rows: Sequence[dict[str, str]], most: int) -> list[dict[str, str]]:
    """At most so many, from all over the list."""
    return [rows[i * len(rows) // most] for i in range(most)] if len(rows) > most else list(rows)


def figures_of(reports: Sequence[tuple[str, Report]]) -> dict[str, float | int | None]:
    """Shares by kind of case, the number of cases first."""
    by_kind: dict[str, list[Report]] = defaultdict(list)
    for kind, report in reports:
        by_kind[kind].append(report)
    figures: dict[str, float | int | None] = {}
    for kind, each in sorted(by_kind.items()):
        figures[kind] = len(each)
        if kind.endswith("intact"):
            sums = [adds_up for report in each for one in report.reconciliations for adds_up in one.adds_up]
            figures[f"{kind}: falsely missing"] = share([stops(report, MISSING) for report in each])
            figures[f"{kind}: columns"] = len(sums)
            figures[f"{kind}: columns that add up"] = share(sums)
        else:
            figures[f"{kind}: caught"] = share([stops(report, MISSING if kind.endswith("remove") else WRONG) for report in each])
    return figures


def stops(report: Report, rule: str) -> bool:
    """Whether a report has a finding of a rule that stops the reviewer."""
    return any(finding.rule == rule and finding.level in STOPS for finding in report.findings)


def share(answers: Sequence[bool]) -> float | None:
    """The part of the answers that is true."""
    return round(sum(answers) / len(answers), 4) if answers else None


def main() -> None:
    """Prints one JSON object, with `--cases` a line for each wrong case before."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--releases", type=int, default=20, help="at most so many of each format")
    parser.add_argument("--cases", action="store_true", help="name the wrong cases")
    parser.add_argument("--keep", type=Path, help="folder for the files that were made")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    made = list(cases(arguments.folder, arguments.releases))
    if arguments.keep:
        keep(made, arguments.keep)
    screened = screen_many((upload for _, upload in made), Occasion(channel=Channel.EARNINGS_RELEASE), workers=WORKERS)
    reports = [(kind, each.report) for (kind, _), each in zip(made, screened, strict=True)]
    if arguments.cases:
        for kind, report in reports:
            tell(kind, report)
    print(json.dumps(figures_of(reports), indent=1))


def keep(made: Sequence[tuple[str, Upload]], folder: Path) -> None:
    """Writes the files that were made, to be read by eye."""
    for kind, upload in made:
        place = folder / kind.replace(" ", "_")
        place.mkdir(parents=True, exist_ok=True)
        (place / upload.name).write_bytes(upload.data)


def tell(kind: str, report: Report) -> None:
    """Says what is wrong with one case."""
    how = kind.rsplit(maxsplit=1)[-1]
    if how == "intact":
        for finding in report.findings:
            if finding.rule in {MISSING, WRONG} and finding.level in STOPS:
                print(f"{kind}\t{report.source.name}\t{finding.rule}\t{finding.message}")
    elif not stops(report, MISSING if how == "remove" else WRONG):
        print(f"{kind}\t{report.source.name}\tnot caught")


if __name__ == "__main__":
    main()
