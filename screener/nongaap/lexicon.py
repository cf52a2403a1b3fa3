"""Finding many phrases at once: one Aho-Corasick pass over the text, whole words only, the longest phrase at each place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from screener.language.folding import fold
from screener.types import Span


class Hit(NamedTuple):
    """A phrase found in the text."""

    span: Span
    key: str


class Lexicon:
    """Phrases with a key each, compiled once. Case is folded unless `exact`.

    >>> Lexicon({"net debt": "net_debt"}).hits("Net debt fell.")
    """

    def __init__(self, phrases: Mapping[str, str], *, exact: bool = False) -> None:
        self._exact = exact
        folded = phrases if exact else {fold(phrase): key for phrase, key in phrases.items()}
        self._keys = list(folded.values())
        self._automaton = AhoCorasick(list(folded), matchkind=MatchKind.LeftmostLongest)

    def hits(self, text: str, start: int = 0) -> Iterator[Hit]:
        """Phrases in text order, none inside a longer word; `start` is the text's offset in the document."""
        searched = text if self._exact else fold(text)
        for index, begin, end in self._automaton.find_matches_as_indexes(searched):
            if _is_whole(searched, begin, end):
                yield Hit(Span(start + begin, start + end), self._keys[index])


def _is_whole(text: str, begin: int, end: int) -> bool:
    """A digit right behind a letter is a footnote mark ("Adjusted EPS1")."""
    if begin > 0 and text[begin - 1].isalnum() and text[begin].isalnum():
        return False
    return not (end < len(text) and text[end].isalnum() and text[end - 1].isalnum()) or (text[end].isdigit() and text[end - 1].isalpha())


def combinations(before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    """Every first word before every second."""
    after = tuple(after)
    return (f"{first} {second}" for first in before for second in after)
