"""Records by hand: an `Analysis` made of a few sentences, each with its role, without loading a language pipeline."""

from __future__ import annotations

from dataclasses import dataclass

from screener.detect.base import Context
from screener.policy import Policy
from screener.types import Analysis, Block, BlockKind, Channel, Document, Occasion, RawFinding, Role, Sentence, Source, Span

POLICY = Policy.load()
CONTEXT = Context(policy=POLICY)


@dataclass(frozen=True)
class Said:
    """A sentence with its role; plain strings stand for body text."""

    text: str
    role: Role = Role.BODY


def analysis_of(*sentences: str | Said, channel: Channel = Channel.SPEECH) -> Analysis:
    """One block and one sentence for each text, a line apart."""
    said = [each if isinstance(each, Said) else Said(each) for each in sentences]
    blocks, read, start = [], [], 0
    for i, each in enumerate(said):
        span = Span(start, start + len(each.text))
        blocks.append(Block(kind=BlockKind.PARAGRAPH, span=span))
        read.append(Sentence(span=span, block=i, role=each.role))
        start = span.end + 1
    text = "\n".join(each.text for each in said)
    source = Source(name="draft.txt", media_type="text/plain", sha256="0" * 64, bytes=len(text))
    return Analysis(document=Document(source=source, text=text, blocks=tuple(blocks)), sentences=tuple(read), occasion=Occasion(channel=channel))


def found(detector, *sentences: str | Said, channel: Channel = Channel.SPEECH) -> list[RawFinding]:
    """What a detector finds in the sentences."""
    return [each for each in detector(analysis_of(*sentences, channel=channel), CONTEXT) if isinstance(each, RawFinding)]


def rules_of(detector, *sentences: str | Said, channel: Channel = Channel.SPEECH) -> set[str]:
    """The names of the rules a detector finds."""
    return {each.rule for each in found(detector, *sentences, channel=channel)}
