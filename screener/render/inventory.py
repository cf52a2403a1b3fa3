"""The inventory of measures as rows of words, the same for the page and the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from screener.types import Document, MeasureEntry, Reconciliation, Report, SkeletonCell, Span

_MOST_PLACES = 4  # named in one cell; more are counted
_STATES = {"not_needed": "not needed", "does_not_add_up": "found"}
_PROMINENCE = {"equal": "equal", "greater": "greater than GAAP", "not_judged": "–"}
_SCALES = ((9, 8, "billions"), (6, 4, "millions"), (3, 3, "thousands"))  # power of ten, power of which every figure is a multiple, words
_THOUSAND = 3
_PENNIES = 1000  # smaller figures are per share and have their cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a measure is reconciled; `schedule` is the 1-based number of the reconciliation in the report, None for a table that only shows the way."""

    label: str
    schedule: int | None = None
    adds_up: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class SkeletonTable:
    """A skeleton as a table: a row a line, a value a period, as shown in `unit`; "" is to be filled in."""

    unit: str
    periods: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]  # label, role, values


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One measure. Each judgement has its words and whether it is good (True), bad (False) or neither (None)."""

    name: str
    mentions: int
    places: tuple[str, ...]
    more_places: int
    comparable: tuple[str, bool]
    state: tuple[str, bool | None]
    schedules: tuple[Place, ...]
    more_schedules: int
    adds_up: tuple[str, bool | None]
    prominence: tuple[str, bool | None]
    usefulness: tuple[str, bool]
    skeleton: SkeletonTable | None

    @property
    def is_fine(self) -> bool:
        """Whether nothing of the measure needs a look."""
        return False not in {self.comparable[1], self.state[1], self.adds_up[1], self.prominence[1], self.usefulness[1]}


def inventory(report: Report, document: Document | None) -> Iterator[Row]:
    """The measures of a report; without the document nothing has a place."""
    for entry in report.measures:
        own = [(number, each) for number, each in enumerate(report.reconciliations, start=1) if _leads_to(each, entry)]
        schedules = tuple(Place(label=_label(each), schedule=number, adds_up=all(each.adds_up)) for number, each in own)
        places = tuple(_places(entry, document))
        yield Row(
            name=entry.name[:1].upper() + entry.name[1:],
            mentions=len(entry.mentions),
            places=places[:_MOST_PLACES],
            more_places=max(len(places) - _MOST_PLACES, 0),
            comparable=(entry.comparable, entry.comparable_found),
            state=_state(entry),
            schedules=schedules[:_MOST_PLACES],
            more_schedules=max(len(schedules) - _MOST_PLACES, 0),
            adds_up=_adds_up(entry, [each for _, each in own]),
            prominence=(_PROMINENCE[entry.prominence], {"equal": True, "greater": False}.get(entry.prominence)),
            usefulness=("stated" if entry.usefulness else "not stated", entry.usefulness),
            skeleton=skeleton_table(entry.skeleton) if entry.skeleton else None,
        )


def _leads_to(each: Reconciliation, entry: MeasureEntry) -> bool:
    """Whether a schedule ends at the measure: by its lexicon id, or because its last row names it."""
    if each.measure_id:
        return each.measure_id == entry.measure
    return any(each.span is not None and each.span.overlaps(mention.span) and _ends_at(each, mention.span) for mention in entry.mentions)


def _ends_at(each: Reconciliation, span: Span) -> bool:
    last = [place for place in each.rows[-1].spans if place is not None]
    before = [place for row in each.rows[:-1] for place in row.spans if place is not None]
    return bool(last) and span.start < last[-1].end and all(span.start >= place.start for place in before)


def _label(each: Reconciliation) -> str:
    return each.location.label or f"{each.gaap_measure} to {each.measure}"


def _places(entry: MeasureEntry, document: Document | None) -> Iterator[str]:
    """Pages, slides or sheets with how often the measure stands there; paragraphs where the file has no pages."""
    if document is None:
        return
    counts = Counter(_place(document, mention.span) for mention in entry.mentions)
    for place, count in counts.items():
        if place:
            yield f"{place} ×{count}" if count > 1 else place


def _place(document: Document, span: Span) -> str:
    place = document.location(span).provenance
    if place.page or place.slide or place.sheet:
        place = place._replace(paragraph=None, line=None)
    return place._replace(cell=None, shape=None, path=None).label


def _state(entry: MeasureEntry) -> tuple[str, bool | None]:
    good = {"found": True, "does_not_add_up": True, "not_needed": None}.get(entry.reconciliation, False)
    return _STATES.get(entry.reconciliation, entry.reconciliation), good


def _adds_up(entry: MeasureEntry, own: Sequence[Reconciliation]) -> tuple[str, bool | None]:
    columns = [fits for each in own for fits in each.adds_up]
    wrong = columns.count(False)
    if wrong:
        return f"no: {wrong} of {len(columns)} columns", False
    if entry.reconciliation == "does_not_add_up":
        return "no", False
    return (f"yes, {len(columns)} column{'s' if len(columns) > 1 else ''}", True) if columns else ("–", None)


def skeleton_table(cells: Sequence[SkeletonCell]) -> SkeletonTable:
    """The cells, which come period by period, as a table in the largest scale that shows every figure without loss."""
    periods = [(period, tuple(group)) for period, group in groupby(cells, key=lambda cell: cell.period)]
    labels = tuple(dict.fromkeys((cell.label, cell.role) for cell in cells))
    power, words = _scale(cells)
    unit = next((cell.unit for cell in cells if cell.value is not None), cells[0].unit)
    by_place = {(period, cell.label, cell.role): cell.value for period, group in periods for cell in group}
    order = {"start": 0, "adjustment": 1, "sum": 2, "end": 3}
    rows = (
        (label, role, tuple(_shown(by_place.get((period, label, role)), power) for period, _ in periods))
        for label, role in sorted(labels, key=lambda each: order[each[1]])
    )
    return SkeletonTable(unit=f"{unit} {words}".strip(), periods=tuple(period for period, _ in periods), rows=tuple(rows))


def _scale(cells: Sequence[SkeletonCell]) -> tuple[int, str]:
    values = [abs(cell.value) for cell in cells if cell.value]
    for power, step, words in _SCALES:
        if values and max(values) >= Decimal(1).scaleb(power) and all(value % Decimal(1).scaleb(step) == 0 for value in values):
            return power, words
    return 0, ""


def accounting(value: Decimal) -> str:
    """A figure with its digits as they are, in parentheses where it is less than nothing."""
    return f"({-value:,f})" if value < 0 else f"{value:,f}"


def _shown(value: Decimal | None, power: int) -> str:
    if value is None:
        return ""
    scaled = value.scaleb(-power).normalize()
    least = 1 if power > _THOUSAND else 2 if 0 < abs(value) < _PENNIES else 0
    words = f"{abs(scaled):,.{max(-int(scaled.as_tuple().exponent), least)}f}"
    return f"({words})" if value < 0 else words
