"""How fast Word files are read, beside python-docx walking the same file; prints one ratio.

Twenty-page drafts are built here: headings, paragraphs of several runs, bullets and statement tables. The other side opens the file with
python-docx and takes the text of every paragraph and of every table cell, row by row, as its documentation shows. The two sides take
turns in one process; the figure is the ratio of the medians. Usage: `python benchmarks/word.py [ROUNDS]`.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time
from collections.abc import Callable

import docx

from screener.extract.builder import DocumentBuilder
from screener.extract.docx import read
from screener.extract.limits import Limits
from screener.types import Source

_ROUNDS = 7
_WORDS = (
    "Segment income rose as shipments to larger customers recovered and prices held, while freight and materials cost more than a year ago "
    "and the company kept its spending on new products steady in the quarter. "
)


def draft(pages: int = 20) -> bytes:
    """A draft of about that many pages: on each a heading; on three of five a statement of 25 rows, on the others paragraphs and bullets."""
    document = docx.Document()
    for page in range(pages):
        document.add_heading(f"Section {page + 1}", level=1 + page % 2)
        if page % 5 < 3:  # noqa: PLR2004 - a release with its tables has more pages of statements than of prose
            _add_statement(document)
        else:
            _add_prose(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_prose(document: docx.document.Document) -> None:
    for _ in range(6):
        paragraph = document.add_paragraph()
        paragraph.add_run(_WORDS[:30]).bold = True
        paragraph.add_run(_WORDS[30:])
        paragraph.add_run(_WORDS).italic = True
    for _ in range(3):
        document.add_paragraph(_WORDS[:80], style="List Bullet")


def _add_statement(document: docx.document.Document) -> None:
    table = document.add_table(rows=25, cols=7)
    for row, line in enumerate(table.rows):
        for column, cell in enumerate(line.cells):
            cell.text = f"Line {row}" if column == 0 else f"{1000 * row + column:,}"


def ours(data: bytes) -> int:
    """Characters read by the screener, styles, tables and places included."""
    builder = DocumentBuilder(Source(name="draft.docx", media_type="", sha256="", bytes=len(data)), Limits())
    read(data, builder, Limits())
    return len(builder.build().text)


def theirs(data: bytes) -> int:
    """Characters read by python-docx."""
    document = docx.Document(io.BytesIO(data))
    size = sum(len(paragraph.text) for paragraph in document.paragraphs)
    return size + sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


def timed(call: Callable[[bytes], int], data: bytes) -> float:
    """Seconds of processor time for one call; neither side pays for garbage the other left."""
    gc.collect()
    start = time.process_time()
    call(data)
    return time.process_time() - start


def main(rounds: int = _ROUNDS) -> float:
    """Prints both medians and returns how many times faster the screener is."""
    data = draft()
    pairs = [(timed(ours, data), timed(theirs, data)) for _ in range(rounds + 1)][1:]  # the first round warms both up
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"Word, 20 pages with 12 statements: screener {1000 * mine:.1f} ms, python-docx {1000 * other:.1f} ms, ratio {other / mine:.1f} (median of {rounds})")
    return float(other / mine)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _ROUNDS)
