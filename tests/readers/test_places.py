"""The locator and the reader name the same cells and paragraphs."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from kaocheng.provenance import NOWHERE, Location
from kaocheng.readers import Source, read
from kaocheng.readers.limits import DEFAULT
from kaocheng.readers.package import Package, parse_xml
from kaocheng.readers.places import cell_reference, locate_word
from kaocheng.readers.source import open_source
from tests.readers.build_docx import docx, p

SEEDS = Path(__file__).parents[2] / "samples" / "seeds"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def root_of(source: Source) -> etree._Element:
    return parse_xml(Package(source.data).read_part("word/document.xml"), DEFAULT)


def printed(element: etree._Element) -> str:
    """All text below an element, blanks left out."""
    return "".join("".join(text.text or "" for text in element.iter(W + "t")).split())


@pytest.mark.parametrize("path", sorted((SEEDS / "docx").glob("*.docx")), ids=lambda path: path.stem)
def test_every_cell_and_paragraph_of_a_report(path: Path) -> None:
    source = open_source(path)
    document, places = read(source), locate_word(root_of(source))
    for table in document.tables():
        for cell in table.cells:
            element = places.find(table.where(cell))
            assert element is not None
            assert element.tag == W + "tc"
            assert printed(element) == "".join(cell.text.split())
    assert len(places.cells) == sum(len(table.cells) for table in document.tables())
    for paragraph in document.paragraphs():
        if paragraph.where != NOWHERE:
            element = places.find(paragraph.where)
            assert element is not None
            # an automatic number is text to the reader and none in the file
            assert "".join(paragraph.text.split()).endswith(printed(element))
            assert printed(element)


def test_every_cell_of_a_workbook() -> None:
    path = SEEDS / "xlsx" / "chengde-2022.xlsx"
    book = openpyxl.load_workbook(path, data_only=True)
    compared = 0
    for table in read(path).tables():
        sheet = book[table.sheet]
        for cell in table.cells:
            value = sheet[cell_reference(cell.row + 1, cell.column + 1)].value
            assert bool(cell.text) == (value is not None)
            if isinstance(value, str):
                assert cell.text == value.strip()
                compared += 1
    assert compared > 200


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def test_merged_nested_and_controlled_cells() -> None:
    inner = f"<w:tbl><w:tr>{cell(p('内'))}</w:tr></w:tbl>"
    body = (
        p("一")
        + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell(p('删'))}</w:tr></w:tbl>"  # nothing is left of it
        + "<w:sdt><w:sdtContent>"
        + p("二")
        + "</w:sdtContent></w:sdt><w:tbl><w:tr>"
        + cell(p("甲"), '<w:vMerge w:val="restart"/>')
        + cell(p("乙") + inner + "<w:p/>", '<w:gridSpan w:val="2"/>')
        + "</w:tr><w:tr>"
        + cell("<w:p/>", "<w:vMerge/>")
        + "<w:sdt><w:sdtContent>"
        + cell(p("丙"))
        + "</w:sdtContent></w:sdt></w:tr></w:tbl>"
    )
    source = docx(body)
    places = locate_word(root_of(source))
    found = {
        text: places.find(table.where(item))
        for table in read(source).tables()
        for item in table.cells
        if (text := item.text)
    }
    assert {text: printed(element) for text, element in found.items() if element is not None} == {
        "甲": "甲",
        "乙": "乙内",
        "内": "内",
        "丙": "丙",
    }
    assert places.find(Location(table=1, row=2, column=1)) is found["乙"]  # continues 甲; the nearest cell before it
    second = places.find(Location(paragraph=2))
    assert second is not None
    assert printed(second) == "二"
    assert places.beginning is places.find(Location(paragraph=1))
    assert places.find(NOWHERE) is None
    assert places.find(Location(table=9)) is None


def test_a_document_that_begins_with_a_table() -> None:
    places = locate_word(root_of(docx(f"<w:p/><w:tbl><w:tr>{cell('<w:p/>')}{cell(p('题'))}</w:tr></w:tbl>")))
    assert places.beginning is places.find(Location(table=1, row=1, column=2))


@pytest.mark.parametrize(
    ("row", "column", "reference"), [(1, 1, "A1"), (3, 26, "Z3"), (7, 27, "AA7"), (2, 703, "AAA2")]
)
def test_addresses(row: int, column: int, reference: str) -> None:
    assert cell_reference(row, column) == reference
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    assert sheet.cell(row, column).coordinate == reference
