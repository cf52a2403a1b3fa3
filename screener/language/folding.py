"""Folding text for comparison: small letters, straight quotes and plain hyphens, letter for letter, so that every offset holds."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FOLDS = {"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "‒": "-", "‾": "-", "\u00a0": " "}
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_BREAK = ord("\n")
_FEW = 64  # different letters outside ASCII; ordinary drafts have a dozen


def fold(text: str) -> str:
    """The text in small letters with straight quotes and plain hyphens, of the same length."""
    small = same_length_lower(text)
    if small.isascii():
        return small
    for mark, plain in _FOLDS.items():
        small = small.replace(mark, plain)
    return small


def same_length_lower(text: str) -> str:
    """Small letters, keeping the few letters whose small form is longer."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def translated(text: str, table: Mapping[int, str]) -> str:
    """As `str.translate`, several times as fast on drafts: that is slow for any text that is not all ASCII, and drafts hold few other letters."""
    if text.isascii():
        return text.translate(table)
    foreign = set(_FOREIGN.findall(text))
    if len(foreign) > _FEW:
        return text.translate(table)
    for letter in foreign:
        if ord(letter) in table:
            text = text.replace(letter, table[ord(letter)])
    # What is left stands on few lines.
    return table.get(_BREAK, "\n").join([line.translate(table) for line in text.split("\n")])
