"""同一单位名称不一致

## 检查内容
报告标题、盖章处、填报单位、汇总表和自评表里本单位的名称；正文里自评工作组的名称。

## 为什么
“信息化中心”与“信息化管理与服务中心”是不是一家，决定了报告评的是谁、由谁负责。

## 依据
考成手册建议：与单位登记名称一致。

## 举例
标题“××开发区信息化中心”，盖章处“××开发区信息化管理与服务中心”：报，并列出其余写法。

## 不报的情形
- 规范的简称：网信办、文旅局、去掉“中共”和上级地名。
- 主管部门与实施单位本来就是两个单位（文化和旅游局与图书馆）。
- “评价工作组”“工作组”等泛称；正文写明另行成立的考评组、复评组。
- 材料里只有一个单位名称。

## In English
Lists the names by which the reporting unit calls itself and reports two full names that differ by words put in between.
Usual short forms are not differences, and neither are the department and the unit below it. A working group that is
called by two names without a word on the second is pointed out as information.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.designations import Designation, differs_inside, unit_names
from kaocheng.audit.prose import sentences
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location

_NAMED = Text("{source}作“{name}”", "“{name}” ({source})")
_GROUP = re.compile(r"(?P<stem>自评|考评|复评|测评)(?:工作)?(?:小组|组)")
_INTRODUCED = re.compile(r"成立|组成|组建|设立|抽调|成员|邀请|委托|聘请")
_GROUPS = Text(
    "自评的工作机构前后作“{found}”，后一个没有交代",
    "the group that did the self-evaluation is called “{found}”, the latter without introduction",
)


@report_rule(
    "CON-04",
    severity=Severity.WARNING,
    title=Text("同一单位名称不一致", "one unit under several names"),
    message=Text("名称前后不一致：{what}。", "The names differ: {what}."),
    advice=Text(
        "请统一使用登记的单位全称，简称在首次出现时注明；是不同机构的，请写明关系。",
        "Use the registered name, introduce short forms once; if the bodies differ, say how they are related.",
    ),
    source="考成手册建议",
)
def unit_name_differs(subject: ReportSubject) -> Iterator[Finding | Skip]:
    yield from _units(subject.report)
    yield from _groups(subject.report)


def _units(report: Report) -> Iterator[Finding]:
    names: dict[str, Designation] = {}
    for name in unit_names(report):
        names.setdefault(name.text, name)
    for one, other in combinations(names.values(), 2):
        if differs_inside(one.text, other.text):
            alike = [name for name in names.values() if name in (one, other) or _is_short_for(name.text, one.text)]
            parts = [_NAMED.format(source=name.source, name=name.text) for name in alike]
            yield Finding(
                other.at,
                one.text,
                other.text,
                one.text,
                values={"what": Text("，".join(p.zh for p in parts), ", ".join(p.en for p in parts))},
            )
            return


def _is_short_for(short: str, full: str) -> bool:
    """Whether the characters of the one stand in the other in the same order."""
    rest = iter(full)
    return len(short) < len(full) and all(ch in rest for ch in short)


def _groups(report: Report) -> Iterator[Finding]:
    """Bodies called by different names, the later ones not introduced."""
    found: dict[str, tuple[str, Location]] = {}
    introduced: set[str] = set()
    for sentence in sentences(report):
        names = {match["stem"]: match.group() for match in reversed([*_GROUP.finditer(sentence.text)])}
        for stem, name in reversed(names.items()):
            found.setdefault(stem, (name, sentence.where))
        if names and _INTRODUCED.search(sentence.text):
            introduced |= names.keys()
    later = [stem for stem in found if stem != "自评" and stem not in introduced]
    if "自评" in found and later:
        name = f"{found['自评'][0]}”“{found[later[0]][0]}"
        words = _GROUPS.format(found=name)
        yield Finding(
            found[later[0]][1], "自评工作机构", name.replace("”“", "、"), values={"what": words}, severity=Severity.INFO
        )
