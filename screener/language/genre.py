"""Documents that as a whole tell investors nothing: terms of service, privacy policies and the like."""

from __future__ import annotations

import re

from ahocorasick_rs import AhoCorasick, MatchKind

from screener.language.folding import fold
from screener.language.rules import LegalTermsRule
from screener.types import Document


class LegalTermsReader:
    """Recognises legal terms addressed to users by the density of their phrases."""

    def __init__(self, rule: LegalTermsRule) -> None:
        self._rule = rule
        self._phrases = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(rule.phrases, key=len, reverse=True))) + r")\b")
        self._anywhere = AhoCorasick(list(rule.phrases), matchkind=MatchKind.Standard)

    def is_legal_terms(self, document: Document) -> bool:
        """Whether the document as a whole is legal terms."""
        words = document.text.count(" ") + 1
        if words < self._rule.min_words:
            return False
        folded = fold(document.text)
        # Hardly any draft holds enough of the phrases even inside other words; only those are searched for whole ones.
        if not self._are_dense(len(self._anywhere.find_matches_as_indexes(folded, overlapping=True)), words):
            return False
        found = self._phrases.findall(folded)
        return len(set(found)) >= self._rule.different and self._are_dense(len(found), words)

    def _are_dense(self, phrases: int, words: int) -> bool:
        return phrases * 1000 >= self._rule.per_thousand_words * words
