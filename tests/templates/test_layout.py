"""Forms on their grids: no holes, every field where it belongs, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kaocheng.composition import Grid, GridCell, Input, Role
from kaocheng.errors import UsageError
from kaocheng.model import Form
from kaocheng.model.cells import form_from_cells
from kaocheng.model.reading import read_points, read_text
from kaocheng.rendering.formula import parse
from kaocheng.templates import Template, TemplateKind, all_templates, blank_form, lay_out, load_template, printed_at
from tests.templates.forms import filled

FORMS = [template for template in all_templates().values() if template.kind is not TemplateKind.SUMMARY]


def cell(grid: Grid, field: str) -> GridCell:
    return next(cell for cell in grid.cells if cell.field == field)


@pytest.mark.parametrize("template", FORMS, ids=lambda template: template.id)
def test_blank_forms_are_sound(template: Template) -> None:
    form = blank_form(template)
    grid, omitted = lay_out(form, template, 2024, to_fill=True)
    assert grid.holes() == []
    assert omitted == ()
    assert grid.title == template.title
    assert "2024" in grid.subtitle


@pytest.mark.parametrize("template", FORMS, ids=lambda template: template.id)
def test_every_path_of_a_blank_form_resolves_to_what_its_cell_shows(template: Template) -> None:
    form = blank_form(template)
    fields = [cell for cell in lay_out(form, template, to_fill=True).grid.cells if cell.field]
    assert len({cell.field for cell in fields}) == len(fields)
    for shown in fields:
        printed = printed_at(form, str(shown.field))
        assert printed is None or shown.text.startswith(printed.text)
    assert any(shown.role is Role.TYPED for shown in fields) or template.kind is TemplateKind.DECLARATION


@pytest.mark.parametrize("template", FORMS, ids=lambda template: template.id)
def test_formulas_name_cells_of_the_same_grid(template: Template) -> None:
    grid = lay_out(blank_form(template), template, to_fill=True).grid
    fields = {cell.field for cell in grid.cells}
    for shown in grid.cells:
        if shown.formula is not None:
            parse(shown.formula.expression)
            named = [part.split("}")[0] for part in shown.formula.expression.split("{")[1:]]
            assert named
            assert {name.replace("[*]", "[0]") for name in named} <= fields


@pytest.mark.parametrize("template", FORMS, ids=lambda template: template.id)
def test_a_form_in_any_layout_keeps_its_fields_or_names_them(template: Template) -> None:
    form = filled()
    grid, omitted = lay_out(form, template)
    assert grid.holes() == []
    assert {path.split("].")[-1] for path in omitted} <= {name.split(".")[-1] for name in template.omits} | {
        "total_weight"
    }
    shown = {cell.text for cell in grid.cells}
    assert {"指标1：养护里程", "修补路面", "合格率", "通行时间"} <= shown


def test_scores_that_a_form_without_scores_cannot_hold_are_named() -> None:
    omitted = lay_out(filled(), load_template("F-03")).omitted
    assert omitted == (
        "funding[0].weight",
        "funding[0].score",
        "funding[1].weight",
        "funding[1].score",
        "funding[2].weight",
        "funding[2].score",
        "funding[3].weight",
        "funding[3].score",
        "indicators[1].weight",
        "indicators[3].score",
        "total_weight",
        "total_score",
    )


def test_merged_cells_are_those_of_the_official_form() -> None:
    grid = lay_out(filled(), load_template("F-01")).grid
    spans = {cell.text: cell.row_span for cell in grid.cells}
    assert spans["项目资金\n（万元）"] == 5
    assert spans["年度总体目标"] == 2
    assert spans["绩效指标"] == 5
    assert spans["产出指标（50分）"] == 3
    assert spans["数量指标"] == 2
    assert cell(grid, "total_weight").column == cell(grid, "indicators[1].weight").column
    assert next(cell for cell in grid.cells if cell.text == "总分").column == 0


def test_numbers_print_as_they_were_printed() -> None:
    grid = lay_out(filled(), load_template("F-01")).grid
    expected = {
        "funding[0].original_budget": (Decimal(1200), "#,##0.00"),
        "funding[0].adjusted_budget": (Decimal("1180.5"), "0.0"),
        "funding[0].execution_rate": (Decimal("0.9744"), "0.00%"),
        "funding[1].weight": (None, None),  # a dash
        "indicators[0].target": (None, None),
        "indicators[1].target": (Decimal(1), "0%"),
        "indicators[2].actual": (Decimal("0.98"), '0" "%'),
        "indicators[3].score": (Decimal("9.62"), "0.00"),
    }
    assert {path: (cell(grid, path).number, cell(grid, path).pattern) for path in expected} == expected


def test_computed_cells_of_an_empty_form_carry_their_formula() -> None:
    template = load_template("F-01")
    grid = lay_out(blank_form(template), template, to_fill=True).grid
    rate, score = cell(grid, "funding[0].execution_rate"), cell(grid, "funding[0].score")
    assert rate.formula is not None
    assert "{funding[0].executed_amount}/{funding[0].adjusted_budget}" in rate.formula.expression
    assert score.formula is not None
    assert "ROUND(MIN({funding[0].execution_rate},1)*{funding[0].weight},2)" in score.formula.expression
    total = cell(grid, "total_score").formula
    assert total is not None
    assert total.expression == "SUM({indicators[*].score},{funding[0].score})"
    assert cell(grid, "funding[1].execution_rate").formula is None


def test_what_a_form_left_empty_is_not_computed_for_it() -> None:
    form = filled()
    row = replace(form.funding[0], execution_rate=None)
    grid = lay_out(replace(form, funding=(row, *form.funding[1:])), load_template("F-01")).grid
    assert cell(grid, "funding[0].execution_rate").formula is None
    assert cell(grid, "funding[0].score").formula is not None  # printed: a writer compares


def test_columns_a_template_lacks_are_added_in_their_place() -> None:
    form = filled()
    row = replace(form.indicators[0], measurement_unit=read_text("公里"), scoring_rule=read_text("按比例"))
    form = replace(form, indicators=(row, *form.indicators[1:]))
    grid = lay_out(form, load_template("F-01")).grid
    headers = [cell.text for cell in grid.cells if cell.role is Role.HEADER and cell.row == grid.repeat_from]
    assert headers == [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "计量单位",
        "实际完成值",
        "分值",
        "得分",
        "评分标准",
        "偏差原因分析及改进措施",
    ]
    assert cell(grid, "indicators[0].scoring_rule").text == "按比例"


def test_a_weight_column_is_not_forced_on_a_form_without_one() -> None:
    template = load_template("F-04")
    form = Form(project_name=read_text("农村公路养护"))  # typed in: says that it has weights, as any typed form
    fields = {cell.field for cell in lay_out(form, template, to_fill=True).grid.cells}
    assert "indicators[0].score" in fields
    assert "indicators[0].weight" not in fields


def test_three_amounts_stand_side_by_side_each_with_its_label() -> None:
    template = load_template("F-04")
    grid = lay_out(blank_form(template), template, to_fill=True).grid
    row = cell(grid, "funding[0].funds_in_place").row
    assert [cell.text for cell in grid.cells if cell.row == row and cell.text] == ["预算数：", "到位数：", "执行数："]
    assert cell(grid, "funding[0].execution_rate").row_span == 3


def test_a_typed_in_row_gets_the_labels_of_its_template() -> None:
    form = form_from_cells({"funding[0].label": "预算数：", "funding[0].executed_amount": "5.78"})
    grid = lay_out(form, load_template("F-04"), to_fill=True).grid
    row = cell(grid, "funding[0].executed_amount").row
    assert [cell.text for cell in grid.cells if cell.row == row and cell.text] == [
        "预算数：",
        "到位数：",
        "执行数：",
        "5.78",
    ]


def test_points_of_the_execution_rate_stand_in_the_heading() -> None:
    template = load_template("F-06")
    form = replace(blank_form(template), execution_weight=read_points("15分"))
    texts = [cell.text for cell in lay_out(form, template).grid.cells]
    assert "预算执行情况\n（万元）\n（15分）" in texts
    assert "得分\n（15分×执行率）" in texts
    bare = [cell.text for cell in lay_out(replace(form, execution_weight=None), template).grid.cells]
    assert "预算执行情况\n（万元）" in bare


def test_one_label_for_two_units_only_where_they_are_the_same() -> None:
    template = load_template("F-04")
    same = Form(competent_department=read_text("某县图书馆"), implementing_unit=read_text("某县图书馆"))
    other = replace(same, implementing_unit=read_text("某镇图书馆"))
    labels = [{cell.text for cell in lay_out(form, template).grid.cells} for form in (same, other)]
    assert "实施（主管）单位" in labels[0]
    assert {"主管部门", "实施单位"} <= labels[1]


def test_choices_are_offered_where_only_some_answers_are_possible() -> None:
    monitoring, hebei = load_template("F-12"), load_template("F-01")
    grid = lay_out(blank_form(monitoring), monitoring, to_fill=True).grid
    assert any(cell.choices == ("确定能", "有可能", "完全不可能") for cell in grid.cells)
    graded = lay_out(replace(blank_form(hebei), grade=read_text("优")), hebei).grid
    assert cell(graded, "grade").input is Input.CHOICE
    assert cell(graded, "grade").choices == ("优", "良", "中", "差")


def test_names_below_the_form_are_printed_only_if_there_are_any() -> None:
    template = load_template("F-01")
    form = filled()
    assert lay_out(form, template).grid.below == ()
    named = replace(form, preparer=read_text("某某甲"), phone=read_text("00000000000"))
    assert lay_out(named, template).grid.below == ("填报人：某某甲　　联系电话：00000000000",)


def test_a_summary_cannot_show_one_form() -> None:
    with pytest.raises(UsageError, match="F-13"):
        lay_out(filled(), load_template("F-13"))
