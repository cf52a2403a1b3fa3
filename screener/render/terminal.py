"""Reports for a person at a terminal: the verdict first, then findings by place with the words, the reason and what to do."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from screener.pipeline import Screened
from screener.render.inventory import Row, inventory
from screener.types import Document, Finding, Level, PublicStatus, Report, Span, Verdict

_VERDICTS = {
    Verdict.HOLD: ("HOLD", "must not go out as it is", "bold white on red"),
    Verdict.REVIEW: ("REVIEW", "someone named must clear it", "bold black on yellow"),
    Verdict.CLEAR: ("CLEAR", "nothing found that stops it; a person still decides", "bold white on green"),
}
_MARKS = {Level.HIGH: ("●", "red"), Level.MEDIUM: ("◐", "yellow"), Level.LOW: ("○", "cyan"), Level.NOTE: ("·", "dim")}
_JUDGED: dict[bool | None, str] = {True: "", False: "bold red", None: "dim"}
_LONGEST_QUOTE = 400
_WIDTH_TO_FILE = 110
_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # Unicode categories of controls, marks of direction, and odd line ends


def write_text(screened: Iterable[Screened], out: IO[str]) -> None:
    """Every report in turn, and a closing table when there were several."""
    console = Console(file=out, highlight=False, width=None if out is sys.stdout and sys.stdout.isatty() else _WIDTH_TO_FILE, soft_wrap=False)
    tally: list[tuple[str, Verdict, int, int]] = []
    for each in screened:
        console.print(_report(each.report, each.document))
        console.print()
        levels = Counter(finding.level for finding in each.report.findings)
        tally.append((_name(each.report), each.report.verdict, levels[Level.HIGH], levels[Level.MEDIUM]))
    if len(tally) > 1:
        console.print(_summary(tally))


def _name(report: Report) -> str:
    source = report.source
    return _safe(f"{source.name} · {source.record_id}" if source.record_id is not None else source.name)


def _safe(text: str) -> str:
    """Text from outside, with what steers a terminal or turns the line around written out in letters."""
    if text.isprintable():
        return text
    return "".join(c if c == "\n" or unicodedata.category(c) not in _STEERING else c.encode("unicode_escape").decode() for c in text)


def _report(report: Report, document: Document | None) -> RenderableType:
    parts: list[RenderableType] = [_head(report)]
    parts += [_gap(gap.what, gap.reason) for gap in report.gaps]
    shown = [finding for finding in report.findings if finding.level is not Level.NOTE]
    explained: set[tuple[str, str]] = set()
    quoted: Span | None = None
    for finding in shown:
        parts.append(_finding(finding, is_new=(finding.rule, finding.message) not in explained, is_quoted=finding.span == quoted))
        explained.add((finding.rule, finding.message))
        quoted = finding.span
    if report.measures:
        parts.append(Padding(_measures(tuple(inventory(report, document))), (1, 0, 0, 2)))
    notes = Counter(finding.rule for finding in report.findings if finding.level is Level.NOTE)
    if notes:
        parts.append(Text("  Notes: " + ", ".join(f"{rule} ×{count}" for rule, count in sorted(notes.items())), style="dim"))
    failed = [check for check in report.checks if check.status == "fail" and not any(finding.rule == check.rule for finding in shown)]
    parts += [Text(f"  ✗ {check.message} ({check.rule})", style="yellow") for check in failed]
    return Group(*parts)


def _head(report: Report) -> RenderableType:
    word, meaning, style = _VERDICTS[report.verdict]
    levels = Counter(finding.level for finding in report.findings)
    counts = ", ".join(f"{levels[level]} {level.value}" for level in Level if levels[level]) or "no findings"
    channel = f"{report.occasion.channel.value}{' (guessed)' if report.occasion.guessed else ''}"
    audience = report.occasion.audience.value if report.occasion.audience else "unknown audience"
    line = Text.assemble((f" {word} ", style), "  ", (meaning, "bold"))
    facts = Text(f"{channel} → {audience} · {counts}" + (" · partial: see what could not be read" if report.gaps else ""), style="dim")
    return Panel(Group(line, facts), title=Text(_name(report), style="bold"), title_align="left", border_style="dim")


def _gap(what: str, reason: str) -> RenderableType:
    return Padding(Text.assemble(("Not read: ", "bold red"), _safe(f"{what}. {reason}")), (0, 0, 0, 2))


def _finding(finding: Finding, *, is_new: bool, is_quoted: bool) -> RenderableType:
    """Place, words and reasons; what to do about a rule is said once a report, and words that several rules flag are quoted once."""
    mark, color = _MARKS[finding.level]
    head = Text.assemble((f"{mark} {finding.level.value} ", color), (finding.rule, "bold"), (f"  {_safe(finding.location.label)}", "dim"))
    if finding.hidden is not None:
        head.append(f"  hidden: {finding.hidden.value.replace('_', ' ')}", style="magenta")
    lines: list[RenderableType] = [head]
    if not is_quoted:
        lines.append(Padding(Text(f"“{_safe(_short(finding.text))}”", style="italic"), (0, 0, 0, 2)))
    if is_new:
        lines.append(Padding(Text(_safe(finding.message)), (0, 0, 0, 2)))
    if finding.materiality is not None and finding.materiality.reasons:
        lines.append(Padding(Text(_safe("Why: " + "; ".join(finding.materiality.reasons))), (0, 0, 0, 2)))
    if finding.public_status is not PublicStatus.NOT_CHECKED:
        lines.append(Padding(Text(f"Public record: {finding.public_status.value.replace('_', ' ')}"), (0, 0, 0, 2)))
    if not is_new:
        return Padding(Group(*lines), (0 if is_quoted else 1, 0, 0, 2))
    sources = ", ".join(f"{'policy ' if source.kind == 'policy' else ''}{source.ref}" for source in finding.sources)
    lines.append(Padding(Text.assemble(("Do: ", "bold"), finding.action, ("  Clears: ", "bold"), finding.clears, (f"  [{sources}]", "dim")), (0, 0, 0, 2)))
    return Padding(Group(*lines), (0 if is_quoted else 1, 0, 0, 2))


def _measures(rows: Sequence[Row]) -> RenderableType:
    heads = ("Measure", "mentions", "comparable GAAP measure", "reconciled", "adds up", "prominence", "usefulness")
    table = Table(*heads, title="Non-GAAP measures", title_justify="left", box=None, header_style="bold")
    for row in rows:
        table.add_row(
            _safe(row.name),
            str(row.mentions),
            Text(_safe(row.comparable[0] if row.comparable[1] else f"{row.comparable[0] or 'GAAP measure'}: absent"), style=_JUDGED[row.comparable[1]]),
            Text(_safe(_reconciled(row)), style=_JUDGED[row.state[1]]),
            *(Text(words, style=_JUDGED[good]) for words, good in (row.adds_up, row.prominence, row.usefulness)),
        )
    if not any(row.skeleton for row in rows):
        return table
    return Group(table, Text("Skeletons of the missing reconciliations are in the HTML and JSON reports.", style="dim"))


def _reconciled(row: Row) -> str:
    places = ", ".join(dict.fromkeys(each.label for each in row.schedules))
    more = f" and {row.more_schedules} more" if row.more_schedules else ""
    return f"{places}{more}" if places and row.state[1] else row.state[0]


def _summary(tally: list[tuple[str, Verdict, int, int]]) -> Table:
    table = Table("Draft", "Verdict", "high", "medium", title=f"{len(tally)} drafts", title_justify="left", header_style="bold", box=None)
    for name, verdict, high, medium in sorted(tally, key=lambda row: -row[1].rank):
        table.add_row(name, Text(f" {_VERDICTS[verdict][0]} ", style=_VERDICTS[verdict][2]), str(high), str(medium))
    return table


def _short(text: str) -> str:
    """The quoted words on one line, cut in the middle when very long."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_QUOTE:
        return line
    half = _LONGEST_QUOTE // 2
    return f"{line[:half]} … {line[-half:]}"
