"""What the recipient of a Word file finds besides what its reader sees: tracked changes, comments, hidden text."""

import pytest
from factories_word import concealed, opened, p, part, r, shown, table, tc, tr, word_file

from screener.types import BlockKind, Change, Hidden

P = BlockKind.PARAGRAPH
BY = 'w:id="1" w:author="Ann Lee" w:date="2026-05-04T10:00:00Z"'
WHO = ("Ann Lee", "2026-05-04T10:00:00Z")


def deleted(text: str, by: str = BY) -> str:
    return f"<w:del {by}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def inserted(content: str) -> str:
    return f"<w:ins {BY}>{content}</w:ins>"


def changes(found):
    return [(words, block.change) for block, words in concealed(found) if block.hidden is Hidden.DELETED_TEXT]


def test_deleted_words_leave_the_text_and_follow_their_paragraph_with_who_and_when():
    found = opened(word_file(p(r("Sales will ") + deleted("double") + inserted(r("rise")) + r(" in May.")) + p("Next.")))
    assert shown(found) == [(P, "Sales will rise in May."), (P, "Next.")]
    assert changes(found) == [("double", Change("deletion", *WHO))]
    assert found.blocks[1].provenance.paragraph == 1


def test_a_deletion_kept_in_several_pieces_is_one_and_those_apart_or_by_others_are_several():
    other = BY.replace("Ann Lee", "Bo Ray")
    found = opened(word_file(p(deleted("a") + deleted("b") + r("seen") + deleted("c") + deleted("d", other))))
    assert [words for words, _ in changes(found)] == ["ab", "c", "d"]


def test_moved_words_stand_where_they_went_and_count_as_deleted_where_they_were():
    moved = f"<w:moveFrom {BY}>{r('We bid. ')}</w:moveFrom>"
    found = opened(word_file(p(moved + r("First.")) + p(f"<w:moveTo {BY}>{r('We bid. ')}</w:moveTo>{r('Then.')}")))
    assert shown(found) == [(P, "First."), (P, "We bid. Then.")]
    assert changes(found) == [("We bid.", Change("deletion", *WHO))]


def test_words_inserted_by_one_and_deleted_by_another_are_deleted():
    found = opened(word_file(p(r("Up.") + f"<w:ins {BY}>{deleted('Down.')}</w:ins>")))
    assert shown(found) == [(P, "Up.")]
    assert [words for words, _ in changes(found)] == ["Down."]


def test_a_paragraph_inserted_whole_says_so_and_one_inserted_in_part_does_not():
    found = opened(word_file(p(inserted(r("New."))) + p(r("Old and ") + inserted(r("new.")))))
    assert [block.change for block in found.blocks] == [Change("insertion", *WHO), None]


def test_a_deleted_row_is_deleted_text_and_not_part_of_the_table():
    found = opened(word_file(table(tr("Sales", "10"), tr("Orders", "99", properties=f"<w:del {BY}/>"), tr("Income", "3"))))
    assert [words for kind, words in shown(found) if kind is BlockKind.ROW] == ["Sales\t10", "Income\t3"]
    assert changes(found) == [("Orders", Change("deletion", *WHO)), ("99", Change("deletion", *WHO))]


def comment(identifier: int, mark: str, author: str, content: str) -> str:
    return f'<w:comment w:id="{identifier}" {author}><w:p w14:paraId="{mark}">{content}</w:p></w:comment>'


COMMENTS = part(
    "w:comments",
    comment(5, "AA", 'w:author="Bo Ray" w:date="2026-05-05T08:00:00Z"', r("Is this public?"))
    + comment(6, "BB", 'w:author="Ann Lee"', r("Not before ") + deleted("May") + r("June."))
    + comment(7, "CC", 'w:author="Cy Poe"', r("Nowhere.")),
)
EXTENDED = part("w15:commentsEx", '<w15:commentEx w15:paraId="AA" w15:done="1"/><w15:commentEx w15:paraId="BB" w15:paraIdParent="AA" w15:done="1"/>')


def test_a_comment_follows_the_paragraph_it_hangs_on_with_its_author_and_whether_it_is_settled():
    mark = '<w:commentRangeStart w:id="{0}"/>{1}<w:commentRangeEnd w:id="{0}"/><w:r><w:commentReference w:id="{0}"/></w:r>'
    body = p(mark.format(5, r("We won the contract.")) + '<w:r><w:commentReference w:id="6"/></w:r>') + p("Next.")
    found = opened(word_file(body, parts={"comments.xml": COMMENTS, "commentsExtended.xml": EXTENDED}))
    blocks = [(words, block.change, block.hidden_detail, block.provenance.paragraph) for block, words in concealed(found)]
    assert blocks == [
        ("Is this public?", Change("comment", "Bo Ray", "2026-05-05T08:00:00Z"), "resolved", 1),
        ("Not before MayJune.", Change("comment", "Ann Lee"), "resolved reply", 1),
        ("Nowhere.", Change("comment", "Cy Poe"), None, None),
    ]
    assert all(block.kind is BlockKind.COMMENT and block.hidden is Hidden.COMMENT for block, _ in concealed(found))
    assert found.words(found.blocks[3].span) == "Next."


def test_a_comment_that_begins_between_paragraphs_or_in_a_cell_is_placed():
    body = '<w:commentRangeStart w:id="5"/>' + p("First.") + table(tr("a", tc(p(r("b") + '<w:r><w:commentReference w:id="6"/></w:r>'))))
    found = opened(word_file(body, parts={"comments.xml": COMMENTS}))
    assert [block.provenance.paragraph for block, _ in concealed(found)] == [1, 3, None]


INVISIBLE = [
    ("<w:vanish/>", "hidden text"),
    ('<w:color w:val="FFFFFF"/>', "white text"),
    ('<w:color w:val="FDFDFE"/>', "white text"),
    ('<w:color w:val="auto" w:themeColor="background1"/>', "white text"),
    ('<w:sz w:val="2"/>', "tiny text"),
    ('<w:highlight w:val="black"/>', "text in the color of its background"),
    ('<w:color w:val="1F3864"/><w:shd w:val="clear" w:fill="1F3864"/>', "text in the color of its background"),
]


@pytest.mark.parametrize(("properties", "detail"), INVISIBLE)
def test_words_nobody_can_see_are_hidden_text_of_their_own(properties, detail):
    found = opened(word_file(p(r("Sales rose ") + r("by 40% ", properties) + r("in May."))))
    assert shown(found) == [(P, "Sales rose in May.")]
    assert [(words, block.hidden, block.hidden_detail) for block, words in concealed(found)] == [("by 40%", Hidden.INVISIBLE_TEXT, detail)]


@pytest.mark.parametrize(
    "properties",
    [
        '<w:vanish w:val="0"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>',
        '<w:color w:val="000000"/>',
        '<w:sz w:val="3"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="pct25"/>',
    ],
)
def test_words_that_can_be_seen_are_not_hidden(properties):
    assert concealed(opened(word_file(p(r("Sales rose", properties))))) == []


def test_hidden_text_by_style_is_hidden_and_a_run_may_show_it_again():
    concealing = '<w:style w:type="character" w:styleId="S"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
    body = p(r("a ") + r("b ", '<w:rStyle w:val="S"/>') + r("c", '<w:rStyle w:val="S"/><w:vanish w:val="0"/>'))
    found = opened(word_file(body, parts={"styles.xml": part("w:styles", concealing)}))
    assert shown(found) == [(P, "a c")]
    assert [words for _, words in concealed(found)] == ["b"]


WHITE = '<w:color w:val="FFFFFF"/>'
TABLE_STYLE = part(
    "w:styles",
    '<w:style w:type="table" w:styleId="Plain"><w:name w:val="Plain"/></w:style>'
    '<w:style w:type="table" w:styleId="Base"><w:name w:val="Base"/>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style>'
    '<w:style w:type="table" w:styleId="Dark"><w:name w:val="Dark"/><w:basedOn w:val="Base"/></w:style>',
)


@pytest.mark.parametrize(
    ("cell", "of_table", "is_hidden"),
    [
        ("", "", True),
        ('<w:shd w:val="clear" w:fill="1F3864"/>', "", False),
        ("", '<w:shd w:val="clear" w:fill="1F3864"/>', False),
        ("", '<w:tblStyle w:val="Dark"/>', False),
        ("", '<w:tblStyle w:val="Plain"/>', True),
        ('<w:shd w:val="clear" w:fill="FFFFFF"/>', "", True),
    ],
)
def test_white_words_in_a_cell_are_hidden_unless_the_cell_the_table_or_its_style_is_shaded(cell, of_table, is_hidden):
    rows = tr(tc(p(r("Net income", WHITE)), cell), "2026") + tr("Sales", "10")
    found = opened(word_file(f"<w:tbl><w:tblPr>{of_table}</w:tblPr>{rows}</w:tbl>", parts={"styles.xml": TABLE_STYLE}))
    assert bool(concealed(found)) is is_hidden
    assert ("Net income" in found.text.split("\n")[0]) is not is_hidden


def test_white_words_on_a_shaded_paragraph_a_colored_page_or_in_a_header_are_not_accused():
    shaded = p(r("Banner", WHITE), '<w:shd w:val="clear" w:fill="1F3864"/>')
    header = part("w:hdr", p(r("Letterhead", WHITE)))
    assert concealed(opened(word_file(shaded, parts={"header1.xml": header}))) == []


def test_a_hidden_row_is_marked_and_stays_in_its_table():
    found = opened(word_file(table(tr("Sales", "10"), tr("Secret", "7", properties="<w:hidden/>"))))
    assert [(block.hidden_detail, words) for block, words in concealed(found)] == [("hidden row", "Secret\t7")]


def test_hidden_and_deleted_words_of_a_cell_follow_the_table():
    found = opened(word_file(table(tr("Sales", tc(p(r("10") + r("!", "<w:vanish/>") + deleted("12")))), tr("Cost", "4"))))
    assert [words for _, words in shown(found)] == ["Sales\t10", "Cost\t4"]
    assert [(block.hidden, words) for block, words in concealed(found)] == [(Hidden.INVISIBLE_TEXT, "!"), (Hidden.DELETED_TEXT, "12")]


def test_a_note_no_paragraph_refers_to_is_hidden():
    notes = part("w:footnotes", f'<w:footnote w:id="2">{p("Old note.")}</w:footnote>')
    found = opened(word_file(p("Body"), parts={"footnotes.xml": notes}))
    assert [(block.kind, block.hidden_detail, words) for block, words in concealed(found)] == [(BlockKind.FOOTNOTE, "note without a reference", "Old note.")]
