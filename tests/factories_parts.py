"""Changes parts inside an Office file, for what no writing library writes: threaded comments, SmartArt, damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with these parts added or replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return buffer.getvalue()


def part(data: bytes, name: str) -> bytes:
    """The bytes of one part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def with_link(data: bytes, source: str, identifier: str, kind: str, target: str) -> bytes:
    """The package with one more relationship of a part; `kind` is the full type."""
    folder, _, name = source.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    link = f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"/></Relationships>'.encode()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        old = package.read(rels) if rels in package.namelist() else empty
    if old.rstrip().endswith(b"/>"):
        old = old.rstrip()[:-2] + b"></Relationships>"
    return with_parts(data, {rels: old.replace(b"</Relationships>", link)})
