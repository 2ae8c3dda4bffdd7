"""What forms of other provinces do differently, one habit per test."""

from __future__ import annotations

from tests.extraction.sheets import read, table, text

INDICATORS = """
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
    产出指标 | 数量指标 | 培训班次 | ≥3期 | 3期 | 50 | 50
    效益指标 | 社会效益指标 | 覆盖率 | 100% | 98% | 40 | 39.2
"""


def test_a_header_over_two_rows_with_merged_cells() -> None:
    report = read(
        table("""
            绩效指标 | < | < | 年度指标值 | < | < | 实际完成值 | 分值 | 得分
            一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | ^ | ^ | ^
            产出指标 | 数量指标 | 执法经费 | = | 72890 | 元 | 72890 | 10 | 9
        """)
    )
    (row,) = report.forms[0].indicators
    assert [text(row.level3), text(row.direction), text(row.target), text(row.measurement_unit)] == [
        "执法经费",
        "=",
        "72890",
        "元",
    ]
    assert [text(row.actual), text(row.weight), text(row.score)] == ["72890", "10", "9"]
    assert report.forms[0].objectives == ()


def test_a_header_over_two_rows_that_a_page_flattened() -> None:
    report = read(
        table(
            """
            绩效指标|年度指标值|实际完成值|分值|得分||||
            一级指标|二级指标|三级指标|指标性质|指标值|度量单位|||
            产出指标|数量指标|执法经费|=|72890|元|72890|10|9
            """,
            ragged=True,
        )
    )
    (row,) = report.forms[0].indicators
    assert [text(row.target), text(row.actual), text(row.weight), text(row.score)] == ["72890", "72890", "10", "9"]


def test_amounts_under_a_header_of_two_rows() -> None:
    report = read(
        table(
            """
            项目名称 | 图书采购 | < | < | < | <
            项目资金（万元） | | 年度预算数 | < | 全年执行数 | 执行率
            ^ | | 年初 | 调整后 | ^ | ^
            ^ | 年度资金总额 | 60 | 58.5 | 57 | 97.4%
            """
        ),
        table(INDICATORS, 2),
    )
    (money,) = report.forms[0].funding
    assert [text(money.original_budget), text(money.adjusted_budget), text(money.executed_amount)] == [
        "60",
        "58.5",
        "57",
    ]


def test_headings_across_the_table_are_no_rows() -> None:
    report = read(
        table("""
            一、项目基本情况 | < | < | <
            项目名称 | 图书采购 | < | <
            二、年度绩效目标 | < | < | <
            预期目标 | < | 实际完成情况 | <
            采购图书 | < | 已完成采购 | <
            三、绩效指标完成情况（90分） | < | < | <
            一级指标 | 三级指标 | 指标值 | 完成值
            产出指标 | 图书册数 | 100册 | 98册
            注：1.其他资金包括自有资金。 | < | < | <
        """)
    )
    (form,) = report.forms
    assert [(text(g.expected), text(g.actual)) for g in form.objectives] == [("采购图书", "已完成采购")]
    assert [text(i.level3) for i in form.indicators] == ["图书册数"]


def test_levels_in_rows_of_their_own() -> None:
    report = read(
        table("""
            二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
            一、产出指标（50分） | < | < | < | < | <
            数量指标 | 培训班次 | 3期 | 3期 | 50 | 50
            二、效益指标（40分） | < | < | < | < | <
            社会效益指标 | 覆盖率 | 100% | 98% | 40 | 39
        """)
    )
    rows = report.forms[0].indicators
    assert [(text(i.level1), text(i.level2), text(i.level3)) for i in rows] == [
        ("一、产出指标", "数量指标", "培训班次"),
        ("二、效益指标", "社会效益指标", "覆盖率"),
    ]


def test_tasks_and_lists_of_projects_are_no_funding() -> None:
    report = read(
        "部门整体支出绩效自评表",
        table("""
            年度主要任务 | 任务名称 | 主要内容 | 预算金额 | 执行数 | 执行率 | 得分
            ^ | 基本支出 | 保障运转 | 800 | 790 | 98.8% | 5
            ^ | 金额合计 | | 800 | 790 | |
            部门预算 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
            ^ | 790 | 800 | 790 | 10 | 98.8% | 9.9
            """),
        table(INDICATORS, 2),
        table(
            """
            序号 | 项目名称 | 年初预算数 | 全年预算数 | 执行数
            1 | 设备购置 | 10 | 12 | 12
            """,
            3,
        ),
    )
    (form,) = report.forms
    assert [text(row.adjusted_budget) for row in form.funding] == ["800"]
    assert report.summary == ()


def test_the_total_in_pairs_of_label_and_amount() -> None:
    report = read(
        table(
            """
            项目名称 | 系统运维 | < | <
            当年预算数（元） | 1,200,000.00 | 上年预算数（元） | 1,100,000.00
            预算执行数（元） | 1,180,000.00 | 预算执行率 | 98.33%
            """
        ),
        table(INDICATORS, 2),
    )
    (money,) = report.forms[0].funding
    assert [text(money.adjusted_budget), text(money.executed_amount), text(money.execution_rate)] == [
        "1,200,000.00",
        "1,180,000.00",
        "98.33%",
    ]


def test_what_stands_above_the_second_form_is_not_the_first_ones() -> None:
    first, second = read(
        "（2021年度）",
        "项目名称：图书采购    主管部门：某县教育局",
        table(INDICATORS),
        "（2022年度）",
        "金额单位：元",
        "项目名称：校舍维修",
        table(INDICATORS, 2),
    ).forms
    assert (text(first.project_name), text(first.competent_department)) == ("图书采购", "某县教育局")
    assert [form.fiscal_year and form.fiscal_year.value for form in (first, second)] == [2021, 2022]
    assert [text(form.amount_unit) for form in (first, second)] == [None, "元"]
    assert text(second.project_name) == "校舍维修"


def test_a_table_goes_on_behind_a_page_number() -> None:
    report = read(
        table(INDICATORS),
        "— 3 —",
        table("满意度指标 | 服务对象满意度指标 | 学员满意度 | ≥90% | 95% | 10 | 10", 2),
    )
    assert [text(i.level3) for i in report.forms[0].indicators] == ["培训班次", "覆盖率", "学员满意度"]


def test_amounts_of_another_table_stay_out_of_the_form() -> None:
    report = read(
        table("""
            项目 | 预算数 | 决算数
            一般公共预算财政拨款 | 100.00 | 99.00
        """),
        table(f"项目名称 | 图书采购 | < | < | < | < | <\n{INDICATORS.strip()}", 2),
    )
    (form,) = report.forms
    assert (text(form.project_name), form.funding) == ("图书采购", ())


def test_a_total_that_names_its_weight_and_one_below_a_remark() -> None:
    total = "总分（100分） | < | < | < | < | < | 98"
    assert text(read(table(f"{INDICATORS.rstrip()}\n{total}")).forms[0].total_score) == "98"
    remark = "其他需要说明的事项 | 无 | < | < | < | < | <\n总分 | < | < | < | < | 100 | 89.2"
    (form,) = read(table(f"{INDICATORS.rstrip()}\n{remark}")).forms
    assert (text(form.total_weight), text(form.total_score), len(form.indicators)) == ("100", "89.2", 2)


def test_the_finest_of_four_levels_is_the_indicator() -> None:
    report = read(
        table("""
            一级指标 | 二级指标 | 三级指标 | 四级指标 | 指标值 | 完成值
            产出 | 数量 | 产出数量 | 培训人次 | ≥100 | 120
        """)
    )
    assert text(report.forms[0].indicators[0].level3) == "培训人次"


def test_what_a_monitoring_form_reports_half_way_is_no_result() -> None:
    report = read(
        table("""
            一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况
            产出指标 | 数量指标 | 养护里程 | ≥10公里 | 6公里 | 10公里
        """)
    )
    (row,) = report.forms[0].indicators
    assert (text(row.target), row.actual) == ("≥10公里", None)


def test_a_page_in_traditional_script() -> None:
    report = read(
        "2020年度項(xiàng)目支出績效自評表",
        table("""
            項(xiàng)目名稱 | 衛(wèi)片執(zhí)法 | < | < | <
            一級指標(biāo) | 二級指標(biāo) | 三級指標(biāo) | 指標(biāo)值 | 實(shí)際完成值
            產(chǎn)出指標(biāo) | 數(shù)量指標(biāo) | 巡查次數(shù) | 12 | 12
        """),
    )
    (form,) = report.forms
    assert form.fiscal_year is not None
    assert (form.fiscal_year.value, text(form.project_name)) == (2020, "衛(wèi)片執(zhí)法")
    assert [text(i.target) for i in form.indicators] == ["12"]
