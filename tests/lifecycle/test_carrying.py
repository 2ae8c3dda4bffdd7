"""What a self-evaluation takes over."""

from __future__ import annotations

from kaocheng.lifecycle.carrying import carry_over, is_yardstick

OBJECTIVE = {
    "title": "项目支出绩效目标申报表",
    "project_name": "农村公路养护",
    "funding[0].label": "年度资金总额",
    "funding[0].adjusted_budget": "386.40",
    "indicators[0].level2": "数量指标",
    "indicators[0].level3": "养护里程",
    "indicators[0].target": "≥412公里",
    "indicators[1].level2": "质量指标",
    "indicators[1].level3": "合格率",
    "indicators[1].target": "≥98%",
}


def test_the_yardstick_is_what_was_approved() -> None:
    assert is_yardstick("indicators[3].target")
    assert not is_yardstick("indicators[3].score")
    assert not is_yardstick("title")


def test_values_find_their_indicator_by_name_not_by_place() -> None:
    monitored = {
        "indicators[0].level2": "质量 指标",
        "indicators[0].level3": "合格率",
        "indicators[0].actual": "98.2%",
        "indicators[1].level2": "数量指标",
        "indicators[1].level3": "改了名的里程",
        "indicators[1].actual": "300公里",
    }
    cells = carry_over(OBJECTIVE, monitored, "300.50")
    assert cells["indicators[1].actual"] == "98.2%"
    assert "indicators[0].actual" not in cells
    assert cells["funding[0].executed_amount"] == "300.50"
    assert cells["indicators[0].target"] == "≥412公里"
    assert "title" not in cells


def test_nothing_is_invented() -> None:
    cells = carry_over(OBJECTIVE)
    assert {path for path in cells if not is_yardstick(path)} == set()
