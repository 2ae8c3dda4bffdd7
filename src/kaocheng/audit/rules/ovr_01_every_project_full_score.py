"""所有项目都是满分

## 检查内容
报告里有两个以上项目的得分，全部是满分。

## 为什么
每个项目都满分，自评就没有区分度，通常是目标定得低或没有认真评。财政复核应当优先抽查。

## 依据
考成手册建议（抽查的选取条件）。

## 举例
汇总表6个项目都是100分、优秀。

## 不报的情形
- 只有一个项目。
- 有一个项目不是满分。
- 有得分读不出时，记为未判定。

## In English
Reports that every project, at least two of them, has full marks. One unreadable score leaves the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.amounts import why_unreadable
from kaocheng.audit.budgets import project_scores
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text

_FEWEST = 2
_SCORE = Text("得分", "score")


@report_rule(
    "OVR-01",
    severity=Severity.WARNING,
    title=Text("所有项目都是满分", "every project has full marks"),
    message=Text("{count} 个项目全部是满分。", "All {count} projects have full marks."),
    advice=Text(
        "请复核指标值是否偏低、完成值是否有佐证；确实全部完成的，说明依据。",
        "Check whether targets are low and results are proven; if all was achieved, state the evidence.",
    ),
    source="考成手册建议",
)
def every_project_full_score(subject: ReportSubject) -> Iterator[Finding | Skip]:
    projects = project_scores(subject.report)
    if len(projects) < _FEWEST or any(p.score.known is not None and not p.is_full for p in projects):
        return
    unread = next((p for p in projects if p.score.known is None), None)
    if unread is not None:
        yield Skip(unread.score, unread.name, why_unreadable(unread.score, _SCORE))
        return
    count = len(projects)
    yield Finding(projects[0].score, "项目得分", f"{count}/{count}", values={"count": count})
