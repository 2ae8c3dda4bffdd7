"""Comments in copies of Word documents and workbooks, read again with the programs other people use."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import docx as python_docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table as ExcelTable

from kaocheng.documents import Document
from kaocheng.errors import UsageError
from kaocheng.model import Report
from kaocheng.pipeline import CheckResult, SourceInfo, check_file
from kaocheng.provenance import NOWHERE, Location
from kaocheng.readers import Source, read
from kaocheng.readers.source import open_source
from kaocheng.writers.annotation import AUTHOR, annotate, suffix_of
from tests.readers.build_docx import docx, p, part_xml
from tests.writers.situations import finding

SEEDS = Path(__file__).parents[2] / "samples" / "seeds"
WORD = sorted((SEEDS / "docx").glob("*.docx"))
W_ID = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}id"
WHEN = datetime(2024, 3, 1, 9, 30)


def result(reader: str, *places: Location, **settings: Any) -> CheckResult:
    findings = tuple(finding(where=where, message=f"第{n}个问题", **settings) for n, where in enumerate(places, 1))
    return CheckResult(SourceInfo("报告", reader=reader), report=Report(kind="project"), findings=findings)


def annotated(source: Source, *places: Location, reader: str = "docx", **settings: Any) -> Source:
    copy = annotate(source, result(reader, *places, **settings), WHEN)
    return Source(source.path, copy)


def parts(source: Source) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def changed(before: Source, after: Source) -> set[str]:
    old, new = parts(before), parts(after)
    assert old.keys() <= new.keys()
    return {name for name in new if old.get(name) != new[name]}


def without_remarks(source: Source) -> Document:
    return replace(read(source), remarks={})


# Word


def comments(source: Source) -> list[tuple[str, str]]:
    """The text each comment is about, paragraph by paragraph, and the comment."""
    document = python_docx.Document(io.BytesIO(source.data))
    about: dict[int, list[str]] = {}
    running: set[int] = set()
    for element in document.element.iter("{*}commentRangeStart", "{*}commentRangeEnd", "{*}p", "{*}t"):
        name, number = element.tag.rpartition("}")[2], int(element.get(W_ID, -1))
        if name == "commentRangeStart":
            about[number] = [""]
            running.add(number)
        elif name == "commentRangeEnd":
            running.remove(number)
        for open_one in running:
            if name == "p":
                about[open_one].append("")
            elif name == "t":
                about[open_one][-1] += element.text or ""
    references = [int(item.get(W_ID)) for item in document.element.iter("{*}commentReference")]
    assert not running
    assert sorted(references) == sorted(about) == sorted(comment.comment_id for comment in document.comments)
    return [("\n".join(about[comment.comment_id]), comment.text) for comment in document.comments]


CELLS = (
    "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>"
).format(p("项目"), p("得分"), p("执行率") + p("（%）"), "<w:p/>")


def test_a_comment_stands_at_each_place() -> None:
    source = docx(p("自评报告") + p("正文") + CELLS)
    places = (Location(table=1, row=2, column=1), Location(paragraph=2), Location(table=1, row=2, column=2))
    copy = annotated(source, *places)
    assert [about for about, _ in comments(copy)] == ["正文", "执行率\n（%）", ""]
    [first, second, third] = python_docx.Document(io.BytesIO(copy.data)).comments
    assert first.author == AUTHOR
    assert first.timestamp is not None
    assert first.timestamp.replace(tzinfo=None) == WHEN
    assert "第2个问题" in first.text
    assert "第1个问题" in second.text
    assert "第3个问题" in third.text
    assert without_remarks(copy) == without_remarks(source)
    assert read(copy).remarks["comment"] == 3


def test_findings_of_one_cell_share_a_comment() -> None:
    place = Location(table=1, row=1, column=2)
    [(about, text)] = comments(annotated(docx(CELLS), place, place))
    assert about == "得分"
    assert text.index("第1个问题") < text.index("第2个问题")


def test_findings_without_a_place_share_one_at_the_title() -> None:
    """Also those whose place is not there."""
    source = docx("<w:p/>" + p("自评报告") + CELLS)
    [(about, text)] = comments(annotated(source, NOWHERE, Location(table=7, row=1, column=1)))
    assert about == "自评报告"
    assert "第1个问题" in text
    assert "表7 第1行 第1列" in text


def test_comments_that_are_there_keep_their_ids() -> None:
    old = part_xml("comments", f'<w:comment w:id="7" w:author="某某甲">{p("请复核")}</w:comment>')
    marked = (
        '<w:p><w:commentRangeStart w:id="7"/><w:r><w:t>标题</w:t></w:r><w:commentRangeEnd w:id="7"/>'
        '<w:r><w:commentReference w:id="7"/></w:r></w:p>'
    )
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    source = docx(marked + CELLS, {"comments.xml": ("comments", old)})
    raw = parts(source)
    raw["[Content_Types].xml"] = raw["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/word/comments.xml" ContentType="{types}"/></Types>'.encode()
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in raw.items():
            archive.writestr(name, content)
    source = Source("报告.docx", stream.getvalue())
    copy = annotated(source, Location(paragraph=1), Location(table=1, row=1, column=1))
    found = python_docx.Document(io.BytesIO(copy.data)).comments
    assert [(comment.comment_id, comment.author) for comment in found] == [(7, "某某甲"), (8, AUTHOR), (9, AUTHOR)]
    assert [about for about, _ in comments(copy)] == ["标题", "标题", "项目"]
    assert changed(source, copy) == {"word/document.xml", "word/comments.xml"}


def test_what_stands_in_a_text_box_is_commented_where_the_box_is_anchored() -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{CELLS}</w:txbxContent></v:textbox></w:pict></w:r>"
    source = docx(p("标题") + f"<w:p><w:r><w:t>见下</w:t></w:r>{box}</w:p>")
    copy = annotated(source, Location(table=1, row=1, column=1))
    document = python_docx.Document(io.BytesIO(copy.data))
    [start] = document.element.iter("{*}commentRangeStart")
    assert not list(start.iterancestors("{*}txbxContent"))
    assert without_remarks(copy) == without_remarks(source)


def test_the_properties_of_a_paragraph_still_come_first() -> None:
    source = docx("<!-- 注 -->" + p("标题", '<!-- 注 --><w:pPr><w:jc w:val="center"/></w:pPr>'))
    copy = annotated(source, Location(paragraph=1))
    assert parts(copy)["word/document.xml"].count("注".encode()) == 2
    paragraph = python_docx.Document(io.BytesIO(copy.data)).paragraphs[0]
    tags = [child.tag.rpartition("}")[2] for child in paragraph._p if isinstance(child.tag, str)]
    assert tags == ["pPr", "commentRangeStart", "r", "commentRangeEnd", "r"]


def test_strict_documents_stay_strict() -> None:
    strict = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    source = docx(p("标题") + CELLS)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts(source).items():
            for old, new in strict.items():
                content = content.replace(old, new)
            archive.writestr(name, content)
    source = Source("报告.docx", stream.getvalue())
    copy = annotated(source, Location(table=1, row=2, column=1))
    for name in ("word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels"):
        for old in strict:
            assert old not in parts(copy)[name], name
    assert read(copy).remarks["comment"] == 1


@pytest.mark.parametrize("path", WORD, ids=lambda path: path.stem)
def test_a_real_report_keeps_its_text_and_every_finding_is_told(path: Path) -> None:
    source, checked = open_source(path), check_file(path)
    copy = Source(str(path), annotate(source, checked, WHEN))
    assert without_remarks(copy) == without_remarks(source)
    assert changed(source, copy) == {
        "word/document.xml",
        "word/comments.xml",
        "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }
    said = "\n".join(text for _, text in comments(copy))
    for reported in checked.findings:
        assert f"{reported.code} {reported.title.zh}" in said
    assert copy.data == annotate(source, checked, WHEN)


# Excel


def workbook() -> Any:
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    book.active["B2"], book.active["C3"] = "标题", "得分"
    book.create_sheet("附表")["A1"] = "附"
    return book


def saved(book: Any) -> Source:
    stream = io.BytesIO()
    book.save(stream)
    return Source("报告.xlsx", stream.getvalue())


def notes(source: Source) -> dict[str, str]:
    book = openpyxl.load_workbook(io.BytesIO(source.data))
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def test_a_note_stands_at_each_cell() -> None:
    source = saved(workbook())
    places = (Location(table=1, row=3, column=3, sheet="自评表"), Location(table=2, row=1, column=1, sheet="附表"))
    copy = annotated(source, *places, reader="xlsx")
    found = notes(copy)
    assert found.keys() == {"自评表!C3", "附表!A1"}
    assert found["自评表!C3"].startswith(f"{AUTHOR} 2024-03-01\n")
    assert "第1个问题" in found["自评表!C3"]
    assert without_remarks(copy) == without_remarks(source)
    drawings = [content.decode() for name, content in parts(copy).items() if name.endswith(".vml")]
    assert [drawing.count('ObjectType="Note"') for drawing in drawings] == [1, 1]
    assert "<x:Row>2</x:Row><x:Column>2</x:Column>" in drawings[0]


def test_findings_without_a_place_share_a_note_at_the_first_cell() -> None:
    found = notes(annotated(saved(workbook()), NOWHERE, NOWHERE, reader="xlsx"))
    assert found.keys() == {"自评表!B2"}
    assert "第1个问题" in found["自评表!B2"]
    assert "第2个问题" in found["自评表!B2"]


def test_notes_that_are_there_are_kept_and_continued() -> None:
    book = workbook()
    book["自评表"]["C3"].comment = Comment("请复核", "某某甲")
    book["自评表"]["A9"].comment = Comment("另一条", "某某甲")
    source = saved(book)
    places = [Location(table=1, row=row, column=3, sheet="自评表") for row in (2, 3)]
    copy = annotated(source, *places, reader="xlsx")
    found = notes(copy)
    assert found.keys() == {"自评表!C2", "自评表!C3", "自评表!A9"}
    assert found["自评表!A9"] == "另一条"
    assert found["自评表!C3"].startswith(f"请复核\n{AUTHOR}")
    drawing = next(content for name, content in parts(copy).items() if name.endswith("vml")).decode()
    assert drawing.count('ObjectType="Note"') == 3
    assert not [name for name in changed(source, copy) if name not in parts(source)]


def test_a_threaded_comment_is_not_written_over() -> None:
    """Excel shows the thread only, so that a note in the same cell would never be seen."""
    book = workbook()
    book["自评表"]["C3"].comment = Comment("[线程批注]", "tc={00000000-0000-0000-0000-000000000000}")
    found = notes(annotated(saved(book), Location(table=1, row=3, column=3, sheet="自评表"), reader="xlsx"))
    assert found["自评表!C3"] == "[线程批注]"
    assert "第1个问题" in found["自评表!D3"]


def test_the_drawing_is_named_before_what_must_follow_it() -> None:
    book = workbook()
    sheet = book["自评表"]
    sheet["C2"] = "得分"
    sheet.add_table(ExcelTable(displayName="T", ref="B2:C3"))
    copy = annotated(saved(book), Location(table=1, row=3, column=3, sheet="自评表"), reader="xlsx")
    xml = parts(copy)["xl/worksheets/sheet1.xml"].decode()
    assert xml.index("<pageMargins") < xml.index("legacyDrawing") < xml.index("<tableParts")


def test_a_real_workbook_keeps_its_text_and_every_finding_is_told() -> None:
    path = SEEDS / "xlsx" / "chengde-2022.xlsx"
    source, checked = open_source(path), check_file(path)
    copy = Source(str(path), annotate(source, checked, WHEN, "en"))
    assert without_remarks(copy) == without_remarks(source)
    said = "\n".join(notes(copy).values())
    for reported in checked.findings:
        assert f"{reported.code} {reported.title.en}" in said
    for name in changed(source, copy):
        assert name.startswith(("xl/worksheets/", "xl/comments", "xl/drawings/vmlDrawing", "[Content_Types]")), name


# Both


def test_other_formats_take_no_comments() -> None:
    with pytest.raises(UsageError, match="only docx and xlsx"):
        annotate(Source("a.pdf", b"%PDF"), result("pdf", NOWHERE), WHEN)


def test_nothing_found_gives_the_same_bytes() -> None:
    source = docx(p("标题"))
    assert annotate(source, result("docx"), WHEN) == source.data


@pytest.mark.parametrize(
    ("name", "reader", "suffix"),
    [("a.DOCM", "docx", ".docm"), ("a.doc", "docx", ".docx"), ("a.xlsx", "xlsx", ".xlsx"), ("a.xlsx", "docx", ".docx")],
)
def test_the_copy_keeps_a_suffix_that_fits(name: str, reader: str, suffix: str) -> None:
    assert suffix_of(Source(name, b""), reader) == suffix


def test_characters_that_xml_does_not_know_are_left_out() -> None:
    source, bad = docx(p("标题")), result("docx", Location(paragraph=1))
    odd = replace(bad.findings[0], subject="\x0b", message=bad.findings[0].message._replace(zh="坏\uffff\x01字"))
    copy = Source("a.docx", annotate(source, replace(bad, findings=(odd,)), WHEN))
    [(_, text)] = comments(copy)
    assert "坏 字" in text
