"""Reports to what people and programs read: `text`, `json`, `jsonl`, `html`, `sarif`. No decisions here."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import IO

from screener.pipeline import Screened
from screener.policy import Policy

Renderer = Callable[[Iterable[Screened], IO[str]], None]

_RENDERERS = {"text": "terminal", "json": "json", "jsonl": "json", "html": "html", "sarif": "sarif"}


def renderer(shape: str, policy: Path | None = None) -> Renderer:
    """The function that writes reports in one shape to a text stream, as they come; `policy` is the user's own file, whose rules are described."""
    module = importlib.import_module(f"screener.render.{_RENDERERS[shape]}")
    write: Callable[..., None] = getattr(module, f"write_{shape}")
    return partial(write, policy=Policy.load(policy)) if shape == "sarif" else write
