"""Tables of projects, indicators and library entries: what is read, and what is wrong with a row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.bulk import FORMS, check_lines, read_json, read_tables

KINDS = {"specific": Text("特定目标类", "specific purpose"), "operating": Text("运转类", "operating")}
HEADINGS = ["项目编码*", "项目名称*", "实施单位编码*", "项目类别", "最后实施年度", "年初预算数（万元）*", "年度目标"]


def faults(*rows: list[str]) -> list[list[tuple[str, str]]]:
    return [[(fault.column, fault.code) for fault in line.faults] for line in read_tables([[HEADINGS, *rows]], KINDS)]


def test_a_row_is_read_into_values() -> None:
    rows = [["附表1"], HEADINGS, ["P-1", "修路", "U-1", "运转类", "2027年", "1,200.50", "'=完成"], ["", "", ""]]
    (line,) = read_tables([rows], KINDS)
    assert (line.form, line.number, line.faults) == ("projects", 3, ())
    assert line.values == {
        "code": "P-1",
        "name": "修路",
        "unit": "U-1",
        "kind": "operating",
        "ends": 2027,
        "original_budget": Decimal("1200.50"),
        "objective": "=完成",
    }


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        (1, "", "missing"),
        (1, "路" * 201, "too-long"),
        (0, "P 1", "wrong-code"),
        (3, "其他", "unknown-choice"),
        (4, "27", "wrong-year"),
        (5, "一百万", "wrong-amount"),
        (5, "-3", "wrong-amount"),
        (5, "1e9", "wrong-amount"),
        (5, "0.1234567", "wrong-amount"),
    ],
)
def test_what_is_wrong_with_a_cell(place: int, text: str, code: str) -> None:
    row = ["P-1", "修路", "U-1", "", "", "5", ""]
    row[place] = text
    ((fault,),) = faults(row)
    assert fault[1] == code


def test_all_faults_of_a_row_are_told() -> None:
    assert faults(["P-1", "", "", "", "", "x"]) == [
        [("name", "missing"), ("unit", "missing"), ("original_budget", "wrong-amount")]
    ]


def test_the_later_of_two_equal_keys_is_wrong_and_names_the_first() -> None:
    row = ["P-1", "修路", "U-1", "", "", "5"]
    first, second = read_tables([[HEADINGS, row, row]], KINDS)
    assert not first.faults
    assert second.faults[0].message.zh == "与第2行重复"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_headings_in_either_language_tell_the_form(form: object, language: str) -> None:
    headings = [column.heading.in_(language) for column in form.columns]  # type: ignore[attr-defined]
    lines = read_tables([[headings, ["X"] * len(headings)]], KINDS)
    assert [line.form for line in lines] == [form.id]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["[]", "{}", '{"projects": {}}', "{", "[" * 50_000, '{"projects": 1}'])
def test_json_of_another_shape(text: str) -> None:
    with pytest.raises(UsageError):
        read_json(text, KINDS)


def test_json_rows_that_are_no_rows_are_told_apart_from_those_that_are() -> None:
    text = (
        '{"projects": [3, {"code": "P-1", "name": ["x"], "unit": "U", "original_budget": 5.50, "indicators": [null]}]}'
    )
    wrong, project, inner = read_json(text, KINDS)
    assert [fault.code for fault in wrong.faults] == ["no-object"]
    assert [(fault.column, fault.code) for fault in project.faults] == [("name", "no-text"), ("name", "missing")]
    assert project.values["original_budget"] == Decimal("5.50")
    assert (inner.form, inner.faults[0].code) == ("indicators", "no-object")


def test_checking_again_says_the_same() -> None:
    lines = read_tables([[HEADINGS, ["P-1", "", "U-1", "", "", "5"]]], KINDS)
    assert check_lines([type(line)(line.form, line.number, line.texts) for line in lines], KINDS) == lines
