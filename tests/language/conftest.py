"""One language for all tests here, and documents made from a few marked lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from screener.extract.builder import DocumentBuilder, TableCell
from screener.extract.limits import Limits
from screener.language import Language
from screener.policy import Policy
from screener.types import Analysis, BlockKind, Channel, Document, Occasion, Source

Read = Callable[..., Analysis]
MARKS = {"# ": BlockKind.HEADING, "* ": BlockKind.LIST_ITEM, "> ": BlockKind.NAVIGATION, "~ ": BlockKind.NOTES, "% ": BlockKind.CUE}


def document_of(*lines: str, media_type: str = "text/plain", fields: dict[str, str] | None = None) -> Document:
    """A block a line: `# ` opens a heading (`## ` of the second level), `* ` a list item, `> ` navigation, `~ ` notes, `% ` a cue, `| ` a row."""
    source = Source(name="draft", media_type=media_type, sha256="0" * 64, bytes=1, record_id="1" if fields else None, record_fields=fields or {})
    builder = DocumentBuilder(source, Limits())
    for line in lines:
        level = len(line) - len(line.lstrip("#"))
        if line.startswith("| "):
            builder.add_table([TableCell(cell.strip(), 0, i) for i, cell in enumerate(line[2:].split("|"))])
        elif level and line[level] == " ":
            builder.add(BlockKind.HEADING, line[level + 1 :], level=level)
        else:
            kind = MARKS.get(line[:2], BlockKind.PARAGRAPH)
            builder.add(kind, line[2:] if kind is not BlockKind.PARAGRAPH else line)
    return builder.build()


@pytest.fixture(scope="session")
def language() -> Language:
    return Language.load(Policy(version="test", clauses={}, topics={}, rules={}))


@pytest.fixture
def read(language: Language) -> Read:
    def analyse(*lines: str, channel: Channel = Channel.EARNINGS_RELEASE, speakers: tuple[str, ...] = ()) -> Analysis:
        return language.read(document_of(*lines), Occasion(channel=channel, speakers=speakers))

    return analyse


@pytest.fixture(scope="session")
def document() -> Callable[..., Document]:
    return document_of
