"""The nineteen topics in context: what is found, what is excused, and what a finding carries."""

import pytest

from screener.detect.topics import TOPICS, Topics, TopicsPolicy
from screener.types import Channel, Role
from tests.factories import POLICY, Said, analysis_of, found, rules_of

TELL = Topics()
NEWS = "We signed a definitive agreement to acquire Norvane Controls for $85 million."


def test_every_topic_of_the_policy_has_cues():
    assert tuple(POLICY.section("topics", TopicsPolicy).topics) == TOPICS == tuple(POLICY.topics)


def test_a_finding_spans_its_sentence_and_shows_trigger_subject_and_figure():
    (finding,) = found(TELL, "Good morning.", NEWS)
    analysis = analysis_of("Good morning.", NEWS)
    assert analysis.document.words(finding.span) == NEWS
    words = {item.role: analysis.document.words(item.span) for item in finding.evidence}
    assert words["subject"] == "We"
    assert words["figure"] == "$85 million"
    assert words["trigger"].lower() in NEWS.lower()


def test_one_sentence_may_hold_several_topics():
    text = "We will close the Dayton plant and recorded an impairment charge of $12 million."
    assert {"mnpi.organizational_change", "mnpi.writedown_or_reserve"} <= rules_of(TELL, text)


@pytest.mark.parametrize("role", [role for role in Role if role.is_boilerplate] + [Role.TABLE])
def test_boilerplate_and_table_rows_are_left_alone(role):
    assert rules_of(TELL, Said(NEWS, role)) == set()


@pytest.mark.parametrize("role", [Role.BODY, Role.BULLET, Role.QUOTE, Role.ANSWER, Role.NOTES, Role.HEADING])
def test_news_is_found_in_every_part_that_can_tell_it(role):
    assert rules_of(TELL, Said(NEWS, role)) == {"mnpi.mergers_acquisitions"}


def test_a_question_without_a_figure_tells_nothing():
    assert rules_of(TELL, "How should we think about the dividend and buybacks?") == set()


def test_a_question_with_a_figure_is_at_most_possible():
    text = "So is the full-year guidance of $4.20 to $4.40 per share still what we should use?"
    assert [finding.materiality.klass for finding in found(TELL, text)] == [1]


def test_a_denial_that_informs_is_material():
    assert "mnpi.earnings_results" in rules_of(TELL, "We are not seeing any slowdown in orders this quarter.")


def test_an_empty_negation_tells_nothing():
    assert rules_of(TELL, "None of our directors or officers adopted a Rule 10b5-1 trading arrangement in the quarter.") == set()


def test_words_public_by_themselves_carry_the_cue():
    (finding, *_) = found(TELL, "As we reported in our Form 10-Q filed in August, revenue was $141 million.")
    assert finding.public_cue
    assert finding.materiality.klass == 1


def test_new_words_beside_a_past_announcement_stay_new():
    (finding, *_) = found(TELL, "The board deferred the record date of the previously announced special dividend of $2 per share.")
    assert not finding.public_cue


@pytest.mark.parametrize(
    "text",
    [
        "We may be subject to cyberattacks that could disrupt our operations.",
        "There can be no assurance that we will pay dividends.",
        "A merger can take a year to close.",
        "We will report third-quarter results on 5 November at 8:30 a.m.",
        "The company was founded in 1962 through the merger of two motor makers.",
        "Creation of a Direct Financial Obligation",
        "Completion of Acquisition or Disposition of Assets.",
        "This release contains no guidance.",
    ],
)
def test_what_tells_no_news_is_quiet(text):
    assert rules_of(TELL, text, channel=Channel.PRESS_RELEASE) == set()


@pytest.mark.parametrize(
    "text",
    [
        "You agree that any dispute is settled by binding arbitration.",
        "Apply now: five years of experience in mergers and acquisitions.",
        "Borrow from $5,000 to $50,000 with a fixed rate and no prepayment fee.",
        "Shares of seed makers rose 4% this quarter, and the dividend was cut.",
    ],
)
def test_a_website_that_speaks_of_no_company_is_quiet(text):
    assert rules_of(TELL, text, channel=Channel.WEBSITE) == set()


def test_a_post_of_the_company_about_itself_is_read():
    assert rules_of(TELL, "We have voluntarily recalled 40,000 of our heaters.", channel=Channel.SOCIAL) == {"mnpi.product_supplier_customer"}


def test_a_defined_term_of_a_deal_is_read_through_hypotheses():
    text = "In the event that the Merger Agreement is terminated, Orvane has agreed to pay a termination fee."
    assert "mnpi.mergers_acquisitions" in rules_of(TELL, text, channel=Channel.SEC_FILING)


def test_findings_come_in_text_order_and_twice_the_same():
    texts = (NEWS, "The canteen opens at eight.", "The board declared a quarterly dividend of $0.32 per share.")
    first, second = found(TELL, *texts), found(TELL, *texts)
    assert first == second
    assert [finding.span.start for finding in first] == sorted(finding.span.start for finding in first)
    assert all(0 <= finding.score <= 1 for finding in first)


def test_a_text_without_sentences_has_no_findings():
    assert found(TELL) == []
