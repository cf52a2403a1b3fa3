"""Writes Outlook messages as compound files ([MS-CFB], [MS-OXMSG]), so that tests read what Outlook would have saved."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

Tree = Mapping[str, "bytes | Tree"]
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


class _Entry(NamedTuple):
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    data: bytes
    child: int
    left: int
    right: int


def compound_file(tree: Tree) -> bytes:
    """A compound file with these storages and streams."""
    entries = _entries(tree)
    mini = [_mini(entry) for entry in entries]
    mini_stream, mini_fat, mini_starts = _chained([data for data in mini if data is not None], _MINI)
    sectors: list[bytes] = []
    fat: list[int] = []
    starts: list[int] = []
    small = iter(mini_starts)
    for entry, data in zip(entries, mini, strict=True):
        if entry.kind == 5:
            starts.append(_store(mini_stream, sectors, fat))
        elif data is not None:
            starts.append(next(small))
        else:
            starts.append(_store(entry.data, sectors, fat))
    root_size = len(mini_stream)
    directory = b"".join(_directory_entry(entry, start, root_size) for entry, start in zip(entries, starts, strict=True))
    directory_start = _store(directory + _blank_entries(len(entries)), sectors, fat)
    mini_fat_start = _store(_numbers(mini_fat), sectors, fat, fill=b"\xff") if mini_fat else _END
    mini_fat_sectors = -(-len(mini_fat) * 4 // _SECTOR)
    return _assembled(sectors, fat, directory_start, mini_fat_start, mini_fat_sectors)


def _entries(tree: Tree) -> list[_Entry]:
    entries: list[_Entry | None] = [None]

    def add(children: Tree) -> int:
        names = sorted(children, key=lambda name: (len(name), name.upper()))
        numbers = [len(entries) + i for i in range(len(names))]
        entries.extend([None] * len(names))
        links = dict(zip(numbers, [(_NONE, _NONE)] * len(numbers), strict=True))
        top = _balanced(numbers, links)
        for name, number in zip(names, numbers, strict=True):
            content = children[name]
            if isinstance(content, bytes):
                entries[number] = _Entry(name, 2, content, _NONE, *links[number])
            else:
                entries[number] = _Entry(name, 1, b"", add(content), *links[number])
        return top

    entries[0] = _Entry("Root Entry", 5, b"", add(tree), _NONE, _NONE)
    return [entry for entry in entries if entry is not None]


def _balanced(numbers: Sequence[int], links: dict[int, tuple[int, int]]) -> int:
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    links[numbers[middle]] = (_balanced(numbers[:middle], links), _balanced(numbers[middle + 1 :], links))
    return numbers[middle]


def _mini(entry: _Entry) -> bytes | None:
    return entry.data if entry.kind == 2 and len(entry.data) < _CUTOFF else None


def _chained(parts: Sequence[bytes], unit: int) -> tuple[bytes, list[int], list[int]]:
    stream, fat, starts = b"", list[int](), list[int]()
    for part in parts:
        count = -(-len(part) // unit)
        starts.append(len(fat) if count else _END)
        fat.extend([*range(len(fat) + 1, len(fat) + count), _END] if count else [])
        stream += part.ljust(count * unit, b"\x00")
    return stream, fat, starts


def _store(data: bytes, sectors: list[bytes], fat: list[int], fill: bytes = b"\x00") -> int:
    if not data:
        return _END
    start, count = len(sectors), -(-len(data) // _SECTOR)
    padded = data.ljust(count * _SECTOR, fill)
    sectors.extend(padded[i * _SECTOR : (i + 1) * _SECTOR] for i in range(count))
    fat.extend([*range(start + 1, start + count), _END])
    return start


def _directory_entry(entry: _Entry, start: int, root_size: int) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\x00\x00"
    size = root_size if entry.kind == 5 else len(entry.data)
    head = name.ljust(64, b"\x00") + struct.pack("<HBB3I", len(name), entry.kind, 1, entry.left, entry.right, entry.child)
    return head + bytes(36) + struct.pack("<IQ", 0 if entry.kind == 1 else start, size)


def _blank_entries(count: int) -> bytes:
    blank = bytes(64) + struct.pack("<HBB3I", 0, 0, 0, _NONE, _NONE, _NONE) + bytes(48)
    return blank * (-count % 4)


def _numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def _assembled(sectors: list[bytes], fat: list[int], directory: int, mini_fat: int, mini_fat_sectors: int) -> bytes:
    count = 1
    while count * (_SECTOR // 4) < len(fat) + count:
        count += 1
    places = list(range(len(sectors), len(sectors) + count))
    table = _numbers([*fat, *[_FAT] * count]).ljust(count * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, count, directory, 0, _CUTOFF, mini_fat, mini_fat_sectors, _END, 0)
    header += _numbers([*places, *[_FREE] * (109 - count)])
    return header + b"".join(sectors) + table


def properties(head: int, texts: Mapping[int, str | bytes], numbers: Mapping[int, int], times: Mapping[int, datetime] | None = None) -> dict[str, bytes | Tree]:
    """The streams of one object: its properties stream and one for each text (UTF-16) or binary property."""
    segments, streams = b"", dict[str, "bytes | Tree"]()
    for number, value in texts.items():
        kind = 0x001F if isinstance(value, str) else 0x0102
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        segments += struct.pack("<HHIII", kind, number, 6, len(data), 0)
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
    for number, value in numbers.items():
        segments += struct.pack("<HHIII", 0x0003, number, 6, value, 0)
    for number, moment in (times or {}).items():
        ticks = int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        segments += struct.pack("<HHIQ", 0x0040, number, 6, ticks)
    streams["__properties_version1.0"] = bytes(head) + segments
    return streams


class Attached(NamedTuple):
    """An attachment: a file's bytes, or a message's streams."""

    name: str
    data: bytes | dict[str, bytes | Tree]
    mime: str = "application/octet-stream"
    content_id: str = ""


def message(
    texts: Mapping[int, str | bytes],
    *,
    recipients: Sequence[tuple[int, str, str]] = (),
    attachments: Sequence[Attached] = (),
    sent: datetime | None = None,
    is_attached: bool = False,
    numbers: Mapping[int, int] | None = None,
) -> dict[str, bytes | Tree]:
    """The streams of a message; recipients are (1 to, 2 cc, 3 bcc), name, address."""
    head = struct.pack("<8x4I", len(recipients), len(attachments), len(recipients), len(attachments)) + (b"" if is_attached else bytes(8))
    tree = properties(0, {0x001A: "IPM.Note", **texts}, numbers or {}, {0x0039: sent} if sent else None)
    own = tree["__properties_version1.0"]
    assert isinstance(own, bytes)
    tree["__properties_version1.0"] = head + own
    if not is_attached:
        tree["__nameid_version1.0"] = {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""}
    for i, (kind, name, address) in enumerate(recipients):
        tree[f"__recip_version1.0_#{i:08X}"] = properties(8, {0x3001: name, 0x39FE: address}, {0x0C15: kind})
    for i, attached in enumerate(attachments):
        tree[f"__attach_version1.0_#{i:08X}"] = _attachment(attached)
    return tree


def _attachment(attached: Attached) -> Tree:
    texts: dict[int, str | bytes] = {0x3707: attached.name, 0x370E: attached.mime}
    if attached.content_id:
        texts[0x3712] = attached.content_id
    if isinstance(attached.data, bytes):
        return properties(8, {**texts, 0x3701: attached.data}, {0x3705: 1})
    return {**properties(8, texts, {0x3705: 5}), "__substg1.0_3701000D": attached.data}
