"""HTML pages and EDGAR exhibits: `page.read` walks the tags; the other modules judge blocks, tables, styles and zones."""

from screener.extract.html.page import read

__all__ = ["read"]
