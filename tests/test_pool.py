"""Many drafts on all cores: input order, no draft stops another, and the same reports as one process gives."""

import os
import signal

import pytest

from screener import Channel, Occasion
from screener.pipeline import Upload, is_unread
from screener.pool import screen_many
from screener.render.json import encode

OCCASION = Occasion(channel=Channel.SPEECH)


def uploads() -> list[Upload]:
    texts = [f"Order intake in week {week} ran {week + 3}% below plan." for week in range(12)]
    texts[5] = ""
    made = [Upload(name=f"{n:02d}.txt", data=text.encode()) for n, text in enumerate(texts)]
    batch = "".join(f'{{"id": "r{n}", "text": "Post number {n} from the fair."}}\n' for n in range(150))
    return [*made, Upload(name="posts.jsonl", data=batch.encode()), Upload(name="last.txt", data=b"The end.")]


def test_two_processes_give_what_one_gives_in_the_same_order():
    alone = [encode(each.report, each.document) for each in screen_many(uploads(), OCCASION, workers=1, keep_documents=True)]
    shared = [encode(each.report, each.document) for each in screen_many(uploads(), OCCASION, workers=2, keep_documents=True)]
    assert len(alone) == 12 + 150 + 1
    assert shared == alone


def test_files_are_opened_by_the_workers_and_missing_ones_reported(tmp_path):
    (tmp_path / "a.txt").write_text("A quiet line about the garden.")
    found = list(screen_many([tmp_path / "a.txt", tmp_path / "none.txt"], OCCASION, workers=2))
    assert [is_unread(each.report) for each in found] == [False, True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs signals")
def test_a_killed_worker_costs_its_draft_and_the_rest_goes_through(tmp_path):
    """The first draft's worker is killed while the others wait in its queue."""
    paths = []
    for n in range(8):
        paths.append(tmp_path / f"{n}.txt")
        paths[-1].write_text("A quiet line about the garden. " * 2_000)
    results = screen_many(paths, OCCASION, workers=2)
    first = next(results)
    victims = _workers()
    assert victims
    os.kill(victims[0], signal.SIGKILL)
    found = [first, *results]
    assert [each.report.source.name for each in found] == [path.name for path in paths]
    assert sum(is_unread(each.report) for each in found) <= 1


def _workers() -> list[int]:
    import multiprocessing  # noqa: PLC0415 - only to see the children

    return [child.pid for child in multiprocessing.active_children() if child.pid]
