"""Word documents: each feature on its own, then the sample reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaocheng.documents import Document, Table
from kaocheng.readers import Source, read
from tests.readers.build_docx import docx, p, package, part_xml, tbl, tc, tr, unpack
from tests.readers.invariants import check_document

SAMPLES = Path(__file__).parents[2] / "samples/seeds/docx"


def reading(body: str, extra: dict[str, tuple[str, str]] | None = None) -> Document:
    document = read(docx(body, extra))
    check_document(document)
    return document


def texts(body: str) -> list[str]:
    return texts_of(reading(body))


def texts_of(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def only_table(body: str) -> Table:
    (table,) = reading(body).tables()
    return table


def grid(table: Table) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in table.grid()]


def test_paragraphs_and_tables_keep_their_order_and_empty_paragraphs_count() -> None:
    document = reading(p("一") + "<w:p/>" + tbl(tr(tc("表"))) + p(" 二 "))
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]
    assert [(x.text, x.where.paragraph) for x in document.paragraphs()] == [("一", 1), ("二", 3)]


@pytest.mark.parametrize(
    "run, expected",
    [
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲\t乙"),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/><w:t>丙</w:t></w:r>", "甲\n乙\n丙"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲乙"),
        ("<w:r><w:t>7</w:t><w:noBreakHyphen/><w:t>24</w:t></w:r>", "7-24"),
        ('<w:hyperlink r:id="rId9"><w:r><w:t>甲</w:t></w:r></w:hyperlink>', "甲"),
        ("<w:smartTag><w:smartTag><w:r><w:t>甲</w:t></w:r></w:smartTag></w:smartTag>", "甲"),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt>", "甲"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>jia</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>甲</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "甲",
        ),
        ("<m:oMath><m:r><m:t>A÷B</m:t></m:r></m:oMath>", "A÷B"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="0052"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="00A3"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>90</w:t></w:r>', "≥90"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>R</w:t></w:r><w:r><w:t>R是</w:t></w:r>', "☑R是"),
    ],
)
def test_what_a_reader_sees_in_a_paragraph(run: str, expected: str) -> None:
    assert texts(f"<w:p>{run}</w:p>") == [expected]


@pytest.mark.parametrize("state, tick", [('<w14:checked w14:val="1"/>', "☑"), ('<w14:checked w14:val="0"/>', "☐")])
def test_check_box_controls(state: str, tick: str) -> None:
    control = (
        f"<w:sdt><w:sdtPr><w14:checkbox>{state}</w14:checkbox></w:sdtPr>"
        "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
    )
    assert texts(f"<w:p>{control}<w:r><w:t>是</w:t></w:r></w:p>") == [f"{tick}是"]


def field(instruction: str, result: str, data: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_fields_show_their_result() -> None:
    inner = field("PAGE", "<w:r><w:t>9</w:t></w:r>")
    outer = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>{inner}'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>末页</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(f"<w:p>{outer}<w:r><w:t>。</w:t></w:r></w:p>") == ["末页。"]


def test_a_field_without_end_loses_nothing() -> None:
    assert texts('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:t>甲</w:t></w:r></w:p>' + p("乙")) == ["甲", "乙"]


def test_old_form_fields() -> None:
    box = "<w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData>"
    choice = (
        "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='优'/><w:listEntry w:val='良'/>"
        "</w:ddList></w:ffData>"
    )
    assert texts(f"<w:p>{field('FORMCHECKBOX', '', box)}</w:p>") == ["☑"]
    assert texts(f"<w:p>{field('FORMDROPDOWN', '', choice)}</w:p>") == ["良"]


def test_merged_cells() -> None:
    table = only_table(
        tbl(
            tr(tc("项目资金", merge="restart"), tc("预算", span=2), tc("得分")),
            tr(tc("", merge="continue"), tc("年初"), tc("全年"), tc("10")),
        )
    )
    assert grid(table) == [["项目资金", "预算", "预算", "得分"], ["项目资金", "年初", "全年", "10"]]
    assert [(cell.text, cell.row_span, cell.column_span) for cell in table.cells][:2] == [
        ("项目资金", 2, 1),
        ("预算", 1, 2),
    ]


def test_a_merge_below_a_cell_of_another_width_stands_for_itself() -> None:
    table = only_table(
        tbl(tr(tc("甲", span=2, merge="restart"), tc("乙")), tr(tc("丙", merge="continue"), tc("丁"), tc("戊")))
    )
    assert grid(table) == [["甲", "甲", "乙"], ["丙", "丁", "戊"]]


def test_a_merge_without_beginning_keeps_its_text() -> None:
    assert grid(only_table(tbl(tr(tc("甲", merge="continue"))))) == [["甲"]]


def test_rows_of_different_width() -> None:
    before = '<w:gridBefore w:val="2"/>'
    table = only_table(tbl(tr(tc("甲"), tc("乙"), tc("丙")), tr(tc("丁"), properties=before), tr(tc("戊"))))
    assert grid(table) == [["甲", "乙", "丙"], [None, None, "丁"], ["戊", None, None]]


def test_cells_merged_sideways_in_the_old_way() -> None:
    cells = [
        f'<w:tc><w:tcPr><w:hMerge w:val="{kind}"/></w:tcPr>{p(text)}</w:tc>'
        for kind, text in (("restart", "甲"), ("continue", ""))
    ]
    assert grid(only_table(tbl(tr(*cells, tc("乙"))))) == [["甲", "甲", "乙"]]


def test_text_of_a_cell() -> None:
    table = only_table(tbl(tr(tc(p(" 一、甲") + p("二、乙 ")), tc("<w:p/>"))))
    assert [cell.text for cell in table.cells] == ["一、甲\n二、乙", ""]


def test_nested_tables_count_after_the_table_that_holds_them() -> None:
    inner = tbl(tr(tc("内")))
    document = reading(tbl(tr(tc(p("外") + inner + p("后")))) + tbl(tr(tc("下"))))
    assert [(table.number, table.cells[0].text) for table in document.tables()] == [(1, "外\n后"), (2, "内"), (3, "下")]


def test_content_controls_around_rows_and_cells_are_transparent() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    table = only_table(tbl(tr(tc("甲"), control(tc("乙"))), control(tr(tc("丙"), tc("丁")))))
    assert grid(table) == [["甲", "乙"], ["丙", "丁"]]
    assert texts(control(p("段"))) == ["段"]


def test_text_boxes_are_read_once_where_they_are_anchored() -> None:
    def box(text: str) -> str:
        return f"<w:txbxContent>{p(text)}</w:txbxContent>"

    shape = (
        "<mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:txbx>{box('框')}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box('框')}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    document = reading(f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{shape}</w:r></w:p>" + p("下文"))
    assert [(x.text, x.where.paragraph) for x in document.paragraphs()] == [("正文", 1), ("框", 1), ("下文", 2)]


def test_headers_and_footers_stand_apart() -> None:
    document = reading(
        p("正文"),
        {
            "header1.xml": ("header", part_xml("hdr", p("页眉"))),
            "footer1.xml": ("footer", part_xml("ftr", p("第1页"))),
        },
    )
    assert texts_of(document) == ["正文"]
    assert [x.text for x in document.headers] == ["页眉"]
    assert [x.text for x in document.footers] == ["第1页"]


def test_footnotes_follow_the_body() -> None:
    notes = part_xml("footnotes", f'<w:footnote w:id="1">{p("注")}</w:footnote>')
    document = reading(p("正文"), {"footnotes.xml": ("footnotes", notes)})
    assert texts_of(document) == ["正文", "注"]


def test_tracked_changes_are_resolved_and_counted() -> None:
    document = reading(
        "<w:p><w:r><w:t>得分</w:t></w:r><w:del><w:r><w:delText>90</w:delText><w:t>90</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>95</w:t></w:r></w:ins></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>"
        + tbl(tr(tc("留")), tr(tc("删"), properties="<w:del/>"))
    )
    assert texts_of(document) == ["得分95", "新处"]
    assert [grid(table) for table in document.tables()] == [[["留"]]]
    assert document.remarks == {"tracked-change": 5}


def test_a_paragraph_whose_mark_was_deleted_runs_on() -> None:
    assert texts(p("前", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") + p("后")) == ["前后"]
    assert texts(p("末", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>")) == ["末"]
    document = reading(p("表前", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") + tbl(tr(tc("表"))))
    assert texts_of(document) == ["表前"]
    assert grid(next(document.tables())) == [["表"]]


def test_comments_bookmarks_and_hidden_text_are_counted_not_read() -> None:
    document = reading(
        '<w:p><w:bookmarkStart w:id="1" w:name="甲"/><w:bookmarkEnd w:id="1"/><w:commentRangeStart w:id="0"/>'
        "<w:r><w:t>见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>不见</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>也见</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    assert texts_of(document) == ["见也见"]
    assert document.remarks == {"bookmark": 1, "comment": 1, "hidden-text": 1}


def test_hidden_rows_are_marked() -> None:
    table = only_table(tbl(tr(tc("见")), tr(tc("不见"), properties="<w:hidden/>")))
    assert [cell.hidden for cell in table.cells] == [False, True]


def level(depth: int, kind: str, text: str, style: str = "") -> str:
    tied = f'<w:pStyle w:val="{style}"/>' if style else ""
    shape = f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/>{tied}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{shape}</w:lvl>'


NUMBERING = part_xml(
    "numbering",
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "chineseCounting", "%1、", "标题")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%1.%3")
    + level(3, "bullet", "●")
    + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>',
)


def numbered(text: str, depth: int) -> str:
    return p(text, f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr></w:pPr>')


def test_automatic_numbers_are_read_as_printed() -> None:
    styled = p("概况", '<w:pPr><w:pStyle w:val="标题"/></w:pPr>')
    body = styled + numbered("甲", 1) + numbered("乙", 1) + numbered("丙", 2) + numbered("丁", 3) + numbered("结论", 0)
    document = reading(body + numbered("戊", 1), {"numbering.xml": ("numbering", NUMBERING)})
    assert texts_of(document) == [
        "一、概况", "（一）甲", "（二）乙", "一.1 丙", "丁", "二、结论", "（一）戊",
    ]  # fmt: skip
    assert document.remarks == {"auto-number": 6}


def test_strict_documents_are_read_like_others() -> None:
    parts = unpack(docx(p("正文") + tbl(tr(tc("表")))))
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    document = read(Source("strict.docx", package(parts)))
    assert texts_of(document) == ["正文"]
    assert len(list(document.tables())) == 1


def test_documents_with_macros_are_read() -> None:
    document = read(docx(p("正文"), main="application/vnd.ms-word.document.macroEnabled.main+xml"))
    assert document.reader == "docx"


@pytest.mark.parametrize(
    "name, shapes",
    [
        ("chengde-2022", [(4, 7), (37, 9), (38, 9), (38, 9)]),
        ("yuanshi-2022", [(2, 4), (20, 8), (20, 8), (20, 8), (20, 8), (20, 8)]),
        ("beita-2023", [(29, 9)]),
        ("luquan-2024", [(7, 3)]),
        ("bishan-2022", [(12, 4)]),
    ],
)
def test_sample_reports(name: str, shapes: list[tuple[int, int]]) -> None:
    document = read(SAMPLES / f"{name}.docx")
    check_document(document)
    assert [(table.row_count, table.column_count) for table in document.tables()] == shapes
    assert all(cell is not None for table in document.tables() for row in table.grid() for cell in row)


def test_known_cells_of_a_sample() -> None:
    form = list(read(SAMPLES / "chengde-2022.docx").tables())[1]
    rows = grid(form)
    assert rows[0][:3] == ["项目名称", "项目名称", "机房、网络、网站、电子政务建设及管理专项"]
    assert [row[0] for row in rows[2:7]] == ["项目资金 (万元)"] * 5
    assert rows[3][1:] == ["年度资金总额", "年度资金总额", "97.52", "97.52", "", "10 分", "100%", "10"]
