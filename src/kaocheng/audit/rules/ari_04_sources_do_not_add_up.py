"""资金来源各行与总额不符

## 检查内容
资金表的来源行（财政拨款、上年结转、其他资金等）与年度资金总额逐列比较：
- 各行之和与总额不等（容差为 0.01 × 行数），或总额为 0、为空而来源行有数；
- 来源行填了预算数，却都没有填执行数；
- 来源行全部空白，看不出钱从哪里来。

## 为什么
来源行说明花的是哪一笔钱。合不拢，总额和执行率就都站不住。

## 依据
考成手册建议。财政部2020年自评表列有“其中：当年财政拨款、上年结转资金、其他资金”。

## 举例
- 总额 50，财政拨款 45、其他资金 4：差 1，报错误。
- 总额 41、执行数 0，财政拨款行预算数 41、执行数空白：报提醒。
- 总额 37.44，三个来源行全空：报提示。

## 不报的情形
- 只列“其中：财政资金”一行、没有“其他”行可装差额，其和小于总额：是总额中的一部分，不报；“其中：其他资金”也只是一部分。
- 相差在 0.01 × 行数以内：四舍五入，不报。
- 财政资金行下又分上级、本级：重复的细分不重复相加。
- 绩效目标申报表只有预算数，没有执行情况：不报。
- 某个金额识读不出：记为未判定。

## In English
Compares the rows of fund sources with the total, column by column. A sum that differs by more than 0.01 per row is an
error; budgets without any executed amounts in the source rows are a warning; source rows that are all blank are an
information. A list of sources that leaves room for money it does not name is not compared downwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import COLUMNS, amount_of, is_unreadable, source_rows, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text
from kaocheng.model import Form, FundingKind, FundingRow
from kaocheng.provenance import Printed
from kaocheng.scoring.figures import format_number

_PER_ROW = Decimal("0.01")
_SUM = Text(
    "{column}总额为 {total}，各来源行合计 {sum}，相差 {difference}",
    "{column}: total {total}, sources add to {sum}, {difference} apart",
)
_NOT_SPENT = Text(
    "{rows}填有预算数，来源各行的执行数均为空",
    "{rows} a budget, and all source rows leave the executed amount blank",
)
_EMPTY = Text(
    "资金来源各行全部空白，未列明资金来源",
    "all rows of fund sources are blank; where the money came from is not stated",
)


@form_rule(
    "ARI-04",
    severity=Severity.ERROR,
    title=Text("资金来源各行与总额不符", "fund sources do not add up to the total"),
    message=Text("资金表“{subject}”：{what}。", "Funding block, “{subject}”: {what}."),
    advice=Text(
        "请按来源补齐预算数和执行数，使各行之和等于年度资金总额；没有该来源的填 0 或“—”。",
        "Complete budgets and executed amounts by source so that they add to the total; put 0 or “—” where a "
        "source is absent.",
    ),
    source="考成手册建议；来源行见财政部2020年项目支出绩效自评表（财预〔2020〕10号附件，条文待核）",
)
def sources_do_not_add_up(subject: FormSubject) -> Iterator[Finding | Skip]:
    form = subject.form
    total, rows = form.total_funding, source_rows(form)
    if total is None or not rows:
        return
    if all(amount_of(row, column) is None for row in rows for column in COLUMNS):
        if any(amount_of(total, column) is not None for column in COLUMNS):
            yield Finding(total.label, _name(total), "空白", values={"what": _EMPTY}, severity=Severity.INFO)
        return
    for column, words in COLUMNS.items():
        yield from _check_column(form, total, rows, column, words)


def _check_column(
    form: Form, total: FundingRow, rows: tuple[FundingRow, ...], column: str, words: Text
) -> Iterator[Finding | Skip]:
    whole, cells = amount_of(total, column), [amount_of(row, column) for row in rows]
    for cell in (whole, *cells):
        if cell is not None and is_unreadable(cell):
            yield Skip(cell, _name(total), why_unreadable(cell, words))
            return
    if column == "executed_amount" and not any(cells):
        budgeted = [row for row in rows if _budget(row)]
        if budgeted and _tells_execution(form):
            names = "、".join(f"“{_name(row)}”" for row in budgeted[1:])
            others = Text(f"和{names}等行", f"and {names} give") if names else Text("", "gives")
            yield Finding(
                at=amount_of(budgeted[0], "adjusted_budget") or budgeted[0].label,
                subject=_name(budgeted[0]),
                found="空白",
                expected="" if whole is None else whole.text,
                values={"what": _NOT_SPENT.format(rows=others)},
                severity=Severity.WARNING,
            )
        return
    if all(cell is None or cell.known is None for cell in cells):
        return
    printed = whole.known if whole is not None else None
    summed = sum((cell.known or Decimal(0) for cell in cells if cell is not None), Decimal(0))
    if printed is None:
        if summed and _tells_execution(form):
            yield _finding(total, whole, words, summed, summed, Severity.WARNING)
        return
    difference = summed - printed
    if abs(difference) <= _PER_ROW * len(rows) or (difference < 0 and not _is_exhaustive(rows)):
        return
    yield _finding(total, whole, words, summed, abs(difference), Severity.ERROR)


def _finding(
    total: FundingRow,
    whole: Printed[Decimal] | None,
    words: Text,
    summed: Decimal,
    difference: Decimal,
    severity: Severity,
) -> Finding:
    found = "空白" if whole is None else whole.text
    values = {"column": words, "total": found, "sum": format_number(summed), "difference": format_number(difference)}
    return Finding(
        at=whole or total.label,
        subject=_name(total),
        found=found,
        expected=format_number(summed),
        difference=format_number(difference),
        values={"what": _SUM.format(**values)},
        severity=severity,
    )


def _budget(row: FundingRow) -> bool:
    return any((cell.known if cell else None) for cell in (row.adjusted_budget, row.original_budget))


def _is_exhaustive(rows: tuple[FundingRow, ...]) -> bool:
    """Whether the rows claim to name all money: one of them takes everything else, and is not itself “of which”."""
    return any(
        row.kind is FundingKind.OTHER and re.search("其[他它]", _name(row)) and "其中" not in _name(row) for row in rows
    )


def _tells_execution(form: Form) -> bool:
    """Whether the form reports on execution at all. A declaration of targets has budgets only."""
    return any(row.executed_amount or row.execution_rate or row.score for row in form.funding)


def _name(row: FundingRow) -> str:
    return row.label.known or row.label.text
