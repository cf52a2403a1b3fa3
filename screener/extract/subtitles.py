"""Subtitles (SubRip and WebVTT) to one block a cue, with its times and, where the format says so, its speaker.

The cues are read here, not by a subtitle library, because those pass over what they do not understand in silence.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from screener.errors import CorruptDocument
from screener.extract.builder import DocumentBuilder, clean
from screener.extract.decode import decode
from screener.extract.limits import Limits
from screener.types import BlockKind, Hidden, Provenance

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_CLOCK}\s{{0,9}}-{{1,2}}>\s{{0,9}}{_CLOCK}(?:\s.*)?", re.DOTALL)
_ARROW = re.compile(r"-{1,2}>")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?\s+([^>]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^{}]{0,200}\}")
_LABEL = re.compile(r"(?:>>\s{0,3})?([A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,4}):\s+(?=\S)")
_MAX_GAPS = 50  # broken cues told one by one; the rest are counted


class Cue(NamedTuple):
    """One cue as written: 1-based line, times in seconds, and its lines of text."""

    line: int
    start: float
    end: float
    lines: tuple[str, ...]


def read(data: bytes, builder: DocumentBuilder, _limits: Limits) -> None:
    """Adds one block a cue; words that a rolling caption repeats are added once. CorruptDocument when there is no cue at all."""
    decoded = decode(data)
    if decoded.lossy:
        builder.add_gap("encoding", "Some bytes mean nothing in the file's encoding and were shown as \ufffd; save the file as UTF-8.", code="encoding")
    reader = _Reader(builder)
    for number, block in _blocks(decoded.text):
        reader.add(number, block)
    reader.finish()
    if not reader.cues:
        raise CorruptDocument("The file holds no subtitle cue that can be read; save it again as .srt or .vtt, or supply the transcript as text.")


class _Reader:
    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._shown: tuple[str, ...] = ()  # lines of the cue before, which a rolling caption shows again
        self._shown_until = 0.0
        self._broken = 0
        self.cues = 0

    def add(self, number: int, block: Sequence[str]) -> None:
        """Adds one block between blank lines: a cue, a note of the author, or nothing that is shown."""
        first = block[0].lstrip("\ufeff")
        if first.startswith("WEBVTT") or first.split(" ", 1)[0].startswith(("STYLE", "REGION", "X-TIMESTAMP-MAP")):
            return
        if first == "NOTE" or first.startswith(("NOTE ", "NOTE\t")):
            self._add_note(number, block)
            return
        at = next((i for i, line in enumerate(block[:2]) if _ARROW.search(line)), None)
        times = _TIMES.fullmatch(block[at]) if at is not None else None
        if at is None or times is None:
            self._add_broken(number, block)
            return
        cue = Cue(number + at, _seconds(times.groups()[:4]), _seconds(times.groups()[4:]), tuple(block[at + 1 :]))
        self.cues += 1
        if cue.end < cue.start:
            self._add_gap(cue.line, "ends before it begins; its words were read.")
        self._add_cue(cue)

    def finish(self) -> None:
        """Says how many broken cues were not told one by one."""
        if self._broken > _MAX_GAPS:
            more = self._broken - _MAX_GAPS
            self._builder.add_gap("cues", f"{more:,} more cues are broken; repair the file in a subtitle editor and retry.", code="corrupt")

    def _add_cue(self, cue: Cue) -> None:
        new = self._new_lines(cue)
        for speaker, text in _turns(new):
            self._builder.add(
                BlockKind.CUE,
                text,
                provenance=Provenance(cue_start_s=cue.start, cue_end_s=cue.end, line=cue.line),
                speaker=speaker,
            )

    def _new_lines(self, cue: Cue) -> list[str]:
        """The lines that the cue before did not show already; automatic captions roll, so each line comes two or three times."""
        plain = tuple(words for line in cue.lines if (words := _plain(line)))
        rolls = cue.start - self._shown_until < 1.0
        known = self._overlap(plain) if rolls else 0
        self._shown, self._shown_until = plain or self._shown, cue.end
        return [line for line in cue.lines if _plain(line)][known:]

    def _overlap(self, lines: Sequence[str]) -> int:
        """How many first lines are the last ones of the cue before."""
        for count in range(min(len(lines), len(self._shown)), 0, -1):
            if self._shown[len(self._shown) - count :] == tuple(lines[:count]):
                return count
        return 0

    def _add_note(self, number: int, block: Sequence[str]) -> None:
        text = " ".join([block[0][len("NOTE") :], *block[1:]])
        self._builder.add(BlockKind.COMMENT, text, provenance=Provenance(line=number), hidden=Hidden.COMMENT, hidden_detail="note in the subtitles")

    def _add_broken(self, number: int, block: Sequence[str]) -> None:
        """Words without times are kept as a paragraph, so that they are screened all the same."""
        words = [line for line in block if not line.strip().isdecimal() and not _ARROW.search(line)]
        self._add_gap(number, "has no times that can be read; its words were read without them.")
        if words:
            self._builder.add(BlockKind.PARAGRAPH, " ".join(_plain(line) for line in words), provenance=Provenance(line=number))

    def _add_gap(self, line: int, what: str) -> None:
        self._broken += 1
        if self._broken <= _MAX_GAPS:
            self._builder.add_gap(f"cue at line {line}", f"The cue {what}", location=f"line {line}", code="corrupt")


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Lines between blank lines with the 1-based number of the first; a cue whose blank line is missing begins at its times."""
    blocks: list[tuple[int, list[str]]] = []
    block: list[str] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    for number, line in enumerate([*lines, ""], start=1):
        if block and (not line.strip() or (_ARROW.search(line) and any(_ARROW.search(before) for before in block[:2]) and _TIMES.fullmatch(line))):
            carried = [block.pop()] if line.strip() and len(block) > 1 and block[-1].strip().isdecimal() else []
            blocks.append((number - len(block) - len(carried), block))
            block = carried
        if line.strip():
            block.append(line)
    return blocks


def _turns(lines: Sequence[str]) -> list[tuple[str | None, str]]:
    """Speaker and words of each voice in a cue, in order."""
    turns: list[tuple[str | None, str]] = []
    for line in lines:
        marks = [*_VOICE.finditer(line)]
        if not marks or marks[0].start() > 0:
            before = line[: marks[0].start()] if marks else line
            _append(turns, turns[-1][0] if turns else None, _plain(before))
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            turns.append((clean(html.unescape(mark[1])).strip(), _plain(line[mark.end() : following.start() if following else None])))
    labelled = [(speaker, text) if speaker else _labelled(text) for speaker, text in turns]
    return [(speaker, text) for speaker, text in labelled if text]


def _append(turns: list[tuple[str | None, str]], speaker: str | None, words: str) -> None:
    if turns and words:
        turns[-1] = (turns[-1][0], f"{turns[-1][1]} {words}".strip())
    elif words:
        turns.append((speaker, words))


def _labelled(text: str) -> tuple[str | None, str]:
    """The name in "JANE ROE: Good morning", which stays in the text as it is shown."""
    found = _LABEL.match(text)
    return (found[1] if found else None), text


def _plain(line: str) -> str:
    """Words of a line without styling, time stamps and entities."""
    return clean(html.unescape(_TAG.sub("", line))).strip()


def _seconds(clock: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = clock
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")
