"""Parsing XML from hostile files: no entities, no document types, no network, bounded depth."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from lxml import etree

from screener.errors import CorruptDocument, ExtractionError, LimitExceeded

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG = 4096  # bytes searched anywhere; beyond them only comments can put off what must stand before the root element
_PUT_OFF = re.compile(rb"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE", re.DOTALL)


def parse_xml(data: bytes, part: str) -> etree._Element:
    """The root element of an Office part. CorruptDocument names the part; a document type declaration is refused (entity bombs).

    LimitExceeded for elements nested 256 deep and for ten million characters in one stretch.
    """
    _refuse_doctype(data, part)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(error, part) from error


def iterate_xml(data: bytes, part: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements with these tags as each one ends, for parts too large to hold as a tree: an element is emptied once the next is asked for.

    Raises like `parse_xml`, where the damage stands.
    """
    _refuse_doctype(data, part)
    stream = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in stream:
            yield element
            element.clear(keep_tail=False)
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise _refusal(error, part) from error


def _refusal(error: etree.XMLSyntaxError, part: str) -> ExtractionError:
    if getattr(error, "code", None) == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return LimitExceeded(f"The part {part} is nested more deeply, or has longer stretches of text, than Office writes; it was not read.")
    return CorruptDocument(f"The part {part} is not valid XML; open the file in its own program, save it again and retry.")


def _refuse_doctype(data: bytes, part: str) -> None:
    probe = data[:_PROLOG]
    if probe.startswith((b"\xff\xfe", b"\xfe\xff")):
        probe = probe.replace(b"\x00", b"")
    if _DOCTYPE.search(probe) or _PUT_OFF.match(data):
        raise CorruptDocument(f"The part {part} declares a document type, which Office never writes; the file was not read.")
