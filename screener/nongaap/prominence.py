"""Equal or greater prominence of the GAAP measure (17 CFR 229.10(e)(1)(i)(A); C&DI 102.10(a)-(c)): order, headline, type, praise, statement, direction."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from screener.nongaap.checks import DETECTOR
from screener.nongaap.inventory import Group
from screener.nongaap.measures import Use
from screener.nongaap.review import Review
from screener.nongaap.table_names import is_valued
from screener.types import Block, BlockKind, Cell, Evidence, Level, RawFinding, Role, Span

_HEADLINE_BLOCKS = 14  # blocks at the top among which headline and sub-headlines stand
_HEADLINE = 320  # characters
_STATEMENT_LINES = 7  # captions of a statement of income from which a table is one
_LARGER = 1.2
_LONG = 260  # characters of a paragraph that analyses
_FIGURES = 4
_BETWEEN = 3  # lines between the two ends
_INCOME_LINES = frozenset(
    {
        "adj_revenue",
        "adj_gross_profit",
        "adj_gross_margin",
        "adj_opex",
        "adj_rd",
        "adj_operating_income",
        "adj_pretax",
        "adj_net_income",
        "adj_eps",
        "adj_tax_rate",
    }
)
_RATIO = {"adj_ebitda_margin": "net_income_margin", "adj_operating_margin": "operating_margin", "adj_gross_margin": "gross_margin"}


class Prominence:
    """Judges each measure of a document: equal, greater, or not judged; with the findings."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._document = review.analysis.document
        self._judged: dict[str, str] = {}
        self.findings = tuple(self._find())

    def of(self, group: Group) -> str:
        """Greater when the non-GAAP measure is the more prominent, equal when its partner is no less so, not_judged without a partner."""
        return self._judged.get(group.key) or ("equal" if self._review.partners(group) else "not_judged")

    def _find(self) -> Iterator[RawFinding]:
        level = self._review.requirements.prominence.level(Level.MEDIUM)
        if level is None or self._review.is_exempt:
            return
        make = partial(self._finding, level)
        headline = self._headline()
        for group in self._review.groups:
            uses = [use for use in self._review.asked(group) if not self._in_note(use) and not self._review.is_said_with_gaap(use)]
            if not uses:
                continue
            reason = (
                self._in_headline(group, uses, headline)
                or self._order(group, uses)
                or self._type(group, uses)
                or self._praise(group, uses)
                or self._discussion(group, uses)
            )
            if reason is not None:
                self._judged[group.key] = "greater"
                yield make(*reason)
        yield from self._statements(level)
        yield from self._directions(level)

    def _finding(self, level: Level, use: Use, message: str, partner: Use | None) -> RawFinding:
        evidence = (Evidence(role="comparable_measure", span=partner.mention.span),) if partner is not None else ()
        return RawFinding(rule="non_gaap.prominence", span=use.mention.span, score=0.8, level=level, message=message, evidence=evidence, detector=DETECTOR)

    def _in_note(self, use: Use) -> bool:
        sentence = self._review.sentence(use)
        return sentence is not None and sentence.role in {Role.NON_GAAP_NOTE, Role.ABOUT, Role.CALL_DETAILS}

    def _headline(self) -> frozenset[int]:
        """The blocks of headline and sub-headlines: those before the first paragraph."""
        found = []
        for i, block in enumerate(self._document.blocks[:_HEADLINE_BLOCKS]):
            if block.kind in {BlockKind.LIST_ITEM, BlockKind.ROW}:
                break
            if block.kind is BlockKind.PARAGRAPH and (block.span.end - block.span.start > _HEADLINE or _reads_on(self._document.words(block.span))):
                break
            found.append(i)
        return frozenset(found)

    def _in_headline(self, group: Group, uses: list[Use], headline: frozenset[int]) -> tuple[Use, str, Use | None] | None:
        """C&DI 102.10(a): a headline with the measure has its GAAP partner, no later."""
        first = next((use for use in uses if self._review.block(use) in headline), None)
        if first is None or (not group.comparable):
            return None
        partners = [use for use in self._partners(group) if self._review.block(use) in headline]
        if self._review.is_ahead(first) and partners and not self._review.exception.is_full:
            partners = [use for use in partners if self._review.is_ahead(use)]
        if not partners:
            return first, f"The headline gives {group.name} without {group.comparable_name}.", None
        if first.mention.span < partners[0].mention.span:
            return first, f"The headline gives {group.name} before {group.comparable_name}.", partners[0]
        return None

    def _partners(self, group: Group) -> list[Use]:
        """Mentions of the very partner: a ratio's is its ratio."""
        ratio = _RATIO.get(group.measure)
        exact = self._review.gaap_spans.get(ratio, []) if ratio else []
        return exact or ([] if ratio == "net_income_margin" else self._review.partners(group))

    def _order(self, group: Group, uses: list[Use]) -> tuple[Use, str, Use | None] | None:
        """The measure is given before its partner is: in a list, a paragraph or a table of key figures."""
        partners = self._review.partners(group)
        first = min(uses, key=lambda use: use.mention.span)
        if not partners or not self._is_compared(group) or self._review.is_ahead(first) or partners[0].mention.span < first.mention.span:
            return None
        if self._is_late(first) or not group.comparable:
            return None
        return first, f"{group.name} is given before {group.comparable_name}.", partners[0]

    def _is_compared(self, group: Group) -> bool:
        """Whether order is judged: for measures of performance and liquidity and the margins made of them."""
        measure = self._review.known.get(group.measure)
        return measure is not None and (measure.kind in {"performance", "liquidity"} or group.measure in _RATIO)

    def _is_late(self, use: Use) -> bool:
        """Whether a first use stands in a schedule, where order is a matter of the schedule."""
        table = self._review.states.table_of(use.mention.span)
        return table is not None and self._review.states.reconciles(table)

    def _type(self, group: Group, uses: list[Use]) -> tuple[Use, str, Use | None] | None:
        """Bold or larger type on the non-GAAP side alone, in blocks of one kind."""
        for use in uses:
            block = self._document.blocks[self._review.block(use)]
            if block.kind is BlockKind.ROW:
                continue
            for partner in self._review.partners(group):
                other = self._document.blocks[self._review.block(partner)]
                if abs(self._review.block(use) - self._review.block(partner)) > _HEADLINE_BLOCKS or other.kind is not block.kind or other is block:
                    continue
                if _is_emphasised(block, use.mention.span) and not _is_emphasised(other, partner.mention.span):
                    return use, f"{group.name} is set in bold type, {group.comparable_name} is not.", partner
                if _size(block, use.mention.span) > _LARGER * _size(other, partner.mention.span) > 0:
                    return use, f"{group.name} is set in larger type than {group.comparable_name}.", partner
        return None

    def _praise(self, group: Group, uses: list[Use]) -> tuple[Use, str, Use | None] | None:
        """Words such as "record" before the measure, and never before its partner."""
        praised = next((use for use in uses if self._is_praised(use)), None)
        if praised is None or not group.comparable:
            return None
        partners = self._review.partners(group)
        if any(self._is_praised(partner) for partner in partners) or self._shares_praise(praised, partners):
            return None
        return praised, f"{group.name} is praised, {group.comparable_name} is not.", partners[0] if partners else None

    def _is_praised(self, use: Use) -> bool:
        before = self._document.text[max(0, use.mention.span.start - 48) : use.mention.span.start]
        return self._review.cues.praise.search(before) is not None

    def _shares_praise(self, praised: Use, partners: list[Use]) -> bool:
        """Whether the sentence praises both at once ("record net income and adjusted EBITDA")."""
        at = self._review.sentence(praised)
        return at is not None and any(self._review.sentence(partner) is at for partner in partners)

    def _discussion(self, group: Group, uses: list[Use]) -> tuple[Use, str, Use | None] | None:
        """A paragraph analyses the change of the measure, none that of its partner."""
        partners = self._review.partners(group)
        if any(partner.claims for partner in partners):
            return None
        for use in uses:
            block = self._document.blocks[self._review.block(use)]
            if block.kind is BlockKind.PARAGRAPH and use.claims and block.span.end - block.span.start > _LONG and self._figures(block) >= _FIGURES:
                return use, f"The change of {group.name} is analysed, that of {group.comparable_name} is not.", partners[0] if partners else None
        return None

    def _figures(self, block: Block) -> int:
        return sum(character in "$%" for character in self._document.words(block.span))

    def _statements(self, level: Level) -> Iterator[RawFinding]:
        """C&DI 102.10(c): a table that restates most lines of the statement of income."""
        lines: dict[int, dict[str, Use]] = {}
        for group in self._review.groups:
            for use in group.uses:
                table = self._review.states.table_of(use.mention.span)
                if (
                    table is not None
                    and not use.name
                    and use.mention.quantity is not None
                    and (group.measure in _INCOME_LINES or group.key.startswith("words:"))
                ):
                    lines.setdefault(table, {}).setdefault(group.key, use)
        for table, found in lines.items():
            if len(found) >= _STATEMENT_LINES and {"adj_revenue", "adj_net_income"} <= set(found) and not self._review.states.gaap_rows(table):
                first = min(found.values(), key=lambda use: use.mention.span)
                yield self._finding(level, first, "The table is a full non-GAAP statement of income.", None)

    def _directions(self, level: Level) -> Iterator[RawFinding]:
        """C&DI 102.10(b): a schedule starts from the GAAP measure."""
        yield from self._upside_down(level)
        for each in self._review.reconciliations:
            if each.starts_from == "non_gaap" and each.span is not None:
                message = f"The schedule starts from {each.measure} and ends at {each.gaap_measure}; it must start from the GAAP measure."
                yield RawFinding(rule="non_gaap.prominence", span=each.span, score=0.8, level=level, message=message, detector=DETECTOR)

    def _upside_down(self, level: Level) -> Iterator[RawFinding]:
        """Tables whose first line of figures is a non-GAAP measure and whose last is its partner, with adjustments between."""
        if any(each.starts_from == "non_gaap" for each in self._review.reconciliations):
            return
        for group in self._review.groups:
            for use in group.uses:
                partner = self._ends_in_partner(group, use)
                if partner is not None:
                    yield self._finding(level, use, f"The schedule starts from {group.name}; it must start from {group.comparable_name}.", partner)
                    return

    def _ends_in_partner(self, group: Group, use: Use) -> Use | None:
        """The partner in the last line of a table that begins with a use and shows adjustments."""
        table = self._review.states.table_of(use.mention.span)
        if table is None or use.name or not self._review.states.reconciles(table):
            return None
        walk = self._valued_rows(table)
        first = next(walk, None)
        if first is None or not first[0].start <= use.mention.span.start < first[-1].end:
            return None
        lines = [first, *walk]
        if len(lines) <= _BETWEEN:
            return None
        return next((each for each in self._review.partners(group) if lines[-1][0].start <= each.mention.span.start < lines[-1][-1].end), None)

    def _valued_rows(self, table: int) -> Iterator[tuple[Cell, ...]]:
        """The lines of a table that have a label and a figure."""
        text = self._document.text
        for row in self._document.tables[table].rows:
            if row and row[0].end > row[0].start and is_valued([text[cell.start : cell.end] for cell in row[1:]]):
                yield row


def _reads_on(words: str) -> bool:
    """Whether a block is running text rather than a headline."""
    return words.rstrip().endswith((".", ".”", '."'))


def _is_emphasised(block: Block, span: Span) -> bool:
    return any(run.style.bold for run in block.runs if run.span.overlaps(span))


def _size(block: Block, span: Span) -> float:
    return next((run.style.size_pt for run in block.runs if run.style.size_pt and run.span.overlaps(span)), 0.0)
