"""An objective at its start, and indicators put into it."""

from __future__ import annotations

from kaocheng.lifecycle.declaring import (
    add_indicators,
    carried_cells,
    declaration_form,
    execution_points,
    indicator_rows,
    opening_cells,
)
from kaocheng.templates import load_template

PROJECT = {"project_name": "农村公路养护", "fiscal_year": "2026", "amount_unit": "万元"}


def row(level2: str, level3: str, target: str = "≥1个", level1: str = "产出指标") -> dict[str, str]:
    return {"level1": level1, "level2": level2, "level3": level3, "target": target}


def test_points_stand_behind_the_target_and_every_category_has_one_row() -> None:
    form = declaration_form()
    assert "indicators.weight" in form.fields
    cells = opening_cells(form, PROJECT, "120.00", "10")
    assert [cells[f"indicators[{index}].level2"] for index in range(4)] == [
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
    ]
    assert cells["funding[0].original_budget"] == cells["funding[0].adjusted_budget"] == "120.00"
    assert (cells["title"], cells["funding[0].weight"]) == ("项目支出绩效目标申报表", "10")


def test_the_points_of_the_execution_rate_are_those_of_the_evaluation_form() -> None:
    assert execution_points(load_template("F-01")) == "10"
    assert execution_points(load_template("F-10")) == ""


def test_last_year_gives_goals_and_indicators_but_no_amounts() -> None:
    before = {
        "fiscal_year": "2025",
        "project_name": "旧名称",
        "funding[0].label": "年度资金总额",
        "funding[0].original_budget": "99",
        "objectives[0].expected": "养护412公里",
        "indicators[0].level2": "数量指标",
        "indicators[0].level3": "养护里程",
        "indicators[0].actual": "400公里",
    }
    cells = carried_cells(declaration_form(), PROJECT, before, "120.00", "10")
    assert (cells["fiscal_year"], cells["project_name"]) == ("2026", "农村公路养护")
    assert cells["funding[0].original_budget"] == "120.00"
    assert cells["objectives[0].expected"] == "养护412公里"
    assert [one["level3"] for one in indicator_rows(cells)] == ["养护里程"]
    assert "indicators[0].actual" not in cells


def test_an_indicator_fills_the_empty_row_of_its_category_then_comes_behind_it() -> None:
    cells = opening_cells(declaration_form(), PROJECT)
    cells = add_indicators(cells, [row("质量指标", "合格率"), row("质量指标", "返修率"), row("质量指标", "合 格 率")])
    rows = indicator_rows(cells)
    assert [(one["level2"], one["level3"]) for one in rows] == [("质量指标", "合格率"), ("质量指标", "返修率")]
    assert [cells[f"indicators[{index}].level2"] for index in range(4)] == [
        "数量指标",
        "质量指标",
        "质量指标",
        "时效指标",
    ]


def test_a_category_the_form_does_not_have_comes_last() -> None:
    cells = add_indicators(opening_cells(declaration_form(), PROJECT), [row("环境成本", "碳排放", level1="成本指标")])
    assert indicator_rows(cells)[-1]["level1"] == "成本指标"
    assert max(int(path[11 : path.index("]")]) for path in cells if path.startswith("indicators")) == 9
