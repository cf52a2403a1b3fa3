"""Non-GAAP measures: find them, find their reconciliation, check that it adds up. Usable without the rest of the screener."""
