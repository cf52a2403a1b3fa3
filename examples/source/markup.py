"""The plain-text markup of the Word drafts: headings, bullets, tables by name, and what a word processor keeps of a draft's history.

# Title, ## Heading, - bullet, ~ small note, @table name, @page; any other line is a paragraph.
**bold**
{+Name 2026-10-28T09:05:00Z|inserted words}      {-Name 2026-10-28T09:05:00Z|deleted words}
{>Name 2026-10-28T09:05:00Z|words it hangs on|>the comment}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_MARK = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*"
    r"|\{(?P<sign>[+>-])(?P<author>[^|{}]+?) (?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\|(?P<words>[^|{}]*)\}"
)
_LINES = (("## ", "heading"), ("# ", "title"), ("- ", "bullet"), ("~ ", "note"), ("@table ", "table"), ("@page", "page"))


class Kind(StrEnum):
    """What a piece of a paragraph is."""

    PLAIN = "plain"
    BOLD = "bold"
    INSERTED = "inserted"
    DELETED = "deleted"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Inline:
    """A piece of a paragraph; `author` and `at` belong to changes and comments."""

    kind: Kind
    words: str
    author: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, or a command with its argument as `words`."""

    kind: str
    words: str


def lines(text: str) -> Iterator[Line]:
    """The paragraphs of a source in order; empty lines only separate them."""
    for raw in text.splitlines():
        if raw.strip():
            yield _line(raw.strip())


def _line(raw: str) -> Line:
    for prefix, kind in _LINES:
        if raw.startswith(prefix):
            return Line(kind, raw.removeprefix(prefix).strip())
    return Line("paragraph", raw)


def inlines(words: str) -> Iterator[Inline]:
    """The pieces of a paragraph in order."""
    at = 0
    for match in _MARK.finditer(words):
        if match.start() > at:
            yield Inline(Kind.PLAIN, words[at : match.start()])
        yield _marked(match)
        at = match.end()
    if at < len(words):
        yield Inline(Kind.PLAIN, words[at:])


_SIGNS = {"+": Kind.INSERTED, "-": Kind.DELETED, ">": Kind.COMMENT}


def _marked(match: re.Match[str]) -> Inline:
    if match["bold"]:
        return Inline(Kind.BOLD, match["bold"])
    return Inline(_SIGNS[match["sign"]], match["words"], match["author"], match["at"])
