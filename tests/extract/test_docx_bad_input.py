"""Word files that are damaged, hostile or odd."""

import io

import docx
import pytest
from factories_word import opened, p, packed, part, r, shown, table, tr, unpacked, word_file
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.errors import CorruptDocument, ExtractionError, LimitExceeded
from screener.extract.limits import Limits
from screener.types import BlockKind

P = BlockKind.PARAGRAPH


def test_a_file_cut_short_is_corrupt():
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(CorruptDocument):
        opened(out.getvalue()[:-200])


def test_a_file_without_its_main_part_is_corrupt_and_says_what_to_do():
    files = unpacked(word_file(p("Body")))
    del files["word/document.xml"]
    with pytest.raises(CorruptDocument, match="save it again"):
        opened(packed(files))


def test_a_main_part_of_another_name_is_found_through_the_package():
    files = {name.replace("word/document.xml", "word/document2.xml"): content for name, content in unpacked(word_file(p("Body"))).items()}
    files["word/_rels/document2.xml.rels"] = files.pop("word/_rels/document.xml.rels", b"")
    files["_rels/.rels"] = files["_rels/.rels"].replace(b"document.xml", b"document2.xml")
    assert shown(opened(packed(files))) == [(P, "Body")]


def test_an_entity_bomb_is_refused():
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    files = unpacked(word_file(p("&amp;b;")))
    files["word/document.xml"] = files["word/document.xml"].replace(b"?>", b"?>" + bomb.encode(), 1)
    with pytest.raises(CorruptDocument, match="document type"):
        opened(packed(files))


def test_a_damaged_part_that_is_not_the_body_is_a_gap():
    files = unpacked(word_file(p("Body"), parts={"styles.xml": "<broken", "footnotes.xml": part("w:footnotes", ""), "comments.xml": "<w:comments"}))
    found = opened(packed(files))
    assert shown(found) == [(P, "Body")]
    assert sorted((gap.what, gap.code) for gap in found.gaps) == [("comments.xml", "corrupt"), ("styles.xml", "corrupt")]


def test_damaged_links_are_a_gap_and_the_body_is_read():
    files = unpacked(word_file(p("Body")))
    files["word/_rels/document.xml.rels"] = b"<broken"
    found = opened(packed(files))
    assert shown(found) == [(P, "Body")]
    assert [gap.what for gap in found.gaps] == ["links of document.xml"]


def test_macros_and_a_document_of_pictures_only_are_gaps():
    targets = {"m": ("vbaProject", "vbaProject.bin"), "i": ("image", "media/scan.png")}
    assert [gap.code for gap in opened(word_file(p("Body"), targets=targets)).gaps] == ["unsupported"]
    assert [gap.code for gap in opened(word_file("", targets={"i": ("image", "media/scan.png")})).gaps] == ["scanned_page"]


@pytest.mark.parametrize("nest", ["<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:tbl><w:tr><w:tc>{}<w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"])
def test_content_nested_too_deeply_is_a_gap_and_the_rest_is_read(nest):
    deep = p("Deep")
    for _ in range(60):
        deep = nest.format(deep)
    found = opened(word_file(p("Before") + deep + p("After")), Limits(max_depth=20))
    assert [words for _, words in shown(found)] == ["Before", "After"]
    assert [(gap.what, gap.code) for gap in found.gaps] == [("deeply nested content", "limit")]


def test_runs_nested_too_deeply_are_a_gap():
    deep = r("Deep")
    for _ in range(60):
        deep = f"<w:smartTag>{deep}</w:smartTag>"
    found = opened(word_file(f"<w:p>{r('Before')}{deep}</w:p>"), Limits(max_depth=20))
    assert shown(found) == [(P, "Before")]
    assert [gap.code for gap in found.gaps] == ["limit"]


def test_nesting_no_parser_follows_is_an_error_that_names_the_part():
    deep = "<w:sdt>" * 400 + "</w:sdt>" * 400
    with pytest.raises(LimitExceeded, match=r"document\.xml"):
        opened(word_file(deep))


def test_text_beyond_the_limit_is_refused():
    with pytest.raises(LimitExceeded):
        opened(word_file(p("word " * 1000)), Limits(max_text=1000))


def test_words_between_paragraphs_and_runs_without_a_paragraph_are_read():
    assert shown(opened(word_file(r("Stray") + p("Body")))) == [(P, "Stray"), (P, "Body")]


def test_numbers_no_program_writes_do_no_harm():
    wild = "9" * 400
    body = p("Body", f'<w:numPr><w:ilvl w:val="{wild}"/><w:numId w:val="{wild}"/></w:numPr><w:ind w:left="{wild}"/><w:outlineLvl w:val="x"/>')
    body += p(r("Size", f'<w:sz w:val="{wild}"/><w:color w:val="zzzzzz"/>'))
    body += table(tr(f'<w:tc><w:tcPr><w:gridSpan w:val="{wild}"/></w:tcPr>{p("a")}</w:tc>', "b"), tr("c", "d"))
    assert "Body" in opened(word_file(body)).text


def test_a_relationship_that_climbs_out_of_the_file_finds_nothing():
    body = '<w:p><w:r><w:drawing><c:chart r:id="c"/></w:drawing></w:r></w:p>'
    assert [gap.what for gap in opened(word_file(body, targets={"c": ("chart", "../../../etc/passwd")})).gaps] == ["chart"]


def test_a_file_with_an_empty_body_has_no_text():
    assert opened(word_file("")).text == ""


def test_a_comment_in_the_xml_does_not_cut_a_word():
    assert shown(opened(word_file("<w:p><w:r><w:t>mate<!-- x -->rial</w:t></w:r></w:p>"))) == [(P, "material")]


@pytest.mark.parametrize("tags", [5_000])
def test_a_paragraph_of_many_pieces_takes_time_in_proportion_only(tags):
    run = "<w:r>" + "<w:t>a</w:t><w:tab/>" * tags + "</w:r>"
    many = "".join(f'<w:commentRangeStart w:id="{i}"/><w:r><w:t>b</w:t></w:r>' for i in range(tags))
    assert len(opened(word_file(f"<w:p>{run}{many}</w:p>")).text) == 3 * tags


PIECES = [
    p("Plain"),
    p(r("bold", "<w:b/>") + r("hidden", "<w:vanish/>")),
    p('<w:del w:author="A"><w:r><w:delText>gone</w:delText></w:r></w:del>'),
    table(tr("a", "$", "5"), tr("b", "c", "d")),
    "<w:sdt><w:sdtContent>" + p("control") + "</w:sdtContent></w:sdt>",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6), st.integers(0, 400), st.sampled_from([b"", b"\x00", b"<", b"w:p", b"</w:p>"]))
def test_a_body_with_bytes_changed_is_read_or_refused_never_a_crash(pieces, where, noise):
    files = unpacked(word_file("".join(pieces)))
    body = files["word/document.xml"]
    where = len(body) * where // 400
    files["word/document.xml"] = body[:where] + noise + body[where + len(noise) :]
    try:
        found = opened(packed(files))
    except ExtractionError:
        return
    assert all(0 <= block.span.start < block.span.end <= len(found.text) for block in found.blocks)
