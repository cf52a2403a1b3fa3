"""Words per second of the whole path (rules) against Presidio's analyzer on the same texts, the two sides alternating in one run.

    python benchmarks/presidio.py FOLDER [--rounds 5] [--files 12]

Presidio runs its own recognizers over a blank English spaCy pipeline, since no trained one ships with it: the faster of its setups.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import time
from pathlib import Path

import spacy
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from screener import Channel, Occasion, Screener
from screener.extract import extract
from screener.extract.limits import Limits
from screener.types import Document

_MIN_WORDS = 2_000


class BlankEngine(SpacyNlpEngine):
    """Presidio's spaCy engine over a blank pipeline."""

    def __init__(self) -> None:
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}


def documents(folder: Path, count: int) -> list[Document]:
    """The first texts of the folder with enough words."""
    found: list[Document] = []
    for path in sorted(folder.iterdir()):
        if path.suffix in {".txt", ".md", ".htm", ".html"} and len(found) < count:
            document = next(iter(extract(path.read_bytes(), path.name, Limits())))
            if isinstance(document, Document) and len(document.text.split()) >= _MIN_WORDS:
                found.append(document)
    return found


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--files", type=int, default=12)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    texts = documents(arguments.folder, arguments.files)
    words = sum(len(document.text.split()) for document in texts)
    analyzer = AnalyzerEngine(nlp_engine=BlankEngine(), supported_languages=["en"])
    occasion = Occasion(channel=Channel.EARNINGS_CALL)
    ours, theirs = [], []
    with Screener.load() as screener:
        screener.screen_document(texts[0], occasion)
        for _ in range(arguments.rounds):
            began = time.perf_counter()
            for document in texts:
                screener.screen_document(document, occasion)
            ours.append(words / (time.perf_counter() - began))
            began = time.perf_counter()
            for document in texts:
                analyzer.analyze(document.text, language="en")
            theirs.append(words / (time.perf_counter() - began))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    figures = {
        "documents": len(texts),
        "words": words,
        "screener_words_per_s": round(statistics.median(ours)),
        "presidio_words_per_s": round(statistics.median(theirs)),
        "ratio_median": round(statistics.median(ratios), 1),
        "ratio_range": [round(min(ratios), 1), round(max(ratios), 1)],
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
