"""指标属于另一个项目

## 检查内容
报告有两张以上自评表时，三级指标的名称与另一个项目的名称有四个以上连续相同的字，而与本项目的名称、目标没有相同的实词。

## 为什么
指标从别的项目抄来，本项目的工作没人考核，得分也与本项目无关。

## 依据
考成手册建议。

## 举例
网信事务专项的时效指标是“信息化项目初审完成时间”，与“信息化项目建设”相符。

## 不报的情形
- 指标与本项目的名称或目标也有相同的实词。
- 与两个以上的其他项目都相符，可能是共用的服务。
- 只有一张自评表，或相同的只是“项目”“管理”等通用词。

## In English
In a report with several forms: an indicator shares at least four characters in a row with the name of exactly one other
project and no content word with its own project's name or goal. Words shared by several projects point to a common
service and stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import level3_of, project_words, rows_of, unsettled
from kaocheng.audit.phrases import content_pairs, longest_common
from kaocheng.audit.rows import place_of
from kaocheng.language import Text
from kaocheng.model import Form

_LONG_ENOUGH = 4
_TITLE = "自评表"


@form_rule(
    "IND-23",
    severity=Severity.WARNING,
    title=Text("指标属于另一个项目", "indicator belongs to another project"),
    message=Text(
        "指标“{subject}”与本项目的名称和目标都不相干，却与项目“{found}”相符。",
        "Indicator “{subject}” has nothing in common with this project's name and goal, but with the project “{found}”.",
    ),
    advice=Text(
        "请核对是否从其他项目的自评表抄入，改用本项目的指标。",
        "Check whether it was copied from another form, and use an indicator of this project.",
    ),
    source="考成手册建议",
)
def indicator_of_other_project(subject: FormSubject) -> Iterator[Finding | Skip]:
    others = [form for index, form in enumerate(subject.report.forms) if index != subject.index]
    if not others:
        return
    own = content_pairs(project_words(subject.form) + " " + _title(subject.form))
    for _, row in rows_of(subject.form):
        name = level3_of(row)
        if not name or content_pairs(name) & own:
            continue
        alike = [form for form in others if _shares(name, form)]
        names = {form.project_name.text for form in alike if form.project_name}
        if len(names) == 1:
            yield unsettled(row) or Finding(place_of(row), name, names.pop())


def _title(form: Form) -> str:
    return form.title.text if form.title else ""


def _shares(name: str, form: Form) -> bool:
    """Whether the name and the other project's name share a run of characters that carries content."""
    project = "".join(form.project_name.text.split()) if form.project_name else ""
    common = longest_common("".join(name.split()), project)
    return len(common) >= _LONG_ENOUGH and bool(content_pairs(common))
