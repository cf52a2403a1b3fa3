"""Comfort, comment on reports and rumors, and words for the few; "no comment" stays quiet."""

import pytest

from screener.detect.conduct import Conduct
from screener.types import Channel, Role
from tests.factories import Said, found, rules_of

TELL = Conduct()


@pytest.mark.parametrize(
    "text",
    [
        "We are comfortable with consensus for the year.",
        "I'd stay where you are on the back half.",
        "Your third-quarter margin looks a touch high.",
        "We expect fourth-quarter revenue to be below the current Street consensus.",
        "If I were you, take your numbers down a little.",
    ],
)
def test_comfort_and_steering_are_found(text):
    assert rules_of(TELL, text, channel=Channel.ONE_ON_ONE) == {"conduct.analyst_comfort"}


@pytest.mark.parametrize(
    "text",
    [
        "We do not comment on estimates, and I'm not going to talk about your model.",
        "Earnings per share were $0.41, and we posted a number in line with consensus.",
        "The two teams reached a consensus on the new colour.",
        "The guitar you sent is in tune.",
    ],
)
def test_results_against_consensus_and_the_allowed_answer_are_quiet(text):
    assert rules_of(TELL, text, channel=Channel.EARNINGS_CALL) == set()


def test_a_report_endorsed_or_corrected_is_found():
    assert rules_of(TELL, "Great note on us from Lindqvist Research, couldn't agree more!", channel=Channel.SOCIAL) == {"conduct.analyst_report_comment"}


def test_a_factual_correction_is_allowed():
    assert rules_of(TELL, "One factual point on your draft report: our fiscal year ends in October, so that is wrong.") == set()


@pytest.mark.parametrize("text", ["There is no truth to the rumors that we are for sale.", "The press reports are false, and we are not in talks."])
def test_a_rumor_denied_is_found(text):
    assert rules_of(TELL, text) == {"conduct.rumor_comment"}


@pytest.mark.parametrize("text", ["We do not comment on rumors or speculation.", "Our policy is not to comment on market rumors, true or false."])
def test_no_comment_is_the_allowed_answer(text):
    assert rules_of(TELL, text) == set()


@pytest.mark.parametrize("text", ["Just between us, June was light.", "Please don't forward this, it is not public yet."])
def test_words_for_the_few_are_found(text):
    assert rules_of(TELL, text, channel=Channel.EMAIL) == {"conduct.selective_channel"}


def test_between_us_and_another_party_is_a_legal_phrase():
    assert rules_of(TELL, "All accounts between us and our affiliates are settled.", channel=Channel.SEC_FILING) == set()


def test_a_question_puts_no_words_in_the_company_s_mouth():
    text = "Are you comfortable with consensus?"
    assert rules_of(TELL, text) == set()
    assert rules_of(TELL, Said("You are comfortable with consensus, I take it.", Role.QUESTION)) == set()


def test_a_model_on_a_website_is_no_analyst_s_model():
    assert rules_of(TELL, "If your model is too high for the shelf, lower the feet.", channel=Channel.WEBSITE) == set()


def test_the_trigger_is_shown():
    (finding,) = found(TELL, "Off the record, we will beat.")
    assert finding.evidence[0].span == (0, 14)
