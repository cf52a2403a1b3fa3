"""Detectors: `Analysis` to what was observed. The tuple says what runs and in which order; a test pins the rules they serve."""

from __future__ import annotations

from screener.detect.base import Detector
from screener.detect.hidden import HiddenContent

DETECTORS: tuple[Detector, ...] = (HiddenContent(),)
