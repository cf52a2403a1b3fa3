"""Raw findings become findings: merged by sentence, levelled by materiality, worded by the policy, and the verdict follows the occasion."""

import pytest

from screener.resolve import is_broad_disclosure, resolve, verdict_of
from screener.types import Audience, Channel, Evidence, Gap, Level, Materiality, Occasion, RawFinding, Span, Verdict
from tests.factories import POLICY, analysis_of

TEXT = "Third-quarter orders are running 8% below last year."
ANALYSIS = analysis_of(TEXT, "We like it here.", channel=Channel.SPEECH)


def raw(*, klass: int | None = 2, rule: str = "mnpi.earnings_results", level: Level | None = None, public: bool = False, score: float = 0.9, start: int = 0):
    materiality = Materiality(klass=klass, probability=0.9, magnitude=0.5) if klass is not None else None
    return RawFinding(rule=rule, span=Span(start, len(TEXT)), score=score, level=level, materiality=materiality, public_cue=public)


def one(finding: RawFinding):
    (found,) = resolve([finding], ANALYSIS, POLICY)
    return found


@pytest.mark.parametrize(
    ("klass", "public", "level"), [(2, False, Level.HIGH), (1, False, Level.MEDIUM), (0, False, Level.NOTE), (2, True, Level.LOW), (1, True, Level.LOW)]
)
def test_materiality_decides_the_level_and_words_that_claim_to_be_public_lower_it(klass, public, level):
    assert one(raw(klass=klass, public=public)).level is level


def test_findings_of_one_rule_in_one_sentence_are_one_with_all_their_evidence():
    first, second = raw(score=0.6, klass=1), raw(score=0.8, start=14)
    first = RawFinding(rule=first.rule, span=first.span, score=0.6, materiality=first.materiality, evidence=(Evidence(role="trigger", span=Span(0, 5)),))
    second = RawFinding(rule=second.rule, span=second.span, score=0.8, materiality=second.materiality, evidence=(Evidence(role="figure", span=Span(33, 35)),))
    (found,) = resolve([first, second], ANALYSIS, POLICY)
    assert (found.span, found.level, found.score) == (Span(0, len(TEXT)), Level.HIGH, 0.8)
    assert [item.role for item in found.evidence] == ["trigger", "figure"]


def test_a_finding_carries_its_rules_words_and_sources():
    found = one(raw())
    rule = POLICY.rules["mnpi.earnings_results"]
    assert (found.message, found.action, found.clears) == (rule.message, rule.action, rule.cleared_by)
    assert found.text == TEXT
    assert any(source.kind == "policy" and source.ref == "II.B" for source in found.sources)


def test_the_release_that_makes_news_public_is_cleared_and_filed_not_held_back():
    analysis = analysis_of(TEXT, channel=Channel.PRESS_RELEASE)
    (found,) = resolve([raw()], analysis, POLICY)
    assert "itself the public disclosure" in found.action
    assert "Item 2.02" in found.action


@pytest.mark.parametrize(
    ("occasion", "broad"),
    [
        (Occasion(channel=Channel.PRESS_RELEASE, audience=Audience.PUBLIC), True),
        (Occasion(channel=Channel.SEC_FILING), True),
        (Occasion(channel=Channel.EARNINGS_CALL, webcast=True), True),
        (Occasion(channel=Channel.EARNINGS_CALL), False),
        (Occasion(channel=Channel.EARNINGS_CALL, guessed=True), False),
        (Occasion(channel=Channel.PRESS_RELEASE, audience=Audience.SELECTIVE), False),
        (Occasion(channel=Channel.WEBSITE, audience=Audience.PUBLIC), False),
        (Occasion(channel=Channel.SOCIAL, audience=Audience.PUBLIC), False),
    ],
)
def test_only_a_recognised_means_to_the_public_is_broad_disclosure(occasion, broad):
    assert is_broad_disclosure(occasion) is broad


@pytest.mark.parametrize(
    ("rule", "level", "channel", "verdict"),
    [
        ("mnpi.earnings_results", Level.HIGH, Channel.SPEECH, Verdict.HOLD),
        ("mnpi.earnings_results", Level.HIGH, Channel.PRESS_RELEASE, Verdict.REVIEW),
        ("mnpi.earnings_results", Level.MEDIUM, Channel.SPEECH, Verdict.REVIEW),
        ("mnpi.earnings_results", Level.LOW, Channel.SPEECH, Verdict.CLEAR),
        ("conduct.rumor_comment", Level.HIGH, Channel.PRESS_RELEASE, Verdict.HOLD),
        ("non_gaap.measure", Level.NOTE, Channel.PRESS_RELEASE, Verdict.CLEAR),
    ],
)
def test_the_verdict_follows_level_rule_and_occasion(rule, level, channel, verdict):
    assert verdict_of([one(raw(rule=rule, level=level))], (), Occasion(channel=channel)) is verdict


def test_what_could_not_be_read_is_never_clear():
    assert verdict_of([], (Gap(what="page 3", reason="scanned"),), Occasion(channel=Channel.WEBSITE)) is Verdict.REVIEW
