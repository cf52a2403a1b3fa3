"""Word files to blocks, by a direct walk over their XML: what the reader sees in reading order, and what the recipient would find besides.

Headers come first, then the body with everything attached to a paragraph right after it, then footers, comments that hang nowhere and
the document's properties.
"""

from __future__ import annotations

from lxml import etree

from screener.errors import ExtractionError
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder
from screener.extract.docx.inline import Pages
from screener.extract.docx.marks import UNKNOWN, W, hex_color
from screener.extract.docx.notes import read_comments, read_notes
from screener.extract.docx.numbering import ListMarks
from screener.extract.docx.parts import Parts
from screener.extract.docx.story import Flow, Story
from screener.extract.docx.styles import Styles
from screener.extract.docx.table_styles import TableStyles, split_table_styles
from screener.extract.limits import Limits
from screener.extract.ooxml import Relationship, known_relationships, main_part, optional_part, parse_part, parse_part_bytes, properties
from screener.types import BlockKind, Provenance

_MAIN = "word/document.xml"
_FURNITURE = {"header": BlockKind.HEADER, "footer": BlockKind.FOOTER}


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the blocks and tables of a Word document or template; parts that can't be read become gaps.

    Raises CorruptDocument when the archive or the main part is damaged or missing, LimitExceeded when it unpacks beyond the limits.
    """
    archive = Archive(data, limits)
    main = main_part(archive, _MAIN)
    root = parse_part(archive, main)
    links = known_relationships(archive, main, builder)
    parts = _parts(archive, builder, limits, links)
    _furniture(parts, links, "header")
    for body in root.findall(f"{W}body"):
        Story(parts, main, _pages(root)).read(body, Flow(f"{main}/body", background=_page_color(root)))
    _left_over(parts)
    _furniture(parts, links, "footer")
    _tell_unread(builder, links)
    stated = properties(archive, builder)
    builder.title = builder.title or stated.get("Title")


def _parts(archive: Archive, builder: DocumentBuilder, limits: Limits, links: dict[str, Relationship]) -> Parts:
    target = {link.kind: link.target for link in links.values() if not link.external}
    root = {kind: optional_part(archive, target.get(kind), builder) for kind in ("numbering", "footnotes", "endnotes", "comments", "commentsExtended")}
    return Parts(
        archive,
        builder,
        limits,
        _styles(archive, target.get("styles"), builder),
        ListMarks(root["numbering"]),
        notes={kind: (target.get(f"{kind}s", ""), read_notes(root[f"{kind}s"])) for kind in ("footnote", "endnote")},
        comments=read_comments(root["comments"], root["commentsExtended"]),
        comments_part=target.get("comments", ""),
    )


def _tell_unread(builder: DocumentBuilder, links: dict[str, Relationship]) -> None:
    """Adds the gaps for macros, and for pictures where there is nothing else to read."""
    kinds = {link.kind for link in links.values()}
    if "vbaProject" in kinds:
        builder.add_gap("macros", "The document's macros were not read: save it as .docx before it leaves the company.", code="unsupported")
    if "image" in kinds and not builder.block_count:
        builder.add_gap("pictures", "The document holds pictures and no text: supply the text, or a PDF with a text layer.", code="scanned_page")


def _styles(archive: Archive, part: str | None, builder: DocumentBuilder) -> Styles:
    if part is None or part not in archive:
        return Styles(None, TableStyles({}))
    try:
        data = archive.read(part)
        others, tables = split_table_styles(data)
        return Styles(parse_part_bytes(others, part), TableStyles(tables))
    except ExtractionError as error:
        builder.add_gap("styles.xml", f"{error} Headings, lists and hidden text may have been missed.", location=part, code=error.code)
        return Styles(None, TableStyles({}))


def _pages(root: etree._Element) -> Pages:
    rendered = next(root.iter(f"{W}lastRenderedPageBreak"), None) is not None
    explicit = any(element.get(f"{W}type") == "page" for element in root.iter(f"{W}br")) or next(root.iter(f"{W}pageBreakBefore"), None) is not None
    return Pages(rendered=rendered, explicit=explicit, section_starts=[_section_start(section) for section in root.iter(f"{W}sectPr")])


def _section_start(section: etree._Element) -> str:
    stated = section.find(f"{W}type")
    return "nextPage" if stated is None else stated.get(f"{W}val", "nextPage")


def _page_color(root: etree._Element) -> str | None:
    stated = root.find(f"{W}background")
    return None if stated is None else hex_color(stated.get(f"{W}color"))


def _furniture(parts: Parts, links: dict[str, Relationship], kind: str) -> None:
    """Headers or footers: those of first, even and other pages, each text once."""
    seen: set[str] = set()
    for link in links.values():
        if link.kind != kind or link.external:
            continue
        root = optional_part(parts.archive, link.target, parts.builder)
        words = "" if root is None else " ".join("".join(str(text) for text in root.itertext()).split())
        if root is not None and words not in seen:
            seen.add(words)
            # What lies behind a header is often a picture: white words there are no attempt to hide.
            Story(parts, link.target, anchor=Provenance()).read(root, Flow(link.target, _FURNITURE[kind], UNKNOWN))


def _left_over(parts: Parts) -> None:
    """Notes and comments that no paragraph refers to."""
    for kind, (part, notes) in parts.notes.items():
        for identifier in list(notes):
            flow = Flow(f"{part}/{kind}[{identifier}]", BlockKind.FOOTNOTE, hidden_detail="note without a reference")
            Story(parts, part, anchor=Provenance()).read(notes.pop(identifier), flow)
    for identifier in list(parts.comments):
        parts.add_comment(identifier, Provenance())
