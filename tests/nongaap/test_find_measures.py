"""Mentions with their figures: tables crossed by row and column, names a document declares, figures of the next sentence."""

from screener.extract.builder import DocumentBuilder, TableCell
from screener.extract.limits import Limits
from screener.nongaap.inventory import groups
from screener.nongaap.measures import find_measures
from screener.nongaap.vocabulary import MeasureLexicon
from screener.types import Analysis, MeasureKind, Occasion, Role, Sentence, Source
from tests.factories import POLICY, analysis_of

LEXICON = POLICY.section("measures", MeasureLexicon)


def table(*rows: tuple[str, ...]) -> Analysis:
    builder = DocumentBuilder(Source(name="r.txt", media_type="text/plain", sha256="0" * 64, bytes=1), Limits())
    builder.add_table([TableCell(text, row, column) for row, cells in enumerate(rows) for column, text in enumerate(cells)])
    document = builder.build()
    sentences = tuple(Sentence(span=block.span, block=i, role=Role.TABLE) for i, block in enumerate(document.blocks))
    return Analysis(document=document, sentences=sentences, occasion=Occasion())


def keys(analysis: Analysis) -> dict[str, str]:
    return {group.key: group.name for group in groups(analysis, find_measures(analysis, LEXICON), LEXICON)}


def test_a_column_headed_non_gaap_makes_measures_of_its_rows():
    found = keys(table(("", "GAAP", "Severance", "Non-GAAP"), ("Operating income", "$12.4", "4.6", "$17.0"), ("Revenue", "$90.0", "—", "$90.0")))
    assert found == {"adj_operating_income": "Non-GAAP Operating income"}  # revenue is not adjusted


def test_a_row_that_is_nothing_but_a_modifier_speaks_of_the_row_above():
    found = keys(table(("", "Q2"), ("Revenue", "$93.5"), ("Growth", "9%"), ("Constant currency growth", "13%")))
    assert list(found) == ["constant_currency/revenue"]


def test_a_label_marked_non_gaap_declares_a_measure():
    found = keys(table(("", "2026"), ("Structural cost savings (non-GAAP)", "$9.7")))
    assert list(found) == ["words:structural cost savings"]


def test_a_name_defined_in_quotation_marks_is_found_where_it_is_used():
    analysis = analysis_of("We define “Steady Income” as net income before amortization, a non-GAAP measure.", "Steady Income was $41 million in the quarter.")
    assert "words:steady income" in keys(analysis)


def test_a_figure_of_the_next_sentence_belongs_to_the_measure_before_it():
    analysis = analysis_of("We run the company for free cash flow per share.", "It was $3.15 in fiscal 2026.")
    (use,) = find_measures(analysis, LEXICON).uses
    assert use.mention.quantity is not None
    assert float(use.mention.quantity.value) == 3.15


def test_earnings_given_per_share_are_earnings_per_share():
    assert list(keys(analysis_of("Adjusted net income was $0.29 per diluted share."))) == ["adj_eps"]


def test_gaap_measures_are_mentions_as_well():
    found = find_measures(analysis_of("Net income was $4 million and EBITDA was $9 million."), LEXICON)
    assert [mention.kind for mention in found.mentions] == [MeasureKind.GAAP, MeasureKind.NON_GAAP]


def test_the_clause_between_a_measure_and_its_verb_holds_no_figure_of_it():
    found = find_measures(analysis_of("Adjusted gross profit, which leaves out a step-up of $1.9 million, was $35.1 million."), LEXICON)
    assert [float(use.mention.quantity.value) for use in found.uses if use.mention.quantity] == [35_100_000.0]
