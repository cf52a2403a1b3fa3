"""What Word, PowerPoint and Excel files have in common: parts and their relationships, document properties, people, charts and diagrams.

Every function takes an opened `Archive` and part names as they stand in it ("word/document.xml"). Parts of the strict variant of the
format are read as if they were of the transitional one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from screener.errors import CorruptDocument, ExtractionError
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder
from screener.extract.xml import parse_xml
from screener.types import BlockKind, Hidden, Provenance

OFFICE_RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CHART_EX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# ISO/IEC 29500 strict names and what stands for them in files of the usual, transitional kind.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/sharedTypes", b"http://schemas.openxmlformats.org/officeDocument/2006/sharedTypes"),
    (b"http://purl.oclc.org/ooxml/officeDocument/customProperties", b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"),
    (b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties", b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"),
    (b"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes", b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/presentationml/main", b"http://schemas.openxmlformats.org/presentationml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_STRICT_HOST = b"http://purl.oclc.org/ooxml/"

# What a person typed or what names a person; counts of words and times of saving tell a recipient nothing about the company.
_PROPERTY_NAMES = {
    "title": "Title",
    "subject": "Subject",
    "creator": "Author",
    "keywords": "Keywords",
    "description": "Description",
    "category": "Category",
    "contentStatus": "Status",
    "lastModifiedBy": "Last modified by",
    "Company": "Company",
    "Manager": "Manager",
    "HyperlinkBase": "Hyperlink base",
}
_PROPERTY_PARTS = (("core-properties", "docProps/core.xml"), ("extended-properties", "docProps/app.xml"), ("custom-properties", "docProps/custom.xml"))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]')
_EPOCH = date(1899, 12, 30)  # day 0 of a workbook's dates
_LAST_DAY = 2_958_465  # 31 December 9999


class Relationship(NamedTuple):
    """A link from one part to another. `target` is a part name of the archive, or an address when `external`."""

    id: str
    kind: str  # last word of its type: "styles", "image", "chart", "notesSlide"
    target: str
    external: bool = False


def parse_part(archive: Archive, part: str) -> etree._Element:
    """The root element of a part. KeyError if the archive has none; CorruptDocument or LimitExceeded if it can't be read."""
    return parse_part_bytes(archive.read(part), part)


def parse_part_bytes(data: bytes, part: str) -> etree._Element:
    """The root element of a part's bytes, strict names replaced by the usual ones."""
    if _STRICT_HOST in data[:8192]:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    return parse_xml(data, part)


def optional_part(archive: Archive, part: str | None, builder: DocumentBuilder) -> etree._Element | None:
    """The root of a part the document can be read without; a damaged one becomes a gap, an absent one None."""
    if part is None or part not in archive:
        return None
    try:
        return parse_part(archive, part)
    except ExtractionError as error:
        builder.add_gap(posixpath.basename(part), str(error), location=part, code=error.code)
        return None


def relationships(archive: Archive, part: str) -> dict[str, Relationship]:
    """The relationships of a part by their id, in file order; part "" gives the package's own. Empty when there are none."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source not in archive:
        return {}
    found = {}
    for element in parse_part(archive, source):
        identifier, target = element.get("Id"), element.get("Target")
        if identifier is None or target is None:
            continue
        kind = (element.get("Type") or "").rstrip("/").rpartition("/")[2]
        external = element.get("TargetMode") == "External"
        found[identifier] = Relationship(identifier, kind, target if external else _resolve(archive, folder, target), external)
    return found


def known_relationships(archive: Archive, part: str, builder: DocumentBuilder) -> dict[str, Relationship]:
    """The relationships of a part; if they are damaged, a gap that says what may be missing, and none."""
    try:
        return relationships(archive, part)
    except ExtractionError as error:
        name = posixpath.basename(part)
        builder.add_gap(f"links of {name}", f"What {name} links to was not read (notes, comments, charts, headers): {error}", location=part, code=error.code)
        return {}


def _resolve(archive: Archive, folder: str, target: str) -> str:
    path = posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
    return path if path in archive else unquote(path)


def main_part(archive: Archive, usual: str) -> str:
    """The part that holds the document itself, as the package says, else `usual`. CorruptDocument if there is neither."""
    try:
        stated = [link.target for link in relationships(archive, "").values() if link.kind == "officeDocument"]
    except ExtractionError:
        stated = []
    for part in (*stated, usual):
        if part in archive:
            return part
    raise CorruptDocument(f"The file has no {usual}, so it holds no document; open it in its own program, save it again and retry.")


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def properties(archive: Archive, builder: DocumentBuilder) -> dict[str, str]:
    """Adds the document's properties as hidden blocks ("Author: Jane Roe") and returns them by name; the title is under "Title"."""
    found: dict[str, str] = {}
    for part in _property_parts(archive):
        root = optional_part(archive, part, builder)
        if root is None:
            continue
        for name, text in _property_texts(root):
            found[name] = text
            place = Provenance(path=f"{part}/{name}")
            builder.add(BlockKind.PROPERTY, f"{name}: {text}", provenance=place, hidden=Hidden.METADATA, hidden_detail="document property")
    return found


def _property_parts(archive: Archive) -> list[str]:
    try:
        stated = {relationship.kind: relationship.target for relationship in relationships(archive, "").values()}
    except ExtractionError:
        stated = {}
    return [stated.get(kind, usual) for kind, usual in _PROPERTY_PARTS]


def _property_texts(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Names and values of one properties part, empty ones left out."""
    for element in root:
        name = local_name(element)
        label = element.get("name") if name == "property" else _PROPERTY_NAMES.get(name)
        text = " ".join(str(part).strip() for part in element.itertext()).strip()
        if label and text:
            yield label, text


def people(root: etree._Element) -> dict[str, str]:
    """Names by id from a list of authors: commentAuthors.xml and authors.xml of a deck, persons of a workbook."""
    found = {}
    for element in root:
        identifier, name = element.get("id"), element.get("name") or element.get("displayName")
        if identifier is not None and name:
            found[identifier] = name
    return found


def drawing_paragraphs(element: etree._Element) -> list[str]:
    """The text of every DrawingML paragraph under an element, in file order; empty ones are left out."""
    found = []
    for paragraph in element.iter(f"{DRAWING}p"):
        text = "".join(" " if part.tag == f"{DRAWING}br" else part.text or "" for part in paragraph.iter(f"{DRAWING}t", f"{DRAWING}br"))
        if text.strip():
            found.append(text)
    return found


def chart_text(archive: Archive, part: str) -> list[str]:
    """What a chart says, a line each: its titles, then every series as "name: category value; category value".

    Values are those kept in the chart itself, percentages and dates written out as its number formats have them.
    KeyError, CorruptDocument or LimitExceeded if the part can't be had.
    """
    root = parse_part(archive, part)
    lines = list(_chart_titles(root))
    lines += [line for series in root.iter(f"{CHART}ser") if (line := _series_line(series))]
    lines += _extended_series(root)
    for relationship in relationships(archive, part).values():
        if relationship.kind == "chartUserShapes" and relationship.target in archive:
            lines += drawing_paragraphs(parse_part(archive, relationship.target))
    return lines


def _chart_titles(root: etree._Element) -> Iterator[str]:
    """Titles of the chart and its axes, then labels typed on single points."""
    for title in root.iter(f"{CHART}title", f"{CHART_EX}title"):
        words = drawing_paragraphs(title) or [node.text or "" for node in title.iter(f"{CHART}v", f"{CHART_EX}v")]
        if any(word.strip() for word in words):
            yield " ".join(words)
    for label in root.iter(f"{CHART}dLbl"):
        yield from drawing_paragraphs(label)


def _series_line(series: etree._Element) -> str:
    name = " ".join(_points(series.find(f"{CHART}tx")).values())
    categories = _points(_first(series, "cat", "xVal"))
    values = _points(_first(series, "val", "yVal"))
    sizes = _points(_first(series, "bubbleSize"))
    shown = "; ".join(" ".join(filter(None, (categories.get(i), value, sizes.get(i)))) for i, value in values.items())
    return f"{name}: {shown}" if name and shown else name or shown


def _first(series: etree._Element, *names: str) -> etree._Element | None:
    return next((found for name in names if (found := series.find(f"{CHART}{name}")) is not None), None)


def _points(holder: etree._Element | None) -> dict[int, str]:
    """Cached points by index; several levels of categories are joined, outer level first."""
    found: dict[int, str] = {}
    if holder is None:
        return found
    code = next((element.text or "" for element in holder.iter(f"{CHART}formatCode")), "")
    for point in holder.iter(f"{CHART}pt"):
        index = point.get("idx", "")
        text = _formatted(point.findtext(f"{CHART}v") or "", point.get("formatCode") or code)
        if index.isdecimal() and text:
            before = found.get(int(index))
            found[int(index)] = f"{text} {before}" if before else text
    if not found:
        found = {i: node.text for i, node in enumerate(holder.findall(f"{CHART}v")) if node.text}
    return found


def _formatted(value: str, code: str) -> str:
    """A cached number as its format shows it, as far as percent signs and dates go."""
    code = _QUOTED.sub("", code).lower()
    if "%" not in code and "y" not in code:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    if "%" in code:
        return f"{round(number * 100, 4):g}%"
    return (_EPOCH + timedelta(days=int(number))).isoformat() if 0 < number < _LAST_DAY else value


def _extended_series(root: etree._Element) -> list[str]:
    """Waterfalls, funnels and other charts of the newer kind: categories and values of each data set on a line."""
    lines = []
    for data in root.iter(f"{CHART_EX}data"):
        texts = [point.text or "" for level in data.findall(f"{CHART_EX}strDim/{CHART_EX}lvl") for point in level]
        numbers = [point.text or "" for level in data.findall(f"{CHART_EX}numDim/{CHART_EX}lvl") for point in level]
        pairs = [" ".join(filter(None, pair)) for pair in zip(texts, numbers, strict=False)] if texts else numbers
        lines.append("; ".join(pairs + texts[len(numbers) :]))
    return [line for line in lines if line]


def diagram_text(archive: Archive, part: str) -> list[str]:
    """The text of a SmartArt diagram's data part, one line a shape, parents before their children in the order shown."""
    root = parse_part(archive, part)
    points = {point.get("modelId", ""): point for point in root.iter(f"{DIAGRAM}pt")}
    children: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{DIAGRAM}cxn"):
        if link.get("type", "parOf") == "parOf":
            order = link.get("srcOrd", "0")
            children.setdefault(link.get("srcId", ""), []).append((int(order) if order.isdecimal() else 0, link.get("destId", "")))
    roots = [identifier for identifier, point in points.items() if point.get("type") == "doc"]
    waiting = [*reversed(list(points)), *roots]  # points no link leads to come last
    seen: set[str] = set()
    lines: list[str] = []
    while waiting:
        identifier = waiting.pop()
        if identifier in seen or identifier not in points:
            continue
        seen.add(identifier)
        if points[identifier].get("type") != "pres":
            lines += drawing_paragraphs(points[identifier])
        waiting += [child for _, child in sorted(children.get(identifier, ()), reverse=True)]
    return lines
