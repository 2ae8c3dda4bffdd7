"""正文数字与表中不符

## 检查内容
正文写的项目支出、预算金额和执行率，与该项目自评表的资金栏比较；正文写的自评得分与表中总分比较；汇总表的资金、得分与自评表比较；
正文点名说到的指标，其数值与表中的完成值比较；分类写的“数量指标情况分析”等小节，看它有没有说到表中的该类指标。

## 为什么
同一个数在正文和表里不一样，读的人不知道信哪一个；分析了半天没有说到表里的指标，等于没有分析。

## 依据
考成手册建议。

## 举例
- 正文“全年支出38.44万元”，自评表全年执行数37.44万元：报。
- 汇总表得分95分，该项目自评表总分100分：报。
- “产出质量指标情况分析”只写“项目完成率100%”，表中的质量指标是“应急响应落实率”：提示。

## 不报的情形
- 与资金栏任何一行的预算数、到位数、执行数之一相等，或换算单位后相等：不报。
- 只说其中一部分、截至某月、其他年度、约数、目标值：不比较。
- 一份报告有几张表而正文没有写明是哪个项目：不比较。
- 表中资金栏为空或无法识读：记为未判定。

## In English
Compares what the text states about a project with its form: whole amounts and execution rates with the funding block,
the score with the total of the only form, funds and scores of the summary table, and results of indicators called by their full name. Any amount of the block that
fits will do. Sections that analyse one kind of indicator without naming any of that kind are pointed out as information.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import Category, category_of, level3_of, rows_of
from kaocheng.audit.phrases import content_pairs
from kaocheng.audit.printed_figures import (
    StatedFigure,
    stated_amounts,
    stated_rates,
    stated_results,
    stated_score,
    summary_figures,
)
from kaocheng.audit.prose import passages
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.provenance import Location

_SECTION = re.compile(r"(数量|质量|时效|成本)指标(?:完成)?(?:情况)?分析|(数量|质量|时效|成本)指标完成情况$")
_CATEGORIES = {
    "数量": Category.QUANTITY,
    "质量": Category.QUALITY,
    "时效": Category.TIMELINESS,
    "成本": Category.COST,
}
_SHORTEST = 10
_DIFFERS = Text(
    "“{subject}”写为 {found}，自评表为 {printed}", "“{subject}” is given as {found}, the form says {printed}"
)
_UNNAMED = Text(
    "指标情况分析没有说到表中任何一个{found}，分析与指标对不上",
    "the analysis names none of the form's indicators of these kinds: {found}",
)
_EMPTY = Text(
    "自评表资金栏为空或无法识读，无从比较", "the funding block is empty or unreadable: nothing to compare with"
)


@report_rule(
    "CON-01",
    severity=Severity.ERROR,
    title=Text("正文数字与表中不符", "figures in the text disagree with the form"),
    message=Text("正文与自评表不一致：{what}。", "Text and form disagree: {what}."),
    advice=Text(
        "请核对决算数据和自评表，正文、汇总表、自评表改成同一个数；分析应逐项对照表中指标来写。",
        "Check accounts and form and print one figure in text, summary and form; let the analysis follow the indicators.",
    ),
    source="考成手册建议",
)
def text_disagrees_with_table(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    yield from _check(stated_amounts(report), Severity.ERROR)
    yield from _check(stated_rates(report), Severity.ERROR)
    yield from _check(stated_score(report), Severity.ERROR)
    yield from _check(summary_figures(report), Severity.ERROR)
    yield from _check(stated_results(report), Severity.WARNING)
    yield from _check_analysis(report)


def _check(figures: Iterator[StatedFigure], severity: Severity) -> Iterator[Finding | Skip]:
    seen: set[tuple[str, str, int]] = set()
    for figure in figures:
        key = (figure.name, figure.found, figure.form)
        if figure.agrees or key in seen:
            continue
        seen.add(key)
        if figure.agrees is None:
            yield Skip(figure.at, figure.name, _EMPTY, figure.form)
            continue
        what = _DIFFERS.format(subject=figure.name, found=figure.found, printed=figure.printed or "—")
        yield Finding(
            figure.at,
            figure.name,
            figure.found,
            figure.printed,
            values={"what": what},
            severity=severity,
            form=figure.form,
        )


def _check_analysis(report: Report) -> Iterator[Finding]:
    """Sections that analyse one kind of indicator without a word of the indicators of that kind."""
    if report.document is None or len(report.forms) != 1:
        return
    form = report.forms[0]
    silent: list[Category] = []
    first: Location | None = None
    category: Category | None = None
    said, where = "", Location()
    for passage in (*passages(report), None):
        if passage is not None and not passage.is_heading:
            said += passage.text
            continue
        if category is not None and len(said) >= _SHORTEST and _names_none(form, category, said):
            silent.append(category)
            first = first or where
        said, category = "", None
        if passage is not None and (match := _SECTION.search(passage.text)):
            category, where = _CATEGORIES[match[1] or match[2]], passage.where
    if silent and first is not None:
        kinds = Text("、".join(c.words.zh for c in silent), ", ".join(c.words.en for c in silent))
        yield Finding(
            first,
            "指标情况分析",
            kinds.zh,
            values={"what": _UNNAMED.format(found=kinds)},
            severity=Severity.INFO,
            form=0,
        )


def _names_none(form: Form, category: Category, said: str) -> bool:
    names = [level3_of(row) for _, row in rows_of(form) if category_of(row) is category]
    pairs = frozenset[str]().union(*(content_pairs(name) for name in names))
    return bool(pairs) and not pairs & content_pairs(said)
