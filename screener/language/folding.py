"""Folding text for comparison: small letters, straight quotes and plain hyphens, letter for letter, so that every offset holds."""

from __future__ import annotations

_FOLDS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "‒": "-", "‾": "-", "\u00a0": " "})


def fold(text: str) -> str:
    """The text in small letters with straight quotes and plain hyphens, of the same length."""
    small = same_length_lower(text)
    return small if small.isascii() else small.translate(_FOLDS)


def same_length_lower(text: str) -> str:
    """Small letters, keeping the few letters whose small form is longer."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
