"""Memory over thousands of documents: peak resident megabytes of all processes early in a run and at its end, which should be alike.

python benchmarks/memory.py FOLDER [--documents 3000]
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from screener import Channel, Occasion
from screener.pool import screen_many

_SAMPLE = 100


def resident_mb() -> float:
    """Resident megabytes of this process and its children."""
    total = 0
    pending = [Path("/proc/self")]
    while pending:
        process = pending.pop()
        try:
            total += int(next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmRSS")).split()[1])
            children = (process / "task").glob("*/children")
            pending += [Path("/proc") / child for file in children for child in file.read_text().split()]
        except (OSError, StopIteration):
            continue
    return total / 1024


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=3000)
    arguments = parser.parse_args()
    files = [path for path in sorted(arguments.folder.iterdir()) if path.suffix in {".txt", ".htm", ".html", ".md", ".pdf"}]
    many = [files[n % len(files)] for n in range(arguments.documents)]
    samples: list[float] = []
    began = time.perf_counter()
    for count, _ in enumerate(screen_many(many, Occasion(channel=Channel.WEBSITE), workers=2), start=1):
        if count % _SAMPLE == 0:
            samples.append(resident_mb())
    tenth = max(1, len(samples) // 10)
    figures = {
        "documents": arguments.documents,
        "peak_mb_first_tenth": round(max(samples[:tenth])),
        "peak_mb_last_tenth": round(max(samples[-tenth:])),
        "peak_mb": round(max(samples)),
        "documents_per_s": round(arguments.documents / (time.perf_counter() - began), 1),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
