"""两个指标几乎相同

## 检查内容
同一张表（或同一张指标得分表）里，两个指标名称几乎一样、计量同一种量；或者计量同一内容，指标值和完成值的文字也一样。不同项目的自评表里，效益指标名称和指标值完全相同。

## 为什么
同一件事计两次分，等于放大它的权重。几个项目都用同一句效益指标，说明它不是针对某个项目设的。

## 依据
考成手册建议。

## 举例
“行政中心互联网主链路1GB带宽”“行政中心互联网备用链路100MB带宽”；“向上级报送信息数量”“信息编报量”都填“按相关标准执行”。

## 不报的情形
- 名称、指标值、完成值都相同的重复行，由 ARI-08 处理。
- 计量的量不同：参与人数与参与率，维护次数与维护合格率。
- 名称只差序号、方位或地点（东区与西区、一期与二期），是分别设的两个点。
- 满意度、成本指标在各项目间相同的不报。

## In English
Reports two indicators of one table that are nearly the same, by name or by content with identical values, and a benefit
indicator that several projects share word for word. Exact duplicates belong to ARI-08. Different measures of one object,
and names that differ only by number, direction or place, stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import BENEFIT, Category, NamedRow, category_of, named_tables, target_of
from kaocheng.audit.phrases import similarity
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Report

_NEARLY = 0.75
_SPACE = re.compile(r"[\s\u3000、，,。；;：:（）()“”\"《》]+")
_FIGURE = re.compile(r"[0-9.]+[a-zA-Z%]*")
_PLACE = re.compile(
    r"[一二三四五六七八九十甲乙丙丁东西南北中上下左右前后新老ABCDabcdⅠⅡⅢ0-9#号期批次站点区县市镇乡村所校院部楼处路段级类季度年月日半第]*"
)

_TWICE = Text("几乎相同，同一件事计了两次分", "one thing earns points twice")
_NOT_OWN = Text("完全相同，看不出是针对本项目设置的", "nothing shows that it was set for this project")


@report_rule(
    "IND-12",
    severity=Severity.WARNING,
    title=Text("两个指标几乎相同", "two indicators are nearly the same"),
    message=Text(
        "指标“{subject}”与{where}“{found}”{consequence}。",
        "Indicator “{subject}” is nearly the same as “{found}” {where}: {consequence}.",
    ),
    advice=Text(
        "请合并为一个指标，或写清两者计量的不同内容。",
        "Merge them, or make clear what each of them measures.",
    ),
    source="考成手册建议",
)
def near_duplicate(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for table in named_tables(subject.report):
        reported: set[int] = set()
        for (_, one), (j, other) in combinations(enumerate(map(_content, table)), 2):
            if j not in reported and _same_content(one, other):
                reported.add(j)
                row, first = other.row, one.row.name
                values = {"where": Text("同表", "of the same table"), "consequence": _TWICE}
                yield Finding(row.at, row.name, first, values=values, form=row.form)
    yield from _shared_benefits(subject.report)


def _shared_benefits(report: Report) -> Iterator[Finding]:
    """Benefit indicators that a later form repeats word for word, with the same target."""
    seen: dict[tuple[str, str], int] = {}
    for table in named_tables(report):
        for row in table:
            if row.indicator is None or row.form is None or category_of(row.indicator) not in BENEFIT:
                continue
            target = target_of(row.indicator)
            key = (_SPACE.sub("", row.name), _SPACE.sub("", target.text) if target else "")
            if seen.setdefault(key, row.form) != row.form:
                first = report.forms[seen[key]].project_name
                label = first.text if first else ""
                where = Text(f"项目“{label}”的", f"of the project “{label}”")
                values = {"where": where, "consequence": _NOT_OWN}
                yield Finding(row.at, row.name, row.name, values=values, form=row.form)


class _Content(NamedTuple):
    """A row, and what its name says. `words`: without figures. `measure`: the noun of measure it ends with."""

    row: NamedRow
    name: str
    words: str
    measure: str | None
    category: Category | None


def _content(row: NamedRow) -> _Content:
    name = _SPACE.sub("", row.name)
    words = _FIGURE.sub("", name)
    category = None if row.indicator is None else category_of(row.indicator)
    return _Content(row, name, words, word_list("measurable_nouns").ends(words), category)


def _same_content(one: _Content, other: _Content) -> bool:
    if one.name == other.name or one.category != other.category:
        return False  # the same name twice belongs to ARI-08
    if one.measure != other.measure:
        return _same_words(one.row, other.row) and _covers(one.words, other.words)
    core, other_core = one.words.removesuffix(one.measure or ""), other.words.removesuffix(one.measure or "")
    if min(len(core), len(other_core)) < 4:
        return False
    if similarity(core, other_core) >= _NEARLY and not _differ_by_place(core, other_core):
        return True
    return _same_words(one.row, other.row) and _covers(core, other_core)


def _differ_by_place(left: str, right: str) -> bool:
    """Whether only numbers, directions or places stand where the names part: 东区机房, 西区机房."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    parts = left[start : len(left) - end], right[start : len(right) - end]
    return all(_PLACE.fullmatch(part) for part in parts)


def _same_words(one: NamedRow, other: NamedRow) -> bool:
    """Both rows have the same words as target and the same words as actual value, and no number tells them apart."""
    texts = []
    for row in (one, other):
        target = None if row.indicator is None else target_of(row.indicator)
        actual = None if row.indicator is None else row.indicator.actual
        if target is None or actual is None or re.search(r"\d", target.text) or len(target.text) < 4:
            return False
        texts.append((_SPACE.sub("", target.text), _SPACE.sub("", actual.text)))
    return texts[0] == texts[1]


def _covers(left: str, right: str) -> bool:
    """Whether the shorter name is nearly contained in the longer one, character by character."""
    short, long = sorted((left, right), key=len)
    return len(short) >= 4 and sum(ch in long for ch in short) / len(short) >= 0.6
