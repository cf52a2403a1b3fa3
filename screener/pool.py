"""Many drafts on all cores: worker processes with a `Screener` each, results in input order, memory flat, no draft stops another.

Tasks and reports travel as MessagePack over pipes. At most `_AHEAD` tasks a worker are under way, so a slow draft holds back its
followers instead of filling memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

import msgspec

from screener.detect.reading import with_setting
from screener.errors import ExtractionCrashed, ExtractionError
from screener.extract import batch
from screener.extract.limits import Limits
from screener.extract.sniff import Format, sniff
from screener.pipeline import BATCH_SUFFIXES, BATCHES, Found, Screened, Screener, Upload, name_of, read_file, unread_report
from screener.policy import Policy
from screener.reader.store import open_models
from screener.types import Occasion, Source, Versions
from screener.version import __version__

_AHEAD = 4
_RECORDS_A_TASK = 64


class FileTask(msgspec.Struct, frozen=True, tag="file"):
    """Screen one file."""

    path: bytes  # as the file system has it: a name need not be text
    folder: bytes | None = None  # the folder it was found below

    def source(self) -> Path | Found:
        """What to screen."""
        path = Path(os.fsdecode(self.path))
        return path if self.folder is None else Found(path, Path(os.fsdecode(self.folder)))


class BytesTask(msgspec.Struct, frozen=True, tag="bytes"):
    """Screen bytes under a name."""

    name: str
    data: bytes
    declared: str | None


class RecordsTask(msgspec.Struct, frozen=True, tag="records"):
    """Screen some records of a batch."""

    name: str
    found: str
    records: tuple[batch.Record, ...]


Task = FileTask | BytesTask | RecordsTask


class Answer(msgspec.Struct, frozen=True):
    """What a worker sends back for one task."""

    screened: tuple[Screened, ...]


class _Setup(NamedTuple):
    """What every worker is told when it starts."""

    occasion: Occasion
    policy: Path | None
    setting: str | None
    limits: Limits
    keep_documents: bool


@dataclass(slots=True)
class _Worker:
    process: multiprocessing.process.BaseProcess
    pipe: Connection
    queue: deque[int] = field(default_factory=deque)  # numbers of its tasks, in order


def screen_many(
    sources: Iterable[str | Path | Found | Upload],
    occasion: Occasion | None = None,
    *,
    policy: Path | None = None,
    setting: str | None = None,
    limits: Limits | None = None,
    workers: int = 1,
    keep_documents: bool = False,
) -> Iterator[Screened]:
    """Every document of every source, in input order. With one worker all happens in this process.

    `setting` is one of the policy's between cautious and quiet.
    `keep_documents` sends the documents back with the reports (the HTML report needs them); without it `Screened.document` is None.
    """
    asked, bounds = occasion or Occasion(), limits or Limits()
    if workers <= 1:
        with Screener.load(policy, setting=setting, limits=bounds) as screener:
            for source in sources:
                for screened in screener.screen(source, asked):
                    yield screened if keep_documents else Screened(report=screened.report, document=None)
        return
    pool = _Pool(workers, _Setup(asked, policy, setting, bounds, keep_documents))
    try:
        yield from pool.run(_tasks(sources, bounds))
    finally:
        pool.close()


def _tasks(sources: Iterable[str | Path | Found | Upload], limits: Limits) -> Iterator[Task]:
    """Files are opened by the workers; batches are cut into tasks of some records here, so that all cores share a long one."""
    for source in sources:
        if isinstance(source, Upload):
            declared = source.declared.value if source.declared else None
            whole: Task = BytesTask(source.name, source.data, declared)
            upload: Upload | None = source
        else:
            whole = FileTask(os.fsencode(source.path), os.fsencode(source.folder)) if isinstance(source, Found) else FileTask(os.fsencode(source))
            upload = _as_batch(whole.source(), limits)
        yield from _record_tasks(upload, whole, limits) if upload is not None else (whole,)


def _as_batch(source: Path | Found, limits: Limits) -> Upload | None:
    path = source.path if isinstance(source, Found) else source
    if path.suffix.lower() not in BATCH_SUFFIXES:
        return None
    try:
        return read_file(source, limits)
    except ExtractionError:
        return None  # the worker meets the same error and reports it


def _record_tasks(upload: Upload, whole: Task, limits: Limits) -> Iterator[Task]:
    pending: list[batch.Record] = []
    begun = False
    found = _batch_format(upload, limits)
    if found is None:
        yield whole
        return
    try:
        for record in batch.records(upload.data, found, upload.name, limits):
            pending.append(record)
            if len(pending) >= _RECORDS_A_TASK:
                begun = True
                yield RecordsTask(upload.name, found.value, tuple(pending))
                pending = []
        if pending:
            yield RecordsTask(upload.name, found.value, tuple(pending))
    except ExtractionError as error:
        if not begun and not pending:
            yield whole
            return
        yield RecordsTask(upload.name, found.value, (*pending, batch.rest(error)))


def _batch_format(upload: Upload, limits: Limits) -> Format | None:
    """The format of a batch, None for any other file and for one whose error the worker will meet again and report."""
    try:
        found = sniff(upload.data, upload.name, limits, declared=upload.declared)
    except ExtractionError:
        return None
    return found if found in BATCHES else None


class _Pool:
    def __init__(self, workers: int, setup: _Setup) -> None:
        self._setup = setup
        policy = with_setting(Policy.load(setup.policy), setup.setting)
        self._versions = Versions(screener=__version__, policy=policy.version, models={"reader": open_models().manifest.version})
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._start() for _ in range(workers)]
        self._under_way: dict[int, Task] = {}
        self._done: dict[int, tuple[Screened, ...]] = {}

    def run(self, tasks: Iterator[Task]) -> Iterator[Screened]:
        """Results of all tasks in order."""
        next_out, next_in, exhausted = 0, 0, False
        window = _AHEAD * len(self._workers)
        while True:
            while not exhausted and next_in - next_out < window:
                task = next(tasks, None)
                if task is None:
                    exhausted = True
                    break
                self._give(next_in, task)
                next_in += 1
            while next_out in self._done:
                yield from self._done.pop(next_out)
                next_out += 1
            if exhausted and next_out == next_in:
                return
            if next_out not in self._done and self._under_way:
                self._collect()

    def close(self) -> None:
        """Ends the workers."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()

    def _give(self, number: int, task: Task) -> None:
        worker = min(self._workers, key=lambda each: len(each.queue))
        self._under_way[number] = task
        worker.queue.append(number)
        if len(worker.queue) == 1:
            self._send(worker)

    def _send(self, worker: _Worker) -> None:
        """Hands a worker its next task; one that died before it had the task is replaced, one that dies over it is noticed when its answer is awaited."""
        task = msgspec.msgpack.encode(self._under_way[worker.queue[0]])
        try:
            worker.pipe.send_bytes(task)
        except (BrokenPipeError, ConnectionResetError):
            self._replace(worker)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                worker.pipe.send_bytes(task)

    def _collect(self) -> None:
        busy = {worker.pipe: worker for worker in self._workers if worker.queue}
        for ready in wait(list(busy)):
            worker = busy[ready]  # type: ignore[index]  # wait gives back what it was given
            number = worker.queue[0]
            try:
                answer = msgspec.msgpack.decode(worker.pipe.recv_bytes(), type=Answer)
                self._done[number] = answer.screened
            except (EOFError, OSError):
                self._done[number] = self._crashed(self._under_way[number])
                self._replace(worker)
            worker.queue.popleft()
            del self._under_way[number]
            if worker.queue:
                self._send(worker)

    def _crashed(self, task: Task) -> tuple[Screened, ...]:
        name = name_of(task.source()) if isinstance(task, FileTask) else task.name
        ids: tuple[str | None, ...] = tuple(record.id for record in task.records) if isinstance(task, RecordsTask) else (None,)
        error = ExtractionCrashed(f"The process screening {name} stopped unexpectedly; screen it again by itself. The others were screened.", name=name)
        empty = hashlib.sha256(b"").hexdigest()
        sources = (Source(name=name, media_type="application/octet-stream", sha256=empty, bytes=0, record_id=each) for each in ids)
        return tuple(Screened(report=unread_report(source, error, self._setup.occasion, self._versions), document=None) for source in sources)

    def _replace(self, worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.join()
        fresh = self._start()
        worker.process, worker.pipe = fresh.process, fresh.pipe

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._setup), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)


def _serve(pipe: Connection, setup: _Setup) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears the user's interruption and ends its workers
    with Screener.load(setup.policy, setting=setup.setting, limits=setup.limits, threads=1) as screener:
        while True:
            try:
                task = msgspec.msgpack.decode(pipe.recv_bytes(), type=Task)
            except EOFError:
                return
            found = _perform(screener, task, setup.occasion)
            kept = found if setup.keep_documents else (Screened(report=each.report, document=None) for each in found)
            pipe.send_bytes(msgspec.msgpack.encode(Answer(tuple(kept))))


def _perform(screener: Screener, task: Task, occasion: Occasion) -> Iterator[Screened]:
    if isinstance(task, RecordsTask):
        for record in task.records:
            yield screener.screen_record(record, Format(task.found), task.name, occasion)
    elif isinstance(task, BytesTask):
        yield from screener.screen(Upload(name=task.name, data=task.data, declared=Format(task.declared) if task.declared else None), occasion)
    else:
        yield from screener.screen(task.source(), occasion)
