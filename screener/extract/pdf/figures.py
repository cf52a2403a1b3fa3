"""Figures and the signs that stand apart from them: brackets, currency and percent signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from screener.extract.pdf.layout import Line, Row, is_value, joined

_NEAR = 1.5  # font sizes between a figure and the sign that closes it
_SIGN_WIDTH = 0.6  # font sizes
_LONGEST_FIGURE = 8  # words of a cell that may be signs and figures
_CLOSING = re.compile(r"[)%¢xX]+(?: ?%| ?pts?\.?| ?bps)?|(?:pts?|bps|pp|%)\.?\)?|\)? ?%|[*†‡]+|\(\w\)")
_GLUED_AFTER = re.compile(r"[-–—−+~]? ?(?:US|C|A|HK)?[$€£¥(]+|~")
_SIGN = re.compile(r"~?(?:US|C|A|HK)?[$€£¥]|~")
_CURRENCY = "$€£¥"
_GLUED_BEFORE = re.compile(r"[)%][)%]*")


def signs_joined(row: Row, texts: Sequence[str], boxes: Sequence[float]) -> Row:
    """A row whose currency signs, brackets and percent signs stand with their figures; `boxes` of the page's words, if they are upright."""
    kept: Row = []
    for line in _signs_moved(row, texts, boxes):
        if kept and line.value and kept[-1].value:
            before, mine = words_of(kept[-1], texts), words_of(line, texts)
            opens = _GLUED_AFTER.fullmatch(before) is not None and not _GLUED_BEFORE.fullmatch(mine) and not (before[-1] in _CURRENCY and mine[-1] == "%")
            if opens or (_CLOSING.fullmatch(mine) is not None and line.left - kept[-1].right < _NEAR * line.size):
                kept[-1] = joined([kept[-1], line], value=True)
                continue
        kept.append(line)
    return kept


def _signs_moved(row: Row, texts: Sequence[str], boxes: Sequence[float]) -> Row:
    """The row with each currency sign that stands close behind a label or figure moved to the figure it belongs to."""
    kept: Row = []
    for line in reversed(row):
        after = kept[-1] if kept else None
        signs = _last_signs(line.words, texts) if after is not None and after.value else 0
        if after is not None and 0 < signs < len(line.words):
            words, moved = line.words[:-signs], line.words[-signs:]
            guess = line.right - _SIGN_WIDTH * signs * line.size
            left, right = (boxes[4 * moved[0]], boxes[4 * words[-1] + 2]) if boxes else (guess, guess)
            kept[-1] = after._replace(left=left, words=[*moved, *after.words])
            kept.append(line._replace(right=right, words=words, value=is_value(words, texts)))
        else:
            kept.append(line)
    kept.reverse()
    return kept


def _last_signs(words: Sequence[int], texts: Sequence[str]) -> int:
    """How many words at the end are signs that open a figure."""
    count = 0
    while count < len(words) and _SIGN.fullmatch(texts[words[-1 - count]]):
        count += 1
    return count


def words_of(line: Line, texts: Sequence[str]) -> str:
    """The words of a line."""
    return " ".join([texts[i] for i in line.words])


def separators(words: Sequence[int], texts: Sequence[str]) -> list[str]:
    """What stands after each word of a cell: nothing between a sign and its figure, else a space."""
    if len(words) == 1:
        return [""]
    tokens = [texts[i] for i in words]
    if len(words) > _LONGEST_FIGURE:
        return [*("" if _is_divided(token, after) else " " for token, after in pairwise(tokens)), ""]
    between = [
        ""
        if (_GLUED_AFTER.fullmatch(token) and _starts_figure(after)) or (_GLUED_BEFORE.fullmatch(after) and _ends_figure(token)) or _is_divided(token, after)
        else " "
        for token, after in pairwise(tokens)
    ]
    return [*between, ""]


def _is_divided(token: str, after: str) -> bool:
    """Whether a word goes on after a hyphen, as at the end of a cell's line."""
    return token[-1] == "-" and len(token) > 1 and token[-2].isalnum() and after[0].isalnum() and after not in {"and", "or", "to"}


def _starts_figure(token: str) -> bool:
    return token[0].isdigit() or token[0] in ".($€£¥—–-−"


def _ends_figure(token: str) -> bool:
    return token[-1].isdigit() or token[-1] in ")—–-−."
