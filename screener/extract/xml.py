"""Parsing XML from hostile files: no entities, no document types, no network, bounded depth."""

from __future__ import annotations

import re

from lxml import etree

from screener.errors import CorruptDocument

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG = 4096  # a document type can only stand before the root element


def parse_xml(data: bytes, part: str) -> etree._Element:
    """The root element of an Office part. `CorruptDocument` names the part; a document type declaration is refused (entity bombs)."""
    probe = data[:_PROLOG]
    if probe.startswith((b"\xff\xfe", b"\xfe\xff")):
        probe = probe.replace(b"\x00", b"")
    if _DOCTYPE.search(probe):
        raise CorruptDocument(f"The part {part} declares a document type, which Office never writes; the file was not read.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise CorruptDocument(f"The part {part} is not valid XML; open the file in its own program, save it again and retry.") from error
