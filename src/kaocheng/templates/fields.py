"""The fields a form can show: what each is called where a template has no column for it, its width, who fills it.

Also from the path of a field ("indicators[3].actual") to what is printed there, and from printed text to number and
number format.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from kaocheng.composition import Align, Input, Role
from kaocheng.model import Form, Indicator
from kaocheng.model.entry import Raw, split_level1
from kaocheng.model.reading import BLANK
from kaocheng.provenance import Printed


class Field(NamedTuple):
    """How a field is shown. `label`: its canonical heading. `width`: in characters."""

    label: str
    width: float
    role: Role
    input: Input = Input.TEXT
    align: Align = Align.CENTER


_I, _T, _C, _L = Role.IMPORTED, Role.TYPED, Role.COMPUTED, Role.LABEL

HEAD: dict[str, Field] = {
    "project_name": Field("项目名称", 20, _I),
    "competent_department": Field("主管部门", 20, _I),
    "implementing_unit": Field("实施单位", 20, _I),
}
CLOSING: dict[str, Field] = {
    "total_weight": Field("总分值", 6, _C, Input.POINTS),
    "total_score": Field("总分", 6, _C, Input.POINTS),
    "grade": Field("自评等级", 20, _T, Input.CHOICE),
    "reasons": Field("未完成原因分析", 40, _T, align=Align.LEFT),
    "problems": Field("存在问题", 40, _T, align=Align.LEFT),
    "preparer": Field("填报人", 20, _T),
    "phone": Field("联系电话", 20, _T),
}
# In the order in which columns stand where a template does not say otherwise.
FUNDING: dict[str, Field] = {
    "label": Field("", 16, _L, align=Align.LEFT),
    "original_budget": Field("年初预算数", 10, _I, Input.AMOUNT),
    "adjusted_budget": Field("全年预算数", 10, _I, Input.AMOUNT),
    "funds_in_place": Field("到位数", 10, _I, Input.AMOUNT),
    "executed_amount": Field("全年执行数", 10, _I, Input.AMOUNT),
    "weight": Field("分值", 7, _I, Input.POINTS),
    "execution_rate": Field("执行率", 8, _C, Input.RATE),
    "score": Field("得分", 7, _C, Input.POINTS),
    "reason": Field("原因", 14, _T, align=Align.LEFT),
}
OBJECTIVE: dict[str, Field] = {
    "expected": Field("预期目标", 30, _I, align=Align.LEFT),
    "actual": Field("实际完成情况", 30, _T, align=Align.LEFT),
    "completion_rate": Field("总体完成率", 10, _T, Input.RATE),
}
INDICATOR: dict[str, Field] = {
    "level1": Field("一级指标", 9, _L),
    "level2": Field("二级指标", 10, _L),
    "level3": Field("三级指标", 20, _I, align=Align.LEFT),
    "definition": Field("指标解释", 14, _I, align=Align.LEFT),
    "nature": Field("指标属性", 7, _I),
    "direction": Field("计算符号", 7, _I),
    "target": Field("年度指标值", 12, _I, Input.TARGET),
    "adjusted_target": Field("调整指标值", 12, _I, Input.TARGET),
    "measurement_unit": Field("计量单位", 7, _I),
    "actual": Field("实际完成值", 12, _T, Input.TARGET),
    "weight": Field("分值", 7, _I, Input.POINTS),
    "score": Field("得分", 7, _T, Input.POINTS),
    "score_rate": Field("得分率", 7, _C, Input.RATE),
    "scoring_rule": Field("评分标准", 16, _I, align=Align.LEFT),
    "is_core": Field("是否核心指标", 7, _I, Input.CHOICE),
    "deviation": Field("偏差原因分析及改进措施", 16, _T, align=Align.LEFT),
}
SUMMARY: dict[str, Field] = {
    "sequence": Field("序号", 5, _L),
    "unit_name": Field("单位名称", 18, _I, align=Align.LEFT),
    "name": Field("项目名称", 24, _I, align=Align.LEFT),
    "funds": Field("资金", 10, _I, Input.AMOUNT),
    "weight": Field("权重", 7, _I, Input.POINTS),
    "score": Field("自评得分", 8, _I, Input.POINTS),
    "score_rate": Field("得分率", 8, _C, Input.RATE),
    "grade": Field("自评等级", 8, _I, Input.CHOICE),
    "contact": Field("联系人及电话", 14, _T),
}
PARTS: dict[str, dict[str, Field]] = {
    "form": {**HEAD, **CLOSING},
    "funding": FUNDING,
    "objectives": OBJECTIVE,
    "indicators": INDICATOR,
    "summary": SUMMARY,
}
# What a person types and the model does not keep (`kaocheng.model.cells.TYPED_ONLY`): fields of the monitoring form
# and of the declaration.
TYPED_ONLY: dict[str, dict[str, Field]] = {
    "form": {
        "cutoff_month": Field("监控截止月份", 20, _C),
        "project_attribute": Field("项目属性", 20, _T, Input.CHOICE),
        "project_category": Field("项目类别", 20, _T),
        "start_date": Field("计划开始日期", 20, _T),
        "end_date": Field("计划完成日期", 20, _T),
        "remark": Field("其他说明的问题", 40, _T, align=Align.LEFT),
    },
    "funding": {"expected_amount": Field("全年预计执行数", 10, _T, Input.AMOUNT)},
    "objectives": {},
    "indicators": {
        "expected_value": Field("全年预计完成情况", 12, _T, Input.TARGET),
        "cause": Field("偏差原因分类", 10, _T, Input.CHOICE),
        "likelihood": Field("完成目标可能性", 10, _T, Input.CHOICE),
        "remark": Field("备注", 10, _T, align=Align.LEFT),
    },
    "summary": {},
}
CHOICES: dict[str, tuple[str, ...]] = {"grade": ("优", "良", "中", "差"), "is_core": ("是", "否")}
# Printed in a line or a label of the form, not in a cell of their own.
ABOVE = ("title", "amount_unit", "fiscal_year", "execution_weight")
_WITH_LABEL = {"level1": "level1_weight", "level3": "name_weight"}
_PATH = re.compile(r"(?:(funding|objectives|indicators)\[(\d{1,4})\]\.)?([a-z_0-9]+)")


def printed_at(form: Form, path: str) -> Printed[Any] | None:
    """What the form prints at a path, None where the field is empty. Raises KeyError where there is no such field.

    >>> printed_at(Form(), "project_name") is None
    True
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise KeyError(path)
    part, index, name = match.groups()
    if name in TYPED_ONLY[part or "form"]:
        return None
    if part is None:
        if name not in PARTS["form"] and name not in ABOVE:
            raise KeyError(path)
        printed: Printed[Any] | None = getattr(form, name)
        return printed
    rows = getattr(form, part)
    if name not in PARTS[part] or int(index) >= len(rows):
        raise KeyError(path)
    value: Printed[Any] | None = getattr(rows[int(index)], name)
    return value


def filled_paths(form: Form) -> Iterator[str]:
    """The paths of all fields that print something, in printed order."""
    return (f"{part}[{index}].{name}" if part else name for part, index, name in _filled(form))


def filled_fields(form: Form) -> frozenset[str]:
    """The same without row numbers: "funding.adjusted_budget", "indicators.actual", "project_name"."""
    return frozenset(f"{part}.{name}" if part else name for part, _, name in _filled(form))


def _filled(form: Form) -> Iterator[tuple[str, int, str]]:
    """Part ("" for the form itself), index and name of every field that prints something."""
    yield from (("", 0, name) for name in (*ABOVE, *HEAD) if _says(getattr(form, name)))
    for part in ("funding", "objectives", "indicators"):
        for index, row in enumerate(getattr(form, part)):
            yield from ((part, index, name) for name in PARTS[part] if _says(getattr(row, name)))
    yield from (("", 0, name) for name in CLOSING if _says(getattr(form, name)))


def _says(printed: Printed[Any] | None) -> bool:
    return printed is not None and bool(printed.text)


def text_of(printed: Printed[Any] | None) -> str:
    return "" if printed is None else printed.text


def level1_text(indicator: Indicator) -> str:
    """The first level with its weight in brackets behind it, written so that it reads back the same."""
    label, weight = text_of(indicator.level1), text_of(indicator.level1_weight)
    if not label or not weight:
        return label
    for before, behind in (("（", "）"), ("（", ""), ("(", ")"), ("(", ""), ("", "")):
        text = f"{label}{before}{weight}{behind}"
        again, points = split_level1(Raw(text))
        if again is not None and points is not None and (again.text, points.text) == (label, weight):
            return text
    return f"{label}（{weight}）"


def level3_text(indicator: Indicator) -> str:
    """The name as printed, with "指标1：" before and points in brackets behind it."""
    printed = indicator.level3_printed or indicator.level3
    return text_of(printed)


# Numbers -------------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|0|[1-9]\d*)(?:\.(\d+))?([ ]*)(%|分|)")
_DIGITS = 15  # a spreadsheet keeps no more
_NUMERIC = frozenset((Input.AMOUNT, Input.POINTS, Input.RATE, Input.TARGET))


class Number(NamedTuple):
    """A number and the spreadsheet format that prints it again."""

    number: Decimal | None
    pattern: str | None


NO_NUMBER = Number(None, None)


@functools.lru_cache(maxsize=4096)
def number_of(text: str, kind: Input) -> Number:
    """The number that a text is, with the format that prints exactly this text; a percentage as a fraction.

    >>> number_of("99.90%", Input.RATE)
    Number(number=Decimal('0.999'), pattern='0.00%')
    """
    match = _NUMBER.fullmatch(text) if kind in _NUMERIC else None
    if match is None or text != text.strip(BLANK):
        return NO_NUMBER
    sign, whole, places, blank, unit = match.groups()
    if len(whole) + len(places or "") > _DIGITS or (sign and not any(c in "123456789" for c in whole + (places or ""))):
        return NO_NUMBER
    number = Decimal(f"{sign}{whole.replace(',', '')}{'.' + places if places else ''}")
    pattern = ("#,##0" if "," in whole else "0") + ("." + "0" * len(places) if places else "")
    if unit == "%":
        return Number(number / 100, f'{pattern}"{blank}"%' if blank else f"{pattern}%")
    return Number(number, f'{pattern}"{blank}{unit}"' if unit else pattern)


def pattern_of(kind: Input, computed: bool) -> str | None:
    """The format of a cell that is still empty."""
    if kind is Input.RATE:
        return "0.00%"
    return "0.00" if computed and kind is Input.POINTS else None
