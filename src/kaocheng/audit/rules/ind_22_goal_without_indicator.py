"""目标没有对应的指标

## 检查内容
年度目标的每一条与三级指标的名称比较：整条没有任何实词在指标里出现，或者写明数量的那件事没有任何指标计量。

## 为什么
目标里的工作没有指标，就既不计分也不考核，做没做看不出来。

## 依据
财预〔2015〕88号：指标应与目标相互对应（条文待核）；比较方法为考成手册建议，宁漏勿错。

## 举例
目标“在微信公众号、抖音号等新媒体平台进行网络宣传”，而全部指标只谈舆情简报和信息化项目。

## 不报的情形
- 有一个实词相同就视为有对应的指标。
- 以“确保”“促进”“提高”等开头的总括性目标，写得宽泛，不逐条比对。
- “为……奠定基础”一类的意义性语句。
- 指标不足3个的表、只有一部分的表。

## In English
Reports an item of the annual goal that shares no content word with any indicator, and a counted promise (“one training
course”) whose object no indicator names. A single shared word is enough to stay silent, and broad items that begin with
an effort or a purpose are not compared: the rule would rather miss than accuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import level3_of, rows_of
from kaocheng.audit.phrases import clauses, content_pairs, goal_items
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.values.units import SIMPLE

_PURPOSE = re.compile(r"^(?:为|以|从而|使|让|力争|努力|按照|根据|坚持|围绕|贯彻)")
_COUNTED = re.compile(
    rf"(?P<object>[\u4e00-\u9fff]{{2,6}})各?\s*\d+(?:\.\d+)?\s*[余多]?\s*(?:{SIMPLE})(?:以上|左右)?(?![\u4e00-\u9fff])"
)
_FEWEST_ROWS = 3
_FEWEST_PAIRS = 3
_SHOWN = 40


@form_rule(
    "IND-22",
    severity=Severity.WARNING,
    title=Text("目标没有对应的指标", "goal without a matching indicator"),
    message=Text(
        "年度目标中的“{found}”没有对应的三级指标。",
        "The goal “{found}” has no matching indicator.",
    ),
    advice=Text(
        "请为这项工作补设指标，或从年度目标中删去。", "Add an indicator for it, or take it out of the annual goal."
    ),
    source="财预〔2015〕88号（条文待核）；比较方法为考成手册建议",
)
def goal_without_indicator(subject: FormSubject) -> Iterator[Finding | Skip]:
    rows = [row for _, row in rows_of(subject.form) if level3_of(row)]
    if len(rows) < _FEWEST_ROWS:
        return
    covered = frozenset().union(*(content_pairs(level3_of(row)) for row in rows))
    doubtful = next((row for row in rows if row.uncertain is not None), None)
    for goal in subject.form.objectives:
        if goal.expected is None:
            continue
        for item in goal_items(goal.expected.text):
            missing = _missing(item, covered)
            if missing is None:
                continue
            if doubtful is not None and doubtful.uncertain is not None:
                yield Skip(goal.expected, missing, doubtful.uncertain)
            else:
                yield Finding(goal.expected, missing, missing)


def _missing(item: str, covered: frozenset[str]) -> str | None:
    """What of the item no indicator names, as words of the item; None if something matches or it is too broad."""
    if _PURPOSE.search(item):
        return None
    pairs = content_pairs(item)
    broad = word_list("vague_openings").begins(item) is not None
    if len(pairs) >= _FEWEST_PAIRS and not pairs & covered and not broad:
        return _short(item)
    for clause in clauses(item):
        for counted in _COUNTED.finditer(clause):
            named = content_pairs(counted["object"])
            if named and not _last_word(named, counted["object"]) & covered:
                return _short(clause)
    return None


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _last_word(named: frozenset[str], words: str) -> frozenset[str]:
    """The pairs at the end of the words, where the thing counted stands: 信息化培训1次 counts 培训."""
    return content_pairs(words[-3:]) or content_pairs(words[-4:]) or named
