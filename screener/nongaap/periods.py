"""The period a column stands for, read from its head: how long, which year and which quarter or day it ends with."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?:" + "|".join(f"{name[:3]}(?:{name[3:]}|t)?" for name in _MONTHS) + r")\b\.?"
_YEAR = re.compile(r"(?<![\d,.$])(?:FY\s?)?((?:19|20)\d\d)(?!\d{2}|[,.]\d)|(?:\bFY\s?|\b[1-4][QH])['’]?(\d\d)\b|['’](\d\d)\b", re.IGNORECASE)
_LENGTH = re.compile(
    r"\b(three|six|nine|twelve|3|6|9|12|13|26|39|52|53|thirteen|twenty-six|thirty-nine|fifty-two|fifty-three)[- ](?:months?|weeks?)\b", re.IGNORECASE
)
_QUARTER = re.compile(r"\b(?:Q([1-4])|([1-4])Q|(first|second|third|fourth)[- ](?:fiscal )?quarter)(?=\b|\d)", re.IGNORECASE)
_FULL_YEAR = re.compile(r"\b(?:fiscal|full|calendar)[- ]year\b|\b(?:fiscal )?years? end(?:ed|ing)\b|\bFY\b|\bTTM\b|\btrailing twelve", re.IGNORECASE)
_TO_DATE = re.compile(r"\byear[- ]to[- ]date\b|\bYTD\b", re.IGNORECASE)
_HALF = re.compile(r"\b(?:first|second) half\b|\b[12]H\d{2}|\bH[12]\b", re.IGNORECASE)
_QUARTERLY = re.compile(r"\bquarters? end(?:ed|ing)\b", re.IGNORECASE)
_DAY = re.compile(rf"({_MONTH})\s{{0,2}}(\d{{1,2}})\b", re.IGNORECASE)
_DIGITS = re.compile(r"[\d'’]")
_LENGTHS = {
    "three": 3, "3": 3, "13": 3, "thirteen": 3, "six": 6, "6": 6, "26": 6, "twenty-six": 6, "nine": 9, "9": 9, "39": 9, "thirty-nine": 9,
    "twelve": 12, "12": 12, "52": 12, "53": 12, "fifty-two": 12, "fifty-three": 12,
}  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_MAX_HEAD = 200


class Period(NamedTuple):
    """What a head says of its period; None where it does not say. A column without months is a date or unknown."""

    year: int | None
    months: int | None  # 3, 6, 9, 12; 0 for year to date
    quarter: int | None = None
    end: tuple[int, int] | None = None  # month and day

    def is_year_before(self, other: Period) -> bool:
        """Whether this is the same stretch one year earlier; fiscal years may end a few days apart."""
        if self.year is None or other.year is None or self.year != other.year - 1:
            return False
        return self.months == other.months and self.quarter == other.quarter and _near(self.end, other.end)


def parse_period(head: str) -> Period | None:
    """The period of a column head, None when the head names none.

    >>> parse_period("Three Months Ended May 31, 2024")
    Period(year=2024, months=3, quarter=None, end=(5, 31))
    """
    words = head[:_MAX_HEAD]
    if not _DIGITS.search(words):
        return None
    year = _year(words)
    day = _DAY.search(words)
    quarter = _quarter(words)
    months = _months(words, quarter)
    if year is None and day is None and quarter is None and months is None:
        return None
    return Period(year, months, quarter, (_month(day[1]), int(day[2])) if day else None)


def _year(words: str) -> int | None:
    match = _YEAR.search(words)
    if match is None:
        return None
    return int(match[1]) if match[1] else 2000 + int(match[2] or match[3])


def _months(words: str, quarter: int | None) -> int | None:
    if _TO_DATE.search(words):
        return 0
    if match := _LENGTH.search(words):
        return _LENGTHS[match[1].lower()]
    if quarter is not None or _QUARTERLY.search(words):
        return 3
    if _HALF.search(words):
        return 6
    return 12 if _FULL_YEAR.search(words) else None


def _quarter(words: str) -> int | None:
    match = _QUARTER.search(words)
    if match is None:
        return None
    return int(match[1] or match[2]) if match[1] or match[2] else _ORDINALS[match[3].lower()]


def _month(word: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, start=1) if name.startswith(word[:3].lower()))


def _near(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs((one[0] - other[0]) * 30 + one[1] - other[1]) <= 8  # noqa: PLR2004 - a 52- or 53-week year moves by at most a week
