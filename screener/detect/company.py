"""What the document itself calls the company that publishes it: the owner of its copyright line and the subject of its "About" section.

On a web page or in a post anyone may be meant by a name; these names are the publisher's own.
"""

from __future__ import annotations

import re

from screener.types import Analysis, BlockKind

_NAME = r"[A-Z][\w&.'’-]*(?:\s+(?:[A-Z&][\w&.'’-]*|of|and|the)){0,5}"
_OWNER = re.compile(rf"(?:©|\(c\)|[Cc]opyright|COPYRIGHT)\s*(?:©\s*|\(c\)\s*)?(?:\d{{4}}(?:\s*[-–]\s*\d{{4}})?,?\s*)?(?:by\s+)?(?P<name>{_NAME})")
_ABOUT = re.compile(rf"About\s+(?P<name>{_NAME})$")
_SUFFIX = re.compile(
    r"[\s,]+(?:Incorporated|Inc|Corporation|Corp|Company|Co|Limited|Ltd|LLC|L\.L\.C|LP|PLC|plc|N\.?V|S\.?A|AG|SE|Group|Holdings?|Technologies|All|ALL|Rights?|RIGHTS)\b.*$"
)
_TOO_COMMON = frozenset({"us", "the company", "the author", "all", "this", "the", "our", "united states", "america", "getty images", "shutterstock"})
_LONGEST = 200  # characters of a block that can be a copyright line or heading
_SHORTEST = 3


def own_names(analysis: Analysis) -> frozenset[str]:
    """Names without their legal form, as written in the document ("Brantwick Motion", "Brantwick"); empty when it names no publisher."""
    names: set[str] = set()
    for block in analysis.document.blocks:
        if block.hidden is not None or block.span.end - block.span.start > _LONGEST:
            continue
        words = analysis.document.words(block.span)
        found = _OWNER.search(words) or (_ABOUT.match(words.strip()) if block.kind is BlockKind.HEADING else None)
        if found is not None:
            names |= _forms(found["name"])
    return frozenset(names)


def _forms(name: str) -> set[str]:
    """The name without its legal form, and its first word when that is the name people use."""
    core = _SUFFIX.sub("", name).strip(" .,")
    first = core.split()[0] if core else ""
    return {form for form in (core, first) if len(form) > _SHORTEST and form.lower() not in _TOO_COMMON}
