"""Every rule's own examples, each screened as a document of its own. Those of hidden content name files; they are made in that detector's tests."""

import pytest

from screener.extract.batch import Record
from screener.extract.sniff import Format
from screener.pipeline import Upload
from screener.types import Channel, Occasion
from tests.factories import POLICY

PLAIN = [rule for rule in POLICY.rules.values() if rule.detector != "hidden_content"]
EXAMPLES = [
    pytest.param(rule.name, text, wanted, id=f"{rule.name}-{'flagged' if wanted else 'quiet'}-{i}")
    for rule in PLAIN
    for wanted, texts in ((True, rule.examples.flagged), (False, rule.examples.not_flagged))
    for i, text in enumerate(texts)
]


@pytest.mark.parametrize(("rule", "text", "wanted"), EXAMPLES)
def test_an_example_does_what_it_shows(screener, rule, text, wanted):
    occasion = Occasion(channel=Channel.EMAIL)
    if text.startswith("|"):  # a table is one only in a format that has tables
        (screened,) = screener.screen(Upload(name="example.md", data=text.encode()), occasion)
    else:
        screened = screener.screen_record(Record(id="1", text=text, line=1), Format.JSONL, "examples.jsonl", occasion)
    assert (rule in {finding.rule for finding in screened.report.findings}) is wanted
