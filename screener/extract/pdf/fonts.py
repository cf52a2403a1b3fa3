"""Names, weight and slope of the fonts of a PDF."""

from __future__ import annotations

import ctypes
import re
import struct
from typing import NamedTuple

import pypdfium2.raw as pdfium

_BOLD = re.compile(r"bold|black|heavy|demi|semibd|-bd\b", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|-it\b", re.IGNORECASE)
# Names that programs make up for the fonts they embed tell nothing; the font itself does.
_MADE_UP = re.compile(r"(?:[A-Z]{6}\+)?(?:CIDFont|Font|TT|T|F|C|R)[+_-]?[A-Z]?\d*(?:_\d+)?")
_FORCE_BOLD, _ITALIC_FLAG = 1 << 18, 1 << 6  # flags of a font descriptor
_NAME_BYTES = 256
_MOST_BYTES = 20_000_000  # of an embedded font; Chinese and Japanese ones have 15 MB
_MOST_TABLES = 64
_MAC_STYLE = 44  # offset of the style in the head table: bit 0 is bold, bit 1 italic


class Face(NamedTuple):
    """A font as far as the file tells: None where it does not say."""

    name: str
    bold: bool | None
    italic: bool | None


class Faces:
    """The faces of the fonts of one document, each looked at once."""

    def __init__(self) -> None:
        self._made_up: dict[tuple[str, int], Face] = {}

    def face(self, font: int) -> Face:
        """The face of a native font of an open page; fonts with telling names are believed, others looked into."""
        if not font:
            return Face("", None, None)
        handle = ctypes.cast(ctypes.c_void_p(font), pdfium.FPDF_FONT)
        buffer = ctypes.create_string_buffer(_NAME_BYTES)
        pdfium.FPDFFont_GetBaseFontName(handle, buffer, _NAME_BYTES)
        name = buffer.value.decode("utf-8", "replace")
        flags = max(pdfium.FPDFFont_GetFlags(handle), 0)
        if not name:
            return Face("", None, None)
        if not _MADE_UP.fullmatch(name):
            return Face(name, bool(_BOLD.search(name)) or bool(flags & _FORCE_BOLD), bool(_ITALIC.search(name)) or bool(flags & _ITALIC_FLAG))
        key = name, pdfium.FPDFFont_GetWeight(handle)
        if key not in self._made_up:
            self._made_up[key] = Face(name, *_style(_program(handle)))
        return self._made_up[key]


def _program(handle: pdfium.FPDF_FONT) -> bytes:
    """The embedded font itself, nothing if there is none."""
    size = ctypes.c_size_t()
    if not pdfium.FPDFFont_GetFontData(handle, None, 0, size) or not 0 < size.value <= _MOST_BYTES:
        return b""
    buffer = (ctypes.c_uint8 * size.value)()
    pdfium.FPDFFont_GetFontData(handle, buffer, size.value, size)
    return bytes(buffer)


def _style(program: bytes) -> tuple[bool | None, bool | None]:
    """Whether a TrueType or OpenType font is bold and italic, by its head table; None for other fonts."""
    if program[:4] not in {b"\x00\x01\x00\x00", b"true", b"OTTO"}:
        return None, None
    (count,) = struct.unpack_from(">H", program, 4) if len(program) > 12 else (0,)  # noqa: PLR2004 - bytes of the table of tables' head
    for at in range(12, 12 + 16 * min(count, _MOST_TABLES), 16):
        if program[at : at + 4] == b"head" and len(program) >= at + 16:
            (start,) = struct.unpack_from(">I", program, at + 8)
            style = program[start + _MAC_STYLE : start + _MAC_STYLE + 2]
            return (bool(style[1] & 1), bool(style[1] & 2)) if len(style) == 2 else (None, None)  # noqa: PLR2004
    return None, None
