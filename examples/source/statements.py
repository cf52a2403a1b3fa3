"""The tables that the drafts show of the accounts: statements, reconciliations, and the one with a planted mistake."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from source.figures import (
    ADJUSTED_EBITDA,
    ADJUSTED_NET,
    ADJUSTED_OPERATING,
    AMORTIZATION,
    ASSETS,
    BALANCE_TOTALS,
    BASIC,
    CASH,
    CASH_TOTALS,
    COMPONENTS,
    COST,
    CURRENCY,
    DEAL_COSTS,
    DEPRECIATION,
    DILUTED,
    EBITDA,
    FINANCING_CASH,
    GROSS,
    INTEREST,
    INVESTING_CASH,
    LIABILITIES,
    LONG_ASSETS,
    LONG_LIABILITIES,
    NET,
    OPERATING,
    OPERATING_CASH,
    OTHER,
    PRETAX,
    RESEARCH,
    RESTRUCTURING,
    REVENUE,
    SGA,
    STOCK_PAY,
    SYSTEMS,
    TAX_EFFECT,
    TAXES,
    YEARLY_ADJUSTED_EBITDA,
    YEARLY_BRIDGE,
    YEARS,
    Values,
    cents_per_share,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; a row without cells is a caption of a group. `total` rows are set in bold under a rule."""

    label: str
    cells: tuple[str, ...] = ()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A table of a draft: title, unit line, column heads and rows."""

    title: str
    unit: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


QUARTERS = ("Three months ended September 30, 2026", "Three months ended September 30, 2025")
NINE_MONTHS = ("Nine months ended September 30, 2026", "Nine months ended September 30, 2025")
PERIODS = QUARTERS + NINE_MONTHS
DATES = ("September 30, 2026", "December 31, 2025")
THOUSANDS = "(In thousands, except per share data) (Unaudited)"

# The mistake of the earnings release: two digits of one amount changed places (6,481 is right), so the last column but one is 360 too high.
PLANTED = {("Stock-based compensation", 2): "6,841"}


def money(value: int) -> str:
    """An amount as statements print it: thousands separated, negatives in parentheses."""
    return f"({-value:,})" if value < 0 else f"{value:,}"


def _line(label: str, values: Values, *, total: bool = False, sign: bool = False) -> Row:
    return Row(label, tuple(f"${money(v)}" if sign and v >= 0 else money(v) for v in values), total)


def per_share(value: int, shares: int) -> str:
    """An amount a share as statements print it."""
    cents = cents_per_share(value, shares)
    return f"(${-cents})" if cents < 0 else f"${cents}"


def _shares_line(label: str, values: Values, shares: Values, *, total: bool = False) -> Row:
    return Row(label, tuple(per_share(v, s) for v, s in zip(values, shares, strict=True)), total)


def _percent_line(label: str, values: Values, *, total: bool = False) -> Row:
    shares = (Decimal(v) * 100 / Decimal(r) for v, r in zip(values, REVENUE, strict=True))
    return Row(label, tuple(f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%" for share in shares), total)


def income_statement() -> Statement:
    """Condensed consolidated statements of income."""
    rows = (
        _line("Revenue", REVENUE, sign=True),
        _line("Cost of revenue", COST),
        _line("Gross profit", GROSS, total=True),
        Row("Operating expenses:"),
        _line("Selling, general and administrative", SGA),
        _line("Research and development", RESEARCH),
        _line("Amortization of intangible assets", AMORTIZATION),
        _line("Restructuring charges", RESTRUCTURING),
        _line("Operating income", OPERATING, total=True),
        _line("Interest expense", INTEREST),
        _line("Other (income) expense, net", OTHER),
        _line("Income before income taxes", PRETAX, total=True),
        _line("Provision for income taxes", TAXES),
        _line("Net income", NET, total=True, sign=True),
        _shares_line("Basic earnings per share", NET, BASIC),
        _shares_line("Diluted earnings per share", NET, DILUTED),
        _line("Basic weighted average shares", BASIC),
        _line("Diluted weighted average shares", DILUTED),
        Row("Dividends declared per share", ("$0.08", "$0.07", "$0.24", "$0.21")),
    )
    return Statement("Condensed Consolidated Statements of Income", THOUSANDS, PERIODS, rows)


def segments() -> Statement:
    """Revenue of the two segments."""
    rows = (
        _line("Motion Components", COMPONENTS, sign=True),
        _line("Motion Systems", SYSTEMS),
        _line("Total revenue", REVENUE, total=True, sign=True),
    )
    return Statement("Revenue by Segment", "(In thousands) (Unaudited)", PERIODS, rows)


def balance_sheet() -> Statement:
    """Condensed consolidated balance sheets."""
    totals = BALANCE_TOTALS
    rows = (
        Row("Assets"),
        *(_line(label, values, sign=i == 0) for i, (label, values) in enumerate(ASSETS)),
        _line("Total current assets", totals["current assets"], total=True),
        *(_line(label, values) for label, values in LONG_ASSETS),
        _line("Total assets", totals["assets"], total=True, sign=True),
        Row("Liabilities and Stockholders’ Equity"),
        *(_line(label, values, sign=i == 0) for i, (label, values) in enumerate(LIABILITIES)),
        _line("Total current liabilities", totals["current liabilities"], total=True),
        *(_line(label, values) for label, values in LONG_LIABILITIES),
        _line("Total liabilities", totals["liabilities"], total=True),
        _line("Total stockholders’ equity", totals["equity"]),
        _line("Total liabilities and stockholders’ equity", totals["assets"], total=True, sign=True),
    )
    return Statement("Condensed Consolidated Balance Sheets", "(In thousands) (Unaudited)", DATES, rows)


def cash_flows() -> Statement:
    """Condensed consolidated statements of cash flows, nine months."""
    rows = (
        Row("Cash flows from operating activities"),
        *(_line(label, values, sign=i == 0) for i, (label, values) in enumerate(OPERATING_CASH)),
        _line("Net cash provided by operating activities", CASH_TOTALS["operating"], total=True),
        Row("Cash flows from investing activities"),
        *(_line(label, values) for label, values in INVESTING_CASH),
        _line("Net cash used in investing activities", CASH_TOTALS["investing"], total=True),
        Row("Cash flows from financing activities"),
        *(_line(label, values) for label, values in FINANCING_CASH),
        _line("Net cash used in financing activities", CASH_TOTALS["financing"], total=True),
        _line("Effect of exchange rates on cash", CASH_TOTALS["currency"]),
        _line("Net increase in cash", CASH["change"], total=True),
        _line("Cash at beginning of period", CASH["start"]),
        _line("Cash at end of period", CASH["end"], total=True, sign=True),
    )
    return Statement("Condensed Consolidated Statements of Cash Flows", "(In thousands) (Unaudited)", NINE_MONTHS, rows)


def adjusted_operating_income() -> Statement:
    """Operating income to adjusted operating income."""
    rows = (
        _line("Operating income", OPERATING, sign=True),
        _line("Amortization of intangible assets", AMORTIZATION),
        _line("Restructuring charges", RESTRUCTURING),
        _line("Business development costs", DEAL_COSTS),
        _line("Adjusted operating income", ADJUSTED_OPERATING, total=True, sign=True),
        _percent_line("Operating margin", OPERATING),
        _percent_line("Adjusted operating margin", ADJUSTED_OPERATING),
    )
    return Statement("Reconciliation of Operating Income to Adjusted Operating Income", "(In thousands) (Unaudited)", PERIODS, rows)


def adjusted_net_income() -> Statement:
    """Net income to adjusted net income, with the amounts a share."""
    lines = (
        ("Net income", NET),
        ("Amortization of intangible assets", AMORTIZATION),
        ("Restructuring charges", RESTRUCTURING),
        ("Business development costs", DEAL_COSTS),
        ("Income tax effect of adjustments (1)", TAX_EFFECT),
    )
    rows = (
        *(_line(label, values, sign=i == 0) for i, (label, values) in enumerate(lines)),
        _line("Adjusted net income", ADJUSTED_NET, total=True, sign=True),
        _shares_line("Diluted earnings per share", NET, DILUTED),
        *(_shares_line(label, values, DILUTED) for label, values in lines[1:]),
        _shares_line("Adjusted diluted earnings per share", ADJUSTED_NET, DILUTED, total=True),
    )
    title = "Reconciliation of Net Income to Adjusted Net Income and of Diluted EPS to Adjusted Diluted EPS"
    return Statement(title, THOUSANDS, PERIODS, rows)


def adjusted_ebitda() -> Statement:
    """Net income to EBITDA and adjusted EBITDA as it should stand."""
    rows = (
        _line("Net income", NET, sign=True),
        _line("Interest expense", INTEREST),
        _line("Provision for income taxes", TAXES),
        _line("Depreciation", DEPRECIATION),
        _line("Amortization of intangible assets", AMORTIZATION),
        _line("EBITDA", EBITDA, total=True),
        _line("Stock-based compensation", STOCK_PAY),
        _line("Restructuring charges", RESTRUCTURING),
        _line("Business development costs", DEAL_COSTS),
        _line("Foreign currency (gain) loss", CURRENCY),
        _line("Adjusted EBITDA", ADJUSTED_EBITDA, total=True, sign=True),
        _percent_line("Net income margin", NET),
        _percent_line("Adjusted EBITDA margin", ADJUSTED_EBITDA),
    )
    return Statement("Reconciliation of Net Income to EBITDA and Adjusted EBITDA", "(In thousands) (Unaudited)", PERIODS, rows)


def adjusted_ebitda_with_mistake() -> Statement:
    """The same table with the amounts of `PLANTED`."""
    right = adjusted_ebitda()
    rows = tuple(Row(row.label, tuple(PLANTED.get((row.label, i), cell) for i, cell in enumerate(row.cells)), row.total) for row in right.rows)
    return Statement(right.title, right.unit, right.heads, rows)


def net_debt() -> Statement:
    """Total debt to net debt, and net leverage on adjusted EBITDA of the last four quarters."""
    rows = (
        _line("Total debt", (197_250, 223_750), sign=True),
        _line("Less: cash and cash equivalents", (-54_039, -48_216)),
        _line("Net debt", (143_211, 175_534), total=True, sign=True),
        _line("Net income, last four quarters", (56_662, 48_319), sign=True),
        _line("Adjusted EBITDA, last four quarters (2)", (141_100, 128_733), sign=True),
        Row("Net debt to adjusted EBITDA", ("1.0x", "1.4x"), total=True),
    )
    return Statement("Reconciliation of Total Debt to Net Debt", "(In thousands, except ratio) (Unaudited)", DATES, rows)


def outlook() -> Statement:
    """Guidance for 2026, from diluted to adjusted diluted earnings per share."""
    rows = (
        Row("Diluted earnings per share", ("$1.84", "$1.90")),
        Row("Amortization of intangible assets", ("0.40", "0.40")),
        Row("Restructuring charges", ("0.19", "0.19")),
        Row("Business development costs", ("0.08", "0.08")),
        Row("Income tax effect of adjustments", ("(0.16)", "(0.16)")),
        Row("Adjusted diluted earnings per share", ("$2.35", "$2.41"), total=True),
    )
    title = "Reconciliation of 2026 Outlook: Diluted EPS to Adjusted Diluted EPS"
    return Statement(title, "(Per share) (Unaudited)", ("Year ending December 31, 2026 – Low", "Year ending December 31, 2026 – High"), rows)


def yearly_bridge() -> Statement:
    """Net income to adjusted EBITDA for four fiscal years, in millions."""
    rows = (
        *(Row(label, tuple(f"${v}" if i == 0 else v for v in values)) for i, (label, values) in enumerate(YEARLY_BRIDGE)),
        Row("Adjusted EBITDA", tuple(f"${v}" for v in YEARLY_ADJUSTED_EBITDA), total=True),
    )
    return Statement("Net Income to Adjusted EBITDA", "($ in millions)", tuple(f"FY{year}" for year in YEARS), rows)


STATEMENTS = {
    "income-statement": income_statement,
    "segments": segments,
    "balance-sheet": balance_sheet,
    "cash-flows": cash_flows,
    "adjusted-operating-income": adjusted_operating_income,
    "adjusted-net-income": adjusted_net_income,
    "adjusted-ebitda-with-mistake": adjusted_ebitda_with_mistake,
    "net-debt": net_debt,
    "outlook": outlook,
}
