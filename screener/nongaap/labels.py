"""Which financial measure a row label or column head names: the lexicon's names, and the words by which schedules mark their lines.

C&DI 100.05 has a measure labelled for what it is; schedules say "GAAP", "Non-GAAP", "as reported", "adjusted", "excluding", "Less:", "impact of".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from screener.language.folding import fold
from screener.nongaap.measures import namer_of
from screener.nongaap.names import Named, Namer
from screener.nongaap.vocabulary import MeasureLexicon
from screener.policy import Policy
from screener.types import MeasureKind

_MARKS = re.compile(r"(?:\s?(?:\([a-z0-9]{1,2}\)|\(see [^()]{1,60}\)|[*†‡§⁽⁾⁰-⁹¹²³]))+$|(?<=[a-z)])\d{1,2}$")
_NON_GAAP = re.compile(r"\bnon[- ]{0,2}gaap\b")
_MADE = re.compile(
    r"\b(?:adjusted|normali[sz]ed|pro forma|constant[- ]currency|operational|organic|underlying|tangible|"
    r"excluding|excl|excludes|exclusive of|ex-?items|before special)\b"
)
_EXCLUDING = re.compile(r"\b(?:excluding|excl\.?|excludes|exclusive of|less|before)\b")
_GAAP = re.compile(r"\bgaap\b|\b(?:as )?(?:originally )?reported\b")
_STEP = re.compile(
    r"^(?:less|plus|add|add back|addback|deduct|minus|subtract|add/less|less/add|\(?[+-]\)?|"
    r"(?:net |total )?(?:changes?|increase|decrease)(?: \((?:increase|decrease)\))? in|impacts? of|effects? of|amortization|depreciation|"
    r"stock-based|share-based|restructuring|adjusted for|adjustment for|adjustments? to|loss(?:es)? on|gains? on|gain)\b"
)
_ADJUSTING = re.compile(
    r"\badjustments?\b|\badjusting items\b|\breconciling items\b|\bimpacts?\b|\beffects?\b|\btax on\b|"
    r"\b(?:special|identified|non-core|excluded) items\b|\bcharges\b|\brelated to\b"
)
_START = re.compile(
    r"^(?:total |consolidated |diluted |basic |reported |net |company |worldwide )*"
    r"(?:(?:income|earnings|profit|loss)\b(?! tax)|income tax (?:expense|provision)|cash (?:provided|used|flows?|from|generated)|"
    r"operating (?:income|loss|profit|earnings|expenses?|cash flow|margin)|"
    r"gross (?:profit|margin)|revenues?\b|sales\b|(?:long-term )?debt\b|eps\b|(?:stock|share)(?:holders|owners)'? equity|common equity|equity\b|assets\b|"
    r"effective (?:income )?tax rate|provision for (?:\(benefit from\) |\(benefit from\)/)?(?:income )?taxes|selling, general|sg&a|research and development|"
    r"cost of (?:sales|revenues?|goods|products)|non-?interest expense|interest income|combined ratio|loss ratio|book value)"
)  # fmt: skip
_FAMILIAR = (
    (re.compile(r"\bcash\b.*\b(?:operating activities|operations)\b"), "cfo"),
    (re.compile(r"\bper\b.*\bshare\b|\beps\b"), "eps"),
    (re.compile(r"^(?:gaap |consolidated )*net (?:income|loss|earnings|\(loss\)|profit)"), "net_income"),
    (re.compile(r"\b(?:income|loss|profit)(?: \(loss\))? from operations\b|\boperating (?:income|loss|profit)"), "operating_income"),
    (re.compile(r"\b(?:income|loss|earnings)\b.*\bbefore\b.*\btax"), "pretax_income"),
)
_BARE = frozenset({"gaap", "non-gaap", "as reported", "reported", "as adjusted", "adjusted", "u.s. gaap", "us gaap", "non gaap"})


class Label(NamedTuple):
    """What a label says of its line. `measure` is the lexicon's id or "", `step` marks an adjusting line, `bare` a label that says GAAP or non-GAAP alone."""

    kind: MeasureKind | None = None
    measure: str = ""
    step: bool = False
    bare: bool = False


class Labels:
    """Reads labels by the lexicon of one policy."""

    def __init__(self, lexicon: MeasureLexicon) -> None:
        self._namer = namer_of(lexicon)
        self._comparable = {measure.id: measure.comparable for measure in lexicon.measures}
        self._read: dict[str, Label] = {}

    @classmethod
    def of(cls, policy: Policy) -> Labels:
        """The labels of a policy, compiled once."""
        lexicon = policy.section("measures", MeasureLexicon)
        namer = namer_of(lexicon)
        for known, labels in _labels:
            if known is namer:
                return labels
        _labels.insert(0, (namer, cls(lexicon)))
        del _labels[_MOST_LABELS:]
        return _labels[0][1]

    def comparable(self, measure: str) -> str:
        """The id of the GAAP measure most directly comparable to a non-GAAP one, "" if the lexicon has none."""
        return self._comparable.get(measure, "")

    def read(self, label: str) -> Label:
        """What a row label or a column head names.

        >>> Labels.of(Policy.load()).read("Adjusted EBITDA (1)").measure
        'adj_ebitda'
        """
        found = self._read.get(label)
        if found is None:
            if len(self._read) >= _MOST_KEPT:
                self._read.clear()
            found = self._read.setdefault(label, self._fresh(label))
        return found

    def _fresh(self, label: str) -> Label:
        words = plain(label)
        if not words:
            return Label()
        if words in _BARE:
            made = words.startswith("non") or "adjusted" in words
            return Label(MeasureKind.NON_GAAP if made else MeasureKind.GAAP, bare=True)
        if _STEP.match(words):
            return Label(step=True)
        names = self._namer.names(shown(label))  # abbreviations count only as written: "FFO"
        own = next((name for name in names if not name.is_gaap), None)
        if own is not None or _NON_GAAP.search(words) or _MADE.search(words):
            return _made(words, own)
        if _ADJUSTING.search(words):
            return Label(step=True)
        gaap = names[0] if names else None
        if _GAAP.search(words) or _START.match(words) or (gaap is not None and gaap.span.start == 0):
            return Label(MeasureKind.GAAP, (gaap.measure if gaap is not None else "") or _familiar(words))
        return Label()


_MOST_KEPT = 20_000


def _familiar(words: str) -> str:
    """The GAAP measure of a caption with words in between that no lexicon lists ("net cash provided by continuing operating activities")."""
    return next((measure for pattern, measure in _FAMILIAR if pattern.search(words)), "")


def _made(words: str, own: Named | None) -> Label:
    """A label with non-GAAP words names the measure, unless they only tell what an adjusting line is about."""
    excluding = _EXCLUDING.search(words)
    if _ADJUSTING.search(words[: excluding.start()] if excluding else words):
        return Label(step=True)
    return Label(MeasureKind.NON_GAAP, _measure(own))


def _measure(own: Named | None) -> str:
    """The lexicon's id of a non-GAAP name, that of its noun where the whole has none."""
    if own is None:
        return ""
    noun = own.noun
    return own.measure or (noun.adjusted or noun.inherent if noun is not None else "")


def plain(label: str) -> str:
    """A label in small letters without footnote marks and closing colon."""
    words = " ".join(fold(label).split()).rstrip(": ")
    while (shorter := _MARKS.sub("", words)) != words:
        words = shorter.rstrip(" :,")
    return words


def shown(label: str) -> str:
    """A label as a person reads it, without footnote marks and closing colon."""
    words = " ".join(label.split())
    return words[: len(plain(label))].rstrip(" :,")


_MOST_LABELS = 4
_labels: list[tuple[Namer, Labels]] = []
