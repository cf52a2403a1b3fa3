"""What reading a PDF costs beside pypdfium2's plain text and beside pdfplumber, on real files, in one run.

    python benchmarks/pdf.py FOLDER [--files 10] [--rounds 5] [--without-pdfplumber]

Sides, taken in turn for each file and round: PDFium's text of each page alone; words with boxes and looks; the whole read
(blocks, tables, styles, hidden text, word boxes); pdfplumber's `extract_words` and `extract_tables`. A file's ratio is the
median over its rounds, the figure printed last the median over the files. Files are picked evenly from the folder.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import json
import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium

from screener.extract import pdf
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.extract.pdf.native import Frame, WordReader
from screener.types import Source

Side = Callable[[bytes], None]


def text_alone(data: bytes) -> None:
    """PDFium's text of each page, as pypdfium2 gives it."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text_page = page.get_textpage()
        text_page.get_text_range()
        text_page.close()
        page.close()
    document.close()


def words_and_boxes(data: bytes) -> None:
    """Words with boxes, fonts, sizes and colours, without blocks."""
    document = pypdfium2.PdfDocument(data)
    reader = WordReader()
    for i in range(len(document)):
        page = pdfium.FPDF_LoadPage(document, i)
        text_page = pdfium.FPDFText_LoadPage(page)
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        frame = Frame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page))
        reader.read(ctypes.cast(text_page, ctypes.c_void_p), frame, max_characters=10_000_000)
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    document.close()


def whole_read(data: bytes) -> None:
    """Everything the screener reads."""
    limits = Limits()
    builder = DocumentBuilder(Source(name="benchmark.pdf", media_type="application/pdf", sha256="", bytes=len(data)), limits)
    pdf.read(data, builder, limits)
    builder.build()


def with_pdfplumber(data: bytes) -> None:
    """Words and tables of pdfplumber."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_words()
            page.extract_tables()
            page.close()


SIDES: dict[str, Side] = {"text": text_alone, "words": words_and_boxes, "read": whole_read, "pdfplumber": with_pdfplumber}


def seconds(side: Side, data: bytes) -> float:
    """Wall clock of one call."""
    began = time.perf_counter()
    side(data)
    return time.perf_counter() - began


def measure(data: bytes, sides: dict[str, Side], rounds: int) -> dict[str, float]:
    """Median seconds and ratios for one file."""
    for name, side in sides.items():
        if name != "pdfplumber":
            side(data)
    taken = [{name: seconds(side, data) for name, side in sides.items()} for _ in range(rounds)]
    figures = {
        "text_ms": 1000 * statistics.median(once["text"] for once in taken),
        "words_to_text": statistics.median(once["words"] / once["text"] for once in taken),
        "read_to_text": statistics.median(once["read"] / once["text"] for once in taken),
    }
    if "pdfplumber" in sides:
        figures["pdfplumber_to_read"] = statistics.median(once["pdfplumber"] / once["read"] for once in taken)
    return {name: round(figure, 2) for name, figure in figures.items()}


def picked(folder: Path, count: int) -> list[Path]:
    """So many PDFs, evenly from the folder in the order of their names."""
    paths = sorted(folder.glob("*.pdf"))
    return [paths[i * len(paths) // count] for i in range(count)] if 0 < count < len(paths) else paths


def main() -> None:
    """Prints a table, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=10, help="how many files; 0 for all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without-pdfplumber", action="store_true", help="leave the slow side out")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    sides = {name: side for name, side in SIDES.items() if name != "pdfplumber" or not arguments.without_pdfplumber}
    results = {path.name: measure(path.read_bytes(), sides, arguments.rounds) for path in picked(arguments.folder, arguments.files)}
    if not results:
        parser.error(f"no PDF in {arguments.folder}")
    columns = list(next(iter(results.values())))
    print(f"{'file':52}" + "".join(f"{column:>20}" for column in columns))
    for name, figures in results.items():
        print(f"{name[:50]:52}" + "".join(f"{figures[column]:20.2f}" for column in columns))
    medians = {column: round(statistics.median(figures[column] for figures in results.values()), 2) for column in columns}
    print(f"{'median':52}" + "".join(f"{medians[column]:20.2f}" for column in columns))
    print(json.dumps({"files": results, "median": medians, "rounds": arguments.rounds}))


if __name__ == "__main__":
    main()
