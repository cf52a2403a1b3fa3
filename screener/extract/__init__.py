"""Bytes to documents: finds the format by content, picks the backend, enforces limits.

`extract` runs in the calling process and is what the sandboxed child runs; callers with untrusted files use `sandbox.Extractor`.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from screener.errors import CorruptDocument, ExtractionError, LimitExceeded
from screener.extract.backend import Member, Members, Read
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.extract.sniff import MEDIA_TYPES, Format, sniff
from screener.types import Document, Source

# Modules are imported on first use: a text file never pays for PDFium.
_BACKENDS: dict[Format, str] = {
    Format.TXT: "text",
    Format.MD: "markdown",
    Format.HTML: "html",
    Format.DOCX: "docx",
    Format.PPTX: "slides",
    Format.XLSX: "sheets",
    Format.PDF: "pdf",
    Format.EML: "mail",
    Format.MSG: "outlook",
    Format.SRT: "subtitles",
    Format.VTT: "subtitles",
}
_CONTAINERS: dict[Format, str] = {Format.ZIP: "archive", Format.EML: "mail", Format.MSG: "outlook"}

Extracted = Document | Member


def extract(data: bytes, name: str, limits: Limits, *, declared: Format | None = None, container: str | None = None) -> Iterator[Extracted]:
    """The document in the bytes, then the files inside it (attachments, archive members) as `Member`s for the caller to extract in turn.

    Batches (`csv`, `jsonl`) are not read here but by `batch.records`. Raises an ExtractionError when nothing can be read.
    """
    if len(data) > limits.max_bytes:
        raise LimitExceeded(
            f"{name} has {len(data):,} bytes, more than the {limits.max_bytes:,} allowed; split it or raise max_bytes in the settings.", name=name
        )
    found = sniff(data, name, limits, declared=declared)
    source = Source(name=name, media_type=MEDIA_TYPES[found], sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), container=container)
    if found in _BACKENDS:
        yield _read(found, data, source, limits)
    if found in _CONTAINERS:
        members: Members = _backend(_CONTAINERS[found]).members
        taken = members(data, limits)
        while True:
            with _explained(name):
                member = next(taken, None)
            if member is None:
                return
            yield member


def _read(found: Format, data: bytes, source: Source, limits: Limits) -> Document:
    read: Read = _backend(_BACKENDS[found]).read
    builder = DocumentBuilder(source, limits)
    with _explained(source.name):
        read(data, builder, limits)
    return builder.build()


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Turns whatever a parser raises into an ExtractionError that names the file."""
    try:
        yield
    except ExtractionError as error:
        error.name = name
        raise
    except RecursionError as error:
        raise LimitExceeded(f"{name} is nested more deeply than any real document; it was not read.", name=name) from error
    except MemoryError as error:
        raise LimitExceeded(f"{name} needs more memory than the limit allows; split it or raise memory_bytes in the settings.", name=name) from error
    # The one broad catch around one document of many: a parser's surprise costs this document only, and the reviewer is told.
    except Exception as error:
        raise CorruptDocument(f"{name} could not be read ({type(error).__name__}); open it in its own program, save it again and retry.", name=name) from error


def _backend(module: str) -> ModuleType:
    return importlib.import_module(f"screener.extract.{module}")
