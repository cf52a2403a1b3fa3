"""Speaker labels of transcripts and scripts: "Jane Roe -- Chief Financial Officer", "Jane Roe – CFO: Thank you.", "Operator", "Q: ..."."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from screener.language.folding import fold
from screener.language.rules import DialogueRule

MAX_LINE = 150  # characters of a line that only names a speaker
_MAX_LABEL = 110
_NAME_WORD = r"[A-Z][\w.'’-]{0,30}"
_NAME = re.compile(rf"{_NAME_WORD}(?: (?:{_NAME_WORD}|\([A-Z][\w.'’-]{{0,20}}\)|de|da|van|von|der|la|al|bin)){{0,4}}(?:,? (?:Jr|Sr|II|III|IV)\.?)?")
_SEPARATOR = re.compile(r" ?(?:--|[–—]|‐‐) ?| [-‐] |;|, ")
_PREFIX = re.compile(rf"([A-Z\[][^:\n]{{0,{_MAX_LABEL}}}):(?= |$)")
_TURN_MARK = re.compile(r"(?:Question|Answer|[QA])(?: ?\d{1,2})?(?:[.:)]| [-–—]) ", re.IGNORECASE)
_SUFFIX = re.compile(r" ([QA])$")
_STOPPED_NAMES = tuple(f"{name}{stop}" for name in ("Inc", "Jr", "Sr", "Co", "Corp", "Ltd", "L.P") for stop in ".!?")
_MIN_NAME_WORDS = 2
_MAX_NAME_WORDS = 5


class Party(StrEnum):
    """Which side of a conversation a speaker is on."""

    COMPANY = "company"
    ASKING = "asking"  # analyst, reporter, investor
    OPERATOR = "operator"
    UNKNOWN = "unknown"


class Label(NamedTuple):
    """Who speaks from here on. A sure label can be no other thing; an unsure one counts when the name comes again."""

    name: str
    title: str
    party: Party
    sure: bool


class LabelReader:
    """The words of the dialogue rule, compiled once."""

    def __init__(self, rule: DialogueRule) -> None:
        self._operator = frozenset(rule.operator)
        self._questions = frozenset(rule.question_labels)
        self._answers = frozenset(rule.answer_labels)
        self._not_names = frozenset(rule.not_names)
        self._analyst = _words(rule.analyst_titles)
        self._firm = _words(rule.research_firms)
        self._officer = _words(rule.officer_titles)
        self._company = _words((*rule.company_titles, *rule.officer_titles))

    def line(self, text: str) -> Label | None:
        """The label, when the whole line does nothing but name a speaker."""
        if len(text) > MAX_LINE or not (text[0].isupper() or text[0] == "[") or _is_stopped(text):
            return None
        words = text.rstrip(" :")
        known = self._known(words)
        if known is not None:
            return known
        return self._titled(words, comma_is_sure=False)

    def pair(self, text: str, below: str) -> Label | None:
        """The label of two lines: a name, and below it a title or firm, with Q or A at its end in some transcripts."""
        if len(below) > MAX_LINE or not self.is_name(text) or _is_stopped(below):
            return None
        side = _SUFFIX.search(below)
        party = self.party(below)
        if party is Party.UNKNOWN and side is None:
            return None
        if side is not None:
            party = Party.ASKING if side[1] == "Q" else Party.COMPANY
        return Label(text, below[: side.start()] if side else below, party, sure=True)

    def prefix(self, text: str) -> Label | None:
        """The label a sentence begins with: "Jane Roe – CFO: ...", "Operator: ...", "Q. ..."."""
        mark = _TURN_MARK.match(text)
        if mark is not None:
            asks = mark[0][0] in "Qq"
            return Label(mark[0].strip(" .:)-–—"), "", Party.ASKING if asks else Party.COMPANY, sure=mark[0].rstrip()[-1] == ":")
        found = _PREFIX.match(text)
        if found is None:
            return None
        words = found[1].strip(" []")
        known = self._known(words)
        if known is not None:
            return known
        titled = self._titled(words, comma_is_sure=True)
        if titled is not None:
            return titled
        return Label(words, "", Party.UNKNOWN, sure=False) if self._may_be_name(words) else None

    def is_name(self, text: str) -> bool:
        """Whether the text is a person's full name and nothing else."""
        return len(text.split()) >= _MIN_NAME_WORDS and self._may_be_name(text)

    def party(self, title: str) -> Party:
        """Which side a title or firm speaks for."""
        folded = fold(title)
        if self._analyst.search(folded):
            return Party.ASKING
        if self._firm.search(folded) and not self._officer.search(folded):
            return Party.ASKING
        return Party.COMPANY if self._company.search(folded) else Party.UNKNOWN

    def _known(self, words: str) -> Label | None:
        folded = fold(words).strip(" []()")
        if folded in self._operator or folded.endswith(" operator"):
            return Label(words, "", Party.OPERATOR, sure=True)
        if folded in self._questions or folded.startswith(("unidentified ", "unknown ")):
            return Label(words, "", Party.ASKING, sure=True)
        if folded in self._answers:
            return Label(words, "", Party.COMPANY, sure=True)
        return None

    def _titled(self, words: str, *, comma_is_sure: bool) -> Label | None:
        """A name and a title; a comma between them is sure only before a colon, for contact lists are written so too."""
        cut = _SEPARATOR.search(words)
        if cut is None:
            return None
        name, title = words[: cut.start()].strip(), words[cut.end() :].strip(" -–—")
        if not self._may_be_name(name):
            return None
        party = self.party(title)
        dashed = cut[0] != ", "
        if party is Party.UNKNOWN and not (dashed and not title):
            return None
        return Label(name, title, party, sure=party is not Party.UNKNOWN and (dashed or comma_is_sure))

    def _may_be_name(self, words: str) -> bool:
        parts = words.split()
        if not 1 <= len(parts) <= _MAX_NAME_WORDS or not _NAME.fullmatch(words):
            return False
        return not any(fold(part).strip(".") in self._not_names for part in parts) and not any(letter.isdigit() for letter in words)


def _is_stopped(text: str) -> bool:
    """Whether a line ends as a sentence does, not as a name does."""
    return text.endswith((".", "!", "?")) and not text.endswith(_STOPPED_NAMES)


def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in words) + r")\b")
