"""Plain text to blocks: paragraphs by blank lines, headings, list items and speaker turns line by line."""

from __future__ import annotations

import re

from screener.extract.builder import DocumentBuilder
from screener.extract.decode import decode
from screener.extract.limits import Limits
from screener.types import BlockKind, Provenance

_BULLET = re.compile(r"^(\s*)(?:[-*•‣◦▪–—o]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+\S")
_SPEAKER = re.compile(r"^[A-Z][\w.,'’ ()&-]{1,80}(?: [–—-] [\w.,'’ &()/-]{2,80})?:(?:\s|$)")
_WRAPPED = 60  # shorter lines end on purpose; longer ones were wrapped by a program
_HEADING_WORDS = 12
_MAX_LINE = 50_000


def read(data: bytes, builder: DocumentBuilder, _limits: Limits) -> None:
    """Adds the blocks of a text file; letters lost in a broken encoding become a gap."""
    decoded = decode(data)
    if decoded.lossy:
        builder.add_gap("encoding", "Some bytes mean nothing in the file's encoding and were shown as \ufffd; save the file as UTF-8.", code="encoding")
    add_text(builder, decoded.text)


def add_text(builder: DocumentBuilder, text: str) -> None:
    """Adds plain text as headings, paragraphs and list items; line numbers are 1-based."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    paragraph: list[str] = []
    began = 1
    for number, line in enumerate([*lines, ""], start=1):
        stripped = line.strip()
        if paragraph and (not stripped or _starts_block(line, paragraph[-1])):
            _flush(builder, paragraph, began)
            paragraph = []
        if stripped:
            if not paragraph:
                began = number
            paragraph.append(line)


def _starts_block(line: str, previous: str) -> bool:
    """Whether a line opens a block of its own although no blank line stands before it."""
    return len(previous.rstrip()) < _WRAPPED or _BULLET.match(line) is not None or _SPEAKER.match(line) is not None or len(previous) > _MAX_LINE


def _flush(builder: DocumentBuilder, lines: list[str], began: int) -> None:
    text = " ".join(line.strip() for line in lines)
    place = Provenance(line=began)
    bullet = _BULLET.match(lines[0])
    if bullet is not None:
        builder.add(BlockKind.LIST_ITEM, text, provenance=place, level=1 + len(bullet[1].expandtabs()) // 2)
    elif _is_heading(text, lines):
        builder.add(BlockKind.HEADING, text, provenance=place, level=1 if text.isupper() else 2)
    else:
        builder.add(BlockKind.PARAGRAPH, text, provenance=place)


def _is_heading(text: str, lines: list[str]) -> bool:
    """A short line of capitals, or in title case without a stop, that no sentence runs through."""
    if len(lines) > 1 or _SPEAKER.match(lines[0]) or text[-1] in '.,;:!?…”"' or not text[0].isupper():
        return False
    words = [word for word in text.split() if word[0].isalpha()]
    if not 1 <= len(words) <= _HEADING_WORDS or any(c in "#@|" for c in text):
        return False
    small = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "our", "the", "to", "vs", "with"}
    return text.isupper() or (len(words) > 1 and all(word[0].isupper() or word in small for word in words))
