"""What hangs on a slide unseen: speaker notes and comments, old and threaded."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from screener.errors import ExtractionError
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder
from screener.extract.ooxml import drawing_paragraphs, local_name, optional_part, people, relationships
from screener.extract.slides.design import PRESENTATION, placeholder_mark
from screener.types import BlockKind, Change, Hidden, Provenance

_NOT_NOTES = frozenset({"sldImg", "sldNum", "hdr", "ftr", "dt"})
_COMMENTS = ("cm", "reply")


def comment_authors(archive: Archive, part: str, builder: DocumentBuilder) -> dict[str, str]:
    """Names by id of those who commented on the deck."""
    found: dict[str, str] = {}
    for link in relationships(archive, part).values():
        if link.kind in {"commentAuthors", "authors"} and (root := optional_part(archive, link.target, builder)) is not None:
            found.update(people(root))
    return found


def add_notes(archive: Archive, part: str, place: Provenance, builder: DocumentBuilder, *, on_hidden_slide: bool) -> None:
    """Adds the speaker notes of a slide, a block each paragraph."""
    root = optional_part(archive, part, builder)
    if root is None:
        return
    hidden, detail = (Hidden.HIDDEN_SLIDE, "speaker notes of a hidden slide") if on_hidden_slide else (Hidden.NOTES, "speaker notes")
    for shape in root.iter(f"{PRESENTATION}sp"):
        mark = placeholder_mark(shape)
        if mark is None or mark[0] not in _NOT_NOTES:
            for line in drawing_paragraphs(shape):
                builder.add(BlockKind.NOTES, line, provenance=place._replace(path="notes"), hidden=hidden, hidden_detail=detail)


def add_comments(archive: Archive, part: str, authors: dict[str, str], place: Provenance, builder: DocumentBuilder, *, on_hidden_slide: bool) -> None:
    """Adds the comments of one comments part in file order, answers behind what they answer."""
    root = optional_part(archive, part, builder)
    if root is None:
        return
    hidden, detail = (Hidden.HIDDEN_SLIDE, "comment on a hidden slide") if on_hidden_slide else (Hidden.COMMENT, "comment")
    for comment in root.iter():
        if isinstance(comment.tag, str) and local_name(comment) in _COMMENTS:
            author = authors.get(comment.get("authorId", ""))
            at = comment.get("created") or comment.get("dt")
            builder.add(
                BlockKind.COMMENT,
                " ".join(_lines(comment)),
                provenance=place._replace(path="comment"),
                hidden=hidden,
                hidden_detail=detail,
                change=Change("comment", author, at),
            )


def _lines(comment: etree._Element) -> Iterator[str]:
    """The words of one comment without those of its answers."""
    for child in comment:
        name = local_name(child)
        if name == "txBody":
            yield from drawing_paragraphs(child)
        elif name == "text":
            yield child.text or ""


def links_of(archive: Archive, part: str, builder: DocumentBuilder) -> dict[str, tuple[str, str]]:
    """Kind and target of a slide's relationships by id; a damaged list becomes a gap."""
    try:
        return {key: (link.kind, link.target) for key, link in relationships(archive, part).items()}
    except ExtractionError as error:
        builder.add_gap("relationships of a slide", str(error), location=part, code=error.code)
        return {}
