"""PDF to blocks, tables and word boxes with PDFium."""

from __future__ import annotations

from screener.extract.pdf.document import read

__all__ = ["read"]
