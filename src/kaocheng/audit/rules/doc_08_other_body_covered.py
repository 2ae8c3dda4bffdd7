"""评价的单位与报告标题不符

## 检查内容
报告标题里的单位，与正文的“填报单位”“预算部门”“被评价单位”、自评表的主管部门和实施单位比较，有没有另一个单位的。

## 为什么
多半是套用了别的单位的材料没有改，或把下属单位的表放进了另一份报告。

## 依据
考成手册建议。

## 举例
标题是“青山县图书馆……自评报告”，表上的主管部门和实施单位却是“绿水县体育局”。

## 不报的情形
- 全称与简称：中共某县委网络安全和信息化委员会办公室与县委网信办。
- 主管部门的报告里有下属单位实施的项目。
- 同一单位名称的细小差别：由 CON-04 检查。
- 正文说明了更名、合署办公或挂牌子。

## In English
The unit in the title against the units that the text labels and the forms name: reported where they can be neither full and
short form of one name nor a department and the unit below it. Small differences of one name belong to CON-04.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.budgets import is_department_form
from kaocheng.audit.designations import differs_inside, unit_names
from kaocheng.audit.prose import close_text, passages
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.provenance import Printed

_OTHER_NAME = re.compile("更名|改名|原名|前身|简称|合署|挂.{0,30}牌子|机构改革|合并|划转|整合|代管|托管|委托")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]|^\d[\d-]*[-—]")
_SHORTEST = 4


@report_rule(
    "DOC-08",
    severity=Severity.WARNING,
    title=Text("评价的单位与报告标题不符", "report covers another body than its title names"),
    message=Text(
        "报告标题的单位是“{expected}”，“{subject}”写的却是“{found}”。",
        "The title names “{expected}”, but “{subject}” says “{found}”.",
    ),
    advice=Text(
        "请核对是否套用了其他单位的材料；两个单位有隶属关系的，请在正文写明。",
        "Check whether another unit's material was used; if the one belongs to the other, say so.",
    ),
    source="考成手册建议",
)
def other_body_covered(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    named = _named_in_title(report)
    if report.document is None or not named:
        return
    explained = "".join(p.text for p in passages(report) if _OTHER_NAME.search(p.text))
    seen: set[str] = set()
    for index, form in enumerate(report.forms):
        other = _foreign(form, named)
        if other is not None and close_text(other.text) not in seen | {""} and close_text(other.text) not in explained:
            seen.add(close_text(other.text))
            yield Finding(other, "自评表的主管部门", close_text(other.text), named, form=index)
    of_forms = [
        close_text(cell.text)
        for form in report.forms
        for cell in (form.competent_department, form.implementing_unit)
        if cell
    ]
    for name in unit_names(report):
        if isinstance(name.at, Printed) or name.text in seen or name.text in explained:
            continue
        if not any(can_be_one(name.text, other) for other in (named, *of_forms)):
            seen.add(name.text)
            yield Finding(name.at, name.source.zh, name.text, named)


def _named_in_title(report: Report) -> str:
    """The unit that the title names, "" where it names none."""
    if report.title is None or report.budget_unit is None:
        return ""
    unit = close_text(report.budget_unit.text)
    return unit if unit in close_text(report.title.text) else ""


def _foreign(form: Form, named: str) -> Printed[str] | None:
    """The competent department of a form where neither it nor the implementing unit can be the unit named.

    A form of the department as a whole names only the department.
    """
    competent, implementing = form.competent_department, form.implementing_unit
    if is_department_form(form.title):
        implementing = implementing or competent
    if competent is None or implementing is None:
        return None  # 实施单位 alone may well be a unit below the one that reports
    if any(can_be_one(close_text(cell.text), named) for cell in (competent, implementing)):
        return None
    return competent


def can_be_one(one: str, other: str) -> bool:
    """Whether two names can belong to one unit: equal, one the short form of the other, or differing by words put in.

    >>> can_be_one("县委网信办", "中共元氏县委网络安全和信息化委员会办公室"), can_be_one("青山县图书馆", "绿水县体育局")
    (True, False)
    """
    short, long = sorted((_BRACKETS.sub("", one), _BRACKETS.sub("", other)), key=len)
    if len(short) < _SHORTEST or short in long or differs_inside(short, long):
        return True
    rest = iter(long)
    return all(ch in rest for ch in short)
