from __future__ import annotations

import pytest

from kaocheng.lifecycle.offline import Entry, compare, match, uncertain
from kaocheng.model import Form
from kaocheng.model.cells import form_from_cells

OURS = {
    "project_name": "农村公路养护补助",
    "amount_unit": "万元",
    "funding[0].label": "年度资金总额",
    "funding[0].adjusted_budget": "386.40",
    "funding[1].label": "其中：当年财政拨款",
    "indicators[0].level2": "数量指标",
    "indicators[0].level3": "日常养护里程",
    "indicators[0].target": "≥412公里",
    "indicators[0].weight": "15",
    "indicators[1].level2": "质量指标",
    "indicators[1].level3": "养护工程验收合格率",
    "indicators[1].target": "≥98%",
}


def entries(
    read: dict[str, str], ours: dict[str, str] = OURS, *, fixed: bool = True, closed: tuple[str, ...] = ()
) -> dict[str, Entry]:
    matched = match(read, ours, fixed_rows=fixed)
    places = {field for field in matched.fields.values() if field}
    found = compare(read, ours, matched, places=places, typable=places - set(closed))
    return {entry.source: entry for entry in found}


def test_rows_are_matched_by_name_and_not_by_number() -> None:
    found = entries(
        {
            "indicators[0].level2": "质量指标",
            "indicators[0].level3": "指标1：养护工程验收合格率",
            "indicators[0].actual": "98.5%",
            "indicators[1].level2": "数量指标",
            "indicators[1].level3": "日常 养护里程",
            "indicators[1].actual": "412公里",
        }
    )
    assert found["indicators[0].actual"].field == "indicators[1].actual"
    assert found["indicators[1].actual"].field == "indicators[0].actual"
    assert found["indicators[1].level3"].standing == "same"


def test_funding_rows_are_matched_by_label() -> None:
    found = entries({"funding[0].label": "当年财政拨款", "funding[0].executed_amount": "372.15"})
    assert found["funding[0].executed_amount"].field == "funding[1].executed_amount"


@pytest.mark.parametrize(
    ("text", "standing"), [("15", "same"), ("15 分", "same"), ("15.00", "same"), ("1 5", "same"), ("20", "different")]
)
def test_what_means_the_same_is_the_same(text: str, standing: str) -> None:
    found = entries({"indicators[0].level3": "日常养护里程", "indicators[0].weight": text})
    assert found["indicators[0].weight"].standing == standing


def test_closed_cells_are_told_and_cannot_be_taken() -> None:
    read = {"indicators[0].level3": "日常养护里程", "indicators[0].target": "≥300公里"}
    found = entries(read, closed=("indicators[0].target",))["indicators[0].target"]
    assert (found.standing, found.now, found.read, found.is_open) == ("closed", "≥412公里", "≥300公里", False)


def test_an_indicator_that_was_not_approved_has_no_place() -> None:
    read = {"indicators[0].level2": "数量指标", "indicators[0].level3": "购置扫雪车", "indicators[0].actual": "3辆"}
    found = entries(read)["indicators[0].actual"]
    assert (found.field, found.standing) == (None, "no_place")


def test_where_rows_are_free_it_comes_after_the_others() -> None:
    read = {"indicators[0].level2": "数量指标", "indicators[0].level3": "购置扫雪车", "indicators[0].target": "≥3辆"}
    found = entries(read, fixed=False)["indicators[0].target"]
    assert (found.field, found.standing) == ("indicators[2].target", "new")


def test_a_like_name_in_the_same_category_is_matched_to_be_looked_at() -> None:
    read = {
        "indicators[0].level2": "质量指标",
        "indicators[0].level3": "养护工程验收的合格率",
        "indicators[0].actual": "99%",
    }
    matched = match(read, OURS, fixed_rows=True)
    assert matched.fields["indicators[0].actual"] == "indicators[1].actual"
    assert "indicators[0].actual" in matched.loose


def test_amounts_in_another_unit_are_converted_exactly() -> None:
    read = {
        "amount_unit": "元",
        "funding[0].label": "年度资金总额",
        "funding[0].adjusted_budget": "3,864,000.00",
        "funding[0].executed_amount": "3,721,512.34",
    }
    found = entries(read)
    assert found["funding[0].adjusted_budget"].standing == "same"
    assert (found["funding[0].executed_amount"].read, found["funding[0].executed_amount"].converted) == (
        "372.151234",
        True,
    )
    assert "amount_unit" not in found


def test_rows_left_empty_are_not_told() -> None:
    assert entries({"indicators[4].level1": "效益指标", "indicators[4].level2": "经济效益指标"}) == {}


def test_what_resists_reading_is_uncertain() -> None:
    form = form_from_cells({"indicators[0].weight": "十五左右", "indicators[0].level3": "里程"})
    assert set(uncertain(form, ["indicators[0].weight", "indicators[0].level3"])) == {"indicators[0].weight"}
    assert uncertain(Form(), []) == {}
