"""How good the screener is on labelled records: figures, floors, gains and losses by id, curves. Answers come through the whole path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from screener.detect.reading import words_that_carry
from screener.errors import UsageError
from screener.extract import batch
from screener.extract.sniff import Format
from screener.learning.records import Record
from screener.pipeline import Screener
from screener.reader.labels import POSSIBLE, TOPICS
from screener.reader.reader import Reader, strongest
from screener.types import Channel, Level, Occasion, Span

FOLDER = Path(__file__).parents[2] / "evaluation"
FLOORS, ANSWERS = "floors.json", "answers.jsonl"
_SHOWN = {Level.HIGH, Level.MEDIUM}
_SPEECH = frozenset({"conduct.analyst_comfort", "conduct.analyst_report_comment", "conduct.rumor_comment"})
_NEWS = 0.5
_BINS = 10


class Answer(msgspec.Struct, frozen=True):
    """What the screener said of a record at a level that stops a reviewer."""

    id: str
    topics: tuple[str, ...]
    conduct: tuple[str, ...]
    score: float = 0.0  # the highest of its findings

    @property
    def is_flagged(self) -> bool:
        """Whether a reviewer is stopped."""
        return bool(self.topics or self.conduct)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Shares in [0, 1]; NaN where the records hold nothing to measure."""

    recall_clear: float
    recall_possible: float
    false_alarm: float
    precision: float
    topic_micro_f1: float
    topic_macro_f1: float
    conduct_recall: float
    topic_f1: Mapping[str, float] = field(default_factory=dict)

    def named(self) -> dict[str, float]:
        """Name to figure, the topics' own left out."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "topic_f1"}


def answer(records: Sequence[Record], screener: Screener) -> list[Answer]:
    """The screener's answer to each record, as if each were a draft of its own."""
    return [_answer(record, screener) for record in records]


def figures(records: Sequence[Record], answers: Sequence[Answer]) -> Figures:
    """What the answers come to against the labels."""
    counts: Counter[str] = Counter()
    topics: dict[str, Counter[str]] = {topic: Counter() for topic in TOPICS}
    for record, said in zip(records, answers, strict=True):
        counts[f"of {record.materiality}"] += 1
        counts[f"hit {record.materiality}"] += said.is_flagged
        counts["right"] += said.is_flagged and record.materiality > 0
        counts["flagged"] += said.is_flagged
        wanted = {label for label in record.conduct if f"conduct.{label}" in _SPEECH}
        counts["conduct"] += len(wanted)
        counts["conduct hit"] += len(wanted & {rule.partition(".")[2] for rule in said.conduct})
        for topic in TOPICS:
            topics[topic][f"{topic in record.topics} {topic in said.topics}"] += 1
    each = {topic: _f1(count) for topic, count in topics.items() if count["True True"] + count["True False"]}
    everything: Counter[str] = sum(topics.values(), Counter())
    return Figures(
        recall_clear=_share(counts["hit 2"], counts["of 2"]),
        recall_possible=_share(counts["hit 1"], counts["of 1"]),
        false_alarm=_share(counts["hit 0"], counts["of 0"]),
        precision=_share(counts["right"], counts["flagged"]),
        topic_micro_f1=_f1(everything),
        topic_macro_f1=sum(each.values()) / len(each) if each else float("nan"),
        conduct_recall=_share(counts["conduct hit"], counts["conduct"]),
        topic_f1=each,
    )


def calibration_error(probabilities: NDArray[np.float64], held: NDArray[np.bool_]) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error over ten bins of equal width, and each bin's mean probability, share that held, and size."""
    bins: list[tuple[float, float, int]] = []
    error = 0.0
    places = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    for place in range(_BINS):
        inside = places == place
        if inside.any():
            mean, share, size = float(probabilities[inside].mean()), float(held[inside].mean()), int(inside.sum())
            bins.append((mean, share, size))
            error += abs(mean - share) * size / len(probabilities)
    return error, bins


def faithfulness(records: Sequence[Record], reader: Reader) -> float:
    """Share of the records read as news in which leaving out the words shown as the reason lowers the probability of their topic."""
    whole = reader.read([record.text for record in records], asked=range(len(records)))
    told = [
        (record.text, reading, strongest(reading, TOPICS)) for record, reading in zip(records, whole, strict=True) if reading and reading.of(POSSIBLE) >= _NEWS
    ]
    without = []
    for text, _, topic in told:
        carried = words_that_carry(text, Span(0, len(text)), topic, reader)
        without.append(text[: carried.start] + text[carried.end :])
    less = reader.read(without, asked=range(len(without)))
    lower = sum(after is None or after.of(topic) < before.of(topic) for (_, before, topic), after in zip(told, less, strict=True))
    return _share(lower, len(told))


def below_floors(found: Figures, folder: Path = FOLDER) -> list[str]:
    """The figures that lie below (false alarms: above) what must not be lost, in words. UsageError when the floors cannot be read."""
    try:
        floors = msgspec.json.decode((folder / FLOORS).read_bytes(), type=dict[str, float])
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(f"{folder / FLOORS} could not be read: {error}") from error
    named = found.named()
    wrong = []
    for name, floor in floors.items():
        is_ceiling = name == "false_alarm"
        if (named[name] > floor) if is_ceiling else (named[name] < floor):
            wrong.append(f"{name} is {named[name]:.3f}, {'above' if is_ceiling else 'below'} {floor:.3f}")
    return wrong


def changes(records: Sequence[Record], answers: Sequence[Answer], folder: Path = FOLDER) -> tuple[list[str], list[str]]:
    """Ids judged right now and wrong in the stored answers, and the other way round."""
    path = folder / ANSWERS
    before = {each.id: each for each in msgspec.json.Decoder(Answer).decode_lines(path.read_bytes())} if path.exists() else {}
    gains, losses = [], []
    for record, said in zip(records, answers, strict=True):
        if record.id not in before:
            continue
        now, then = _is_right(record, said), _is_right(record, before[record.id])
        if now and not then:
            gains.append(record.id)
        if then and not now:
            losses.append(record.id)
    return gains, losses


def store(answers: Iterable[Answer], folder: Path = FOLDER) -> None:
    """Keeps the answers, to be compared with next time."""
    folder.mkdir(exist_ok=True)
    (folder / ANSWERS).write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in answers))


def _answer(record: Record, screener: Screener) -> Answer:
    sent = batch.Record(id=record.id, text=record.text, line=1)
    report = screener.screen_record(sent, Format.JSONL, "records.jsonl", Occasion(channel=Channel(record.channel))).report
    shown = [finding for finding in report.findings if finding.level in _SHOWN]
    topics = [finding for finding in shown if finding.rule.startswith("mnpi.")]
    conduct = [finding for finding in shown if finding.rule in _SPEECH]
    return Answer(
        id=record.id,
        topics=tuple(sorted({finding.rule.partition(".")[2] for finding in topics} & set(TOPICS))),
        conduct=tuple(sorted({finding.rule for finding in conduct})),
        score=max((finding.score for finding in (*topics, *conduct)), default=0.0),
    )


def _is_right(record: Record, said: Answer) -> bool:
    if record.materiality == 0 and not record.conduct:
        return not said.is_flagged
    return said.is_flagged if not record.topics else bool(set(record.topics) & set(said.topics))


def _f1(count: Counter[str]) -> float:
    right = count["True True"]
    return _share(2 * right, 2 * right + count["True False"] + count["False True"])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
