"""What must stand with each measure: its GAAP partner, its reconciliation, its reason, and for what is spoken the place where both are posted.

17 CFR 244.100(a); 17 CFR 229.10(e)(1)(i); which of them is asked of which text stands in `policies/non_gaap.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from screener.language.figures import figures
from screener.nongaap.inventory import Group
from screener.nongaap.measures import Use
from screener.nongaap.review import Review
from screener.nongaap.statements import names_posting, promises
from screener.nongaap.states import FOUND, INCOMPLETE, MISSING
from screener.nongaap.vocabulary import NonGaapMeasure
from screener.types import Channel, Evidence, Level, Quantity, RawFinding

DETECTOR = "non_gaap_measures"
_SHOWN = 6
_OWN_RATES = frozenset({"adj_tax_rate"})  # a rate the company sets itself has nothing to lead from
_LINK = re.compile(r"https?://\S+|\bwww\.\S+|\b[\w-]+\.[a-z]{2,}/\S+", re.IGNORECASE)
_IS = 6  # characters: "Net debt is total debt of ... less ..."
_STEPS = 8  # figures of a paragraph that may lead from one measure to the other
_ROUNDING = Decimal("0.02")
_GROWTH = ("constant_currency", "organic_growth")


def missing_gaap_measure(review: Review) -> Iterator[RawFinding]:
    """17 CFR 244.100(a)(1): the most directly comparable GAAP measure stands with the measure, and it is the right one."""
    level = review.requirements.comparable.level(Level.HIGH)
    if level is None or review.is_exempt or _links(review):
        return
    for group in review.groups:
        uses = [use for use in review.asked(group) if not review.is_ahead(use)]
        if uses and not review.has_partner(group):
            yield _finding("missing_gaap_measure", uses[0], level, f"{group.name} stands without {group.comparable_name or 'its comparable GAAP measure'}.")
        elif uses and (start := _wrong_start(review, group)) is not None:
            message = f"{group.name} is led from {start}; it compares with {group.comparable_name}."
            yield _finding("missing_gaap_measure", uses[0], level, message)


def _wrong_start(review: Review, group: Group) -> str | None:
    """The GAAP measure from which the only schedule of a measure starts, where the measure compares with another (C&DI 103.02, 102.07)."""
    wrong = review.cues.wrong_starts.get(group.measure, ())
    own = [each for each in review.reconciliations if each.measure_id == group.measure and each.gaap_id]
    if own and all(each.gaap_id in wrong for each in own):
        return own[0].gaap_measure
    return None


def missing_reconciliation(review: Review) -> Iterator[RawFinding]:
    """17 CFR 244.100(a)(2): a quantitative reconciliation, found and not merely promised."""
    level = review.requirements.reconciliation.level(Level.HIGH)
    if level is None or review.is_exempt or _links(review):
        return
    promised = next(iter(promises(review.analysis, review.cues.statements)), None)
    found = False
    for group in review.groups:
        state = review.states.state(group)
        uses = [use for use in review.asked(group) if not review.is_ahead(use)]
        if not uses or state not in {MISSING, INCOMPLETE} or _reconciled_in_words(review, group, uses):
            continue
        found = True
        evidence = (Evidence(role="context", span=promised.span),) if promised is not None else ()
        own = min(level, _depth(review, group, state), key=lambda each: each.rank)
        yield _finding("missing_reconciliation", uses[0], own, _unreconciled(group, state, is_promised=promised is not None), evidence)
    for group, use in _uncovered(review):
        message = f"{group.name} is reconciled, but not for the figure given here: no column of its schedules shows it."
        yield _finding("missing_reconciliation", use, min(level, Level.MEDIUM, key=lambda each: each.rank), message)
    if not found and promised is not None and not review.states.any_table and _is_of_own(review):
        message = "The draft says that reconciliations are attached; none is found in it."
        yield RawFinding(rule="non_gaap.missing_reconciliation", span=promised.span, score=0.8, level=level, message=message, detector=DETECTOR)


def _uncovered(review: Review) -> Iterator[tuple[Group, Use]]:
    """Figures of the text for which a reconciled measure has no column: the year to date, the year before."""
    for group in review.groups:
        if review.states.state(group) != FOUND or group.key.startswith((*_GROWTH, "words:")):
            continue
        if not any(review.is_row(use) for use in group.uses):
            continue
        told = [use for use in review.asked(group) if not (review.is_row(use) or review.is_ahead(use) or use.name or review.is_said_with_gaap(use))]
        stated = [(use, review.states.shows(value, step)) for use in told for value, step in review.stated(use)]
        # Where no figure of the text is in the tables, the two differ; that is another rule's.
        if any(is_shown for _, is_shown in stated):
            yield from ((group, use) for use, is_shown in stated if not is_shown and not _reconciled_in_words(review, group, [use]))


def _depth(review: Review, group: Group, state: str) -> Level:
    """How grave: a growth rate whose reported rate and method are given is only short of its amounts; a line of a schedule is no headline."""
    if state != INCOMPLETE:
        is_line = group.key.startswith("words:") and all(review.is_row(use) for use in review.asked(group))
        return Level.LOW if is_line or _is_explained_ratio(review, group) else Level.HIGH
    return Level.LOW if review.has_partner(group) and review.cues.statements.method.search(review.analysis.document.text) else Level.MEDIUM


def _is_explained_ratio(review: Review, group: Group) -> bool:
    """Whether a ratio is told by its parts ("net debt divided by net debt and equity")."""
    measure = review.known.get(group.measure)
    if measure is None or measure.kind != "ratio":
        return False
    return any("divided by" in words or "as a percentage of" in words for use in group.uses if (words := review.words(use).lower()))


def _unreconciled(group: Group, state: str, *, is_promised: bool) -> str:
    if state == INCOMPLETE:
        return f"{group.name} is given without the amounts that lead to it from {group.comparable_name}."
    promised = " A sentence promises one; the promise does not count until the rows are there." if is_promised else ""
    return f"{group.name} has no quantitative reconciliation to {group.comparable_name or 'its GAAP measure'} in the document.{promised}"


def _is_of_own(review: Review) -> bool:
    """Whether a bare promise counts: in a text of the company that carries results."""
    return review.analysis.occasion.channel in {Channel.EARNINGS_RELEASE, Channel.PRESS_RELEASE, Channel.SLIDES} and bool(review.measures.uses)


def _reconciled_in_words(review: Review, group: Group, uses: Sequence[Use]) -> bool:
    """Whether a paragraph gives the GAAP figure, what is taken from it and the result: a clearly understandable method."""
    partners = review.partners(group)
    for use in uses:
        if review.is_row(use):
            continue
        if any(0 <= partner.mention.span.start - use.mention.span.end <= _IS for partner in partners) or _says_what_is_left_out(review, use):
            return True
        block = review.block(use)
        near = [partner for partner in partners if partner.mention.quantity is not None and review.block(partner) == block]
        starts = [partner.mention.quantity for partner in near if partner.mention.quantity is not None]
        said = {words for each in (use, *near) if review.cues.statements.subtraction.search(words := review.words(each))}
        if (
            use.mention.quantity is not None
            and starts
            and leads(starts, use.mention.quantity, [figure.quantity for words in said for figure in figures(words)])
        ):
            return True
    return False


def _says_what_is_left_out(review: Review, use: Use) -> bool:
    """Whether a sentence that begins by leaving items out says how much they were."""
    if use.named.modifiers or use.named.exclusion != "items":
        return False
    return any(quantity.unit not in {"percent", "count", "bps", "ratio"} for quantity in review.figures_of(review.block(use)))


def leads(starts: Sequence[Quantity], end: Quantity, between: Sequence[Quantity]) -> bool:
    """Whether one start plus or minus one of the figures between makes the end, within the rounding of words."""
    steps = [each.value for each in between if each.unit == end.unit and each.value not in {end.value, 0}][:_STEPS]
    for start in starts:
        if start.unit != end.unit or start.high is not None:
            continue
        gap = end.value - start.value
        if gap and any(abs(abs(gap) - abs(one)) <= abs(one) * _ROUNDING for one in steps if one != start.value):
            return True
    return False


def _links(review: Review) -> bool:
    """Whether a post links to the place of its reconciliations."""
    if review.analysis.occasion.channel not in {Channel.SOCIAL, Channel.WEBSITE}:
        return False
    text = review.analysis.document.text
    return _LINK.search(text) is not None and review.cues.statements.schedule.search(text) is not None


def forward_looking_unreconciled(review: Review) -> Iterator[RawFinding]:
    """17 CFR 244.100(a)(2), C&DI 102.10(b): guidance is reconciled, or the exception is stated with its three parts."""
    level = review.requirements.forward.level(Level.HIGH)
    if level is None or review.is_exempt or review.exception.is_full or _links(review):
        return
    for group in review.groups:
        uses = [use for use in review.asked(group) if review.is_ahead(use) and use.mention.quantity is not None and not _is_no_guidance(review, use)]
        if not uses:
            continue
        is_bridged = _is_bridged(review, group)
        if is_bridged:
            uses = [
                use for use in uses if not review.is_row(use) and any(not review.states.shows(value, step) for value, step in review.stated(use, ranges=True))
            ]
        if not uses:
            continue
        own = min(level, Level.MEDIUM, key=lambda each: each.rank) if is_bridged else _graded(review, level, group)
        evidence = (Evidence(role="context", span=review.exception.span),) if review.exception.span is not None else ()
        yield _finding("forward_looking_unreconciled", uses[0], own, _forward_message(review, group), evidence)


def _is_no_guidance(review: Review, use: Use) -> bool:
    """Whether nothing is to be reconciled: a denial, or one figure for GAAP and non-GAAP alike."""
    return review.is_said_with_gaap(use) or review.cues.statements.denials.search(review.words(use)) is not None


def _graded(review: Review, level: Level, group: Group) -> Level:
    """Low where the exception is claimed in part, and where GAAP guidance stands with it; else the reviewer must see it."""
    if review.exception.claims_effort or group.measure in _OWN_RATES or any(review.is_ahead(partner) for partner in review.partners(group)):
        return Level.LOW
    return min(level, Level.MEDIUM, key=lambda each: each.rank)


def _forward_message(review: Review, group: Group) -> str:
    lacking = [
        words for has, words in ((review.exception.items, "what is not available"), (review.exception.significance, "how significant that may be")) if not has
    ]
    if review.exception.claims_effort and lacking:
        return f"The statement that {group.name} is not reconciled does not say {' nor '.join(lacking)}."
    return f"What is expected of {group.name} is neither reconciled nor excepted in full."


def _is_bridged(review: Review, group: Group) -> bool:
    """Whether a table of the outlook leads to the measure: it has the measure or its base, a GAAP row, and what lies between."""
    return review.states.is_bridged_in(review.guided_tables, group) or _reconciled_in_words(review, group, group.uses)


def usefulness_missing(review: Review) -> Iterator[RawFinding]:
    """17 CFR 229.10(e)(1)(i)(C): why management believes that the measure is useful to investors; one finding for all that lack it."""
    level = review.requirements.usefulness.level(Level.MEDIUM)
    if level is None or review.is_exempt or _relies_on_report(review):
        return
    lacking = [(group, uses[0]) for group in review.groups if group.key not in review.useful and (uses := review.asked(group)) and _is_headed(group)]
    if not lacking:
        return
    names = ", ".join(dict.fromkeys(group.name for group, _ in lacking[:_SHOWN]))
    message = f"No statement says why {names} {'is' if len(lacking) == 1 else 'are'} useful to investors."
    first = min((use for _, use in lacking), key=lambda use: use.mention.span)
    evidence = tuple(Evidence(role="subject", span=use.mention.span) for _, use in lacking[:_SHOWN] if use is not first)
    yield _finding("usefulness_missing", first, level, message, evidence)


def _is_headed(group: Group) -> bool:
    """Whether a measure is one the document uses, not a mere line of another's schedule."""
    return not group.key.startswith("words:") and "/ex:" not in group.key


def _relies_on_report(review: Review) -> bool:
    """Whether the text points to the statement in the annual report (17 CFR 229.10(e)(1)(iii))."""
    return any(
        review.cues.usefulness.relies_on_report.search(words) for sentence in review.analysis.sentences if "useful" in (words := review.analysis.text(sentence))
    )


def per_share_liquidity(review: Review) -> Iterator[RawFinding]:
    """C&DI 102.05, 102.07, 103.02: no measure of liquidity, nor EBIT or EBITDA, per share, whatever the text."""
    level = review.requirements.labels.level(Level.HIGH)
    if level is None:
        return
    for group in review.groups:
        measure = review.known.get(group.measure)
        if measure is None:
            continue
        for use in group.uses:
            if use.mention.quantity is not None and review.is_seen(use) and _is_per_share(review, use) and _is_banned(review, measure, use):
                yield _finding("per_share_liquidity", use, level, f"{group.name} is given per share; a measure of liquidity may not be.")
                break


def _is_banned(review: Review, measure: NonGaapMeasure, use: Use) -> bool:
    words = review.analysis.document.words(use.mention.span).lower()
    if measure.per_share == "no" and (measure.kind == "liquidity" or measure.id.removeprefix("adj_").startswith(("ebit", "oibda"))):
        return measure.kind != "ratio"
    return review.cues.per_share.cash_earnings.search(words) is not None


def _is_per_share(review: Review, use: Use) -> bool:
    """Whether the name or the figure behind it is per share; a margin or a growth rate is not, a dividend beside it is another's."""
    words = review.analysis.document.words(use.mention.span).lower()
    quantity = use.mention.quantity
    if "per share" in words or review.cues.per_share.name.search(words):
        return True
    if quantity is None or review.is_row(use):
        return False
    after = review.analysis.document.text[use.mention.span.end : use.mention.span.end + 90]
    return review.cues.per_share.figure.match(after) is not None


def oral_without_posting(review: Review) -> Iterator[RawFinding]:
    """17 CFR 244.100(a), C&DI 105.01: a measure is spoken only if its schedule is posted and the talk says where."""
    level = review.requirements.oral.level(Level.HIGH)
    if level is None or review.is_exempt:
        return
    spoken = [
        use for group in review.groups for use in review.asked(group) if not review.is_row(use) and not review.cues.statements.denials.search(review.words(use))
    ]
    if not spoken or names_posting(review.analysis, review.cues.statements):
        return
    first = min(spoken, key=lambda use: use.mention.span)
    others = tuple(Evidence(role="subject", span=use.mention.span) for use in spoken[:_SHOWN] if use is not first)
    yield _finding("oral_without_posting", first, level, None, others)


def _finding(rule: str, use: Use, level: Level, message: str | None, evidence: tuple[Evidence, ...] = ()) -> RawFinding:
    own = (Evidence(role="figure", span=use.mention.quantity_span),) if use.mention.quantity_span else ()
    return RawFinding(rule=f"non_gaap.{rule}", span=use.mention.span, score=0.9, level=level, message=message, evidence=(*own, *evidence), detector=DETECTOR)
