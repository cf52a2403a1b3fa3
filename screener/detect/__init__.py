"""Detectors: `Analysis` to what was observed. The tuple says what runs and in which order; a test pins the rules they serve."""

from __future__ import annotations

from screener.detect.base import Detector
from screener.detect.conduct import Conduct
from screener.detect.hidden import HiddenContent
from screener.detect.legends import SafeHarborLegend
from screener.detect.measures import NonGaapMeasures
from screener.detect.topics import Topics

DETECTORS: tuple[Detector, ...] = (Topics(), NonGaapMeasures(), Conduct(), SafeHarborLegend(), HiddenContent())
