"""Starting and scaling: a cold one-page screening against importing spaCy, `--help` in seconds, and two processes against one on a batch.

    python benchmarks/processes.py FOLDER [--rounds 5]

The sides alternate in one run; figures are medians, ratios first.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from screener import Channel, Occasion
from screener.pool import screen_many

_PAGE = (
    "Good morning. Third-quarter orders are running eight percent below last year, and we expect that to continue into the spring. "
    "Our teams in Kettering and Saint Marys have done fine work, and the new line is up. We will report results on November 5.\n\n"
) * 6
_BATCH_FILES = 40


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of one command."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def starting(rounds: int) -> dict[str, object]:
    """Cold screening of one page against the bare start of spaCy, and the time of `--help`."""
    screener = [sys.executable, "-m", "screener.cli"]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(_PAGE)
        cold, bare, shown = [], [], []
        for _ in range(rounds):
            cold.append(seconds([*screener, "screen", str(page), "--channel", "speech"]))
            bare.append(seconds([sys.executable, "-c", "import spacy; spacy.blank('en')"]))
            shown.append(seconds([*screener, "--help"]))
    return {
        "cold_page_over_spacy_blank": round(statistics.median(a / b for a, b in zip(cold, bare, strict=True)), 2),
        "cold_page_s": round(statistics.median(cold), 2),
        "spacy_blank_s": round(statistics.median(bare), 2),
        "help_s": round(statistics.median(shown), 2),
    }


def scaling(folder: Path, rounds: int) -> dict[str, object]:
    """Documents per second of two worker processes over one, both already started: the start is left out by timing from the first answer."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix in {".txt", ".htm", ".html", ".md"}][:_BATCH_FILES]
    speed: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers in (1, 2):
            speed[workers].append(_throughput(files * 2, workers))
    ratios = [two / one for one, two in zip(speed[1], speed[2], strict=True)]
    return {
        "two_processes_over_one": round(statistics.median(ratios), 2),
        "documents_per_s_one": round(statistics.median(speed[1]), 1),
        "documents_per_s_two": round(statistics.median(speed[2]), 1),
        "batch": len(files) * 2,
    }


def _throughput(files: list[Path], workers: int) -> float:
    answers = screen_many(files, Occasion(channel=Channel.WEBSITE), workers=workers)
    warm = 8
    for _ in range(warm):
        next(answers)
    began = time.perf_counter()
    rest = sum(1 for _ in answers)
    return rest / (time.perf_counter() - began)


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(json.dumps(starting(arguments.rounds) | scaling(arguments.folder, arguments.rounds), indent=1))


if __name__ == "__main__":
    main()
