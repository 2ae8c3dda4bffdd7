"""金额单位混用

## 检查内容
1. 正文写的金额与自评表中的金额数字完全相同、单位不同（表为万元，文中写“374.40元”）。
2. 汇总表与自评表中同一项目的金额相差正好一万倍。

## 为什么
元与万元差一万倍，放进公开报告会被直接引用。

## 依据
考成手册建议。

## 举例
- 自评表单位为万元，年度资金总额 374.4；正文写“安排资金374.4元”：报。

## 不报的情形
- 表用万元，正文用元，换算后相等（374.4 万元与 3744000 元）：不报。
- 两处数字不同：不是单位问题，由 CON-01 检查。
- 只有一两位的整数（如 5、10）：偶然相同，不报。
- 自评表没有印金额单位而正文写有金额：记为未判定。

## In English
Reports an amount in the text that has the very digits of an amount in a form but another unit of money, and a project
whose amount in the summary table is exactly ten thousand times that of its form. The same money in two units is fine.
Short whole numbers are too common to prove anything. A form that prints no unit is left undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import COLUMNS, amount_of
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.narrative import Amount, figures
from kaocheng.audit.rows import compact
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.provenance import Location, Printed
from kaocheng.values.units import MONEY_FACTORS

_TEN_THOUSAND = Decimal(10_000)
_NO_UNIT = Text("自评表未印金额单位，无法与正文比较", "the form prints no unit of money to compare with the text")


@report_rule(
    "ARI-12",
    severity=Severity.WARNING,
    title=Text("金额单位混用", "units of money mixed"),
    message=Text(
        "“{subject}”：此处为 {found}，另一处的同一数字为 {expected}，单位相差 {difference} 倍。",
        "“{subject}”: {found} here, while the same figure stands elsewhere as {expected}; the units are "
        "{difference} times apart.",
    ),
    advice=Text("请统一金额单位，或按单位换算后再填。", "Use one unit of money, or convert the amount."),
    source="考成手册建议",
)
def money_unit_mixed(subject: ReportSubject) -> Iterator[Finding | Skip]:
    stated = figures(subject.report)
    for index, form in enumerate(subject.report.forms):
        if any(_is_telling(a) for _, printed in stated for a in printed) and form.funding and form.amount_unit is None:
            yield Skip(form.funding[0].label, form.funding[0].label.text, _NO_UNIT, form=index)
    yield from _check_text(subject.report, stated)
    yield from _check_summary(subject.report)


def _check_text(report: Report, stated: tuple[tuple[Location, tuple[Amount, ...]], ...]) -> Iterator[Finding]:
    printed = [(form, row, cell) for form in report.forms for row, cell in _cells(form)]
    money = {cell.known * MONEY_FACTORS[unit] for form, _, cell in printed if cell.known and (unit := _unit(form))}
    for where, amounts in stated:
        for amount in amounts:
            if not _is_telling(amount) or amount.yuan in money:
                continue
            for form, name, cell in printed:
                unit = _unit(form)
                if unit and cell.known == amount.value and MONEY_FACTORS[unit] != MONEY_FACTORS[amount.unit]:
                    factors = sorted((MONEY_FACTORS[unit], MONEY_FACTORS[amount.unit]))
                    yield Finding(
                        at=where,
                        subject=amount.label or name,
                        found=amount.text,
                        expected=f"{cell.text}{unit}",
                        difference=f"{factors[1] / factors[0]:f}",
                    )
                    break


def _check_summary(report: Report) -> Iterator[Finding]:
    totals = {compact(form.project_name): form for form in report.forms if form.project_name and form.total_funding}
    for row in report.summary:
        form = totals.get(compact(row.name))
        if form is None or row.funds is None or not row.funds.known or form.total_funding is None:
            continue
        for column in COLUMNS:
            cell = amount_of(form.total_funding, column)
            if (
                cell is not None
                and cell.known
                and row.funds.known
                in (
                    cell.known * _TEN_THOUSAND,
                    cell.known / _TEN_THOUSAND,
                )
            ):
                yield Finding(
                    at=row.funds, subject=row.name.text, found=row.funds.text, expected=cell.text, difference="10000"
                )
                break


def _cells(form: Form) -> Iterator[tuple[str, Printed[Decimal]]]:
    for row in form.funding:
        for column in COLUMNS:
            cell = amount_of(row, column)
            # A cell that prints its own unit has been converted; its digits are not those of the page.
            if cell is not None and cell.known and not any(unit in cell.text for unit in "元万亿"):
                yield row.label.known or row.label.text, cell


def _unit(form: Form) -> str | None:
    unit = form.amount_unit.known if form.amount_unit else None
    return unit if unit in MONEY_FACTORS else None


def _is_telling(amount: Amount) -> bool:
    """Enough digits that the same number twice is no accident."""
    return len(str(amount.value).replace(".", "").strip("0")) >= 3
