from __future__ import annotations

import pytest

from screener.errors import PolicyError
from screener.extract.builder import DocumentBuilder, TableCell
from screener.extract.limits import Limits
from screener.language.rules import RolesPolicy
from screener.policy import read_policy_file
from screener.types import Channel, Document, Occasion, Role, Source

LEGEND = "This release contains forward-looking statements within the meaning of the Private Securities Litigation Reform Act of 1995."
RISKS = "Actual results may differ materially because of risks and uncertainties described in our Form 10-K."


def roles(analysis) -> list[str]:
    return [sentence.role.value for sentence in analysis.sentences]


def test_kinds_of_block_give_the_plain_roles(read):
    analysis = read("# Results", "Revenue rose.", "* Orders rose", "| Revenue | 5", "~ Smile here", "> Home Products Careers")
    assert roles(analysis) == ["heading", "body", "bullet", "table", "notes", "navigation"]


def test_sentences_know_the_heading_they_stand_under(read):
    analysis = read("Before.", "# First", "One.", "| a | 1", "# Second", "Two.")
    headings = [None if s.heading is None else analysis.document.words(analysis.document.blocks[s.heading].span) for s in analysis.sentences]
    assert headings == [None, "First", "First", "First", "Second", "Second"]


def test_a_legend_runs_to_the_next_heading_with_its_list_of_risks(read):
    analysis = read(
        "# Forward-Looking Statements",
        LEGEND,
        "Such risks include:",
        "* the loss of a customer;",
        "* changes in law.",
        "# Balance sheet",
        "Cash was $4 million.",
    )
    assert roles(analysis) == ["heading", "legend", "legend", "legend", "legend", "heading", "body"]


def test_a_legend_without_a_heading_is_found_and_goes_on_in_the_next_paragraph(read):
    analysis = read("Revenue rose to $5 million.", LEGEND, RISKS, "We hired forty people in Ohio.")
    assert roles(analysis) == ["body", "legend", "legend", "body"]


@pytest.mark.parametrize("news", ["For fiscal 2027 we expect revenue of $90 million to $95 million.", "We agreed to buy Tern Corp. for $40 million in cash."])
def test_news_under_a_legend_heading_stays_body(read, news: str):
    analysis = read("# Safe Harbor Statement", LEGEND, news, RISKS)
    assert roles(analysis) == ["heading", "legend", *["body"] * (len(analysis.sentences) - 3), "legend"]


def test_a_heading_that_speaks_of_the_outlook_opens_no_legend(read):
    assert roles(read("# Outlook and Forward-Looking Guidance", "We expect revenue to grow 5%."))[1] == "body"


def test_a_heading_with_news_ends_a_legend_though_it_ranks_lower(read):
    analysis = read("## Forward-looking statements", LEGEND, "### Dividend", "The board declared a dividend of $0.10.")
    assert roles(analysis) == ["heading", "legend", "heading", "body"]


def test_a_safe_harbor_spoken_in_prepared_remarks_is_a_legend_and_the_rest_is_not(read):
    analysis = read(
        "Good morning. I will make forward-looking statements today. These are subject to risks and uncertainties. Our orders fell 8% in April.",
    )
    assert roles(analysis) == ["body", "legend", "legend", "body"]


def test_plain_text_headings_in_capitals_or_before_a_colon_open_sections(read):
    analysis = read(
        "ABOUT HARBOR MILLS", "Harbor Mills makes flour in 12 countries and sells it to bakers.", "Investor Contact:", "Jane Roe", "ir@harbor.example"
    )
    assert roles(analysis) == ["heading", "about", "heading", "contacts", "contacts"]


def test_a_heading_run_into_its_paragraph_opens_the_section(read):
    analysis = read("SAFE HARBOR: All such statements made here are subject to risks and uncertainties.", "Sales rose 4% in the quarter.")
    assert roles(analysis)[-1] == "body"
    assert set(roles(analysis)[:-1]) == {"legend"}


def test_the_paragraph_about_the_company_is_found_without_a_heading(read):
    text = (
        "Harbor Mills (NYSE: HBML) is a leading maker of flour. It was founded in 1962. More information about the company is available at www.harbor.example."
    )
    assert set(roles(read(text))) == {"about"}


def test_a_sentence_with_news_in_the_paragraph_about_the_company_stays_body(read):
    analysis = read("# About Harbor Mills", "Harbor Mills makes flour and bread for bakers. In the third quarter it closed its Dayton plant.")
    assert roles(analysis) == ["heading", "about", "body"]


def test_a_legend_inside_the_section_about_the_company_is_a_legend(read):
    analysis = read("# About Harbor Mills", "Harbor Mills makes flour and bread for bakers in Ohio.", f"{LEGEND} {RISKS}")
    assert roles(analysis) == ["heading", "about", "legend", "legend"]


def test_the_note_on_non_gaap_measures_is_told_from_non_gaap_results(read):
    note = "Adjusted EBITDA is a non-GAAP measure that excludes share-based compensation. We believe it is useful to investors."
    analysis = read("# Use of Non-GAAP Financial Measures", note, "# Non-GAAP results", "Non-GAAP operating margin was 12% in the quarter.")
    assert roles(analysis) == ["heading", "non_gaap_note", "non_gaap_note", "heading", "body"]


def test_results_under_a_non_gaap_heading_stay_body(read):
    analysis = read("# Non-GAAP Financial Measures", "Adjusted EBITDA increased 9% to $14 million in the quarter.")
    assert roles(analysis) == ["heading", "body"]


def test_call_details_are_found_and_results_beside_them_are_not(read):
    analysis = read(
        "# Conference Call", "The company will host a conference call at 8:30 a.m. ET. A replay will be available on its website.", "Orders fell 8% in April."
    )
    assert roles(analysis) == ["heading", "call_details", "call_details", "body"]


def test_the_title_of_a_transcript_opens_no_call_details(read):
    assert roles(read("# Q3 Earnings Conference Call Transcript", "We had a strong April."))[1] == "body"


def test_risk_factors_last_to_the_next_item_over_their_own_subheadings(read):
    analysis = read(
        "# Item 1A. Risk Factors",
        "# We depend on few suppliers",
        "A supplier may fail.",
        "In May we discovered a breach of our systems.",
        "# Item 2. Sales",
        "None.",
    )
    assert roles(analysis) == ["heading", "heading", "risk_factor", "body", "heading", "body"]


def test_a_table_ends_a_section(read):
    analysis = read("# About Harbor Mills", *["| a | 1"] * 4, "Sales of flour fell sharply in the western region last month.")
    assert roles(analysis)[-1] == "body"


def test_an_executive_quotation_is_a_quote_with_its_speaker_and_so_is_its_continuation(read):
    analysis = read(
        "“Orders are strong,” said Jane Roe, chief executive officer. “We see more to come.” The plant opens in May.",
        "“Our people did this with care and patience over many long months of hard work.”",
        "The “Company” means Harbor Mills.",
    )
    assert [(s.role, s.speaker) for s in analysis.sentences] == [
        (Role.QUOTE, "Jane Roe"),
        (Role.QUOTE, "Jane Roe"),
        (Role.BODY, None),
        (Role.QUOTE, "Jane Roe"),
        (Role.BODY, None),
    ]


def test_a_cookie_banner_in_plain_text_is_navigation(read):
    assert roles(read("We use cookies to improve your visit. Accept all cookies")) == ["navigation", "navigation"]


def test_page_marks_do_not_end_a_legend(read):
    analysis = read("# Forward-looking statements", LEGEND, "-MORE-", "- 2 -", RISKS)
    assert roles(analysis) == ["heading", "legend", "body", "body", "legend"]


def test_an_unknown_key_in_the_rules_is_an_error_that_names_the_line(tmp_path):
    path = tmp_path / "roles.yaml"
    path.write_text("news_headings: []\nrules: []\nqoutes: {}\n")
    with pytest.raises(PolicyError, match=r"roles\.yaml, line"):
        read_policy_file(path, RolesPolicy)


def test_figures_under_a_heading_that_also_announces_a_webcast_stay_news(read):
    analysis = read("# Harbor Mills Deliveries and Webcast for the Second Quarter", "In the second quarter, we milled approximately 411,000 tons of flour.")
    assert roles(analysis) == ["heading", "body"]


def test_a_call_is_known_by_its_time_of_day(read):
    assert roles(read("Our live video interview will be on our investor website at 1:45pm PT today.")) == ["call_details"]


def test_a_replay_that_is_no_call_is_news(read):
    assert roles(read("Full-game replays and highlights will be available in the app as early as 24 hours after the game ends.")) == ["body"]


CONTACT_ROWS = [["Jane Roe", "Max Lind"], ["Investor Relations", "Corporate Communications"], ["ir@harbor.example", "press@harbor.example"]]


def table_of(*rows: list[str]) -> Document:
    builder = DocumentBuilder(Source(name="draft", media_type="text/html", sha256="0" * 64, bytes=1), Limits())
    builder.add_table([TableCell(text, row, column) for row, texts in enumerate(rows) for column, text in enumerate(texts)])
    return builder.build()


@pytest.mark.parametrize(
    ("rows", "role"),
    [
        (CONTACT_ROWS, "contacts"),
        ([["Contact:", "Jane Roe, Chief Financial Officer"], ["", "(308) 555-0191"]], "contacts"),
        ([["Conference call:", "May 4, 8:30 a.m. Eastern Time"], ["Toll-free:", "844-555-0102"], ["Passcode:", "4471"]], "call_details"),
        ([["Investor relations", "4.1"], ["Media relations", "2.7"], ["Total", "6.8"]], "table"),
        ([["Revenue", "$410 million"], ["Contact:", "ir@harbor.example"]], "table"),
    ],
)
def test_a_small_table_of_names_and_addresses_is_no_table_of_figures(language, rows, role: str):
    analysis = language.read(table_of(*rows), Occasion(channel=Channel.EARNINGS_RELEASE))
    assert set(roles(analysis)) == {role}


def test_names_in_title_case_among_the_contacts_are_contacts_and_the_next_title_is_not(read):
    analysis = read("# Press Contacts", "# Jane Roe", "Harbor Mills", "press@harbor.example", "# Condensed Balance Sheets", "Cash was $4 million.")
    assert roles(analysis) == ["heading", "contacts", "contacts", "contacts", "heading", "body"]


@pytest.mark.parametrize("line", ["Tel. 626.555.0140", "+1-617-555-0171", "ir@harbor.example", "Fax: (308) 555-0144"])
def test_a_line_that_is_an_address_is_contacts_wherever_it_stands(read, line: str):
    assert roles(read("Harbor Mills, Inc.", line)) == ["body", "contacts"]


def test_an_address_inside_a_sentence_of_news_leaves_it_news(read):
    assert roles(read("We will close the Leeds plant in May, said a letter sent from ops@harbor.example to all staff.")) == ["body"]


def test_a_note_that_a_measure_is_no_gaap_measure_is_a_note(read):
    analysis = read("(1) Tangible book value per share is a non-GAAP financial measure. See reconciliation of GAAP to non-GAAP measures in Table 16.")
    assert set(roles(analysis)) == {"non_gaap_note"}


def test_definitions_beside_why_a_measure_is_useful_are_notes_and_what_happened_is_not(read):
    analysis = read(
        "# Usefulness to management and investors",
        "Restructuring charges consist of costs of plans to close plants. The third quarter primarily includes charges for closing the Leeds mill.",
        "We exclude these charges for purposes of calculating certain non-GAAP measures because they do not reflect our operating performance.",
    )
    assert roles(analysis)[-1] == "non_gaap_note"
    assert roles(analysis)[2] == "body"


def test_a_notice_of_where_a_company_posts_its_news_is_about_the_company(read):
    analysis = read("Harbor Mills periodically provides information for investors on its corporate website and its investor relations website.")
    assert roles(analysis) == ["about"]


def test_somebody_who_wants_to_learn_more_is_quoted_and_not_boilerplate(read):
    analysis = read('"I am excited to join this team and to learn more about social media around the world," said Jane Roe, a director of Tern Corp.')
    assert roles(analysis) == ["quote"]


def test_an_offer_legend_is_legal_terms(read):
    analysis = read(
        "# No Offer or Solicitation",
        "This communication shall not constitute an offer to sell or the solicitation of an offer to buy any securities in any jurisdiction.",
        "# Additional Information and Where to Find It",
        "Harbor Mills will file a proxy statement. Shareholders are urged to read the proxy statement when it becomes available.",
    )
    assert roles(analysis) == ["heading", "legal_terms", "heading", "legal_terms", "legal_terms"]


@pytest.mark.parametrize(
    "news",
    [
        "Shareholders approved the pay of our officers as disclosed in our proxy statement filed with the SEC.",
        "The notes were issued under our registration statement on Form S-3 filed with the SEC in May.",
    ],
)
def test_news_that_names_a_proxy_or_registration_statement_is_news(read, news: str):
    assert roles(read(news)) == ["body"]


def test_a_legend_spoken_a_sentence_a_line_goes_on_without_naming_itself(read):
    analysis = read(LEGEND, "Additional information regarding these factors is contained in our 10-K and 10-Q filings.", "Revenue is up 7.3% on last year.")
    assert roles(analysis) == ["legend", "legend", "body"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Orders are strong this year,” said Harbor Mills Chairman and CEO Jane Roe.", "Jane Roe"),
        ("“Orders are strong this year,” said Community Relations Representative Ann Lind. “More to come.”", "Ann Lind"),
        ('"Orders are strong this year,” said Voss. “We like it.”', "Voss"),
        ("The Harbor Daily News noted a change, sharing: “Mills have been pushing to make more flour here.”", None),
    ],
)
def test_a_quotation_names_its_speaker_without_title_or_company(read, text: str, speaker: str | None):
    assert {sentence.speaker for sentence in read(text).sentences} == {speaker}


def test_a_speaker_named_in_full_before_is_known_by_the_last_name(read):
    analysis = read("“Orders are strong this year,” said Jane Roe.", "Demand held up in every market.", "“We will hire again next year,” Roe concluded.")
    assert [sentence.speaker for sentence in analysis.sentences] == ["Jane Roe", None, "Jane Roe"]


def test_definitions_of_an_agreement_are_no_note_on_measures(read):
    analysis = read("# 2. Definitions.", "“Purchase Price” means the price that the buyer pays at the closing.")
    assert roles(analysis) == ["heading", "body"]
