"""Excel workbooks to blocks and tables: sheets in their order, values as shown, and what the reader does not see but the recipient could.

Each sheet opens with its name as a heading. Cells come as tables by region; a hidden column or white text of a table follows it as a
table of its own, so that every row can say why it is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from screener.errors import ExtractionError
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder, TableCell
from screener.extract.limits import Limits
from screener.extract.ooxml import OFFICE_RELATIONSHIPS, Relationship, main_part, optional_part, parse_part, people, properties, relationships
from screener.extract.sheets.cells import HIDDEN_ROW, Area, Sheet, SheetCell, Values, area, read_sheet, read_strings, reference
from screener.extract.sheets.extras import Veil, add_comments, add_drawing
from screener.extract.sheets.regions import Region, Row, regions
from screener.extract.sheets.styles import NS, WHITE_TEXT, read_styles
from screener.types import BlockKind, Hidden, Provenance, Span

_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)
_UNSEEN_SHEETS = {"hidden": "hidden sheet", "veryHidden": "hidden sheet"}
_MAX_SHEETS = 2_000


class _Tab(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    part: str
    kind: str  # "worksheet" or "chartsheet"
    veil: Veil


class _Book(NamedTuple):
    """What all sheets of a workbook share."""

    archive: Archive
    values: Values
    people: dict[str, str]
    builder: DocumentBuilder


class _Page(NamedTuple):
    """What adding the cells of one sheet needs to know."""

    name: str
    sheet: Sheet
    veil: Veil
    builder: DocumentBuilder


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the sheets of a workbook. A sheet that can't be read is a gap; CorruptDocument if the workbook itself can't."""
    archive = Archive(data, limits)
    part = main_part(archive, "xl/workbook.xml")
    workbook, links = parse_part(archive, part), relationships(archive, part)
    settings = workbook.find(f"{NS}workbookPr")
    values = Values(
        strings=_strings(archive, _target(links, "sharedStrings"), builder),
        styles=read_styles(optional_part(archive, _target(links, "styles"), builder)),
        date1904=settings is not None and settings.get("date1904") in {"1", "true"},
    )
    persons = optional_part(archive, _target(links, "person"), builder)
    book = _Book(archive, values, people(persons) if persons is not None else {}, builder)
    left = limits.max_cells
    for node in list(workbook.iterfind(f"{NS}sheets/{NS}sheet"))[:_MAX_SHEETS]:
        state = _UNSEEN_SHEETS.get(node.get("state", ""))
        veil = Veil(Hidden.INVISIBLE_TEXT, state) if state else Veil()
        link = links.get(node.get(f"{OFFICE_RELATIONSHIPS}id", ""))
        tab = _Tab(node.get("name", "sheet"), link.target if link else "", link.kind if link else "", veil)
        left -= _add_tab(book, tab, left)
    builder.title = properties(archive, builder).get("Title")


def _target(links: dict[str, Relationship], kind: str) -> str | None:
    return next((link.target for link in links.values() if link.kind == kind), None)


def _strings(archive: Archive, part: str | None, builder: DocumentBuilder) -> list[str]:
    if part is None or part not in archive:
        return []
    try:
        return read_strings(_usual(archive.read(part)), part)
    except ExtractionError as error:
        builder.add_gap("texts of the cells", str(error), location=part, code=error.code)
        return []


def _usual(data: bytes) -> bytes:
    """The bytes of a part with the names of the strict variant of the format replaced by the usual ones."""
    if _STRICT[0][0] in data[:4096]:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    return data


def _add_tab(book: _Book, tab: _Tab, max_cells: int) -> int:
    """Adds one sheet; returns how many cells it held."""
    archive, builder = book.archive, book.builder
    place = Provenance(sheet=tab.name)
    builder.add(BlockKind.HEADING, tab.name, provenance=place, level=1, hidden=tab.veil.hidden, hidden_detail=tab.veil.detail)
    if tab.part not in archive:
        builder.add_gap(f"sheet {tab.name}", "The sheet's part is missing from the file; open it in Excel and save it again.", code="corrupt")
        return 0
    try:
        sheet = read_sheet(_usual(archive.read(tab.part)), tab.part, book.values, max_cells)
        links = relationships(archive, tab.part)
    except ExtractionError as error:
        builder.add_gap(f"sheet {tab.name}", str(error), location=tab.part, code=error.code)
        return 0
    _set_aside_dressed(archive, sheet, links, builder)
    page = _Page(tab.name, sheet, tab.veil, builder)
    for region in regions(sheet.cells):
        _add_region(page, region)
    for identifier in sheet.drawings:
        if identifier in links:
            add_drawing(archive, links[identifier].target, tab.name, tab.veil, builder)
    add_comments(archive, links, tab.name, book.people, builder)
    _add_furniture(page)
    _add_gaps(page, max_cells)
    return len(sheet.cells)


def _set_aside_dressed(archive: Archive, sheet: Sheet, links: dict[str, Relationship], builder: DocumentBuilder) -> None:
    """White text that a table style or a rule may lay on a dark ground is not taken for invisible."""
    if not any(cell.unseen == WHITE_TEXT for cell in sheet.cells):
        return
    tables = (optional_part(archive, links[key].target, builder) for key in sheet.tables if key in links)
    styled = [found for root in tables if root is not None and (found := area(root.get("ref", "")))]
    dressed: list[Area] = sheet.dressed + styled
    sheet.cells = [
        cell._replace(unseen=None) if cell.unseen == WHITE_TEXT and any(a.holds(cell.row, cell.column) for a in dressed) else cell for cell in sheet.cells
    ]


def _add_region(page: _Page, region: Region) -> None:
    caption = _add_lines(page, region.above, is_caption=bool(region.table))
    if region.table:
        cells = [cell for row in region.table for cell in row]
        _add_table(page, region, [cell for cell in cells if cell.unseen is None], caption, None)
        for unseen in dict.fromkeys(cell.unseen for cell in cells if cell.unseen is not None):
            _add_table(page, region, [cell for cell in cells if cell.unseen == unseen], None, unseen)
    _add_lines(page, region.below, is_caption=False)


def _add_lines(page: _Page, rows: Iterable[Row], *, is_caption: bool) -> Span | None:
    """Adds the cells as paragraphs; returns the place of the first one."""
    first: Span | None = None
    for cell in (cell for row in rows for cell in row):
        hidden, detail = _reason(page, cell)
        kind = BlockKind.CAPTION if is_caption and first is None else BlockKind.PARAGRAPH
        span = page.builder.add(kind, cell.text, provenance=_place(page, cell), hidden=hidden, hidden_detail=detail)
        first = first or span
    return first


def _reason(page: _Page, cell: SheetCell) -> tuple[Hidden | None, str | None]:
    detail = page.veil.detail or cell.unseen or (HIDDEN_ROW if cell.row in page.sheet.hidden_rows else None)
    return (Hidden.INVISIBLE_TEXT if detail else None), detail


def _add_table(page: _Page, region: Region, cells: list[SheetCell], caption: Span | None, unseen: str | None) -> None:
    if not cells:
        return
    top, left = region.table[0][0].row, min(cell.column for row in region.table for cell in row)
    firsts: dict[int, SheetCell] = {}
    for cell in cells:
        firsts.setdefault(cell.row, cell)
    places = [_place(page, firsts[row]) if row in firsts else Provenance(sheet=page.name) for row in range(top, cells[-1].row + 1)]
    page.builder.add_table(
        [_table_cell(page.sheet, cell, top, left, header=cell.row in region.headers) for cell in cells],
        provenance=_place(page, cells[0]),
        row_provenance=places,
        caption=caption,
        hidden=Hidden.INVISIBLE_TEXT if page.veil.hidden or unseen else None,
        hidden_detail=page.veil.detail or unseen,
        hidden_rows=frozenset(row - top for row in page.sheet.hidden_rows if row >= top),
    )


def _table_cell(sheet: Sheet, cell: SheetCell, top: int, left: int, *, header: bool) -> TableCell:
    merged = sheet.merges.get((cell.row, cell.column), Area(cell.row, cell.column, cell.row, cell.column))
    return TableCell(
        cell.text,
        cell.row - top,
        cell.column - left,
        row_span=merged.bottom - merged.top + 1,
        column_span=merged.right - merged.left + 1,
        header=header,
        indent=cell.indent or _leading_spaces(cell.text),
    )


def _leading_spaces(text: str) -> int:
    """Depth of a label that was indented with spaces, two or three to a level."""
    return (len(text) - len(text.lstrip(" ")) + 1) // 3 if text.startswith(" ") else 0


def _place(page: _Page, cell: SheetCell) -> Provenance:
    return Provenance(sheet=page.name, cell=reference(cell.row, cell.column))


def _add_furniture(page: _Page) -> None:
    for kind, text in page.sheet.furniture:
        block = BlockKind.HEADER if kind == "header" else BlockKind.FOOTER
        page.builder.add(block, text, provenance=Provenance(sheet=page.name), hidden=page.veil.hidden, hidden_detail=page.veil.detail)


def _add_gaps(page: _Page, max_cells: int) -> None:
    if page.sheet.cut_short:
        reason = f"The workbook holds more cells than the limit allows; {max_cells:,} of this sheet were read. Split it or raise max_cells in the settings."
        page.builder.add_gap(f"sheet {page.name}", reason, code="limit")
    if page.sheet.without_value:
        reason = f"{page.sheet.without_value:,} formulas have no stored result; open the workbook in Excel, save it and try again."
        page.builder.add_gap(f"sheet {page.name}", reason, code="unread")
