"""有扣分或未支出却说没有问题

## 检查内容
- 自评表的“存在问题”一栏写“无”，而该项目没有得满分，或按金额算的执行率不到100%；
- 成文报告既没有“存在的问题”“改进措施”的章节，也没有一句谈问题的话，而自评表有扣分或未支出。
未支出不到0.5%且没有扣分的，只作提示。

## 为什么
扣了分、钱没有花完，就有原因可讲。写“无”等于没有自评。

## 依据
财预〔2020〕10号：未完成或偏离绩效目标的，要分析说明原因（条文待核）；0.5%的界限为考成手册建议。

## 举例
预算30万元、执行29.99万元，存在问题写“无”：提示。

## 不报的情形
- 满分且执行率100%，写“无”。
- 问题栏写了内容。
- 没有“存在问题”一栏的表（扣分原因由 SCO-06 检查，执行率由 OVR-10 检查）。
- 金额、得分读不出时，记为未判定。

## In English
Reports a problems cell that says 无 although points were lost or money is unspent, and a written report without any problem
although its forms lost points or money. Less than half a per cent unspent with full marks is only an information.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaocheng.audit.explanations import states_something
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import Topic, is_written_report, narrative_of, place_of_report, sections_about
from kaocheng.audit.subject import ReportSubject
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.provenance import Unreadable, known
from kaocheng.scoring.figures import format_number, format_rate

_TRIVIAL = Decimal("0.005")
_FULL = Decimal(100)
_LOST = Text("得分 {score}（满分 {base}）", "a score of {score} out of {base}")
_UNSPENT = Text("按金额计算的执行率 {rate}（未支出 {amount}）", "an execution rate of {rate} ({amount} unspent)")
_NOWHERE = Text("全文没有写存在的问题", "the report states no problem")
_CELL = Text("存在问题写“{text}”", "the problems cell says “{text}”")
_UNREADABLE = Text("得分或金额读不出", "score or amounts cannot be read")


@dataclass(frozen=True, slots=True)
class _Loss:
    """Points or money left, in words, and how much it matters."""

    words: Text
    severity: Severity


@report_rule(
    "OVR-04",
    severity=Severity.WARNING,
    title=Text("有扣分或未支出却说没有问题", "no problem stated although points or money were left"),
    message=Text("“{subject}”{what}，而{loss}。", "“{subject}”: {what}, despite {loss}."),
    advice=Text(
        "请写明扣分、未支出的原因和改进措施；确属正常结余的，写明结余的性质。",
        "State why points or money were left and what will be done; if it is an ordinary balance, say so.",
    ),
    source="财预〔2020〕10号（条文待核）；界限为考成手册建议",
)
def no_problem_stated(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    denied = [(i, form) for i, form in enumerate(report.forms) if form.problems and not states_something(form.problems)]
    for index, form in denied:
        yield from _check(form, index)
    if not denied and is_written_report(report) and not _speaks_of_problems(report):
        loss = next((loss for form in report.forms if isinstance(loss := _loss(form), _Loss)), None)
        if loss is not None:
            values = {"what": _NOWHERE, "loss": loss.words}
            yield Finding(place_of_report(report), "报告", "未写存在的问题", values=values, severity=loss.severity)


def _check(form: Form, index: int) -> Iterator[Finding | Skip]:
    assert form.problems is not None
    name = form.project_name.text if form.project_name else "自评表"
    loss = _loss(form)
    if isinstance(loss, Text):
        yield Skip(form.problems, name, loss, index)
    elif loss is not None:
        values = {"what": _CELL.format(text=form.problems.text), "loss": loss.words}
        yield Finding(form.problems, name, form.problems.text, values=values, severity=loss.severity, form=index)


def _loss(form: Form) -> _Loss | Text | None:
    """What was lost; a reason where it cannot be said; None where nothing was."""
    total = form.total_funding
    cells = [form.total_score] + ([total.adjusted_budget, total.executed_amount] if total is not None else [])
    score, base = known(form.total_score), known(form.total_weight) or _FULL
    if score is not None and score < base:
        return _Loss(_LOST.format(score=format_number(score), base=format_number(base)), Severity.WARNING)
    if any(cell is not None and isinstance(cell.value, Unreadable) for cell in cells):
        return _UNREADABLE
    budget = known(total.adjusted_budget) if total is not None else None
    executed = known(total.executed_amount) if total is not None else None
    if budget is None or executed is None or budget <= 0 or executed >= budget:
        return None
    unspent = (budget - executed) / budget
    words = _UNSPENT.format(rate=format_rate(1 - unspent), amount=format_number(budget - executed))
    return _Loss(words, Severity.INFO if unspent < _TRIVIAL else Severity.WARNING)


def _speaks_of_problems(report: Report) -> bool:
    """A section on problems or measures, a reason in a form, or one sentence that names a deficiency of the work."""
    if sections_about(report, Topic.PROBLEMS, Topic.MEASURES, Topic.PROBLEMS_AND_MEASURES):
        return True
    if any(states_something(cell) for form in report.forms for cell in (form.problems, form.reasons)):
        return True
    if any(states_something(row.deviation) for form in report.forms for row in form.indicators):
        return True
    return word_list("deficiency_words").find(narrative_of(report).text) is not None
