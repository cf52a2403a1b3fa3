"""What all stories of a Word file share, and what a part links to: charts, diagrams, embedded and linked files."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from lxml import etree

from screener.errors import ExtractionError
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder
from screener.extract.docx.notes import Comment
from screener.extract.docx.numbering import ListMarks
from screener.extract.docx.shapes import Graphic
from screener.extract.docx.styles import Styles
from screener.extract.limits import Limits
from screener.extract.ooxml import Relationship, chart_text, diagram_text, known_relationships
from screener.types import BlockKind, Change, Hidden, Provenance


@dataclass(slots=True)
class Parts:
    """What all stories of a file share; notes and comments are taken out as they are placed."""

    archive: Archive
    builder: DocumentBuilder
    limits: Limits
    styles: Styles
    marks: ListMarks
    notes: dict[str, tuple[str, dict[str, etree._Element]]] = field(default_factory=dict)  # kind: part name, notes by id
    comments: dict[str, Comment] = field(default_factory=dict)
    comments_part: str = ""
    has_told_depth: bool = False

    def add_comment(self, identifier: str, place: Provenance) -> None:
        """Adds a comment's paragraphs as hidden blocks, the first time it is asked for."""
        comment = self.comments.pop(identifier, None)
        if comment is None:
            return
        where = place._replace(path=f"{self.comments_part}/comment[{identifier}]")
        change = Change("comment", comment.author, comment.at)
        for text in comment.paragraphs:
            self.builder.add(BlockKind.COMMENT, text, provenance=where, hidden=Hidden.COMMENT, hidden_detail=comment.state, change=change)

    def tell_too_deep(self) -> None:
        """Adds the gap for content nested too deeply, once a file."""
        if not self.has_told_depth:
            self.has_told_depth = True
            reason = f"Content nested more than {self.limits.max_depth} levels deep was not read; check it by eye or raise max_depth in the settings."
            self.builder.add_gap("deeply nested content", reason, code="limit")


class Links:
    """The relationships of one part, read when the first is asked for."""

    def __init__(self, parts: Parts, part: str) -> None:
        self._parts = parts
        self._part = part
        self._by_id: dict[str, Relationship] | None = None

    def add_graphic(self, graphic: Graphic, place: Provenance) -> None:
        """Adds a chart's or diagram's words; an embedded object, and what can't be read, becomes a gap."""
        if graphic.kind == "object":
            self.tell("embedded object", graphic.relationship, "open it from the document and screen it on its own")
            return
        link = self._link(graphic.relationship)
        try:
            lines = self._lines(graphic.kind, link)
        except ExtractionError as error:
            self._parts.builder.add_gap(graphic.kind, f"The {graphic.kind} could not be read; check it by eye.", location=place.label, code=error.code)
            return
        for line in lines:
            self._parts.builder.add(BlockKind.CHART, line, provenance=place if link is None else place._replace(path=link.target))

    def tell(self, what: str, identifier: str, advice: str) -> None:
        """Adds the gap for a file that is linked or embedded and not read here."""
        link = self._link(identifier)
        name = what if link is None else f"{what} {posixpath.basename(link.target)}"
        self._parts.builder.add_gap(name, f"The {name} was not read: {advice}.", location=self._part, code="unsupported")

    def _lines(self, kind: str, link: Relationship | None) -> list[str]:
        if link is None or link.external or link.target not in self._parts.archive:
            raise ExtractionError
        return (chart_text if kind == "chart" else diagram_text)(self._parts.archive, link.target)

    def _link(self, identifier: str) -> Relationship | None:
        if self._by_id is None:
            self._by_id = known_relationships(self._parts.archive, self._part, self._parts.builder)
        return self._by_id.get(identifier)
