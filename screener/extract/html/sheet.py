"""Style sheets inside a page: the rules for one class alone, which is how pages hide and colour text; all others are passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screener.extract.html.style import parse_style

_MAX_SHEET = 400_000  # characters of style sheets that are read
_SHEET_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_BRACES = re.compile(r"([{}])")
_CLASS = re.compile(r"\.([\w-]{1,100})")
_ONE_CLASS = re.compile(r"\s*[a-zA-Z]{0,10}\.([\w-]{1,100})\s*")


def class_rules(sheets: str) -> dict[str, str]:
    """Declarations of rules for one class alone; what hides is dropped where any other rule about the class shows it again."""
    rules: dict[str, str] = {}
    shown: set[str] = set()
    for selectors, declarations, conditional in _rules(_SHEET_COMMENT.sub("", sheets[:_MAX_SHEET])):
        if _shows(declarations):
            shown.update(_CLASS.findall(selectors))
        if not conditional:
            for name in _classes_alone(selectors):
                rules[name] = f"{rules.get(name, '')}{declarations};"
    return {name: _without_hiding(rules[name]) if name in shown else rules[name] for name in rules}


def _rules(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors, declarations, and whether the rule stands inside a media query or the like."""
    opened: list[str] = []
    prelude = ""
    for part in _BRACES.split(sheet):
        if part == "{":
            opened.append(prelude)
            prelude = ""
        elif part == "}":
            if opened:
                selectors = opened.pop()
                if prelude.strip() and not selectors.lstrip().startswith("@"):
                    yield selectors, prelude, bool(opened)
            prelude = ""
        else:
            prelude = part


def _classes_alone(selectors: str) -> list[str]:
    return [match[1] for selector in selectors.split(",") if (match := _ONE_CLASS.fullmatch(selector))]


def _shows(declarations: str) -> bool:
    effect = parse_style(declarations)
    return effect is not None and effect.gone is None and (effect.display is not None or effect.unseen is False or "opacity" in declarations)


def _without_hiding(declarations: str) -> str:
    return ";".join(part for part in declarations.split(";") if not part.strip().lower().startswith(("display", "visibility", "opacity")))
