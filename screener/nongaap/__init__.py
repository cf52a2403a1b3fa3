"""Non-GAAP measures: find them, find their reconciliation, check that it adds up. Usable without the rest of the screener.

>>> from screener.nongaap import reconcile
>>> [(each.gaap_measure, each.measure, each.periods, each.adds_up) for each in reconcile(document)]
"""

from screener.nongaap.measures import find_measures
from screener.nongaap.reconcile import reconcile
from screener.nongaap.tables import read_tables

__all__ = ["find_measures", "read_tables", "reconcile"]
