"""完成情况没有回答目标

## 检查内容
自评表“实际完成情况”与“预期目标”逐条比较：是否只写“全部完成”一类的空话，是否说的是另一件事。

## 为什么
目标写要做什么，完成情况就要写做成了什么。答非所问，目标等于没有考核。

## 依据
财预〔2020〕10号：自评应反映绩效目标完成情况（条文待核）；比较方法为考成手册建议，宁漏勿错。

## 举例
- 目标“迅速响应网络安全事件”，完成情况“提高了群众网络安全防护意识，提升了网民文明素养”：报。
- 目标列了具体工作，完成情况只有“全部完成”四个字：报。

## 不报的情形
- 完成情况里有目标的实词或数量，哪怕只对上一部分。
- 目标本身很短（不足八个实词对），没有可比的内容。
- 单位名称里的词不算对上，它们说不出做了什么。
- 一方空白：由其他规则处理。

## In English
Holds the stated result against the goal of the form: a result that is only “all done”, or one that shares hardly any
content word with the goal once the words of the unit's own name are set aside. Short goals are not
judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.phrases import content_pairs
from kaocheng.audit.prose import close_text
from kaocheng.language import Text
from kaocheng.model import Form, Report

_EMPTY_WORDS = re.compile(
    r"(?:年度|本年度?|全年|各项|已|均|按时|按期|如期|全面|全部|圆满|顺利|基本|总体)*(?:目标|绩效目标|任务|工作|计划)*(?:已|均|全部|全面|圆满|顺利|基本)*(?:完成|实现|达标|达成|达到)(?:了)?(?:预期|年度|绩效|既定)?(?:目标|任务)?"
)
_FEWEST_PAIRS = 8
_SHARED = 0.15  # at most this share of the shorter text's words in common
_SHORTEST_GOAL = 6
_SHOWN = 30
_NOTHING_SAID = Text(
    "目标是“{goal}”，完成情况只写“{found}”，没有写做成了什么",
    "the goal is “{goal}”, the result only “{found}”: it does not say what was done",
)
_OTHER_MATTER = Text(
    "目标是“{goal}”，完成情况写的是“{found}”，不是同一件事",
    "the goal is “{goal}”, the result speaks of something else: “{found}”",
)


@form_rule(
    "CON-08",
    severity=Severity.WARNING,
    title=Text("完成情况没有回答目标", "result does not answer the goal"),
    message=Text("年度总体目标：{what}。", "Annual goal: {what}."),
    advice=Text(
        "请对照预期目标逐条写明实际完成的内容和数量。", "State for each part of the goal what was done, and how much."
    ),
    source="财预〔2020〕10号（条文待核）；比较方法为考成手册建议",
)
def result_does_not_answer_goal(subject: FormSubject) -> Iterator[Finding | Skip]:
    own = _own_pairs(subject.report, subject.form)
    for objective in subject.form.objectives:
        if objective.expected is None or objective.actual is None:
            continue
        goal, result = close_text(objective.expected.text), close_text(objective.actual.text)
        if len(goal) >= _SHORTEST_GOAL and _EMPTY_WORDS.fullmatch(result.rstrip("。；，")):
            what = _NOTHING_SAID
        elif _speaks_of_other_matter(goal, result, own):
            what = _OTHER_MATTER
        else:
            continue
        words = what.format(goal=_short(goal), found=_short(result))
        yield Finding(objective.actual, "年度总体目标", _short(result), values={"what": words})


def _speaks_of_other_matter(goal: str, result: str, own: frozenset[str]) -> bool:
    wanted, said = content_pairs(goal) - own, content_pairs(result) - own
    shorter = min(len(wanted), len(said))
    if shorter < _FEWEST_PAIRS or set(re.findall(r"\d+", goal)) & set(re.findall(r"\d+", result)):
        return False
    return len(wanted & said) <= shorter * _SHARED


def _own_pairs(report: Report, form: Form) -> frozenset[str]:
    """Pairs of characters in the unit's names: they say who, not what."""
    cells = (report.budget_unit, form.competent_department, form.implementing_unit)
    return frozenset[str]().union(*(content_pairs(close_text(cell.text)) for cell in cells if cell is not None))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
