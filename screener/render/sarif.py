"""Reports as SARIF 2.1.0, the format code-review and build tools read: one run, a result a finding, partial prints by fingerprint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO
from urllib.parse import quote

import msgspec

from screener.pipeline import Screened, is_unread
from screener.policy import Policy
from screener.types import Finding, Level, Report
from screener.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Level.HIGH: "error", Level.MEDIUM: "warning", Level.LOW: "note", Level.NOTE: "note"}
Json = dict[str, object]


def write_sarif(screened: Iterable[Screened], out: IO[str], policy: Policy) -> None:
    """One SARIF log for all documents; the policy says what its rules mean."""
    results: list[Json] = []
    notices: list[Json] = []
    rules: set[str] = set()
    complete = True
    for each in screened:
        report = each.report
        rules |= {finding.rule for finding in report.findings}
        results += [_result(finding, report) for finding in report.findings]
        notices += [
            {"level": "error" if is_unread(report) else "warning", "message": {"text": f"{report.source.name}: {gap.what}: {gap.reason}"}}
            for gap in report.gaps
        ]
        complete = complete and not is_unread(report)
    driver = {"name": "screener", "version": __version__, "rules": _rules(rules, policy)}
    invocation = {"executionSuccessful": complete, "toolExecutionNotifications": notices}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "invocations": [invocation], "results": results}],
    }
    out.write(msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n")


def _rules(names: set[str], policy: Policy) -> list[Json]:
    return [
        {
            "id": name,
            "shortDescription": {"text": rule.message},
            "help": {"text": f"{rule.action} Clears: {rule.cleared_by}. " + "; ".join(f"{source.ref} ({source.title})" for source in rule.sources)},
            "defaultConfiguration": {"level": _LEVELS[rule.level]},
        }
        for name, rule in sorted(policy.rules.items())
        if name in names
    ]


def _result(finding: Finding, report: Report) -> Json:
    name = report.source.name
    logical = f"{name}#{report.source.record_id}" if report.source.record_id is not None else name
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.level],
        "message": {"text": f"{finding.message} {finding.action} Clears: {finding.clears}."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(name)},
                    "region": {"charOffset": finding.span.start, "charLength": finding.span.end - finding.span.start, "snippet": {"text": finding.text}},
                },
                "logicalLocations": [{"name": logical, "fullyQualifiedName": f"{logical}: {finding.location.label}"}],
            }
        ],
        "partialFingerprints": {"screener/1": finding.id},
        "properties": {"score": finding.score, "verdict": report.verdict.value, "screenerLevel": finding.level.value},
    }


def _uri(name: str) -> str:
    return quote(name)
