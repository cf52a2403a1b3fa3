"""Processor milliseconds of the whole path on each HTML release of a folder, from its bytes to its report, and the non-GAAP review's share in it.

One process, warm: every release is read once before it is timed, so what is loaded or compiled once does not count. The review is timed apart,
on the same analysis.

    python benchmarks/releases.py FOLDER [--files 20] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from screener import Channel, Occasion
from screener.detect import DETECTORS
from screener.detect.base import Context, Detector
from screener.detect.measures import NonGaapMeasures
from screener.extract import extract
from screener.extract.limits import Limits
from screener.language import Language
from screener.occasion import settle
from screener.policy import Policy
from screener.reader.reader import Reader
from screener.resolve import resolve
from screener.types import Analysis, Document, RawFinding

_OCCASION = Occasion(channel=Channel.EARNINGS_RELEASE)
_MIN_BYTES = 20_000


class Course:
    """The path with its parts apart."""

    def __init__(self, *, reader: bool) -> None:
        policy = Policy.load(None)
        self.policy, self.language = policy, Language.load(policy)
        self.context = Context(policy=policy, reader=Reader.load() if reader else None)

    def analyse(self, path: Path) -> Analysis:
        """A file as an analysis."""
        document = next(each for each in extract(path.read_bytes(), path.name, Limits()) if isinstance(each, Document))
        return self.language.read(document, settle(_OCCASION, document))

    def observe(self, analysis: Analysis, detectors: tuple[Detector, ...]) -> list[object]:
        """What detectors see."""
        return [seen for detector in detectors for seen in detector(analysis, self.context)]

    def screen(self, path: Path) -> None:
        """The whole."""
        analysis = self.analyse(path)
        seen = self.observe(analysis, tuple(DETECTORS))
        resolve([each for each in seen if isinstance(each, RawFinding)], analysis, self.policy)


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """Processor time of the calling process, the least of the rounds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return 1000 * min(taken)


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    found = sorted(path for path in arguments.folder.glob("*release*") if path.suffix in {".htm", ".html"} and path.stat().st_size >= _MIN_BYTES)
    files = found[:: max(1, len(found) // arguments.files)][: arguments.files]
    sides: dict[str, list[float]] = {"rules": [], "whole": [], "review": []}
    plain, trained, review = Course(reader=False), Course(reader=True), (NonGaapMeasures(),)
    for path in files:
        analysis = plain.analyse(path)
        plain.observe(analysis, review)
        trained.screen(path)
        sides["rules"].append(milliseconds(partial(plain.screen, path), arguments.rounds))
        sides["whole"].append(milliseconds(partial(trained.screen, path), arguments.rounds))
        sides["review"].append(milliseconds(partial(plain.observe, analysis, review), arguments.rounds))
    figures: dict[str, object] = {"releases": len(files), "kilobytes_median": round(statistics.median(path.stat().st_size for path in files) / 1000)}
    figures |= {f"{name}_ms_median": round(statistics.median(taken), 1) for name, taken in sides.items()}
    figures |= {f"{name}_ms_range": [round(min(taken)), round(max(taken))] for name, taken in sides.items()}
    figures["review_share_of_rules"] = round(sum(sides["review"]) / sum(sides["rules"]), 2)
    figures["review_share_of_whole"] = round(sum(sides["review"]) / sum(sides["whole"]), 2)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
