"""How the name of a measure is built: what may stand between a modifier and its noun, what may follow the noun, and what an exclusion leaves out.

All patterns work on folded text, are anchored where they are tried, never cross a cell or a line, and repeat a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SEPARATOR = re.compile(r"(?:\*|\d(?:,\d)*)?(?: ?\((?:non-gaap|unaudited)\))?[ \-–—/*]{1,3}")
POSTPOSITIVE = re.compile(r"[ ,(\-–—:*/]{1,4}(?:on an? |in |at |the )?")
STANDS_ALONE = re.compile(r" ?(?:\)|basis\b|terms\b|growth\b|[\t\n.;:,%*]|$)")
AT_RATES = re.compile(r"(?:on an? |in |at )$")

_SUFFIX = re.compile(
    r"""\ ?\((?:loss|losses|expenses?|income|benefit|deficit|unaudited|non-gaap|charge)\)
    |[ ,(\-–—]{1,3}(?:fully\ )?(?:diluted|basic|net(?!\ [a-z])|assuming\ dilution|after[ -]tax(?:es)?)\b\)?
    |[ ,(\-–—]{1,3}(?:before\ (?:provision\ for\ )?(?:income\ )?tax(?:es)?(?:\ on\ income)?)\b\)?
    |[ ,(\-–—]{1,3}per\ (?:fully\ |assumed\ )?(?:diluted\ |basic\ |common\ |ordinary\ |outstanding\ |class\ [ab]\ ){0,3}(?:share|unit|ads|stock)\b(?:\ unit)?\)?
    |[ ,(\-–—]{1,3}(?:as\ an?\ |as\ )?(?:%|percent|percentage|percentages)\ (?:of|to)\ (?:net\ |total\ )?(?:sales|revenues?)\)?
    |\ (?:margins?|rate|percentage|percent|conversion|growth|yield|ratio|guidance)\b
    |\ from\ (?:continuing\ )?operations\b
    |\ (?:attributable|available)\ to\ [a-z.&'\ ]{2,48}?(?=\ ?[-–(,.;:\d$\t\n]|\ (?:per|for|of|was|were|increased|decreased|and)\b|$)""",
    re.VERBOSE,
)
_SUFFIXES = 4
_EXCLUSION_GAP = re.compile(
    r"[ ,(\-–—]{0,4}(?:\(?as adjusted\)?[ ,]{0,2})?(?:(?:sales |revenue )?(?:growth|increase|decrease|change)[ ,\-–—(]{0,3}|y/y growth[, ]{0,2})?"
)
_STOP_WORDS = (
    "is|was|were|are|be|been|has|have|had|grew|increased?|decreased?|declined?|rose|fell|improved|would|will|totaled|to|of|for|in|on|at|by|and|or|which|that|"
    "compared|versus|during|we|our|\\$"
)
_OBJECT_WORD = rf"(?!(?:{_STOP_WORDS})\b|\$|\d)[\w&'/%()\-]+(?:\.\w+)*"
_OBJECT = re.compile(rf"(?: {_OBJECT_WORD}){{1,9}}(?: (?:and|of|on|for|in) {_OBJECT_WORD}(?: {_OBJECT_WORD}){{0,4}})?")
_CLAIM = re.compile(r"[^.;\n\t]{0,40}?\b(?:was|were|is|increased|decreased|grew|rose|fell|declined|improved|totaled|would|expanded|up|down|reached|of \$)\b")
_BEFORE_SUBJECT = re.compile(
    r"(?:, |^|\) )(?:(?:our|the|total|consolidated|company|company's|worldwide|group|segment|global|also|adjusted|quarterly|diluted) ){0,3}$"
)
_PER_SHARE = re.compile(r"\bper (?:[a-z ]{0,30})?(?:share|unit|ads)\b|\beps\b")
_MARGIN = re.compile(r"\bmargins?\b|(?:%|percent|percentage) (?:of|to) (?:net |total )?(?:sales|revenue)|\b(?:income|profit) rate\b")
_YARDSTICK = re.compile(r"\b(?:representative|indicative|reflective|not part) of (?:the |our |its |company's |underlying |normal |future ){0,4}$")
_AFTER_TAX = re.compile(r"[a-z,] after[- ]tax\b|\bnet of tax\b")
_BASIC = re.compile(r"\bbasic\b")
_NOT_BASIC = re.compile(r"\bdiluted\b|assuming dilution")
_CONTENT = re.compile(r"[a-z0-9][a-z0-9\-]{2,}")
_BARE = re.compile(
    r"(?:[\s\W\d]|\b(?:y/y|yoy|year|over|on|an?|in|the|growth|change|increase|decrease|inc|dec|percent|percentage|basis|total|measures?|results?|rate|amounts?|reported|unaudited|as|non-gaap|"
    r"adjusted|terms|at|vs|versus|prior|financial)\b){0,40}"
)
_EMPTY_WORDS = frozenset(
    {"the", "impact", "impacts", "effect", "effects", "certain", "any", "these", "those", "all", "from", "one-time", "special", "other", "our", "its", "net"}
)


class OpenPhrase:
    """A noun phrase the lexicon does not hold, known by the word it ends in."""

    def __init__(self, heads: Iterable[str]) -> None:
        alternatives = "|".join(map(re.escape, sorted(heads, key=len, reverse=True)))
        stop = (
            "is|was|were|are|be|for|to|in|by|at|or|that|which|than|we|our|this|basis|measures?|adjustments?|items|information|disclosures?|gaap|non-gaap|from|the|a|an|as|its|"
            "their|these|certain|reconciliations?|excludes?|includes?|excluding|when|if|it|with|you|all|results|outlook|guidance"
        )
        word = rf"(?!(?:{stop})\b)[a-z&'(][\w&'./()%\-]{{0,30}}"
        phrase = rf"(?!and\b|of\b|on\b)(?:{word} ){{0,6}}?(?:{alternatives})\b(?:[ \-](?:{alternatives})\b){{0,2}}"
        self._pattern = re.compile(rf"{phrase}(?: on (?:average )?(?:[a-z\-]+ ){{0,2}}(?:assets|equity|capital))?")

    def end(self, folded: str, start: int) -> int | None:
        """Where the phrase that begins at `start` ends, None if none begins there."""
        found = self._pattern.match(folded, start)
        return found.end() if found else None


def fillers(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for one filler word or phrase."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b")


def suffix_end(folded: str, start: int) -> int:
    """The end of what belongs to a noun that ends at `start`: "per diluted share", "margin", "attributable to the company"."""
    for _ in range(_SUFFIXES):
        found = _SUFFIX.match(folded, start)
        if found is None:
            return start
        start = found.end()
    return start


def exclusion_start(folded: str, noun_end: int) -> int:
    """Where the word "excluding" would begin behind a noun."""
    found = _EXCLUSION_GAP.match(folded, noun_end)
    return found.end() if found else noun_end


def object_end(folded: str, start: int) -> int:
    """The end of what an exclusion that ends at `start` leaves out."""
    found = _OBJECT.match(folded, start)
    return found.end() if found else start


def is_subject(folded: str, start: int, end: int) -> bool:
    """Whether a noun is what a sentence that began with an exclusion speaks of: behind a comma, before a verb or a figure."""
    return _BEFORE_SUBJECT.search(folded, max(0, start - 40), start) is not None and _CLAIM.match(folded, end) is not None


def stands_alone(folded: str, start: int, end: int) -> bool:
    """Whether a modifier speaks by itself: "on an organic basis", "6% organic", "(FTE)", "organically"."""
    return STANDS_ALONE.match(folded, end) is not None or AT_RATES.search(folded, max(0, start - 8), start) is not None or folded.endswith("ally", start, end)


def is_yardstick(folded: str, start: int) -> bool:
    """Whether a name only says what items are no part of ("not representative of ongoing earnings")."""
    return _YARDSTICK.search(folded, max(0, start - 48), start) is not None


def form_of(words: str) -> str:
    """The form a name gives its measure: per_share, margin or none."""
    if _PER_SHARE.search(words):
        return "per_share"
    return "margin" if _MARGIN.search(words) else ""


def is_after_tax(words: str) -> bool:
    """Whether a name says its measure is after tax."""
    return _AFTER_TAX.search(words) is not None


def is_basic(words: str) -> bool:
    """Whether a per-share name speaks of basic shares alone."""
    return _BASIC.search(words) is not None and _NOT_BASIC.search(words) is None


def content_words(words: str) -> list[str]:
    """The telling words of what is left out, which tell one exclusion from another."""
    return [word for word in _CONTENT.findall(words) if word not in _EMPTY_WORDS]


def is_bare(words: str) -> bool:
    """Whether the words around a modifier in a label name nothing of their own ("F/X neutral Y/Y % growth")."""
    return _BARE.fullmatch(words) is not None
