"""A copy that is safe to publish: what goes, what stays, and that nothing else changes."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from trust.publication import Maker, make_docx, make_xlsx, measure

from kaocheng.documents import Document
from kaocheng.errors import EmptyInput, ReadError, UnknownFormat
from kaocheng.publication import Copy, RemovalKind, Unproven, make_copy, marks_of
from kaocheng.publication import run as run_module
from kaocheng.readers.registry import read
from kaocheng.readers.source import Source
from tests.publication.packages import COMMENTS, HYPERLINK, docx, parts_of, xlsx

SEEDS = Path(__file__).parents[2] / "samples" / "seeds"
PHONE = "0" * 11


def copied(data: bytes) -> tuple[Copy, Document]:
    copy = make_copy(Source("file", data))
    return copy, read(Source("copy", copy.data))


def text_of(document: Document) -> str:
    cells = [cell.text for table in document.tables() for cell in table.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs()), *cells])


def kinds(copy: Copy) -> Counter[RemovalKind]:
    return Counter({kind: sum(r.count for r in copy.removals if r.kind is kind) for kind in RemovalKind})


def test_names_become_a_placeholder_and_numbers_go_labels_stay() -> None:
    copy, document = copied(
        docx(f"<w:p><w:r><w:t>填报人：某某</w:t></w:r><w:r><w:t>甲 电话：{PHONE}</w:t></w:r></w:p>")
    )
    assert text_of(document) == "填报人：某某 电话："
    assert [(r.kind, r.what, r.where.paragraph) for r in copy.removals] == [
        (RemovalKind.NAME, "某**", 1),
        (RemovalKind.MOBILE, "000****0000", 1),
    ]


def test_the_same_string_goes_where_no_label_stands() -> None:
    body = f"<w:p><w:r><w:t>联系电话：{PHONE}</w:t></w:r></w:p><w:p><w:r><w:t>拨打{PHONE}即可</w:t></w:r></w:p>"
    copy, document = copied(docx(body))
    assert text_of(document) == "联系电话：\n拨打即可"
    assert kinds(copy)[RemovalKind.MOBILE] == 2


def test_a_name_that_is_also_a_word_is_left_inside_other_words_and_told() -> None:
    body = "<w:p><w:r><w:t>填报人：高峰</w:t></w:r></w:p><w:p><w:r><w:t>保障用水高峰期供水</w:t></w:r></w:p>"
    copy, document = copied(docx(body))
    assert text_of(document) == "填报人：某某\n保障用水高峰期供水"
    assert copy.doubtful == {"高*": 1}


def test_changes_are_accepted_and_hidden_text_and_rows_go() -> None:
    mark = 'w:id="1" w:author="某某乙"'
    body = (
        f"<w:p><w:r><w:t>资金</w:t></w:r><w:del {mark}><w:r><w:delText>一</w:delText></w:r></w:del>"
        f"<w:ins {mark}><w:r><w:t>二</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>三</w:t></w:r></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del {mark}/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p><w:p><w:r><w:t>后</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>见</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>不见</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    before = read(Source("file", docx(body)))
    copy, document = copied(docx(body))
    assert text_of(document) == "资金二\n前后\n见"
    assert [p.text for p in before.paragraphs()] == [p.text for p in document.paragraphs()]
    found = kinds(copy)
    assert (found[RemovalKind.TRACKED_CHANGE], found[RemovalKind.HIDDEN_TEXT], found[RemovalKind.HIDDEN_ROW]) == (
        3,
        1,
        1,
    )
    assert "某某乙".encode() not in b"".join(parts_of(copy.data).values())


def test_text_hidden_by_a_style_goes() -> None:
    styles = '<w:style w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    body = '<w:p><w:r><w:rPr><w:rStyle w:val="b"/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>显</w:t></w:r></w:p>'
    copy, document = copied(docx(body, styles=styles))
    assert text_of(document) == "显"
    assert kinds(copy)[RemovalKind.HIDDEN_TEXT] == 1


def test_comments_links_and_properties_leave_no_part_behind() -> None:
    copy, document = copied(docx(HYPERLINK, comments=COMMENTS, creator="某某丙"))
    assert text_of(document) == "网站"
    parts = parts_of(copy.data)
    assert not any("comments" in name for name in parts)
    assert b"comments" not in parts["[Content_Types].xml"]
    assert b"example.com" not in b"".join(parts.values())
    found = kinds(copy)
    assert (found[RemovalKind.COMMENT], found[RemovalKind.EXTERNAL_LINK], found[RemovalKind.PROPERTY]) == (1, 1, 1)


def test_a_workbook_keeps_its_addresses_and_loses_what_it_hides() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>合计</t></is></c><c r="B1"><f>SUM(B2:B3)</f><v>7</v></c></row>'
        '<row r="2" hidden="1"><c r="B2"><v>3</v></c></row><row r="3"><c r="B3"><v>4</v></c></row>'
    )
    copy, document = copied(xlsx(rows, hidden="<row><c><v>99</v></c></row>"))
    (table,) = document.tables()
    assert {(cell.row, cell.column): cell.text for cell in table.cells if cell.text} == {
        (0, 0): "合计",
        (0, 1): "7",
        (2, 1): "4",
    }
    found = kinds(copy)
    assert (found[RemovalKind.HIDDEN_ROW], found[RemovalKind.HIDDEN_SHEET], found[RemovalKind.FORMULA]) == (1, 1, 1)
    assert "xl/worksheets/sheet2.xml" not in parts_of(copy.data)


def test_a_number_typed_as_a_number_goes() -> None:
    rows = f'<row><c t="inlineStr"><is><t>联系电话</t></is></c></row><row><c t="str"><v>{PHONE}</v></c></row>'
    copy, document = copied(xlsx(rows))
    assert text_of(document).strip() == "联系电话"
    assert kinds(copy)[RemovalKind.MOBILE] == 1


def test_a_workbook_with_hidden_sheets_only_is_refused() -> None:
    with pytest.raises(EmptyInput):
        make_copy(Source("file", xlsx("<row><c><v>1</v></c></row>", state="hidden")))


@pytest.mark.parametrize(
    "path", sorted((SEEDS / "docx").glob("*.docx")) + sorted((SEEDS / "xlsx").glob("*.xlsx")), ids=lambda p: p.name
)
def test_untouched_parts_keep_their_bytes_and_a_second_pass_finds_nothing(path: Path) -> None:
    data = path.read_bytes()
    copy = make_copy(Source(path.name, data))
    before, after = parts_of(data), parts_of(copy.data)
    assert after.keys() <= before.keys()
    same = [name for name in after if after[name] == before[name]]
    assert {name for name in after if "theme" in name or "styles" in name or "numbering" in name} <= set(same)
    again = make_copy(Source(path.name, copy.data))
    assert again.removals == ()
    assert parts_of(again.data) == after


def test_the_same_bytes_twice() -> None:
    data = make_docx(Maker(1))
    assert make_copy(Source("a", data)).data == make_copy(Source("b", data)).data


def test_secrecy_marks_are_seen_in_headers_of_sheets_too() -> None:
    assert marks_of(Source("file", docx("<w:p><w:r><w:t>秘密★10年</w:t></w:r></w:p>")))[0][0] == "秘密★10年"
    foot = "<headerFooter><oddHeader>&amp;R机密★5年</oddHeader></headerFooter>"
    assert marks_of(Source("file", xlsx("<row><c><v>1</v></c></row>", foot=foot)))
    assert not marks_of(Source("file", docx("<w:p><w:r><w:t>不涉及国家秘密</w:t></w:r></w:p>")))


def test_a_result_that_still_holds_something_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "_cut", lambda *_: None)
    with pytest.raises(Unproven):
        make_copy(Source("file", make_docx(Maker(1))))
    with pytest.raises(Unproven):
        make_copy(Source("file", make_xlsx(Maker(1))))


def test_other_formats_and_broken_files_are_refused() -> None:
    with pytest.raises(UnknownFormat):
        make_copy(Source("file", "绩效自评报告".encode()))
    data = docx("<w:p/>")
    for end in range(0, len(data), 97):
        with pytest.raises(ReadError):
            make_copy(Source("file", data[:end]))


def test_planted_items_are_gone_and_look_alikes_stay() -> None:
    tally = measure(seed=11, files=2)
    assert tally.planted.total() > 150
    assert tally.left.total() == 0
    assert tally.lost.total() == 0


def test_the_copy_is_a_sound_package() -> None:
    copy = make_copy(Source("file", make_docx(Maker(2))))
    with zipfile.ZipFile(io.BytesIO(copy.data)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
