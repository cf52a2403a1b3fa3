"""The forward-looking statements legend (policy II.F; Exchange Act s.21E): needed, there, whole."""

import pytest

from screener.detect.legends import SafeHarborLegend
from screener.types import Channel, Check, Level, RawFinding, Role
from tests.factories import CONTEXT, Said, analysis_of

detector = SafeHarborLegend()
FILLER = (
    "Our teams in Kettering, Brno and Saint Marys have worked hard on the new line, and customers who have seen it tell us so at every fair they visit with us."
    * 2
)
GUIDANCE = "For fiscal 2027 we expect revenue of $840 million to $860 million."
_FACTORS = "because of the factors described under Risk Factors in our Form 10-K."
LEGEND = f"This release contains forward-looking statements. Actual results could differ materially {_FACTORS}"


def answers(*sentences: str | Said, channel: Channel = Channel.EARNINGS_RELEASE) -> tuple[list[RawFinding], str]:
    observed = list(detector(analysis_of(FILLER, *sentences, channel=channel), CONTEXT))
    (check,) = [each for each in observed if isinstance(each, Check)]
    return [each for each in observed if isinstance(each, RawFinding)], check.status


def test_guidance_without_a_legend_is_found_at_the_statement():
    (finding,), status = answers(GUIDANCE)
    assert (finding.level, status) == (Level.HIGH, "fail")
    assert "no forward-looking statements legend" in (finding.message or "")


def test_a_whole_legend_passes():
    assert answers(GUIDANCE, Said(LEGEND, Role.LEGEND)) == ([], "pass")


@pytest.mark.parametrize(
    ("legend", "missing"),
    [
        ("This deck contains forward-looking statements. See the risk factors in our Form 10-K.", "could differ materially"),
        ("This deck contains forward-looking statements, and results may differ materially.", "important factors"),
    ],
)
def test_an_incomplete_legend_says_which_part_is_missing(legend, missing):
    (finding,), _ = answers(GUIDANCE, legend)
    assert missing in (finding.message or "")


@pytest.mark.parametrize(
    "text",
    [
        "We will host a conference call at 8:30 a.m. on November 6, and a replay will be available for a week.",
        "Revenue was $215.8 million, up 9%.",
        "Analysts expect the market to grow by 4% next year.",
        "Would we expect margins of 40% in 2027?",
        "We undertake no obligation to update any of this after 2026.",
    ],
)
def test_what_is_not_the_companys_outlook_needs_no_legend(text):
    assert answers(text) == ([], "not_applicable")


def test_words_without_figure_or_date_ask_for_review_only():
    (finding,), _ = answers("We expect to continue to grow with our customers.")
    assert finding.level is Level.MEDIUM


def test_on_a_web_page_or_post_the_finding_is_a_hint():
    (finding,), _ = answers(GUIDANCE, channel=Channel.WEBSITE)
    assert finding.level is Level.LOW


def test_a_short_notice_of_logistics_needs_no_legend():
    observed = list(detector(analysis_of("We expect to report on November 5."), CONTEXT))
    assert [each.status for each in observed if isinstance(each, Check)] == ["not_applicable"]
