"""The words of a mail's body: wrapped lines joined as `format=flowed` says (RFC 3676), quoted mail told apart, HTML and RTF handed on."""

from __future__ import annotations

import codecs
import importlib
import re
from collections.abc import Callable

from striprtf.striprtf import rtf_to_text

from screener.extract.backend import Read
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.extract.text import add_text

_RTF_TO_TEXT: Callable[..., str] = rtf_to_text  # the library has no types
_QUOTE = re.compile(r"(?:>\s?){1,50}")
_SIGNATURE = "-- "


def add_plain(builder: DocumentBuilder, text: str, *, flowed: bool = False, joined_bare: bool = False) -> None:
    """Adds a plain body; quoted mail is kept as paragraphs of its own, without its marks. `joined_bare` is flowed text's DelSp=yes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    quoted = [_parted(line, flowed=flowed) for line in lines]
    if flowed:
        quoted = _unflowed(quoted, joined_bare=joined_bare)
    add_text(builder, "\n".join(_set_apart(quoted)))


def add_html(builder: DocumentBuilder, text: str, limits: Limits) -> None:
    """Adds an HTML body; the title stays the mail's own."""
    read: Read = importlib.import_module("screener.extract.html").read
    title, pages = builder.title, builder.page_count
    read(codecs.BOM_UTF8 + text.encode("utf-8", "replace"), builder, limits)
    builder.title, builder.page_count = title, pages


def add_rtf(builder: DocumentBuilder, text: str) -> None:
    """Adds an RTF body as plain text."""
    add_text(builder, _RTF_TO_TEXT(text, errors="replace"))


def _parted(line: str, *, flowed: bool) -> tuple[int, str]:
    """Depth of quotation and the line without its marks."""
    match = _QUOTE.match(line)
    depth = match[0].count(">") if match else 0
    rest = line[match.end() :] if match else line
    if flowed and match and line[: match.end()].endswith(" "):
        return depth, rest
    return depth, rest.removeprefix(" ") if flowed else rest


def _unflowed(lines: list[tuple[int, str]], *, joined_bare: bool) -> list[tuple[int, str]]:
    """Lines that end in a space go on in the next one of the same depth; the signature's mark does not."""
    joined: list[tuple[int, list[str]]] = []
    goes_on = False
    for depth, line in lines:
        if goes_on and joined[-1][0] == depth and line != _SIGNATURE:
            joined[-1][1].append(line)
        else:
            joined.append((depth, [line]))
        goes_on = line.endswith(" ") and line != _SIGNATURE
        if goes_on and joined_bare:
            joined[-1][1][-1] = line[:-1]
    return [(depth, "".join(parts)) for depth, parts in joined]


def _set_apart(lines: list[tuple[int, str]]) -> list[str]:
    """The lines with a blank one wherever the depth of quotation changes within text."""
    out: list[str] = []
    before = 0
    for depth, line in lines:
        if depth != before and out and out[-1].strip() and line.strip():
            out.append("")
        out.append("" if line.rstrip() == _SIGNATURE.rstrip() else line)
        before = depth
    return out
