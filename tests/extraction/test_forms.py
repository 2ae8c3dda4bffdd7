"""Forms in the layouts of several provinces, each reduced to what makes it different."""

from __future__ import annotations

from decimal import Decimal

from kaocheng.model import FundingKind
from kaocheng.schemes import load_scheme
from kaocheng.scoring import score
from kaocheng.values import Comparator
from tests.extraction.sheets import read, table, text

MOF_2020 = """
项目名称 | < | 校舍维修经费 | < | < | < | < | < | <
主管部门 | < | 某县教育局 | < | < | 实施单位 | 某县第一小学 | < | <
项目资金（万元） | < | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
^ | 年度资金总额 | < | 60 | 58.5 | 57 | 10 | 97.4% | 9.74
^ | 其中：当年财政拨款 | < | 60 | 58.5 | 57 | — | | —
^ | 上年结转资金 | < | | | | — | | —
年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | <
^ | 维修校舍3栋 | < | < | < | 维修校舍3栋，验收合格 | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
^ | 产出指标（50分） | 数量指标 | 维修校舍栋数 | ≥3栋 | 3栋 | 30 | 30 |
^ | ^ | 质量指标 | 验收合格率 | 100% | 100% | 20 | 20 |
^ | ^ | ^ | 指标2： | | | | |
^ | 效益指标（30分） | 社会效益\\n指标 | 受益学生人数 | ≥800人 | 780人 | 30 | 29.25 | 学生转出
^ | ^ | 生态效益指标 | …… | | | | |
^ | 满意度指标（10分） | 服务对象满意度指标 | 师生满意度 | ≥90% | 95% | 10 | 10 |
总分 | < | < | < | < | < | 100 | 98.99 |
"""


def test_mof_2020() -> None:
    report = read("项目支出绩效自评表", "（2023年度）", table(MOF_2020))
    (form,) = report.forms
    assert (text(form.title), text(form.project_name)) == ("项目支出绩效自评表", "校舍维修经费")
    assert (text(form.competent_department), text(form.implementing_unit)) == ("某县教育局", "某县第一小学")
    assert form.fiscal_year is not None
    assert form.fiscal_year.value == 2023
    assert text(form.amount_unit) == "万元"
    total, current, carried = form.funding
    assert [row.kind for row in form.funding] == [
        FundingKind.TOTAL,
        FundingKind.CURRENT_APPROPRIATION,
        FundingKind.CARRYOVER,
    ]
    assert [text(total.original_budget), text(total.adjusted_budget), text(total.executed_amount)] == [
        "60",
        "58.5",
        "57",
    ]
    assert total.execution_rate is not None
    assert total.execution_rate.value == Decimal("0.974")
    assert (text(current.weight), current.weight and current.weight.value) == ("—", None)
    assert carried.original_budget is None
    assert [text(form.objectives[0].expected), text(form.objectives[0].actual)] == [
        "维修校舍3栋",
        "维修校舍3栋，验收合格",
    ]
    assert [text(i.level3) for i in form.indicators] == ["维修校舍栋数", "验收合格率", "受益学生人数", "师生满意度"]
    benefit = form.indicators[2]
    assert (text(benefit.level1), benefit.level1_weight and benefit.level1_weight.value) == ("效益指标", 30)
    assert (text(benefit.level2), text(benefit.deviation)) == ("社会效益指标", "学生转出")
    assert benefit.target is not None
    assert benefit.target.known is not None
    assert (benefit.target.known.comparator, benefit.target.known.value) == (Comparator.GE, 800)
    assert benefit.level1 is not None
    assert benefit.level1.where.row == 13  # the merged cell's own place, also on the rows below it
    assert [text(p) for p in form.placeholders] == ["指标2：", "……"]
    assert [text(c) for c in form.empty_categories] == ["生态效益指标"]
    assert (text(form.total_weight), text(form.total_score)) == ("100", "98.99")


def test_a_second_form_begins_at_its_project_name() -> None:
    report = read(table(MOF_2020 + MOF_2020.replace("校舍维修经费", "图书购置经费")))
    assert [text(form.project_name) for form in report.forms] == ["校舍维修经费", "图书购置经费"]
    assert [len(form.indicators) for form in report.forms] == [4, 4]


def test_amounts_side_by_side_and_no_weight_column() -> None:
    report = read(
        "部门预算项目绩效自评表",
        "填报单位：某县水利局",
        table("""
            一、基本情况 | 项目名称 | 河道清淤经费 | 实施(主管)单位 | 某县水利局 | < | < | <
            二、预算执行情况 | 预算安排情况（调整后） | < | 资金到位情况 | < | 资金执行情况 | < | 预算执行进度
            ^ | 预算数： | 40 | 到位数： | 38 | 执行数： | 35.2 | 88%
            ^ | 其中：财政资金 | 40 | 其中：财政资金 | 38 | 其中：财政资金 | 35.2 | ^
            ^ | 其他 | | 其他 | | 其他 | | ^
            三、目标完成情况 | 年度预期目标 | < | < | 具体完成情况 | < | < | 总体完成率
            ^ | 清淤12公里 | < | < | 清淤11公里 | < | < | 92%
            四、年度绩效指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成值 | 自评得分 |
            ^ | 产出指标（40） | 数量指标 | 指标1：清淤长度 | ≥12公里 | 11公里 | 36 |
            ^ | 预算执行率指标（10分） | 预算执行率 | 100% | 100% | 88% | 8.8 |
            总分 | < | < | < | < | < | 44.8 |
            五、存在问题、原因及下一步整改措施 | 汛期停工 | < | < | < | < | < | <
        """),
        "填报人：",
        "某某甲",
        "联系电话：00000000000",
    )
    (form,) = report.forms
    assert text(form.competent_department) == text(form.implementing_unit) == "某县水利局"
    total, fiscal, other = form.funding
    assert [text(total.adjusted_budget), text(total.funds_in_place), text(total.executed_amount)] == [
        "40",
        "38",
        "35.2",
    ]
    assert [label.text for label in total.labels] == ["预算数：", "到位数：", "执行数："]
    assert text(total.execution_rate) == "88%"
    assert fiscal.execution_rate is None, "a rate merged over the rows belongs to the first"
    assert other.adjusted_budget is None
    assert form.weight_column is False
    assert text(form.indicators[0].level3) == "指标1：清淤长度"
    assert form.indicators[0].level3 is not None
    assert form.indicators[0].level3.value == "清淤长度"
    assert (text(form.total_weight), text(form.total_score)) == (None, "44.8")
    assert text(form.objectives[0].completion_rate) == "92%"
    assert (text(form.problems), text(form.preparer), text(form.phone)) == ("汛期停工", "某某甲", "00000000000")


def test_sign_and_unit_columns_and_weight_before_the_value() -> None:
    report = read(
        table("""
            项目名称 | 51000021R-营养餐补助 | < | < | < | < | < | < | <
            一级指标 | 二级指标 | 三级指标 | 权重 | 指标性质 | 指标值 | 度量单位 | 完成值 | 得分
            产出指标 | 数量指标 | 供餐天数 | 60 | ≥ | 195 | 天 | 192 | 59.08
            满意度指标 | 服务对象满意度指标 | 家长满意度 | 40 | ≥ | 90 | % | 94.6 | 40
            合计 | < | < | 100 | < | < | < | < | 99.08
        """)
    )
    days, parents = report.forms[0].indicators
    assert days.target is not None
    assert days.target.known is not None
    assert (days.target.known.comparator, days.target.known.value, days.target.known.unit) == (Comparator.GE, 195, "天")
    assert [text(days.direction), text(days.measurement_unit), text(days.weight)] == ["≥", "天", "60"]
    assert parents.actual is not None
    assert parents.actual.known is not None
    assert parents.actual.known.unit == "%"
    assert (text(report.forms[0].total_weight), text(report.forms[0].total_score)) == ("100", "99.08")


def test_department_table_without_levels() -> None:
    report = read(
        "部门整体绩效自评表",
        "（2021年度）",
        table("""
            主管部门 | 某区体育局 | < | < | < | < | < | < | < | <
            部门预算执行情况 | 预算资金（万元） | 年初预算数 | 全年(调整)预算数 | 全年执行数 | 执行率(%) | 执行率权重 | 执行率得分(分) | < | <
            ^ | ^ | 1,820.00 | 1,936.40 | 1,878.31 | 97 | 10 | 9.7 | < | <
            当年绩效目标 | 年初绩效目标 | < | < | 全年(调整)绩效目标 | < | < | 全年目标实际完成情况 | < | <
            ^ | 办好12处 | < | < | 办好14处 | < | < | 办好14处，投入使用 | < | <
            绩效指标 | 指标名称 | 计量单位 | 指标性质 | 年初指标值 | 调整指标值 | 全年完成值 | 得分系数(%) | 指标权重(分) | 指标得分(分)
            ^ | 新建场地 | 处 | 定量指标 | 12 | 14 | 14 | 100 | 50 | 50
            ^ | 服务水平 | | 定性指标 | 有效提升 | 有效提升 | 有效提升 | 90 | 40 | 36
        """),
    )
    assert report.kind == "department"
    (form,) = report.forms
    (money,) = form.funding
    assert money.kind is FundingKind.TOTAL
    assert [text(money.adjusted_budget), text(money.execution_rate), text(money.score)] == ["1,936.40", "97", "9.7"]
    assert money.adjusted_budget is not None
    assert money.adjusted_budget.value == Decimal("1936.40")
    site = form.indicators[0]
    assert [text(site.nature), text(site.target), text(site.adjusted_target)] == ["定量指标", "12", "14"]
    assert site.score_rate is not None
    assert site.score_rate.value == 1
    assert text(form.objectives[0].actual) == "办好14处，投入使用"


def test_one_wide_table_for_all_projects() -> None:
    report = read(
        table("""
            单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重
            820-某镇部门 | | | | | | | | | |
            820001-某镇人民政府 | 村组干部报酬 | 3,309,840.00 | 按月发放 | 产出指标 | 数量指标 | 村组干部人数 | ≥ | 230 | 人 | 10
            ^ | ^ | ^ | ^ | 效益指标 | 社会效益指标 | 社会稳定 | ≥ | 95 | % | 10
            820001-某镇人民政府 | 活动经费 | 660,000.00 | 正常运转 | 产出指标 | 数量指标 | 行政村数量 | = | 11 | 个 | 10
        """)
    )
    first, second = report.forms
    assert [text(first.project_name), text(second.project_name)] == ["村组干部报酬", "活动经费"]
    assert (text(first.competent_department), text(first.implementing_unit)) == ("820-某镇部门", "820001-某镇人民政府")
    assert [len(first.indicators), len(second.indicators)] == [2, 1]
    assert text(first.funding[0].adjusted_budget) == "3,309,840.00"
    assert [text(first.objectives[0].expected), text(first.indicators[1].target)] == ["按月发放", "95"]


def test_amounts_as_label_and_value_pairs() -> None:
    report = read(
        "项目绩效目标表",
        table("""
            项目名称 | 雾炮车服务 | < | <
            资金总额： | 250 | 其中：财政拨款 | 250
            一级指标 | 二级指标 | 指标内容 | 指标值
            产出指标 | 数量指标 | 配备车辆数 | 10辆
        """),
    )
    (form,) = report.forms
    assert [(text(row.label), text(row.adjusted_budget)) for row in form.funding] == [
        ("资金总额：", "250"),
        ("其中：财政拨款", "250"),
    ]


def test_rows_shifted_in_flattened_text_are_put_back() -> None:
    report = read(
        table(
            """
            项目名称||绿化养护||||||
            项目资金(万元)||年初预算数|全年预算数|全年执行数|分值|执行率|得分|
            |年度资金总额|97|97|96|10 分|99%|9.9|
            其他资金||||—||—||
            绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
            |产出指标 50 分|数量指标|养护面积|≥10|10|20|20|
            |成本指标|养护成本|≤100|100|10|10||
            可持续影 响指标||长效机制健全程度|≥2|2|10|10||
            满意度指标 10 分|服务对象满意度指标|居民满意度|≥90|90|10|10|问卷|
            总分|||||100|100||
            """,
            ragged=True,
        )
    )
    (form,) = report.forms
    assert [(text(row.label), text(row.weight), text(row.score)) for row in form.funding] == [
        ("年度资金总额", "10 分", "9.9"),
        ("其他资金", "—", "—"),
    ]
    rows = [[text(i.level2), text(i.target), text(i.actual), text(i.weight), text(i.score)] for i in form.indicators]
    assert rows == [
        ["数量指标", "≥10", "10", "20", "20"],
        ["成本指标", "≤100", "100", "10", "10"],
        ["可持续影 响指标", "≥2", "2", "10", "10"],
        ["服务对象满意度指标", "≥90", "90", "10", "10"],
    ]
    assert [text(i.level1) for i in form.indicators] == ["产出指标", "产出指标", "产出指标", "满意度指标"]
    assert text(form.indicators[-1].deviation) == "问卷"
    assert all(i.uncertain is None for i in form.indicators)


def test_a_row_that_cannot_be_put_back_is_marked_not_guessed() -> None:
    report = read(
        table(
            """
            一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
            产出指标|数量指标|养护面积|≥10|10|20|20
            质量指标|验收合格率|98|100|良好|合格
            """,
            ragged=True,
        )
    )
    sure, doubtful = report.forms[0].indicators
    assert sure.uncertain is None
    assert doubtful.uncertain is not None


def test_other_tables_are_no_forms() -> None:
    report = read(
        table("""
            单位名称 | 单位基本性质 | 单位规格 | 经费形式
            某县图书馆 | 事业单位 | 正科级 | 财政拨款
        """)
    )
    assert (report.forms, report.summary) == ((), ())


def test_summary_tables() -> None:
    report = read(
        "2022年度项目支出绩效自评情况汇总表",
        table("""
            序号 | 资金使用单位（科室）名称 | 项目名称 | 资金 | 自评得分 | 自评等级 | 联系人及电话
            1 | 信息中心 | 机房运维 | 97.52 | 100 | 优 | 某甲 0000000
            合计 | | | 97.52 | | |
        """),
        "表 1：指标得分情况",
        table(
            """
            指标名称 | 权重 | 得分 | 得分率
            预算执行率 | 10 | 8 | 80%
            """,
            2,
        ),
    )
    project, indicator = report.summary
    assert [project.row_kind, text(project.name), text(project.funds), text(project.grade)] == [
        "project",
        "机房运维",
        "97.52",
        "优",
    ]
    assert text(project.contact) == "某甲 0000000"
    assert [indicator.row_kind, text(indicator.name), text(indicator.score_rate)] == ["indicator", "预算执行率", "80%"]
    assert text(indicator.table_title) == "表 1：指标得分情况"
    assert report.forms == ()


def test_score_table_without_targets() -> None:
    report = read(
        table("""
            一级指标 | 二级指标 | 三级指标 | 评分标准 | 分值 | 自评得分 | 扣分原因和其他说明
            投入 | 预算配置 | 在职人员控制率 | ≤100%计5分 | 5 | 5 |
            过程 | 预算执行 | 预算完成率 | 每低1个百分点扣0.5分 | 10 | 9 | 年末有结转
            总分 | < | < | < | 15 | 14 |
        """)
    )
    (form,) = report.forms
    second = form.indicators[1]
    assert [text(second.scoring_rule), text(second.weight), text(second.score)] == ["每低1个百分点扣0.5分", "10", "9"]
    assert (second.target, text(second.deviation)) == (None, "年末有结转")


def test_weights_in_brackets_where_there_is_no_weight_column() -> None:
    report = read(
        "项目自评表",
        table("""
            项目名称 | 居家养老服务 | < | < | < | <
            预算执行情况(万元)(20分) | | 预算数(A) | 执行数(B) | 执行率(B/A) | 得分(20分×执行率)
            年度财政资金总额 | < | 260 | 247 | 95% | 19
            一级指标 | 二级指标 | 三级指标 | 年初目标值(A) | 实际完成值(B) | 得分
            产出指标 | 数量指标 | 助餐点数量(40分) | ≥12个 | 12个 | 40
            效益指标 | 社会效益指标 | 探访覆盖率(40分) | ≥100% | 98% | 39.2
        """),
    )
    (form,) = report.forms
    assert text(form.execution_weight) == "20分"
    assert [(i.level3 and i.level3.value, i.name_weight and i.name_weight.value) for i in form.indicators] == [
        ("助餐点数量", 40),
        ("探访覆盖率", 40),
    ]
    sheet = score(form, load_scheme("cn-mof-2020"), report)
    assert [row.weight for row in sheet.rows] == [20, 40, 40]
    assert sheet.replayed_total == Decimal("98.2")
