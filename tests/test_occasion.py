from __future__ import annotations

from datetime import date

import pytest

from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.occasion import guess_channel, named_channel, settle
from screener.types import Audience, BlockKind, Channel, Document, Occasion, Source


def draft(text: str, media_type: str = "text/plain", fields: dict[str, str] | None = None) -> Document:
    source = Source(name="draft", media_type=media_type, sha256="0" * 64, bytes=1, record_id="1" if fields is not None else None, record_fields=fields or {})
    builder = DocumentBuilder(source, Limits())
    for line in text.split("\n"):
        builder.add(BlockKind.PARAGRAPH, line)
    return builder.build()


CASES = {
    Channel.EARNINGS_RELEASE: "Harbor Mills Reports Q3 Results\nDAYTON, Nov. 5, 2026 – Harbor Mills (NYSE: HBML) today reported sales of $5 million.",
    Channel.PRESS_RELEASE: "FOR IMMEDIATE RELEASE\nHarbor Mills Names New Chair\nDAYTON, Ohio, Nov. 5, 2026 – The board elected Jane Roe.",
    Channel.SEC_FILING: "UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nWashington, D.C. 20549\nFORM 8-K\nCURRENT REPORT",
    Channel.EARNINGS_CALL: "Operator: Good morning and welcome to the Harbor Mills third quarter earnings call.\nJane Roe – CEO: Thank you.",
    Channel.CONFERENCE: "Fireside chat with Jane Roe\nMax Lind: Welcome, Jane.",
    Channel.INTERVIEW: "Interviewer: How is business?\nJane Roe: Good.",
    Channel.ONE_ON_ONE: "Notes for one-on-one meetings with investors\nWe feel good about April.",
    Channel.ANALYST_CONTACT: "Analyst callback talking points\nYour model looks reasonable.",
    Channel.EMAIL: "Dear Max,\nour April was strong.",
    Channel.INTERNAL: "For internal use only\nThe plant in Dayton closes in May.",
    Channel.SOCIAL: "Big news from the mill today! #flour https://harbor.example",
    Channel.SPEECH: "Ladies and gentlemen, it is good to be in Dayton.",
    Channel.WEBSITE: "Our flour is milled from wheat grown in the region.",
}


@pytest.mark.parametrize("channel", CASES, ids=str)
def test_the_channel_is_guessed_from_the_words(channel: Channel):
    settled = settle(Occasion(), draft(CASES[channel]))
    assert (settled.channel, settled.guessed) == (channel, True)


@pytest.mark.parametrize(
    ("media_type", "channel"),
    [
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", Channel.SLIDES),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Channel.INTERNAL),
        ("message/rfc822", Channel.EMAIL),
        ("text/vtt", Channel.SPEECH),
        ("text/html", Channel.WEBSITE),
    ],
)
def test_the_channel_is_guessed_from_the_format(media_type: str, channel: Channel):
    assert guess_channel(draft("Our flour is milled from wheat.", media_type)) is channel


def test_a_record_of_a_batch_is_a_post_unless_it_says_its_channel():
    assert settle(Occasion(), draft("We had a good April.", "text/csv", {})).channel is Channel.SOCIAL
    settled = settle(Occasion(channel=Channel.SOCIAL), draft("We had a good April.", "text/csv", {"channel": "Press Release", "date": "2026-05-04"}))
    assert (settled.channel, settled.guessed, settled.date) == (Channel.PRESS_RELEASE, False, date(2026, 5, 4))


def test_a_channel_the_user_names_is_kept_and_unknown_names_of_records_are_not_heeded():
    settled = settle(Occasion(channel=Channel.SPEECH), draft("FORM 8-K", "text/csv", {"channel": "pigeon", "date": "soon"}))
    assert (settled.channel, settled.guessed, settled.date) == (Channel.SPEECH, False, None)


def test_names_people_write_are_understood():
    assert [named_channel(name) for name in ("8-K", "Tweet", "one-on-one", "AUTO", "")] == [Channel.SEC_FILING, Channel.SOCIAL, Channel.ONE_ON_ONE, None, None]


@pytest.mark.parametrize("channel", [Channel.ONE_ON_ONE, Channel.ANALYST_CONTACT, Channel.EMAIL, Channel.INTERNAL])
def test_private_channels_are_selective(channel: Channel):
    assert settle(Occasion(channel=channel, webcast=True), draft("x y")).audience is Audience.SELECTIVE


@pytest.mark.parametrize("channel", [Channel.CONFERENCE, Channel.SPEECH, Channel.INTERVIEW])
def test_talks_are_selective_unless_webcast(channel: Channel):
    assert settle(Occasion(channel=channel), draft("x y")).audience is Audience.SELECTIVE
    assert settle(Occasion(channel=channel, webcast=True), draft("x y")).audience is Audience.PUBLIC


def test_other_channels_are_public_and_what_the_user_says_is_kept():
    assert settle(Occasion(channel=Channel.SEC_FILING), draft("x y")).audience is Audience.PUBLIC
    assert settle(Occasion(channel=Channel.SEC_FILING, audience=Audience.SELECTIVE), draft("x y")).audience is Audience.SELECTIVE
    assert settle(Occasion(channel=Channel.SEC_FILING, agreement="NDA 12"), draft("x y")).audience is Audience.RESTRICTED


def test_a_script_in_the_first_person_is_never_taken_for_a_release():
    text = "Thank you, Max. I'll start with revenue. Third quarter revenue grew and we reported record results. Let me turn to margins. I'd say May is better."
    assert guess_channel(draft(text)) is Channel.EARNINGS_CALL
