"""The accounts of the fictional Brantwick Motion Corporation in thousands of dollars, and the proof that they tie to each other.

Columns are the third quarter of 2026 and of 2025, then the nine months of both years; in cash flows the nine months, in balance sheets
September 30, 2026 and December 31, 2025.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

Values = tuple[int, ...]

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

# Fiscal years 2022 to 2025 in millions.
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


class DoesNotTieError(ValueError):
    """A statement of the fictional company does not tie to another."""


def cents_per_share(value: int, shares: int) -> Decimal:
    """Dollars and cents a share, half a cent rounded up."""
    return (Decimal(value) / Decimal(shares)).quantize(Decimal("0.01"), ROUND_HALF_UP)


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
        _tie("adjusted earnings per share", cents_per_share(ADJUSTED_NET[i], shares), sum(cents_per_share(part[i], shares) for part in parts))


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
