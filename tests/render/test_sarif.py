"""SARIF: the rules are described by the policy that was used."""

import io
import json
from pathlib import Path

from screener import Channel, Occasion
from screener.pipeline import Screener, Upload
from screener.policy import POLICIES
from screener.render import renderer

LEAK = b"Third-quarter orders are running 8% below last year."
OWN = "Ask the office of the treasurer about this one."


def described(policy: Path | None) -> str:
    out = io.StringIO()
    with Screener.load(policy) as screener:
        renderer("sarif", policy)(screener.screen(Upload(name="draft.txt", data=LEAK), Occasion(channel=Channel.SPEECH)), out)
    rules = json.loads(out.getvalue())["runs"][0]["tool"]["driver"]["rules"]
    return next(rule["shortDescription"]["text"] for rule in rules if rule["id"] == "mnpi.earnings_results")


def test_rules_are_described_as_the_users_own_policy_puts_them(tmp_path):
    shipped = (POLICIES / "default.yaml").read_text()
    message = described(None)
    assert shipped.count(message) == 1
    own = tmp_path / "own.yaml"
    own.write_text(shipped.replace(message, OWN))
    assert described(own) == OWN
