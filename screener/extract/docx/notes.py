"""Footnotes, endnotes and comments of a Word file, by the ids that paragraphs refer to them with."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from screener.extract.docx.marks import W

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_TRUE = frozenset({"1", "true", "on"})
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class Comment(NamedTuple):
    """A remark in the margin; `state` says "resolved", "reply" or both, None for an open remark of its own."""

    author: str | None
    at: str | None
    paragraphs: tuple[str, ...]
    state: str | None = None


def read_notes(root: etree._Element | None) -> dict[str, etree._Element]:
    """Footnotes or endnotes by id; the lines Word draws above them are left out."""
    if root is None:
        return {}
    return {note.get(f"{W}id", ""): note for note in root if note.get(f"{W}type") not in _SEPARATORS}


def read_comments(root: etree._Element | None, extended: etree._Element | None) -> dict[str, Comment]:
    """Comments by id in file order; `extended` is the part that knows replies and what is resolved."""
    if root is None:
        return {}
    states = _states(extended)
    found = {}
    for element in root.findall(f"{W}comment"):
        paragraphs = element.findall(f".//{W}p")
        marks = [paragraph.get(f"{_W14}paraId", "") for paragraph in paragraphs]
        texts = tuple(text for paragraph in paragraphs if (text := _text(paragraph)).strip())
        state = states.get(marks[-1]) if marks else None
        found[element.get(f"{W}id", "")] = Comment(element.get(f"{W}author"), element.get(f"{W}date"), texts, state)
    return found


def _states(extended: etree._Element | None) -> dict[str, str]:
    states = {}
    for element in () if extended is None else extended.findall(f"{_W15}commentEx"):
        words = [
            "resolved" if element.get(f"{_W15}done") in _TRUE else "",
            "reply" if element.get(f"{_W15}paraIdParent") else "",
        ]
        if any(words):
            states[element.get(f"{_W15}paraId", "")] = " ".join(filter(None, words))
    return states


def _text(paragraph: etree._Element) -> str:
    """All words of a comment's paragraph, those deleted under tracking included: the recipient has them, too."""
    tags = (f"{W}t", f"{W}delText", f"{W}tab", f"{W}br", f"{W}cr")
    return "".join((part.text or "") if part.tag in tags[:2] else " " for part in paragraph.iter(*tags))
