"""Every rule's own examples, each screened as a document of its own. Those of hidden content name files; they are made in that detector's tests."""

import pytest

from screener.extract.batch import Record
from screener.extract.sniff import Format
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
    screened = screener.screen_record(Record(id="1", text=text, line=1), Format.JSONL, "examples.jsonl", Occasion(channel=Channel.EMAIL))
    assert (rule in {finding.rule for finding in screened.report.findings}) is wanted
