"""Every bound on reading hostile files, in one place; each is checked before the work and its breach is a `LimitExceeded` or a gap."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds for one document; the defaults hold any real filing with a wide margin."""

    max_bytes: int = 100_000_000  # a scanned proxy statement is 60 MB
    max_text: int = 20_000_000  # code points; the longest 10-K has about 3 million
    max_blocks: int = 500_000
    max_pages: int = 2_000  # pages of a PDF; a 10-K has 300
    pdf_tables: str = "boxes"  # how tables of a PDF are found: "boxes" (word boxes and rules) or "pdfplumber" (30 times slower)
    max_cells: int = 2_000_000  # cells of a workbook
    max_depth: int = 200  # nesting of elements that is followed
    max_container_depth: int = 4  # an archive in a mail in an archive ...
    max_members: int = 2_000  # files of an archive or attachments of a mail; also of all containers inside one file together
    max_entries: int = 100_000  # entries in the directory of an archive, each of which costs memory before anything is read
    max_unpacked: int = 500_000_000  # bytes all members of an archive unpack to; also of all containers inside one file together
    max_ratio: int = 200  # unpacked to packed bytes of one member, above 1 MB
    max_records: int = 1_000_000  # rows of a batch
    max_findings: int = 20_000  # of one detector in one document; a 10-K has some hundreds, and no one reviews more
    timeout_s: float = 120.0  # wall clock for one document
    cpu_s: int = 90  # processor seconds for one document
    memory_bytes: int = 2_000_000_000  # address space of the reading process
    max_output: int = 400_000_000  # bytes a reading process may answer with
