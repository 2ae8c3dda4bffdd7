"""部门得分无法复算或未说明算法

## 检查内容
报告公布了部门得分、又有各项目得分的，用常见算法（各项目简单平均、按预算数加权、按执行数加权、部门自有指标表加总）
分别计算：
- 能复算出公布的得分，而正文没有说明用的是哪种算法：提示，并列出各算法的结果；
- 没有一种算法能得出公布的得分：提醒。

## 为什么
同样五个项目，简单平均 94 分，按预算加权 96.27 分。不写明算法，得分就没法比较，也没法复核。

## 依据
考成手册建议。未见全国统一规定；有规定的地区以评分方案为准。

## 举例
- 公布 94 分，各项目 100、100、100、70、100，简单平均正好 94，文中未写算法：提示。94 分本身没有错。
- 公布 97 分，各种算法为 94、96.27、97.73：提醒。

## 不报的情形
- 文中写明“按各项目得分平均”“按资金加权”“按指标得分表加总”且能得出：不报。
- 各算法结果相同（如各项目都是100分）：不报。
- 由部门自有指标得分表加总得出：表本身就是算法，不报；加总不符由 ARI-07 报告。
- 项目得分不全，任何算法都算不出：记为未判定。

## In English
Tries the usual ways from project scores to a department score. If one gives the printed score but the text names no
method, this is an information that lists what each method gives; the printed score is not called wrong. If no method
gives it, this is a warning. The department's own table of indicators is a method in itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.narrative import text_of
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.scoring.department import DepartmentMethod
from kaocheng.scoring.figures import format_points

_STATED = re.compile(
    r"平均|均值|加权|逐项加总|加总|累加|汇总得分|得分(?:之和|合计)|按(?:资金|预算|支出|金额).{0,8}(?:比例|权重|比重)"
)
_OWN_TABLE = "own-table"
_REPRODUCED = Text(
    "可由{methods}得出，但文中未说明算法；其他算法：{others}",
    "{methods} gives it, but the text names no method; others: {others}",
)
_NOT_REPRODUCED = Text("以下算法都得不出这个分数：{others}", "none of these methods gives it: {others}")
_NOTHING = Text(
    "各项目得分或金额不全，任何算法都无法计算", "project scores or amounts are incomplete, no method can be computed"
)


@report_rule(
    "ARI-14",
    severity=Severity.WARNING,
    title=Text("部门得分无法复算或未说明算法", "department score not reproducible or its method not stated"),
    message=Text("部门得分印为 {found}：{what}。", "The department score is printed as {found}: {what}."),
    advice=Text(
        "请在报告中写明部门得分的计算方法（平均、加权或指标表加总）及所用数据。",
        "State in the report how the department score is computed (mean, weighted, own table) and from which figures.",
    ),
    source="考成手册建议；部门得分的算法未见全国统一规定",
)
def department_score_method_unstated(subject: ReportSubject) -> Iterator[Finding | Skip]:
    department, printed = subject.department, subject.report.overall_score
    if department is None or printed is None or printed.known is None or not department.methods:
        return
    if _OWN_TABLE in department.reproduced_by:
        return
    computed = {m.name: m for m in department.methods if isinstance(m.claimed, Decimal)}
    if not computed:
        if len(subject.report.forms) > 1:
            yield Skip(printed, "部门得分", _NOTHING)
        return
    from_projects = [m for name, m in computed.items() if name != _OWN_TABLE]
    if not from_projects:
        return
    results = {format_points(m.claimed) for m in from_projects if isinstance(m.claimed, Decimal)}
    fitting = [m for m in from_projects if m.name in department.reproduced_by]
    if fitting:
        if len(results) == 1 or _STATED.search(text_of(subject.report)):
            return
        methods = Text("、".join(m.words.zh for m in fitting), ", ".join(m.words.en for m in fitting))
        others = _list([m for m in from_projects if m not in fitting])
        what, severity = _REPRODUCED.format(methods=methods, others=others), Severity.INFO
        expected = printed.text
    else:
        what, severity = _NOT_REPRODUCED.format(others=_list(from_projects)), Severity.WARNING
        expected = "、".join(sorted(results))
    yield Finding(printed, "部门得分", printed.text, expected, values={"what": what}, severity=severity)


def _list(methods: list[DepartmentMethod]) -> Text:
    results = [(m.words, format_points(m.claimed)) for m in methods if isinstance(m.claimed, Decimal)]
    if not results:
        return Text("无", "none")
    return Text(
        "、".join(f"{words.zh} {result}" for words, result in results),
        ", ".join(f"{words.en} {result}" for words, result in results),
    )
