import pytest

from screener.nongaap.periods import Period, parse_period


@pytest.mark.parametrize(
    ("head", "period"),
    [
        ("Three Months Ended May 31, 2024", Period(2024, 3, None, (5, 31))),
        ("2Q24", Period(2024, 3, 2)),
        ("Q3 FY2025 Outlook ($ in millions)", Period(2025, 3, 3)),
        ("YTD 2024", Period(2024, 0)),
        ("First Quarter 2023", Period(2023, 3, 1)),
        ("Fiscal year 2026", Period(2026, 12)),
        ("13 weeks ended August 1, 2026", Period(2026, 3, None, (8, 1))),
        ("December 31, 2023", Period(2023, None, None, (12, 31))),
        ("2023", Period(2023, None)),
        ("Q4'24", Period(2024, 3, 4)),
        ("Nine Months Ended September 30, 2025", Period(2025, 9, None, (9, 30))),
    ],
)
def test_a_head_tells_its_period(head, period):
    assert parse_period(head) == period


@pytest.mark.parametrize("head", ["Restructuring", "As reported", "Per share", "(in millions)", "$1,999.50"])
def test_other_heads_tell_none(head):
    assert parse_period(head) is None


def test_the_year_before_may_end_some_days_apart():
    this, last = parse_period("13 weeks ended August 1, 2026"), parse_period("13 weeks ended August 2, 2025")
    assert last.is_year_before(this)
    assert not this.is_year_before(last)
    assert not parse_period("Six months ended August 2, 2025").is_year_before(this)
