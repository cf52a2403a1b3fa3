"""Word files made of hand-written XML, for what python-docx cannot write: tracked changes, notes, text boxes, content controls."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from screener.extract.builder import DocumentBuilder
from screener.extract.docx import read
from screener.extract.limits import Limits
from screener.types import Block, BlockKind, Document, Source

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": _TYPES,
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "o": "urn:schemas-microsoft-com:office:office",
        "v": "urn:schemas-microsoft-com:vml",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def part(name: str, content: str) -> str:
    """A part whose root element is `name`."""
    return f"{_HEAD}<{name} {NAMESPACES}>{content}</{name}>"


def links(targets: Mapping[str, tuple[str, str]]) -> str:
    """A relationships part; by id the last word of the type and the target."""
    rows = "".join(_link(identifier, kind, target) for identifier, (kind, target) in targets.items())
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _link(identifier: str, kind: str, target: str) -> str:
    outside = ' TargetMode="External"' if "://" in target else ""
    return f'<Relationship Id="{identifier}" Type="{_TYPES}/{kind}" Target="{target}"{outside}/>'


def word_file(body: str, *, parts: Mapping[str, str] | None = None, targets: Mapping[str, tuple[str, str]] | None = None) -> bytes:
    """A .docx of a body's XML; `parts` are further parts by name under word/, linked by the kind their file name says, and by `targets`."""
    parts = dict(parts or {})
    linked = {f"auto{i}": (name.removesuffix(".xml").rstrip("0123456789"), name) for i, name in enumerate(parts) if "/" not in name}
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": links({"main": ("officeDocument", "word/document.xml")}),
        "word/document.xml": part("w:document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": links(linked | dict(targets or {})),
        **{f"word/{name}": content for name, content in parts.items()},
    }
    return packed(files)


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def p(content: str, properties: str = "") -> str:
    """A paragraph of runs, or of one plain run when the content is no XML."""
    stated = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{stated}{content if content.startswith('<') else r(content)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    stated = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{stated}<w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    """A row; cells that are no XML become plain ones."""
    stated = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{stated}{''.join(cell if cell.startswith('<') else tc(cell) for cell in cells)}</w:tr>"


def tc(content: str, properties: str = "") -> str:
    """A cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def opened(data: bytes, limits: Limits | None = None) -> Document:
    """The document the screener reads from the file."""
    builder = DocumentBuilder(Source(name="draft.docx", media_type="", sha256="", bytes=len(data)), limits or Limits())
    read(data, builder, limits or Limits())
    return builder.build()


def shown(document: Document) -> list[tuple[BlockKind, str]]:
    """Kind and words of every block a reader sees."""
    return [(block.kind, document.words(block.span)) for block in document.blocks if block.hidden is None]


def concealed(document: Document) -> list[tuple[Block, str]]:
    """Every hidden block with its words."""
    return [(block, document.words(block.span)) for block in document.blocks if block.hidden is not None]


def grid(document: Document, index: int = 0) -> list[list[str]]:
    """The words of a table's cells by row."""
    return [[document.text[cell.start : cell.end] for cell in row] for row in document.tables[index].rows]
