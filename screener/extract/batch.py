"""Batches of posts or passages: `.jsonl` and `.csv`, one record each, columns `id,text` and optionally `channel,date,author,url`."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from screener.errors import ERRORS_BY_CODE, CorruptDocument, ExtractionError, LimitExceeded
from screener.extract.builder import DocumentBuilder
from screener.extract.decode import decode
from screener.extract.limits import Limits
from screener.extract.sniff import MEDIA_TYPES, Format
from screener.extract.text import add_text
from screener.types import BlockKind, Document, Provenance, Source

_TEXT_COLUMNS = ("text", "body", "content", "message", "post", "tweet", "caption", "full_text")
_ID_COLUMNS = ("id", "post_id", "record_id", "tweet_id")
_KEPT = ("channel", "date", "author", "url", "speakers", "audience")
_FIRST_LINE = re.compile(r"[^\r\n]{0,9000000}")
_DELIMITERS = ",;\t|"
_MAX_FIELD = 10_000_000
_BROKEN_ROW = (
    f"the row is damaged or has a field of more than {_MAX_FIELD:,} characters, as when a quotation mark is never closed; mend it and save the table again."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One line of a batch. `error` says why it holds no text; such a record still gets a report."""

    id: str
    text: str
    line: int  # 1-based line of a .jsonl, row of a .csv; 0 for all that follow the last one read
    fields: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    error_code: str = CorruptDocument.code


def records(data: bytes, found: Format, name: str, limits: Limits) -> Iterator[Record]:
    """The records of a batch in order, one for each non-empty line.

    Raises CorruptDocument if no column holds text, LimitExceeded for too many bytes, or after the last record that is allowed.
    """
    if len(data) > limits.max_bytes:
        raise LimitExceeded(f"{name} has {len(data):,} bytes, more than the {limits.max_bytes:,} allowed; split it.", name=name)
    text = decode(data).text
    lines = _json_lines(text) if found is Format.JSONL else _csv_rows(text, name)
    for count, record in enumerate(lines, start=1):
        if count > limits.max_records:
            raise LimitExceeded(f"{name} holds more than {limits.max_records:,} records; the rest was not read. Split it or raise max_records.", name=name)
        yield record


def rest(error: ExtractionError) -> Record:
    """The record that stands for all that could not be read after the last one."""
    return Record(id="rest", text="", line=0, error=str(error), error_code=error.code)


def record_document(record: Record, found: Format, name: str, limits: Limits) -> Document:
    """A record as a document of its own. ExtractionError when it holds no text."""
    if record.error is not None:
        place = f"{name}, line {record.line}: " if record.line else ""
        raise ERRORS_BY_CODE[record.error_code](f"{place}{record.error}", name=name)
    encoded = record.text.encode("utf-8", errors="replace")
    source = Source(
        name=name,
        media_type=MEDIA_TYPES[found],
        sha256=hashlib.sha256(encoded).hexdigest(),
        bytes=len(encoded),
        record_id=record.id,
        record_fields=record.fields,
    )
    builder = DocumentBuilder(source, limits)
    if "\n" in record.text.strip():
        add_text(builder, record.text)
    else:
        builder.add(BlockKind.PARAGRAPH, record.text, provenance=Provenance(line=record.line))
    return builder.build()


def _json_lines(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _json(line)
        except (ValueError, RecursionError):
            yield Record(id=str(number), text="", line=number, error="is not valid JSON; each line must hold one object.")
            continue
        if isinstance(value, dict):
            yield _record({str(key): item for key, item in value.items()}, number)
        else:
            yield Record(id=str(number), text="", line=number, error="is not a JSON object; each line must hold one object with id and text.")


def _json(line: str) -> object:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return json.loads(line)  # takes NaN and Infinity, which are no JSON but come out of many programs


def _csv_rows(text: str, name: str) -> Iterator[Record]:
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), restkey="_more")
    names = [column.strip().lower() for column in _columns(reader)]
    if not any(column in names for column in _TEXT_COLUMNS):
        raise CorruptDocument(f"{name} has no column named text; name the column that holds the posts `text` (and their ids `id`).", name=name)
    reader.fieldnames = names
    for number in itertools.count(2):
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Record(id=str(number), text="", line=number, error=_BROKEN_ROW)
            continue
        if any(isinstance(value, str) and value.strip() for value in row.values()):
            yield _record({key: value for key, value in row.items() if isinstance(key, str) and key != "_more"}, number)


def _columns(reader: csv.DictReader[str]) -> Sequence[str]:
    try:
        return reader.fieldnames or ()
    except csv.Error:  # a header that never ends names no column
        return ()


def _delimiter(text: str) -> str:
    """The mark that parts the header so that a column of text appears; a comma if none does."""
    header = _FIRST_LINE.match(text)
    line = header[0] if header else ""
    for mark in _DELIMITERS:
        names = next(csv.reader([line], delimiter=mark), [])
        if any(name.strip().lower() in _TEXT_COLUMNS for name in names):
            return mark
    return _DELIMITERS[0]


def _record(row: Mapping[str, object], line: int) -> Record:
    text = next((row[column] for column in _TEXT_COLUMNS if row.get(column)), None)
    identity = _encodable(next((row[column] for column in _ID_COLUMNS if row.get(column) not in (None, "")), line))
    fields = {key: _encodable(row[key]) for key in _KEPT if row.get(key) not in (None, "")}
    if not isinstance(text, str) or not text.strip():
        return Record(id=identity, text="", line=line, fields=fields, error="holds no text.")
    return Record(id=identity, text=text, line=line, fields=fields)


def _encodable(value: object) -> str:
    """The value as text without the halves of letters that JSON can spell but no encoding can write."""
    return str(value).encode("utf-8", errors="replace").decode("utf-8")
