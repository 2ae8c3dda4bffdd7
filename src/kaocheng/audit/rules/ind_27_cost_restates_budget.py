"""成本指标只重复预算

## 检查内容
成本指标只说“不超预算”“控制在合理范围”，或以项目总额为指标值（与预算数相等，或填100、100%），表中又没有别的成本指标。

## 为什么
不超预算由预算管理保证，做什么项目都成立，说明不了钱花得省不省。

## 依据
财预〔2021〕101号关于经济成本指标的要求（条文待核）。

## 举例
“项目预算控制——不超出项目预算金额”，应改为单位成本，如“单场培训费用 ≤1.2万元”。

## 不报的情形
- 指标值以国家、行业标准或合同价为据：不超过差旅费标准。
- 表中还有单位成本、补助标准等其他成本指标。
- 指标值是低于预算的目标成本。
- 指标值读不出时列为无法判断。

## In English
Reports cost indicators that only say “within budget”, directly or by taking the budget total (or 100 %) as the target, if
the form has no other cost indicator. Costs tied to a published standard or to a unit price, and targets below the
budget, stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import Category, category_of, level3_of, quantity, rows_of, target_of, unsettled
from kaocheng.audit.rows import name_of, place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form, Indicator
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import known
from kaocheng.scoring.figures import round_half_up
from kaocheng.values.units import MONEY_FACTORS, convert


@form_rule(
    "IND-27",
    severity=Severity.WARNING,
    title=Text("成本指标只重复预算", "cost indicator only restates the budget"),
    message=Text(
        "成本指标“{subject}”的指标值“{found}”只是不超预算，没有反映成本高低。",
        "The cost indicator “{subject}” with the target “{found}” only repeats the budget and says nothing about cost.",
    ),
    advice=Text(
        "请改用单位成本、人均成本或与标准、市场价的比较。",
        "Use a unit cost, or compare with a standard or a market price.",
    ),
    source="财预〔2021〕101号（条文待核）；判断方法为考成手册建议",
)
def cost_restates_budget(subject: FormSubject) -> Iterator[Finding | Skip]:
    costs = [row for _, row in rows_of(subject.form) if category_of(row) is Category.COST]
    found: list[Finding | Skip] = []
    for row in costs:
        target = target_of(row)
        if skip := unsettled(row, target):
            found.append(skip)
        elif _restates(row, subject.form):
            found.append(Finding(target or place_of(row), name_of(row), target.text if target else name_of(row)))
        elif target is not None and target.known is not None:
            return  # another cost indicator says something about cost
    yield from found


def _restates(row: Indicator, form: Form) -> bool:
    name, target = level3_of(row), target_of(row)
    text = target.text if target is not None else ""
    words = f"{name} {text}"
    if word_list("cost_standards").find(words):
        return False
    if word_list("within_budget").find(words):
        return True
    value = quantity(target)
    if value is None or value.value is None or target is None:
        return False
    if value.value == 100 and value.unit in (None, "%"):
        return word_list("total_cost_names").find(name) is not None
    return _equals_budget(value.value, value.unit, target.text, form)


def _equals_budget(number: Decimal, unit: str | None, text: str, form: Form) -> bool:
    """Whether the target is the whole budget, at the precision it is printed with."""
    form_unit = form.amount_unit.text if form.amount_unit else "万元"
    form_unit = form_unit if form_unit in MONEY_FACTORS else "万元"
    for row in form.funding:
        for cell in (row.original_budget, row.adjusted_budget):
            budget = known(cell)
            if budget is None or budget == 0:
                continue
            in_unit = budget if unit is None else convert(budget, form_unit, unit)
            if in_unit is not None and round_half_up(in_unit, decimals_of(text)) == number:
                return True
    return False
