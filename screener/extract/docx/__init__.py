"""Word documents: `document.read` walks the XML; the other modules read its parts."""

from screener.extract.docx.document import read

__all__ = ["read"]
