"""Cell styles of a workbook, as far as reading needs them: number format, indentation, and whether the text can be seen."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from screener.extract.sheets.format_code import BUILTIN, GENERAL

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WHITE_TEXT = "white text"
_WHITE_INDEXED = frozenset({"1", "9"})
_LIGHT_ONE = "0"  # theme slot of the usual background
_NEARLY_WHITE = 0xF8
_MAX_DIGITS = 9


class CellStyle(NamedTuple):
    """How a cell shows its value; `unseen` says why its text does not show, None if it does."""

    code: str = GENERAL
    indent: int = 0
    unseen: str | None = None


PLAIN = CellStyle()


def read_styles(root: etree._Element | None) -> tuple[CellStyle, ...]:
    """The cell formats of a workbook in order; a cell's `s` is an index into them. Empty without a styles part."""
    if root is None:
        return ()
    codes = {node.get("numFmtId", ""): node.get("formatCode", GENERAL) for node in root.iterfind(f"{NS}numFmts/{NS}numFmt")}
    white = [_is_white(font.find(f"{NS}color")) for font in root.iterfind(f"{NS}fonts/{NS}font")]
    bare = [_shows_white(fill) for fill in root.iterfind(f"{NS}fills/{NS}fill")]
    return tuple(_style(xf, codes, white, bare) for xf in root.iterfind(f"{NS}cellXfs/{NS}xf"))


def _style(xf: etree._Element, codes: dict[str, str], white: list[bool], bare: list[bool]) -> CellStyle:
    number = xf.get("numFmtId", "0")
    code = codes.get(number) or BUILTIN.get(_whole(number), GENERAL)
    alignment = xf.find(f"{NS}alignment")
    indent = _whole(alignment.get("indent", "0")) if alignment is not None else 0
    font, fill = _whole(xf.get("fontId", "0")), _whole(xf.get("fillId", "0"))
    unseen = WHITE_TEXT if font < len(white) and white[font] and (fill >= len(bare) or bare[fill]) else None
    return CellStyle(code, indent, unseen)


def _shows_white(fill: etree._Element) -> bool:
    """Whether a cell with this fill lies on white: no pattern, or a solid one in white."""
    pattern = fill.find(f"{NS}patternFill")
    if pattern is None:
        return len(fill) == 0
    kind = pattern.get("patternType", "none")
    return kind == "none" or (kind == "solid" and _is_white(pattern.find(f"{NS}fgColor")))


def _is_white(color: etree._Element | None) -> bool:
    if color is None or color.get("tint", "").startswith("-"):
        return False
    rgb = color.get("rgb")
    if rgb is not None:
        return _is_white_rgb(rgb)
    return color.get("theme") == _LIGHT_ONE or color.get("indexed") in _WHITE_INDEXED


def _is_white_rgb(rgb: str) -> bool:
    try:
        value = int(rgb[-6:], 16)
    except ValueError:
        return False
    return all(part >= _NEARLY_WHITE for part in value.to_bytes(3, "big"))


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else 0
