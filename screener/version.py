"""The version of the screener, printed in every report."""

__version__ = "0.1.0"
