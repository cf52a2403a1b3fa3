"""Serial numbers of a spreadsheet as dates and times, shown by the tokens of a number format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Protocol

DATE_LETTERS = frozenset("ymdhs")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_SERIAL = 2_958_465  # 31 December 9999, the last day a spreadsheet knows
_LEAP_BUG = 60  # the 1900 system counts a 29 February 1900 that never was
_SECONDS = 86_400
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - a cell's date has no zone
_EPOCH_1900 = datetime(1899, 12, 31)  # noqa: DTZ001 - a cell's date has no zone


class FormatToken(Protocol):
    """One piece of a format section."""

    @property
    def kind(self) -> str:
        """literal, date, elapsed, half (AM/PM), second (fraction of one) and others that dates pass over."""

    @property
    def text(self) -> str:
        """Its letters."""


class _Moment(NamedTuple):
    at: datetime
    seconds: int  # since midnight of day 0, for elapsed times
    fraction: Decimal


def show_date(value: float, tokens: Sequence[FormatToken], *, date1904: bool) -> str | None:
    """The date or time in words of the format; None for a number that is no date."""
    places = max((len(token.text) - 1 for token in tokens if token.kind == "second"), default=0)
    moment = _moment(value, places, date1904=date1904)
    if moment is None:
        return None
    half = any(token.kind == "half" for token in tokens)
    shown: list[str] = []
    for i, token in enumerate(tokens):
        shown.append(_show_token(token, moment, half=half, minute=_is_minute(tokens, i)))
    return "".join(shown).strip()


def _moment(value: float, places: int, *, date1904: bool) -> _Moment | None:
    if not 0 <= value <= _LAST_SERIAL + 1:
        return None
    total = (Decimal(repr(value)) * _SECONDS).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    seconds, fraction = int(total), total - int(total)
    days = seconds // _SECONDS
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900 - timedelta(days=1 if days >= _LEAP_BUG else 0)
    try:
        return _Moment(epoch + timedelta(seconds=seconds), seconds, fraction)
    except OverflowError:
        return None


def _is_minute(tokens: Sequence[FormatToken], i: int) -> bool:
    """`m` means minutes right after hours or right before seconds."""
    if tokens[i].kind != "date" or tokens[i].text.lower() not in {"m", "mm"}:
        return False
    before = next((t.text.lower() for t in reversed(tokens[:i]) if t.kind in {"date", "elapsed"}), "")
    after = next((t.text.lower() for t in tokens[i + 1 :] if t.kind in {"date", "elapsed"}), "")
    return before.startswith("h") or after.startswith("s")


def _show_token(token: FormatToken, moment: _Moment, *, half: bool, minute: bool) -> str:
    if token.kind == "date":
        return _show_letters(token.text.lower(), moment, half=half, minute=minute)
    if token.kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}.get(token.text[0], 1)
        return str(moment.seconds // unit).zfill(len(token.text))
    if token.kind == "half":
        late = moment.at.hour >= 12  # noqa: PLR2004 - noon
        return ("PM" if late else "AM") if len(token.text) > 3 else ("P" if late else "A")  # noqa: PLR2004 - "A/P"
    if token.kind == "second":
        places = len(token.text) - 1
        return f"{moment.fraction:.{places}f}"[1:]
    return token.text if token.kind in {"literal", "slash", "comma", "point"} else ""


def _show_letters(letters: str, moment: _Moment, *, half: bool, minute: bool) -> str:
    at, count = moment.at, len(letters)
    if letters[0] == "y":
        return f"{at.year:04d}" if count > 2 else f"{at.year % 100:02d}"  # noqa: PLR2004 - "yy"
    if letters[0] == "m" and not minute:
        return _named(_MONTHS[at.month - 1], at.month, count)
    if letters[0] == "d":
        return _named(_DAYS[at.weekday()], at.day, count)
    number = {"h": (at.hour % 12 or 12) if half else at.hour, "m": at.minute, "s": at.second}.get(letters[0])
    return "" if number is None else str(number).zfill(min(count, 2))


def _named(name: str, number: int, count: int) -> str:
    """1, 01, Jan, January or J, by the number of letters."""
    if count <= 2:  # noqa: PLR2004 - one or two letters stand for digits
        return str(number).zfill(count)
    return {3: name[:3], 5: name[:1]}.get(count, name)
