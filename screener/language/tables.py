"""Small tables that are no figures: names and addresses side by side, the date, time and number of a call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screener.language.cues import CueFinder, tally
from screener.language.folding import fold
from screener.language.marks import holds_address, holds_figure, holds_time
from screener.language.rules import RoleRule
from screener.types import Document, Table

_MAX_ROWS = 16
_MAX_CHARS = 1_500
_MAX_NUMBERS = 2  # cells that hold nothing but a number
_NUMBER = re.compile(r"[$€£(]{0,2}[\d.,]{1,20}[)%]{0,2}|[—–-]")


class TableReader:
    """Tells which rule, if any, a table belongs to as a whole."""

    def __init__(self, rules: Sequence[RoleRule], finder: CueFinder) -> None:
        self._rules = rules
        self._finder = finder
        # An address tells more than the words of a call that stand beside it.
        self._numbers = sorted((i for i, rule in enumerate(rules) if rule.tables), key=lambda i: not rules[i].addresses)

    def rule(self, document: Document, table: Table, section: int | None) -> int | None:
        """Index of the table's rule; `section` is the rule of the section it stands in, whose tables need less."""
        if len(table.rows) > _MAX_ROWS or table.span.end - table.span.start > _MAX_CHARS:
            return None
        text = document.words(table.span)
        if holds_figure(text) or _count_numbers(document, table) > _MAX_NUMBERS:
            return None
        cues = self._finder.find(fold(text)).found
        for i in self._numbers:
            rule, counts = self._rules[i], tally(cues, i)
            has_address = rule.addresses and holds_address(text)
            score = counts.score + has_address + (rule.times and holds_time(text))
            named = counts.anchors > 0 or bool(counts.strong) or section == i
            if not counts.outs and named and (score >= rule.score or (section == i and score > 0)):
                return i
        return None


def _count_numbers(document: Document, table: Table) -> int:
    return sum(1 for row in table.rows for cell in row if _NUMBER.fullmatch(document.text[cell.start : cell.end]))
