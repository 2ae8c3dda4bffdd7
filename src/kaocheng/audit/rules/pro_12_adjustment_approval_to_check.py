"""预算调整批准待核

## 检查内容
自评表或正文的年初预算与调整后预算相差5%以上，文中说明了调整原因，而没有提到批复、下达、文号等批准依据。全文合报一次，请人工核对调整文件。

## 为什么
调整后的预算是执行率的分母。没有批准依据的调整，会让没有花完的预算看起来花完了。

## 依据
财预〔2019〕136号（条文待核）；四川省、重庆市自评表要求分列年初和调整后预算；5%的界限为考成手册建议。

## 举例
年初620万元、调整后652.4万元，文中只说“因工作需要追加”，没有批准依据：请核对调整文件。

## 不报的情形
- 相差不到5%。
- 文中写明下达、追加的文件或批准的会议。
- 没有年初预算数的表。
- 调整原因也没有说明的，由 ARI-15 报告，并请填报单位一并补充批准依据。
- 金额读不出的，由 ARI-15 记为未判定。

## In English
A hint, once per report: the budget changed by five per cent or more, a reason is given and no approval is cited. A change
without a reason is reported by ARI-15, which asks for the approval as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.budgets import department_budget
from kaocheng.audit.explanations import adjustment_explained
from kaocheng.audit.finding import Finding, Place, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import narrative_of
from kaocheng.audit.subject import ReportSubject
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.scoring.figures import format_number

_NOTABLE = Decimal("0.05")
_CHANGE = re.compile(r"追加|核减|调减|调增|调整|压减|压缩|收回|调剂")
_ORIGINAL = re.compile(r"年初.{0,6}(?:预算|收入|支出)")
_SENTENCE_END = re.compile(r"[。；;\n]")


@report_rule(
    "PRO-12",
    severity=Severity.INFO,
    title=Text("预算调整批准待核", "approval of the budget adjustment not seen"),
    message=Text(
        "预算有调整（{list}），文中说明了原因，未见批准依据，请人工核对调整的批复或下达文件。",
        "The budget was adjusted ({list}); a reason is given but no approval is cited: look at the approval or allocation documents.",
    ),
    advice=Text("请在报告中注明调整的文号和日期。", "Cite the document and date of the adjustment in the report."),
    source="财预〔2019〕136号（条文待核）；5%的界限为考成手册建议",
)
def adjustment_approval_to_check(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    changes = [change for form in report.forms if (change := _change_of(form)) is not None]
    if (stated := _department_change(report)) is not None:
        changes.append(stated)
    texts = _texts(report)
    if not changes or not any(map(adjustment_explained, texts)) or _approval_cited(texts):
        return
    listed = [f"{format_number(before)}→{format_number(after)}" for before, after, _ in changes]
    yield Finding(changes[0][2], "预算调整", f"{len(changes)}处", values={"list": "、".join(listed)})


def _change_of(form: Form) -> tuple[Decimal, Decimal, Place] | None:
    total = form.total_funding
    if total is None or total.original_budget is None or total.adjusted_budget is None:
        return None
    return _notable(total.original_budget.known, total.adjusted_budget.known, total.adjusted_budget)


def _department_change(report: Report) -> tuple[Decimal, Decimal, Place] | None:
    original = next((f for f in report.department_budget if _ORIGINAL.search(f.label.text)), None)
    adjusted = department_budget(report)
    if original is None or adjusted is None:
        return None
    return _notable(original.amount.known, adjusted.amount.known, adjusted.amount)


def _notable(before: Decimal | None, after: Decimal | None, at: Place) -> tuple[Decimal, Decimal, Place] | None:
    if before is None or after is None or before <= 0 or abs(after - before) < before * _NOTABLE:
        return None
    return before, after, at


def _texts(report: Report) -> list[str]:
    """Where a change may be explained: cells of problems and reasons, reported results and the text."""
    cells = [cell for form in report.forms for cell in (form.problems, form.reasons)]
    cells += [row.reason for form in report.forms for row in form.funding]
    cells += [goal.actual for form in report.forms for goal in form.objectives]
    return [*(cell.text for cell in cells if cell is not None), narrative_of(report).text]


def _approval_cited(texts: list[str]) -> bool:
    """Whether a sentence speaks of the change and of a document behind it."""
    sentences = (s for text in texts for s in _SENTENCE_END.split(text))
    return any(
        ("预算" in s or "资金" in s or "经费" in s) and _CHANGE.search(s) and word_list("approval_words").find(s)
        for s in sentences
    )
