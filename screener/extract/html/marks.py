"""Small things in a page's text: raised marks and how they are written apart, and comments that hold sentences."""

from __future__ import annotations

import re

_MAX_COMMENT = 20_000
_CODE = re.compile(r"[{}=;]|https?:|//|\bfunction\b|^\[|^/?field:|^\?", re.IGNORECASE)
_COMMON_WORDS = frozenset({"the", "of", "to", "and", "in", "is", "we", "our", "for", "this", "that", "be", "not", "with", "on", "will", "are", "has"})
_COMMENT_WORDS = 5
_MARK = re.compile(r"\s*[(\[]?\s*(?:\d{1,2}|[a-zA-Z]|[*†‡§]{1,3})(?:\s*[,&]\s*\d{1,2}){0,4}\s*[)\]]?\s*")
_UP = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_UNITS = frozenset({"m", "km", "cm", "mm", "ft", "in", "sq", "x"})
_TAG = re.compile(r"<[^<>]{0,2000}>")


def without_tags(markup: str) -> str:
    """The words of commented-out markup."""
    return _TAG.sub(" ", markup[:_MAX_COMMENT])


def is_prose(comment: str) -> bool:
    """Whether a comment holds sentences, not code, addresses or a program's marks."""
    text = without_tags(comment).strip()
    words = text.split()
    return len(words) >= _COMMENT_WORDS and _CODE.search(text) is None and not _COMMON_WORDS.isdisjoint(word.lower() for word in words)


def raised(text: str, before: list[str]) -> str:
    """A raised mark kept apart from the number or word it is set on.

    On a figure it is written with raised digits, on a word in parentheses, so that neither becomes part of what it marks.
    """
    mark = text.strip()
    if not mark or not _MARK.fullmatch(text):
        return text
    last = next((part for part in reversed(before) if part.strip()), "")
    if not last:
        return f"{mark} " if mark[0] in "([*†‡§" else f"({mark}) "
    if last[-1].isdecimal() or last[-1] in "%)":
        return f" {mark.translate(_UP)} "
    if last.split()[-1].lower() in _UNITS and mark.isdecimal():
        return mark.translate(_UP)
    return mark if mark[0] in "([*†‡§" or mark.isalpha() else f"({mark})"
