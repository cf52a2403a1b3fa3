"""Batches of posts: one record a line, and a record that cannot be read still gets its answer."""

import pytest

from screener.errors import CorruptDocument, LimitExceeded
from screener.extract.batch import record_document, records
from screener.extract.limits import Limits
from screener.extract.sniff import Format


def test_json_lines_keep_ids_order_and_fields():
    data = b'{"id": 7, "text": "One.", "channel": "social"}\n\n{"id": "b", "text": "Two.", "url": "https://x.example"}\n'
    found = list(records(data, Format.JSONL, "posts.jsonl", Limits()))
    assert [(each.id, each.text, each.line) for each in found] == [("7", "One.", 1), ("b", "Two.", 3)]
    assert found[0].fields == {"channel": "social"}


@pytest.mark.parametrize("line", [b"not json", b"[1, 2]", b'{"id": "x"}', b'{"id": "x", "text": "  "}', b'{"id": "x", "text": 5}'])
def test_a_line_without_text_is_a_record_with_an_error(line):
    found = list(records(line + b'\n{"id": "ok", "text": "Fine."}\n', Format.JSONL, "posts.jsonl", Limits()))
    assert found[0].error
    assert found[1].error is None


@pytest.mark.parametrize(
    "table",
    [
        'id,text\n1,"Good, very good."\n2,Fine\n',
        "id;text\n1;Good, very good.\n2;Fine\n",
        "id\ttext\n1\tGood, very good.\n2\tFine\n",
        'ID,Text\n1,"Good, very good."\n2,Fine\n',
    ],
)
def test_csv_is_read_whatever_its_separator(table):
    found = list(records(table.encode(), Format.CSV, "posts.csv", Limits()))
    assert [(each.id, each.text) for each in found] == [("1", "Good, very good."), ("2", "Fine")]


def test_a_csv_without_a_text_column_says_how_to_name_it():
    with pytest.raises(CorruptDocument, match="text"):
        list(records(b"id,remark\n1,x\n", Format.CSV, "posts.csv", Limits()))


def test_line_breaks_inside_a_csv_field_stay_in_the_record():
    found = list(records(b'id,text\n1,"First line.\nSecond line."\n', Format.CSV, "posts.csv", Limits()))
    assert found[0].text == "First line.\nSecond line."


def test_too_many_records_are_refused():
    with pytest.raises(LimitExceeded):
        list(records(b'{"id": 1, "text": "x"}\n' * 4, Format.JSONL, "posts.jsonl", Limits(max_records=3)))


def test_a_record_becomes_a_document_with_its_own_id():
    record = next(records(b'{"id": "p1", "text": "We won it!"}', Format.JSONL, "posts.jsonl", Limits()))
    document = record_document(record, Format.JSONL, "posts.jsonl", Limits())
    assert document.text == "We won it!"
    assert document.source.record_id == "p1"
