"""Settles how a draft is to leave the company: what the user said, what a batch record says of itself, or else a guess from the document.

A guess errs towards the occasion on which less may be said: words that nothing marks as a release are taken for a web page or a speech, on
which news must wait, never for the broad disclosure that may carry it (17 CFR 243.101(e)).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from screener.types import Audience, BlockKind, Channel, Document, Occasion

_SELECTIVE = frozenset({Channel.ONE_ON_ONE, Channel.ANALYST_CONTACT, Channel.EMAIL, Channel.INTERNAL})
_SELECTIVE_UNLESS_WEBCAST = frozenset({Channel.CONFERENCE, Channel.SPEECH, Channel.INTERVIEW})
_HEAD = 6_000  # characters from the beginning that say what a document is
_TITLE = 1_200
_POST = 600  # characters; no network's ordinary post is longer
_SLIDE_WORDS = 180  # words on a page below which a landscape PDF is a deck
_BY_FORMAT = {
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Channel.SLIDES,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Channel.INTERNAL,
    "message/rfc822": Channel.EMAIL,
    "application/vnd.ms-outlook": Channel.EMAIL,
}
_SUBTITLES = frozenset({"application/x-subrip", "text/vtt"})
_BATCHES = frozenset({"text/csv", "application/jsonl"})
_NAMES = {
    "tweet": Channel.SOCIAL,
    "twitter": Channel.SOCIAL,
    "x": Channel.SOCIAL,
    "linkedin": Channel.SOCIAL,
    "facebook": Channel.SOCIAL,
    "instagram": Channel.SOCIAL,
    "post": Channel.SOCIAL,
    "social_media": Channel.SOCIAL,
    "blog": Channel.WEBSITE,
    "web": Channel.WEBSITE,
    "8-k": Channel.SEC_FILING,
    "10-k": Channel.SEC_FILING,
    "10-q": Channel.SEC_FILING,
    "call": Channel.EARNINGS_CALL,
    "release": Channel.PRESS_RELEASE,
    "mail": Channel.EMAIL,
    "presentation": Channel.SLIDES,
}


class _Cue(NamedTuple):
    """Words that tell a channel: the pattern must stand in the first `stretch` characters."""

    channel: Channel
    pattern: re.Pattern[str]
    stretch: int


def _cue(channel: Channel, pattern: str, stretch: int) -> _Cue:
    return _Cue(channel, re.compile(pattern, re.IGNORECASE | re.MULTILINE), stretch)


# In the order in which they are believed: a private talk before a public one, a filing's cover before the release inside it.
_CUES = (
    _cue(
        Channel.INTERNAL,
        r"\b(?:for internal use only|internal use only|internal only|all[- ]hands (?:meeting|talking points)|employee (?:memo|faq|q&a))\b",
        _TITLE,
    ),
    _cue(Channel.ONE_ON_ONE, r"\b(?:one[- ]on[- ]ones?|1x1s?|1:1s?|1-on-1s?) (?:meetings?|calls?|with|investor|session|talking points|notes)\b", _TITLE),
    _cue(
        Channel.ANALYST_CONTACT,
        r"\b(?:analyst (?:call-?backs?|follow-?up|model review)|call-?backs? with (?:the )?(?:sell-side )?analysts?|model (?:review|check) with)\b",
        _TITLE,
    ),
    _cue(
        Channel.SEC_FILING,
        r"^(?:united states )?securities and exchange commission\b|^form (?:8-k|10-q|10-k|20-f|6-k)\b|\bcommission file (?:number|no)\b",
        _HEAD,
    ),
    _cue(Channel.SEC_FILING, r"^(?:current|quarterly|annual) report pursuant to section 13|^item \d{1,2}\.\d{2}\b", _HEAD),
    _cue(Channel.EMAIL, r"\A(?:from|to|cc|subject|sent): \S", _TITLE),
    _cue(
        Channel.EARNINGS_CALL,
        r"\b(?:welcome|joining us|thank you for joining|turn the (?:call|conference)|conference operator)\b[\s\S]{0,250}?"
        r"\b(?:earnings|results|conference|investor) (?:conference )?call\b",
        _HEAD,
    ),
    _cue(Channel.EARNINGS_CALL, r"\b(?:earnings call (?:script|transcript|remarks)|earnings conference call (?:script|transcript)|prepared remarks)\b", _TITLE),
    _cue(Channel.EARNINGS_CALL, r"^(?:conference )?operator\b(?!'s)[:\n]", _HEAD),
    _cue(Channel.INTERVIEW, r"^(?:interviewer|reporter|journalist)\b ?[^\n:]{0,40}:|\binterview (?:with|transcript)\b", _HEAD),
    _cue(
        Channel.CONFERENCE,
        r"\b(?:fireside chat|(?:investor|technology|healthcare|industrials|consumer|energy|financials|growth|tmt|annual) conference "
        r"(?:remarks|script|transcript|presentation))\b",
        _TITLE,
    ),
)
_RESULTS = re.compile(
    r"\b(?:reports?|announces?|announced|reported|releases?|delivers?|posts?|discloses?)\b[^\n]{0,160}?"
    r"\b(?:results|earnings|(?:net )?income|revenues?|net sales|sales)\b[^\n]{0,200}?\b(?:quarter|fiscal|year|q[1-4]|months)\b"
    r"|\b(?:quarter|fiscal|q[1-4])\b[^\n]{0,80}?\b(?:financial |operating )?results\b",
    re.IGNORECASE,
)
_DATELINE = (
    r"^[A-Z][\w .,'()/-]{2,60}?(?:[–—,(-]|--) ?(?:\(?[A-Z][A-Za-z ]{3,20}\)? ?(?:[–—-]{1,2} ?)?)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}, 20\d\d ?\)? ?(?:[–—―:-]|/)"
)
_RELEASE_WORDS = re.compile(
    r"\b(?:for immediate release|business wire|pr ?newswire|globe ?newswire|(?:today|has) (?:announced|reported)|(?:announced|reported) today)\b"
    rf"|\((?:nyse|nasdaq)|^exhibit 99\b|^ex-99\b|{_DATELINE}",
    re.IGNORECASE | re.MULTILINE,
)
_TURNS = re.compile(r"^(?:Q|A|Question|Answer) ?\d{0,2}[:.] ", re.MULTILINE)
_SAID = re.compile(r"\b(?:I|I'm|I'll|I'd|I've|I’m|I’ll|I’d|I’ve|[Ll]et me|[Ww]e'll|[Ww]e’ll|[Tt]hank you|[Tt]hanks)\b")
_SPOKEN = 3  # such words in the beginning; a release has them only in a quotation
_OF_RESULTS = re.compile(
    r"\b(?:(?:this|today's|today’s|our|the|earnings|conference) call|(?:first|second|third|fourth)[- ]quarter|q[1-4]|earnings|prepared remarks)\b",
    re.IGNORECASE,
)
_ON_CALL = re.compile(r"\b(?:today's|this morning's|this afternoon's|this|our) (?:earnings |conference )?call\b", re.IGNORECASE)
_TALK = re.compile(
    r"\b(?:ladies and gentlemen|good (?:morning|afternoon|evening),? (?:everyone|all|and|ladies)|it is (?:a pleasure|an honor) to)\b", re.IGNORECASE
)
_GREETING = re.compile(r"\A(?:dear|hi|hello|hey)\b[^\n]{0,60},?(?:\n|$)", re.IGNORECASE)
_SOCIAL_MARKS = re.compile(r"(?:^|\s)[#@$][A-Za-z]\w+|https?://")


def settle(occasion: Occasion, document: Document) -> Occasion:
    """The occasion with a channel and an audience; `guessed` when nobody named the channel. What a batch record says of itself wins."""
    fields = document.source.record_fields
    named = named_channel(fields.get("channel", "")) or (occasion.channel if occasion.channel is not Channel.AUTO else None)
    channel = named or guess_channel(document)
    return replace(
        occasion,
        channel=channel,
        audience=occasion.audience or default_audience(channel, occasion),
        date=_date(fields.get("date", "")) or occasion.date,
        guessed=named is None,
    )


def named_channel(name: str) -> Channel | None:
    """The channel of a name as people write it ("Press release", "tweet", "8-K"), None for `auto` and unknown names."""
    word = name.strip().lower().replace(" ", "_")
    try:
        channel = Channel(word.replace("-", "_"))
    except ValueError:
        return _NAMES.get(word)
    return None if channel is Channel.AUTO else channel


def default_audience(channel: Channel, occasion: Occasion) -> Audience:
    """Who usually receives what leaves by the channel; talks are public only when they are webcast (17 CFR 243.101(c), (e))."""
    if occasion.agreement:
        return Audience.RESTRICTED
    if channel in _SELECTIVE or (channel in _SELECTIVE_UNLESS_WEBCAST and not occasion.webcast):
        return Audience.SELECTIVE
    return Audience.PUBLIC


def guess_channel(document: Document) -> Channel:
    """The likeliest channel by format and words."""
    media = document.source.media_type
    if media in _BY_FORMAT:
        return _BY_FORMAT[media]
    if _is_deck(document):
        return Channel.SLIDES
    if media == "text/html" and any(block.kind is BlockKind.NAVIGATION for block in document.blocks):
        return Channel.WEBSITE  # a page with menus is a page, whatever news it carries
    head = _visible_head(document)
    if media in _BATCHES or document.source.record_id is not None:
        return _guess_record(head)
    if media in _SUBTITLES:
        found = _by_words(head, {Channel.EARNINGS_CALL, Channel.CONFERENCE, Channel.INTERVIEW})
        return found or Channel.SPEECH
    return _by_words(head, None) or _guess_unmarked(head, media)


def _guess_unmarked(head: str, media: str) -> Channel:
    """No cue in the words says what it is: by manner, marks of a release and length."""
    if len(_TURNS.findall(head)) > 1:
        return Channel.INTERVIEW
    if _RELEASE_WORDS.search(head):
        return Channel.EARNINGS_RELEASE if _RESULTS.search(head[: 2 * _TITLE]) else Channel.PRESS_RELEASE
    if _GREETING.search(head) and media != "text/html":
        return Channel.EMAIL
    if len(head) <= _POST and _SOCIAL_MARKS.search(head) and media != "text/html":
        return Channel.SOCIAL
    if media == "text/plain" and _ON_CALL.search(head):
        return Channel.EARNINGS_CALL
    if len(_SAID.findall(head)) >= _SPOKEN and media != "text/html":
        return Channel.EARNINGS_CALL if _OF_RESULTS.search(head) else Channel.SPEECH
    return Channel.SPEECH if _TALK.search(head[:_TITLE]) else Channel.WEBSITE


def _guess_record(head: str) -> Channel:
    """A record of a batch: a post, unless it is longer or says otherwise."""
    return Channel.SOCIAL if len(head) <= _POST else (_by_words(head, None) or _guess_unmarked(head, "text/html"))


def _by_words(head: str, among: set[Channel] | None) -> Channel | None:
    for cue in _CUES:
        if among is not None and cue.channel not in among:
            continue
        if cue.pattern.search(head[: cue.stretch]):
            return cue.channel
    return None


def _visible_head(document: Document) -> str:
    """The first words that belong to the text itself, a line a block."""
    parts: list[str] = []
    length = 0
    for block in document.blocks:
        if block.kind in {BlockKind.NAVIGATION, BlockKind.PROPERTY, BlockKind.COMMENT}:
            continue
        parts.append(document.text[block.span.start : min(block.span.end, block.span.start + _HEAD)])
        length += len(parts[-1]) + 1
        if length >= _HEAD:
            break
    return "\n".join(parts)[:_HEAD]


def _is_deck(document: Document) -> bool:
    """Whether the pages of a PDF are wide and hold few words each."""
    if not document.pages:
        return False
    wide = sum(page.width > page.height for page in document.pages)
    return 2 * wide > len(document.pages) and document.text.count(" ") < _SLIDE_WORDS * len(document.pages)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
