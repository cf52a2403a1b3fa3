"""Financial tables: the rows and columns of `Document.tables` as lines of figures with period, unit and scale.

A table whose heads change on the way down becomes one `FinancialTable` for each set of heads. Nothing is summed or judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from screener.nongaap.columns import Columns, Head, bands, heads
from screener.nongaap.periods import Period, parse_period
from screener.nongaap.values import Figure, is_missing, is_year, parse_figure
from screener.types import Cell, Document, Span, Table

_BEFORE = 400  # characters before a table that may hold its title and unit
_MAX_PLACES = 240  # grid places at which figures stand; the widest schedules have a tenth of that
_MAX_HEADS = 12  # head rows over one set of columns
_MAX_CONTEXT = 2_000  # characters in which unit and currency are looked for
_MAX_FIGURES = 40_000  # figures of one table; a larger one is a data sheet, not a schedule
_SCALE = re.compile(
    r"\b(?:in|amounts in|dollars in|\$ in)\s{0,2}(?:(?:U\.?S\.?|us|canadian)\s)?(?:dollars\s|\$\s?|€\s?|£\s?)?(?:in\s)?(thousands|millions|billions)\b"
    r"|\b(thousands|millions|billions) of (?:U\.?S\.? )?(?:dollars|euros?|pounds|yen)\b|\(?\$\s?(?:in\s)?(000s?|thousands|millions|billions|MM|M)\b",
    re.IGNORECASE,
)
_SCALES = {"thousands": 3, "000": 3, "000s": 3, "millions": 6, "mm": 6, "m": 6, "billions": 9}
_CURRENCY = re.compile(r"\b(?:in|amounts in)\b[^.]{0,24}?(€|£|¥|euros?|EUR|GBP|sterling|yen|JPY|RMB|CAD|C\$)", re.IGNORECASE)
_CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "sterling": "GBP", "¥": "JPY", "yen": "JPY", "jpy": "JPY",
    "rmb": "CNY", "cad": "CAD", "c$": "CAD",
}  # fmt: skip
_PER_SHARE = re.compile(r"\bper\s(?:\w+[\s-]){0,4}?(?:shares?|units?|ads)\b|\beps\b|\bper[ -](?:diluted|basic)\b|/\s?share\b", re.IGNORECASE)
_SHARES = re.compile(
    r"\b(?:shares|units)\s(?:\w+\s){0,2}(?:used|outstanding|issued)|\b(?:weighted|average|number of|diluted|basic)\b[^:]{0,60}\bshares\b|"
    r"\bshare count\b|^shares\b",
    re.IGNORECASE,
)
_RATE = re.compile(r"%|\b(?:margins?|rates?|ratio|percent(?:age)?|yield|spread|return on|cost of (?:deposits|funds))\b", re.IGNORECASE)
_NOTE = re.compile(r"[(\[]?[a-z0-9*†‡]{1,2}[)\]]?(?:\s?[=+/×x÷*-]\s?[∑Σ]?\s?[(\[]?[a-z0-9]{1,2}[)\]]?){0,6}", re.IGNORECASE)
_PERCENT_HEAD = re.compile(r"%|\b(?:percent|inc/|inc\.?/|bps|basis points|growth)\b", re.IGNORECASE)
_UNIT_WORDS = re.compile(
    r"\b(?:in|of) (?:thousands|millions|billions)\b|unaudited|dollars in|\$ in|shares in|per share (?:data|amounts|figures)", re.IGNORECASE
)
_MOST_PERCENT = 0.6


class LineKind(StrEnum):
    """What the figures of a line count."""

    AMOUNT = "amount"
    PER_SHARE = "per_share"
    PERCENT = "percent"
    SHARES = "shares"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of figures: the words over it, top level first, and the period they name. `percent`: it shows changes or shares of a whole."""

    head: str
    period: Period | None = None
    percent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row of figures, one place for each column. `heading` is the caption it stands under, `notes` cells such as `(a)/(b)`."""

    label: str
    label_span: Span | None
    indent: int
    figures: tuple[Figure | None, ...]
    kind: LineKind
    heading: str = ""
    notes: tuple[str, ...] = ()
    row: int = 0  # in the document's table


@dataclass(frozen=True, kw_only=True, slots=True)
class FinancialTable:
    """Lines of figures under one set of heads. Figures are as shown: `scale` is the power of ten of amounts, never of per-share figures or percents."""

    table: int  # index in Document.tables
    span: Span
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    scale: int = 0
    currency: str = "USD"


class _Placed(NamedTuple):
    cell: Cell
    text: str
    figure: Figure | None
    year: bool

    @property
    def end(self) -> int:
        return self.cell.column + self.cell.column_span


class _Row(NamedTuple):
    place: int
    cells: tuple[_Placed, ...]

    @property
    def figures(self) -> int:
        return sum(placed.figure is not None and not placed.year for placed in self.cells)


def read_tables(document: Document) -> tuple[FinancialTable, ...]:
    """The document's tables that hold figures, in text order; a table with new heads halfway gives one for each set of heads.

    >>> [line.label for table in read_tables(document) for line in table.lines]
    """
    read: list[FinancialTable] = []
    last = 0
    for index, table in enumerate(document.tables):
        read.extend(_read(document, index, table, last))
        last = table.span.end
    return tuple(read)


def _read(document: Document, index: int, table: Table, last: int) -> Iterator[FinancialTable]:
    if sum(map(len, table.rows)) > _MAX_FIGURES:
        return
    rows = [_Row(i, _placed(document, row)) for i, row in enumerate(table.rows)]
    rows = [row for row in rows if row.cells]
    places = {(placed.cell.column, placed.end) for row in rows for placed in row.cells if placed.figure is not None and not placed.year}
    if not places or len(places) > _MAX_PLACES:
        return
    columns = Columns(bands(places))
    before = document.text[max(last, table.span.start - _BEFORE, 0) : table.span.start]
    caption = document.words(table.caption) if table.caption else ""
    context = f"{before} {caption}"
    title = _title(document, table, last)
    for over, body in _sections(rows, columns):
        top = over[-_MAX_HEADS:]
        words = " ".join(placed.text for row in top for placed in row.cells)
        context = f"{context} {words}"[-_MAX_CONTEXT:]
        lines = tuple(_lines(body, columns))
        if lines:
            yield _table(index, title, context, _heads(top, columns), lines)


def _placed(document: Document, row: Sequence[Cell]) -> tuple[_Placed, ...]:
    found = []
    for cell in row:
        if cell.end > cell.start:
            text = document.text[cell.start : cell.end]
            figure = parse_figure(text, Span(cell.start, cell.end))
            found.append(_Placed(cell, text, figure, figure is not None and is_year(text)))
    return tuple(found)


def _sections(rows: Sequence[_Row], columns: Columns) -> Iterator[tuple[list[_Row], list[_Row]]]:
    """Runs of head rows, each with the rows under it."""
    top: list[_Row] = []
    body: list[_Row] = []
    for row in rows:
        if not _is_head(row, columns):
            body.append(row)
            continue
        if any(each.figures for each in body):
            yield top, body
            top, body = [], []
        top.append(row)
    yield top, body


def _is_head(row: _Row, columns: Columns) -> bool:
    """Whether a row holds heads: words or years over the columns of figures, and no figure."""
    if row.figures:
        return False
    over = [placed for placed in row.cells if columns.of(placed.cell.column, placed.end) is not None and not is_missing(placed.text)]
    if not over or all(_is_note(placed.text) and not placed.year for placed in over):
        return False
    label = next((placed for placed in row.cells if placed not in over), None)
    if label is None or all(placed.cell.header for placed in row.cells) or any(placed.year for placed in over) or _UNIT_WORDS.search(label.text):
        return True
    return len(over) > 1


def _heads(top: Sequence[_Row], columns: Columns) -> tuple[str, ...]:
    wide = [[Head(p.cell.column, p.end, " ".join(p.text.split())) for p in row.cells if not _is_title(p, columns)] for row in top]
    return heads(columns.bands, wide)


def _is_title(placed: _Placed, columns: Columns) -> bool:
    """Whether a cell runs over the label column and every figure: a title, not a head."""
    covers = placed.cell.column < columns.bands[0].start and placed.end >= columns.bands[-1].end
    return covers and len(columns) > 1


def _lines(body: Sequence[_Row], columns: Columns) -> Iterator[Line]:
    heading, indent = "", 0
    for row in body:
        figures: list[Figure | None] = [None] * len(columns)
        words = []
        for placed in row.cells:
            if placed.figure is None:
                words.append(placed)
                continue
            place = columns.of(placed.cell.column, placed.end)
            if place is not None and figures[place] is None:
                figures[place] = placed.figure
        labels = [placed for placed in words if not is_missing(placed.text)]
        label = next((placed for placed in labels if not _is_note(placed.text)), labels[0] if labels else None)
        text = " ".join(label.text.split()) if label else ""
        if not any(figures):
            if text:
                heading, indent = text, label.cell.indent if label else 0
            continue
        if text and heading and text[0].islower() and not heading.endswith(":"):
            text = f"{heading} {text}"  # a label of two lines
        yield Line(
            label=text,
            label_span=Span(label.cell.start, label.cell.end) if label else None,
            indent=label.cell.indent if label else indent,
            figures=tuple(figures),
            kind=LineKind.AMOUNT,
            heading=heading,
            notes=tuple(placed.text for placed in labels if placed is not label),
            row=row.place,
        )


def _is_note(text: str) -> bool:
    return _NOTE.fullmatch(text.strip()) is not None


def _table(index: int, title: str, context: str, head: Sequence[str], lines: Sequence[Line]) -> FinancialTable:
    columns = tuple(
        Column(head=words, period=parse_period(words), percent=_is_percent([line.figures[i] for line in lines], words)) for i, words in enumerate(head)
    )
    if all(column.percent for column in columns):
        columns = tuple(Column(head=column.head, period=column.period) for column in columns)
    kinds = tuple(_with_kind(line, columns) for line in lines)
    first = min(_start(line) for line in lines)
    last = max(figure.span.end for line in lines for figure in line.figures if figure is not None)
    scale = _SCALE.search(context)
    last_scale = None
    for scale in _SCALE.finditer(context):
        last_scale = scale
    power = _SCALES[next(group for group in last_scale.groups() if group).lower()] if last_scale else 0
    return FinancialTable(table=index, span=Span(first, last), title=title, columns=columns, lines=kinds, scale=power, currency=_currency(context, lines))


def _start(line: Line) -> int:
    starts = [figure.span.start for figure in line.figures if figure is not None]
    return min([*starts, line.label_span.start] if line.label_span else starts)


def _is_percent(figures: Sequence[Figure | None], head: str) -> bool:
    shown = [figure for figure in figures if figure is not None and not figure.nil]
    if not shown:
        return False
    percents = sum(figure.percent for figure in shown)
    return percents >= _MOST_PERCENT * len(shown) or (bool(_PERCENT_HEAD.search(head)) and not any(figure.currency for figure in shown))


def _with_kind(line: Line, columns: Sequence[Column]) -> Line:
    amounts = [figure for figure, column in zip(line.figures, columns, strict=True) if figure is not None and not column.percent]
    return Line(
        label=line.label, label_span=line.label_span, indent=line.indent, figures=line.figures, kind=_kind(line, amounts),
        heading=line.heading, notes=line.notes, row=line.row,
    )  # fmt: skip


def _kind(line: Line, figures: Sequence[Figure]) -> LineKind:
    if any(figure.percent for figure in figures) or (_RATE.search(line.label) and any(figure is not None and figure.percent for figure in line.figures)):
        return LineKind.PERCENT
    priced = any(figure.currency for figure in figures)
    if not priced and _SHARES.search(line.label):
        return LineKind.SHARES
    if _PER_SHARE.search(line.label) or (_PER_SHARE.search(line.heading) and any(figure.decimals >= 2 for figure in figures)):  # noqa: PLR2004 - cents
        return LineKind.PER_SHARE
    return LineKind.AMOUNT


def _title(document: Document, table: Table, last: int) -> str:
    """The caption, or the last lines of text right before the table."""
    if table.caption:
        return document.words(table.caption)
    lines = [line.strip() for line in document.text[max(last, table.span.start - _BEFORE, 0) : table.span.start].splitlines()]
    return next((line for line in reversed(lines) if len(line) > 3 and not _UNIT_WORDS.search(line)), "")  # noqa: PLR2004 - a page number is no title


def _currency(context: str, lines: Sequence[Line]) -> str:
    shown = next((figure.currency for line in lines for figure in line.figures if figure is not None and figure.currency), None)
    if shown:
        return shown
    named = _CURRENCY.search(context)
    return _CURRENCIES.get(named[1].lower(), "USD") if named else "USD"
