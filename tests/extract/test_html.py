"""Web pages: every visible word in order, in blocks of the right kind, with the place it came from."""

import pytest
from lxml import html as lxml_html

from screener.extract.limits import Limits
from screener.types import BlockKind, Hidden, Style
from tests.factories_html import block_with, kinds_of, read_page, words_of

RELEASE = """<html><head><title>Tarnwick Pumps | Results</title></head><body>
<header><a href="/">Home</a><a href="/ir">Investors</a></header>
<nav><ul><li><a href="/p">Products</a></li><li><a href="/n">News</a></li></ul></nav>
<article><header><h1>Tarnwick Pumps reports third quarter</h1><p>By the press office of the company in Leeds</p></header>
<div>Loose words before <p>Orders grew <b>eight percent</b>.</p> and after.</div>
<ul><li>First point</li><li>Second <i>point</i><ul><li>Nested point</li></ul></li></ul>
<figure><img src="p.png" alt="A pump on a test bench"><figcaption>The new pump</figcaption></figure></article>
<footer>Tarnwick Pumps plc, all rights reserved</footer></body></html>"""


def test_every_visible_word_is_kept_in_order():
    document = read_page(RELEASE)
    seen = lxml_html.document_fromstring(RELEASE).body.text_content().split()
    said = [word for block in document.blocks if block.hidden is None and block.kind is not BlockKind.ALT_TEXT for word in document.words(block.span).split()]
    assert "".join(said) == "".join(seen)


def test_blocks_are_of_the_kind_a_reader_sees():
    assert kinds_of(read_page(RELEASE)) == [
        ("navigation", "Home Investors"),
        ("navigation", "Products"),
        ("navigation", "News"),
        ("heading", "Tarnwick Pumps reports third quarter"),
        ("paragraph", "By the press office of the company in Leeds"),
        ("paragraph", "Loose words before"),
        ("paragraph", "Orders grew eight percent."),
        ("paragraph", "and after."),
        ("list_item", "First point"),
        ("list_item", "Second point"),
        ("list_item", "Nested point"),
        ("alt_text", "A pump on a test bench"),
        ("caption", "The new pump"),
        ("footer", "Tarnwick Pumps plc, all rights reserved"),
        ("property", "Tarnwick Pumps | Results"),
    ]


def test_a_block_says_where_it_stands_in_the_page():
    document = read_page("<div><p>One</p></div><div><p>Two</p><p>Three</p></div>")
    assert [(b.provenance.path, b.provenance.paragraph) for b in document.blocks] == [("body/div[1]/p[1]", 1), ("body/div[2]/p[1]", 2), ("body/div[2]/p[2]", 3)]


def test_list_items_know_their_depth():
    document = read_page("<ul><li>Outer<ul><li>Inner</li></ul></li></ul>")
    assert [block.level for block in document.blocks] == [1, 2]


def test_emphasis_is_kept_as_runs():
    document = read_page('<p>We raised <b>adjusted EBITDA</b> and <span style="font-style:italic;color:#c00;font-size:14pt">free cash flow</span>.</p>')
    runs = {document.words(run.span).strip(): run.style for run in document.blocks[0].runs}
    assert runs["adjusted EBITDA"].bold
    assert runs["free cash flow"] == Style(italic=True, size_pt=14.0, color="cc0000")


def test_the_size_of_a_whole_paragraph_is_kept():
    document = read_page('<p style="font-size:10pt">Net earnings fell.</p><p style="font-size:22pt">Adjusted EBITDA rose.</p>')
    assert [[run.style.size_pt for run in block.runs] for block in document.blocks] == [[10.0], [22.0]]


def test_plain_paragraphs_carry_no_runs():
    assert read_page("<p>Orders grew.</p>").blocks[0].runs == ()


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="text-align:center"><b>Tarnwick Reports Results</b></p>',
        '<div style="font-weight:700">Tarnwick Reports Results</div>',
        "<p><u>Tarnwick reports results</u></p>",
        "<center>TARNWICK REPORTS RESULTS</center>",
        "<p><b>Item 2.02 Results of Operations.</b></p>",
        "<p><b>TARNWICK PUMPS, INC.</b></p>",
    ],
)
def test_short_lines_that_stand_out_are_headings(markup):
    assert read_page(markup).blocks[0].kind is BlockKind.HEADING


@pytest.mark.parametrize(
    "markup",
    [
        "<p><b>Orders grew, and we are very pleased with it.</b></p>",
        "<p><b>Contact:</b> Jane Roe in the press office</p>",
        "<center>(Exact name of registrant)</center>",
        "<p><i>in millions of dollars</i></p>",
    ],
)
def test_sentences_and_notes_are_not_headings(markup):
    assert read_page(markup).blocks[0].kind is BlockKind.PARAGRAPH


def test_two_line_breaks_part_paragraphs_and_one_is_a_space():
    document = read_page("<p>Orders grew in the third quarter of the year, which is more than anyone<br>had thought.<br><br>Margins held.</p>")
    assert words_of(document) == ["Orders grew in the third quarter of the year, which is more than anyone had thought.", "Margins held."]


def test_the_short_lines_of_an_address_are_blocks_of_their_own():
    assert words_of(read_page("<p>Jane Roe<br>Tarnwick Pumps<br>12 Mill Lane<br>Leeds</p>")) == ["Jane Roe", "Tarnwick Pumps", "12 Mill Lane", "Leeds"]


def test_a_headline_over_two_lines_stays_one_heading():
    assert kinds_of(read_page("<p><b>TARNWICK REPORTS<br>THIRD QUARTER</b></p>")) == [("heading", "TARNWICK REPORTS THIRD QUARTER")]


@pytest.mark.parametrize("number", ["4", "- 4 -", "Page 4 of 12", "-more-"])
def test_page_numbers_are_footers(number):
    assert read_page(f"<p>Text stands here and ends.</p><p>{number}</p>").blocks[1].kind is BlockKind.FOOTER


def test_a_paragraph_cut_by_a_page_break_is_joined():
    document = read_page("<p>The amounts could differ from those that are stated in the report for our fiscal</p><p>2</p><hr><p>quarter ended in May.</p>")
    assert kinds_of(document) == [
        ("paragraph", "The amounts could differ from those that are stated in the report for our fiscal quarter ended in May."),
        ("footer", "2"),
    ]


def test_raised_marks_do_not_become_part_of_numbers_or_words():
    document = read_page("<p>Sales of 1,234<sup>1</sup> and adjusted EBITDA<sup>(2)</sup> and margin<sup>3</sup> on 40 m<sup>2</sup>.</p>")
    assert document.text == "Sales of 1,234 ¹ and adjusted EBITDA(2) and margin(3) on 40 m²."


def test_marks_raised_by_style_count_as_raised():
    markup = '<p>Earnings per share<font style="font-size:6pt;position:relative;top:-3pt">1</font></p>'
    assert read_page(markup).text == "Earnings per share(1)"


def test_a_line_that_begins_with_a_raised_mark_is_a_footnote():
    document = read_page("<p><sup>1</sup>Excludes the costs of the merger.</p>")
    assert kinds_of(document) == [("footnote", "(1) Excludes the costs of the merger.")]


def test_bullets_written_as_text_are_list_items():
    document = read_page('<div><font>&#8226;</font><font style="padding-left:6pt">Orders grew.</font></div><p>(a) Margins held.</p>')
    assert kinds_of(document) == [("list_item", "• Orders grew."), ("list_item", "(a) Margins held.")]


def test_preformatted_text_is_read_line_by_line():
    assert words_of(read_page("<pre>FIRST LINE\n\nSecond paragraph\nwith words.</pre>"))[0] == "FIRST LINE"


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<div role="navigation"><p>Products</p></div>', BlockKind.NAVIGATION),
        ('<div class="cookie-banner"><p>We use cookies.</p></div>', BlockKind.NAVIGATION),
        ('<div id="siteFooter"><p>All rights reserved</p></div>', BlockKind.FOOTER),
        ("<aside><p>Read this too</p></aside>", BlockKind.NAVIGATION),
        ('<div class="page-with-sidebar"><p>Orders grew.</p></div>', BlockKind.PARAGRAPH),
        ('<article><div class="article-header"><p>Orders grew.</p></div></article>', BlockKind.PARAGRAPH),
        ("<article><aside><p>A quotation of weight</p></aside></article>", BlockKind.PARAGRAPH),
    ],
)
def test_menus_and_page_furniture_are_marked_not_dropped(markup, kind):
    assert read_page(markup).blocks[0].kind is kind


def test_a_long_paragraph_inside_what_only_looks_like_a_menu_stays_a_paragraph():
    prose = "Orders grew in every region and in every product line of the company, " * 3
    assert read_page(f'<div class="widget"><p>{prose}</p></div>').blocks[0].kind is BlockKind.PARAGRAPH


def test_a_run_of_short_links_is_a_menu_and_a_linked_headline_is_not():
    links = "".join(f'<p><a href="/{i}">Place {i}</a></p>' for i in range(5))
    document = read_page(f'{links}<p><a href="/n">Tarnwick Pumps signs a contract with the water board of Leeds</a></p>')
    assert [block.kind for block in document.blocks] == [BlockKind.NAVIGATION] * 5 + [BlockKind.PARAGRAPH]


def test_links_of_a_menu_do_not_run_together():
    assert words_of(read_page('<nav><a href="/">Home</a><a href="/n">News</a></nav>')) == ["Home News"]


def test_words_on_buttons_and_in_fields_are_read():
    assert words_of(read_page('<form><input type="submit" value="Send"><input placeholder="Your name"><button>Go</button><button>Stop</button></form>')) == [
        "Send Your name Go Stop"
    ]


def test_title_and_descriptions_are_properties_unless_the_page_says_the_same():
    head = '<title>Orders grew | Tarnwick</title><meta name="description" content="Project Heron is on"><meta property="og:title" content="Orders grew">'
    document = read_page(f"<html><head>{head}</head><body><h1>Orders grew</h1></body></html>")
    assert document.title == "Orders grew | Tarnwick"
    assert [(block.hidden, document.words(block.span)) for block in document.blocks if block.kind is BlockKind.PROPERTY] == [
        (Hidden.METADATA, "Orders grew | Tarnwick"),
        (Hidden.METADATA, "Project Heron is on"),
    ]


def test_scripts_styles_and_machine_data_are_no_text():
    markup = "<script>var a='<p>no</p>'</script><style>p{color:red}</style><noscript>Switch it on</noscript><template><p>no</p></template><p>Yes</p>"
    machine = '<div style="display:none"><ix:header><ix:hidden>0001234567 and more of that kind</ix:hidden></ix:header></div>'
    assert words_of(read_page(markup + machine)) == ["Yes"]


def test_inline_data_tags_are_seen_through():
    assert read_page('<p>Revenue of $<ix:nonfraction name="x">91.2</ix:nonfraction> million</p>').text == "Revenue of $91.2 million"


def test_a_page_written_by_scripts_is_a_gap():
    document = read_page('<div id="root"></div><script src="app.js"></script>')
    assert [gap.code for gap in document.gaps] == ["empty"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('<meta charset="windows-1252"><p>Café – naïve</p>'.encode("cp1252"), "Café – naïve"),
        ('<meta http-equiv="content-type" content="text/html; charset=iso-8859-1"><p>It’s up</p>'.encode("cp1252"), "It’s up"),
        ('<meta charset="windows-1251"><p>Выручка выросла</p>'.encode("cp1251"), "Выручка выросла"),
        ('<meta charset="windows-1252"><p>Café in real UTF-8</p>'.encode(), "Café in real UTF-8"),
        ("<p>Café without a word</p>".encode("cp1252"), "Café without a word"),
        ('<meta charset="no-such-thing"><p>Café</p>'.encode("cp1252"), "Café"),
        (b"<p>It&#146;s &ldquo;up&rdquo;&nbsp;8&#37; &lt;now&gt; &amp;#65;</p>", "It’s “up” 8% <now> &#65;"),
    ],
)
def test_declared_encodings_and_entities_are_understood(data, text):
    assert read_page(b"<html><body>" + data + b"</body></html>").text == text


def test_submission_wrappers_are_opened_one_document_after_another():
    parts = "".join(f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>1\n<FILENAME>a.htm\n<TEXT>\n{body}\n</TEXT>\n</DOCUMENT>\n" for kind, body in PARTS)
    document = read_page(parts)
    assert kinds_of(document) == [
        ("property", "8-K"),
        ("paragraph", "The current report."),
        ("property", "EX-99.1"),
        ("paragraph", "The release."),
        ("property", "EX-99.2"),
        ("paragraph", "Only text here."),
        ("property", "GRAPHIC"),
        ("property", "EX-99.3"),
    ]
    assert [gap.code for gap in document.gaps] == ["unsupported", "unsupported"]


PARTS = [
    ("8-K", "<html><body><p>The current report.</p></body></html>"),
    ("EX-99.1", "<html><body><p>The release.</p></body></html>"),
    ("EX-99.2", "Only text here."),
    ("GRAPHIC", "begin 644 a.jpg\nM_]C_X``02D9)1@"),
    ("EX-99.3", "<PDF>\nbegin 644 a.pdf\n</PDF>"),
]


def test_every_span_names_its_own_words():
    document = read_page(RELEASE)
    for before, after in zip(document.blocks, document.blocks[1:], strict=False):
        assert before.span.end < after.span.start
    assert document.words(block_with(document, "eight percent").span) == "Orders grew eight percent."


def test_text_beyond_the_limit_is_refused_not_cut():
    from screener.errors import LimitExceeded  # noqa: PLC0415

    with pytest.raises(LimitExceeded):
        read_page("<p>" + "word " * 100 + "</p>", Limits(max_text=100))


LONG = "We grow by adding to what we mill and sell, and our customers in the towns along the river are looking"


def test_a_bullet_in_an_element_of_its_own_belongs_to_the_words_beside_it():
    page = read_page('<div style="float:left">•</div><div>We mill flour.</div><div>(b)</div><p>We sell it.</p><div>•</div><h2>Results</h2>')
    assert kinds_of(page) == [("list_item", "• We mill flour."), ("list_item", "(b) We sell it."), ("paragraph", "•"), ("heading", "Results")]


def test_a_paragraph_cut_by_a_page_goes_on_behind_its_rule_notes_and_number():
    page = read_page(f"<p>{LONG}</p><p>_______</p><p><sup>(1)</sup> As told by a survey of bakers.</p><p>3</p><p>for more of it.</p><p>New.</p>")
    assert [kind for kind, _ in kinds_of(page)] == ["paragraph", "paragraph", "footnote", "footer", "paragraph"]
    assert words_of(page)[0] == f"{LONG} for more of it."


def test_a_paragraph_cut_inside_a_parenthesis_goes_on_whatever_letter_follows():
    assert words_of(read_page(f"<div>{LONG} on at 2 p.m. Pacific time (5 p.m.</div><hr><div>Eastern time). A replay follows.</div>")) == [
        f"{LONG} on at 2 p.m. Pacific time (5 p.m. Eastern time). A replay follows."
    ]


def test_short_lines_in_small_letters_are_not_taken_for_what_goes_on():
    assert words_of(read_page(f"<p>{LONG}</p><p>by Jane Roe</p>")) == [LONG, "by Jane Roe"]


def test_lines_that_begin_with_a_label_stay_apart_however_long_one_is():
    page = read_page("<p>What: Date of the third quarter results and of the webcast with questions<br>When: Tuesday, May 4<br>Time: 4:30 p.m. Central</p>")
    assert [words[:5] for words in words_of(page)] == ["What:", "When:", "Time:"]


def test_the_end_of_a_parenthesis_is_no_heading():
    assert kinds_of(read_page('<p style="text-align:center">(Commission<br>File Number)</p>')) == [("paragraph", "(Commission File Number)")]


def test_a_short_note_after_a_note_is_a_note_too():
    page = read_page("<p><sup>4</sup> Announced in October, and expected to close next year.</p><p><sup>5</sup> Assuming dilution.</p><p>Next.</p>")
    assert [kind for kind, _ in kinds_of(page)] == ["footnote", "footnote", "paragraph"]


def test_a_page_number_with_the_name_of_the_company_is_furniture():
    assert kinds_of(read_page("<p>Harbor Mills/Page 2</p><p>Harbor Mills | Page 3 of 9</p>")) == [
        ("footer", "Harbor Mills/Page 2"),
        ("footer", "Harbor Mills | Page 3 of 9"),
    ]


@pytest.mark.parametrize("name", ["widget", "elementor-widget elementor-widget-heading"])
def test_the_title_of_a_page_is_a_heading_whatever_its_box_is_called(name):
    assert kinds_of(read_page(f'<div class="{name}"><h1>Mills grow</h1></div>')) == [("heading", "Mills grow")]


def test_a_part_of_the_content_beside_it_is_no_menu():
    page = read_page('<main><div role="complementary"><p>Flour, 200 grams</p></div></main><div role="complementary"><p>Other pages</p></div>')
    assert kinds_of(page) == [("paragraph", "Flour, 200 grams"), ("navigation", "Other pages")]
