"""Hidden text of pages is read and marked with the way it is hidden; what is merely ordinary on a page is not."""

import pytest

from screener.types import BlockKind, Hidden
from tests.factories_html import hidden_of, read_page, words_of

UNSEEN = "We expect to miss the quarter"


@pytest.mark.parametrize(
    ("style", "detail"),
    [
        ("display:none", "display:none"),
        ("display: NONE !important", "display:none"),
        ("visibility:hidden", "visibility:hidden"),
        ("font-size:0", "font-size:0"),
        ("font-size:0.5pt", "tiny text"),
        ("color:#fff", "white text"),
        ("color:white;background-color:#FFFFFF", "white text"),
        ("color:rgb(255, 255, 255)", "white text"),
        ("color:rgba(0,0,0,0)", "transparent text"),
        ("color:#000;background:#000000", "text in the colour of its background"),
        ("opacity:0", "opacity:0"),
        ("position:absolute;left:-9999px", "off the screen"),
        ("text-indent:-9999px", "off the screen"),
        ("height:0;overflow:hidden", "clipped to nothing"),
    ],
)
def test_each_way_of_hiding_is_named(style, detail):
    assert hidden_of(read_page(f'<p>Seen.</p><p style="{style}">{UNSEEN}</p>')) == [(detail, UNSEEN)]


@pytest.mark.parametrize("markup", [f"<p hidden>{UNSEEN}</p>", f'<font color="white">{UNSEEN}</font>'])
def test_attributes_hide_too(markup):
    assert [words for _, words in hidden_of(read_page(markup))] == [UNSEEN]


@pytest.mark.parametrize(
    "markup",
    [
        f'<div style="background:#003366"><p style="color:#fff">{UNSEEN}</p></div>',
        f'<table><tr><td bgcolor="navy"><p style="color:white">{UNSEEN}</p></td></tr></table>',
        f'<div style="background-image:url(a.png);background:url(a.png)"><p style="color:#fff">{UNSEEN}</p></div>',
        f'<div style="font-size:0"><span style="font-size:12px">{UNSEEN}</span></div>',
        f'<div style="visibility:hidden"><p style="visibility:visible">{UNSEEN}</p></div>',
        f'<p style="height:0">{UNSEEN}</p>',
        f'<p aria-hidden="true">{UNSEEN}</p>',
    ],
)
def test_what_can_be_seen_is_not_hidden(markup):
    assert hidden_of(read_page(markup)) == []


def test_tiny_text_behind_the_picture_of_a_page_is_the_picture_s_text():
    page = f'<div><img src="slide1.jpg"><div><font style="font-size:1pt;color:white">{UNSEEN}</font></div></div>'
    document = read_page(page)
    assert hidden_of(document) == []
    assert [(block.kind, document.words(block.span)) for block in document.blocks] == [(BlockKind.ALT_TEXT, UNSEEN)]


def test_tiny_text_behind_words_stays_hidden_though_a_picture_stood_before():
    page = f'<img src="logo.png"><p>Seen.</p><p style="font-size:1pt">{UNSEEN}</p>'
    assert hidden_of(read_page(page)) == [("tiny text", UNSEEN)]


def test_white_text_is_not_judged_where_a_style_sheet_may_set_the_background():
    page = f'<html><head><link rel="stylesheet" href="a.css"></head><body><p style="color:#fff">{UNSEEN}</p></body></html>'
    assert hidden_of(read_page(page)) == []


def test_hidden_words_inside_a_sentence_are_a_block_of_their_own():
    document = read_page(f'<p>Orders <span style="display:none">{UNSEEN}</span>grew.</p>')
    assert words_of(document) == ["Orders grew.", UNSEEN]
    assert document.blocks[1].hidden is Hidden.INVISIBLE_TEXT


def test_comments_that_hold_sentences_are_hidden_text():
    other = "<!--[if IE]> use the old one for this <![endif]--><!-- Field: Page; Sequence: 1 -->"
    markup = f"<!-- <p>Do not publish: the merger with Heron is off.</p> -->{other}<p>Seen.</p>"
    document = read_page(markup)
    assert hidden_of(document) == [("HTML comment", "Do not publish: the merger with Heron is off.")]
    assert document.blocks[0].kind is BlockKind.COMMENT


def test_class_rules_of_the_page_hide():
    style = ".gone{display:none} @media print{.seen{display:none}}"
    page = f"<html><head><style>{style}</style></head><body><p class='gone'>{UNSEEN}</p><p class='seen'>Orders grew in the year</p></body></html>"
    assert hidden_of(read_page(page)) == [("display:none", UNSEEN)]


def test_a_class_that_another_rule_shows_again_is_not_taken_for_hidden():
    page = f"<html><head><style>.tab{{display:none}} #a .tab{{display:block}}</style></head><body><p class='tab'>{UNSEEN}</p></body></html>"
    assert hidden_of(read_page(page)) == []


def test_hidden_labels_of_menus_are_ignored_but_hidden_figures_are_not():
    markup = '<div style="display:none">Close menu</div><div style="display:none">EPS $1.23</div>'
    assert hidden_of(read_page(markup)) == [("display:none", "EPS $1.23")]


def test_hidden_rows_cells_and_tables_are_marked():
    rows = '<tr><td>Cash</td><td>5</td></tr><tr style="display:none"><td>Debt</td><td>900</td></tr>'
    document = read_page(f"<table>{rows}<tr><td>Loans</td><td style='display:none'>{UNSEEN}</td><td>6</td></tr></table>")
    assert hidden_of(document) == [("hidden row", "Debt\t900"), ("display:none", UNSEEN)]
    whole = read_page(f'<table style="display:none">{rows}</table>')
    assert [detail for detail, _ in hidden_of(whole)] == ["display:none", "display:none"]


def test_hidden_navigation_stays_navigation():
    document = read_page('<nav style="display:none"><p>All of our products by region</p></nav>')
    assert [(block.kind, block.hidden) for block in document.blocks] == [(BlockKind.NAVIGATION, Hidden.INVISIBLE_TEXT)]


SLIDE = '<div><img src="slide{n}.jpg" title="slide{n}"><div><font size="1" style="font-size:1pt;color:white">Revenue rose {n}% </font></div></div>'


def test_the_words_of_a_pictured_slide_are_the_pictures_words():
    document = read_page("".join(SLIDE.format(n=n) for n in (1, 2)))
    assert [(block.kind, document.words(block.span), block.hidden) for block in document.blocks] == [
        (BlockKind.ALT_TEXT, "Revenue rose 1%", None),
        (BlockKind.ALT_TEXT, "Revenue rose 2%", None),
    ]


def test_tiny_text_behind_other_words_is_hidden():
    page = f'<img src="logo.jpg"><p>We mill flour.</p><p style="font-size:1px">{UNSEEN}</p>'
    assert hidden_of(read_page(page)) == [("tiny text", UNSEEN)]
