"""Subtitles: cues with times and voices, rolling captions once, broken cues as gaps."""

import pytest

from screener.errors import CorruptDocument
from screener.extract import extract
from screener.extract.limits import Limits
from screener.types import Document, Hidden

SRT = "1\n00:00:01,000 --> 00:00:03,500\nGood morning <i>everyone</i>.\n\n2\n00:01:04,000 --> 00:01:06,000\nOrders are up\neight percent.\n"


def read(text: str, name: str = "call.srt") -> Document:
    document = next(iter(extract(text.encode(), name, Limits())))
    assert isinstance(document, Document)
    return document


def test_cues_carry_their_words_and_times():
    document = read(SRT)
    assert [(document.words(b.span), b.provenance.cue_start_s, b.provenance.cue_end_s) for b in document.blocks] == [
        ("Good morning everyone.", 1.0, 3.5),
        ("Orders are up eight percent.", 64.0, 66.0),
    ]
    assert document.blocks[1].provenance.label == "at 0:01:04"


def test_voices_name_the_speaker():
    document = read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Jane Roe>We are fine.</v>\n\n00:03.000 --> 00:04.000\nOperator: Next question.\n", "call.vtt")
    assert [block.speaker for block in document.blocks] == ["Jane Roe", "Operator"]
    assert document.text.startswith("We are fine.")


def test_rolling_captions_are_kept_once():
    rolling = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nthank you all\n\n00:02.000 --> 00:03.000\nthank you all\nfor joining\n\n00:03.000 --> 00:04.000\nfor joining\n"
    )
    assert read(rolling, "call.vtt").text == "thank you all\nfor joining"


def test_notes_in_a_caption_file_are_hidden_comments():
    document = read("WEBVTT\n\nNOTE cut the part about Orlo\n\n00:01.000 --> 00:02.000\nHello.\n", "call.vtt")
    assert [(document.words(b.span), b.hidden) for b in document.blocks if b.hidden] == [("cut the part about Orlo", Hidden.COMMENT)]


def test_a_cue_with_broken_times_is_a_gap_and_the_rest_is_read():
    document = read(SRT + "\n3\n00:xx:09 --> ??\nLost words.\n")
    assert len(document.gaps) == 1
    assert document.gaps[0].code == "corrupt"
    assert "Orders are up" in document.text


def test_a_file_without_any_cue_says_what_to_do():
    with pytest.raises(CorruptDocument, match=r"\.srt or \.vtt"):
        read("WEBVTT\n\nnothing here\n", "call.vtt")
