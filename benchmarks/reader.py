"""The trained reader on real text: sentences a second on two cores, what its filter passes on, and one sentence when someone waits.

    python benchmarks/reader.py CORPUS [--files 40] [--gold GOLD.jsonl]...

CORPUS holds `transcripts` and `web`. With labelled files (`materiality`) it also says what share of them the filter keeps.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from pathlib import Path

from screener import Channel, Occasion
from screener.detect import topics
from screener.extract import batch
from screener.extract.limits import Limits
from screener.extract.sniff import Format
from screener.language import Language
from screener.pipeline import Screener
from screener.policy import Policy
from screener.pool import screen_many
from screener.reader.reader import Reader

CHANNELS = {"transcripts": Channel.EARNINGS_CALL, "web": Channel.WEBSITE}
SEED = 7


def main() -> None:
    """Measures each folder of the corpus, then one sentence, then the labelled files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    figures: dict[str, object] = {}
    for folder, channel in CHANNELS.items():
        files = sorted(file for file in (arguments.corpus / folder).iterdir() if file.suffix in {".txt", ".html", ".md"})
        random.Random(SEED).shuffle(files)
        figures[folder] = throughput(files[: arguments.files], Occasion(channel=channel))
    figures["one sentence, warm, ms"] = waiting()
    if arguments.gold:
        figures["kept by the filter"] = kept(arguments.gold)
    print(json.dumps(figures, indent=1))


def throughput(files: list[Path], occasion: Occasion) -> dict[str, float]:
    """Sentences and words a second of two processes once they are warm, and the share of sentences that the filter passes on."""
    began = time.perf_counter()
    documents = []
    for screened in screen_many(files, occasion, workers=2, keep_documents=True):
        if not documents:
            began = time.perf_counter()  # the start of the processes is not what is measured
        documents += [screened.document] if screened.document is not None else []
    seconds = time.perf_counter() - began
    policy, reader = Policy.load(), Reader.load()
    language, ready = Language.load(policy), topics.compiled(policy)
    sentences = words = passed = 0
    for document in documents:
        analysis = language.read(document, occasion)
        sentences += len(analysis.sentences)
        words += len(document.text.split())
        passed += sum(reader.passes(look.text) for look, _ in topics.look_at(analysis, ready))
    return {"sentences/s": round(sentences / seconds), "words/s": round(words / seconds), "passed on": round(passed / sentences, 3), "sentences": sentences}


def waiting() -> float:
    """Median milliseconds of one sentence that was never read before."""
    taken = []
    with Screener.load() as screener:
        for number in range(60):
            record = batch.Record(id="1", text=f"We feel better about the back half than we did in May, all {number} plants considered.", line=1)
            began = time.perf_counter()
            screener.screen_record(record, Format.JSONL, "one.jsonl", Occasion(channel=Channel.ONE_ON_ONE))
            taken.append(time.perf_counter() - began)
    return round(1_000 * statistics.median(taken[10:]), 2)


def kept(gold: list[Path]) -> dict[str, float]:
    """Share of the labelled records of each materiality that the filter or a cue passes on to the encoder."""
    policy, reader, limits = Policy.load(), Reader.load(), Limits()
    language, ready = Language.load(policy), topics.compiled(policy)
    seen: dict[int, list[bool]] = {0: [], 1: [], 2: []}
    for path in gold:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            record = batch.Record(id=row["id"], text=row["text"], line=1)
            analysis = language.read(batch.record_document(record, Format.JSONL, path.name, limits), Occasion(channel=Channel.EARNINGS_CALL))
            seen[row["materiality"]].append(any(cues or reader.passes(look.text) for look, cues in topics.look_at(analysis, ready)))
    return {f"materiality {level}": round(sum(each) / len(each), 4) for level, each in seen.items() if each}


if __name__ == "__main__":
    main()
