"""How fast documents become analyses, beside spaCy's tokenizer alone on the same blocks.

    benchmarks/language.py FOLDER [--files N] [--rounds N]

Prints words per second of both, the two sides alternating in one run, and the median ratio. Reading the files is not counted.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from screener.extract import extract
from screener.extract.limits import Limits
from screener.language import Language
from screener.policy import Policy
from screener.types import Channel, Document, Occasion


def documents_in(folder: Path, count: int) -> list[Document]:
    """The first text files of a folder, read."""
    limits = Limits()
    paths = sorted(folder.glob("*.txt"))[:count]
    parts = [part for path in paths for part in extract(path.read_bytes(), path.name, limits)]
    return [part for part in parts if isinstance(part, Document)]


def seconds(work: Callable[[], None]) -> float:
    """Wall clock of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(documents: Sequence[Document], rounds: int) -> tuple[float, float, float]:
    """Words per second of the tokenizer and of the language layer, and the median of their ratios in time."""
    import spacy  # noqa: PLC0415 - what the language layer is compared with

    nlp = spacy.blank("en")
    language = Language.load(Policy(version="benchmark", clauses={}, topics={}, rules={}))
    occasion = Occasion(channel=Channel.EARNINGS_CALL)

    def tokenize() -> None:
        with nlp.memory_zone():
            for document in documents:
                for block in document.blocks:
                    nlp.make_doc(document.words(block.span))

    def read() -> None:
        for document in documents:
            language.read(document, occasion)

    tokenize()
    read()
    pairs = [(seconds(tokenize), seconds(read)) for _ in range(rounds)]
    words = sum(len(document.text.split()) for document in documents)
    tokenizing, reading = (statistics.median(side) for side in zip(*pairs, strict=True))
    return words / tokenizing, words / reading, statistics.median(mine / theirs for theirs, mine in pairs)


def main() -> None:
    """Reads the arguments and prints the three figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    documents = documents_in(options.folder, options.files)
    tokenizer, language, ratio = measure(documents, options.rounds)
    print(f"{len(documents)} documents; tokenizer alone {tokenizer:,.0f} words/s; sentences, roles and speakers {language:,.0f} words/s; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
