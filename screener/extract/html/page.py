"""Web pages and EDGAR exhibits to blocks and tables: decoding, submission wrappers, page properties, and guards against hostile markup."""

from __future__ import annotations

import codecs
import gc
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from typing import NamedTuple

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from screener.extract.builder import DocumentBuilder, clean
from screener.extract.decode import Decoded, decode
from screener.extract.html.blocks import Emitter
from screener.extract.html.sheet import class_rules
from screener.extract.html.style import Look, Styles, bare_look
from screener.extract.html.tags import Tags
from screener.extract.html.walk import Walker
from screener.extract.limits import Limits
from screener.extract.text import add_text
from screener.types import BlockKind, Hidden, Provenance

# Without this the parser copies the chosen option of every list into place, in time quadratic in the options.
_NO_EVENTS = LexborDocumentOptions.WO_EVENTS.value
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARATION_REACH = 4096  # bytes in which a page says its encoding
_WESTERN = frozenset({"ascii", "iso8859-1", "latin-1"})  # pages that say so mean Windows-1252, as browsers read them
_SUBMISSION_REACH = 20_000  # characters in which a submission's first document begins
_STRETCH = 8_192  # characters: too few for a nesting or a tag that could cost the parser noticeable time
_DEEP = 4_000  # real pages stay under 100; the parser's time is quadratic in the depth
_MANY_ATTRIBUTES = 5_000
_NESTING = re.compile(r"</?(?!t[dhrfb]|p\b|li|br|img|hr|input|link|meta|col|option|wbr|d[dt]\b)[a-zA-Z]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_CODE_TAG = re.compile(r"<(/?)(?:script|style|template)\b", re.IGNORECASE)
_HEADER_FIELD = re.compile(r"<(TYPE|DESCRIPTION)>([^\r\n<]{1,200})", re.IGNORECASE)
_BODY_TAGS = re.compile(r"<(?:html|body|p|div|table|br|h[1-6]|font)\b", re.IGNORECASE)
_PROPERTIES = {
    "description": "description",
    "og:title": "title",
    "og:description": "description",
    "twitter:title": "title",
    "twitter:description": "description",
    "keywords": "keywords",
    "author": "author",
    "citation_title": "title",
}
_SITE_NAME = re.compile(r" [|\-–—:·] ")


class Part(NamedTuple):
    """One document of an EDGAR submission, or the whole page with no header."""

    header: str  # "EX-99.1 PRESS RELEASE"
    body: str


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the blocks and tables of a page, or of each document of an EDGAR submission in turn."""
    decoded = _decoded(data)
    if decoded.lossy:
        builder.add_gap("encoding", "Some bytes mean nothing in the page's encoding and were shown as \ufffd; save the page as UTF-8.", code="encoding")
    with _collector_paused():
        for part in _parts(decoded.text):
            _read_part(part, builder, limits)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keeps Python from searching the growing document for garbage again and again: that costs a seventh of the time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _decoded(data: bytes) -> Decoded:
    """The text of the page; an encoding it declares is believed where it is neither marked nor valid UTF-8."""
    if data.isascii() and b"\x00" not in data:
        return Decoded(data.decode("ascii"), "ascii", lossy=False)
    decoded = decode(data)
    declared = _DECLARED.search(data[:_DECLARATION_REACH])
    if declared is None or decoded.encoding.startswith("utf"):
        return decoded
    try:
        encoding = codecs.lookup(declared[1].decode("ascii")).name
        if encoding.startswith("utf"):
            return decoded
        text = data.decode("cp1252" if encoding in _WESTERN else encoding, errors="replace")
    except (LookupError, ValueError):
        return decoded
    return Decoded(text, encoding, "\ufffd" in text)


def _parts(text: str) -> Iterator[Part]:
    """Documents of a submission in file order; what stands around them is its header and belongs to no document."""
    head = text[:_SUBMISSION_REACH]
    tag = "<DOCUMENT>" if "<DOCUMENT>" in head else "<document>" if "<document>" in head else None
    if tag is None:
        yield Part("", text)
        return
    before, *documents = text.split(tag)
    if before.strip():
        yield Part("submission header", before)
    for document in documents:
        head, found, body = document.partition("<TEXT>" if tag == "<DOCUMENT>" else "<text>")
        if not found:
            head, body = "", document
        yield Part(" ".join(match[2].strip() for match in _HEADER_FIELD.finditer(head)), _body(body))


def _body(text: str) -> str:
    for end in ("</TEXT>", "</text>", "</DOCUMENT>", "</document>"):
        text = text.partition(end)[0]
    return text


def _read_part(part: Part, builder: DocumentBuilder, limits: Limits) -> None:
    if part.header:
        builder.add(BlockKind.PROPERTY, part.header, hidden=Hidden.METADATA, hidden_detail="submission header")
    if part.header and not _BODY_TAGS.search(part.body):
        _read_plain_part(part, builder)
        return
    if _is_hostile(part.body):
        reason = "The page's markup is nested or loaded as no real page is; its words were read as plain text, without tables and hidden marks."
        builder.add_gap("page structure", reason, code="limit")
        add_text(builder, _stripped(part.body))
        return
    _read_page(part.body, builder, limits)


def _read_plain_part(part: Part, builder: DocumentBuilder) -> None:
    body = part.body.lstrip()
    if body[:5].lower() in {"<pdf>", "<xbrl", "<xml>"} or body.startswith("begin "):
        if not body[:5].lower().startswith(("<xbrl", "<xml")):
            builder.add_gap(part.header, "This document of the submission is packed in the file; take it out and screen it by itself.", code="unsupported")
        return
    add_text(builder, _stripped(body))


def _read_page(text: str, builder: DocumentBuilder, limits: Limits) -> None:
    parser = LexborHTMLParser(text, options=_NO_EVENTS)
    styles, look = _styles(parser)
    emitter = Emitter(builder)
    walker = Walker(Tags(styles), look, emitter, limits)
    before = builder.block_count
    root = parser.body or parser.root
    walker.walk((root.html or "") if root is not None else "")
    walker.finish()
    if walker.flattened:
        reason = f"Elements nested more than {limits.max_depth} deep were read as plain words; open the page and check what stands there."
        builder.add_gap("page structure", reason, code="limit")
    if builder.block_count == before and text.strip():
        builder.add_gap("page", "The page shows no text of its own (it may be written by scripts); save it from the browser and retry.", code="empty")
    _add_properties(parser, builder, emitter.said)


def _styles(parser: LexborHTMLParser) -> tuple[Styles, Look]:
    """Style rules of the page, and the look of its bare text: on white, unless a style sheet may say otherwise."""
    nodes = parser.css("style, link[rel~=stylesheet]")  # one search: it visits every element
    sheets = "\n".join(node.text() for node in nodes if node.tag == "style")
    trusted = "background" not in sheets and all(node.tag == "style" for node in nodes)
    return Styles(class_rules(sheets) if sheets else None), bare_look("ffffff" if trusted else None)


def _add_properties(parser: LexborHTMLParser, builder: DocumentBuilder, said: set[str]) -> None:
    """Title and descriptions in the page's head, where they say something its text does not."""
    for name, value in _properties(parser.head):
        words = clean(value).strip()
        if name == "title" and builder.title is None and words:
            builder.title = words
        if words and not _is_said(words, said):
            said.add(words.casefold())
            builder.add(BlockKind.PROPERTY, words, provenance=Provenance(path=f"head/{name}"), hidden=Hidden.METADATA, hidden_detail=name)


def _properties(head: LexborNode | None) -> Iterator[tuple[str, str]]:
    node = head.first_child if head is not None else None
    while node is not None:
        if node.tag == "title":
            yield "title", node.text()
        elif node.tag == "meta":
            attributes = node.attributes
            name = (attributes.get("name") or attributes.get("property") or "").lower()
            if name in _PROPERTIES:
                yield _PROPERTIES[name], attributes.get("content") or ""
        node = node.next


def _is_said(words: str, said: set[str]) -> bool:
    """Whether the page shows these words, alone or before its own name ("Results | Acme")."""
    flat = words.casefold()
    return flat in said or any(part in said for part in _SITE_NAME.split(flat) if len(part) * 2 > len(flat))


def _is_hostile(text: str) -> bool:
    """Whether parsing would take time out of all proportion: nesting or attributes in their thousands."""
    may_be_deep, may_be_endless = _glance(text)
    return (may_be_deep and _depth(text) > _DEEP) or (may_be_endless and _has_endless_tag(text))


def _glance(text: str) -> tuple[bool, bool]:
    """Whether nesting and tags deserve a closer look; void and unclosed elements only make it look again."""
    net, endless = 0, False
    for start in range(0, len(text), _STRETCH):
        end = start + _STRETCH
        net += text.count("<", start, end) - 2 * text.count("</", start, end)
        if net > _DEEP // 4:
            return True, True
        endless = endless or text.find(">", start, end) < 0
    return False, endless


def _depth(text: str) -> int:
    steps = (-1 if tag[1] == "/" else 1 for tag in _NESTING.findall(text))
    return max(accumulate(steps, lambda depth, step: max(depth + step, 0)), default=0)


def _has_endless_tag(text: str) -> bool:
    longest = max(text.split(">"), key=len).rpartition("<")[2]
    return longest.count("=") > _MANY_ATTRIBUTES or len(longest.split(None, _MANY_ATTRIBUTES)) > _MANY_ATTRIBUTES


def _stripped(text: str) -> str:
    """The words of markup that is not parsed."""
    return html.unescape(_TAG.sub("\n", "".join(_outside_code(text))))


def _outside_code(text: str) -> Iterator[str]:
    """The stretches outside scripts, styles and templates; one that is never closed runs to the end."""
    start: int | None = 0
    for found in _CODE_TAG.finditer(text):
        if not found[1] and start is not None:
            yield text[start : found.start()]
            start = None
        elif found[1] and start is None:
            start = found.start()
    if start is not None:
        yield text[start:]
