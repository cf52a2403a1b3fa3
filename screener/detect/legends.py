"""The forward-looking statements legend: is one needed, is one there, and is it whole.

Policy II.F; Securities Act s.27A, Exchange Act s.21E: the statements must be identified as forward-looking and accompanied by meaningful
cautionary statements that name important factors, or (orally) point to a document that does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from screener.detect.base import Context
from screener.language.figures import has_figure
from screener.policy import strict
from screener.types import Analysis, BlockKind, Channel, Check, Evidence, Hidden, Level, RawFinding, Role, Sentence

_FEW_WORDS = 40  # a notice of mere logistics needs no legend
_SHOWN = 5
_UNREAD_ROLES = frozenset(
    {Role.LEGEND, Role.ABOUT, Role.CONTACTS, Role.CALL_DETAILS, Role.RISK_FACTOR, Role.NAVIGATION, Role.TABLE, Role.QUESTION, Role.NON_GAAP_NOTE}
)
_PART_WORDS = {
    "identification": "that the statements are forward-looking",
    "caution": "that actual results could differ materially",
    "factors": "the important factors, or the filing that names them",
}


_Search = Callable[[str, str], bool]


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class LegendPolicy:
    """The file `policies/legends.yaml`: regular expressions for the parts of a legend and for forward-looking statements."""

    identification: tuple[str, ...]
    caution: tuple[str, ...]
    factors: tuple[str, ...]
    subjects: tuple[str, ...]
    verbs: tuple[str, ...]
    future: tuple[str, ...]
    not_forward: tuple[str, ...]
    light_channels: tuple[Channel, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compiled:
    parts: dict[str, _Search]
    subject: _Search
    verb: _Search
    future: re.Pattern[str]
    not_forward: re.Pattern[str]
    light_channels: frozenset[Channel]

    @classmethod
    def of(cls, policy: LegendPolicy) -> _Compiled:
        return cls(
            parts={name: _search(getattr(policy, name)) for name in _PART_WORDS},
            subject=_search(policy.subjects),
            verb=_search(policy.verbs),
            future=_any(policy.future),
            not_forward=_any(policy.not_forward),
            light_channels=frozenset(policy.light_channels),
        )


class SafeHarborLegend:
    """Finds forward-looking statements of the company in a document without a whole legend; answers one check for the document."""

    name = "safe_harbor_legend"
    rules = ("conduct.missing_safe_harbor",)

    def __init__(self) -> None:
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, analysis: Analysis, context: Context) -> Iterator[RawFinding | Check]:
        """At most one finding, at the first strong statement, with the others as evidence."""
        compiled = self._compiled.get(context.policy.version)
        if compiled is None:
            compiled = self._compiled.setdefault(context.policy.version, _Compiled.of(context.policy.section("legends", LegendPolicy)))
        rule = self.rules[0]
        statements = [] if _is_logistics(analysis) else list(_forward_looking(analysis, compiled))
        if not statements:
            yield Check(rule=rule, status="not_applicable", message="No forward-looking statement of the company was found")
            return
        missing = _missing_parts(analysis, compiled)
        if not missing:
            yield Check(rule=rule, status="pass", message="The forward-looking statements legend is there")
            return
        message = _message(missing, len(statements))
        yield self._finding(analysis, compiled, statements, message)
        yield Check(rule=rule, status="fail", message=message)

    def _finding(self, analysis: Analysis, compiled: _Compiled, statements: list[tuple[Sentence, bool]], message: str) -> RawFinding:
        strong = [sentence for sentence, is_strong in statements if is_strong]
        first = (strong or [sentence for sentence, _ in statements])[0]
        others = [sentence for sentence, _ in statements if sentence is not first]
        return RawFinding(
            rule=self.rules[0],
            span=first.span,
            score=0.9 if strong else 0.6,
            level=_level(analysis.occasion.channel, compiled, is_strong=bool(strong)),
            message=message,
            evidence=tuple(Evidence(role="forward_looking", span=sentence.span) for sentence in others[:_SHOWN]),
            detector=self.name,
        )


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _search(patterns: tuple[str, ...]) -> _Search:
    """Whether any pattern matches, given the words and the same in small letters: patterns in small letters read those, in half the time."""
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    if whole != whole.lower():
        either = re.compile(whole, re.IGNORECASE)
        return lambda words, _: either.search(words) is not None
    exact = re.compile(whole)
    return lambda _, small: exact.search(small) is not None


def _level(channel: Channel, compiled: _Compiled, *, is_strong: bool) -> Level:
    if channel in compiled.light_channels:
        return Level.LOW
    return Level.HIGH if is_strong else Level.MEDIUM


def _is_logistics(analysis: Analysis) -> bool:
    return len(analysis.document.text.split(maxsplit=_FEW_WORDS)) <= _FEW_WORDS


def _forward_looking(analysis: Analysis, compiled: _Compiled) -> Iterator[tuple[Sentence, bool]]:
    """Forward-looking statements of the company that everyone will read; True for those with a figure or a date ahead."""
    for sentence in analysis.sentences:
        if sentence.role in _UNREAD_ROLES or analysis.hidden(sentence) not in {None, Hidden.NOTES}:
            continue
        words = analysis.text(sentence)
        small = words.lower()
        if compiled.subject(words, small) and compiled.verb(words, small) and not compiled.not_forward.search(words):
            yield sentence, has_figure(words) and compiled.future.search(words) is not None


def _missing_parts(analysis: Analysis, compiled: _Compiled) -> list[str]:
    """Parts of the legend that stand nowhere in the visible text; all of them when statements are never identified as forward-looking."""
    visible = "\n".join(
        analysis.document.words(block.span) for block in analysis.document.blocks if block.hidden is None and block.kind is not BlockKind.PROPERTY
    )
    small = visible.lower()
    return [name for name, stands_in in compiled.parts.items() if not stands_in(visible, small)]


def _message(missing: list[str], count: int) -> str:
    statements = f"{count} forward-looking statement{'s' if count != 1 else ''}"
    if "identification" in missing:
        return f"The draft makes {statements} and carries no forward-looking statements legend."
    return f"The draft makes {statements}; its legend does not say {' nor '.join(_PART_WORDS[part] for part in missing)}."
