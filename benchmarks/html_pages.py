"""How fast web pages and filings are read, as a ratio to BeautifulSoup on the same pages in the same run.

Ours does everything from bytes to a `Document`: words, blocks, kinds, hidden text, tables with joined cells, styles, paths.
BeautifulSoup builds its tree, takes the text once, and the text of every table cell. Sides alternate page by page.

    python benchmarks/html_pages.py FOLDER [--rounds 5] [--files 40] [--cold]

(A script named html.py would stand in the way of the standard library's module for everything else in its folder.)
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from screener.extract import html
from screener.extract.builder import DocumentBuilder
from screener.extract.html import style as html_style
from screener.extract.html import tags as html_tags
from screener.extract.limits import Limits
from screener.types import Document, Source

SOURCE = Source(name="page", media_type="text/html", sha256="0" * 64, bytes=0)
Side = Callable[[bytes], object]


def ours(data: bytes) -> Document:
    """Our whole reading of one page."""
    limits = Limits()
    builder = DocumentBuilder(SOURCE, limits)
    html.read(data, builder, limits)
    return builder.build()


def cold(data: bytes) -> Document:
    """The same with nothing remembered from other pages."""
    html_tags._COMMON.clear()  # noqa: SLF001 - what a fresh process starts with
    html_tags._COMMON_RUNS.clear()  # noqa: SLF001
    html_style._ROOTS.clear()  # noqa: SLF001
    html_style.parse_style.cache_clear()
    return ours(data)


def soup(parser: str) -> Side:
    """BeautifulSoup on the given parser: the text, and that of every cell."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - a benchmark's own dependency

    def read(data: bytes) -> list[str]:
        tree = BeautifulSoup(data, parser)
        cells = [cell.get_text(" ", strip=True) for table in tree.find_all("table") for row in table.find_all("tr") for cell in row.find_all(["td", "th"])]
        return [tree.get_text(), *cells]

    return read


def seconds(side: Side, data: bytes) -> float:
    """Processor seconds of one reading; no side pays for garbage another left."""
    gc.collect()
    began = time.process_time()
    side(data)
    return time.process_time() - began


def main() -> int:
    """Prints milliseconds a page and the ratios; 2 when there is nothing to compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--cold", action="store_true", help="forget tags and styles before every page")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.iterdir() if path.suffix.lower() in {".htm", ".html"})
    pages = [path.read_bytes() for path in paths[:: max(len(paths) // options.files, 1)]]
    if not pages:
        print(f"no .htm or .html files in {options.folder}")
        return 2
    sides: dict[str, Side] = {"ours": cold if options.cold else ours}
    try:
        sides |= {"bs4 html.parser": soup("html.parser"), "bs4 lxml": soup("lxml")}
    except ImportError:
        print("beautifulsoup4 is not installed, so there is nothing to compare with; install it in this environment and run again", file=sys.stderr)
    warnings.simplefilter("ignore")
    report(sides, pages, options.rounds)
    return 0 if len(sides) > 1 else 2


def report(sides: dict[str, Side], pages: list[bytes], rounds: int) -> None:
    """Measures page by page, sides alternating, and prints one JSON object with medians of the rounds."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for data in pages:
        runs = [{name: seconds(side, data) for name, side in sides.items()} for _ in range(rounds)]
        for name in sides:
            times[name].append(statistics.median(run[name] for run in runs))
    mine = times["ours"]
    figures: dict[str, object] = {"pages": len(pages), "megabytes": round(sum(map(len, pages)) / 1e6, 1), "rounds": rounds}
    for name, taken in times.items():
        ratios = [other / own for other, own in zip(taken, mine, strict=True)]
        figures[name] = {
            "ms_per_page": round(1000 * statistics.mean(taken), 2),
            "ratio_in_all": round(sum(taken) / sum(mine), 2),
            "ratio_of_median_page": round(statistics.median(ratios), 2),
        }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    sys.exit(main())
