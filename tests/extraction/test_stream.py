"""A cell on each line, and nothing that tells rows apart."""

from __future__ import annotations

from kaocheng.documents import Cell, Table
from tests.extraction.sheets import read, text


def stream(cells: str) -> Table:
    """One column of cells; "/" parts them, a lone blank is an empty cell."""
    texts = [cell.strip() for cell in cells.replace("\n", " ").split("/")]
    return Table(1, len(texts), 1, tuple(Cell(cell, r, 0, line=r + 1) for r, cell in enumerate(texts)), ragged=True)


HEAD = "项目支出绩效自评表 / （2022年度） / 项目名称 / 图书采购 / 主管部门 / 某县教育局 / 实施单位 / 某县图书馆"


def test_labels_broken_over_lines_and_cells_that_a_merge_covers() -> None:
    report = read(
        stream(f"""
            {HEAD} / 项目资金 / (万元) / / 年初 / 预算数 / 全年 / 预算数 / 全年 / 执行数 / 分值 / 执行率 / 得分
            / 年度资金总额 / 43.2 / 43.2 / 37.24 / 10 / 86% / 9 / 其中:当年财政拨款 / 43.2 / 43.2 / 37.24 / / /
            / 年度总体目标 / 预期目标 / 实际完成情况 / 采购图书 / 已采购
            / 一级指标 / 二级指标 / 三级指标 / 年度 / 指标值 / 实际 / 完成值 / 分值 / 得分
            / 产出指标 / 数量指标 / 图书册数 / 100册 / 98册 / 30 / 29 / 质量指标 / 合格率 / 100% / 100% / 20 / 20
            / 满意度 / 指标 / 服务对象满意度指标 / 读者满意度 / ≥90% / 95% / 10 / 10
            / 总分 / 100 / 98
        """)
    )
    (form,) = report.forms
    assert [text(form.title), text(form.project_name), text(form.implementing_unit)] == [
        "项目支出绩效自评表",
        "图书采购",
        "某县图书馆",
    ]
    total, current = form.funding
    assert [text(total.original_budget), text(total.executed_amount), text(total.score)] == ["43.2", "37.24", "9"]
    assert [text(current.executed_amount), current.weight] == ["37.24", None]
    assert [(text(g.expected), text(g.actual)) for g in form.objectives] == [("采购图书", "已采购")]
    assert [(text(i.level1), text(i.level2), text(i.level3), text(i.actual)) for i in form.indicators] == [
        ("产出指标", "数量指标", "图书册数", "98册"),
        ("产出指标", "质量指标", "合格率", "100%"),
        ("满意度指标", "服务对象满意度指标", "读者满意度", "95%"),
    ]
    assert (text(form.total_weight), text(form.total_score)) == ("100", "98")
    assert all(i.uncertain is None for i in form.indicators)
    assert total.original_budget is not None
    assert total.original_budget.where.line == 22


def test_a_total_under_the_weight_alone_and_labels_we_do_not_know() -> None:
    report = read(
        stream(f"""
            {HEAD} / 一级指标 / 二级指标 / 三级指标 / 指标性质 / 指标值 / 度量单位 / 完成值 / 权重 / 得分 / 佐证材料
            / 产出指标 / 数量指标 / 覆盖率 / = / 100 / % / / 60 / / 台账 / 质量指标 / 合格率 / ≥ / 95 / % / / 30 / / 台账
            / 合计 / 90 / /
        """)
    )
    (form,) = report.forms
    assert [(text(i.target), text(i.weight), i.actual, i.score) for i in form.indicators] == [
        ("100", "60", None, None),
        ("95", "30", None, None),
    ]
    assert (text(form.total_weight), form.total_score) == ("90", None)


def test_amounts_beside_their_labels() -> None:
    report = read(
        stream(f"""
            {HEAD} / 资金总额： / 250 / 其中:财政拨款 / / 一级指标 / 二级指标 / 三级指标 / 指标值
            / 产出指标 / 数量指标 / 车辆数 / 10辆
        """)
    )
    assert [(text(row.label), text(row.adjusted_budget)) for row in report.forms[0].funding] == [
        ("资金总额：", "250"),
        ("其中:财政拨款", None),
    ]
