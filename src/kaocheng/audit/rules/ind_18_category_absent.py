"""缺少规定的二级指标

## 检查内容
方案规定的二级指标（数量、质量、时效、成本，经济、社会、生态效益，可持续影响）在表中没有填写的指标。满意度由 IND-19 检查。

## 为什么
类别空着，对应的分值就集中到少数几行，评价也看不到成本和效果。

## 依据
财预〔2020〕10号所附自评表的指标体系，财预〔2021〕101号对成本、产出、效益的要求（条文待核）；各地以评分方案的 taxonomy 为准。

## 举例
表中成本指标、社会效益指标、生态效益指标都只有模板文字，没有填写。

## 不报的情形
- 该类有一行注明“不涉及”“不适用”或画了横线，视为已说明不适用。
- 表样没有二级指标一栏（如重庆部门整体自评表）。
- 没有读出任何指标的表。
- 二级指标名称认不出时，列为无法判断。

## In English
Reports, once per form, the second-level categories of the scheme that have no indicator. A row marked “not applicable”
or with a dash counts as an explanation. Forms without a second level are left alone; satisfaction has its own rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.finding import Place
from kaocheng.audit.indicators import Category, category_of, category_of_label
from kaocheng.audit.rows import place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form

_TABLE = Text("指标表", "indicator table")


@form_rule(
    "IND-18",
    severity=Severity.WARNING,
    title=Text("缺少规定的二级指标", "required category absent"),
    message=Text(
        "指标表没有填写：{found}（共{count}类）。",
        "The indicator table has no indicator for: {words} ({count} in all).",
    ),
    advice=Text(
        "请补充相应指标；确不适用的，请在表中注明“不适用”并调整分值。",
        "Add indicators, or mark the category as not applicable and redistribute its weight.",
    ),
    source="财预〔2020〕10号、财预〔2021〕101号（条文待核）",
)
def category_absent(subject: FormSubject) -> Iterator[Finding | Skip]:
    form = subject.form
    labelled = [row for row in form.indicators if row.level2 is not None]
    if len(labelled) < 2:
        return
    filled = {category_of(row) for row in form.indicators} | set(_marked_not_applicable(form))
    if not filled - {None, Category.EXECUTION}:
        yield Skip(place_of(labelled[0]), _TABLE.zh, Text("二级指标名称无法识别", "second-level names are not known"))
        return
    labels = [label for group in subject.scheme.taxonomy.value.values() for label in group]
    wanted = {label: category_of_label(label) for label in labels}
    missing = {
        label: category
        for label, category in wanted.items()
        if category is not None and category not in filled | {Category.SATISFACTION}
    }
    if missing:
        yield Finding(
            _place(form, set(missing.values())),
            _TABLE.zh,
            "、".join(missing),
            values={"count": len(missing), "words": ", ".join(c.words.en for c in missing.values())},
        )


def _marked_not_applicable(form: Form) -> Iterator[Category | None]:
    """Categories whose empty row says that they do not apply."""
    words = word_list("not_applicable")
    for cell in form.empty_categories:
        if words.find(cell.text):
            yield category_of_label(cell.text)


def _place(form: Form, missing: set[Category]) -> Place:
    """The first empty category that is printed, else the first indicator."""
    empty = (cell for cell in form.empty_categories if category_of_label(cell.text) in missing)
    return next(empty, None) or place_of(form.indicators[0])
