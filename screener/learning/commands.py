"""What `screener train` and `screener evaluate` do: a new reader replaces the old one only if it loses on no floor."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from screener.detect.reading import ReaderPolicy, with_setting
from screener.learning import evaluate, records
from screener.learning.evaluate import Figures
from screener.pipeline import Screener
from screener.policy import Policy
from screener.reader.reader import FILES, Reader
from screener.reader.store import MANIFEST, SHIPPED, open_models

REFUSED = Path("out/models-refused")  # below the folder the command runs in
_SHOWN = 20  # ids of gains and losses that are printed


def run_training(extra: Sequence[Path], *, epochs: int | None = None) -> bool:
    """Makes the models anew; False when they lose on a floor, and then the old ones stay. UsageError for records that cannot be read."""
    from screener.learning import encoder, train  # noqa: PLC0415 - torch takes seconds to load

    split = records.load(extra=extra)
    recipe = encoder.Recipe() if epochs is None else encoder.Recipe(epochs=epochs)
    screen = Console(stderr=True)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "reader"
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=screen) as bar:
            task = bar.add_task("preparing", total=None)

            def progress(what: str, done: int, total: int) -> None:
                bar.update(task, description=what, completed=done, total=total)

            reader = train.train(train.Plan(split=split, recipe=recipe, folder=made), progress)
        with Screener(Policy.load(), reader=reader) as screener:
            answers = evaluate.answer(split.test, screener)
        found = evaluate.figures(split.test, answers)
        _show(screen, {"held-out records": found})
        lost = evaluate.below_floors(found)
        _write_scores(made, found)
        kept = REFUSED if lost else SHIPPED
        kept.mkdir(parents=True, exist_ok=True)
        for name in (*FILES, MANIFEST):
            shutil.move(made / name, kept / name)
    if lost:
        screen.print(f"The old models stay: with the new ones {'; '.join(lost)}. The new ones lie in {REFUSED}.")
        return False
    evaluate.store(answers)
    screen.print(f"The new models are in {SHIPPED}.")
    return True


def run_evaluation(gold: Sequence[Path], html: Path | None) -> bool:
    """Prints figures of the held-out records and of labelled files of one's own, gains and losses by id; False when a floor is missed."""
    held_out = records.load().test
    screen = Console()
    with Screener(Policy.load()) as screener:
        answers = evaluate.answer(held_out, screener)
        sets = {"held-out records": evaluate.figures(held_out, answers)}
        for path in gold:
            own = records.read(path)
            sets[path.name] = evaluate.figures(own, evaluate.answer(own, screener))
        _show(screen, sets)
        gains, losses = evaluate.changes(held_out, answers)
        for name, ids in (("right now, wrong before", gains), ("wrong now, right before", losses)):
            screen.print(f"{name}: {len(ids)}  {' '.join(ids[:_SHOWN])}{' …' if len(ids) > _SHOWN else ''}")
        if html is not None:
            html.parent.mkdir(parents=True, exist_ok=True)
            html.write_text(_page(held_out, sets), encoding="utf-8")
            screen.print(f"The report with its plots: {html}")
    lost = evaluate.below_floors(sets["held-out records"])
    for each in lost:
        screen.print(each)
    return not lost


def _page(held_out: Sequence[records.Record], sets: dict[str, Figures]) -> str:
    from screener.learning import report, train  # noqa: PLC0415 - matplotlib and scikit-learn belong to the training environment

    policy = Policy.load()
    reader = Reader.load()
    readings = reader.read(records.texts(held_out), asked=range(len(held_out)))
    judged = [reader.judge.judge(reading, topics, conduct) for reading, (topics, conduct) in zip(readings, train.cues(held_out), strict=True)]
    settings = {}
    for name in policy.section("reader", ReaderPolicy).settings:
        with Screener(with_setting(policy, name), reader=reader) as other:
            settings[name] = evaluate.figures(held_out, evaluate.answer(held_out, other))
    faithful = evaluate.faithfulness(held_out, reader)
    found = report.Evaluation(
        records=held_out, judgements=judged, sets=sets, settings=settings, faithful=faithful, version=reader.version, policy=policy.version
    )
    return report.page(found)


def _show(screen: Console, sets: dict[str, Figures]) -> None:
    table = Table("figure", *sets)
    for name in next(iter(sets.values())).named():
        table.add_row(name, *(f"{each.named()[name]:.3f}" for each in sets.values()))
    screen.print(table)


def _write_scores(folder: Path, found: Figures) -> None:
    manifest = dataclasses.replace(open_models(folder).manifest, scores={name: round(value, 4) for name, value in found.named().items()})
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
