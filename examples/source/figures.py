"""The accounts of the fictional Brantwick Motion Corporation in thousands of dollars, and the tables that the drafts show of them.

Columns are the third quarter of 2026 and of 2025, then the nine months of both years. `check` proves that the statements tie to each other, so that
the only figures that do not add up in the drafts are those of `PLANTED`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

Values = tuple[int, ...]


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

COMPONENTS: Values = (118_462, 112_907, 346_118, 338_254)
SYSTEMS: Values = (97_318, 84_615, 277_940, 251_036)
REVENUE: Values = (215_780, 197_522, 624_058, 589_290)
COST: Values = (140_905, 130_958, 409_382, 391_289)
GROSS: Values = (74_875, 66_564, 214_676, 198_001)
SGA: Values = (33_842, 31_276, 99_215, 94_630)
RESEARCH: Values = (11_964, 10_873, 34_918, 32_407)
AMORTIZATION: Values = (3_105, 3_248, 9_315, 9_744)
RESTRUCTURING: Values = (2_418, 640, 4_876, 2_935)
OPERATING: Values = (23_546, 20_527, 66_352, 58_285)
INTEREST: Values = (3_214, 3_787, 9_906, 11_642)
OTHER: Values = (-186, 94, -412, 305)
PRETAX: Values = (20_518, 16_646, 56_858, 46_338)
TAXES: Values = (4_719, 3_912, 13_020, 10_843)
NET: Values = (15_799, 12_734, 43_838, 35_495)
BASIC: Values = (30_914, 30_688, 30_871, 30_640)
DILUTED: Values = (31_286, 31_042, 31_240, 30_985)
DEPRECIATION: Values = (6_284, 6_021, 18_630, 17_905)
DEAL_COSTS: Values = (1_140, 215, 1_962, 785)
STOCK_PAY: Values = (2_206, 1_954, 6_481, 5_760)
CURRENCY: Values = (-154, 61, -338, 214)
TAX_EFFECT: Values = (-1_532, -964, -3_699, -3_151)
ADJUSTED_OPERATING: Values = (30_209, 24_630, 82_505, 71_749)
ADJUSTED_NET: Values = (20_930, 15_873, 56_292, 45_808)
EBITDA: Values = (33_121, 29_702, 94_709, 85_629)
ADJUSTED_EBITDA: Values = (38_731, 32_572, 107_690, 95_323)

OPERATING_CASH = (
    ("Net income", (43_838, 35_495)),
    ("Depreciation and amortization", (27_945, 27_649)),
    ("Stock-based compensation", (6_481, 5_760)),
    ("Deferred income taxes", (-1_862, -1_217)),
    ("Other non-cash items", (1_104, 986)),
    ("Trade receivables", (-9_436, -5_118)),
    ("Inventories", (-6_273, 3_942)),
    ("Prepaid expenses and other assets", (-1_018, -742)),
    ("Accounts payable", (4_385, -2_906)),
    ("Accrued liabilities", (2_217, -1_844)),
)
INVESTING_CASH = (("Purchases of property, plant and equipment", (-17_904, -16_380)), ("Proceeds from sale of equipment", (215, 340)))
FINANCING_CASH = (
    ("Borrowings under the revolving credit facility", (6_000, 4_500)),
    ("Repayments of debt", (-32_500, -30_000)),
    ("Dividends paid", (-7_447, -6_469)),
    ("Repurchases of common stock", (-8_214, -4_105)),
    ("Taxes paid on vested stock awards", (-1_396, -1_188)),
)
CASH_TOTALS = {"operating": (67_381, 62_005), "investing": (-17_689, -16_040), "financing": (-43_557, -37_262), "currency": (-312, 468)}
CASH = {"start": (48_216, 36_874), "change": (5_823, 9_171), "end": (54_039, 46_045)}

ASSETS = (
    ("Cash and cash equivalents", (54_039, 48_216)),
    ("Trade receivables, net", (132_584, 123_148)),
    ("Inventories", (121_907, 115_634)),
    ("Prepaid expenses and other current assets", (16_425, 15_407)),
)
LONG_ASSETS = (
    ("Property, plant and equipment, net", (131_842, 132_783)),
    ("Goodwill", (211_360, 211_360)),
    ("Intangible assets, net", (68_205, 77_520)),
    ("Operating lease assets", (24_718, 26_305)),
    ("Other long-term assets", (13_962, 12_847)),
)
LIABILITIES = (
    ("Current portion of long-term debt", (12_500, 12_500)),
    ("Accounts payable", (71_318, 66_933)),
    ("Accrued liabilities", (58_940, 56_723)),
)
LONG_LIABILITIES = (
    ("Long-term debt", (184_750, 211_250)),
    ("Deferred income taxes", (21_634, 23_496)),
    ("Operating lease liabilities", (19_872, 21_560)),
    ("Other long-term liabilities", (14_206, 13_884)),
)
BALANCE_TOTALS = {
    "current assets": (324_955, 302_405),
    "assets": (775_042, 763_220),
    "current liabilities": (142_758, 136_156),
    "liabilities": (383_220, 406_346),
    "equity": (391_822, 356_874),
}

# Fiscal years 2022 to 2025 in millions, tenths as whole numbers would lose a digit.
YEARS = ("2022", "2023", "2024", "2025")
YEARLY_REVENUE = ("688.4", "741.9", "768.2", "790.7")
YEARLY_BRIDGE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Net income", ("30.8", "37.5", "42.6", "48.3")),
    ("Interest expense", ("13.9", "17.2", "16.8", "15.2")),
    ("Provision for income taxes", ("9.1", "11.3", "13.0", "14.8")),
    ("Depreciation", ("20.3", "21.5", "22.9", "24.0")),
    ("Amortization of intangible assets", ("13.8", "13.4", "13.2", "13.0")),
    ("Stock-based compensation", ("4.9", "5.8", "6.9", "7.8")),
    ("Restructuring charges", ("1.4", "2.1", "3.6", "4.2")),
    ("Business development costs", ("0.6", "0.8", "0.5", "1.1")),
    ("Foreign currency (gain) loss", ("0.2", "0.2", "0.3", "0.3")),
)
YEARLY_ADJUSTED_EBITDA = ("95.0", "109.8", "119.8", "128.7")

# The mistake of the earnings release: two digits of one amount changed places (6,481 is right), so the last column but one is 360 too high.
PLANTED = {("Stock-based compensation", 2): "6,841"}


class DoesNotTieError(ValueError):
    """A statement of the fictional company does not tie to another."""


def money(value: int) -> str:
    """An amount as statements print it: thousands separated, negatives in parentheses."""
    return f"({-value:,})" if value < 0 else f"{value:,}"


def _line(label: str, values: Values, *, total: bool = False, sign: bool = False) -> Row:
    return Row(label, tuple(f"${money(v)}" if sign and v >= 0 else money(v) for v in values), total)


def per_share(value: int, shares: int) -> str:
    """Dollars and cents a share, half a cent rounded up."""
    cents = (Decimal(value) / Decimal(shares)).quantize(Decimal("0.01"), ROUND_HALF_UP)
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


def check() -> None:
    """Raises DoesNotTieError where a total is not the sum of its parts or two statements disagree."""
    _income_ties()
    _reconciliations_tie()
    _cash_ties()
    _balance_ties()
    for i, total in enumerate(YEARLY_ADJUSTED_EBITDA):
        _tie(f"adjusted EBITDA of {YEARS[i]}", Decimal(total), sum(Decimal(values[i]) for _, values in YEARLY_BRIDGE))


def _tie(what: str, stated: Decimal | int, computed: Decimal | int) -> None:
    if stated != computed:
        raise DoesNotTieError(f"{what} is {stated:,} where its parts give {computed:,}; correct examples/source/figures.py.")


def _ties(what: str, stated: Values, *parts: tuple[int, Values]) -> None:
    for i, value in enumerate(stated):
        _tie(f"{what}, column {i + 1},", value, sum(sign * values[i] for sign, values in parts))


def _income_ties() -> None:
    _ties("revenue", REVENUE, (1, COMPONENTS), (1, SYSTEMS))
    _ties("gross profit", GROSS, (1, REVENUE), (-1, COST))
    _ties("operating income", OPERATING, (1, GROSS), (-1, SGA), (-1, RESEARCH), (-1, AMORTIZATION), (-1, RESTRUCTURING))
    _ties("income before income taxes", PRETAX, (1, OPERATING), (-1, INTEREST), (-1, OTHER))
    _ties("net income", NET, (1, PRETAX), (-1, TAXES))


def _reconciliations_tie() -> None:
    items = ((1, AMORTIZATION), (1, RESTRUCTURING), (1, DEAL_COSTS))
    _ties("adjusted operating income", ADJUSTED_OPERATING, (1, OPERATING), *items)
    _ties("adjusted net income", ADJUSTED_NET, (1, NET), *items, (1, TAX_EFFECT))
    _ties("EBITDA", EBITDA, (1, NET), (1, INTEREST), (1, TAXES), (1, DEPRECIATION), (1, AMORTIZATION))
    _ties("adjusted EBITDA", ADJUSTED_EBITDA, (1, EBITDA), (1, STOCK_PAY), (1, RESTRUCTURING), (1, DEAL_COSTS), (1, CURRENCY))
    for i, shares in enumerate(DILUTED):
        parts = (NET, AMORTIZATION, RESTRUCTURING, DEAL_COSTS, TAX_EFFECT)
        _tie("adjusted earnings per share", _cents(ADJUSTED_NET[i], shares), sum(_cents(part[i], shares) for part in parts))


def _cents(value: int, shares: int) -> Decimal:
    return (Decimal(value) / Decimal(shares)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _cash_ties() -> None:
    for name, lines in (("operating", OPERATING_CASH), ("investing", INVESTING_CASH), ("financing", FINANCING_CASH)):
        _ties(f"cash from {name} activities", CASH_TOTALS[name], *((1, values) for _, values in lines))
    _ties("change in cash", CASH["change"], *((1, values) for values in CASH_TOTALS.values()))
    _ties("cash at end", CASH["end"], (1, CASH["start"]), (1, CASH["change"]))


def _balance_ties() -> None:
    totals = BALANCE_TOTALS
    _ties("total current assets", totals["current assets"], *((1, values) for _, values in ASSETS))
    _ties("total assets", totals["assets"], (1, totals["current assets"]), *((1, values) for _, values in LONG_ASSETS))
    _ties("total current liabilities", totals["current liabilities"], *((1, values) for _, values in LIABILITIES))
    _ties("total liabilities", totals["liabilities"], (1, totals["current liabilities"]), *((1, values) for _, values in LONG_LIABILITIES))
    _ties("total equity", totals["equity"], (1, totals["assets"]), (-1, totals["liabilities"]))
    _tie("cash at September 30, 2026", ASSETS[0][1][0], CASH["end"][0])
