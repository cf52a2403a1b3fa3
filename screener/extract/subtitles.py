"""Subtitles (SubRip, WebVTT) to cues with times and voices, by pysubs2; repeated lines of rolling captions are kept once."""

from __future__ import annotations

import re

import pysubs2

from screener.errors import CorruptDocument
from screener.extract.builder import DocumentBuilder
from screener.extract.decode import decode
from screener.extract.limits import Limits
from screener.types import BlockKind, Change, Hidden, Provenance

_VOICE = re.compile(r"<v(?:\.[\w.]{1,50})?\s+([^<>]{1,100})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>|\{\\[^{}]{0,100}\}|<\d[\d:.]{4,12}>")
_SPEAKER = re.compile(r"^(?:>>+\s*)?-?\s*([A-Z][\w.'’ -]{1,40}):\s+(?=\S)")
_NOTE = re.compile(r"^NOTE(?:[ \t]+(\S[^\n]*)|[ \t]*)((?:\n(?!\s*\n)[^\n]+)*)", re.MULTILINE)
_ARROW = re.compile(r"^.{0,40}-->.{0,80}$", re.MULTILINE)
_TIMES = re.compile(r"^\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}")


def read(data: bytes, builder: DocumentBuilder, _limits: Limits) -> None:
    """Adds a `CUE` block for each cue, in order of time. A cue whose times cannot be read becomes a gap; without any cue the file is corrupt."""
    decoded = decode(data)
    text = decoded.text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    is_vtt = text.lstrip().startswith("WEBVTT")
    if is_vtt:
        _add_notes(builder, text)
    _add_broken(builder, text)
    try:
        cues = pysubs2.SSAFile.from_string(text, format_="vtt" if is_vtt else "srt", keep_html_tags=True)
    except (pysubs2.exceptions.Pysubs2Error, ValueError, IndexError, OverflowError) as error:
        raise CorruptDocument("The captions could not be read; save them again as .srt or .vtt.") from error
    shown: list[str] = []
    for cue in cues:
        shown = _add_cue(builder, cue, shown)
    if not cues:
        raise CorruptDocument("The file holds no caption with readable times; save the captions again as .srt or .vtt.")


def _add_cue(builder: DocumentBuilder, cue: pysubs2.SSAEvent, shown: list[str]) -> list[str]:
    """Adds what the cue shows beyond the cue before it; returns its lines."""
    raw = cue.text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
    voice = _VOICE.search(raw)
    lines = [line.strip() for line in _TAG.sub("", _VOICE.sub("", raw)).split("\n") if line.strip()]
    fresh = lines[1:] if len(lines) > 1 and shown and lines[0] == shown[-1] else [] if lines == shown or (shown and lines == shown[-len(lines) :]) else lines
    text = " ".join(fresh)
    speaker = voice[1].strip() if voice else cue.name or None
    named = _SPEAKER.match(text) if speaker is None else None
    if named is not None:
        speaker = named[1].strip()
    builder.add(BlockKind.CUE, text, provenance=Provenance(cue_start_s=cue.start / 1000, cue_end_s=cue.end / 1000), speaker=speaker)
    return lines or shown


def _add_notes(builder: DocumentBuilder, text: str) -> None:
    for note in _NOTE.finditer(text):
        words = f"{note[1] or ''} {note[2] or ''}"
        if "-->" not in words:
            builder.add(
                BlockKind.COMMENT, words, hidden=Hidden.COMMENT, change=Change("comment"), provenance=Provenance(line=text.count("\n", 0, note.start()) + 1)
            )


def _add_broken(builder: DocumentBuilder, text: str) -> None:
    for line in _ARROW.finditer(text):
        if _TIMES.match(line[0]) is None:
            number = text.count("\n", 0, line.start()) + 1
            builder.add_gap(
                f"caption at line {number}", "Its times cannot be read, so it was left out; correct them.", location=f"line {number}", code="corrupt"
            )
