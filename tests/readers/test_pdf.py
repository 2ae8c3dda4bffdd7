"""The pdf reader against the same reports as docx, and against small pages written here by hand."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from kaocheng.documents import Document, Paragraph, Table
from kaocheng.errors import DamagedInput, EmptyInput, EncryptedInput, LimitExceeded, NoTextLayer, ReadError
from kaocheng.readers import docx, pdf
from kaocheng.readers.limits import DEFAULT, Limits
from kaocheng.readers.source import Source, open_source
from tests.readers.invariants import check_document

SEEDS = Path(__file__).parents[2] / "samples" / "seeds"
NAMES = sorted(path.stem for path in (SEEDS / "pdf").glob("*.pdf"))

WIDTH, HEIGHT = 400, 300


@dataclass(frozen=True)
class Page:
    """`content`: drawing operators; y upwards, from the lower left corner."""

    content: str
    rotate: int = 0
    size: tuple[int, int] = (WIDTH, HEIGHT)


def write_pdf(pages: Iterable[Page], form: str = "", trailer: str = "") -> bytes:
    """A pdf with Helvetica as /F, a one-pixel picture as /I and a form object `form` as /X."""
    pages = list(pages)
    kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        _stream("/Type/XObject/Subtype/Form/BBox[0 0 400 300]/Matrix[2 0 0 2 0 0]", form),
        _stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "0"),
    ]
    for index, page in enumerate(pages):
        width, height = page.size
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Rotate {page.rotate}"
            f"/Contents {7 + 2 * index} 0 R/Resources<</Font<</F 3 0 R>>/XObject<</X 4 0 R/I 5 0 R>>>>>>".encode()
        )
        objects.append(_stream("", page.content))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _stream(entries: str, content: str) -> bytes:
    packed = zlib.compress(content.encode())
    return b"<<%s/Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (entries.encode(), len(packed), packed)


def text(x: float, y: float, words: str, size: float = 10) -> str:
    return f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S\n"


def ruled(xs: list[float], ys: list[float], skip: Iterable[tuple[float, float, float, float]] = ()) -> str:
    """All rules of a grid, piece by piece, but for those in `skip` (x0, y0, x1, y1)."""
    ys = sorted(ys)
    pieces = [(x0, y, x1, y) for y in ys for x0, x1 in pairwise(xs)]
    pieces += [(x, y0, x, y1) for x in xs for y0, y1 in pairwise(ys)]
    return "".join(line(*piece) for piece in pieces if piece not in set(skip))


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    document = pdf.read(Source("report.pdf", data), limits)
    check_document(document)
    return document


def read_pages(*contents: str | Page, form: str = "") -> Document:
    return read(write_pdf([page if isinstance(page, Page) else Page(page) for page in contents], form))


def cells(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def squeezed(words: str) -> str:
    return "".join(words.split())


# --- the seed reports -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_those_of_the_docx(name: str) -> None:
    """Every cell at the same place with the same text, also where a page break cut the table."""
    printed = list(pdf.read(open_source(SEEDS / "pdf" / f"{name}.pdf"), DEFAULT).tables())
    original = list(docx.read(open_source(SEEDS / "docx" / f"{name}.docx"), DEFAULT).tables())
    assert len(printed) == len(original)
    for ours, theirs in zip(printed, original, strict=True):
        assert (ours.number, ours.row_count, ours.column_count) == (
            theirs.number,
            theirs.row_count,
            theirs.column_count,
        )
        assert [(*place, squeezed(words)) for *place, words in cells(ours)] == [
            (*place, squeezed(words)) for *place, words in cells(theirs)
        ]


@pytest.mark.parametrize("name", NAMES)
def test_text_is_that_of_the_docx(name: str) -> None:
    printed = pdf.read(open_source(SEEDS / "pdf" / f"{name}.pdf"), DEFAULT)
    original = docx.read(open_source(SEEDS / "docx" / f"{name}.docx"), DEFAULT)
    ours = [squeezed(words) for words in paragraphs(printed)]
    assert "".join(ours) == "".join(squeezed(words) for words in paragraphs(original))
    theirs = {squeezed(words) for words in paragraphs(original)} - {""}
    assert sum(words in theirs for words in ours) >= 0.95 * len(ours)


def test_continued_cells_keep_their_page() -> None:
    document = pdf.read(open_source(SEEDS / "pdf" / "chengde-2022.pdf"), DEFAULT)
    form = list(document.tables())[1]
    pages = {cell.row: cell.page for cell in form.cells if cell.text}
    assert form.page == 6
    assert pages[0] == 6
    assert pages[form.row_count - 1] == 7
    assert document.remarks["joined-table"] == 3


def test_repeated_header_row_is_dropped_and_remarked() -> None:
    document = pdf.read(open_source(SEEDS / "pdf" / "luquan-2024.pdf"), DEFAULT)
    assert document.remarks == {"joined-table": 1, "repeated-header": 1}
    assert [cell.text for cell in only_table(document).cells].count("自评得分") == 1


def test_scan_is_refused_with_advice() -> None:
    with pytest.raises(NoTextLayer) as caught:
        pdf.read(open_source(SEEDS / "scan" / "chengde-2022.pdf"), DEFAULT)
    assert "扫描件" in caught.value.message.zh
    assert "原始电子文件" in caught.value.message.zh
    assert "ocrmypdf -l chi_sim" in caught.value.message.en


# --- grids ------------------------------------------------------------------------------------------------------------

XS, YS = [50, 150, 250, 350], [200, 170, 140, 110]


def test_merged_cells() -> None:
    # The upper left cell covers two columns, the right one two rows.
    drawn = ruled(XS, YS, skip=[(150, 170, 150, 200), (250, 140, 350, 140)])
    words = (
        text(60, 180, "wide") + text(260, 180, "c") + text(60, 150, "a") + text(160, 150, "b") + text(260, 135, "tall")
    )
    table = only_table(read_pages(drawn + words))
    assert (table.row_count, table.column_count) == (3, 3)
    assert cells(table) == [
        (0, 0, 1, 2, "wide"),
        (0, 2, 1, 1, "c"),
        (1, 0, 1, 1, "a"),
        (1, 1, 1, 1, "b"),
        (1, 2, 2, 1, "tall"),
        (2, 0, 1, 1, ""),
        (2, 1, 1, 1, ""),
    ]


def as_thin_rectangles(xs: list[float], ys: list[float]) -> str:
    rows = "".join(f"{xs[0]} {y} {xs[-1] - xs[0]} 0.5 re f\n" for y in ys)
    return rows + "".join(f"{x} {min(ys)} 0.5 {max(ys) - min(ys)} re f\n" for x in xs)


def as_one_path(xs: list[float], ys: list[float]) -> str:
    rows = "".join(f"{xs[0]} {y} m {xs[-1]} {y} l " for y in ys)
    return rows + "".join(f"{x} {ys[0]} m {x} {ys[-1]} l " for x in xs) + "S\n"


def as_framed_cells(xs: list[float], ys: list[float]) -> str:
    ys = sorted(ys)
    return "".join(f"{x0} {y0} {x1 - x0} {y1 - y0} re S\n" for x0, x1 in pairwise(xs) for y0, y1 in pairwise(ys))


def as_double_rules(xs: list[float], ys: list[float]) -> str:
    return ruled(xs, ys) + ruled([x + 2 for x in xs], [y + 2 for y in ys])


def as_dashes(xs: list[float], ys: list[float]) -> str:
    rows = [line(x, y, x + 2, y) for y in ys for x in range(int(xs[0]), int(xs[-1]), 4)]
    return "".join(rows) + "".join(line(x, y, x, y + 2) for x in xs for y in range(int(min(ys)), int(max(ys)), 4))


def without_sides(xs: list[float], ys: list[float]) -> str:
    rows = "".join(line(xs[0], y, xs[-1], y) for y in ys)
    return rows + "".join(line(x, ys[0], x, ys[-1]) for x in xs[1:-1])


def without_top_and_bottom(xs: list[float], ys: list[float]) -> str:
    rows = "".join(line(xs[0], y, xs[-1], y) for y in ys[1:-1])
    return rows + "".join(line(x, ys[0], x, ys[-1]) for x in xs)


def scaled(xs: list[float], ys: list[float]) -> str:
    return "q 0.5 0 0 0.5 0 0 cm\n" + ruled([2 * x for x in xs], [2 * y for y in ys]) + "Q\n"


@pytest.mark.parametrize(
    "draw",
    [
        ruled,
        as_thin_rectangles,
        as_one_path,
        as_framed_cells,
        as_double_rules,
        as_dashes,
        without_sides,
        without_top_and_bottom,
        scaled,
    ],
)
def test_rules_however_drawn(draw) -> None:  # type: ignore[no-untyped-def]
    table = only_table(read_pages(draw(XS, YS) + text(60, 180, "first") + text(260, 120, "last")))
    assert (table.row_count, table.column_count, len(table.cells)) == (3, 3, 9)
    assert table.cells[0].text == "first"
    assert table.cells[-1].text == "last"


def test_rules_in_a_form_object() -> None:
    # The form doubles its size; the page moves it by 10 points.
    form = ruled([20, 70, 120], [20, 50, 80])
    table = only_table(read_pages("q 1 0 0 1 10 0 cm /X Do Q\n" + text(60, 110, "a") + text(160, 50, "d"), form=form))
    assert [words for *_, words in cells(table)] == ["a", "", "", "d"]


@pytest.mark.parametrize(
    ("matrix", "rotate"),
    [("0 1 -1 0 300 0", 90), ("0 -1 1 0 0 400", 270), ("-1 0 0 -1 400 300", 180), ("0 1 -1 0 300 0", 0)],
)
def test_turned_pages_are_read_upright(matrix: str, rotate: int) -> None:
    words = (
        text(60, 180, "first") + text(60, 120, "below") + text(260, 180, "right") + text(50, 260, "Title of the form")
    )
    size = (WIDTH, HEIGHT) if matrix.startswith("-1") else (HEIGHT, WIDTH)
    document = read_pages(Page(f"q {matrix} cm\n{ruled(XS, YS)}{words}Q\n", rotate, size))
    assert paragraphs(document) == ["Title of the form"]
    filled = [(row, column, words) for row, column, _, _, words in cells(only_table(document)) if words]
    assert filled == [(0, 0, "first"), (0, 2, "right"), (2, 0, "below")]


def test_text_close_to_a_rule_goes_to_its_own_cell() -> None:
    # "12" ends and "34" begins a point from the rule, as one run of characters.
    table = only_table(read_pages(ruled(XS, YS) + text(138, 180, "12") + text(151, 180, "34")))
    assert [cell.text for cell in table.cells[:3]] == ["12", "34", ""]


def test_lines_of_a_cell_are_joined_in_reading_order() -> None:
    words = text(160, 172, "second line") + text(160, 184, "first") + text(190, 184, "words")
    assert only_table(read_pages(ruled(XS, YS) + words)).cells[1].text == "first words\nsecond line"


def test_two_tables_side_by_side_and_text_between_tables() -> None:
    page = (
        ruled([20, 60, 100], [200, 180, 160])
        + ruled([200, 240, 280], [200, 180, 160])
        + ruled([20, 60, 100], [100, 80, 60])
        + text(22, 185, "a")
        + text(202, 185, "b")
        + text(22, 130, "between the tables")
        + text(22, 85, "c")
    )
    blocks = read_pages(page).blocks
    assert [block.cells[0].text if isinstance(block, Table) else block.text for block in blocks] == [
        "a",
        "b",
        "between the tables",
        "c",
    ]
    assert [block.number for block in blocks if isinstance(block, Table)] == [1, 2, 3]


def test_table_inside_a_cell() -> None:
    inner = ruled([160, 190, 220], [195, 185, 175])
    document = read_pages(ruled(XS, YS) + inner + text(60, 180, "outer") + text(165, 187, "in", 6))
    outer, nested = document.tables()
    assert (outer.number, nested.number) == (1, 2)
    assert outer.cells[1].tables == (nested,)
    assert outer.cells[1].text == ""
    assert nested.cells[0].text == "in"


def test_frame_around_the_page_is_no_table() -> None:
    document = read_pages("10 10 380 280 re S\n" + ruled(XS, YS) + text(60, 180, "a") + text(60, 250, "Title"))
    assert only_table(document).column_count == 3
    assert paragraphs(document) == ["Title"]


def test_underlines_and_fraction_bars_are_no_tables() -> None:
    document = read_pages(text(50, 200, "underlined") + line(50, 198, 100, 198) + line(50, 100, 300, 100))
    assert list(document.tables()) == []


# --- page breaks ------------------------------------------------------------------------------------------------------


def form_page(rows: list[list[str]], top: float = 270, skip: Iterable[tuple[float, float, float, float]] = ()) -> str:
    """A table of three columns from `top` down, 30 points a row."""
    ys = [top - 30 * index for index in range(len(rows) + 1)]
    words = [
        text(x + 5, y - 20, word)
        for row, y in zip(rows, ys, strict=False)
        for x, word in zip(XS, row, strict=False)
        if word
    ]
    return ruled(XS, ys, skip) + "".join(words)


def test_rows_go_on_over_the_page_and_empty_label_continues() -> None:
    # The label spans both rows of the first page; its cell after the break is empty.
    first = form_page([["output", "a", "1"], ["", "b", "2"]], top=100, skip=[(50, 70, 150, 70)])
    document = read_pages(first, form_page([["", "c", "3"], ["benefit", "d", "4"]]))
    assert cells(only_table(document)) == [
        (0, 0, 3, 1, "output"),
        (0, 1, 1, 1, "a"),
        (0, 2, 1, 1, "1"),
        (1, 1, 1, 1, "b"),
        (1, 2, 1, 1, "2"),
        (2, 1, 1, 1, "c"),
        (2, 2, 1, 1, "3"),
        (3, 0, 1, 1, "benefit"),
        (3, 1, 1, 1, "d"),
        (3, 2, 1, 1, "4"),
    ]
    assert document.remarks == {"joined-table": 1}


def test_empty_cell_under_a_filled_one_stays_its_own() -> None:
    """A reason is not carried over to the next indicator: neither side of the break is merged."""
    table = only_table(read_pages(form_page([["a", "10", "late"]], top=80), form_page([["b", "20", ""]])))
    assert [words for *_, words in cells(table)] == ["a", "10", "late", "b", "20", ""]


def test_page_number_between_the_parts_is_no_text() -> None:
    first, second = form_page([["a", "b", "c"]], top=80), form_page([["d", "e", "f"]])
    document = read_pages(first + text(195, 12, "- 1 -"), second + text(195, 12, "- 2 -"))
    assert only_table(document).row_count == 2
    assert [paragraph.text for paragraph in document.footers] == ["- 1 -", "- 2 -"]


def test_title_between_the_parts_begins_a_new_table() -> None:
    document = read_pages(form_page([["a", "b", "c"]], top=80), text(50, 280, "Form 2") + form_page([["d", "e", "f"]]))
    assert [table.row_count for table in document.tables()] == [1, 1]


def test_form_that_begins_again_is_a_new_table() -> None:
    rows = [["name", "x", ""], ["unit", "y", ""], ["money", "z", ""]]
    again = [["name", "u", ""], ["unit", "v", ""], ["money", "w", ""]]
    assert [table.row_count for table in read_pages(form_page(rows), form_page(again)).tables()] == [3, 3]


def test_list_whose_numbering_starts_again_is_a_new_table() -> None:
    header = ["No", "project", "score"]
    document = read_pages(form_page([header, ["1", "a", "90"]]), form_page([header, ["1", "b", "80"]]))
    assert [table.row_count for table in document.tables()] == [2, 2]


def test_tables_of_other_columns_are_not_joined() -> None:
    other = ruled([50, 90, 120, 350], [270, 240]) + text(52, 250, "x")
    assert len(list(read_pages(form_page([["a", "b", "c"]], top=80), other).tables())) == 2


def test_columns_may_change_from_block_to_block() -> None:
    """The rows before the break use two of the columns, those after it four."""
    first = ruled([50, 150, 350], [80, 50]) + text(55, 60, "name") + text(160, 60, "x")
    second = ruled([50, 150, 200, 250, 350], [270, 240]) + "".join(
        text(x, 250, word) for x, word in ((55, "a"), (155, "b"), (205, "c"), (255, "d"))
    )
    assert cells(only_table(read_pages(first, second))) == [
        (0, 0, 1, 1, "name"),
        (0, 1, 1, 3, "x"),
        (1, 0, 1, 1, "a"),
        (1, 1, 1, 1, "b"),
        (1, 2, 1, 1, "c"),
        (1, 3, 1, 1, "d"),
    ]


def test_row_cut_by_the_page_break_is_put_together() -> None:
    # The text of the second cell fills its last line at the page end and goes on; the label is not repeated.
    words = (
        text(55, 42, "problem")
        + text(155, 40, "At the end of the year", 9.5)
        + text(155, 28, "the work was not done", 9.5)
    )
    second = ruled(XS, [270, 240]) + text(155, 255, "in time.")
    document = read_pages(ruled(XS, [55, 25]) + words, second)
    assert cells(only_table(document)) == [
        (0, 0, 1, 1, "problem"),
        (0, 1, 1, 1, "At the end of the year\nthe work was not done\nin time."),
        (0, 2, 1, 1, ""),
    ]
    assert document.remarks == {"joined-table": 1, "cut-row": 1}


def test_label_printed_after_the_break_covers_the_row_before_it() -> None:
    table = only_table(
        read_pages(
            form_page([["", "a", "1"]], top=80),
            form_page([["output", "b", "2"], ["", "c", "3"]], skip=[(50, 240, 150, 240)]),
        )
    )
    assert cells(table)[0] == (0, 0, 3, 1, "output")
    assert len(table.cells) == 7


def test_label_cut_in_two_is_put_together() -> None:
    """The labels of the column all end alike, but not the last one before the break."""
    first = form_page([["cost index", "a", "1"], ["time index", "b", "2"], ["quality", "c", "3"]], top=130)
    table = only_table(read_pages(first, form_page([["index", "d", "4"], ["effect index", "e", "5"]])))
    assert [(cell.row, cell.row_span, cell.text) for cell in table.cells if cell.column == 0] == [
        (0, 1, "cost index"),
        (1, 1, "time index"),
        (2, 2, "quality\nindex"),
        (4, 1, "effect index"),
    ]


def test_label_that_a_spreadsheet_printed_on_both_pages() -> None:
    """It is drawn in the middle of the merged cell on each page; what lies beyond the table is hidden by a clip."""
    first = form_page([["x", "a", "1"], ["", "b", "2"]], top=110) + text(55, 35, "output") + text(55, 25, "index")
    second = form_page([["", "c", "3"], ["", "d", "4"]], top=250, skip=[(50, 220, 150, 220)])
    second += text(55, 215, "output") + text(55, 205, "index")
    table = only_table(read_pages(first, second))
    assert [(cell.row, cell.row_span, cell.text) for cell in table.cells if cell.column == 0] == [
        (0, 1, "x"),
        (1, 3, "output\nindex"),
    ]


def test_headings_inside_the_table_may_be_repeated() -> None:
    headings = ["label", "kind", "name", "target", "actual"]
    xs = [50 + 40 * index for index in range(6)]

    def page(rows: list[list[str]], label: tuple[int, int]) -> str:
        """`label`: the rows over which the first column is merged, from and to."""
        ys = [250 - 20 * index for index in range(len(rows) + 1)]
        words = [
            text(x + 5, y - 15, word)
            for row, y in zip(rows, ys, strict=False)
            for x, word in zip(xs, row, strict=False)
            if word
        ]
        return ruled(xs, ys, [(xs[0], ys[row], xs[1], ys[row]) for row in range(label[0] + 1, label[1])]) + "".join(
            words
        )

    first = page([["name", "a", "b", "c", "d"], headings, ["", "p", "q", "1", "2"]], (1, 3))
    again = ["", *headings[1:]]
    going_on = page([again, ["", "r", "s", "3", "4"], ["sum", "", "", "5", "6"]], (0, 2))
    ended = page([again, ["sum", "", "", "5", "6"]], (0, 1))
    for second, rows, span in ((going_on, 5, 3), (ended, 4, 2)):
        document = read_pages(first, second)
        table = only_table(document)
        assert document.remarks["repeated-header"] == 1
        assert table.row_count == rows
        assert [(cell.row, cell.row_span, cell.text) for cell in table.cells if cell.column == 0] == [
            (0, 1, "name"),
            (1, span, "label"),
            (rows - 1, 1, "sum"),
        ]


def test_row_of_figures_that_occurs_twice_is_no_heading() -> None:
    xs = [50 + 40 * index for index in range(5)]

    def page(*rows: list[str]) -> str:
        ys = [250 - 20 * index for index in range(len(rows) + 1)]
        words = [
            text(x + 5, y - 15, word)
            for row, y in zip(rows, ys, strict=False)
            for x, word in zip(xs, row, strict=False)
        ]
        return ruled(xs, ys) + "".join(words)

    row = ["kind", "name", "100", "good"]
    assert only_table(read_pages(page(["a", "b", "c", "d"], row), page(row, ["e", "f", "g", "h"]))).row_count == 4


def test_table_over_three_pages() -> None:
    pages = [form_page([[f"{page}{row}", "x", "y"] for row in range(9)], top=290) for page in "abc"]
    table = only_table(read_pages(*pages))
    assert table.row_count == 27
    assert [cell.page for cell in table.cells if cell.column == 0] == [1] * 9 + [2] * 9 + [3] * 9


# --- text -------------------------------------------------------------------------------------------------------------

BODY = "".join(
    text(60, 250 - 14 * index, words)
    for index, words in enumerate(
        [
            "The unit set up a group for the self-evaluation of its",
            "projects. The group read all reports and compared the",
            "figures.",
        ]
    )
)


def test_wrapped_lines_are_one_paragraph() -> None:
    document = read_pages(BODY + text(60, 208, "A short closing line."))
    assert paragraphs(document) == [
        "The unit set up a group for the self-evaluation of its projects. The group read all reports and compared the "
        "figures.",
        "A short closing line.",
    ]
    assert [block.where.paragraph for block in document.blocks if isinstance(block, Paragraph)] == [1, 2]


def test_words_placed_one_by_one_keep_their_blanks() -> None:
    assert paragraphs(read_pages(text(50, 200, "score") + text(80, 200, "100") + text(110, 200, "%"))) == [
        "score 100 %"
    ]


def test_running_header_and_footer_are_kept_apart() -> None:
    pages = [
        text(50, 290, "Report of the unit", 8)
        + BODY
        + text(60, 150, f"page {word} ends")
        + text(300, 10, f"Page {n} of 3", 8)
        for n, word in enumerate(("one", "two", "three"), 1)
    ]
    document = read_pages(*pages)
    assert [paragraph.text for paragraph in document.headers] == ["Report of the unit"] * 3
    assert [paragraph.where.page for paragraph in document.footers] == [1, 2, 3]
    assert not any("Report of" in words or "of 3" in words for words in paragraphs(document))


def test_title_on_each_page_is_no_header() -> None:
    pages = [text(120, 250, "Self-evaluation form", 14) + ruled(XS, YS) + text(60, 180, word) for word in "abc"]
    document = read_pages(*pages)
    assert document.headers == ()
    assert paragraphs(document) == ["Self-evaluation form"] * 3


def test_number_inside_the_page_is_no_page_number() -> None:
    assert paragraphs(read_pages(text(50, 200, "Total") + text(50, 150, "100"))) == ["Total", "100"]
    assert paragraphs(read_pages(text(50, 200, "Total") + text(50, 186, "100"))) == ["Total", "100"]


# --- refusals and bounds ----------------------------------------------------------------------------------------------

PICTURE = "q 400 0 0 300 0 0 cm /I Do Q\n"


def test_picture_pages_among_text_are_remarked() -> None:
    document = read_pages(BODY, PICTURE, PICTURE + text(195, 10, "3"))
    assert document.remarks == {"image-only-page": 2}
    assert document.pages == 3


def test_pictures_only_is_no_text_layer() -> None:
    with pytest.raises(NoTextLayer):
        read_pages(PICTURE, PICTURE + text(195, 10, "2"))


def test_blank_pages_are_empty_input() -> None:
    with pytest.raises(EmptyInput):
        read_pages("", line(0, 0, 50, 50))


def test_password() -> None:
    encrypt = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'41' * 32}>/U<{'42' * 32}>/P -4>>/ID[<{'00' * 16}><{'00' * 16}>]"
    with pytest.raises(EncryptedInput):
        read(write_pdf([Page(BODY)], trailer=encrypt))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999])
def test_truncated_file_is_damaged(share: float) -> None:
    data = (SEEDS / "pdf" / "chengde-2022.pdf").read_bytes()
    with pytest.raises(DamagedInput) as caught:
        read(data[: int(len(data) * share)])
    assert "重新" in caught.value.message.zh


@pytest.mark.parametrize("step", range(1, 40))
def test_damage_anywhere_gives_a_reading_or_a_read_error(step: int) -> None:
    data = bytearray(write_pdf([Page(BODY + form_page([["a", "b", "c"]], top=100))]))
    position = len(data) * step // 40
    data[position : position + 12] = b"\xff\x00]>>)(\xfe12R\n"
    try:
        document = read(bytes(data))
    except ReadError:
        return
    assert document.pages is None or document.pages >= 1


def test_page_limit_names_the_setting() -> None:
    with pytest.raises(LimitExceeded) as caught:
        read(write_pdf([Page(BODY)] * 3), replace(DEFAULT, max_pages=2))
    assert "KAOCHENG_MAX_PAGES" in caught.value.message.zh


def test_cell_and_character_limits() -> None:
    data = write_pdf([Page(form_page([["a", "b", "c"]] * 5))])
    with pytest.raises(LimitExceeded):
        read(data, replace(DEFAULT, max_cells=14))
    assert only_table(read(data, replace(DEFAULT, max_cells=15))).row_count == 5
    with pytest.raises(LimitExceeded):
        read(write_pdf([Page(BODY)] * 2), replace(DEFAULT, max_text_chars=200))


def test_drawing_with_countless_lines_is_no_table() -> None:
    hatching = "".join(line(x / 10, 10, x / 10, 290) + line(10, x / 10, 390, x / 10) for x in range(100, 3900, 2))
    many = "".join(line(i % 300, i % 290, i % 300 + 30, i % 290) for i in range(21_000))
    document = read_pages(BODY + hatching, BODY + many)
    assert document.remarks["rules-ignored"] == 1
    assert "The unit set up a group" in " ".join(paragraphs(document)) or list(document.tables())
