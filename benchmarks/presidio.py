"""Words per second of the path by rules, and of the whole path with the trained reader, against Presidio's analyzer on the same texts.

The sides alternate in one run. By rules: settling the occasion, language, detectors without the reader, and the findings of the report.

    python benchmarks/presidio.py FOLDER [--rounds 5] [--files 12] [--pipeline small|blank]

Presidio runs its own recognizers over a spaCy pipeline. Its default downloads a trained one, which is not among our dependencies; `small` builds
one of the same components and sizes with untrained weights, which costs the same and finds nonsense; `blank` has no entity recognizer.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from spacy.training import Example

from screener import Channel, Occasion, Screener
from screener.detect import DETECTORS
from screener.detect.base import Context
from screener.extract import extract
from screener.extract.limits import Limits
from screener.language import Language
from screener.occasion import settle
from screener.policy import Policy
from screener.resolve import resolve
from screener.types import Document, RawFinding

_MIN_WORDS = 2_000
_OCCASION = Occasion(channel=Channel.EARNINGS_CALL)
Side = Callable[[Document], object]


class Engine(SpacyNlpEngine):
    """Presidio's spaCy engine over a pipeline of ours."""

    def __init__(self, pipeline: spacy.language.Language) -> None:
        super().__init__()
        self.nlp = {"en": pipeline}


def small_pipeline() -> spacy.language.Language:
    """Tagger, parser and entity recognizer of the sizes of spaCy's small English pipeline, untrained."""
    rows = [5000, 1000, 2500, 2500, 50, 50]
    attributes = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]
    embed = {"@architectures": "spacy.MultiHashEmbed.v2", "width": 96, "attrs": attributes, "rows": rows, "include_static_vectors": False}
    encode = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 96, "depth": 4, "window_size": 1, "maxout_pieces": 3}
    vectors = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    transitions = {"@architectures": "spacy.TransitionBasedParser.v2", "extra_state_tokens": False, "hidden_width": 64, "maxout_pieces": 2, "use_upper": True}
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": vectors})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe("parser", config={"model": transitions | {"state_type": "parser", "tok2vec": listener}})
    nlp.add_pipe("ner", config={"model": transitions | {"state_type": "ner", "tok2vec": vectors}})
    words = {
        "tags": ["NNP", "VBD", "NNP", "IN", "NNP"],
        "heads": [1, 1, 1, 1, 3],
        "deps": ["nsubj", "ROOT", "dobj", "prep", "pobj"],
        "entities": [(0, 4, "PERSON"), (9, 13, "ORG"), (17, 21, "GPE")],
    }
    example = Example.from_dict(nlp.make_doc("Jane left Orlo in Ohio"), words)
    nlp.initialize(lambda: [example])
    return nlp


def documents(folder: Path, count: int) -> list[Document]:
    """The first texts of the folder with enough words."""
    found: list[Document] = []
    for path in sorted(folder.iterdir()):
        if path.suffix in {".txt", ".md", ".htm", ".html"} and len(found) < count:
            document = next(iter(extract(path.read_bytes(), path.name, Limits())))
            if isinstance(document, Document) and len(document.text.split()) >= _MIN_WORDS:
                found.append(document)
    return found


def rules() -> Side:
    """The path without the trained reader, from a document to its findings."""
    policy = Policy.load(None)
    language, context = Language.load(policy), Context(policy=policy)

    def screen(document: Document) -> object:
        analysis = language.read(document, settle(_OCCASION, document))
        observations = [seen for detector in DETECTORS for seen in detector(analysis, context)]
        return resolve([seen for seen in observations if isinstance(seen, RawFinding)], analysis, policy)

    return screen


def seconds(side: Side, texts: list[Document]) -> float:
    """Processor seconds of one side over all texts, so that other work on the machine does not count."""
    began = time.process_time()
    for document in texts:
        side(document)
    return time.process_time() - began


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--files", type=int, default=12)
    parser.add_argument("--pipeline", choices=["small", "blank"], default="small")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    texts = documents(arguments.folder, arguments.files)
    words = sum(len(document.text.split()) for document in texts)
    pipelines = {"small": small_pipeline, "blank": lambda: spacy.blank("en")}
    analyzer = AnalyzerEngine(nlp_engine=Engine(pipelines[arguments.pipeline]()), supported_languages=["en"])
    times: dict[str, list[float]] = {"rules": [], "whole": [], "presidio": []}
    with Screener.load() as screener:
        sides: dict[str, Side] = {
            "rules": rules(),
            "whole": lambda document: screener.screen_document(document, _OCCASION),
            "presidio": lambda document: analyzer.analyze(document.text, language="en"),
        }
        for side in sides.values():
            side(texts[0])
        for _ in range(arguments.rounds):
            for name, side in sides.items():
                times[name].append(seconds(side, texts))
    figures: dict[str, object] = {"presidio_pipeline": arguments.pipeline, "documents": len(texts), "words": words}
    for name, taken in times.items():
        ratios = [theirs / own for theirs, own in zip(times["presidio"], taken, strict=True)]
        figures[name] = {
            "words_per_s": round(words / statistics.median(taken)),
            "ratio_median": round(statistics.median(ratios), 1),
            "ratio_range": [round(min(ratios), 1), round(max(ratios), 1)],
        }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
