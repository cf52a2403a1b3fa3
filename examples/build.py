"""Builds the six drafts of the fictional Brantwick Motion Corporation from `source/`; run again, it writes the same bytes.

python examples/build.py            writes beside this file
python examples/build.py FOLDER     writes elsewhere
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import yaml
from source import figures
from source.pdf import presentation_file
from source.slides import deck_file
from source.word import Properties, word_file

_HERE = Path(__file__).parent
_RELEASE = Properties(
    title="Project Tidewrack – Q3 2026 release v7",
    subject="Third quarter 2026 results",
    author="Priya Halloran",
    last_modified_by="Derek Salvatierra",
    keywords="earnings; Q3 2026; Tidewrack timing",
    revision=7,
)
_SCRIPT = Properties(
    title="Q3 2026 earnings call script and Q&A",
    subject="Call of November 6, 2026",
    author="Priya Halloran",
    last_modified_by="Conrad Bleeker",
    comments="Quellmoor and Orvaline answers still open",
    revision=4,
)


def release() -> bytes:
    """earnings-release.docx."""
    return word_file(_source("earnings-release.txt"), _RELEASE, footer="Brantwick Motion Corporation – Third Quarter 2026 Results")


def script() -> bytes:
    """call-script-and-qa.docx."""
    return word_file(_source("call-script-and-qa.txt"), _SCRIPT, footer="Brantwick Motion Corporation – Call script, draft 4 – Confidential")


def deck() -> bytes:
    """investor-conference-deck.pptx."""
    return deck_file(_source("investor-conference-deck.yaml"))


def presentation() -> bytes:
    """investor-presentation.pdf."""
    return presentation_file(_source("investor-presentation.yaml"))


def posts() -> bytes:
    """social-posts.csv: columns id, text, channel, date, author, url."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("id", "text", "channel", "date", "author", "url"))
    for number, (network, at, author, url, text) in enumerate(yaml.safe_load(_source("social-posts.yaml")), start=1):
        writer.writerow((f"{network}-{number:03d}", text, "social", at, author, url))
    return out.getvalue().encode()


def page() -> bytes:
    """newsroom-page.html."""
    return _source("newsroom-page.html").encode()


DRAFTS = {
    "earnings-release.docx": release,
    "investor-conference-deck.pptx": deck,
    "call-script-and-qa.docx": script,
    "social-posts.csv": posts,
    "newsroom-page.html": page,
    "investor-presentation.pdf": presentation,
}


def build(folder: Path) -> None:
    """Writes all drafts into the folder. DoesNotTieError when the company's figures contradict each other."""
    figures.check()
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in DRAFTS.items():
        (folder / name).write_bytes(make())
        print(name)


def _source(name: str) -> str:
    return (_HERE / "source" / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else _HERE)
