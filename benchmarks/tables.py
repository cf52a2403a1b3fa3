"""How many cells of real tables come out of a PDF as they stand in the same release's HTML, beside pdfplumber.

    python benchmarks/tables.py FOLDER [--releases 24] [--tables 60] [--chromium chromium]

A pair is a release that the folder holds in both forms (same name, `.htm` and `.pdf`), and any HTML release printed to PDF
with Chromium. The HTML's tables with figures are the truth: each row is its label and its figures in order, white space,
notes' marks and currency signs aside. A cell counts when the PDF has a row with that label, taken once, whose figures
agree place by place. pdfplumber's tables are given the same help: signs in cells of their own are joined to their figures.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pdfplumber

from screener.extract import html, pdf
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.types import Document, Source

_FIGURE = re.compile(r"\(?[-–—]?\d[\d,]*(?:\.\d+)?\)?%?|\(?\.\d+\)?%?|[-–—]")
_MARKS = re.compile(r"\((?:\d{1,2}|[a-z])\)|[*†‡§¹²³⁴⁵]")
_DIRECTION = re.compile(r"(?:up|down) \S+")  # some files have the two words in one cell, some in two
_LEAST_ROWS = 3
_PRINT_SECONDS = 120


class Row(NamedTuple):
    """A row of a table: its label's letters and digits, and its figures in order."""

    label: str
    figures: tuple[str, ...]


def row_of(cells: list[str]) -> Row:
    """A row of cells, each as it stands."""
    figures: list[str] = []
    label = ""
    for cell in [part for whole in cells for part in (whole.split(" ") if _DIRECTION.fullmatch(whole) else [whole])]:
        plain = _MARKS.sub("", cell).replace(" ", "").strip("$€£")
        plain = plain.replace("($", "(").replace("$", "")
        if _FIGURE.fullmatch(plain):
            figures.append(re.sub(r"[(),%–—-]", lambda sign: "-" if sign[0] in "(–—-" else "", plain))
        elif any(letter.isalpha() for letter in cell):
            label += re.sub(r"[^a-z0-9]", "", _MARKS.sub("", cell).lower())
    return Row(re.sub(r"(?<=[a-z])\d$", "", label), tuple(figures))


def tables_of(document: Document) -> list[list[Row]]:
    """The tables of a document as rows with figures."""
    return [[row_of([document.text[cell.start : cell.end] for cell in row]) for row in table.rows] for table in document.tables]


def read(data: bytes, name: str) -> Document:
    """A document read in this process."""
    limits = Limits()
    builder = DocumentBuilder(Source(name=name, media_type="", sha256="", bytes=len(data)), limits)
    (pdf if name.endswith(".pdf") else html).read(data, builder, limits)
    return builder.build()


def plumbed(data: bytes) -> list[list[Row]]:
    """Tables of pdfplumber, with signs in cells of their own joined to their figures."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        found = [table for page in document.pages for table in page.extract_tables()]
    return [[row_of(_with_signs([cell for cell in row if cell])) for row in table] for table in found]


def _with_signs(cells: list[str]) -> list[str]:
    joined: list[str] = []
    for cell in cells:
        if joined and (joined[-1].strip() in {"$", "($", "("} or cell.strip() in {")", "%", ")%"}):
            joined[-1] += cell
        else:
            joined.append(cell)
    return joined


def agreeing(truth: list[list[Row]], found: list[list[Row]]) -> list[tuple[int, int]]:
    """For each table of the truth, how many of its cells were found, and how many it has."""
    rows = [row for table in found for row in table if row.figures]
    labels: dict[str, set[int]] = {}
    for i, row in enumerate(rows):
        labels.setdefault(row.label, set()).add(i)
    scores = []
    at = 0
    for table in truth:
        right = cells = 0
        for row in table:
            cells += 1 + len(row.figures)
            same = labels.get(row.label)
            if same:
                best = max(same, key=partial(_nearness, rows, row, at))
                right += _alike(row, rows[best])
                same.remove(best)
                at = best + 1
        scores.append((right, cells))
    return scores


def _nearness(rows: list[Row], row: Row, at: int, place: int) -> tuple[int, int]:
    return _alike(row, rows[place]), -abs(place - at)


def _alike(row: Row, other: Row) -> int:
    return (row.label == other.label) + sum(a == b for a, b in zip(row.figures, other.figures, strict=False))


def printed(page: Path, chromium: str) -> bytes:
    """An HTML page as Chromium prints it."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_bytes(page.read_bytes())
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile"]
        subprocess.run([chromium, *flags, f"--print-to-pdf={target}", source.as_uri()], check=True, capture_output=True, timeout=_PRINT_SECONDS)
        return target.read_bytes()


def pairs(folder: Path, most: int, chromium: str | None) -> Iterator[tuple[str, bytes, bytes]]:
    """Name, HTML and PDF of releases: those the folder has in both forms, then printed ones, evenly from the folder."""
    pages = sorted(folder.glob("*earnings_release*.htm"))
    both = [page for page in pages if page.with_suffix(".pdf").exists()]
    for page in both:
        yield page.name, page.read_bytes(), page.with_suffix(".pdf").read_bytes()
    if chromium and shutil.which(chromium):
        for page in [pages[i * len(pages) // most] for i in range(min(most, len(pages)))]:
            yield f"{page.name} (printed)", page.read_bytes(), printed(page, chromium)


def main() -> None:
    """Prints one line a release, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--releases", type=int, default=24, help="how many releases to print")
    parser.add_argument("--tables", type=int, default=60, help="fewest tables to compare")
    parser.add_argument("--chromium", default="chromium", help="program to print with; empty for none")
    parser.add_argument("--misses", action="store_true", help="show the rows that were not found whole")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    totals = [0, 0, 0, 0]  # tables, cells, right by boxes, right by pdfplumber
    for name, page, print_out in pairs(arguments.folder, arguments.releases, arguments.chromium):
        truth = [[row for row in table if row.figures and row.label] for table in tables_of(read(page, "page.html"))]
        truth = [table for table in truth if len(table) >= _LEAST_ROWS]
        found = tables_of(read(print_out, "page.pdf"))
        ours, theirs = agreeing(truth, found), agreeing(truth, plumbed(print_out))
        cells = sum(cells for _, cells in ours)
        right, plumber = sum(right for right, _ in ours), sum(right for right, _ in theirs)
        print(f"{name[:60]:62}{len(truth):4} tables {cells:6} cells  boxes {right / max(cells, 1):.3f}  pdfplumber {plumber / max(cells, 1):.3f}", flush=True)
        if arguments.misses:
            whole = {row for table in found for row in table}
            print("\n".join(f"    {row.label[:60]} {row.figures}" for table in truth for row in table if row not in whole))
        totals = [total + more for total, more in zip(totals, (len(truth), cells, right, plumber), strict=True)]
    if totals[0] < arguments.tables:
        print(f"only {totals[0]} tables; more releases or Chromium needed")
    figures = {"tables": totals[0], "cells": totals[1], "boxes": round(totals[2] / max(totals[1], 1), 4), "pdfplumber": round(totals[3] / max(totals[1], 1), 4)}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
