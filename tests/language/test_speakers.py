from __future__ import annotations

from dataclasses import replace

import pytest

from screener.types import Channel, Occasion

CALL = Channel.EARNINGS_CALL


def voices(analysis) -> list[tuple[str, str | None]]:
    return [(sentence.role.value, sentence.speaker) for sentence in analysis.sentences]


def answered(analysis) -> list[str]:
    return [analysis.text(analysis.sentences[s.question]) for s in analysis.sentences if s.question is not None]


def test_a_call_with_titled_lines_knows_who_asks_and_who_answers(read):
    analysis = read(
        "Operator",
        "Good day and welcome to the third quarter earnings call.",
        "Jane Roe -- Chief Executive Officer",
        "Thank you. We had a strong quarter in every one of our markets.",
        "Operator",
        "Our first question comes from Max Lind with Tern Securities.",
        "Max Lind -- Tern Securities -- Analyst",
        "Good morning. How does the second half look? Thanks.",
        "Jane Roe -- Chief Executive Officer",
        "We would stay where you are. It looks fine.",
        "Operator",
        "That concludes the questions. I turn it back to Jane Roe.",
        "Jane Roe -- Chief Executive Officer",
        "Thank you all for joining us today.",
        channel=CALL,
    )
    roles = [role for role, _ in voices(analysis)]
    assert roles == [
        *["heading", "body"],
        *["heading", "body", "body"],
        *["heading", "body"],
        *["heading", "question", "question", "question"],
        *["heading", "answer", "answer"],
        *["heading", "body", "body"],
        *["heading", "body"],
    ]
    assert answered(analysis) == ["How does the second half look?"] * 2
    assert [speaker for role, speaker in voices(analysis) if role == "answer"] == ["Jane Roe", "Jane Roe"]


@pytest.mark.parametrize("label", ["Jane Roe – CFO: ", "Jane Roe, Chief Financial Officer: ", "Jane Roe - Harbor Mills - CFO: "])
def test_labels_before_a_colon_name_the_speaker_of_the_paragraph_and_the_next(read, label: str):
    analysis = read(f"{label}Thank you all for coming to our call today.", "Revenue rose.", "Operator: Next question, please.", channel=CALL)
    assert [speaker for _, speaker in voices(analysis)] == ["Jane Roe", "Jane Roe", "Operator"]


def test_a_transcript_in_one_line_changes_speaker_inside_the_paragraph(read):
    analysis = read(
        "Operator: Welcome to the call. Jane Roe – CEO: We had a strong April. Operator: Max Lind. Max Lind – Analyst: Is May good? Jane Roe – CEO: It is.",
        channel=CALL,
    )
    assert [speaker for _, speaker in voices(analysis)] == ["Operator", "Jane Roe", "Operator", "Max Lind", "Jane Roe"]
    assert answered(analysis) == ["Max Lind – Analyst: Is May good?"]


def test_names_over_titles_with_marks_of_question_and_answer_are_turns(read):
    analysis = read(
        "Operator: Our next question comes from Max Lind.",
        "Max Lind",
        "Tern Securities LLC, Research Division Q",
        "Could you talk about April and what you see in May?",
        "Jane Roe",
        "Chief Financial Officer, Harbor Mills, Inc. A",
        "April was better than March, and May looks like April.",
        channel=CALL,
    )
    assert [role for role, _ in voices(analysis)] == ["body", "heading", "heading", "question", "heading", "heading", "answer"]


def test_speakers_without_titles_are_told_apart_by_the_operators_call(read):
    analysis = read(
        "Jane Roe: Thank you. We had a strong quarter in every region we serve.",
        "Operator: Our first question comes from Max Lind.",
        "Max Lind: Hi, Jane. How is the backlog developing?",
        "Jane Roe: It is developing well.",
        "Max Lind: And the margin?",
        "Jane Roe: That too.",
        "Operator: The next question comes from Ann Voss.",
        "Ann Voss: Could you say how prices in the West have moved since April?",
        "Jane Roe: They are up.",
        channel=CALL,
    )
    assert [role for role, _ in voices(analysis)][:8] == ["body", "body", "body", "question", "question", "answer", "question", "answer"]
    assert [role for role, _ in voices(analysis)][8:] == ["body", "question", "answer"]


def test_lists_of_questions_and_answers_are_read_in_any_document(read):
    analysis = read("Q: Will you raise prices?", "A: We will. In June.", "Q: Why?", "A: Costs rose.", channel=Channel.INTERNAL)
    assert [role for role, _ in voices(analysis)] == ["question", "answer", "answer", "question", "answer"]
    assert answered(analysis) == ["Q: Will you raise prices?"] * 2 + ["Q: Why?"]


def test_a_remark_of_the_analyst_that_asks_nothing_leaves_the_question_open(read):
    analysis = read(
        "Max Lind -- Analyst",
        "How is demand holding up?",
        "Jane Roe -- CFO",
        "Demand is good.",
        "Max Lind -- Analyst",
        "That is helpful, thank you.",
        "Jane Roe -- CFO",
        "You are welcome.",
        channel=CALL,
    )
    assert answered(analysis) == ["How is demand holding up?"] * 2


def test_a_release_with_contacts_and_labelled_figures_is_no_dialogue(read):
    analysis = read(
        "# Harbor Mills Reports Results",
        "Net Income: $5 million",
        "Gross Margin: 40 percent of sales in the quarter just ended",
        "Jane Roe – Investor Relations",
        "ir@harbor.example",
        "Max Lind – Director, Media",
        "555-010-0100",
    )
    assert all(speaker is None for _, speaker in voices(analysis))


def test_figures_with_a_colon_do_not_become_speakers_in_a_script(read):
    analysis = read("Jane Roe – CFO: Thank you, operator, and good morning to all.", "Gross margin: it rose to 40 percent in the third quarter.", channel=CALL)
    assert [speaker for _, speaker in voices(analysis)] == ["Jane Roe", "Jane Roe"]


def test_a_script_with_one_speaker_line_is_spoken_by_that_person(read):
    analysis = read("Jane Roe – Chief Executive Officer", "Good morning to everyone here in the room and online.", channel=Channel.SPEECH)
    assert voices(analysis) == [("heading", "Jane Roe"), ("body", "Jane Roe")]


def test_voices_named_by_the_format_are_kept(language, document):
    plain = document("% Good morning.", "% Thanks.")
    voiced = replace(plain, blocks=tuple(replace(block, speaker="Roe") for block in plain.blocks))
    analysis = language.read(voiced, Occasion(channel=Channel.SPEECH))
    assert [sentence.speaker for sentence in analysis.sentences] == ["Roe", "Roe"]


def test_a_list_of_participants_gives_no_turns(read):
    analysis = read(
        "CORPORATE PARTICIPANTS",
        "Jane Roe Harbor Mills, Inc. - CFO",
        "Ann Lind Harbor Mills, Inc. - VP of IR",
        "CONFERENCE CALL PARTICIPANTS",
        "Max Voss Tern Securities, Research Division - Analyst",
        "A line of the list that names nobody in a known way - Research",
        "PRESENTATION",
        "Ann Lind - Harbor Mills, Inc. - VP of IR",
        "Good day. Welcome to the third quarter earnings call of Harbor Mills.",
        channel=CALL,
    )
    assert [sentence.speaker for sentence in analysis.sentences] == [None] * 7 + ["Ann Lind"] * 3


def test_the_signature_of_a_letter_is_no_turn(read):
    analysis = read(
        "We grew in every market this year.", "Sincerely,", "Jane Roe", "President and Chief Executive Officer", "Harbor Mills, Inc.", "P.S. Thank you."
    )
    assert {speaker for _, speaker in voices(analysis)} == {None}


def test_a_heading_ends_the_answer_to_a_written_question(read):
    analysis = read(
        "Question: How do I water the mill wheel in a dry summer when the river is low?",
        "Answer: With the pond above the mill, which holds enough for forty dry days.",
        "# Building a pond",
        "A pond is built of clay and stone and takes a year to fill.",
        channel=Channel.WEBSITE,
    )
    assert [role for role, _ in voices(analysis)] == ["question", "answer", "heading", "body"]


def test_a_caption_that_comes_again_is_no_speaker_outside_a_conversation(read):
    analysis = read(
        "Question: How do I water the mill wheel in a dry summer when the river is low?",
        "Answer: With the pond above the mill, which holds enough for forty dry days.",
        "Related: What is the best clay for a pond above a mill in the hills?",
        "Related: Which stones hold best against the water of a pond in spring?",
        channel=Channel.WEBSITE,
    )
    assert "Related" not in {speaker for _, speaker in voices(analysis)}
