"""The shape of `policies/roles.yaml`: how each role, quotes and dialogue are recognised."""

from __future__ import annotations

from dataclasses import dataclass

from screener.policy import strict
from screener.types import Role


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRule:
    """How passages of one role are found; the fields are explained at the head of the file."""

    role: Role
    headings: tuple[str, ...]
    not_headings: tuple[str, ...]
    strong: tuple[str, ...]
    anchors: tuple[str, ...]
    phrases: tuple[str, ...]
    inside: tuple[str, ...]
    outs: tuple[str, ...]
    score: int
    keep: int
    strict: int
    figures: int
    max_blocks: int
    max_chars: int
    min_words: int = 0  # a shorter line under the heading is something else, such as the next title
    whole: bool = False  # a paragraph is judged at once, not sentence by sentence
    addresses: bool = False  # an e-mail address or telephone number counts as a phrase
    times: bool = False  # a time of day counts as a phrase
    tables: bool = False  # a small table without figures may be of this role as a whole


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteRule:
    """Verbs that attribute words in quotation marks to a person, and titles that stand before the name."""

    verbs: tuple[str, ...]
    titles: tuple[str, ...]


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class DialogueRule:
    """Words that tell who speaks in a transcript or script; all in small letters."""

    operator: tuple[str, ...]
    question_labels: tuple[str, ...]
    answer_labels: tuple[str, ...]
    analyst_titles: tuple[str, ...]
    research_firms: tuple[str, ...]
    officer_titles: tuple[str, ...]
    company_titles: tuple[str, ...]
    not_names: tuple[str, ...]
    participant_lists: tuple[str, ...]
    session_openings: tuple[str, ...]
    question_calls: tuple[str, ...]
    asks: tuple[str, ...]


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class LegalTermsRule:
    """Phrases of terms and policies addressed to users; so many different ones, so dense, make a whole document legal terms."""

    phrases: tuple[str, ...]
    different: int
    per_thousand_words: float
    min_words: int


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class RolesPolicy:
    """Everything `roles.yaml` says, in the order in which the rules are tried."""

    news_headings: tuple[str, ...]
    rules: tuple[RoleRule, ...]
    quotes: QuoteRule
    dialogue: DialogueRule
    legal_terms: LegalTermsRule
