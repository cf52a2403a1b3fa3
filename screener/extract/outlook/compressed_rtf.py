"""Outlook's compressed RTF ([MS-OXRTFCP]) to the RTF text it stands for."""

from __future__ import annotations

import struct

from screener.errors import CorruptDocument, LimitExceeded

_COMPRESSED = 0x75465A4C  # "LZFu"
_PLAIN = 0x414C454D  # "MELA"
_WINDOW = 4096
_FILLED = (  # what every window starts with, as the specification has it
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_HEAD = struct.Struct("<4I")


def decompress(data: bytes, max_bytes: int) -> bytes:
    """The RTF. CorruptDocument if it is no compressed RTF, LimitExceeded beyond `max_bytes`."""
    if len(data) < _HEAD.size:
        raise CorruptDocument("The mail's text in rich format is cut short; save the mail again and retry.")
    _, size, kind, _ = _HEAD.unpack_from(data)
    if kind == _PLAIN:
        return data[_HEAD.size : _HEAD.size + size]
    if kind != _COMPRESSED:
        raise CorruptDocument("The mail's text in rich format is damaged; save the mail again and retry.")
    return _unpack(data[_HEAD.size :], max_bytes)


def _unpack(data: bytes, max_bytes: int) -> bytes:
    """Runs of eight tokens behind a control byte: a letter, or a reference of 12 bits place and 4 bits length into the last 4,096 letters."""
    window = bytearray(_FILLED.ljust(_WINDOW, b" "))
    write, at = len(_FILLED), 0
    out = bytearray()
    while at < len(data):
        control = data[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 1 >= len(data):
                    return bytes(out)
                reference = data[at] << 8 | data[at + 1]
                at += 2
                place, length = reference >> 4, (reference & 0xF) + 2
                if place == write:
                    return bytes(out)
            elif at < len(data):
                place, length = -1, 1
            else:
                return bytes(out)
            for step in range(length):
                letter = data[at] if place < 0 else window[(place + step) % _WINDOW]
                out.append(letter)
                window[write] = letter
                write = (write + 1) % _WINDOW
            at += place < 0
        if len(out) > max_bytes:
            raise LimitExceeded("The mail's text in rich format unpacks to more than the limit allows; it was not read.")
    return bytes(out)
