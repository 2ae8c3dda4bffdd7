"""A typed-in form that may be published."""

from __future__ import annotations

import io
import zipfile

import pytest

from kaocheng.publication import RemovalKind, clean_cells, marks_in_cells, published_form
from kaocheng.rendering import render

NAME = "某某甲"
PHONE = "138" + "0" * 8  # put together here, nobody's
FORM = {
    "title": "项目支出绩效自评表",
    "project_name": "农村公路养护",
    "implementing_unit": "示例县公路养护中心",
    "objectives[0].expected": "养护412公里",
    "indicators[0].level1": "产出指标",
    "indicators[0].level2": "数量指标",
    "indicators[0].level3": "养护里程",
    "indicators[0].target": "≥412公里",
    "indicators[0].actual": "412公里",
}


def cleaned(names: tuple[str, ...] = (), words: tuple[str, ...] = (), **cells: str) -> dict[str, str]:
    return clean_cells({**FORM, **cells}, "F-01", names=names, words=words).cells


def test_a_form_without_personal_items_stays_as_it_is() -> None:
    found = clean_cells(FORM, "F-01")
    assert (found.cells, found.cuts) == (FORM, ())


def test_what_was_found_in_one_cell_goes_from_every_cell() -> None:
    cells = cleaned(preparer=NAME, phone=PHONE, reasons=f"{NAME}已核实", problems=f"可拨打{PHONE}咨询")
    assert (cells["preparer"], cells["phone"]) == ("", "")
    assert cells["reasons"] == "某某已核实"
    assert PHONE not in cells["problems"]


def test_labels_of_the_printed_form_count() -> None:
    """A landline is one because of the words that the form prints before it."""
    assert cleaned(phone="0000-0000000")["phone"] == ""


def test_each_cut_says_where_and_never_in_full() -> None:
    text = f"联系人：{NAME}，电话{PHONE}。"
    cuts = clean_cells({**FORM, "reasons": text}, "F-01").cuts
    assert [(cut.field, cut.kind, text[cut.start : cut.end]) for cut in cuts] == [
        ("reasons", RemovalKind.NAME, NAME),
        ("reasons", RemovalKind.MOBILE, PHONE),
    ]
    assert [cut.what for cut in cuts] == ["某**", "138****0000"]


def test_known_names_and_chosen_words_go_without_a_label() -> None:
    cells = cleaned(names=(NAME,), words=("养护",), reasons=f"{NAME}同志意见")
    assert cells["reasons"] == "某某同志意见"
    assert cells["project_name"] == "农村公路＊＊"


def test_texts_around_the_form_are_cleaned_with_it() -> None:
    assert cleaned(preparer=NAME, outside=f"{NAME}工作室")["outside"] == "某某工作室"


def test_cleaning_what_is_clean_changes_nothing() -> None:
    cells = cleaned(preparer=NAME, phone=PHONE, reasons=f"联系人：{NAME}，电话{PHONE}。", problems=f"由{NAME}牵头。")
    again = clean_cells(cells, "F-01")
    assert (again.cells, again.cuts) == (cells, ())


@pytest.mark.parametrize("to", ["docx", "xlsx"])
def test_nothing_of_it_is_left_in_the_files(to: str) -> None:
    cells = cleaned(preparer=NAME, phone=PHONE, reasons=f"联系人：{NAME}，电话{PHONE}。")
    data = render(published_form(cells, "F-01"), to)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "ignore")
    assert "农村公路养护" in text
    assert NAME not in text
    assert PHONE not in text


def test_secrecy_marks_are_found_in_any_cell_and_any_line() -> None:
    cells = {"title": "机密★20年", "reasons": "见附件\n内部资料", "problems": "保密工作到位"}
    assert marks_in_cells(cells) == (("title", "机密★20年"), ("reasons", "内部资料"))
