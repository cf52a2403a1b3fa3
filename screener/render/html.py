"""One self-contained HTML file: each document with its highlights left, its findings right; works without scripts and asks nothing of any server.

Everything from a draft passes Jinja2's autoescaping; the content security policy in the page forbids scripts and outside requests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

import jinja2
from markupsafe import Markup

from screener.pipeline import Screened
from screener.render.inventory import Row, accounting, inventory
from screener.render.waterfall import waterfall
from screener.types import Block, BlockKind, Cell, Document, Finding, Level, Reconciliation, Report, Span, Table

_MAX_BLOCKS = 6_000  # beyond this a browser stalls: only the surroundings of findings are shown
_MAX_COLUMNS = 14  # more do not fit beside the findings
_MAX_SCHEDULES = 60  # a release has a dozen or two
_MAX_PLOTS = 4  # of a reconciliation; the table has every column
_AROUND = 3  # blocks shown before and after a finding in a long document
_TAGS = {BlockKind.HEADING: "h3", BlockKind.LIST_ITEM: "li", BlockKind.CAPTION: "figcaption"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of text with the findings that cover it; `anchors` are those that begin here."""

    text: str
    findings: tuple[int, ...]
    anchors: tuple[int, ...]
    level: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownBlock:
    """A block as the page shows it: a table row has a piece list for each cell."""

    tag: str
    css: str
    place: str
    cells: tuple[tuple[Piece, ...], ...]
    skipped: int  # blocks left out just before this one


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownSchedule:
    """A reconciliation with the plots of its columns, those that do not add up first."""

    schedule: Reconciliation
    plots: tuple[tuple[str, Markup], ...]  # with the period
    wrong: frozenset[tuple[int, int]]  # row and column of the values most likely wrong


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One report with its document."""

    number: int
    report: Report
    title: str
    counts: dict[str, int]
    blocks: tuple[ShownBlock, ...]
    rows: tuple[tuple[int, Finding], ...]  # findings above note level with their numbers
    notes: tuple[tuple[int, Finding], ...]
    measures: tuple[Row, ...]
    schedules: tuple[ShownSchedule, ...]


def write_html(screened: Iterable[Screened], out: IO[str]) -> None:
    """All documents in one page; with several, a table of them on top."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("screener.render"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["accounting"] = accounting
    pages = [_page(number, each) for number, each in enumerate(screened, start=1)]
    for chunk in environment.get_template("report.html").stream(pages=pages):
        out.write(chunk)


def _page(number: int, screened: Screened) -> Page:
    report = screened.report
    numbered = list(enumerate(report.findings, start=1))
    levels = Counter(finding.level.value for finding in report.findings)
    record = f" · {report.source.record_id}" if report.source.record_id is not None else ""
    return Page(
        number=number,
        report=report,
        title=report.source.name + record,
        counts={level.value: levels[level.value] for level in Level if levels[level.value]},
        blocks=tuple(_blocks(screened.document, numbered)) if screened.document is not None else (),
        rows=tuple((n, finding) for n, finding in numbered if finding.level is not Level.NOTE),
        notes=tuple((n, finding) for n, finding in numbered if finding.level is Level.NOTE),
        measures=tuple(inventory(report, screened.document)),
        schedules=tuple(_schedule(each) for each in report.reconciliations[:_MAX_SCHEDULES]),
    )


def _schedule(each: Reconciliation) -> ShownSchedule:
    columns = sorted(range(len(each.periods)), key=lambda column: each.adds_up[column])[:_MAX_PLOTS]
    # The plot escapes every word of the draft itself.
    plots = ((each.periods[column], Markup(plot)) for column in columns if (plot := waterfall(each, column)))  # noqa: S704
    wrong = frozenset((suspect.row, suspect.column) for suspect in each.suspects if suspect.row is not None)
    return ShownSchedule(schedule=each, plots=tuple(plots), wrong=wrong)


def _blocks(document: Document, numbered: list[tuple[int, Finding]]) -> Iterator[ShownBlock]:
    wanted = _shown_indices(document, numbered)
    by_row = {cells[0].start: aligned for table in document.tables for cells, aligned in _aligned(table)}
    pending = sorted(numbered, key=lambda pair: pair[1].span)
    active: list[tuple[int, Finding]] = []
    position, skipped = 0, 0
    for index, block in enumerate(document.blocks):
        active = [pair for pair in active if pair[1].span.end > block.span.start]
        while position < len(pending) and pending[position][1].span.start < block.span.end:
            active.append(pending[position])
            position += 1
        if wanted is not None and index not in wanted:
            skipped += 1
            continue
        spans = by_row.get(block.span.start, (block.span,)) if block.kind is BlockKind.ROW else (block.span,)
        cells = tuple(tuple(_pieces(document, span, active)) if span is not None else () for span in spans)
        yield ShownBlock(tag=_tag(block), css=_css(block), place=block.provenance.label, cells=cells, skipped=skipped)
        skipped = 0


def _aligned(table: Table) -> Iterator[tuple[tuple[Cell, ...], tuple[Span | None, ...]]]:
    """Each row with a place for every column the table uses, None where the row has nothing; wide tables are left as they come."""
    columns = sorted({cell.column for row in table.rows for cell in row})
    for row in table.rows:
        if not row:
            continue
        if len(columns) > _MAX_COLUMNS:
            yield row, tuple(Span(cell.start, cell.end) for cell in row)
        else:
            places = {cell.column: Span(cell.start, cell.end) for cell in row}
            yield row, tuple(places.get(column) for column in columns)


def _shown_indices(document: Document, numbered: list[tuple[int, Finding]]) -> frozenset[int] | None:
    """None for all; otherwise the blocks near findings above note level."""
    if len(document.blocks) <= _MAX_BLOCKS:
        return None
    hits = (document.block_at(finding.span.start) for _, finding in numbered if finding.level is not Level.NOTE)
    return frozenset(near for hit in hits if hit is not None for near in range(hit - _AROUND, hit + _AROUND + 1))


def _tag(block: Block) -> str:
    return _TAGS.get(block.kind, "p")


def _css(block: Block) -> str:
    hidden = f" hidden-{block.hidden.value}" if block.hidden is not None else ""
    return f"{block.kind.value}{hidden}"


def _pieces(document: Document, span: Span, active: list[tuple[int, Finding]]) -> Iterator[Piece]:
    """The span cut wherever a finding begins or ends."""
    inside = [(number, finding) for number, finding in active if finding.span.overlaps(span)]
    cuts = {span.start, span.end}
    for _, finding in inside:
        cuts |= {min(max(finding.span.start, span.start), span.end), min(max(finding.span.end, span.start), span.end)}
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        over = [(number, finding) for number, finding in inside if finding.span.start < end and finding.span.end > start]
        over.sort(key=lambda pair: -pair[1].level.rank)
        yield Piece(
            text=document.text[start:end],
            findings=tuple(number for number, _ in over),
            anchors=tuple(number for number, finding in over if max(finding.span.start, span.start) == start and _first_here(finding, span)),
            level=over[0][1].level.value if over else "",
        )


def _first_here(finding: Finding, span: Span) -> bool:
    """Whether the finding begins in this stretch, so that its anchor stands once on the page."""
    return span.start <= finding.span.start < span.end
