"""完成情况照抄目标

## 检查内容
自评表的实际完成情况与预期目标是否几乎一字不差；完成情况（表中或正文“完成情况”段）里是否还留着“不少于”“不低于”等目标用语。

## 为什么
“舆情推送次数不少于1万条”是要求，不是结果。照抄目标，等于没有报告实际做了多少。

## 依据
考成手册建议。

## 举例
- 目标“开展宣传周活动1次，打造精品3个……”，完成情况原样照抄：报。
- 正文“已完成……专题培训次数不少于4次”：报。

## 不报的情形
- 完成情况写了与目标不同的实际数。
- 目标不足30字，写法自然相同。
- 引用法定职责、文件名称的话。
- 正文里写目标、写计划的段落。

## In English
Reports results that repeat the goal nearly word for word, and results, in a form or in the text, that still say “no less
than …”. A result with its own figures is not a copy, and neither is a short one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.phrases import similarity
from kaocheng.audit.prose import close_text, passages
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location

_SHORTEST = 30
_ALIKE = 0.9
_MARKUP = re.compile(r"</?\w+[^<>]{0,80}>")
_BOUND = re.compile(
    r"[^，。；、,;：:]{0,16}(?:不少于|不低于|至少|不超过|≥|≤)\d[\d.,]*[万千百]?(?:[^\d，。；、,;]{1,3})"
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_DONE = re.compile(r"^(?:已|均已|全部|按时)?(?:完成|开展|实现)|完成情况[:：]|已完成")
_PLANNED = re.compile(r"目标[:：为是]|将|拟|计划|要求|应当|下一步|规定|原则上")
_SHOWN = 30
_COPIED = Text("完成情况“{found}”与预期目标几乎一字不差", "the result “{found}” repeats the goal nearly word for word")
_BOUNDS = Text(
    "完成情况里有 {count} 处还是目标的写法：“{found}”，没有写实际数",
    "{count} results are still worded as targets: “{found}”; actual figures are missing",
)


@report_rule(
    "CON-09",
    severity=Severity.WARNING,
    title=Text("完成情况照抄目标", "result copies the goal"),
    message=Text("照抄目标：{what}。", "Copied: {what}."),
    advice=Text("请写明实际完成的数量和结果，不要沿用目标的文字。", "State what was actually done and how much."),
    source="考成手册建议",
)
def result_copies_goal(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        for objective in form.objectives:
            if objective.expected is None or objective.actual is None:
                continue
            goal, result = (close_text(_MARKUP.sub("", o.text)) for o in (objective.expected, objective.actual))
            bounds = [match.group() for match in _BOUND.finditer(result)]
            if min(len(goal), len(result)) >= _SHORTEST and _is_copy(goal, result):
                what = _COPIED.format(found=_short(result))
            elif bounds:
                what = _BOUNDS.format(count=len(bounds), found="”“".join(bounds))
            else:
                continue
            found = _short(result) if what.zh.startswith("完成情况“") else "、".join(bounds)
            yield Finding(objective.actual, "实际完成情况", found, values={"what": what}, form=index)
    yield from _in_text(subject.report)


def _is_copy(goal: str, result: str) -> bool:
    """Nearly the same words; figures that differ by more than a dropped 以上 make a result of its own."""
    if goal == result:
        return True
    own = set(_FIGURE.findall(result)) - set(_FIGURE.findall(goal))
    return not own and similarity(goal, result) >= _ALIKE


def _in_text(report: Report) -> Iterator[Finding]:
    """Passages that report what was done in the words of a target, as one finding."""
    found: list[str] = []
    where: Location | None = None
    for passage in passages(report):
        if passage.is_heading or not _DONE.search(passage.text[:40]) or _PLANNED.search(passage.text[:12]):
            continue
        bounds = [match.group() for match in _BOUND.finditer(passage.text)]
        if bounds:
            where = where or passage.where
            found += bounds
    if where is not None:
        what = _BOUNDS.format(count=len(found), found="”“".join(found))
        yield Finding(where, "正文完成情况", "、".join(found), values={"what": what})


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
