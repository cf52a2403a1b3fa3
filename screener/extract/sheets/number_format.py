"""Spreadsheet number formats: a stored number and its format code to the words a reader sees in the cell.

Covers what financial workbooks use (ECMA-376 part 1, 18.8.30 and 18.8.31): up to four sections, conditions, literals, currency and locale marks,
thousands and scaling commas, percent, exponents, fractions, dates, times and elapsed times.
"""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from screener.extract.sheets.date_format import show_date
from screener.extract.sheets.format_code import GENERAL, Section, Token, sections

_GENERAL_DIGITS = 11


def show_number(value: float, code: str, *, date1904: bool = False) -> str:
    """The number as the cell shows it; "" when the format shows nothing (`;;;`). Falls back to General on a code Excel would not take."""
    section, unsigned = _choose(value, sections(code))
    if section is None:
        return ""
    if section.is_date:
        shown = show_date(value, section.tokens, date1904=date1904)
        return shown if shown is not None else show_general(value)
    try:
        return _show_section(abs(value) if unsigned else value, section).strip()
    except (InvalidOperation, OverflowError, ValueError):
        return show_general(value)


def show_text(text: str, code: str) -> str:
    """Text as the cell shows it: the fourth section of a format may add words or hide it."""
    if code in {GENERAL, "@"}:
        return text
    last = sections(code)[-1].tokens
    tokens = last if len(sections(code)) == 4 or any(t.kind == "text" for t in last) else None  # noqa: PLR2004
    if tokens is None:
        return text
    return "".join(text if t.kind == "text" else t.text for t in tokens if t.kind in {"text", "literal"}).strip()


def show_general(value: float) -> str:
    """A number as General shows it: no more than eleven digits, no trailing zeros."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - not a number
        return "#NUM!"
    if value == int(value) and abs(value) < 10**_GENERAL_DIGITS:
        return str(int(value))
    if value and not 1e-9 <= abs(value) < 10**_GENERAL_DIGITS:  # noqa: PLR2004 - where Excel turns to exponents
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    places = max(0, _GENERAL_DIGITS - 1 - len(str(int(abs(value)))))
    shown = f"{_rounded(abs(value), places):f}".rstrip("0").rstrip(".")
    return f"-{shown}" if value < 0 and shown.strip("0.") else shown


def is_date_code(code: str) -> bool:
    """Whether the format shows numbers as dates or times."""
    return sections(code)[0].is_date


def _choose(value: float, choices: tuple[Section, ...]) -> tuple[Section | None, bool]:
    """The section that shows the value, and whether it shows it without its sign."""
    numeric = choices[:3] if len(choices) > 3 else choices  # noqa: PLR2004 - the fourth is for text
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(value, section.condition):
                return section, section.condition is not None and value < 0 and section.condition[0].startswith("<") and section.condition[1] <= 0
        return numeric[-1], False
    if len(numeric) == 1:
        return numeric[0], False
    if value < 0:
        return numeric[1], True
    if value == 0 and len(numeric) > 2:  # noqa: PLR2004 - positive, negative, zero
        return numeric[2], False
    return numeric[0], False


def _holds(value: float, condition: tuple[str, float]) -> bool:
    operator, bound = condition
    return {"<": value < bound, ">": value > bound, "=": value == bound, "<=": value <= bound, ">=": value >= bound, "<>": value != bound}[operator]


def _show_section(value: float, section: Section) -> str:
    tokens, kinds = section.tokens, section.kinds
    if "general" in kinds:
        return "".join(show_general(value) if token.kind == "general" else token.text for token in tokens if token.kind in {"general", "literal"})
    if "digit" not in kinds:
        sign = "-" if value < 0 and "text" in kinds else ""
        return sign + "".join(_plain(token, value) for token in tokens)
    return _show_fraction(value, tokens) if "slash" in kinds else _show_digits(value, tokens)


def _plain(token: Token, value: float) -> str:
    if token.kind == "text":
        return show_general(abs(value))
    return token.text if token.kind in {"literal", "percent"} else ""


class _Layout(NamedTuple):
    """How a section shows digits: where its digits begin and end, how many there are of each sort, and the power of ten to scale by."""

    first: int
    end: int  # one past the last token that belongs to the number
    whole: int  # least whole digits
    wide: int  # whole digits written in the code
    most: int  # places after the point
    least: int
    exponent: int
    thousands: bool
    scale: int
    before: str  # what stands in front of the number
    after: str
    masked: bool  # signs stand between the digits


@lru_cache(maxsize=4096)
def _layout(tokens: tuple[Token, ...]) -> _Layout:
    parts: dict[str, list[str]] = {"digit": [], "point": [], "exponent": []}
    state, pending, thousands = "digit", 0, False
    first = next(i for i, token in enumerate(tokens) if token.kind in {"digit", "point"})
    end = first
    scale = 2 * sum(1 for token in tokens if token.kind == "percent")
    for i, token in enumerate(tokens[first:], start=first):
        if token.kind in {"digit", "point", "exponent", "comma"}:
            end = i + 1
        if token.kind == "comma":
            pending += 1
        elif token.kind == "digit":
            thousands, pending = thousands or pending > 0, 0
            parts[state].append(token.text)
        elif token.kind in {"point", "exponent"}:
            scale, pending, state = scale - 3 * pending, 0, token.kind
    whole, places = parts["digit"], parts["point"]
    least = max((i + 1 for i, digit in enumerate(places) if digit == "0"), default=0)
    return _Layout(
        first=first,
        end=end,
        whole=whole.count("0"),
        wide=len(whole),
        most=len(places),
        least=least,
        exponent=len(parts["exponent"]),
        thousands=thousands,
        scale=scale - 3 * pending,
        before=_words(tokens[:first]),
        after=_words(tokens[end:]),
        masked=any(token.kind == "literal" and token.text.strip() for token in tokens[first:end]),
    )


def _words(tokens: tuple[Token, ...]) -> str:
    return "".join(token.text for token in tokens if token.kind in {"literal", "percent"})


def _show_digits(value: float, tokens: tuple[Token, ...]) -> str:
    layout = _layout(tokens)
    scaled = _exact(abs(value))
    if layout.scale:
        scaled = scaled.scaleb(layout.scale)
    shown = _exponential(scaled, layout, tokens) if layout.exponent else _fixed(scaled, layout)
    if layout.masked:
        shown = _mask(shown, tokens[layout.first : layout.end])
    sign = "-" if value < 0 and shown.strip("0.,") else ""
    return f"{sign}{layout.before}{shown}{layout.after}"


def _exact(value: float) -> Decimal:
    """The number at the fifteen digits a spreadsheet keeps, so that 1.005 rounds as it does there."""
    return Decimal(repr(value)) if len(repr(value)) <= 17 else Decimal(f"{value:.15g}")  # noqa: PLR2004 - fifteen digits, a point, a sign


def _rounded(value: float, places: int) -> Decimal:
    return _exact(value).quantize(_places(places), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=1024)
def _places(count: int) -> Decimal:
    return Decimal(1).scaleb(-count)


def _fixed(scaled: Decimal, layout: _Layout) -> str:
    number = scaled.quantize(_places(layout.most), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{number:,f}".partition(".") if layout.thousands else f"{number:f}".partition(".")
    kept = fraction.rstrip("0")
    fraction = fraction[: max(layout.least, len(kept))]
    if whole == "0" and layout.whole == 0:
        whole = ""
    whole = whole.zfill(layout.whole)
    return f"{whole}.{fraction}" if fraction else whole


def _exponential(scaled: Decimal, layout: _Layout, tokens: tuple[Token, ...]) -> str:
    power = scaled.adjusted() if scaled else 0
    power -= power % max(layout.wide, 1)
    mantissa = _fixed(scaled.scaleb(-power), layout)
    plus = "+" if any(token.kind == "exponent" and token.text[1] == "+" for token in tokens) else ""
    return f"{mantissa}E{'-' if power < 0 else plus}{str(abs(power)).zfill(layout.exponent)}"


def _mask(shown: str, tokens: tuple[Token, ...]) -> str:
    """Digits laid under a pattern with signs between them, as in telephone numbers: filled from the right."""
    if "." in shown:
        return shown
    digits, out = list(shown), list[str]()
    for token in reversed(tokens):
        if token.kind == "digit" and digits:
            out.append(digits.pop())
        elif token.kind == "literal":
            out.append(token.text[::-1])
    return "".join(digits) + "".join(out)[::-1]


def _show_fraction(value: float, tokens: tuple[Token, ...]) -> str:
    at = next(i for i, token in enumerate(tokens) if token.kind == "slash")
    below = [token for token in tokens[at + 1 :] if token.kind == "digit" or token.text.isdigit()]
    fixed = "".join(t.text for t in below if t.text.isdigit() and t.text != "0")
    magnitude = Fraction(_exact(abs(value)))
    has_whole = any(a.kind == "digit" and b.text == " " for a, b in itertools.pairwise(tokens[: at + 1]))
    whole, rest = divmod(magnitude, 1) if has_whole else (0, magnitude)
    if fixed:
        bottom = int(fixed)
        top = round(rest * bottom)
    else:
        nearest = rest.limit_denominator(10 ** max(len(below), 1) - 1)
        top, bottom = nearest.numerator, nearest.denominator
    if has_whole and top == bottom:
        whole, top = whole + 1, 0
    parts = [str(whole)] if has_whole and (whole or not top) else []
    if top or not has_whole:
        parts.append(f"{top}/{bottom}")
    return ("-" if value < 0 else "") + " ".join(parts)
