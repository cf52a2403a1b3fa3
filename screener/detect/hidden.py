"""Hidden content: what the reader of the draft does not see and the recipient of the file would (deletions, comments, notes, hidden slides ...).

One finding for each stretch of neighbouring hidden blocks of one kind, at the level of the rule; findings of other rules inside
hidden text say so themselves. Policy I.B: a file that carries the news discloses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from screener.detect.base import Context
from screener.types import Analysis, BlockKind, Check, Evidence, Hidden, Level, RawFinding, Span

_FEW_WORDS = 2  # a property or comment of one or two words is named, not raised
# Every web page has some; what they say is judged by the other rules.
_ORDINARY_ON_PAGES = frozenset({"HTML comment", "display:none", "visibility:hidden", "hidden attribute"})
_QUIET = frozenset({Hidden.METADATA})
_NOUNS = {
    Hidden.DELETED_TEXT: ("tracked deletion", "tracked deletions"),
    Hidden.COMMENT: ("comment", "comments"),
    Hidden.NOTES: ("slide with speaker notes", "slides with speaker notes"),
    Hidden.HIDDEN_SLIDE: ("passage on hidden slides", "passages on hidden slides"),
    Hidden.METADATA: ("document property", "document properties"),
    Hidden.INVISIBLE_TEXT: ("passage of invisible text", "passages of invisible text"),
}


class HiddenContent:
    """Reports each stretch of hidden content, and a check that sums it up."""

    name = "hidden_content"
    rules = tuple(f"hidden.{kind.value}" for kind in Hidden)

    def __call__(self, analysis: Analysis, context: Context) -> Iterator[RawFinding | Check]:  # noqa: ARG002 - the protocol's shape
        """Findings in text order, then a check for each kind of hidden content."""
        blocks = analysis.document.blocks
        counts = dict.fromkeys(Hidden, 0)
        for _, group in groupby(
            enumerate(blocks), key=lambda pair: (pair[1].hidden, pair[1].hidden_detail, pair[1].provenance.slide, pair[1].provenance.sheet)
        ):
            stretch = list(group)
            hidden = stretch[0][1].hidden
            span = Span(stretch[0][1].span.start, stretch[-1][1].span.end)
            if hidden is None or not any(letter.isalpha() for letter in analysis.document.words(span)):
                continue  # bare marks and axis numbers tell nothing
            counts[hidden] += 1
            yield RawFinding(
                rule=f"hidden.{hidden.value}",
                span=span,
                score=1.0,
                level=self._level(analysis, span, hidden, {block.hidden_detail or "" for _, block in stretch}),
                message=self._message(analysis, [index for index, _ in stretch]),
                evidence=tuple(Evidence(role="hidden", span=block.span) for _, block in stretch),
                detector=self.name,
            )
        for hidden, count in counts.items():
            status = "fail" if count and hidden not in _QUIET else "pass"
            one, many = _NOUNS[hidden]
            yield Check(rule=f"hidden.{hidden.value}", status=status, message=f"{count} {one if count == 1 else many}" if count else f"No {many}")

    def _level(self, analysis: Analysis, span: Span, hidden: Hidden, details: set[str]) -> Level | None:
        if hidden in _QUIET or len(analysis.document.words(span).split()) <= _FEW_WORDS:
            return Level.NOTE
        return Level.LOW if details & _ORDINARY_ON_PAGES else None

    def _message(self, analysis: Analysis, indices: list[int]) -> str | None:
        """Who and when where the file says, and in what way the text is hidden; None leaves the rule's own words."""
        blocks = [analysis.document.blocks[index] for index in indices]
        authors = sorted({block.change.author for block in blocks if block.change is not None and block.change.author})
        days = sorted({block.change.at[:10] for block in blocks if block.change is not None and block.change.at})
        details = sorted({block.hidden_detail for block in blocks if block.hidden_detail and block.hidden_detail not in _NOUNS[Hidden.NOTES][0]})
        if not authors and not details:
            return None
        first = blocks[0]
        what = "comment" if first.kind is BlockKind.COMMENT else _NOUNS[first.hidden][0] if first.hidden else "text"
        by = f" by {', '.join(authors)}" if authors else ""
        when = f" on {days[0]}" + (f" to {days[-1]}" if days[-1] != days[0] else "") if days else ""
        how = f" ({', '.join(details)})" if details else ""
        return f"{what[0].upper()}{what[1:]}{by}{when}{how}: the recipient of the file can read it."
