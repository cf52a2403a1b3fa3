"""Letters for glyphs that the file gives no letter: browsers print "fi" and its kin as one glyph and often name none.

All glyphs of one font and width are one ligature. It is the one that makes most of the words they stand in words the
document, or a short list of words with ligatures, knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

UNKNOWN = "\ufffd"
_LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "tt", "ti", "ft", "fj", "th", "Th")
_TRIED = 200  # words of one glyph that are looked at
_PREFIXES = "un|re|in|non|out|over|mis|de|dis|pre|co|back"
_STEMS = (
    "first|five|final|financ|find|fiscal|fixed|field|file|filing|fill|film|profit|benefit|"
    "confiden|defin|identif|classif|certif|significan|specific|modif|notif|pacific|satisf|verif|figure|flow|"
    "flex|float|floor|fluctuat|fluid|reflect|inflation|influenc|conflict|effect|affect|affair|different|difficult|"
    "differ|offer|offset|staff|suffer|tariff|traffic|diffus|office|officer|efficien|sufficient|coefficient|affiliat|"
    "affirm|affluen|offline|baffl"
)
_KNOWN = re.compile(rf"(?:(?:{_PREFIXES})-?)?(?:{_STEMS})")
_EDGES = re.compile(r"^\W+|\W+$")


class Unknown(NamedTuple):
    """A glyph without a letter: its page and word, its place in the word, and its font and width, which tell ligatures apart."""

    page: int
    word: int
    glyph: tuple[str, float]


def restore(texts: Sequence[list[str]], unknown: Iterable[Unknown], vocabulary: Collection[str]) -> None:
    """Puts the letters of ligatures into the words of the pages; glyphs that cannot be told stay as they are."""
    by_glyph: dict[tuple[str, float], list[tuple[int, int]]] = {}
    for place in unknown:
        by_glyph.setdefault(place.glyph, []).append((place.page, place.word))
    for places in by_glyph.values():
        usual = _usual([texts[page][word] for page, word in places[:_TRIED]], vocabulary)
        for page, word in places if usual else ():
            texts[page][word] = _restored(texts[page][word], usual, vocabulary)


def _usual(words: Sequence[str], vocabulary: Collection[str]) -> tuple[str, ...]:
    """Ligatures by how many words they make known, the best first; none when the best makes fewer than half of them known."""
    scores = {letters: sum(_is_known(word.replace(UNKNOWN, letters, 1), vocabulary) for word in words) for letters in _LIGATURES}
    best = sorted(_LIGATURES, key=lambda letters: -scores[letters])
    return tuple(letters for letters in best if scores[letters]) if scores[best[0]] * 2 >= len(words) else ()


def _restored(word: str, usual: Sequence[str], vocabulary: Collection[str]) -> str:
    """The word with the first ligature that makes it known: "fi" and "fl" are of one width in many fonts."""
    words = [word.replace(UNKNOWN, letters, 1) for letters in usual]
    return next((known for known in words if _is_known(known, vocabulary)), words[0])


def _is_known(word: str, vocabulary: Collection[str]) -> bool:
    plain = _EDGES.sub("", word).lower()
    return plain in vocabulary or _KNOWN.match(plain) is not None
