"""Raw findings to the report's findings: what they mean for this occasion, merged, levelled, worded and routed.

Levels and verdict follow the contract: materiality 2 is high, 1 is medium; a statement public by its own words is low until the
record confirms it; a high `mnpi` finding holds a draft unless the text itself is the broad public disclosure.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from screener.policy import Policy, Rule
from screener.types import Analysis, Audience, Channel, Evidence, Finding, Gap, Hidden, Level, Materiality, Occasion, RawFinding, Span, Verdict

_BROAD = frozenset({Channel.EARNINGS_RELEASE, Channel.PRESS_RELEASE, Channel.SEC_FILING})
_LEVEL_OF_CLASS = {0: Level.NOTE, 1: Level.MEDIUM, 2: Level.HIGH}
_WORD_OR_NUMBER = re.compile(r"([a-z]+|#)|(\d[\d,.]*)")
_NEIGHBOURHOOD = 60  # characters on each side that tell two equal sentences apart
_HIDDEN_WORDS = {
    Hidden.DELETED_TEXT: "a tracked deletion that the recipient can restore",
    Hidden.COMMENT: "a comment that travels with the file",
    Hidden.NOTES: "speaker notes that travel with the file",
    Hidden.HIDDEN_SLIDE: "a hidden slide that travels with the file",
    Hidden.METADATA: "a document property that travels with the file",
    Hidden.INVISIBLE_TEXT: "invisible text that the recipient can show",
}


def resolve(raw: Iterable[RawFinding], analysis: Analysis, policy: Policy) -> tuple[Finding, ...]:
    """The findings of a report in text order, worst first at the same place; switched-off rules and other channels' rules are left out."""
    kept = [finding for finding in raw if _applies(policy.rules[finding.rule], analysis.occasion)]
    merged = [_merge(group) for group in _grouped(kept, analysis)]
    merged.sort(key=lambda finding: (finding.span.start, -finding.score, finding.rule))
    seen: dict[str, int] = defaultdict(int)
    return tuple(_worded(finding, analysis, policy, seen) for finding in merged)


def is_broad_disclosure(occasion: Occasion) -> bool:
    """Whether the text itself is the broad public disclosure (policy II.C; 17 CFR 243.101(e))."""
    if occasion.audience in {Audience.SELECTIVE, Audience.RESTRICTED}:
        return False
    return occasion.channel in _BROAD or (occasion.channel is Channel.EARNINGS_CALL and occasion.webcast)


def verdict_of(findings: Iterable[Finding], gaps: Sequence[Gap], occasion: Occasion) -> Verdict:
    """`hold`, `review` or `clear`; what could not be read is never clear."""
    verdict = Verdict.REVIEW if gaps else Verdict.CLEAR
    for finding in findings:
        if finding.level is Level.HIGH:
            holds = not finding.rule.startswith("mnpi.") or finding.hidden is not None or not is_broad_disclosure(occasion)
            verdict = max(verdict, Verdict.HOLD if holds else Verdict.REVIEW, key=lambda v: v.rank)
        elif finding.level is Level.MEDIUM:
            verdict = max(verdict, Verdict.REVIEW, key=lambda v: v.rank)
    return verdict


def _applies(rule: Rule, occasion: Occasion) -> bool:
    return rule.enabled and (not rule.channels or occasion.channel in rule.channels)


def _grouped(raw: Iterable[RawFinding], analysis: Analysis) -> Iterable[list[RawFinding]]:
    """Findings of one rule in one sentence are one finding; outside sentences each stands alone."""
    groups: dict[tuple[str, int | Span], list[RawFinding]] = defaultdict(list)
    for finding in raw:
        sentence = analysis.sentence_at(finding.span.start)
        groups[finding.rule, sentence if sentence is not None and not finding.rule.startswith("non_gaap.") else finding.span].append(finding)
    return groups.values()


def _merge(group: list[RawFinding]) -> RawFinding:
    if len(group) == 1:
        return group[0]
    best = max(group, key=lambda finding: (_class_of(finding.materiality), finding.score))
    evidence: dict[Evidence, None] = {item: None for finding in group for item in finding.evidence}
    return RawFinding(
        rule=best.rule,
        span=Span(min(finding.span.start for finding in group), max(finding.span.end for finding in group)),
        score=best.score,
        level=best.level,
        message=best.message,
        evidence=tuple(sorted(evidence, key=lambda item: item.span)),
        materiality=best.materiality,
        public_cue=all(finding.public_cue for finding in group),
        detector=best.detector,
    )


def _class_of(materiality: Materiality | None) -> int:
    return materiality.klass if materiality is not None else -1


def _level(raw: RawFinding, rule: Rule) -> Level:
    if raw.level is not None:
        return raw.level
    if raw.materiality is None:
        return rule.level
    level = _LEVEL_OF_CLASS[raw.materiality.klass]
    if raw.public_cue and level is not Level.NOTE:
        return Level.LOW
    return min(level, rule.level, key=lambda each: each.rank)


def _worded(raw: RawFinding, analysis: Analysis, policy: Policy, seen: dict[str, int]) -> Finding:
    rule = policy.rules[raw.rule]
    block = analysis.document.block_at(raw.span.start)
    hidden = analysis.document.blocks[block].hidden if block is not None else None
    message = raw.message or rule.message
    if hidden is not None and not raw.rule.startswith("hidden."):
        message = f"{message} It stands in {_HIDDEN_WORDS[hidden]}."
    return Finding(
        id=_fingerprint(raw, analysis.document.text, seen),
        rule=raw.rule,
        level=_level(raw, rule),
        score=round(raw.score, 4),
        text=analysis.document.words(raw.span),
        span=raw.span,
        location=analysis.document.location(raw.span),
        message=message,
        evidence=raw.evidence,
        action=_release_action(rule, policy) if raw.rule.startswith("mnpi.") and hidden is None and is_broad_disclosure(analysis.occasion) else rule.action,
        clears=rule.cleared_by,
        sources=rule.legal_sources,
        hidden=hidden,
        materiality=raw.materiality,
    )


def _release_action(rule: Rule, policy: Policy) -> str:
    """What to do where the text itself is the broad disclosure (policy I.C and II.C): clear it and file, rather than hold it back."""
    topic = policy.topics.get(rule.name.partition(".")[2])
    items = f" and check Form 8-K Item {' or '.join(topic.items)}" if topic is not None and topic.items else ""
    return f"This text is itself the public disclosure: have it cleared{items}; nobody is told before it is out."


def _fingerprint(raw: RawFinding, text: str, seen: dict[str, int]) -> str:
    """Sixteen hexadecimal digits from rule, words and neighbourhood, so that a decision survives the next draft; the same words again get a count."""
    words = _normal(text[raw.span.start : raw.span.end])
    around = _normal(text[max(0, raw.span.start - _NEIGHBOURHOOD) : raw.span.start]) + "|" + _normal(text[raw.span.end : raw.span.end + _NEIGHBOURHOOD])
    key = f"{raw.rule}\n{words}\n{around}"
    seen[key] += 1
    return hashlib.sha256(f"{key}\n{seen[key]}".encode()).hexdigest()[:16]


def _normal(text: str) -> str:
    """Words with figures kept (a changed figure is a new finding), case and marks dropped."""
    found = _WORD_OR_NUMBER.findall(text.lower())
    return " ".join([word or "#" for word, _ in found]) + " " + " ".join([number for _, number in found if number])
