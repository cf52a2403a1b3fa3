"""What Word, PowerPoint and Excel files have in common."""

import pytest
from factories_word import links, packed, part
from lxml import etree

from screener.errors import CorruptDocument
from screener.extract.archive import Archive
from screener.extract.builder import DocumentBuilder
from screener.extract.limits import Limits
from screener.extract.ooxml import chart_text, diagram_text, main_part, optional_part, people, properties, relationships
from screener.types import Source

CHART_EX = "http://schemas.microsoft.com/office/drawing/2014/chartex"


def archive(files):
    return Archive(packed(files), Limits())


def builder():
    return DocumentBuilder(Source(name="x", media_type="", sha256="", bytes=0), Limits())


def points(kind: str, values: list[str], code: str = "") -> str:
    cached = "".join(f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(values))
    return f"<c:{kind}Ref><c:{kind}Cache>{f'<c:formatCode>{code}</c:formatCode>' if code else ''}{cached}</c:{kind}Cache></c:{kind}Ref>"


def chart(series: str) -> Archive:
    return archive({"c.xml": part("c:chartSpace", f"<c:chart><c:plotArea>{series}</c:plotArea></c:chart>")})


def test_targets_are_resolved_from_the_part_that_holds_them():
    targets = {"a": ("image", "../media/one%20two.png"), "b": ("slide", "/ppt/slides/s.xml"), "c": ("hyperlink", "https://a.example/x")}
    found = relationships(archive({"ppt/_rels/p.xml.rels": links(targets), "ppt/slides/s.xml": "", "media/one two.png": ""}), "ppt/p.xml")
    assert [(link.kind, link.target, link.external) for link in found.values()] == [
        ("image", "media/one two.png", False),
        ("slide", "ppt/slides/s.xml", False),
        ("hyperlink", "https://a.example/x", True),
    ]


def test_a_part_without_relationships_has_none():
    assert relationships(archive({"a.xml": ""}), "a.xml") == {}


def test_a_package_without_a_main_part_is_corrupt():
    with pytest.raises(CorruptDocument, match=r"word/document\.xml"):
        main_part(archive({"a.xml": ""}), "word/document.xml")


def test_a_damaged_optional_part_is_a_gap_and_an_absent_one_nothing():
    target = builder()
    assert optional_part(archive({"a.xml": "<broken"}), "a.xml", target) is None
    assert optional_part(archive({"a.xml": ""}), "b.xml", target) is None
    assert [(gap.what, gap.code) for gap in target.build().gaps] == [("a.xml", "corrupt")]


def test_properties_of_all_three_kinds_are_read_and_counts_and_times_left_out():
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    app = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    custom = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    files = {
        "docProps/core.xml": f'<p xmlns="{core}"><lastModifiedBy>Ann Lee</lastModifiedBy><revision>3</revision><category/></p>',
        "docProps/app.xml": f'<p xmlns="{app}"><Company>Acme Corp</Company><Words>20</Words><TotalTime>5</TotalTime></p>',
        "docProps/custom.xml": f'<p xmlns="{custom}"><property pid="2" name="Code name"><v>Falcon</v></property></p>',
    }
    target = builder()
    assert properties(archive(files), target) == {"Last modified by": "Ann Lee", "Company": "Acme Corp", "Code name": "Falcon"}
    assert target.build().text == "Last modified by: Ann Lee\nCompany: Acme Corp\nCode name: Falcon"


def test_a_series_reads_as_its_name_and_pairs_of_category_and_value():
    series = f"<c:ser><c:tx>{points('str', ['Sales'])}</c:tx><c:cat>{points('str', ['Q1', 'Q2'])}</c:cat><c:val>{points('num', ['10', '12.5'])}</c:val></c:ser>"
    assert chart_text(chart(series), "c.xml") == ["Sales: Q1 10; Q2 12.5"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [("0%", "7.5%"), ("#,##0", "0.075"), ("General", "0.075"), ('0"%y"', "0.075"), ("[Red]0.0%", "7.5%")],
)
def test_values_follow_percent_formats(code, shown):
    assert chart_text(chart(f"<c:ser><c:val>{points('num', ['0.075'], code)}</c:val></c:ser>"), "c.xml") == [shown]


def test_dates_of_a_category_axis_are_written_out_and_nonsense_stays():
    series = f"<c:ser><c:cat>{points('num', ['46112', 'x', '1e99'], 'mmm-yy')}</c:cat><c:val>{points('num', ['1', '2', '3'])}</c:val></c:ser>"
    assert chart_text(chart(series), "c.xml") == ["2026-03-31 1; x 2; 1e99 3"]


def test_levels_of_categories_are_joined_outer_first():
    levels = '<c:multiLvlStrRef><c:multiLvlStrCache><c:lvl><c:pt idx="0"><c:v>Q1</c:v></c:pt></c:lvl><c:lvl><c:pt idx="0"><c:v>2026</c:v></c:pt></c:lvl>'
    series = f"<c:ser><c:cat>{levels}</c:multiLvlStrCache></c:multiLvlStrRef></c:cat><c:val>{points('num', ['5'])}</c:val></c:ser>"
    assert chart_text(chart(series), "c.xml") == ["2026 Q1 5"]


def test_charts_of_the_newer_kind_are_read():
    level = "<x:lvl><x:pt>{}</x:pt><x:pt>{}</x:pt></x:lvl>"
    data = f"<x:data><x:strDim>{level.format('Start', 'Price')}</x:strDim><x:numDim>{level.format('5', '-1')}</x:numDim></x:data>"
    found = chart_text(archive({"c.xml": f'<x:chartSpace xmlns:x="{CHART_EX}"><x:chartData>{data}</x:chartData></x:chartSpace>'}), "c.xml")
    assert found == ["Start 5; Price -1"]


def test_shapes_drawn_on_a_chart_are_read():
    shapes = part("c:userShapes", "<a:p><a:r><a:t>Record</a:t></a:r><a:br/><a:r><a:t>quarter</a:t></a:r></a:p>")
    files = {"c.xml": part("c:chartSpace", ""), "_rels/c.xml.rels": links({"u": ("chartUserShapes", "d.xml")}), "d.xml": shapes}
    assert chart_text(archive(files), "c.xml") == ["Record quarter"]


def test_a_diagram_whose_points_lead_in_circles_ends_and_loses_none():
    point = '<dgm:pt modelId="{0}"><dgm:t><a:p><a:r><a:t>{0}</a:t></a:r></a:p></dgm:t></dgm:pt>'
    circle = '<dgm:cxn srcId="A" destId="B"/><dgm:cxn srcId="B" destId="A"/>'
    files = {"d.xml": part("dgm:dataModel", f"<dgm:ptLst>{point.format('A')}{point.format('B')}{point.format('C')}</dgm:ptLst>{circle}")}
    assert sorted(diagram_text(archive(files), "d.xml")) == ["A", "B", "C"]


def test_people_are_known_by_id():
    assert people(etree.fromstring('<l><a id="1" name="Ann Lee"/><a id="2" displayName="Bo Ray"/><a name="x"/></l>')) == {"1": "Ann Lee", "2": "Bo Ray"}
