"""Patterns tried only where a match can begin answer as the patterns themselves do."""

from __future__ import annotations

import re

import pytest

from screener.nongaap.cues import Cue, beginnings

_PATTERNS = [
    r"reconcil|gaap (?:to|and) non-?gaap|non-?gaap (?:to|and) gaap",
    r"(?:effect|impact)s? (?:of|from)|\bless:|^currency\b",
    r"\bhelps?\b|insights?|more (?:complete|accurate)",
    r"[kx]eep|skill (?!set)",
    r".{0,5}outlook",
]
_TEXTS = [
    "",
    "Reconciling GAAP to Non-GAAP and non-gaap AND gaap.",
    "Currency; the impacts of currency, less: effect from it.",
    "It HELPS; more complete INSIGHTS help.",
    "An outlook, X\u2011rays \u2019 K\u212aeep keep xEEP.",
    "\u0130mpact of, \u0131mpact of, in\u017fights, \u017fkill, \u212aeep.",
]


@pytest.mark.parametrize("words", _PATTERNS)
@pytest.mark.parametrize("text", _TEXTS)
def test_search_and_finditer_find_what_the_pattern_finds(words: str, text: str) -> None:
    pattern = re.compile(words, re.IGNORECASE)
    cue = Cue(pattern)
    first, own = pattern.search(text), cue.search(text)
    assert (own and own.span()) == (first and first.span())
    assert [found.span() for found in cue.finditer(text)] == [found.span() for found in pattern.finditer(text)]


def test_optional_letters_give_both_beginnings() -> None:
    assert beginnings(re.compile("x?gaap|net (?:income|loss)", re.IGNORECASE)) == ["gaap", "net inco", "net loss", "xgaap"]


def test_a_pattern_that_may_begin_with_anything_has_no_beginnings() -> None:
    assert beginnings(re.compile(r".{0,20}nareit|\w+ margin", re.IGNORECASE)) == []
