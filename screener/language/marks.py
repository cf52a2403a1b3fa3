"""Marks that role rules count beside phrases: amounts, addresses and times of day."""

from __future__ import annotations

import re

_FIGURE = re.compile(r"[$€£] ?\d|\d ?(?:%|percent\b|million\b|billion\b|basis points\b)|\b\d{1,3}(?:,\d{3})+\b(?! ?[-/])")
_ADDRESS = re.compile(r"[\w.+-]@[\w-]{1,63}\.|\d{3}\)?[ ./-]\d{3}[ .-]\d{4}|\+\d{1,3}[ .(-]{1,2}\d{1,4}")
_IN_ADDRESSES = re.compile(r"[@\d]")  # most sentences hold neither
_WHOLE_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,253}|\(?\d{3}\)?[ ./-]\d{3}[ .-]\d{4}|\+\d{1,3}(?:[ .()-]{1,3}\d{1,4}){1,6}")
_MAX_LINE = 100
_MAX_LABEL = 12  # letters beside the address: "Tel.", "Phone:", "Toll-free"
_TIME = re.compile(r"\b\d{1,2}(?::\d\d)? ?[ap]\.? ?m\b", re.IGNORECASE)


def holds_figure(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a stretch holds an amount, a percentage or a large number."""
    return _FIGURE.search(text, start, len(text) if end is None else end) is not None


def holds_address(text: str) -> bool:
    """Whether the text holds an e-mail address or a telephone number."""
    return _IN_ADDRESSES.search(text) is not None and _ADDRESS.search(text) is not None


def is_address(text: str) -> bool:
    """Whether a line is an e-mail address or a telephone number and hardly anything else."""
    if len(text) > _MAX_LINE or not holds_address(text):
        return False
    return sum(map(str.isalnum, _WHOLE_ADDRESS.sub("", text))) <= _MAX_LABEL


def holds_time(text: str) -> bool:
    """Whether the text names a time of day, such as "8:30 a.m."."""
    return _TIME.search(text) is not None
