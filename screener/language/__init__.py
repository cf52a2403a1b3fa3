"""The language layer: `Document` to `Analysis`. spaCy is loaded here, once.

The words it has seen are forgotten again and again, so that memory stays flat over any number of documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Self

from screener.language.genre import LegalTermsReader
from screener.language.roles import RoleReader
from screener.language.rules import RolesPolicy
from screener.language.sentences import pieces, sentences_of, tame
from screener.language.speakers import Dialogue, DialogueReader, Voice
from screener.types import Analysis, Block, BlockKind, Document, Occasion, Role, Sentence, Span

if TYPE_CHECKING:
    import spacy.language

    from screener.language.roles import Placed
    from screener.policy import Policy

_WHOLE = frozenset({BlockKind.ROW, BlockKind.CUE, BlockKind.PROPERTY})
ZONE_TEXT = 2_000_000  # characters read before the words seen are forgotten; about 60 MB
_MAX_WHOLE_HEADING = 200  # characters; a longer "heading" is a paragraph in large type
_SPEECH = frozenset({Role.BODY, Role.BULLET, Role.QUOTE, Role.LEGEND, Role.ABOUT, Role.NON_GAAP_NOTE, Role.CONTACTS, Role.CALL_DETAILS, Role.RISK_FACTOR})


class Token(NamedTuple):
    """A word or mark: half-open offsets in the text given, and its letters."""

    start: int
    end: int
    text: str


class Language:
    """Tokenizer, sentence boundaries and role rules, loaded once; gives back what it remembers of the documents it read.

    >>> language = Language.load(policy)
    >>> analysis = language.read(document, occasion)
    """

    def __init__(self, nlp: spacy.language.Language, roles: RolesPolicy) -> None:
        self._nlp = nlp
        self._roles = RoleReader(roles)
        self._dialogue = DialogueReader(roles.dialogue)
        self._legal_terms = LegalTermsReader(roles.legal_terms)
        self._zone = ExitStack()
        self._seen = 0
        self._zone.enter_context(nlp.memory_zone())

    @classmethod
    def load(cls, policy: Policy) -> Self:
        """English words and the project's own boundaries. PolicyError when `roles.yaml` is not valid."""
        roles = policy.section("roles", RolesPolicy)
        import spacy  # noqa: PLC0415 - takes over a second, which `--help` and the reading processes must not pay

        return cls(spacy.blank("en"), roles)

    def read(self, document: Document, occasion: Occasion) -> Analysis:
        """Sentences in text order with role, governing heading, speaker, and for answers the question they follow."""
        spans = [self._spans(document, block) for block in document.blocks]
        dialogue = self._dialogue.read(document, spans, occasion)
        placed = self._roles.read(document, spans, dialogue.turn_blocks)
        sentences = _sentences(spans, placed, dialogue)
        if self._legal_terms.is_legal_terms(document):
            sentences = tuple(replace(sentence, role=Role.LEGAL_TERMS) for sentence in sentences)
        return Analysis(document=document, sentences=sentences, occasion=occasion)

    def tokens(self, text: str) -> list[Token]:
        """The words and marks of a text, white space left out."""
        self._renew(len(text))
        found = []
        for offset, piece in pieces(tame(text)):
            doc = self._nlp.make_doc(piece)
            found += [Token(offset + token.idx, offset + token.idx + len(token), token.text) for token in doc if not token.is_space]
        return found

    def _renew(self, characters: int) -> None:
        """Forgets the words seen so far once there are many; a zone for every document would cost a third of the speed on short ones."""
        self._seen += characters
        if self._seen > ZONE_TEXT:
            self._zone.close()
            self._seen = characters
            self._zone.enter_context(self._nlp.memory_zone())

    def _spans(self, document: Document, block: Block) -> list[Span]:
        """The sentences of one block; none crosses its ends."""
        if block.kind in _WHOLE or (block.kind is BlockKind.HEADING and block.span.end - block.span.start <= _MAX_WHOLE_HEADING):
            return [block.span]
        text = document.text[block.span.start : block.span.end]
        if " " not in text:
            return [block.span]
        spans: list[Span] = []
        for offset, piece in pieces(tame(text)):
            base = block.span.start + offset
            spans += [Span(base + start, base + end) for start, end in sentences_of(piece, self._begins_token)]
        return spans

    def _begins_token(self, word: str, place: int) -> bool:
        """Whether a token begins at this place inside a word without spaces."""
        self._renew(len(word))
        return any(token.idx == place for token in self._nlp.make_doc(word))


def _sentences(spans: Sequence[Sequence[Span]], placed: Sequence[Placed], dialogue: Dialogue) -> tuple[Sentence, ...]:
    """The records, numbered through the document."""
    sentences: list[Sentence] = []
    numbers: dict[tuple[int, int], int] = {}
    nobody = Voice()
    for i, (block_spans, place) in enumerate(zip(spans, placed, strict=True)):
        for n, (span, role) in enumerate(zip(block_spans, place.roles, strict=True)):
            voice = dialogue.voices.get((i, n), nobody)
            if voice.asks:
                numbers[i, n] = len(sentences)
            question = numbers.get(voice.question) if voice.question is not None else None
            speaker = voice.speaker or (place.speaker if role is Role.QUOTE else None)
            sentences.append(
                Sentence(span=span, block=i, role=_spoken(role, voice, question), heading=place.heading, speaker=speaker, question=question),
            )
    return tuple(sentences)


def _spoken(role: Role, voice: Voice, question: int | None) -> Role:
    if role not in _SPEECH:
        return role
    if voice.asks:
        return Role.QUESTION
    return Role.ANSWER if question is not None else role
