"""What one table cell says as a number: value, decimals shown, percent sign, currency, dash for nothing, or a range."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from screener.types import Span

_HUNDRED = 2  # its power of ten
_MAX_CELL = 60  # longer cells are words
_CURRENCIES = {
    "$": "USD",
    "US$": "USD",
    "C$": "CAD",
    "A$": "AUD",
    "HK$": "HKD",
    "NT$": "TWD",
    "S$": "SGD",
    "R$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
}
_CURRENCY = r"(?:US|HK|NT|[CASR])?\$|[€£¥₹]"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_MARK = r"(?:\s?(?:\([a-z0-9]{1,2}\)|[*†‡§]{1,3}|[⁽⁾⁰-⁹¹²³]{1,4})){0,3}"


def _amount(which: int) -> str:
    """The pattern of an amount with its groups numbered: a sign, a parenthesis and a currency may come in any usual order."""
    return (
        rf"[~≈]?\s?(?P<sign{which}>[-–−+])?\s?(?P<open{which}>\()?\s?(?P<currency{which}>{_CURRENCY})?\s?(?P<minus{which}>[-–−])?\s?"
        rf"(?P<inner{which}>\()?\s?(?P<number{which}>{_DIGITS})\s?(?P<percent{which}>%)?\s?(?P<close{which}>\))?\s?"
        rf"(?P<unit{which}>%|percent|bps|bp|basis points|ppts?|pts?|points?|pp|x)?\s?\)?"
    )


_PLAIN = re.compile(rf"(?P<currency>\$\s?)?(?P<open>\()?(?P<number>{_DIGITS})(?P<percent>\s?%)?\)?")  # nine cells of ten that hold a figure
_NUMBER = re.compile(_amount(1) + _MARK, re.IGNORECASE)
_RANGE = re.compile(_amount(1) + r"\s?(?:-|–|—|to|and)\s?" + _amount(2) + _MARK, re.IGNORECASE)
_DASH = re.compile(rf"[~≈]?\s?(?:{_CURRENCY})?\s?\(?\s?[-–—−]{{1,3}}\s?\)?\s?(?P<percent>%|pp|pts?|bps)?" + _MARK)
_MISSING = re.compile(r"(?:n/?\.?[am]\.?|n\.m\.|nmf?|\*+|nil|not meaningful|not applicable|tbd|\.\.\.)" + _MARK, re.IGNORECASE)
_YEAR = re.compile(r"(?:FY\s?)?(?:19|20)\d\d[EA]?" + _MARK)
_PERCENT_UNITS = ("%", "p", "b", "x")  # percent, points, basis points, multiples: none of them adds up with amounts


@dataclass(frozen=True, slots=True)
class Figure:
    """The number a cell shows, in the unit it is shown in; `step` is one unit of its last digit (0.01 for `1.25`)."""

    value: Decimal
    span: Span
    decimals: int
    percent: bool = False  # percent, points or a multiple; basis points are given in percent
    currency: str | None = None
    nil: bool = False  # a dash
    is_end: bool = False  # one end of a range
    high: Decimal | None = None  # the other end of a range

    def end(self, *, upper: bool) -> Figure:
        """The lower or the upper end of a range as a figure; a plain figure is both."""
        if self.high is None:
            return self
        return replace(self, value=(max if upper else min)(self.value, self.high), high=None, is_end=True)

    @property
    def step(self) -> Decimal:
        """One unit of the last digit shown."""
        return Decimal(1).scaleb(-self.decimals)


def parse_figure(text: str, span: Span) -> Figure | None:
    """The figure in a cell, None for words, `N/A` and the like. Parentheses and a minus sign make it negative; a dash is zero.

    >>> parse_figure("$(1,234.5)", Span(0, 10)).value
    Decimal('-1234.5')
    """
    if len(text) > _MAX_CELL or (text[:1].isalpha() and "$" not in text[:4]):
        return None  # a label, as most cells that hold no figure
    words = " ".join(text.split())
    if not words:
        return None
    if match := _PLAIN.fullmatch(words):
        return _plain(match, span)
    if match := _DASH.fullmatch(words):
        return Figure(Decimal(0), span, 0, percent=match["percent"] is not None, nil=True)
    if match := _NUMBER.fullmatch(words):
        return _figure(match, span)
    if match := _RANGE.fullmatch(words):
        return _range(match, span)
    return None


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no meaningful number: `N/A`, `NM`, asterisks."""
    return _MISSING.fullmatch(" ".join(text.split())) is not None


def is_year(text: str) -> bool:
    """Whether a cell is a calendar year, which heads a column and counts nothing."""
    return ("19" in text or "20" in text) and _YEAR.fullmatch(" ".join(text.split())) is not None


def _plain(match: re.Match[str], span: Span) -> Figure:
    digits = match["number"]
    value = Decimal(digits.replace(",", ""))
    return Figure(
        -value if match["open"] else value,
        span,
        len(digits.partition(".")[2]),
        percent=match["percent"] is not None,
        currency="USD" if match["currency"] else None,
    )


def _figure(match: re.Match[str], span: Span) -> Figure:
    currency = match["currency1"]
    decimals = len(match["number1"].partition(".")[2]) + (_HUNDRED if _is_basis_points(match) else 0)
    return Figure(_value(match, "1"), span, decimals, percent=_is_percent(match, "1"), currency=_CURRENCIES.get(currency.upper()) if currency else None)


def _range(match: re.Match[str], span: Span) -> Figure:
    """A range; one pair of parentheses makes both ends negative: `(3.0 - 5.0)`."""
    low = _figure(match, span)
    high = _value(match, "2")
    if low.value < 0 < high and (match["open1"] or match["inner1"]) and not match["close1"]:
        high = -high
    return Figure(low.value, span, low.decimals, percent=low.percent or _is_percent(match, "2"), currency=low.currency, high=high)


def _value(match: re.Match[str], which: str) -> Decimal:
    negative = match["minus" + which] or match["open" + which] or match["inner" + which] or (match["sign" + which] or "+") != "+"
    value = Decimal(match["number" + which].replace(",", ""))
    if _is_basis_points(match):
        value = value.scaleb(-_HUNDRED)
    return -value if negative else value


def _is_basis_points(match: re.Match[str]) -> bool:
    """Basis points are read as hundredths of a percent, so that they add up with percents."""
    return (match["unit1"] or "").lower().startswith("b")


def _is_percent(match: re.Match[str], which: str) -> bool:
    unit = (match["unit" + which] or "").lower()
    return match["percent" + which] is not None or unit.startswith(_PERCENT_UNITS)
