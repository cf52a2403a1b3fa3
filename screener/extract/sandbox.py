"""Extraction in a child process with bounds on memory, processor time, output and without network: a crash or a bomb costs one document.

Parent and child speak MessagePack frames over pipes, never pickle: what a subverted child could send is data of our records, nothing else.
"""

from __future__ import annotations

import contextlib
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from screener.errors import ERRORS_BY_CODE, ExtractionCrashed, ExtractionError, ExtractionTimedOut, LimitExceeded
from screener.extract.backend import Member
from screener.extract.limits import Limits
from screener.types import Document

FRAME = struct.Struct("!BQ")  # kind, length of the body
DOCUMENT, MEMBER, FAILED, END, REQUEST = range(5)
_DOCUMENTS_PER_CHILD = 500  # parsers leak; a fresh child keeps memory flat
_PROJECT_ROOT = str(Path(__file__).resolve().parents[2])


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the child is asked to read; the bytes follow the frame."""

    name: str
    declared: str | None
    container: str | None
    limits: Limits


class Failure(msgspec.Struct, frozen=True):
    """Why the child could not read a document."""

    code: str
    message: str


class Extractor:
    """A sandboxed child that extracts one document after another; restarted when it dies or grows old. Use as a context manager."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0

    def start(self) -> None:
        """Starts the child ahead of the first document, so that it warms up while the caller does."""
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None:
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "screener.extract.worker", str(self._limits.memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a parser's messages may hold text of the draft
                env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join([_PROJECT_ROOT, *sys.path]), "LANG": "C.UTF-8"},
                close_fds=True,
                bufsize=0,  # a buffered pipe to a dead child could not be closed
            )
            if self._child.stdin is not None:
                os.set_blocking(self._child.stdin.fileno(), False)  # a child that stopped must not hold us up
            self._served = 0

    def extract(self, data: bytes, name: str, *, declared: str | None = None, container: str | None = None) -> Iterator[Document | Member]:
        """Documents and members of one file. Raises an ExtractionError, `ExtractionCrashed` and `ExtractionTimedOut` among them."""
        if len(data) > self._limits.max_bytes:  # checked before the bytes travel
            raise LimitExceeded(
                f"{name} has {len(data):,} bytes, more than the {self._limits.max_bytes:,} allowed; split it or raise max_bytes in the settings.", name=name
            )
        self.start()
        finished = False
        try:
            deadline = time.monotonic() + self._limits.timeout_s
            self._send(data, Request(name=name, declared=declared, container=container, limits=self._limits), deadline)
            budget = self._limits.max_output
            while True:
                kind, body = self._receive(name, deadline, budget)
                budget -= len(body)
                if kind == END:
                    break
                yield _decoded(kind, body, name)
            finished = True
        except _ReportedFailure as failure:
            finished = True
            raise failure.error from None
        except (BrokenPipeError, EOFError, msgspec.DecodeError) as error:
            raise ExtractionCrashed(
                f"The reader stopped at {name}: it ran out of memory or processor time, or the file is built to break readers. Others were screened.",
                name=name,
            ) from error
        finally:
            if not finished:
                self.close()
        self._served += 1
        if self._served >= _DOCUMENTS_PER_CHILD:
            self.close()

    def close(self) -> None:
        """Ends the child."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        child.wait()

    def __enter__(self) -> Self:
        """Starts the child."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Ends the child."""
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the child while one runs."""
        return self._child.pid if self._child is not None else None

    def _send(self, data: bytes, request: Request, deadline: float) -> None:
        child = self._running()
        head = msgspec.msgpack.encode(request)
        if child.stdin is None:
            raise BrokenPipeError
        for part in (FRAME.pack(REQUEST, len(head)) + head + struct.pack("!Q", len(data)), data):
            if not _write_all(child.stdin.fileno(), part, deadline):
                raise self._timed_out(request.name)

    def _receive(self, name: str, deadline: float, budget: int) -> tuple[int, bytes]:
        kind, length = FRAME.unpack(self._read_exactly(FRAME.size, name, deadline))
        if length > budget:
            raise LimitExceeded(f"{name} unfolds to more text than the limit allows; split it or raise max_output in the settings.", name=name)
        return kind, self._read_exactly(length, name, deadline)

    def _read_exactly(self, count: int, name: str, deadline: float) -> bytes:
        child = self._running()
        if child.stdout is None:
            raise EOFError
        descriptor = child.stdout.fileno()
        parts = bytearray()
        while len(parts) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise self._timed_out(name)
            chunk = os.read(descriptor, min(count - len(parts), 1 << 20))
            if not chunk:
                raise EOFError
            parts += chunk
        return bytes(parts)

    def _timed_out(self, name: str) -> ExtractionTimedOut:
        return ExtractionTimedOut(
            f"Reading {name} took longer than {self._limits.timeout_s:.0f} seconds; split it or raise timeout_s in the settings.", name=name
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            raise EOFError
        return self._child


class _ReportedFailure(Exception):
    """The child read the file and said why it cannot be screened; the child itself is well."""

    def __init__(self, error: ExtractionError) -> None:
        super().__init__()
        self.error = error


def _write_all(descriptor: int, data: bytes, deadline: float) -> bool:
    """Writes all of it to a pipe that does not block; False when the reader had not taken it by the deadline."""
    left = memoryview(data)
    while left:
        wait = deadline - time.monotonic()
        if wait <= 0 or not select.select([], [descriptor], [], wait)[1]:
            return False
        with contextlib.suppress(BlockingIOError):
            left = left[os.write(descriptor, left) :]
    return True


def _decoded(kind: int, body: bytes, name: str) -> Document | Member:
    if kind == DOCUMENT:
        return msgspec.msgpack.decode(body, type=Document)
    if kind == MEMBER:
        return msgspec.msgpack.decode(body, type=Member)
    failure = msgspec.msgpack.decode(body, type=Failure)
    raise _ReportedFailure(ERRORS_BY_CODE.get(failure.code, ExtractionError)(failure.message, name=name))
