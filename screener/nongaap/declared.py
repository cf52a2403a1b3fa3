"""Names a document gives its own measures: a row that calls itself non-GAAP, a definition in quotation marks."""

from __future__ import annotations

import re

from screener.language.folding import fold
from screener.nongaap.names import Namer
from screener.nongaap.table_names import marked_labels
from screener.types import Analysis

_QUOTED = re.compile(r"[“\"]([A-Z][\w&'’/\- ]{2,58}?)[,.]?[”\"]")
_DEFINES = re.compile(r"\bnon-gaap\b|\bwe (?:define|refer to|call)\b|\b(?:is|are) defined as\b|\brefer(?:red)? to as\b|\bdefines?\b", re.IGNORECASE)
_LEAVES_OUT = re.compile(r"\b(?:exclud\w+|adjusted|before|plus|less|adding back|net of|non-gaap)\b", re.IGNORECASE)
_MOST = 40  # names a document declares; a text of nothing but quotation marks declares no more
_WORDS = 12
_LEAD = re.compile(r"^(?:total|average|consolidated) ")
_FOOTNOTE = re.compile(r"(?:\(\d\)|[\d*¹²³⁴⁵†])+$")


def declared_names(analysis: Analysis, namer: Namer) -> dict[str, str]:
    """Folded name → the name's identity; names the lexicon already knows are left out."""
    found: dict[str, str] = {}
    for span in marked_labels(analysis.document):
        _add(found, analysis.document.words(span), namer)
    for sentence in analysis.sentences:
        words = analysis.text(sentence)
        if ('"' in words or "“" in words) and _DEFINES.search(words) and _LEAVES_OUT.search(words):
            for match in _QUOTED.finditer(words):
                if namer.open.end(fold(match[1]), 0) == len(match[1]):
                    _add(found, match[1], namer)
    return found


def _add(found: dict[str, str], words: str, namer: Namer) -> None:
    name = _FOOTNOTE.sub("", " ".join(words.split())).strip(" ,:-–—")
    if len(found) >= _MOST or not name or name.count(" ") >= _WORDS or len(name) < 4:  # noqa: PLR2004 - shorter is an abbreviation, which collides
        return
    named = namer.names(name)
    if any(not each.is_gaap for each in named):
        return
    if named and named[0].span.end - named[0].span.start >= len(name) - 2:
        return  # the lexicon reads the mark behind it itself
    found[fold(name)] = _LEAD.sub("", fold(name))
