"""Words and word pairs of a sentence as the linear models see them: small letters, amounts by their kind, never by their value.

Training and screening share this module, so a model can never be asked with other features than it was taught with.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise

from screener.language.folding import fold
from screener.types import Span

MAX_TOKENS = 128  # of one sentence; the rest of a longer one repeats its matter
_AS_THEY_ARE = frozenset({"word", "mark"})
_TOKEN = re.compile(
    r"(?P<money>(?:[$€£¥]|us\$|usd|eur) ?\d[\d,.]*(?: ?(?:million|billion|thousand|m|mm|bn|k|b)\b)?)"
    r"|(?P<percent>\d[\d,.]*(?: ?%| percent\b| percentage points?\b| basis points\b| bps\b))"
    r"|(?P<year>\b(?:19|20)\d\d\b)"
    r"|(?P<quarter>\bq[1-4]\b)"
    r"|(?P<number>\d[\d,.]*\d|\d)"
    r"|(?P<word>[#@]?[a-z]+(?:['’][a-z]+)?)"
    r"|(?P<mark>[?!])"
)


def tokens(text: str) -> list[str]:
    """Tokens of a sentence in order, at most `MAX_TOKENS`: words as they are, `<money>`, `<percent>`, `<year>`, `<quarter>`, `<number>`, and ? and !."""
    return [match[0] if (kind := match.lastgroup) in _AS_THEY_ARE else f"<{kind}>" for match in islice(_TOKEN.finditer(fold(text)), MAX_TOKENS)]


def spans(text: str) -> list[Span]:
    """Where each of `tokens` stands."""
    return [Span(*match.span()) for match in islice(_TOKEN.finditer(fold(text)), MAX_TOKENS)]


def ngrams(words: list[str]) -> list[str]:
    """Each token and each pair of neighbours, repeated as often as they stand there."""
    return words + [f"{first} {second}" for first, second in pairwise(words)]
