"""Reads a draft as disclosure counsel would, before it leaves the company.

>>> from screener import Occasion, Channel, Screener
>>> with Screener.load() as screener:
...     for screened in screener.screen("draft.docx", Occasion(channel=Channel.SPEECH)):
...         print(screened.report.verdict)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.errors import ScreenerError
from screener.types import Audience, Channel, Document, Finding, Level, Occasion, Report, Verdict
from screener.version import __version__

if TYPE_CHECKING:
    from screener.pipeline import Screened, Screener
    from screener.policy import Policy

__all__ = [
    "Audience",
    "Channel",
    "Document",
    "Finding",
    "Level",
    "Occasion",
    "Policy",
    "Report",
    "Screened",
    "Screener",
    "ScreenerError",
    "Verdict",
    "__version__",
]

_LATE = {"Screened": "screener.pipeline", "Screener": "screener.pipeline", "Policy": "screener.policy"}


def __getattr__(name: str) -> object:
    """Loads the heavy half of the public face on first use, so that `screener --help` stays instant."""
    if name not in _LATE:
        raise AttributeError(name)
    import importlib  # noqa: PLC0415 - see above

    return getattr(importlib.import_module(_LATE[name]), name)
