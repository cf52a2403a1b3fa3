"""What a text says about reconciling: promises of a schedule, the exception for what lies ahead, where schedules are posted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from screener.nongaap.requirements import StatementCues
from screener.types import Analysis, Sentence, Span

_BLOCKS = 2  # the statement may run on into the next paragraph


class Exception_(NamedTuple):  # noqa: N801 - the builtin has the name
    """The statement that a forward-looking measure is not reconciled: where it stands, and which of its three parts it has."""

    span: Span | None = None
    claims_effort: bool = False
    items: bool = False
    significance: bool = False

    @property
    def is_full(self) -> bool:
        """Whether all three parts are there."""
        return self.claims_effort and self.items and self.significance


def exception_statement(analysis: Analysis, cues: StatementCues) -> Exception_:
    """The fullest statement of the exception in the document."""
    best = Exception_()
    for sentence in analysis.sentences:
        words = analysis.text(sentence)
        if "reconcil" not in words.lower() and "unreasonable" not in words.lower():
            continue
        if not cues.exception.search(words):
            continue
        around = _around(analysis, sentence)
        found = Exception_(
            sentence.span,
            claims_effort="unreasonable" in around.lower() or cues.unable.search(around) is not None,
            items=cues.items.search(around) is not None,
            significance=cues.significance.search(around) is not None,
        )
        if sum(found[1:]) > sum(best[1:]) or best.span is None:
            best = found
    return best


def _around(analysis: Analysis, sentence: Sentence) -> str:
    blocks = analysis.document.blocks[max(0, sentence.block - 1) : sentence.block + _BLOCKS]
    return " ".join(analysis.document.words(block.span) for block in blocks)


def promises(analysis: Analysis, cues: StatementCues) -> Iterator[Sentence]:
    """Sentences that say a reconciliation is attached."""
    for sentence in analysis.sentences:
        words = analysis.text(sentence)
        if "reconcil" in words.lower() and cues.promises.search(words):
            yield sentence


def names_posting(analysis: Analysis, cues: StatementCues) -> bool:
    """Whether a talk says where its schedules are: a sentence with both the place and the schedules, posted already."""
    sentences = [analysis.text(sentence) for sentence in analysis.sentences]
    for i, words in enumerate(sentences):
        pair = " ".join(sentences[max(0, i - 1) : i + 2])
        if cues.schedule.search(words) and cues.place.search(pair) and not cues.not_yet.search(words):
            return True
    return False
