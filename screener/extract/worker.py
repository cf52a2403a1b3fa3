"""The sandboxed child: reads requests on standard input, answers documents on standard output, and may do nothing else.

Before the first document it gives up the network (seccomp on Linux), core dumps, writing to files, and memory above its bound;
processor time is bounded document by document.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from typing import BinaryIO

import msgspec

from screener.errors import ExtractionError
from screener.extract import extract
from screener.extract.backend import Member
from screener.extract.limits import Limits
from screener.extract.sandbox import DOCUMENT, END, FAILED, FRAME, MEMBER, Failure, Request
from screener.extract.sniff import Format

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_LOAD, _JUMP_EQ, _RETURN = 0x20, 0x15, 0x06
# Audit architecture, then the numbers of socket, connect, socketpair, execve, fork, vfork, execveat, io_uring_setup, ptrace.
_REFUSED_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 53, 59, 57, 58, 322, 425, 101)),
    "aarch64": (0xC00000B7, (198, 203, 199, 221, 281, 425, 117)),
}


def main() -> None:
    """Serves requests until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears the user's interruption and ends this process
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a library's stray print must not break the frames
    confine(int(sys.argv[1]))
    while head := requests.read(FRAME.size):
        _, length = FRAME.unpack(head)
        request = msgspec.msgpack.decode(requests.read(length), type=Request)
        (size,) = struct.unpack("!Q", requests.read(8))
        data = requests.read(size)
        _bound_processor_time(request.limits)
        _answer(request, data, answers)


def _answer(request: Request, data: bytes, answers: BinaryIO) -> None:
    declared = Format(request.declared) if request.declared else None
    try:
        for part in extract(data, request.name, request.limits, declared=declared, container=request.container):
            _write(answers, MEMBER if isinstance(part, Member) else DOCUMENT, msgspec.msgpack.encode(part))
    except ExtractionError as error:
        _write(answers, FAILED, msgspec.msgpack.encode(Failure(error.code, str(error))))
        return
    except MemoryError:
        message = f"{request.name} needs more memory than the limit allows; split it or raise memory_bytes in the settings."
        _write(answers, FAILED, msgspec.msgpack.encode(Failure("limit", message)))
        return
    _write(answers, END, b"")


def _write(answers: BinaryIO, kind: int, body: bytes) -> None:
    answers.write(FRAME.pack(kind, len(body)))
    answers.write(body)
    answers.flush()


def confine(memory_bytes: int) -> None:
    """Bounds this process for good: memory, no core dumps, no files written, no network, no other programs."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        _refuse_calls()


def _bound_processor_time(limits: Limits) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + limits.cpu_s, resource.RLIM_INFINITY))


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def _refuse_calls() -> None:
    """Installs a seccomp filter that answers EPERM to network and process-starting calls. OSError if the kernel refuses it."""
    known = _REFUSED_CALLS.get(platform.machine())
    if known is None:
        return
    architecture, numbers = known
    count = len(numbers)
    program = [_Instruction(_LOAD, 0, 0, 4), _Instruction(_JUMP_EQ, 0, count + 1, architecture), _Instruction(_LOAD, 0, 0, 0)]
    program += [_Instruction(_JUMP_EQ, count - i, 0, number) for i, number in enumerate(numbers)]
    program += [_Instruction(_RETURN, 0, 0, _ALLOW), _Instruction(_RETURN, 0, 0, _REFUSE)]
    instructions = (_Instruction * len(program))(*program)
    libc = ctypes.CDLL(None, use_errno=True)
    header = _Program(len(program), ctypes.cast(instructions, ctypes.POINTER(_Instruction)))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(header), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel refused the sandbox")


if __name__ == "__main__":
    main()
