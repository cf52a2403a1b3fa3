"""One document's measures as the checks see them: what is used, what it compares with, where it is reconciled, what the text says of it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from screener.language.figures import figures
from screener.language.folding import fold
from screener.nongaap.inventory import Group, groups
from screener.nongaap.measures import Measures, Use, find_measures
from screener.nongaap.requirements import NonGaapPolicy, Requirements
from screener.nongaap.statements import Exception_, exception_statement
from screener.nongaap.states import MISSING, Schedule, States, alike
from screener.nongaap.usefulness import useful_measures
from screener.nongaap.vocabulary import MeasureLexicon, NonGaapMeasure
from screener.policy import Policy
from screener.types import Analysis, BlockKind, Hidden, Quantity, Reconciliation, Role, Sentence, Span

_BESIDE = 24  # characters a figure takes
_GIVES = re.compile(r"(?:\s?\([^()]{1,16}\))?\s?(?:(?:for|in) [\w' ]{2,24} )?(?:of|was|were|totaled|totalled|came to|reached)?\s?(?:approximately|about)?\s?")
_COMPARISON = re.compile(r"[^.;$€£]{0,36}?,? (?:compared (?:with|to)|versus|up from|down from|from) (?=[$€£(])")
_RESULTS = re.compile(r"\bresults\b", re.IGNORECASE)
_RATES = frozenset({"percent", "bps", "ratio", "count"})
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WITH_GAAP = re.compile(r"\bgaap an ?d $")
_UNSEEN = frozenset({Role.LEGEND, Role.RISK_FACTOR, Role.NAVIGATION, Role.LEGAL_TERMS})


@dataclass(frozen=True)
class Review:
    """What every check is given; facts that several need are computed once."""

    analysis: Analysis
    policy: Policy
    cues: NonGaapPolicy
    lexicon: MeasureLexicon
    measures: Measures
    groups: tuple[Group, ...]
    reconciliations: tuple[Reconciliation, ...]

    @classmethod
    def of(
        cls, analysis: Analysis, policy: Policy, cues: NonGaapPolicy, reconciliations: Sequence[Reconciliation] = (), measures: Measures | None = None
    ) -> Review:
        """The review of a document; `reconciliations` are those read from its tables."""
        lexicon = policy.section("measures", MeasureLexicon)
        found = measures or find_measures(analysis, lexicon)
        return cls(analysis, policy, cues, lexicon, found, groups(analysis, found, lexicon), tuple(reconciliations))

    @cached_property
    def requirements(self) -> Requirements:
        """What is asked of this kind of text."""
        return self.cues.applies[self.analysis.occasion.channel]

    @cached_property
    def states(self) -> States:
        """How each measure is reconciled."""
        return States(self.analysis, self.measures, self.groups, self.cues, [*schedules(self.analysis, self.reconciliations)], guided=self.guided_tables)

    @cached_property
    def useful(self) -> frozenset[str]:
        """Keys of the measures a statement of usefulness covers."""
        return useful_measures(self.analysis, self.groups, self.cues)

    @cached_property
    def exception(self) -> Exception_:
        """What the text says on not reconciling what lies ahead."""
        return exception_statement(self.analysis, self.cues.statements)

    @cached_property
    def known(self) -> dict[str, NonGaapMeasure]:
        """The lexicon's measures by id."""
        return {measure.id: measure for measure in self.lexicon.measures}

    @cached_property
    def is_exempt(self) -> bool:
        """Whether the document as a whole is exempt (17 CFR 244.100(d))."""
        return self.cues.exempt_documents.search(self.analysis.document.text[:6000]) is not None

    @cached_property
    def gaap_spans(self) -> dict[str, list[Use]]:
        """Mentions of each GAAP measure that stand with a figure or a claim, in text order, hidden text left out."""
        found: dict[str, list[Use]] = {}
        for use in self.measures.gaap:
            if (use.mention.quantity is not None or use.claims) and self.is_seen(use):
                found.setdefault(use.named.measure, []).append(use)
        return found

    def sentence(self, use: Use) -> Sentence | None:
        """The sentence a mention stands in."""
        at = self.analysis.sentence_at(use.mention.span.start)
        return self.analysis.sentences[at] if at is not None else None

    def words(self, use: Use) -> str:
        """The sentence of a mention, "" outside sentences."""
        sentence = self.sentence(use)
        return self.analysis.text(sentence) if sentence is not None else ""

    def block(self, use: Use) -> int:
        """The block a mention stands in."""
        return self.analysis.document.block_at(use.mention.span.start) or 0

    def stated(self, use: Use, *, ranges: bool = False) -> list[tuple[float, float]]:
        """The amounts given right behind a name, and what they are compared with, each with the step of its last digit; of `ranges` the lower end."""
        span = use.mention.quantity_span
        if span is None or span.start < use.mention.span.end or not _GIVES.fullmatch(self.analysis.document.text[use.mention.span.end : span.start]):
            return []
        text = self.analysis.document.text
        other = _COMPARISON.match(text, span.end)
        said = [next(figures(text[span.start : span.end]), None), next(figures(text[other.end() : other.end() + _BESIDE]), None) if other is not None else None]
        return [
            _stepped(figure.quantity, text)
            for figure, text in zip(said, (text[span.start : span.end], text[other.end() :] if other else ""), strict=True)
            if figure is not None and (_is_amount(figure.quantity) or (ranges and figure.quantity.unit not in _RATES))
        ]

    def figures_of(self, block: int) -> list[Quantity]:
        """The figures of a block, in text order."""
        return [figure.quantity for figure in figures(self.analysis.document.words(self.analysis.document.blocks[block].span))]

    def is_row(self, use: Use) -> bool:
        """Whether a mention stands in a table."""
        return self.analysis.document.blocks[self.block(use)].kind is BlockKind.ROW

    def is_seen(self, use: Use) -> bool:
        """Whether a mention stands in visible text of substance."""
        sentence = self.sentence(use)
        if sentence is None or sentence.role in _UNSEEN:
            return False
        return self.analysis.hidden(sentence) in {None, Hidden.NOTES}

    def asked(self, group: Group) -> list[Use]:
        """Uses with a figure that the rules reach: the company's own, outside covenants, targets of pay and questions."""
        found = self._asked.get(group.key)
        if found is None:
            found = self._asked.setdefault(group.key, self._reached(group))
        return list(found)

    @cached_property
    def _asked(self) -> dict[str, list[Use]]:
        return {}

    def _reached(self, group: Group) -> list[Use]:
        kept = []
        for use in group.uses:
            sentence = self.sentence(use)
            if sentence is None or sentence.role is Role.QUESTION or not self.is_seen(use) or (use.mention.quantity is None and not use.claims):
                continue
            if self.cues.exempt_sentences.search(self.around(sentence)):
                continue
            kept.append(use)
        return kept

    def around(self, sentence: Sentence) -> str:
        """A sentence with the heading it stands under and what stands before it in its paragraph."""
        document = self.analysis.document
        heading = document.words(document.blocks[sentence.heading].span) if sentence.heading is not None else ""
        return f"{heading}\n{self.analysis.text(sentence)}"

    def partners(self, group: Group) -> list[Use]:
        """Mentions with a figure of the GAAP measures that compare with a measure, in text order."""
        ids = alike(group.comparable)
        return sorted((use for each in ids for use in self.gaap_spans.get(each, ())), key=lambda use: use.mention.span)

    def has_partner(self, group: Group) -> bool:
        """Whether a comparable GAAP measure is presented."""
        if any(self.is_said_with_gaap(use) for use in group.uses):
            return True
        if group.comparable:
            return bool(self.partners(group)) or any(self._words_present(each) for each in group.comparable if each not in self._gaap_ids)
        return self.states.state(group) != MISSING or self._words_present(fold(group.comparable_name))

    @cached_property
    def _gaap_ids(self) -> frozenset[str]:
        return frozenset(measure.id for measure in self.lexicon.gaap)

    @cached_property
    def _folded(self) -> str:
        return fold(self.analysis.document.text)

    def _words_present(self, words: str) -> bool:
        """Whether words stand somewhere without a modifier before them."""
        if not words:
            return True
        return re.search(rf"(?<!adjusted )(?<!non-gaap )(?<!core )\b{re.escape(words)}", self._folded) is not None

    @cached_property
    def guided_tables(self) -> frozenset[int]:
        """Tables of an outlook: their title, heads or heading say so."""
        found = set()
        for i, table in enumerate(self.analysis.document.tables):
            at = self.analysis.sentence_at(table.span.start)
            heading = self.analysis.sentences[at].heading if at is not None else None
            head = self.analysis.document.words(self.analysis.document.blocks[heading].span) if heading is not None else ""
            first = "\n".join(self.analysis.document.text[row[0].start : row[-1].end] for row in table.rows[:3] if row)
            words = f"{head}\n{first}"
            if self.cues.tables.outlook.search(words) and not _RESULTS.search(words):
                found.add(i)
        return frozenset(found)

    def is_ahead(self, use: Use) -> bool:
        """Whether a use is guidance, a target or a forecast."""
        table = self.states.table_of(use.mention.span)
        if table is not None:
            return table in self.guided_tables
        sentence = self.sentence(use)
        if sentence is None or sentence.role.is_boilerplate:
            return False
        clause = self._clause(sentence, use.mention.span)
        if self.cues.statements.ahead.search(clause):
            return True
        heading = self.analysis.document.words(self.analysis.document.blocks[sentence.heading].span) if sentence.heading not in {None, sentence.block} else ""
        return self.cues.tables.outlook.search(heading) is not None and not self.cues.statements.past.search(clause)

    def _clause(self, sentence: Sentence, span: Span) -> str:
        """The part of a sentence between semicolons that holds a span."""
        text = self.analysis.document.text
        start = text.rfind(";", sentence.span.start, span.start) + 1 or sentence.span.start
        end = text.find(";", span.end, sentence.span.end)
        return text[start : end if end >= 0 else sentence.span.end]

    def is_said_with_gaap(self, use: Use) -> bool:
        """Whether one phrase names both: "GAAP and non-GAAP gross margins were 72.4% and 72.7%"."""
        return _WITH_GAAP.search(fold(self.analysis.document.text[max(0, use.mention.span.start - 12) : use.mention.span.start])) is not None


def _is_amount(quantity: Quantity) -> bool:
    return quantity.high is None and quantity.unit not in _RATES


def _stepped(quantity: Quantity, words: str) -> tuple[float, float]:
    """A figure without its sign, and what one unit of its last digit is worth."""
    number = _NUMBER.search(words)
    shown = number[0].replace(",", "") if number else "1"
    value = abs(float(quantity.value))
    scale = value / float(shown) if float(shown) else 1.0
    return value, scale * 10.0 ** -len(shown.partition(".")[2])


def schedules(analysis: Analysis, reconciliations: Sequence[Reconciliation]) -> Iterator[Schedule]:
    """Where each reconciliation that was read ends."""
    document = analysis.document
    starts = [table.span.start for table in document.tables]
    for each in reconciliations:
        for span in each.rows[-1].spans if each.rows else ():
            if span is None:
                continue
            at = bisect.bisect_right(starts, span.start) - 1
            row = next((row for row in document.tables[at].rows if row and row[0].start <= span.start < row[-1].end), None) if at >= 0 else None
            if row is not None:
                yield Schedule(Span(row[0].start, row[-1].end), each.measure_id, all(each.adds_up))
                break
