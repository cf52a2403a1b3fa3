"""Office files written twice come out as the same bytes: parts in order of their names, one date, and no clock in a workbook inside."""

from __future__ import annotations

import io
import re
import zipfile

WRITTEN = (2026, 10, 29, 12, 0, 0)
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def steady(data: bytes) -> bytes:
    """The same archive with fixed dates; an .xlsx part (the data of a chart) is treated likewise, and its creation time is fixed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _ordered(archive.namelist()):
            part = zipfile.ZipInfo(name, WRITTEN)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, _steady_part(name, archive.read(name)))
    return out.getvalue()


def _ordered(names: list[str]) -> list[str]:
    """The content types stand first, where readers that stream expect them."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))


def _steady_part(name: str, data: bytes) -> bytes:
    if name.endswith(".xlsx"):
        return steady(data)
    if name == "docProps/core.xml":
        return _CLOCK.sub(rb"\g<1>2026-10-29T12:00:00Z", data)
    return data
