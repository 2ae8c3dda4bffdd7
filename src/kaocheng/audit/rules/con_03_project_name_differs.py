"""同一项目名称不一致

## 检查内容
同一个项目在汇总表、自评表和表题里的名称；正文逐项列出的项目支出，与汇总表（没有汇总表的，与自评表）的项目名称。

## 为什么
名称不同，读的人无法确定是不是同一个项目，系统也对不上预算编码。

## 依据
考成手册建议：与批复的预算项目名称一致。

## 举例
- 汇总表“网信事务专项”，自评表“网信事务专项经费”：报。
- 正文“退役士兵安置项目11.46万元”，自评结果一览表没有这一项，却有正文没提的“涉军岗位工资项目”：报。

## 不报的情形
- 只差年度、空格、引号（“2024年舆情中心运行费项目”与“舆情中心运行费”）。
- 表题比项目名称只少“经费”“专项”等通用词，是“××项目支出绩效自评表”的固定写法。
- 正文只举了几个项目，与表中项目数不同：不比较。
- 汇总表与自评表对不上号，可能是两个项目：由 CON-02 检查个数。

## In English
Compares a project's names in summary table, form and title, and the projects that the text lists with their amounts with
those of the summary table. Year, blanks and quotation marks do not count; in running text generic endings do not either.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.designations import (
    FORM,
    SUMMARY,
    TITLE,
    Designation,
    core_name,
    pair_names,
    plain_name,
    same_project,
    title_name,
)
from kaocheng.audit.narrative import Breakdown, breakdowns
from kaocheng.audit.prose import passages
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location

_NAMED = Text("{source}作“{name}”", "“{name}” in the {source}")
_UNMATCHED = Text(
    "正文列有“{found}”，表中没有；表中的“{expected}”正文没有列",
    "the text lists “{found}”, which no table has, and leaves out “{expected}”",
)
_MOST_UNMATCHED = 2
_FEWEST_PARTS = 3


@report_rule(
    "CON-03",
    severity=Severity.WARNING,
    title=Text("同一项目名称不一致", "one project under several names"),
    message=Text("项目名称不一致：{what}。", "The project's names differ: {what}."),
    advice=Text(
        "请统一使用预算批复的项目名称；确是两个项目的，请分别说明。",
        "Use the name in the approved budget throughout; if they are two projects, say so.",
    ),
    source="考成手册建议",
)
def project_name_differs(subject: ReportSubject) -> Iterator[Finding | Skip]:
    yield from _between_tables(subject.report)
    yield from _text_against_tables(subject.report)


def _between_tables(report: Report) -> Iterator[Finding]:
    rows = [row for row in report.summary if row.row_kind == "project"]
    forms = [(i, form) for i, form in enumerate(report.forms) if form.project_name is not None]
    summary_of: dict[int, Designation] = {}
    listed = [row.name.text for row in rows]
    for row_index, form_index in pair_names(listed, [form.project_name.text for _, form in forms if form.project_name]):
        row = rows[row_index]
        summary_of[forms[form_index][0]] = Designation(row.name.text, row.name, SUMMARY)
    for index, form in forms:
        assert form.project_name is not None
        names = [Designation(form.project_name.text, form.project_name, FORM)]
        if index in summary_of:
            names.insert(0, summary_of[index])
        title = title_name(form)
        if title and form.title is not None and title not in {core_name(name.text) for name in names}:
            names.append(Designation(title, form.title, TITLE))
        distinct = {plain_name(name.text) for name in names}
        if len(distinct) > 1:
            parts = [_NAMED.format(source=name.source, name="".join(name.text.split())) for name in names]
            yield Finding(
                form.project_name,
                plain_name(form.project_name.text),
                plain_name(names[0].text if names[0].source is SUMMARY else names[-1].text),
                values={"what": Text("，".join(p.zh for p in parts), ", ".join(p.en for p in parts))},
                form=index,
            )


def _text_against_tables(report: Report) -> Iterator[Finding]:
    listed = [row.name.text for row in report.summary if row.row_kind == "project"]
    listed = listed or [form.project_name.text for form in report.forms if form.project_name is not None]
    if len(listed) < _FEWEST_PARTS:
        return
    for where, breakdown in _breakdowns(report):
        stated = [part.label for part in breakdown.parts]
        if len(stated) != len(listed) or not all(stated):
            continue
        pairs = pair_names(stated, listed)
        certain = [pair for pair in pairs if same_project(stated[pair[0]], listed[pair[1]])]
        left = [name for i, name in enumerate(stated) if i not in {i for i, _ in pairs}]
        right = [plain_name(name) for j, name in enumerate(listed) if j not in {j for _, j in pairs}]
        if left and len(left) <= _MOST_UNMATCHED and len(certain) >= len(listed) - _MOST_UNMATCHED:
            found, expected = "”“".join(left), "”“".join(right)
            what = _UNMATCHED.format(found=found, expected=expected)
            yield Finding(where, "正文所列项目", "、".join(left), "、".join(right), values={"what": what})


def _breakdowns(report: Report) -> Iterator[tuple[Location, Breakdown]]:
    """Wholes called project expenditure, with their parts."""
    for passage in passages(report):
        for breakdown in breakdowns(passage.text):
            if "项目" in breakdown.whole.label and len(breakdown.parts) >= _FEWEST_PARTS:
                yield passage.where, breakdown
