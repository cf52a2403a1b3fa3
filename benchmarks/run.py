"""Runs every benchmark and prints one JSON object: how fast, as ratios of sides that alternate within one run.

    python benchmarks/run.py CORPUS [--rounds 5] [--output FILE]

CORPUS holds folders of real documents: `filings` (PDF and HTML), `transcripts` and `web`. What a folder lacks is left out and said.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHMARKS = {  # name: (script, folder of the corpus it reads)
    "pdf": ("pdf.py", "filings"),
    "tables": ("tables.py", "filings"),
    "html": ("html_pages.py", "filings"),
    "word": ("word.py", None),
    "spoiled": ("spoiled.py", "filings"),
    "language": ("language.py", "transcripts"),
    "releases": ("releases.py", "filings"),
    "path_transcripts": ("presidio.py", "transcripts"),
    "reader": ("reader.py", "."),
    "processes": ("processes.py", "web"),
    "memory": ("memory.py", "web"),
}


def main() -> None:
    """Runs the scripts one after another; a script that fails is named, the others go on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    figures: dict[str, object] = {}
    for name, (script, folder) in BENCHMARKS.items():
        where = arguments.corpus / folder if folder else None
        if where is not None and not where.is_dir():
            figures[name] = f"left out: {arguments.corpus.name} holds no folder {folder}"
            continue
        command = [sys.executable, str(HERE / script), *([str(where)] if where else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        figures[name] = _figures(done.stdout) if done.returncode == 0 else f"failed: {done.stderr.strip().splitlines()[-1:]}"
        print(f"{name}: {json.dumps(figures[name])}", file=sys.stderr, flush=True)
    text = json.dumps(figures, indent=1)
    print(text)
    if arguments.output:
        arguments.output.write_text(text + "\n")


def _figures(output: str) -> object:
    """The last JSON object that a script prints."""
    start = output.rfind("\n{")
    try:
        return json.loads(output[start + 1 :] if start >= 0 else output)
    except json.JSONDecodeError:
        return output.strip().splitlines()


if __name__ == "__main__":
    main()
