from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from kaocheng.errors import UsageError
from kaocheng_web.interface.sheets import BOM, Sheet, plain, tables_of, workbook, write

SHEET = Sheet("表", (("名称", 10), ("=金额", 8)), [("@SUM(1)", Decimal("-2.50")), ("\tx", None)])


@pytest.mark.parametrize("sign", "=+-@\t\r\n＝＋－＠")
def test_what_looks_like_a_formula_gets_a_mark(sign: str) -> None:
    assert plain(f"{sign}HYPERLINK(1)") == f"'{sign}HYPERLINK(1)"
    assert plain(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["-3.5", "+12", "-1,234.50", "-5%", "-", "－", "示例县", "2-1", ""])
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_headings_are_as_little_trusted_as_values() -> None:
    assert b"".join(write("csv", [SHEET])).decode() == f"{BOM}名称,'=金额\r\n'@SUM(1),-2.50\r\n'\tx,\r\n"


def test_every_text_of_a_workbook_is_a_text() -> None:
    page = openpyxl.load_workbook(io.BytesIO(b"".join(workbook([SHEET])))).active
    assert page is not None
    assert [(cell.value, cell.data_type) for cell in page["A"]] == [("名称", "s"), ("@SUM(1)", "s"), ("\tx", "s")]
    assert [(cell.value, cell.data_type) for cell in page["B"]][:2] == [("=金额", "s"), (-2.5, "n")]


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff名称,金额\r\n某项目, 1 \r\n".encode(),
        "名称\t金额\n某项目\t1\n".encode("gb18030"),
        "名称;金额\n某项目;1\n".encode("utf-16"),
        "<html><body><table><tr><td>名称</td><td>金额</td></tr><tr><td>某项目</td><td>1</td></tr></table>".encode(),
        b"".join(workbook([Sheet("表", (("名称", 10), ("金额", 8)), [("某项目", 1)])])),
    ],
    ids=["csv", "pasted", "wide", "web page called xls", "xlsx"],
)
def test_a_table_is_read_whatever_it_is_written_in(data: bytes) -> None:
    assert tables_of("表.xls", data) == [[["名称", "金额"], ["某项目", "1"]]]


def test_what_is_no_table_is_said() -> None:
    for data, code in ((b" \n", "empty"), (b"\x00\x01\x02\xff\xfe\x80", "unknown-format")):
        with pytest.raises(UsageError) as told:
            tables_of("x", data)
        assert told.value.code == code
