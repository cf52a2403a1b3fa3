"""How fast web pages and filings are read, as a ratio to BeautifulSoup on the same pages in the same run.

Ours does everything from bytes to a `Document`: words, blocks, kinds, hidden text, tables with joined cells, styles, paths.
BeautifulSoup builds its tree, takes the text once, and the text of every table cell. Sides alternate page by page.

    python benchmarks/html.py FOLDER [--rounds 5] [--files 40] [--cold]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from screener.extract import html, html_style, html_tags
from screener.extract.builder import DocumentBuilder
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
    """Wall clock of one reading."""
    began = time.perf_counter()
    side(data)
    return time.perf_counter() - began


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
    """Measures page by page, sides alternating, and prints medians of the rounds."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for data in pages:
        runs = [{name: seconds(side, data) for name, side in sides.items()} for _ in range(rounds)]
        for name in sides:
            times[name].append(statistics.median(run[name] for run in runs))
    print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB, median of {rounds}")
    for name, taken in times.items():
        ratios = [other / mine for other, mine in zip(taken, times["ours"], strict=True)]
        print(
            f"{name:16} {1000 * statistics.mean(taken):8.2f} ms a page   {sum(taken) / sum(times['ours']):6.2f}x in all   {statistics.median(ratios):6.2f}x median page"
        )


if __name__ == "__main__":
    sys.exit(main())
