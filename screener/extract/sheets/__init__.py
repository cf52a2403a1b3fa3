"""Excel workbooks: `workbook.read` goes sheet by sheet; the other modules read cells, regions, styles and number formats."""

from screener.extract.sheets.workbook import read

__all__ = ["read"]
