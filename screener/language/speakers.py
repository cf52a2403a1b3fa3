"""Who speaks in a transcript, script, interview or list of questions and answers, and which sentences ask and which answer.

An answer belongs to the last sentence of the turn before it that asks (17 CFR 243.100 looks at what was said, and by whom).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from screener.language.folding import fold
from screener.language.labels import MAX_LINE, Label, LabelReader, Party
from screener.language.rules import DialogueRule
from screener.types import BlockKind, Channel, Document, Occasion, Span

_TURN_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TEXT_BOX, BlockKind.NOTES, BlockKind.CUE})
_UNSPOKEN = frozenset({BlockKind.HEADER, BlockKind.FOOTER, BlockKind.PROPERTY})  # what a page says, not who speaks
_SPOKEN = frozenset({Channel.EARNINGS_CALL, Channel.CONFERENCE, Channel.SPEECH, Channel.INTERVIEW, Channel.ONE_ON_ONE, Channel.ANALYST_CONTACT})
_CONTENT_WORDS = 8  # words after a label that make it a turn and not an entry of a list of names
_COMPANY_ENDS = ("Inc.", "Corp.", "Co.", "Ltd.", "LLC.", "L.P.", "Jr.", "Sr.")
_NEAR = 400  # characters after a label in which its words are counted
_PAIR = 2  # lines that name a speaker before the words: name, and title
_MARKS = frozenset({"q", "a", "question", "answer"})
_MAX_ASK = 4_000  # characters of a sentence searched for words that ask


class Place(NamedTuple):
    """A label found: where, whether its block says nothing else, and whether words of the speaker follow."""

    block: int
    sentence: int  # number of the sentence in the block
    label: Label
    alone: bool
    spoken: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a sentence, and whether it asks or answers."""

    speaker: str | None = None
    asks: bool = False
    question: tuple[int, int] | None = None  # block and sentence number of the question answered


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The voices of a document by block and sentence number; empty when nobody in particular speaks."""

    voices: dict[tuple[int, int], Voice] = field(default_factory=dict)
    turn_blocks: frozenset[int] = frozenset()  # blocks that only name a speaker


class DialogueReader:
    """The dialogue rule, compiled once; `read` keeps no state between documents."""

    def __init__(self, rule: DialogueRule) -> None:
        self._labels = LabelReader(rule)
        self._openings = rule.session_openings
        self._lists = frozenset(rule.participant_lists)
        self._calls = rule.question_calls
        self._asks = re.compile(r"\b(?:" + "|".join(re.escape(ask) for ask in rule.asks) + r")\b")

    def read(self, document: Document, sentences: Sequence[Sequence[Span]], occasion: Occasion) -> Dialogue:
        """The dialogue of a document whose blocks hold these sentences."""
        places = list(self._places(document, sentences))
        listed = self._listed(document, sentences) if places else set[int]()
        places = self._accepted(_without_lists(document, [place for place in places if place.block not in listed]), occasion)
        if not places:
            return _format_voices(document, sentences)
        return _Walk(self, document, sentences, places).run()

    def asks(self, text: str) -> bool:
        """Whether a sentence puts a question."""
        return text.rstrip("\"'”’) ").endswith("?") or self._asks.search(fold(text[:_MAX_ASK])) is not None

    def is_mark(self, name: str) -> bool:
        """Whether a label only marks question or answer: "Q", "Answer 3"."""
        return fold(name).rstrip(" 0123456789") in _MARKS

    def opens_session(self, heading: str) -> bool:
        """Whether a heading begins the questions and answers."""
        folded = fold(heading)
        return any(opening in folded for opening in self._openings)

    def calls_question(self, text: str) -> bool:
        """Whether the operator's words call up somebody who will ask."""
        folded = fold(text[:_MAX_ASK])
        return any(call in folded for call in self._calls)

    def _listed(self, document: Document, sentences: Sequence[Sequence[Span]]) -> set[int]:
        """Blocks of the lists of participants, which name people who do not speak there; whoever speaks next stands right before the words."""
        listed: set[int] = set()
        start: int | None = None
        for i, block in enumerate(document.blocks):
            text = document.text[block.span.start : min(block.span.end, block.span.start + MAX_LINE)]
            if fold(text).strip(" :") in self._lists:
                start = i + 1 if start is None else start
            elif start is not None and text.count(" ") >= _CONTENT_WORDS and (len(sentences[i]) > 1 or _is_prose(document, i)):
                listed.update(range(start, i - _PAIR))
                start = None
        return listed if start is None else listed | set(range(start, len(document.blocks)))

    def _places(self, document: Document, sentences: Sequence[Sequence[Span]]) -> Iterator[Place]:
        skip = -1
        for i, block in enumerate(document.blocks):
            if i == skip or block.kind not in _TURN_KINDS or not sentences[i]:
                continue
            text = document.text[block.span.start : block.span.end]
            label = self._labels.line(text)
            if label is not None:
                yield Place(i, 0, label, alone=True, spoken=_has_words(document, i + 1))
                continue
            pair = self._pair(document, i, text)
            if pair is not None:
                skip = i + 1
                yield Place(i, 0, pair, alone=True, spoken=_has_words(document, i + 2))
                yield Place(i + 1, 0, pair, alone=True, spoken=False)
                continue
            yield from self._prefixes(document, i, sentences[i])

    def _pair(self, document: Document, i: int, text: str) -> Label | None:
        if i + 1 >= len(document.blocks) or len(text) > MAX_LINE or document.blocks[i + 1].kind not in _TURN_KINDS:
            return None
        return self._labels.pair(text, document.words(document.blocks[i + 1].span)) if self._labels.is_name(text) else None

    def _prefixes(self, document: Document, i: int, spans: Sequence[Span]) -> Iterator[Place]:
        for n, span in enumerate(spans):
            label = self._labels.prefix(document.text[span.start : min(span.end + 1, span.start + MAX_LINE)])
            if label is None or (n and not label.sure):
                continue
            end = min(document.blocks[i].span.end, span.start + _NEAR)
            yield Place(i, n, label, alone=False, spoken=document.text.count(" ", span.start, end) >= _CONTENT_WORDS or label.party is not Party.UNKNOWN)

    def _accepted(self, places: list[Place], occasion: Occasion) -> list[Place]:
        """The labels that count, none when the document is no dialogue."""
        sure = [place for place in places if place.label.sure and place.spoken]
        names = Counter(place.label.name for place in places)
        # One word before a colon is a name in a conversation; elsewhere it is a caption that comes again ("Related: ...").
        spoken = occasion.channel in _SPOKEN
        repeated = {name for name, times in names.items() if times > 1 and (spoken or " " in name or name.isupper())}
        if len(sure) <= (0 if spoken else 1) and not (len(repeated) > 1 and spoken):
            return []
        known = {place.label.name for place in sure} | repeated | set(occasion.speakers)
        asked = any(place.label.party is Party.ASKING and place.label.sure for place in places)
        # Where an operator leads, everybody called up is named once in full before they speak.
        led = any(place.label.party is Party.OPERATOR for place in places)
        return [
            place
            for place in places
            if place.label.sure
            or place.label.name in known
            or (asked and place.label.name in {"Q", "A"})
            or (led and place.spoken and self._labels.is_name(place.label.name))
        ]


class _Walk:
    """One pass through the turns."""

    def __init__(self, reader: DialogueReader, document: Document, sentences: Sequence[Sequence[Span]], places: Sequence[Place]) -> None:
        self._reader = reader
        self._document = document
        self._sentences = sentences
        self._turns = {(place.block, place.sentence): place for place in places}
        self._parties: dict[str, Party] = {place.label.name: place.label.party for place in reversed(places) if place.label.party is not Party.UNKNOWN}
        self._voices: dict[tuple[int, int], Voice] = {}
        self._speaker: str | None = None
        self._party = Party.UNKNOWN
        self._session = False
        self._called = False
        self._question: tuple[int, int] | None = None
        self._asker: str | None = None
        self._heard: set[str] = set()  # everybody who has spoken

    def run(self) -> Dialogue:
        for i, block in enumerate(self._document.blocks):
            if block.kind is BlockKind.HEADING and (i, 0) not in self._turns:
                self._heading(self._document.words(block.span))
            if block.kind not in _UNSPOKEN:
                for n, span in enumerate(self._sentences[i]):
                    self._sentence(i, n, span)
        turn_blocks = frozenset(place.block for place in self._turns.values() if place.alone)
        return Dialogue(self._voices, turn_blocks)

    def _heading(self, text: str) -> None:
        """A heading may open the questions, and ends the answer to a written one."""
        opens = self._reader.opens_session(text)
        self._session = self._session or opens
        if opens or (self._speaker is not None and self._reader.is_mark(self._speaker)):
            self._speaker, self._party, self._question = None, Party.UNKNOWN, None

    def _sentence(self, i: int, n: int, span: Span) -> None:
        place = self._turns.get((i, n))
        if place is not None:
            self._begin(place.label)
        if self._speaker is None:
            return
        words = self._document.text[span.start : span.end]
        alone = place is not None and place.alone
        asking = self._party is Party.ASKING and not alone
        if asking and (self._reader.asks(words) or self._question is None):
            self._question = (i, n)
        if self._party is Party.OPERATOR and self._reader.calls_question(words):
            self._session = self._called = True
        answers = self._party is Party.COMPANY and not alone
        self._voices[i, n] = Voice(self._speaker, asks=asking, question=self._question if answers else None)

    def _begin(self, label: Label) -> None:
        """A new turn; a question stays open until the operator or somebody else asking comes."""
        party = label.party if label.party is not Party.UNKNOWN else self._parties.get(label.name, self._guess(label.name))
        if party is Party.OPERATOR or (party is Party.ASKING and label.name != self._asker):
            self._question = None
        if party in {Party.OPERATOR, Party.ASKING}:
            self._asker = label.name
        if party is not Party.OPERATOR:
            self._called = False
        if self._session or party is not Party.COMPANY:
            self._parties.setdefault(label.name, party)
        self._speaker, self._party = label.name, party
        self._heard.add(label.name)

    def _guess(self, name: str) -> Party:
        """The side of a speaker without a title: who speaks after being called asks, everyone else answers."""
        if not self._session or name in self._heard:
            return Party.COMPANY
        return Party.ASKING if self._called or self._question is None else Party.COMPANY


def _without_lists(document: Document, places: Sequence[Place]) -> list[Place]:
    """The labels without lists of participants: those with another label right below, where words should stand, and the last of such a list."""
    alone = {place.block: place.label for place in places if place.alone}
    listed: set[int] = set()
    for block, label in alone.items():
        below = block + 1 if alone.get(block + 1) is not label else block + 2
        followed = alone.get(below)
        ends_list = block - 1 in listed and below < len(document.blocks) and document.blocks[below].kind is BlockKind.HEADING
        if (followed is not None and followed is not label) or (followed is None and ends_list) or (block - 1 in listed and alone.get(block - 1) is label):
            listed.add(block)
    return [place for place in places if not place.alone or place.block not in listed]


def _has_words(document: Document, i: int) -> bool:
    """Whether the block is long enough to be somebody's words."""
    if i >= len(document.blocks):
        return False
    span = document.blocks[i].span
    return document.text.count(" ", span.start, span.end) >= _CONTENT_WORDS - 1 or _is_prose(document, i)


def _is_prose(document: Document, i: int) -> bool:
    """Whether the block ends as a sentence does, not as a company's name."""
    words = document.words(document.blocks[i].span)
    return words[-1] in ".?!" and not words.endswith(_COMPANY_ENDS)


def _format_voices(document: Document, sentences: Sequence[Sequence[Span]]) -> Dialogue:
    """Speakers the format itself names, such as the voices of subtitles."""
    named = ((i, block.speaker) for i, block in enumerate(document.blocks) if block.speaker)
    return Dialogue({(i, n): Voice(speaker) for i, speaker in named for n in range(len(sentences[i]))})
