"""Reports as JSON by the contract `screener.report/1`; the schema stands in `docs/report.schema.json`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import IO

import msgspec

from screener.pipeline import Screened
from screener.types import (
    Citation,
    Document,
    Evidence,
    Finding,
    Gap,
    Location,
    Materiality,
    MeasureEntry,
    Mention,
    Occasion,
    Reconciliation,
    Report,
    SkeletonCell,
    Source,
    Span,
)

SCHEMA = "screener.report/1"
Json = dict[str, object]


def write_jsonl(screened: Iterable[Screened], out: IO[str]) -> None:
    """One report a line."""
    for each in screened:
        out.write(encode(each.report, each.document).decode() + "\n")


def write_json(screened: Iterable[Screened], out: IO[str]) -> None:
    """One object for one document, an array for several."""
    reports = iter(screened)
    first = next(reports, None)
    if first is None:
        out.write("[]\n")
        return
    second = next(reports, None)
    head = _indented(first)
    if second is None:
        out.write(head + "\n")
        return
    out.write(f"[\n{head},\n{_indented(second)}")
    for each in reports:
        out.write(",\n" + _indented(each))
    out.write("\n]\n")


def encode(report: Report, document: Document | None = None) -> bytes:
    """The report as compact JSON; same report, same bytes."""
    return msgspec.json.encode(as_json(report, document))


def _indented(screened: Screened) -> str:
    return msgspec.json.format(encode(screened.report, screened.document), indent=2).decode()


def as_json(report: Report, document: Document | None = None) -> Json:
    """The report as plain values in the contract's order. With the document, evidence and mentions carry their words and places."""
    value: Json = {
        "schema": SCHEMA,
        "id": report.id,
        "status": report.status,
        "verdict": report.verdict.value,
        "source": _source(report.source),
        "occasion": _occasion(report.occasion),
        "findings": [_finding(finding, document) for finding in report.findings],
        "measures": [_measure(entry, document) for entry in report.measures],
        "reconciliations": [_reconciliation(each) for each in report.reconciliations],
        "checks": [{"rule": check.rule, "status": check.status, "message": check.message} for check in report.checks],
        "gaps": [_gap(gap) for gap in report.gaps],
        "versions": {"screener": report.versions.screener, "policy": report.versions.policy, "models": dict(report.versions.models)},
    }
    if report.source.record_id is not None:
        value["record_id"] = report.source.record_id
    return value


def _source(source: Source) -> Json:
    value: Json = {"name": source.name, "media_type": source.media_type, "sha256": source.sha256, "bytes": source.bytes, "pages": source.pages}
    if source.container is not None:
        value["container"] = source.container
    return value


def _occasion(occasion: Occasion) -> Json:
    plan = occasion.disclosure_plan
    return {
        "channel": occasion.channel.value,
        "audience": occasion.audience.value if occasion.audience else None,
        "date": occasion.date.isoformat() if occasion.date else None,
        "speakers": list(occasion.speakers),
        "webcast": occasion.webcast,
        "agreement": occasion.agreement,
        "disclosure_plan": msgspec.to_builtins(plan) if plan else None,
        "guessed": occasion.guessed,
    }


def _finding(finding: Finding, document: Document | None) -> Json:
    return {
        "id": finding.id,
        "rule": finding.rule,
        "level": finding.level.value,
        "score": finding.score,
        "text": finding.text,
        "span": _span(finding.span),
        "location": _location(finding.location),
        "hidden": finding.hidden.value if finding.hidden else None,
        "message": finding.message,
        "evidence": [_evidence(item, document) for item in finding.evidence],
        "action": finding.action,
        "clears": finding.clears,
        "sources": [{"kind": source.kind, "ref": source.ref, "title": source.title} for source in finding.sources],
        "public": {"status": finding.public_status.value, "citation": _citation(finding.citation)},
        "materiality": _materiality(finding.materiality),
    }


def _evidence(item: Evidence, document: Document | None) -> Json:
    value: Json = {"role": item.role, "span": _span(item.span)}
    if document is not None:
        value |= {"text": document.words(item.span), "location": _location(document.location(item.span))}
    return value


def _location(location: Location) -> Json:
    place = location.provenance
    value: Json = {
        "page": place.page,
        "slide": place.slide,
        "sheet": place.sheet,
        "cell": place.cell,
        "row": place.line,
        "paragraph": place.paragraph,
        "shape": place.shape,
        "path": place.path,
        "bbox": [round(side, 2) for side in location.box] if location.box else None,
        "time_s": [place.cue_start_s, place.cue_end_s] if place.cue_start_s is not None else None,
    }
    return {key: item for key, item in value.items() if item is not None} | {"label": location.label}


def _measure(entry: MeasureEntry, document: Document | None) -> Json:
    return {
        "name": entry.name,
        "id": entry.measure,
        "kind": entry.kind.value,
        "comparable": entry.comparable,
        "mentions": [_mention(mention, document) for mention in entry.mentions],
        "comparable_found": entry.comparable_found,
        "reconciliation": entry.reconciliation,
        "prominence": entry.prominence,
        "usefulness": entry.usefulness,
        "skeleton": [_skeleton(cell) for cell in entry.skeleton] or None,
    }


def _skeleton(cell: SkeletonCell) -> Json:
    return {
        "label": cell.label,
        "period": cell.period,
        "value": _amount(cell.value),
        "unit": cell.unit,
        "role": cell.role,
        "span": _span(cell.span) if cell.span else None,
    }


def _mention(mention: Mention, document: Document | None) -> Json:
    value: Json = {"span": _span(mention.span)}
    if document is not None:
        value |= {"text": document.words(mention.span), "location": _location(document.location(mention.span))}
    if mention.quantity is not None:
        quantity = mention.quantity
        value["quantity"] = {"value": str(quantity.value), "unit": quantity.unit, "high": _decimal(quantity.high), "per_share": quantity.per_share}
    if mention.period is not None:
        value["period"] = mention.period
    return value


def _reconciliation(each: Reconciliation) -> Json:
    return {
        "location": _location(each.location),
        "measure": each.measure,
        "gaap_measure": each.gaap_measure,
        "periods": list(each.periods),
        "rows": [{"label": row.label, "values": [_decimal(value) for value in row.values], "role": row.role, "sign": row.sign} for row in each.rows],
        "adds_up": list(each.adds_up),
        "difference": [str(value) for value in each.difference],
        "kind": each.kind,
        "unit": each.unit,
        "scale": each.scale,
        "starts_from": each.starts_from,
        "suspects": [{"column": one.column, "row": one.row, "why": one.why, "expected": _decimal(one.expected)} for one in each.suspects],
    }


def _gap(gap: Gap) -> Json:
    return {"what": gap.what, "location": gap.location, "reason": gap.reason, "code": gap.code}


def _citation(citation: Citation | None) -> Json | None:
    if citation is None:
        return None
    return {
        "document": citation.document,
        "date": citation.date.isoformat(),
        "address": citation.address,
        "quote": citation.quote,
        "age_days": citation.age_days,
    }


def _materiality(materiality: Materiality | None) -> Json | None:
    if materiality is None:
        return None
    return {
        "class": materiality.klass,
        "probability": round(materiality.probability, 4),
        "magnitude": round(materiality.magnitude, 4),
        "reasons": list(materiality.reasons),
    }


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}


def _amount(value: Decimal | None) -> str | None:
    """Without an exponent: 64300000, not 6.43E+7."""
    return None if value is None else f"{value:f}"


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
