"""The sandboxed child: bounded in memory, time and output, without network, and a crash costs one document."""

import os
import signal
import subprocess
import sys

import pytest

from screener.errors import EmptyDocument, ExtractionCrashed, ExtractionTimedOut, LimitExceeded
from screener.extract.limits import Limits
from screener.extract.sandbox import Extractor
from screener.types import Document

TEXT = b"Revenue rose 8% to $91 million.\n\nWe expect more."


def read(extractor: Extractor, data: bytes = TEXT, name: str = "draft.txt") -> Document:
    (document,) = extractor.extract(data, name)
    assert isinstance(document, Document)
    return document


def test_a_document_comes_back_whole():
    with Extractor(Limits()) as extractor:
        document = read(extractor)
    assert document.text == "Revenue rose 8% to $91 million.\nWe expect more."
    assert document.source.bytes == len(TEXT)


def test_one_child_reads_many_documents():
    with Extractor(Limits()) as extractor:
        read(extractor)
        child = extractor.pid
        read(extractor)
        assert extractor.pid == child


def test_a_document_that_cannot_be_read_leaves_the_child_well():
    with Extractor(Limits()) as extractor:
        read(extractor)
        child = extractor.pid
        with pytest.raises(EmptyDocument):
            list(extractor.extract(b"", "empty.docx"))
        read(extractor)
        assert extractor.pid == child


def test_a_killed_child_is_replaced_before_the_next_document():
    with Extractor(Limits()) as extractor:
        assert extractor.pid is not None
        os.kill(extractor.pid, signal.SIGKILL)
        os.waitid(os.P_PID, extractor.pid, os.WEXITED | os.WNOWAIT)
        assert read(extractor).source.name == "draft.txt"


def test_a_child_that_dies_while_reading_costs_that_document_only():
    """The kernel ends the child when its processor time is up, as it would for a file built to keep a parser busy."""
    with Extractor(Limits(cpu_s=0, max_blocks=10**9)) as extractor:
        with pytest.raises(ExtractionCrashed, match=r"long\.txt"):
            list(extractor.extract(b"A line.\n\n" * 4_000_000, "long.txt"))
        assert read(extractor).source.name == "draft.txt"


def test_a_child_that_takes_too_long_is_ended_and_said_so():
    with Extractor(Limits(timeout_s=0.0)) as extractor, pytest.raises(ExtractionTimedOut, match="timeout_s"):
        read(extractor)


def test_a_child_that_stopped_reading_is_ended_too():
    """What is written to it is more than a pipe holds, so that the writing itself waits."""
    with Extractor(Limits(timeout_s=0.3)) as extractor:
        assert extractor.pid is not None
        os.kill(extractor.pid, signal.SIGSTOP)
        with pytest.raises(ExtractionTimedOut, match="timeout_s"):
            read(extractor, b"A line.\n\n" * 1_000_000, "long.txt")


def test_more_bytes_than_allowed_never_reach_the_child():
    with Extractor(Limits(max_bytes=10)) as extractor, pytest.raises(LimitExceeded, match="max_bytes"):
        read(extractor)


def test_more_output_than_allowed_is_refused():
    with Extractor(Limits(max_output=50)) as extractor, pytest.raises(LimitExceeded, match="max_output"):
        read(extractor)


def test_more_memory_than_allowed_ends_the_document_not_the_run():
    with Extractor(Limits(memory_bytes=400_000_000)) as extractor:
        with pytest.raises((LimitExceeded, ExtractionCrashed)):
            list(extractor.extract(b"word " * 19_000_000, "long.txt"))
        read(extractor)


@pytest.mark.skipif(sys.platform != "linux", reason="the network is refused by a Linux kernel filter")
@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "with open('leak.txt', 'w') as file: file.write('x' * 10)",
        "b = bytearray(3_000_000_000)",
    ],
)
def test_the_child_may_neither_reach_the_network_nor_start_programs_nor_write_files(attempt, tmp_path):
    program = f"from screener.extract.worker import confine; confine(2_000_000_000)\ntry:\n    {attempt}\nexcept (OSError, MemoryError):\n    print('refused')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)  # noqa: S603 - our own line
    assert done.stdout.strip() == "refused"
