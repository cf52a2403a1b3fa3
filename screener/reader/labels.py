"""What the reader tells of a sentence: one probability for each label, in this order everywhere."""

from __future__ import annotations

TOPICS = (
    "earnings_results", "guidance_or_expectations", "prospects_or_strategy_change", "writedown_or_reserve", "litigation_or_investigation",
    "liquidity_problem", "product_supplier_customer", "contract_award_or_loss", "management_or_board_change", "organizational_change",
    "dividend", "borrowing_or_financing", "accounting_or_auditor_change", "cybersecurity", "debt_rating", "bankruptcy", "insider_trading",
    "mergers_acquisitions", "securities_event",
)  # fmt: skip
POSSIBLE = "possible"  # materiality 1 or 2
CLEAR = "clear"  # materiality 2
CONDUCT = ("analyst_comfort", "analyst_report_comment", "rumor_comment")
FORWARD_LOOKING = "forward_looking"
NON_GAAP = "non_gaap"
PUBLIC = "public_cue"  # says of itself that it is already public
LABELS = (*TOPICS, POSSIBLE, CLEAR, *CONDUCT, FORWARD_LOOKING, NON_GAAP, PUBLIC)
