"""What the tests of mails and Outlook messages share."""

from __future__ import annotations

from screener.types import BlockKind, Document


def body_lines(document: Document) -> list[str]:
    """What a mail's document holds besides its fields and subject, line by line."""
    return [document.words(b.span) for b in document.blocks if b.kind is not BlockKind.FIELD and b.provenance.path != "Subject"]
