"""A form after F-01, laid out by hand: blank, or with what a clerk typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kaocheng.composition import Align, Formula, Grid, GridCell, Input, Role

FUNDING = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
INDICATORS = (
    ("产出指标\n（50分）", "数量指标", "指标1：培训人次", "≥5000人次", "15"),
    ("产出指标\n（50分）", "质量指标", "指标1：培训合格率", "≥95%", "15"),
    ("产出指标\n（50分）", "时效指标", "指标1：完成时间", "12月底前", "20"),
    ("效益指标\n（30分）", "社会效益指标", "指标1：群众知晓率", "≥90%", "30"),
    ("满意度指标\n（10分）", "服务对象满意度指标", "指标1：学员满意度", "≥90%", "10"),
)


def form(typed: Mapping[str, str] | None = None) -> Grid:
    """`typed`: text by field; a number under the format that prints it."""
    texts = dict(typed or {})
    cells: list[GridCell] = []

    def put(
        text: str,
        row: int,
        column: int,
        column_span: int = 1,
        row_span: int = 1,
        *,
        role: Role = Role.LABEL,
        field: str | None = None,
        input: Input = Input.TEXT,
        formula: str = "",
        align: Align = Align.CENTER,
    ) -> None:
        text = texts.get(field or "", text)
        number, pattern = number_of(text) if input in (Input.AMOUNT, Input.POINTS, Input.RATE) else (None, None)
        cells.append(
            GridCell(
                text, row, column, row_span, column_span, role, field, input, number, pattern,
                Formula(formula) if formula else None, align=align,
            )
        )  # fmt: skip

    put("项目名称", 0, 0)
    put("", 0, 1, 8, role=Role.TYPED, field="project_name")
    put("主管部门", 1, 0)
    put("", 1, 1, 3, role=Role.TYPED, field="competent_department")
    put("实施单位", 1, 4, 2)
    put("", 1, 6, 3, role=Role.TYPED, field="implementing_unit")
    put("项目资金\n（万元）", 2, 0, 1, 5)
    for column, text in zip((1, 3, 4, 5, 6, 7, 8), ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), strict=True):  # fmt: skip
        put(text, 2, column, 2 if column == 1 else 1, role=Role.HEADER)
    for index, label in enumerate(FUNDING):
        row, path = 3 + index, f"funding[{index}]"
        put(label, row, 1, 2, align=Align.LEFT)
        for column, name in ((3, "original_budget"), (4, "adjusted_budget"), (5, "executed_amount")):
            put("", row, column, role=Role.TYPED, field=f"{path}.{name}", input=Input.AMOUNT)
        put("10" if index == 0 else "—", row, 6, field=f"{path}.weight", input=Input.POINTS)
        ratio = f"{{{path}.executed_amount}}/{{{path}.adjusted_budget}}"
        put("", row, 7, role=Role.COMPUTED, field=f"{path}.execution_rate", input=Input.RATE, formula=ratio)
        if index:
            put("—", row, 8)
        else:
            score = f"ROUND(MIN({ratio},1)*{{{path}.weight}},2)"
            put("", row, 8, role=Role.COMPUTED, field=f"{path}.score", input=Input.POINTS, formula=score)
    put("年度总体目标", 7, 0, 1, 2)
    put("预期目标", 7, 1, 4, role=Role.HEADER)
    put("实际完成情况（100字以内）", 7, 5, 4, role=Role.HEADER)
    put("", 8, 1, 4, role=Role.TYPED, field="objectives[0].expected", align=Align.LEFT)
    put("", 8, 5, 4, role=Role.TYPED, field="objectives[0].actual", align=Align.LEFT)
    top = 10
    put("绩效指标", 9, 0, 1, 1 + len(INDICATORS))
    for column, text in enumerate(
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"), 1
    ):
        put(text, 9, column, role=Role.HEADER)
    for index, (level1, level2, level3, target, weight) in enumerate(INDICATORS):
        row, path = top + index, f"indicators[{index}]"
        if index == 0 or INDICATORS[index - 1][0] != level1:
            put(level1, row, 1, 1, sum(entry[0] == level1 for entry in INDICATORS))
        put(level2, row, 2)
        put(level3, row, 3, role=Role.IMPORTED, field=f"{path}.level3", align=Align.LEFT)
        put(target, row, 4, role=Role.IMPORTED, field=f"{path}.target", input=Input.TARGET)
        put("", row, 5, role=Role.TYPED, field=f"{path}.actual", input=Input.TARGET)
        put(weight, row, 6, role=Role.IMPORTED, field=f"{path}.weight", input=Input.POINTS)
        put("", row, 7, role=Role.TYPED, field=f"{path}.score", input=Input.POINTS)
        put("", row, 8, role=Role.TYPED, field=f"{path}.deviation", align=Align.LEFT)
    last = top + len(INDICATORS)
    put("总分", last, 0, 6)
    total = "SUM({funding[0].weight},{indicators[*].weight})"
    put("", last, 6, role=Role.COMPUTED, field="total_weight", input=Input.POINTS, formula=total)
    total = "SUM({funding[0].score},{indicators[*].score})"
    put("", last, 7, role=Role.COMPUTED, field="total_score", input=Input.POINTS, formula=total)
    put("", last, 8, role=Role.NOTE)
    return Grid(
        name="项目支出绩效自评表",
        title="项目支出绩效自评表",
        subtitle="（2023年度）",
        above_left="填报单位：",
        above_right="金额单位：万元",
        cells=tuple(cells),
        row_count=last + 1,
        widths=(8, 10, 12, 16, 12, 12, 8, 9, 18),
        below=("注：执行率=全年执行数÷全年预算数。", "填报人：        联系电话："),
        repeat_from=9,
        repeat_rows=1,
        template="F-01",
    )


def number_of(text: str) -> tuple[Decimal | None, str | None]:
    digits = text.removesuffix("%")
    if not digits.replace(".", "", 1).isdigit():
        return None, None
    places = len(digits.partition(".")[2])
    pattern = "0" + ("." + "0" * places if places else "")
    return (Decimal(digits) / 100, pattern + "%") if text.endswith("%") else (Decimal(digits), pattern)


FILLED = {
    "project_name": "职业技能培训补助资金",
    "competent_department": "某某县人力资源和社会保障局",
    "implementing_unit": "某某县就业服务中心",
    "funding[0].original_budget": "120.00",
    "funding[0].adjusted_budget": "110.00",
    "funding[0].executed_amount": "107.50",
    "funding[0].execution_rate": "97.73%",
    "funding[0].score": "9.77",
    "funding[1].original_budget": "120.00",
    "funding[1].adjusted_budget": "110.00",
    "funding[1].executed_amount": "107.50",
    "funding[1].execution_rate": "98%",
    "objectives[0].expected": "全年培训城乡劳动者不少于5000人次，提高劳动者就业能力，促进稳定就业。",
    "objectives[0].actual": "全年开展各类培训126期，培训5213人次，合格率96.4%，" * 4,
    **{f"indicators[{n}].actual": text for n, text in enumerate(("5213人次", "96.4%", "12月20日", "88%", "93%"))},
    **{f"indicators[{n}].score": text for n, text in enumerate(("15", "15", "20", "29.3", "10"))},
    "indicators[3].deviation": "宣传覆盖面不足，下一步将增加乡镇宣传点，利用新媒体扩大宣传。",
    "total_weight": "100",
    "total_score": "99.07",
}
