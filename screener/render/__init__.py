"""Reports to what people and programs read: `text`, `json`, `jsonl`, `html`, `sarif`. No decisions here."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import IO

from screener.pipeline import Screened

Renderer = Callable[[Iterable[Screened], IO[str]], None]

_RENDERERS = {"text": "terminal", "json": "json", "jsonl": "json", "html": "html", "sarif": "sarif"}


def renderer(shape: str) -> Renderer:
    """The function that writes reports in one shape to a text stream, as they come."""
    module = importlib.import_module(f"screener.render.{_RENDERERS[shape]}")
    write: Renderer = getattr(module, f"write_{shape}")
    return write
