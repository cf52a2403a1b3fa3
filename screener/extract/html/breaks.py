"""Line breaks inside a stretch of words: which part paragraphs, and which only wrap a line."""

from __future__ import annotations

import re

from screener.extract.html.items import BREAK, Words
from screener.extract.text import MARKED
from screener.types import BlockKind

SHORT_LINE = 60  # lines of an address or a list are shorter than a wrapped line
SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "our", "the", "to", "vs", "with"})
_LABELLED = re.compile(r"[A-Z][\w/&'’ -]{1,30}:(?: |$)")


def split_at_breaks(words: Words) -> list[Words]:
    """Two breaks part paragraphs; one break is a space, except between the short lines of an address or a list."""
    paragraphs: list[list[Words]] = [[]]
    line = Words([], [], words.element, words.hidden, words.kind)
    for part, look in zip([*words.parts, BREAK, BREAK], [*words.looks, words.looks[0], words.looks[0]], strict=True):
        if part != BREAK:
            if line.parts or not part.isspace():
                line.parts.append(part)
                line.looks.append(look)
        elif line.parts:
            paragraphs[-1].append(line)
            line = Words([], [], words.element, words.hidden, words.kind)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [block for lines in paragraphs for block in _blocks_of(lines)]


def _blocks_of(lines: list[Words]) -> list[Words]:
    if len(lines) < 2 or _ends_on_purpose(lines):  # noqa: PLR2004 - one line has nothing to join
        return lines
    joined: list[Words] = []
    for line in lines:
        if joined and not MARKED.match(line.text):
            joined[-1].parts += [" ", *line.parts]
            joined[-1].looks += [line.looks[0], *line.looks]
        else:
            joined.append(line)
    return joined


def _ends_on_purpose(lines: list[Words]) -> bool:
    """Whether each line is a thing of its own: short, beginning like one, and not a heading broken over lines."""
    if lines[0].element.kind is BlockKind.HEADING or all(look.style.bold for line in lines for look in line.looks):
        return False
    texts = [line.text for line in lines]
    if all(map(_LABELLED.match, texts)):
        return True
    if any(not text or len(text) > SHORT_LINE or text.count("(") != text.count(")") for text in texts):
        return False
    return all(not text[0].islower() for text in texts[1:]) and not any(text[-1] in ",-–" or text.split()[-1] in SMALL for text in texts[:-1])
