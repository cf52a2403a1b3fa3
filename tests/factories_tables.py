"""Documents with tables, read from small HTML or Markdown texts as any draft is."""

from __future__ import annotations

from collections.abc import Sequence

from screener.extract import extract
from screener.extract.limits import Limits
from screener.types import Document


def page(html: str) -> Document:
    """The document of an HTML body."""
    (document,) = extract(f"<html><body>{html}</body></html>".encode(), "draft.html", Limits())
    assert isinstance(document, Document)
    return document


def rows_html(rows: Sequence[Sequence[str]], *, head: Sequence[str] = ()) -> str:
    """A plain HTML table, its first row of head cells where given."""
    top = "<tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>" if head else ""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{top}{body}</table>"


def schedule(*rows: tuple[str, ...], head: Sequence[str] = ("(in millions)", "Q2 2026", "Q2 2025"), before: str = "") -> Document:
    """A document with one table."""
    return page(f"<p>{before}</p>{rows_html(rows, head=head)}")
