"""The report for a terminal: what comes from outside cannot steer it."""

import io

import pytest

from screener.errors import UnreadableFile
from screener.pipeline import Screened, unread_report
from screener.render.terminal import write_text
from screener.types import Channel, Occasion, Source, Versions

ESCAPE = "\x1b[2J\x1b[31m"


def shown(name: str, record_id: str | None = None, reason: str = "It could not be opened.") -> str:
    source = Source(name=name, media_type="text/plain", sha256="0" * 64, bytes=0, record_id=record_id)
    report = unread_report(source, UnreadableFile(reason), Occasion(channel=Channel.SOCIAL), Versions(screener="1", policy="1"))
    out = io.StringIO()
    write_text([Screened(report=report, document=None), Screened(report=report, document=None)], out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        shown(f"a{ESCAPE}.txt"),
        shown("posts.csv", record_id=f"7{ESCAPE}"),
        shown("a.txt", reason=f"{ESCAPE} could not be read."),
        shown("a\u202etxt.exe"),
    ],
)
def test_controls_in_names_ids_and_reasons_are_written_out(text):
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b[2J" in text or "\\u202e" in text


def test_names_in_any_script_are_shown_as_they_are():
    assert "報告書.txt" in shown("報告書.txt")
