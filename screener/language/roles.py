"""Gives every sentence its role by the rules of `policies/roles.yaml`, in one pass over the blocks.

A section's role must be earned by its paragraphs: those that do not read like it stay body text, and two such in a row end the section, so
that a heading that promises boilerplate never hides news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screener.language.cues import Cue, CueFinder, Cues, Part, Tally, tally
from screener.language.folding import fold
from screener.language.marks import holds_address, holds_figure, holds_time, is_address
from screener.language.outline import HeadingMatcher, heading_rank, is_furniture, run_in_heading, run_in_rank
from screener.language.quotes import QuoteReader
from screener.language.rules import RoleRule, RolesPolicy
from screener.language.tables import TableReader
from screener.types import Block, BlockKind, Document, Role, Span

MAX_CUE_TEXT = 100_000  # characters of one block that are searched for phrases; what is beyond stays body text
_ENDING_TABLE = 4  # rows after which a table has ended a section
_MAX_MISSES = 2
_WHOLE_SHARE = 0.6  # of a paragraph's letters in sentences of a role, from which all of it has the role
_REACH = 4  # blocks behind a heading in which a contact's address stands
_QUOTES = frozenset('“"')
_MAX_NAME = 60  # characters of a person's or company's name among contacts
_FIXED = {
    BlockKind.ROW: Role.TABLE,
    BlockKind.HEADING: Role.HEADING,
    BlockKind.NOTES: Role.NOTES,
    BlockKind.NAVIGATION: Role.NAVIGATION,
    BlockKind.LIST_ITEM: Role.BULLET,
}
_OUTSIDE = frozenset({BlockKind.COMMENT, BlockKind.PROPERTY, BlockKind.FIELD, BlockKind.ALT_TEXT, BlockKind.CHART, BlockKind.HEADER, BlockKind.FOOTER})


@dataclass(slots=True)
class _Section:
    rule: int
    rank: int
    blocks: int = 0
    misses: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """The roles of one block's sentences, the heading it stands under, and who is quoted in it."""

    roles: tuple[Role, ...]
    heading: int | None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class _Tools:
    """What lasts from document to document."""

    rules: tuple[RoleRule, ...]
    finder: CueFinder
    headings: HeadingMatcher
    quotes: QuoteReader
    tables: TableReader


class RoleReader:
    """The rules, compiled once; `read` keeps no state between documents."""

    def __init__(self, policy: RolesPolicy) -> None:
        finder = CueFinder(policy.rules)
        self._tools = _Tools(policy.rules, finder, HeadingMatcher.of(policy), QuoteReader(policy.quotes), TableReader(policy.rules, finder))

    def read(self, document: Document, sentences: Sequence[Sequence[Span]], turns: frozenset[int] = frozenset()) -> list[Placed]:
        """One `Placed` a block; `sentences[i]` are the spans of block i, `turns` the blocks that only name a speaker."""
        reading = _Reading(self._tools, document)
        return [reading.block(i, block, spans, is_turn=i in turns) for i, (block, spans) in enumerate(zip(document.blocks, sentences, strict=True))]


class _Reading:
    """One reading of a document: the open sections and what stood before."""

    def __init__(self, tools: _Tools, document: Document) -> None:
        self._rules = tools.rules
        self._contacts = next((i for i, rule in enumerate(tools.rules) if rule.addresses), None)
        self._finder = tools.finder
        self._headings = tools.headings
        self._quotes = tools.quotes
        self._tables = tools.tables
        self._document = document
        self._sections: list[_Section] = []
        self._heading: int | None = None
        self._previous: int | None = None  # rule of the paragraph before
        self._open_list = False  # the paragraph before announces a list or goes on
        self._quoting: str | None = None  # who was quoted in the paragraph before
        self._people: dict[str, str] = {}  # full names of those quoted, by their last word
        self._rows = 0
        self._table: int | None = None  # the table of the row before
        self._table_role = Role.TABLE

    def block(self, i: int, block: Block, spans: Sequence[Span], *, is_turn: bool) -> Placed:
        if block.kind is BlockKind.ROW:
            return self._row(block, spans)
        self._rows = 0
        text = self._document.text[block.span.start : block.span.end]
        if is_turn:
            self._sections.clear()
            self._previous = None
            return Placed((Role.HEADING,) * len(spans), self._heading)
        if block.kind in _OUTSIDE:
            return Placed(self._loose(block, text, spans), self._heading)
        rank = heading_rank(block, text, self._headings)
        if rank is not None and self._is_contact_name(i, text):
            return Placed((Role.CONTACTS,) * len(spans), self._heading)
        if rank is not None:
            rule = self._open_heading(i, rank, text)
            is_contact = rule is not None and self._rules[rule].addresses and holds_address(text)
            return Placed((Role.CONTACTS if is_contact else Role.HEADING,) * len(spans), self._heading)
        if block.kind in {BlockKind.NOTES, BlockKind.NAVIGATION} or is_furniture(text):
            return Placed((_FIXED.get(block.kind, Role.BODY),) * len(spans), self._heading)
        return self._paragraph(block, text, spans)

    def _row(self, block: Block, spans: Sequence[Span]) -> Placed:
        if block.table is not None and block.table != self._table:
            self._table = block.table
            section = self._sections[-1].rule if self._sections else None
            rule = self._tables.rule(self._document, self._document.tables[block.table], section)
            self._table_role = Role.TABLE if rule is None else self._rules[rule].role
        if self._table_role is not Role.TABLE:
            return Placed((self._table_role,) * len(spans), self._heading)
        self._rows += 1
        if self._rows == _ENDING_TABLE:
            self._sections = [section for section in self._sections if self._rules[section.rule].role is Role.RISK_FACTOR]
            self._previous = None
        return Placed((Role.TABLE,) * len(spans), self._heading)

    def _is_contact_name(self, i: int, text: str) -> bool:
        """Whether a line that looks like a heading names somebody among the contacts, with an address close behind."""
        if not self._sections or not self._rules[self._sections[-1].rule].addresses:
            return False
        if len(text) > _MAX_NAME or self._headings.rule(text) is not None or self._headings.is_news(text):
            return False
        following = self._document.blocks[i + 1 : i + 1 + _REACH]
        return any(holds_address(self._document.words(each.span)) for each in following if each.span.end - each.span.start <= _SHORT_ADDRESS)

    def _open_heading(self, i: int, rank: int, text: str) -> int | None:
        """Closes the sections the heading ends; the rule of the section it opens."""
        rule = self._headings.rule(text)
        news = rule is None and self._headings.is_news(text)
        self._sections = [
            section for section in self._sections if section.rank < rank and not (news and self._rules[section.rule].role is not Role.RISK_FACTOR)
        ]
        if rule is not None:
            self._sections.append(_Section(rule, rank))
        self._heading = i
        self._previous = None
        self._open_list = False
        return rule

    def _paragraph(self, block: Block, text: str, spans: Sequence[Span]) -> Placed:
        lead = run_in_heading(block, text)
        if lead is not None and (rule := self._headings.rule(lead)) is not None and self._rules[rule].role is not Role.CONTACTS:
            self._sections = [section for section in self._sections if section.rank < run_in_rank()]
            self._sections.append(_Section(rule, run_in_rank()))
        elif lead is not None and self._sections and self._sections[-1].rank == run_in_rank() and self._headings.is_news(lead):
            self._sections.pop()
        cues = self._finder.find(fold(text[:MAX_CUE_TEXT]))
        chosen = self._section_rule(block, text, cues, spans[0].end - block.span.start)
        base = _FIXED.get(block.kind, Role.BODY)
        if chosen is not None and self._rules[chosen].keep == 0:
            # Such a section takes any paragraph; one that reads like another part is that part.
            _, other = self._by_sentence(block, spans, cues, base)
            chosen = other if other is not None else chosen
        if chosen is not None:
            roles = self._in_section(chosen, block, spans, cues, base)
        else:
            roles, chosen = self._by_sentence(block, spans, cues, base)
        speaker = None
        if chosen is None and base is Role.BODY:
            roles, speaker = self._quoted(block, text, spans, roles)
        self._previous = chosen
        self._open_list = text[-1] in ":;,"
        return Placed(roles, self._heading, speaker)

    def _section_rule(self, block: Block, text: str, cues: Cues, first: int) -> int | None:
        """The rule of the innermost open section, if the paragraph earns it; its first sentence ends at `first`."""
        if not self._sections:
            return None
        section = self._sections[-1]
        rule = self._rules[section.rule]
        section.blocks += 1
        if section.blocks > rule.max_blocks:
            self._sections.pop()
            return None
        goes_on = (self._previous == section.rule and (self._open_list or text[0].islower() or text[0] in "•(")) or block.kind is BlockKind.LIST_ITEM
        # Where a section needs no phrases of its own, news in the first sentence turns the paragraph away, news further on only its own sentence.
        heeded = cues.found if rule.keep else [cue for cue in cues.found if cue.part != Part.OUT or cue.start < first]
        if len(text) <= rule.max_chars and self._earns(section.rule, text, tally(heeded, section.rule), goes_on=goes_on):
            section.misses = 0
            return section.rule
        section.misses += 1
        if section.misses >= _MAX_MISSES:
            self._sections.pop()
        return None

    def _earns(self, i: int, text: str, counts: Tally, *, goes_on: bool) -> bool:
        rule = self._rules[i]
        score = counts.score_inside + self._marks(i, text)
        if counts.outs and score < rule.strict and rule.role is not Role.RISK_FACTOR:
            return False
        if score < rule.figures and holds_figure(text):
            return False
        return (score >= rule.keep or goes_on) and text.count(" ", 0, MAX_CUE_TEXT) >= rule.min_words - 1

    def _in_section(self, i: int, block: Block, spans: Sequence[Span], cues: Cues, base: Role) -> tuple[Role, ...]:
        """The role for the whole block, save sentences that tell news."""
        rule = self._rules[i]
        if not any(cue.rule == i and cue.part == Part.OUT for cue in cues.found):
            return (rule.role,) * len(spans)
        counts = [tally(_within(cues, block, span), i) for span in spans]
        return tuple(base if count.outs and count.score_inside < min(rule.strict, 2) else rule.role for count in counts)

    def _by_sentence(self, block: Block, spans: Sequence[Span], cues: Cues, base: Role) -> tuple[tuple[Role, ...], int | None]:
        """Roles of a paragraph outside any section: by its sentences, or as a whole when most of it is of one role."""
        if not cues.found and block.span.end - block.span.start > _SHORT_ADDRESS:
            return (base,) * len(spans), None
        if is_address(self._document.text[block.span.start : block.span.end]):
            i = self._previous if self._previous is not None and self._rules[self._previous].times else self._contacts
            return (base if i is None else self._rules[i].role,) * len(spans), i
        roles = [base] * len(spans)
        whole = None
        for i, rule in enumerate(self._rules):
            if not rule.score or not (rule.addresses or self._previous == i or any(cue.rule == i and cue.part <= Part.ANCHOR for cue in cues.found)):
                continue
            members = self._members(i, block, spans, cues)
            if not members:
                continue
            covered = sum(spans[n].end - spans[n].start for n in members)
            if covered >= _WHOLE_SHARE * (block.span.end - block.span.start) and whole is None:
                whole = i
                # What stands between two sentences of a legend is part of it unless it tells news; what comes before or after is not.
                between = range(min(members), max(members) + 1)
                members |= {n for n in between if not self._tells_news(i, block, spans[n], cues)}
            for n in members:
                roles[n] = rule.role if roles[n] is base else roles[n]
        return tuple(roles), whole

    def _members(self, i: int, block: Block, spans: Sequence[Span], cues: Cues) -> set[int]:
        """Sentences that qualify by themselves, and their neighbours that carry a phrase."""
        rule = self._rules[i]
        if block.span.end - block.span.start > rule.max_chars * 2:
            return set()
        words = self._document.text
        if rule.whole and words[block.span.start] in _QUOTES:
            return set()  # somebody says it: no company's own description
        if rule.whole and self._qualifies(i, tally(cues.found, i), tally(cues.found, i).score, block.span, goes_on=False):
            return set(range(len(spans)))
        counts = [tally(_within(cues, block, span), i) for span in spans]
        scores = [count.score + self._marks(i, words[span.start : span.end]) for count, span in zip(counts, spans, strict=True)]
        goes_on = self._previous == i
        seeds = {n for n, (count, score) in enumerate(zip(counts, scores, strict=True)) if self._qualifies(i, count, score, spans[n], goes_on=goes_on)}
        members = set(seeds)
        for seed in sorted(seeds):
            for step in (-1, 1):
                n = seed + step
                while 0 <= n < len(spans) and n not in members and scores[n] and not self._is_out(i, counts[n], scores[n], spans[n]):
                    members.add(n)
                    n += step
        return members

    def _qualifies(self, i: int, counts: Tally, score: int, span: Span, *, goes_on: bool) -> bool:
        rule = self._rules[i]
        if self._is_out(i, counts, score, span) or span.end - span.start > rule.max_chars:
            return False
        if counts.strong or (counts.anchors > 0 and (score >= rule.score or goes_on)):
            return True
        # What goes on from the paragraph before need not name its matter again.
        return goes_on and score >= rule.score

    def _is_out(self, i: int, counts: Tally, score: int, span: Span) -> bool:
        rule = self._rules[i]
        if counts.outs and score < rule.strict:
            return True
        return score < rule.figures and holds_figure(self._document.text, span.start, span.end)

    def _tells_news(self, i: int, block: Block, span: Span, cues: Cues) -> bool:
        counts = tally(_within(cues, block, span), i)
        return bool(counts.outs) or (counts.score == 0 and holds_figure(self._document.text, span.start, span.end))

    def _marks(self, i: int, text: str) -> int:
        """Marks of the text that count as phrases of the rule: an address, a time of day."""
        rule = self._rules[i]
        return int(rule.addresses and len(text) <= rule.max_chars and holds_address(text)) + int(rule.times and holds_time(text))

    def _loose(self, block: Block, text: str, spans: Sequence[Span]) -> tuple[Role, ...]:
        """Roles of a block outside the flow of the text (page headers, comments, pictures): only what it says itself."""
        before, self._previous = self._previous, None
        roles, _ = self._by_sentence(block, spans, self._finder.find(fold(text[:MAX_CUE_TEXT])), Role.BODY)
        self._previous = before
        return roles

    def _quoted(self, block: Block, text: str, spans: Sequence[Span], roles: tuple[Role, ...]) -> tuple[tuple[Role, ...], str | None]:
        quoted = self._quotes.read(text, self._quoting, self._people)
        self._quoting = speaker = quoted.speaker if quoted is not None else None
        if quoted is None:
            return roles, None
        if speaker is not None and " " in speaker:
            self._people[speaker.rpartition(" ")[2]] = speaker
        base = block.span.start
        marked = tuple(
            Role.QUOTE if role is Role.BODY and quoted.covers(span.start - base, span.end - base) else role for role, span in zip(roles, spans, strict=True)
        )
        return marked, speaker


_SHORT_ADDRESS = 200  # characters of a line that may be only a name with a telephone number


def _within(cues: Cues, block: Block, span: Span) -> Sequence[Cue]:
    return cues.between(span.start - block.span.start, span.end - block.span.start)
