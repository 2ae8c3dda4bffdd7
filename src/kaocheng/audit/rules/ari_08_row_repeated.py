"""指标或项目重复列示

## 检查内容
同一张自评表中，三级指标名称、指标值、完成值、分值、得分完全相同的两行；同一张汇总表中，名称和各栏数字完全相同的两行。

## 为什么
重复的行把同一件事计了两次分，合计随之虚高。

## 依据
考成手册建议。

## 举例
- 得分表第一行和末行都是“全年交办任务数 10 10 100%”：报，合计因此多出 10 分。

## 不报的情形
- 名称相同而指标值不同（如分校区、分年度）：不报。
- 数字相同而名称不同：不报。
- 只有名称、没有任何数字的行：不报。
- 某行识读不确定且与另一行同名：记为未判定。

## In English
Reports a row of a form whose name, target, actual value, weight and score all repeat those of an earlier row, and a row
of a summary table that repeats an earlier one. Rows of the same name with different targets are two indicators. A row
that was read with doubt and bears the name of another is left undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import compact, name_of, place_of, summary_key
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Form, Indicator, Report


@report_rule(
    "ARI-08",
    severity=Severity.ERROR,
    title=Text("指标或项目重复列示", "row repeated"),
    message=Text(
        "“{subject}”列了两次，各栏均相同（{found}），得分被重复计算。",
        "“{subject}” is listed twice with the same values ({found}); its score counts twice.",
    ),
    advice=Text(
        "请删去重复的一行并重新加总；确为两个指标的，请在名称上区分。",
        "Delete one of the rows and add again; if they are two indicators, tell them apart by name.",
    ),
    source="考成手册建议",
)
def row_repeated(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        yield from _check_form(form, index)
    yield from _check_summary(subject.report)


def _check_form(form: Form, index: int) -> Iterator[Finding | Skip]:
    first: dict[tuple[str, ...], Indicator] = {}
    names: set[str] = set()
    for row in form.indicators:
        name = compact(row.level3) and name_of(row)
        if not name:
            continue
        values = tuple(compact(cell) for cell in (row.target, row.actual, row.weight, row.score))
        if row.uncertain is not None:
            if name in names:
                yield Skip(place_of(row), name, row.uncertain, form=index)
        elif any(values):
            key = ("".join(name.split()), *values)
            if key in first:
                other = first[key]
                moved = compact(row.level2) != compact(other.level2) or compact(row.level1) != compact(other.level1)
                yield Finding(
                    at=row.level3 or place_of(row),
                    subject=name,
                    found=_words(values),
                    severity=Severity.WARNING if moved else Severity.ERROR,
                    form=index,
                )
            first.setdefault(key, row)
        names.add(name)


def _check_summary(report: Report) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for row in report.summary:
        key = (row.row_kind, compact(row.table_title), *summary_key(row))
        values = tuple(compact(cell) for cell in (row.funds, row.weight, row.score, row.score_rate))
        if any(values) and key in seen:
            yield Finding(at=row.name, subject=row.name.text, found=_words(values))
        seen.add(key)


def _words(values: tuple[str, ...]) -> str:
    return "、".join(value for value in values if value)
