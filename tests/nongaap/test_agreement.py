import pytest

from screener.nongaap.agreement import RULE
from screener.pipeline import Upload
from screener.types import Channel, Level, Occasion

TABLE = """
| Dollars in millions | Q1 2026 | Q1 2025 |
|---|---|---|
| Net income | $7.7 | $6.9 |
| Depreciation and amortization | 15.7 | 12.5 |
| Adjusted EBITDA | $23.4 | $19.4 |
"""


def found(screener, text):
    (screened,) = screener.screen(Upload(name="draft.md", data=f"# Beaumarsh Coffee\n\n{text}\n{TABLE}".encode()), Occasion(channel=Channel.EARNINGS_RELEASE))
    return [each for each in screened.report.findings if each.rule == RULE]


def test_a_figure_of_the_text_that_the_table_contradicts_is_found(screener):
    (finding,) = found(screener, "Net income for the first quarter of 2026 was $7.7 million, and adjusted EBITDA was $24.3 million.")
    assert finding.text == "$24.3 million"
    assert finding.level is Level.MEDIUM
    assert "$23.4 for the same period" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "Adjusted EBITDA for the first quarter of 2026 was $23.4 million.",
        "Adjusted EBITDA for the first quarter of 2026 was about $23 million.",
        "Adjusted EBITDA for the first quarter of 2025 was $19.4 million.",
        "Adjusted EBITDA for the fourth quarter of 2025 was $24.3 million.",
        "Adjusted EBITDA rose by $4.0 million in the first quarter of 2026.",
        "Adjusted EBITDA for the first quarter of 2026 was $15.7 million before the sale of the roastery.",
        "For the first quarter of 2027 we expect adjusted EBITDA of $24.3 million.",
    ],
)
def test_other_statements_are_left_alone(screener, text):
    assert found(screener, text) == []
