"""Forms in lines of words, in one line, and in text without any separator."""

from __future__ import annotations

from tests.extraction.sheets import read, text

LINES = """
项目支出绩效自评表
(2022年度)
项目名称 科普活动
主管部门 某县科技局 实施单位 某县科技馆
项目资金 (万元) 年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额: 25 25 24 10 96% 9.6
其中:本年财政拨款 25 25 24
年度总体目标 预期目标 实际完成情况
开展科普活动 已开展科普活动
绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标(50分) 数量指标 活动场次 ≥3次 3 25 25
质量指标 参与能力提升 能力提升 达成预期指标 25 20 个别场次推迟
生态效益指标 0
满意度指标(10分) 满意度指标 群众满意度 ≥90% 95% 10 10
总分 100 89.6
"""


def check(report_lines: list[str]) -> None:
    (form,) = read(*report_lines).forms
    assert [text(form.title), text(form.project_name), text(form.competent_department)] == [
        "项目支出绩效自评表",
        "科普活动",
        "某县科技局",
    ]
    assert form.fiscal_year is not None
    assert form.fiscal_year.value == 2022
    assert [(text(r.label), text(r.adjusted_budget), text(r.executed_amount), text(r.score)) for r in form.funding] == [
        ("年度资金总额:", "25", "24", "9.6"),
        ("其中:本年财政拨款", "25", "24", None),
    ]
    assert [(text(g.expected), text(g.actual)) for g in form.objectives] == [("开展科普活动", "已开展科普活动")]
    assert [(text(i.level1), text(i.level3), text(i.target), text(i.score)) for i in form.indicators] == [
        ("产出指标", "活动场次", "≥3次", "25"),
        ("产出指标", "参与能力提升", "能力提升", "20"),
        ("满意度指标", "群众满意度", "≥90%", "10"),
    ]
    assert text(form.indicators[1].deviation) == "个别场次推迟"
    assert [text(c) for c in form.empty_categories] == ["生态效益指标"]
    assert (text(form.total_weight), text(form.total_score)) == ("100", "89.6")


def test_a_row_on_each_line() -> None:
    check(LINES.strip().splitlines())


def test_the_whole_form_in_one_line() -> None:
    check(["author 1 2019-05-22 False 附件: " + " ".join(LINES.split())])


def test_a_cell_on_each_line_and_the_empty_ones_gone() -> None:
    lines = "项目名称/科普活动/一级指标/二级指标/三级指标/指标值/完成值/产出指标/数量指标/活动场次/3次/3次/质量指标/合格率/98%/99%"
    (form,) = read(*lines.split("/")).forms
    assert [(text(i.level2), text(i.actual)) for i in form.indicators] == [("数量指标", "3次"), ("质量指标", "99%")]


def test_prose_around_a_form_stays_prose() -> None:
    above = "一、项目基本情况。本项目设定了一级指标、二级指标和三级指标，全年预算数25万元，执行数24万元。"
    below = "（二）存在问题。一是绩效指标设置不够细化，二是预算执行进度不够均衡。"
    report = read(above, *LINES.strip().splitlines(), below)
    assert len(report.forms) == 1
    assert len(report.forms[0].indicators) == 3
    assert read(above, below).forms == ()


def test_text_without_separators_is_read_but_never_certain() -> None:
    glued = (
        "绩效目标自评表(2022年度)项目名称灌溉工程主管部门某县水利局实施单位某县水管站"
        "年度总体目标年初设定目标年度总体目标完成情况综述改善灌溉绩效指标"
        "一级指标二级指标三级指标分值年度指标值全年实际值得分未完成原因及拟采取的改进措施"
        "产出指标(70分)数量指标安装水标尺10≥266米≥266米10质量指标验收合格率20≥95%≥98%20"
        "效益指标(20分)社会效益指标受益人口数10≥1000人≥1100人10总分100注:1.一级指标分值统一设置。"
    )
    (form,) = read(glued).forms
    assert [text(form.title), text(form.project_name), text(form.implementing_unit)] == [
        "绩效目标自评表",
        "灌溉工程",
        "某县水管站",
    ]
    assert [(text(i.level3), text(i.weight), text(i.target), text(i.actual)) for i in form.indicators] == [
        ("安装水标尺", "10", "≥266米", "≥266米"),
        ("验收合格率", "20", "≥95%", "≥98%"),
        ("受益人口数", "10", "≥1000人", "≥1100人"),
    ]
    assert all(i.uncertain is not None for i in form.indicators)
    assert form.objectives == (), "two goals without a border between them are not divided"
