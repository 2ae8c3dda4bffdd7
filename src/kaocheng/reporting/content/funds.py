"""Where the money came from and what was spent of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from kaocheng.audit.explanations import execution_explained, states_something
from kaocheng.audit.rows import compact
from kaocheng.composition import Block, Gap
from kaocheng.model import FundingRow
from kaocheng.provenance import Printed, known
from kaocheng.reporting.assessment import Assessment, Project, printed_grade
from kaocheng.reporting.tables import table
from kaocheng.reporting.wording import (
    LISTED,
    amount,
    difference,
    paragraph,
    plain,
    points,
    rate,
    replayed,
    sentence,
)
from kaocheng.scoring import FundingExecution, NotComputable, differs_as_printed, format_number, is_execution_indicator
from kaocheng.scoring.execution import AMOUNT_WORDS

_COLUMNS = {
    "original_budget": "年初预算数",
    "adjusted_budget": "全年预算数",
    "funds_in_place": "到位资金",
    "executed_amount": "全年执行数",
}
_ONE = Decimal(1)
_INSTRUCTION = re.compile(r"\d+字以内|执行率=|须说明原因|请说明")  # small print of a form that says how to fill it in


def unit_of(project: Project) -> str:
    """The amount unit the form prints, "" where it prints none."""
    printed = project.form.amount_unit
    return (known(printed) or compact(printed)) if printed is not None else ""


def funds(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """Budget, its adjustment, execution and what was left, of one project or of all together."""
    if project is not None:
        yield paragraph(*_of_project(assessment, project))
        yield from _sources(project)
    elif assessment.projects:
        yield from _of_all(assessment)


def _of_project(assessment: Assessment, project: Project) -> Iterator[str | Gap | None]:
    row, unit = project.funding, unit_of(project)
    if row is None:
        yield "自评表未列项目资金。"
        yield Gap("请补充预算数、到位数和执行数")
        return
    stated = [f"{words}{amount(cell, unit)}" for words, cell in _cells(row)]
    if stated:
        yield f"项目{'，'.join(stated)}。"
        yield None if unit else Gap("自评表未注明金额单位，请补充")
    yield from _execution(assessment, project, row, unit)
    yield from _adjustment(row, unit)


def _cells(row: FundingRow) -> list[tuple[str, Printed[Decimal]]]:
    cells = [(words, getattr(row, field)) for field, words in _COLUMNS.items()]
    return [(words, cell) for words, cell in cells if cell is not None and cell.known is not None]


def _adjustment(row: FundingRow, unit: str) -> Iterator[str | Gap | None]:
    before, after = known(row.original_budget), known(row.adjusted_budget)
    if before is None or after is None or before == after:
        return
    direction = "增加" if after > before else "减少"
    share = f"（{'增长' if after > before else '下降'}{rate(abs(after - before) / before)}）" if before > 0 else ""
    yield f"全年预算数较年初预算数{direction}{difference(after, before, unit)}{share}。"
    yield Gap("请说明预算调整的原因和批准文件")


def _sources(project: Project) -> Iterator[Block]:
    """Rows below the total, where they say more than the total does."""
    parts = []
    for row in project.form.funding:
        stated = [f"{words}{amount(cell, unit_of(project))}" for words, cell in _cells(row) if cell.known]
        if stated and row is not project.funding:
            label = compact(row.label).removeprefix("其中").lstrip("：:、").rstrip("：:")
            parts.append(f"{label}{'、'.join(stated)}")
    if len(parts) > 1:
        yield paragraph(f"按资金来源分，{'；'.join(parts)}。")


def _execution(assessment: Assessment, project: Project, row: FundingRow, unit: str) -> Iterator[str | Gap | None]:
    execution, printed = project.execution, row.execution_rate
    if isinstance(execution, NotComputable):
        reason = execution.reason.zh.removesuffix("，执行率无法计算")
        yield sentence(f"{reason}，预算执行率无法计算")
        if known(printed) is not None:
            yield f"自评表填列的预算执行率为{printed_rate(printed)}，没有相应的金额依据。"
        yield Gap("请补填预算数和执行数，并说明资金使用情况")
        return
    base = f"以{AMOUNT_WORDS[execution.denominator].zh}为分母计算，" if execution.remark is not None else ""
    said = f"{base}预算执行率为{shown_rate(project)}"
    left, gap = _unspent(assessment, project, execution, unit)
    if differs_as_printed(printed, execution.rate):
        yield f"{said}{left}；自评表填列的执行率为{printed_rate(printed)}，与所列金额不符。"
        yield Gap("请核对执行数和执行率并更正自评表")
    else:
        yield f"{said}{left}。"
    yield from gap


def printed_rate(printed: Printed[Decimal] | None) -> str:
    """The rate as the form prints it, with a percent sign in any case."""
    text = compact(printed)
    value = known(printed)
    return text if value is None or text.endswith(("%", "％")) else rate(value)


def shown_rate(project: Project) -> str:
    """The execution rate as printed where that agrees with the amounts, else as computed; "—" where there is none."""
    execution, printed = project.execution, project.funding.execution_rate if project.funding is not None else None
    if isinstance(execution, NotComputable):
        return "—"
    agrees = known(printed) is not None and not differs_as_printed(printed, execution.rate)
    return printed_rate(printed) if agrees else rate(execution.rate)


def _unspent(
    assessment: Assessment, project: Project, execution: FundingExecution, unit: str
) -> tuple[str, tuple[str | Gap, ...]]:
    """What was left, and behind it the reason the form gives or a gap that asks for it."""
    if execution.rate == _ONE:
        return "", ()
    distance = difference(execution.budget, execution.executed, unit)
    if execution.rate > _ONE:
        return f"，实际支出超出预算{distance}", (Gap("请说明超预算支出的原因和资金来源"),)
    reason = execution_reason(project)
    if reason:
        return f"，尚有{distance}未支出", (sentence(f"自评表说明的原因为：{reason}"),)
    rows = tuple(replace(row, reason=None) for row in project.form.funding)
    if execution_explained(assessment.report, replace(project.form, funding=rows, indicators=())):
        return f"，尚有{distance}未支出，原因见自评表所填的问题和原因", ()
    return f"，尚有{distance}未支出", (Gap("请说明资金未用完的原因及结余资金的处理意见"),)


def execution_reason(project: Project) -> str:
    """What the form says about money not spent: beside the funds or beside an execution indicator."""
    cells = [row.reason for row in project.form.funding]
    cells += [row.deviation for row in project.form.indicators if is_execution_indicator(row)]
    stated = (plain(cell.text) for cell in cells if cell is not None and states_something(cell))
    return next((text for text in stated if _INSTRUCTION.search(text) is None), "")


def _of_all(assessment: Assessment) -> Iterator[Block]:
    projects = assessment.projects
    computed = [(p, p.execution) for p in projects if isinstance(p.execution, FundingExecution)]
    units = {unit_of(project) for project, _ in computed}
    count = len(projects)
    pieces: list[str | Gap] = []
    if len(computed) == count and len(units) == 1 and "" not in units:
        unit = units.pop()
        budget = sum((execution.budget for _, execution in computed), Decimal(0))
        executed = sum((execution.executed for _, execution in computed), Decimal(0))
        left = f"，尚有{difference(budget, executed, unit)}未支出" if executed < budget else ""
        pieces.append(
            f"{count}个项目全年预算数合计{format_number(budget)}{unit}，全年执行数合计{format_number(executed)}{unit}，"
            f"总体预算执行率为{rate(executed / budget)}{left}。"
        )
    else:
        missing = count - len(computed)
        why = f"有{missing}个项目的预算执行率无法计算" if missing else "各项目的金额单位不一致或未注明"
        pieces += [f"{why}，因此不计算总体预算执行率。", Gap("请补填后重新计算")]
    low = sorted((execution.rate, p.name, shown_rate(p)) for p, execution in computed if execution.rate < _ONE)
    full = sum(execution.rate >= _ONE for _, execution in computed)
    if low:
        named = "、".join(f"“{name}”为{shown}" for _, name, shown in low[:LISTED] if name)
        begins = f"{full}个项目预算执行率达到100%，{len(low)}个项目未达到" if full else "各项目均未全部执行"
        more = "，其中较低的" if len(low) > LISTED else ""
        pieces.append(f"其中，{begins}{more}：{named}。" if named else f"其中，{begins}。")
    elif full == count and count > 1:
        pieces.append("各项目预算执行率均达到100%。")
    yield paragraph(*pieces)


def projects_table(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """One row for each of several projects: amounts, execution, score, grade. Without forms, the summary table."""
    if not assessment.projects:
        yield from _summary_table(assessment)
    if len(assessment.projects) < 2:
        return
    units = {unit_of(one) for one in assessment.projects}
    unit = f"（{units.pop()}）" if len(units) == 1 and "" not in units else ""
    header = ["序号", "项目名称", f"预算数{unit}", f"执行数{unit}", "执行率", "自评得分", "自评等级", "复核得分"]
    yield table("项目自评情况", header, [_row(assessment, one, bool(unit)) for one in assessment.projects], words=(1,))


def _row(assessment: Assessment, project: Project, same_unit: bool) -> Sequence[str]:
    row, claimed, unit = project.funding, project.sheet.claimed_total, "" if same_unit else unit_of(project)
    budget = (row.adjusted_budget or row.original_budget) if row is not None else None
    executed = row.executed_amount if row is not None else None
    total = project.sheet.out_of_hundred
    return [
        str(project.index + 1),
        project.name or "—",
        amount(budget, unit) if budget is not None and budget.known is not None else "—",
        amount(executed, unit) if executed is not None and executed.known is not None else "—",
        shown_rate(project),
        "—" if claimed is None else points(claimed),
        printed_grade(assessment, project),
        "—" if isinstance(total, NotComputable) else replayed(total).removesuffix("分"),
    ]


def _summary_table(assessment: Assessment) -> Iterator[Block]:
    rows = [row for row in assessment.report.summary if row.row_kind == "project"]
    if not rows:
        return
    funded = any(row.funds is not None for row in rows)
    header = ["项目名称", *(["资金"] if funded else []), "自评得分", "自评等级"]
    cells = [
        [
            compact(row.name) or "—",
            *([compact(row.funds) or "—"] if funded else []),
            compact(row.score) or "—",
            compact(row.grade),
        ]
        for row in rows
    ]
    yield table("项目自评情况", header, cells)
