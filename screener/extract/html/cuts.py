"""Paragraphs that a page's end cut in two: page numbers, rules and notes stand between the halves."""

from __future__ import annotations

import re

ENDS = '.?!:;”"'
LONGEST_JOINED = 20_000  # characters
_RULED = re.compile(r"[_=*–—-]{3,200}")
_GOING_ON = 40  # characters of a paragraph that may go on another without a page's mark between them
_OPEN_REACH = 80  # characters from a cut in which a parenthesis was opened or is closed


def is_rule(text: str) -> bool:
    """Whether a paragraph is a line drawn across the page."""
    return _RULED.fullmatch(text) is not None


def may_be_cut(text: str) -> bool:
    """Whether a paragraph stops before its end."""
    return text[-1] not in ENDS or _is_open(text)


def goes_on(before: str, text: str, *, after_page: bool) -> bool:
    """Whether a paragraph goes on one that a page's end cut."""
    if text[0].islower() and before[-1] not in ENDS:
        return after_page or len(text) >= _GOING_ON
    closing = text.find(")", 0, _OPEN_REACH)
    return _is_open(before) and closing >= 0 and "(" not in text[:closing]


def _is_open(text: str) -> bool:
    """Whether the text ends inside a parenthesis."""
    end = text[-_OPEN_REACH:]
    return end.rfind("(") > end.rfind(")")
