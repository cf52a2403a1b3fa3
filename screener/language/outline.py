"""Headings and the sections they open: which blocks are headings, of what rank, and the text in which a heading stands before its paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from screener.language.folding import fold
from screener.language.rules import RolesPolicy
from screener.types import Block, BlockKind

MAX_HEADING = 200  # characters
_PART_RANK = 0  # "Item 1A." of a filing stands above all other headings
_UNRANKED = 3
_PLAIN_RANK = 9  # a paragraph that only looks like a heading
_RUN_IN_RANK = 10
_MAX_PLAIN_WORDS = 14
_PART = re.compile(r"(?:item \d{1,2}[a-c]?\b|part [ivx]{1,4}\b)", re.IGNORECASE)
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[a-z][.)]|[ivx]{1,4}[.)])\s+")
_LEAD = re.compile(r"([A-Z“\"][^.:\n]{2,118}?)(?:[.:](?: |$)| ?[–—]+ ?| -+ )")
_IN_LEAD_ENDS = re.compile(r"[.:–—-]")
_LEAD_REACH = 122  # characters in which a lead and the mark behind it stand
_PHONE_DIGITS = 7
_FURNITURE = re.compile(r"[\W\d_]*(?:more|end|page)?[\W\d_]*(?:of)?[\W\d_]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeadingMatcher:
    """Which role's section a heading opens, if any."""

    rules: Sequence[tuple[re.Pattern[str], re.Pattern[str] | None]]
    news: re.Pattern[str]

    @classmethod
    def of(cls, policy: RolesPolicy) -> HeadingMatcher:
        """Compiled from the patterns of the policy."""
        return cls(tuple((_any(rule.headings), _any(rule.not_headings) if rule.not_headings else None) for rule in policy.rules), _any(policy.news_headings))

    def rule(self, heading: str) -> int | None:
        """Index of the rule whose section the heading opens."""
        folded = _NUMBERING.sub("", fold(heading)).strip(" :*.-–—\"'_#")
        for i, (pattern, other) in enumerate(self.rules):
            if pattern.search(folded) and not (other and other.search(folded)):
                return i
        return None

    def is_news(self, heading: str) -> bool:
        """Whether the heading closes any boilerplate section whatever its rank."""
        return self.news.search(fold(heading)) is not None


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def heading_rank(block: Block, text: str, matcher: HeadingMatcher) -> int | None:
    """0 for the highest; None when the block is no heading. Short lines of plain text count when they look or read like one."""
    if block.kind is BlockKind.HEADING:
        return _PART_RANK if _PART.match(text) else (block.level or _UNRANKED)
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.TEXT_BOX} or len(text) > MAX_HEADING:
        return None
    if text.count(" ") >= _MAX_PLAIN_WORDS or text[-1] in ".,;!?" or not text[0].isalpha():
        return None
    if _is_bold(block) or (text.isupper() and len(text) > 3):  # noqa: PLR2004 - "Q&A" yes, "NYC" no
        return _PLAIN_RANK
    is_label = text[-1] == ":" or all(word[0].isupper() or len(word) <= len("from") or not word[0].isalpha() for word in text.split())
    return _PLAIN_RANK if is_label and matcher.rule(text) is not None else None


def run_in_heading(block: Block, text: str) -> str | None:
    """The heading that opens the paragraph itself: "Safe Harbor: This release ...", or its first words in bold."""
    leading = [*takewhile(lambda run: run.style.bold, block.runs)]
    if leading and leading[0].span.start == block.span.start and leading[-1].span.end < block.span.end:
        bold = text[: leading[-1].span.end - block.span.start].strip()
        if 0 < len(bold) <= MAX_HEADING:
            return bold
    lead = _LEAD.match(text) if _IN_LEAD_ENDS.search(text, 0, _LEAD_REACH) else None
    if lead is None:
        return None
    words = [word for word in lead[1].split() if len(word) > len("from")]
    return lead[1] if words and sum(word[0].isupper() or word[0] in "“\"'" for word in words) * 2 >= len(words) else None


def run_in_rank() -> int:
    """Below every heading of its own line."""
    return _RUN_IN_RANK


def is_furniture(text: str) -> bool:
    """Whether the block is only a page mark, such as "-MORE-", "###" or a page number."""
    return len(text) <= len("- more - page 100 of 100 -") and sum(map(str.isdigit, text)) < _PHONE_DIGITS and _FURNITURE.fullmatch(text) is not None


def _is_bold(block: Block) -> bool:
    return bool(block.runs) and block.runs[0].span.start == block.span.start and all(run.style.bold for run in block.runs)
