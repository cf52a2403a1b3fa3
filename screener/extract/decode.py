"""Bytes to text: byte-order marks, UTF-8, UTF-16 without a mark, Windows-1252 and other legacy encodings, doubly encoded text mended."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_GUESS_SAMPLE = 65_536  # what the guesser reads; all of a long file would take seconds
_NUL_SHARE = 0.3  # Latin text in UTF-16 is half NULs
# UTF-8 read as Windows-1252: a lead byte's letter followed by a continuation byte's sign.
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00e2][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)


class Decoded(NamedTuple):
    """Text, the encoding it was read with, and whether letters were lost on the way."""

    text: str
    encoding: str
    lossy: bool


def decode(data: bytes) -> Decoded:
    """The text of a file of unknown encoding; never fails, `lossy` says that some bytes had no meaning."""
    decoded = _decode(data)
    if _MOJIBAKE.search(decoded.text):
        from ftfy import fix_encoding  # noqa: PLC0415 - rarely needed, and slow to load

        return decoded._replace(text=fix_encoding(decoded.text))
    return decoded


def _decode(data: bytes) -> Decoded:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return Decoded(text, encoding, "\ufffd" in text)
    wide = _utf16_without_mark(data)
    if wide:
        text = data.decode(wide, errors="replace")
        return Decoded(text, wide, "\ufffd" in text)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", lossy=False)
    except UnicodeDecodeError:
        return _legacy(data)


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    if len(sample) < 4:  # noqa: PLR2004 - two letters tell nothing
        return None
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > _NUL_SHARE > even:
        return "utf-16-le"
    return "utf-16-be" if even > _NUL_SHARE > odd else None


def _legacy(data: bytes) -> Decoded:
    """Text with more whole UTF-8 letters than broken bytes stays UTF-8; Windows-1252 wins when it reads cleanly, as Western office text does."""
    utf8 = data.decode("utf-8", errors="replace")
    # In any other encoding letters beyond ASCII make a valid sequence only by chance.
    broken = utf8.count("\ufffd")
    if len(utf8) - len(utf8.encode("ascii", errors="ignore")) > 2 * broken:
        return Decoded(utf8, "utf-8", lossy=True)
    try:
        return Decoded(data.decode("cp1252"), "cp1252", lossy=False)
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed, and slow to load

        best = from_bytes(data[:_GUESS_SAMPLE]).best()
    encoding = best.encoding if best is not None else "cp1252"
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, "\ufffd" in text)
