"""Web pages by hand: markup in, the document out, and short views of it for comparing."""

from __future__ import annotations

from screener.extract import extract
from screener.extract.limits import Limits
from screener.types import Block, Document


def read_page(markup: str | bytes, limits: Limits | None = None, name: str = "page.html") -> Document:
    """The document of a page; a fragment is set into a body."""
    if isinstance(markup, str):
        whole = markup if markup.lstrip().lower().startswith(("<html", "<!doctype", "<document", "<?xml")) else f"<html><body>{markup}</body></html>"
        markup = whole.encode()
    document = next(iter(extract(markup, name, limits or Limits())))
    assert isinstance(document, Document)
    return document


def words_of(document: Document) -> list[str]:
    """The words of each block."""
    return [document.words(block.span) for block in document.blocks]


def kinds_of(document: Document) -> list[tuple[str, str]]:
    """Kind and words of each block."""
    return [(block.kind.value, document.words(block.span)) for block in document.blocks]


def grid_of(document: Document, table: int = 0) -> list[list[tuple[int, str]]]:
    """Column and words of each cell, row by row."""
    return [[(cell.column, document.text[cell.start : cell.end]) for cell in row] for row in document.tables[table].rows]


def hidden_of(document: Document) -> list[tuple[str | None, str]]:
    """Reason and words of each hidden block."""
    return [(block.hidden_detail, document.words(block.span)) for block in document.blocks if block.hidden is not None]


def block_with(document: Document, words: str) -> Block:
    """The one block that holds the words."""
    (block,) = [block for block in document.blocks if words in document.words(block.span)]
    return block
