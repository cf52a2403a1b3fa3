"""Table styles of a Word file, set aside before the styles part is parsed: they are most of it, and all they decide here is shading.

A part that python-docx or an old Word wrote holds a hundred of them in 300 KB, which cost more to parse than twenty pages of text.
"""

from __future__ import annotations

import re

_BEGIN, _END, _TABLE = b"<w:style ", b"</w:style>", b'w:type="table"'
_ID = re.compile(rb'w:styleId="([^"]{0,300})"')
_BASED_ON = re.compile(rb':basedOn [^>]{0,300}val="([^"]{0,300})"')
_SHADE = re.compile(rb':(?:fill="(?!auto|[fF]{6})[0-9a-fA-F]{6}"|themeFill="|shd [^>]{0,300}val="(?!clear|nil))')
_MAX_CHAIN = 50


class TableStyles:
    """Says of a table style, by its id, whether it colors any cell; asked once for each."""

    def __init__(self, sources: dict[str, bytes]) -> None:
        self._sources = sources
        self._shaded: dict[str, bool] = {}

    def is_shaded(self, style_id: str) -> bool:
        """Whether the style, or one it is based on, puts a color behind words."""
        if style_id not in self._shaded:
            self._shaded[style_id] = self._look_up(style_id)
        return self._shaded[style_id]

    def _look_up(self, style_id: str) -> bool:
        for _ in range(_MAX_CHAIN):
            source = self._sources.get(style_id)
            if source is None:
                return False
            if _SHADE.search(source):
                return True
            based_on = _BASED_ON.search(source)
            style_id = based_on[1].decode(errors="replace") if based_on else ""
        return False


def split_table_styles(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The styles part without its table styles, and these by id. A part written in an unusual way comes back whole."""
    kept: list[bytes] = []
    tables: dict[str, bytes] = {}
    start = position = 0
    while (begin := data.find(_BEGIN, position)) >= 0:
        head_end, end = data.find(b">", begin), data.find(_END, begin)
        if head_end < 0 or end < head_end:
            break
        position = end + len(_END)
        identifier = _ID.search(data, begin, head_end)
        if identifier is not None and _TABLE in data[begin:head_end]:
            kept.append(data[start:begin])
            tables[identifier[1].decode(errors="replace")] = data[begin:position]
            start = position
    kept.append(data[start:])
    return b"".join(kept), tables
