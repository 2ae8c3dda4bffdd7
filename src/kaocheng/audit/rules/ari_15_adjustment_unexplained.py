"""预算调整未说明原因

## 检查内容
年初预算数与全年（调整后）预算数相差 5% 以上，而资金表的原因栏、问题栏和正文都没有说明追加、核减、调剂等原因。超过
10% 为提醒，5%–10% 为提示。部门收支数字同样检查。

## 为什么
以调整后的预算作分母，砍掉的部分就看不见了：42 万元的项目核减到 37.44 万元再花完，执行率仍是 100%。

## 依据
四川省部门预算项目支出绩效自评表的填表说明：预算调整须另行说明；岳阳市部门整体评分表对调整率设有扣分档。10% 和 5%
的界限为考成手册建议。

## 举例
- 年初 127.21 万元，调整后 156.75 万元，增加 23.22%，文中未说明：提醒。
- 年初 806.77 万元，调整后 747.98 万元，减少 7.29%，文中未说明：提示。

## 不报的情形
- 相差不到 5%：不报。
- 文中写明“因上级下达补助，年中追加预算”：不报。
- 表里没有年初预算数一栏：没有可比的数，不报。
- 一个数识读不出或空白：记为未判定。

## In English
Reports a budget that changed by more than 10 % (warning) or by 5 to 10 % (information) without a reason in the funding
row, the problems cell or the text near the figures. The name of a column (调整预算数) is no reason; words like 追加 or
核减 are. Funding blocks and the department figures of the text are both checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import has_column, is_unreadable, print_signed, why_unreadable
from kaocheng.audit.explanations import adjustment_explained
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import BudgetFigure, Form, Report
from kaocheng.provenance import Printed
from kaocheng.scoring.execution import AMOUNT_WORDS
from kaocheng.scoring.figures import format_number, format_rate

_LARGE, _NOTABLE = Decimal("0.10"), Decimal("0.05")
_BLANK = Text("{column}为空，无法计算调整率", "{column} is blank, the change cannot be computed")
_FROM_NOTHING = Text("年初无预算", "no original budget")
_ORIGINAL = re.compile(r"年初.{0,6}(?:预算|收入|支出)")
_ADJUSTED = re.compile(r"调整.{0,6}预算|预算.{0,4}调整|全年预算数?")


@report_rule(
    "ARI-15",
    severity=Severity.WARNING,
    title=Text("预算调整未说明原因", "budget adjustment not explained"),
    message=Text(
        "“{subject}”：年初预算 {original}，调整后 {found}，变动 {difference}，表中和正文未见说明。",
        "“{subject}”: original budget {original}, adjusted {found}, a change of {difference}; no reason is given.",
    ),
    advice=Text(
        "请补充预算调整的原因和批准依据；同时说明按年初预算计算的执行率。",
        "Add the reason for the change and its approval, and give the execution rate against the original budget "
        "as well.",
    ),
    source="四川省部门预算项目支出绩效自评表（510000_0013zp）填表说明；岳阳市部门整体评分表；界限为考成手册建议",
)
def adjustment_unexplained(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        yield from _check_form(form, subject.report, index)
    yield from _check_department(subject.report)


def _check_form(form: Form, report: Report, index: int) -> Iterator[Finding | Skip]:
    row = form.total_funding
    if row is None or not (has_column(form, "original_budget") and has_column(form, "adjusted_budget")):
        return
    name = form.project_name.text if form.project_name else row.label.text
    for column in ("original_budget", "adjusted_budget"):
        cell: Printed[Decimal] | None = getattr(row, column)
        if cell is None or cell.known is None:
            words = AMOUNT_WORDS[column]
            unreadable = cell is not None and is_unreadable(cell)
            reason = why_unreadable(cell, words) if cell is not None and unreadable else _BLANK.format(column=words)
            yield Skip(cell or row.label, name, reason, form=index)
            return
    assert row.original_budget is not None
    assert row.adjusted_budget is not None
    reasons = [cell.text for cell in (row.reason, form.problems) if cell is not None]
    reasons += [goal.actual.text for goal in form.objectives if goal.actual is not None]
    reasons += _text_near(report, (row.original_budget, row.adjusted_budget), name, alone=len(report.forms) == 1)
    if not any(map(adjustment_explained, reasons)):
        yield from _judge(row.original_budget, row.adjusted_budget, name, index)


def _check_department(report: Report) -> Iterator[Finding | Skip]:
    original = _figure(report, _ORIGINAL)
    adjusted = _figure(report, _ADJUSTED)
    if original is None or adjusted is None:
        return
    name = report.budget_unit.text if report.budget_unit else adjusted.label.text
    for figure in (original, adjusted):
        if figure.amount.known is None:
            yield Skip(figure.amount, name, why_unreadable(figure.amount, Text(figure.label.text, figure.label.text)))
            return
    near = _text_near(report, (original.amount, adjusted.amount), "", alone=True)
    if not any(map(adjustment_explained, near)):
        yield from _judge(original.amount, adjusted.amount, name, None)


def _figure(report: Report, words: re.Pattern[str]) -> BudgetFigure | None:
    return next(
        (
            f
            for f in report.department_budget
            if words.search(f.label.text) and not re.search("项目|基本", f.label.text)
        ),
        None,
    )


def _text_near(report: Report, cells: tuple[Printed[Decimal], ...], name: str, *, alone: bool) -> list[str]:
    """Paragraphs that print one of the amounts or their difference, the one after each, and those that name the project.

    Where the report is about one budget only (`alone`), every paragraph speaks of it.
    """
    body = [paragraph.text for paragraph in paragraphs(report)]
    if alone:
        return body
    values = [cell.known for cell in cells if cell.known is not None]
    numbers = {format_number(abs(a - b)) for a in values for b in values if a != b}
    numbers |= {cell.text for cell in cells if len(cell.text) > 2}
    near = [
        i
        for i, text in enumerate(body)
        if (name and name in text) or any(re.search(rf"(?<![\d.]){re.escape(n)}(?![\d.])", text) for n in numbers)
    ]
    return [body[j] for i in near for j in (i, i + 1) if j < len(body)]


def _judge(original: Printed[Decimal], adjusted: Printed[Decimal], name: str, form: int | None) -> Iterator[Finding]:
    before, after = original.known or Decimal(0), adjusted.known or Decimal(0)
    change = after - before
    if not change:
        return
    rate = change / before if before else None
    if rate is not None and abs(rate) < _NOTABLE:
        return
    share = Text(*[f"{'+' if change > 0 else ''}{format_rate(rate)}"] * 2) if rate is not None else _FROM_NOTHING
    amount = print_signed(change)
    yield Finding(
        at=adjusted,
        subject=name,
        found=adjusted.text,
        expected=original.text,
        difference=Text(f"{amount}（{share.zh}）", f"{amount} ({share.en})"),
        values={"original": original.text},
        severity=Severity.WARNING if rate is not None and abs(rate) > _LARGE else Severity.INFO,
        form=form,
    )
