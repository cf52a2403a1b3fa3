"""Figures in text: amounts, percents, basis points, multiples and per-share values, multiplied out to a `Quantity`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from screener.types import Quantity, Span

_SCALES = {
    "thousand": 3, "k": 3, "million": 6, "mm": 6, "m": 6, "mn": 6, "mln": 6, "billion": 9, "b": 9, "bn": 9, "bln": 9, "trillion": 12, "t": 12, "tn": 12,
}  # fmt: skip
_CURRENCIES = {"$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY", "jpy": "JPY", "c$": "CAD", "a$": "AUD"}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_FIGURE = re.compile(
    rf"""(?P<open>\()?(?P<minus>[-−–])?\s?
    (?P<currency>US\$|C\$|A\$|[$€£¥]|(?:USD|EUR|GBP|JPY)\s)?\s?(?P<minus2>[-−])?(?P<open2>\()?
    (?P<number>{_NUMBER})
    (?:\s?(?:-|–|—|to)\s?(?:US\$|[$€£¥])?\s?(?P<high>{_NUMBER}))?
    (?:\)?\s?(?P<scale>thousand|million|billion|trillion|mm|mn|mln|bn|bln|tn|[kKMmBbT])(?![\w]))?
    \)?\s?(?P<unit>%|percent(?:age\spoints?)?|per\scent|basis\spoints?|bps?\b|pp\b|cents\b|¢|x\b|times\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_PER_SHARE = re.compile(r"\s{0,2}(?:per|a|/|each)\s{0,2}(?:fully\s|diluted\s|basic\s|common\s|ordinary\s){0,3}(?:share|unit|ads)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_MOST_BEFORE = 11  # characters of a figure before its first digit: "(-USD (."
_UNITS = {"%": "percent", "percent": "percent", "per cent": "percent", "cents": "cents", "¢": "cents", "x": "ratio", "times": "ratio"}
_MONTHS = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s$"
)
_LABEL_BEFORE = re.compile(
    r"(?:Item|Items|Exhibit|Section|Note|No\.|Rule|Form|Page|Part|Act of|ASC|ASU|Topic|Article|Chapter|Level|Tier|Phase|Covid-|Q|FY|H)\s?$", re.IGNORECASE
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class Figure(NamedTuple):
    """A figure in the text and its value."""

    span: Span
    quantity: Quantity


def figures(text: str, start: int = 0) -> Iterator[Figure]:
    """Figures of a passage in order; `start` is its offset in the document. Dates, years, item numbers and bare small counts are left out."""
    for match in _matches(text):
        quantity = _quantity(match)
        if quantity is None or _is_label(text, match, quantity):
            continue
        per_share = _PER_SHARE.match(text, match.end()) is not None
        if per_share:
            quantity = Quantity(value=quantity.value, unit=quantity.unit, high=quantity.high, per_share=True)
        lead = len(match[0]) - len(match[0].lstrip())
        yield Figure(Span(start + match.start() + lead, start + match.start() + len(match[0].rstrip())), quantity)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """As `finditer`, but looking only where a digit stands, several times as fast."""
    end = 0
    while digit := _DIGIT.search(text, end):
        match = _FIGURE.search(text, max(end, digit.start() - _MOST_BEFORE))
        if match is None:
            return
        yield match
        end = match.end()


def _quantity(match: re.Match[str]) -> Quantity | None:
    currency = (match["currency"] or "").strip().lower()
    unit_words = " ".join((match["unit"] or "").lower().split())
    scale = _SCALES.get((match["scale"] or "").lower(), 0)
    negative = bool(match["minus"] and currency) or bool(match["minus2"]) or bool((match["open"] or match["open2"]) and ")" in match[0])
    sign = -1 if negative else 1
    value = sign * Decimal(match["number"].replace(",", "")).scaleb(scale)
    high = sign * Decimal(match["high"].replace(",", "")).scaleb(scale) if match["high"] else None
    if currency:
        return Quantity(value=value, unit=_CURRENCIES.get(currency, "USD"), high=high)
    unit = _UNITS.get(unit_words) or ("bps" if unit_words.startswith(("basis", "bp")) else "percent" if unit_words else "")
    if unit == "cents":
        return Quantity(value=value / 100, unit="USD", high=high / 100 if high is not None else None)
    return Quantity(value=value, unit=unit or "count", high=high)


def _is_label(text: str, match: re.Match[str], quantity: Quantity) -> bool:
    """A number that only names something: a year, a day of a month, an item, a bare count without scale."""
    if quantity.unit != "count" or match["scale"]:
        return False
    before = text[max(0, match.start("number") - 12) : match.start("number")]
    if _MONTHS.search(before) or _LABEL_BEFORE.search(before):
        return True
    after = text[match.end("number") : match.end("number") + 1]
    if after.isalpha() or (before and before[-1].isalnum()):
        return True
    return "," not in match["number"] and "." not in match["number"] and (_FIRST_YEAR <= quantity.value <= _LAST_YEAR or quantity.value < 10)  # noqa: PLR2004 - "two of 5 plants" is no figure


def has_figure(text: str) -> bool:
    """Whether a passage holds a figure that measures something."""
    return any(True for _ in figures(text))
