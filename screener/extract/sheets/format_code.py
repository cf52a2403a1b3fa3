"""Number format codes of a spreadsheet taken apart: sections, literals, digits, dates, conditions (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from screener.extract.sheets.date_format import DATE_LETTERS

GENERAL = "General"
BUILTIN: dict[int, str] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
_MAX_CODE = 512  # Excel itself allows 255 characters
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.)|(?P<pad>_.|\*.)|(?P<bracket>\[[^\]]*\]?)|(?P<general>general)|(?P<half>am/pm|a/p)|(?P<exponent>e[+-])"""
    r"""|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|(?P<date>y+|m+|d+|h+|s+)|(?P<other>.)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


class Token(NamedTuple):
    """One piece of a format section: what it is and its letters."""

    kind: str
    text: str


class Section(NamedTuple):
    """One section of a format code; `condition` is (operator, bound) when the section names one."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None
    is_date: bool
    kinds: frozenset[str]  # of its tokens


@lru_cache(maxsize=4096)
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a code in order; cached, for a workbook repeats few codes many times."""
    return tuple(_section(part) for part in _split(code[:_MAX_CODE]))


def _split(code: str) -> list[str]:
    """The code at its semicolons, those in quotes or after a backslash left alone."""
    parts = [""]
    for match in _TOKEN.finditer(code):
        if match[0] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return parts


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition = None
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "other", match[0]
        if kind == "bracket":
            found = _CONDITION.match(text[1:])
            condition = (found[1], float(found[2])) if found else condition
            tokens.extend(_bracket(text))
        elif kind == "literal":
            tokens.append(Token("literal", text[1:] if text[0] == "\\" else text.strip('"')))
        elif kind == "pad":
            tokens.append(Token("literal", " " if text[0] == "_" and text[1] == " " else ""))
        elif kind == "other":
            tokens.append(Token("literal", text))
        else:
            tokens.append(Token(kind, text))
    is_date = any(token.kind in {"date", "elapsed", "half"} for token in tokens)
    shown = _with_fractions(tokens) if is_date else tokens
    return Section(tuple(shown), condition, is_date, frozenset(token.kind for token in shown))


def _with_fractions(tokens: list[Token]) -> list[Token]:
    """In a time, a point and the zeros behind it are a fraction of the second."""
    joined: list[Token] = []
    for token in tokens:
        if token.kind == "digit" and joined and joined[-1].kind in {"point", "second"}:
            joined[-1] = Token("second", joined[-1].text + token.text)
        else:
            joined.append(token)
    return joined


def _bracket(text: str) -> list[Token]:
    """`[$€-407]` shows its sign, `[h]` counts hours on; colours and conditions show nothing."""
    inner = text.strip("[]")
    if inner.startswith("$"):
        return [Token("literal", inner[1:].partition("-")[0])]
    if inner and set(inner.lower()) <= DATE_LETTERS and len(set(inner.lower())) == 1:
        return [Token("elapsed", inner.lower())]
    return []
