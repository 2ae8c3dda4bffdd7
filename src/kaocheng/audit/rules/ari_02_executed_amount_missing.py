"""执行数缺失或为零却有执行率、得分

## 检查内容
1. 资金表中执行数为空或为 0，而同一行的执行率或得分大于 0。
2. 部门报告中有“收支预决算”一类的标题、也写了预算数，而全文没有决算数、执行数或执行率。

## 为什么
没有执行数，执行率和执行得分就没有来处，读者无法复算。

## 依据
考成手册建议。执行率（B/A）由两个金额算出，缺一不可（财政部2020年自评表）。

## 举例
- 全年预算数 97.52、执行数空白，执行率 100%、得分 10：报。
- 全年预算数 41、执行数 0，执行率 100%、得分 10：报（执行率本身另由 ARI-01 报告）。

## 不报的情形
- 分项行的执行数、执行率、得分都是“—”或空白：表样如此，不报。
- 执行数为 0，执行率 0%、得分 0：一致，不报。
- 执行数印了但识读不出：记为未判定，不当作缺失。

## In English
Reports a funding row that prints a rate or a score above zero while its executed amount is blank or zero, and a
department report with a budget-and-accounts section that states budgets but no outturn. Dashes in rows of single fund
sources are normal. An executed amount that is printed but cannot be read is left undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.amounts import COLUMNS, is_dash, is_unreadable, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.narrative import amounts, paragraphs
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Form, FundingKind, FundingRow, Report

_HEADING = re.compile(r"收支预决算|预算?执行|预决算情况|决算情况|预算及(?:支出|执行)")
_OUTTURN = re.compile(
    r"支出决算|决算数|决算(?:支出|总|为|\d)|执行数|执行率|执行进度|实际(?:支出|完成支出|使用)|(?:全年|累计|年末|本"
    r"年)[^，。]{0,8}支出[\s为]*\d|支出完成"
)
_RATE, _SCORE = Text("执行率", "a rate of"), Text("得分", "a score of")
_ZERO = Text(
    "执行数为 0，却印有{claim}，无法由金额得出",
    "the executed amount is zero, yet {claim} is printed; no amounts lead there",
)
_BLANK = Text(
    "执行数为空，却印有{claim}，无法由金额得出",
    "the executed amount is blank, yet {claim} is printed; no amounts lead there",
)
_BUDGET_ONLY = Text(
    "标题为预决算情况，正文只有预算数，没有决算数、执行数或执行率",
    "the heading announces budget and accounts, the text gives budgets only: no outturn and no execution rate",
)


@report_rule(
    "ARI-02",
    severity=Severity.ERROR,
    title=Text("执行数缺失或为零却有执行率、得分", "executed amount missing though a rate or score is given"),
    message=Text("“{subject}”：{what}。", "“{subject}”: {what}."),
    advice=Text(
        "请补填实际执行数；确未支出的，执行率和执行得分应为 0。",
        "Enter the amount actually spent; if nothing was spent, the rate and its score are 0.",
    ),
    source="考成手册建议；执行率（B/A）见财政部2020年项目支出绩效自评表（财预〔2020〕10号附件，条文待核）",
)
def executed_amount_missing(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        for row in form.funding:
            yield from _check_row(row, index)
    yield from _check_text(subject.report)


def _check_row(row: FundingRow, index: int) -> Iterator[Finding | Skip]:
    rate, score, executed = row.execution_rate, row.score, row.executed_amount
    claimed = [cell for cell in (rate, score) if cell is not None and (cell.known or 0) > 0]
    if not claimed:
        return
    name = row.label.known or row.label.text
    if executed is not None and is_unreadable(executed):
        yield Skip(executed, name, why_unreadable(executed, COLUMNS["executed_amount"]), form=index)
        return
    if executed is not None and is_dash(executed) and row.kind is not FundingKind.TOTAL:
        return
    if executed is None or not executed.known:
        zero = executed is not None and executed.known is not None
        claims = [(words, cell.text) for words, cell in ((_RATE, rate), (_SCORE, score)) if cell in claimed and cell]
        claim = Text(
            "、".join(f"{words.zh} {text}" for words, text in claims),
            " and ".join(f"{words.en} {text}" for words, text in claims),
        )
        yield Finding(
            at=executed or claimed[0],
            subject=name,
            found="为 0" if zero else "为空",
            values={"what": (_ZERO if zero else _BLANK).format(claim=claim)},
            form=index,
        )


def _check_text(report: Report) -> Iterator[Finding]:
    """A section on budget and accounts that tells no account."""
    if report.kind != "department" or any(_has_outturn(form) for form in report.forms):
        return
    body = list(paragraphs(report))
    heading = next((p for p in body if len(p.text) <= 40 and "决算" in p.text and _HEADING.search(p.text)), None)
    if heading is None or not any(amounts(p.text) for p in body):
        return
    if any(p is not heading and _OUTTURN.search(p.text) for p in body):
        return
    yield Finding(
        at=heading.where,
        subject=heading.text.strip(),
        found="未写出",
        values={"what": _BUDGET_ONLY},
        severity=Severity.WARNING,
    )


def _has_outturn(form: Form) -> bool:
    return any(row.executed_amount is not None for row in form.funding)
