"""The inventory of non-GAAP measures and the rules on them, as the detector tells them (17 CFR 244.100-101; 17 CFR 229.10(e))."""

import pytest

from screener.detect.measures import NonGaapMeasures
from screener.extract.builder import DocumentBuilder, TableCell
from screener.extract.limits import Limits
from screener.nongaap.vocabulary import MeasureLexicon
from screener.types import Analysis, BlockKind, Channel, Level, MeasureEntry, Occasion, RawFinding, Role, Sentence, Source
from tests.factories import CONTEXT, POLICY, Said, analysis_of

detector = NonGaapMeasures()
LEXICON = POLICY.section("measures", MeasureLexicon)
RELEASE = Channel.EARNINGS_RELEASE


def entries(*sentences: str | Said) -> dict[str, MeasureEntry]:
    return {each.measure: each for each in detector(analysis_of(*sentences), CONTEXT) if isinstance(each, MeasureEntry)}


def levels(*sentences: str | Said, channel: Channel = RELEASE) -> dict[str, Level | None]:
    found = [each for each in detector(analysis_of(*sentences, channel=channel), CONTEXT) if isinstance(each, RawFinding)]
    return {each.rule.removeprefix("non_gaap."): each.level for each in found if each.rule != "non_gaap.measure"}


def schedule(*rows: tuple[str, ...], before: tuple[str, ...] = ()) -> Analysis:
    builder = DocumentBuilder(Source(name="r.txt", media_type="text/plain", sha256="0" * 64, bytes=1), Limits())
    for words in before:
        builder.add(BlockKind.PARAGRAPH, words)
    builder.add_table([TableCell(text, row, column) for row, cells in enumerate(rows) for column, text in enumerate(cells)])
    document = builder.build()
    sentences = tuple(
        Sentence(span=block.span, block=i, role=Role.TABLE if block.kind is BlockKind.ROW else Role.BODY) for i, block in enumerate(document.blocks)
    )
    return Analysis(document=document, sentences=sentences, occasion=Occasion(channel=RELEASE))


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Adjusted EBITDA was $38.7 million.", "adj_ebitda"),
        ("Adjusted EBITDA margin expanded to 17.9%.", "adj_ebitda_margin"),
        ("Non-GAAP diluted earnings per share of $0.67 rose 31%.", "adj_eps"),
        ("Core EPS came to $1.12.", "adj_eps"),
        ("Free cash flow was $21.5 million.", "fcf"),
        ("FCF of $21.5 million covered the dividend.", "fcf"),
        ("Organic sales grew 4%.", "organic_growth"),
        ("On a constant-currency basis revenue rose 6%.", "constant_currency"),
        ("Revenue rose 6% in constant currency.", "constant_currency"),
        ("Net leverage fell to 1.0x.", "leverage"),
        ("FFO per diluted share was $0.48.", "ffo"),
        ("Same-store NOI increased 3.1%.", "ss_noi"),
        ("Tangible book value per share was $21.40.", "tangible_bvps"),
        ("Net income, excluding the legal settlement, was $12 million.", "adj_net_income"),
        ("Excluding the legal settlement, net income was $12 million.", "adj_net_income"),
        ("Operating income before special items was $30 million.", "adj_operating_income"),
        ("The efficiency ratio, adjusted efficiency ratio included, was 58.1%.", "efficiency_ratio_adj"),
        ("Diluted earnings per share, as adjusted, were $1.04.", "adj_eps"),
    ],
)
def test_a_measure_with_a_figure_enters_the_inventory(text, measure):
    assert measure in entries(text)


@pytest.mark.parametrize(
    "text",
    [
        "Net income was $15.8 million.",
        "Comparable sales rose 3%.",
        "Same-store sales rose 3%.",
        "Remaining performance obligations were $310 million.",
        "Annual recurring revenue reached $88 million.",
        "Per-share amounts are adjusted for the stock split of 2-for-1, $0.40 becoming $0.20.",
        "The loan bears interest at adjusted SOFR plus 2.25%.",
        "EBITDA means earnings before interest, taxes, depreciation and amortization.",
        "Our core values have guided us for 40 years.",
        "We do not report adjusted earnings.",
        "Organic milk made up 14% of net sales.",
        "We leave out items that are not representative of ongoing earnings, $4 million in all.",
    ],
)
def test_what_is_gaap_an_operating_metric_or_a_mere_definition_stays_out(text):
    assert entries(text) == {}


def test_a_mention_knows_its_figure_and_period():
    (entry,) = entries("Free cash flow was $21.5 million in the third quarter of 2026.").values()
    (mention,) = entry.mentions
    assert mention.quantity is not None
    assert (mention.quantity.value, mention.quantity.unit, mention.period) == (21_500_000, "USD", "third quarter of 2026")


def test_every_mention_is_a_note():
    found = [each for each in detector(analysis_of("Adjusted EBITDA was $38.7 million.", "We like adjusted EBITDA."), CONTEXT) if isinstance(each, RawFinding)]
    assert [each.level for each in found if each.rule == "non_gaap.measure"] == ["note", "note"]


def test_the_comparable_gaap_measure_is_looked_for_in_the_document():
    alone = entries("Adjusted EBITDA was $38.7 million.")["adj_ebitda"]
    beside = entries("Adjusted EBITDA was $38.7 million.", "Net income was $15.8 million.")["adj_ebitda"]
    assert (alone.comparable, alone.comparable_found, beside.comparable_found) == ("net income", False, True)


def test_a_statement_of_usefulness_counts_for_the_measures_it_names():
    measures = entries("Free cash flow was $21.5 million.", "Adjusted EBITDA was $3 million.", "We believe free cash flow is useful to investors.")
    assert (measures["fcf"].usefulness, measures["adj_ebitda"].usefulness) == (True, False)


def test_a_general_statement_of_usefulness_counts_for_all():
    measures = entries(
        "Free cash flow was $21.5 million.", Said("Management believes these non-GAAP measures help investors compare periods.", Role.NON_GAAP_NOTE)
    )
    assert measures["fcf"].usefulness


def test_a_table_that_leads_from_one_measure_to_the_other_is_a_reconciliation():
    rows = [("Net income", "$15.8"), ("Interest and taxes", "8.1"), ("Depreciation", "14.8"), ("Adjusted EBITDA", "$38.7")]
    analysis = schedule(*rows, before=("Net income was $15.8 million and adjusted EBITDA was $38.7 million.",))
    assert [each.reconciliation for each in detector(analysis, CONTEXT) if isinstance(each, MeasureEntry)] == ["found"]


def test_key_figures_side_by_side_reconcile_nothing():
    rows = [("Net sales", "$402.5"), ("Net income", "$27.8"), ("Adjusted EBITDA", "$66.2")]
    analysis = schedule(*rows)
    assert [each.reconciliation for each in detector(analysis, CONTEXT) if isinstance(each, MeasureEntry)] == ["missing"]


def test_a_promise_is_no_reconciliation():
    found = levels("Net income was $22.7 million and adjusted EBITDA was $54.9 million.", "A reconciliation is attached to this release.")
    assert found["missing_reconciliation"] is Level.HIGH


def test_one_subtraction_in_a_sentence_reconciles():
    text = "Net cash provided by operating activities was $26.9 million; capital expenditures were $8.7 million, which leaves free cash flow of $18.2 million."
    assert "missing_reconciliation" not in levels(text)


def test_what_is_asked_depends_on_the_kind_of_text():
    text = "Net income was $4.7 million and adjusted EBITDA was $15.0 million."
    assert levels(text)["usefulness_missing"] is Level.MEDIUM
    assert "usefulness_missing" not in levels(text, channel=Channel.SLIDES)
    assert levels(text, channel=Channel.EMAIL)["missing_reconciliation"] is Level.LOW
    assert set(levels(text, channel=Channel.SPEECH)) == {"oral_without_posting"}
    assert levels(text, channel=Channel.INTERNAL) == {}


def test_guidance_with_the_whole_exception_passes_and_with_part_of_it_is_low():
    guidance = "For 2026 we expect adjusted EBITDA of $70 million to $74 million."
    claimed = "We cannot reconcile adjusted EBITDA to net income without unreasonable efforts."
    whole = f"{claimed} We cannot predict impairment charges and income taxes, and their effect could be significant."
    assert levels(guidance)["forward_looking_unreconciled"] is Level.MEDIUM
    assert levels(guidance, claimed)["forward_looking_unreconciled"] is Level.LOW
    assert "forward_looking_unreconciled" not in levels(guidance, whole)


def test_the_lexicon_is_large_and_every_comparable_measure_exists():
    assert len(LEXICON.measures) >= 70
    gaap = {measure.id for measure in LEXICON.gaap}
    assert {measure.comparable for measure in LEXICON.measures} <= gaap
    assert all(measure.terms or measure.nouns or measure.abbreviations for measure in LEXICON.measures if measure.id != "net_interest_fte")
    names = [measure.id for measure in LEXICON.measures]
    assert len(names) == len(set(names))
