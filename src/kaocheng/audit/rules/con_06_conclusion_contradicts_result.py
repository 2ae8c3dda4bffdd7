"""结论与数据或所列问题矛盾

## 检查内容
- 执行率已是100%（或预算与支出相等、执行率指标得满分），问题一节又说“预算执行率有待提高”。
- 各项目都得满分，总体结论只是“基本完成”；或总体结论只写“基本实现”几个字，看不出哪些没有实现。
- 正文说各项指标全部完成，自评表里却有没达到目标的指标。
- 正文承诺“逐项整改”，全文没有写任何问题。

## 为什么
结论要从数据来。两处说法相反，整改就没有对象，结果也无法应用。

## 依据
财预〔2020〕10号：自评结果应客观反映绩效目标完成情况（条文待核）；判断方法为考成手册建议。

## 举例
预算747.98万元，支出747.98万元，执行率指标满分，问题写“预算执行率有待提高”：报。

## 不报的情形
- 问题说的是制度、方法、编制的准确性，不是结果。
- 得分不满100分而写“基本完成”。
- 问题点名某个项目的执行率，该项目确实没有执行完。
- 指标的目标与实际无法比较的：不作判断。

## In English
Four contradictions: execution “to be improved” although everything was spent; “basically completed” beside full marks, or
nothing but that phrase as overall conclusion; “all targets met” although a form shows a missed one; rectification
promised although no problem is named. Problems of method or of drafting contradict no result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.designations import core_name
from kaocheng.audit.explanations import states_something
from kaocheng.audit.indicators import level3_of, rows_of, target_of
from kaocheng.audit.prose import passages, sentences
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.provenance import Printed, known
from kaocheng.values import Value
from kaocheng.values.compare import Comparison, compare

_EXECUTION_LOW = re.compile(
    r"(?:预算)?(?:执行率|执行进度|支出进度)(?:有待|需|尚需|还需|不|偏|较|仍)(?:进一步)?(?:提高|提升|加强|高|低|慢|滞后|够)[^，。；]{0,4}"
)
_BASICALLY = re.compile(
    r"(?:各项工作|总体|年度|全年|绩效目标|目标任务|预定目标|计划)?[^，。；]{0,8}基本(?:完成|实现)(?:[^，。；]{0,8})"
)
_ONLY_BASICALLY = re.compile(
    r"(?:绩效目标|总体目标|目标)?(?:总体)?基本(?:完成|实现|达到)(?:了)?(?:预期|年度|绩效)?(?:目标)?[。]?"
)
_ALL_MET = re.compile(
    r"(?:各项|全部|所有)(?:绩效|年度)?(?:目标|指标|绩效指标|目标任务)(?:均|都|全部|已|值)*(?:按时|如期|圆满|顺利|按期|全面)?(?:完成|实现|达标|达到(?:了)?(?:预期)?目标值?)"
)
_PROMISE = re.compile(r"逐项整改|逐条整改|整改完善|(?:发现|存在)的问题.{0,6}整改|问题清单")
_PROBLEM_HEADING = re.compile(r"问题|不足|困难|短板|差距")
_SPENT = re.compile(r"(?:年末|全年|年度|实际|本年|决算|总)*(?:支出(?:决算|合计)?|决算(?:支出|数)?|执行数)")
_BUDGET = re.compile(r"调整.{0,6}预算|预算数$|全年预算")
_FULL = Decimal(100)
_LOW = Text("{basis}，问题里又说“{found}”", "{basis}, yet the problems say “{found}”")
_ALL_SPENT = Text("预算 {budget} 已支出 {spent}", "{spent} of {budget} is spent")
_RATE_FULL = Text("预算执行率指标得满分", "the execution rate has full marks")
_FULL_MARKS = Text(
    "{count} 个项目都是100分，总体结论却是“{found}”",
    "all {count} projects have 100 points, yet the conclusion says “{found}”",
)
_BARE = Text(
    "总体绩效目标实现情况只写“{found}”，而 {count} 个项目中 {full} 个满分，看不出哪些没有实现",
    "the overall result is only “{found}” although {full} of {count} projects have full marks: what was not achieved?",
)
_MISSED = Text(
    "正文说“{found}”，自评表中“{name}”目标 {target}、实际 {actual}，没有达到",
    "the text says “{found}”, but “{name}” missed its target: {actual} against {target}",
)
_NO_PROBLEM = Text(
    "正文说要“{found}”，但全文没有写明任何问题", "the text promises “{found}”, but names no problem anywhere"
)


@report_rule(
    "CON-06",
    severity=Severity.WARNING,
    title=Text("结论与数据或所列问题矛盾", "conclusion contradicts results or problems"),
    message=Text("前后矛盾：{what}。", "A contradiction: {what}."),
    advice=Text(
        "请以数据为准改写结论，写明没有完成的事项；所列问题应与结果对应。",
        "Let the conclusion follow the figures and name what was not achieved; problems should answer results.",
    ),
    source="财预〔2020〕10号（条文待核）；判断方法为考成手册建议",
)
def conclusion_contradicts_result(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    yield from _low_execution(report)
    yield from _only_basically(report)
    yield from _all_met(report)
    yield from _promise_without_problem(report)


def _low_execution(report: Report) -> Iterator[Finding]:
    basis = _all_spent(report)
    if basis is None:
        return
    for sentence in sentences(report):
        if not _PROBLEM_HEADING.search(sentence.passage.section + sentence.passage.subsection):
            continue
        match = _EXECUTION_LOW.search(sentence.text)
        if match and not any(name in sentence.text for name in _project_names(report)):
            what = _LOW.format(basis=basis, found=match.group())
            yield Finding(sentence.where, "预算执行率", match.group(), values={"what": what})
            return


def _all_spent(report: Report) -> Text | None:
    """Why the whole budget counts as spent, None where it does not."""
    if report.kind == "department":
        spent = next((f for f in report.department_budget if _SPENT.fullmatch("".join(f.label.text.split()))), None)
        budget = next((f for f in report.department_budget if _BUDGET.search(f.label.text)), None)
        if spent is not None and budget is not None and known(spent.amount) is not None:
            equal = known(spent.amount) == known(budget.amount)
            return _ALL_SPENT.format(budget=budget.amount.text, spent=spent.amount.text) if equal else None
    rows = [row for row in report.summary if row.row_kind == "indicator" and "执行率" in row.name.text]
    if rows and all(known(r.score) is not None and known(r.score) == known(r.weight) for r in rows):
        return _RATE_FULL
    totals = [form.total_funding for form in report.forms]
    if totals and all(
        t is not None and known(t.adjusted_budget) is not None and known(t.adjusted_budget) == known(t.executed_amount)
        for t in totals
    ):
        first = totals[0]
        assert first is not None
        assert first.adjusted_budget is not None
        assert first.executed_amount is not None
        return _ALL_SPENT.format(budget=first.adjusted_budget.text, spent=first.executed_amount.text)
    return None


def _only_basically(report: Report) -> Iterator[Finding]:
    scores = [known(row.score) for row in report.summary if row.row_kind == "project"]
    scores = scores or [known(form.total_score) for form in report.forms]
    if not scores or any(score is None for score in scores):
        return
    full = sum(score == _FULL for score in scores)
    for passage in passages(report):
        if passage.is_heading or _PROBLEM_HEADING.search(passage.section):
            continue
        if (
            full == len(scores)
            and (match := _BASICALLY.search(passage.text))
            and not _is_one_of_many(report, passage.text)
        ):
            what = _FULL_MARKS.format(count=len(scores), found=match.group())
        elif full * 2 > len(scores) and _ONLY_BASICALLY.fullmatch(passage.text):
            what = _BARE.format(count=len(scores), full=full, found=passage.text.rstrip("。"))
        else:
            continue
        yield Finding(
            passage.where,
            "总体绩效目标实现情况",
            "基本完成" if full == len(scores) else "基本实现",
            values={"what": what},
        )
        return


def _is_one_of_many(report: Report, text: str) -> bool:
    """Whether a passage speaks of one project by name, not of the whole."""
    return any(name in text for name in _project_names(report))


def _project_names(report: Report) -> list[str]:
    printed = [form.project_name.text for form in report.forms if form.project_name is not None]
    printed += [row.name.text for row in report.summary if row.row_kind == "project"]
    return [core for name in printed if len(core := core_name(name)) >= 4]


def _all_met(report: Report) -> Iterator[Finding]:
    claim = next(
        ((s, m) for s in sentences(report) if (m := _ALL_MET.search(s.text)) and not re.search("除|外|未", s.text)),
        None,
    )
    if claim is None or not report.forms:
        return
    sentence, match = claim
    for index, form in enumerate(report.forms):
        for name, target, actual in _missed(form):
            what = _MISSED.format(found=match.group(), name=name, target=target.text, actual=actual.text)
            yield Finding(sentence.where, name, match.group(), values={"what": what}, form=index)
            return


def _missed(form: Form) -> Iterator[tuple[str, Printed[Value], Printed[Value]]]:
    """Indicators whose number misses the target."""
    for _, row in rows_of(form):
        target, actual = target_of(row), row.actual
        if row.uncertain is not None or target is None or actual is None:
            continue
        if target.known is None or actual.known is None or target.known.comparator is None:
            continue
        outcome = compare(target.known, actual.known)
        if isinstance(outcome, Comparison) and not outcome.met:
            yield level3_of(row), target, actual


def _promise_without_problem(report: Report) -> Iterator[Finding]:
    if any(states_something(form.problems) for form in report.forms):
        return
    promise = None
    for passage in passages(report):
        if passage.numbered is not None and _PROBLEM_HEADING.search(passage.numbered.title[:20]):
            return
        if re.search(
            r"(?:存在|主要|发现)(?:的)?(?:问题|不足)(?:是|有|为|包括|：|:)|一是.*不(?:足|够|到位|高)", passage.text
        ):
            return
        if promise is None and (match := _PROMISE.search(passage.text)):
            promise = passage.where, match.group()
    if promise is not None:
        yield Finding(promise[0], "整改承诺", promise[1], values={"what": _NO_PROBLEM.format(found=promise[1])})
