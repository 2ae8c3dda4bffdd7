"""总体完成率与逐项完成情况不符

## 检查内容
预期目标分项编号（1. 2. 3.）的，看实际完成情况写到了哪几项，与所填总体完成率比较。

## 为什么
三项目标只报了两项，完成率却是70%或100%，没有写的那一项到底做没做、怎样折算都看不出来。

## 依据
考成手册建议。

## 举例
目标3项，完成情况只写前2项（66.7%），总体完成率填70%：报，并写出没有交代的一项。

## 不报的情形
- 每一项目标都有交代，哪怕没有完成。
- 完成率正好等于已写项数的比例（2/3填67%）。
- 目标没有编号，或表上没有总体完成率。
- 完成率无法识读：记为未判定。

## In English
Where the goal is a numbered list and the form states a rate of completion: reports items the result leaves out, unless the
rate is just the share of the items reported. An item reported as missed is reported all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.phrases import content_pairs, goal_items
from kaocheng.audit.prose import close_text
from kaocheng.language import Text
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import Unreadable
from kaocheng.scoring.figures import format_rate

_ITEM = re.compile(r"(?:^|[\s。；;>])(?:\d{1,2}[.、．]|[（(]\d{1,2}[)）]|[①-⑩])")
_FEWEST = 2
_ANSWERED = 0.3  # an item is answered if this share of its words returns in one item of the result
_SHOWN = 30
_HUNDRED = Decimal(100)


@form_rule(
    "CON-20",
    severity=Severity.WARNING,
    title=Text("总体完成率与逐项完成情况不符", "completion rate disagrees with the parts reported"),
    message=Text(
        "预期目标 {count} 项，完成情况只写了 {done} 项（{expected}），没有交代“{missing}”，总体完成率填为 {found}。",
        "Of {count} goals the result reports {done} ({expected}) and leaves out “{missing}”; the completion rate is given as {found}.",
    ),
    advice=Text(
        "请逐项写明完成情况，没有完成的写明原因，完成率按逐项结果计算并说明方法。",
        "Report every goal, with the reason where it was missed, and derive the rate from them.",
    ),
    source="考成手册建议",
)
def completion_rate_disagrees(subject: FormSubject) -> Iterator[Finding | Skip]:
    for objective in subject.form.objectives:
        rate = objective.completion_rate
        if rate is None or objective.expected is None or objective.actual is None:
            continue
        if len(_ITEM.findall(objective.expected.text)) < _FEWEST:
            continue
        goals, results = goal_items(objective.expected.text), goal_items(objective.actual.text)
        missing = _unanswered(goals, results, one_each=len(_ITEM.findall(objective.actual.text)) >= _FEWEST)
        if not missing or len(missing) == len(goals):
            continue
        if isinstance(rate.value, Unreadable):
            yield Skip(rate, "总体完成率", rate.value.reason)
            continue
        done = len(goals) - len(missing)
        share = Decimal(done) / len(goals)
        if rate.known is None or _prints_as(share, rate.known, rate.text):
            continue
        left_out = "”“".join(_short(close_text(goal)) for goal in missing)
        values = {"count": len(goals), "done": done, "missing": left_out}
        yield Finding(rate, "总体完成率", rate.text, format_rate(share, 1), values=values)


def _unanswered(goals: tuple[str, ...], results: tuple[str, ...], one_each: bool) -> list[str]:
    """The goals that no item of the result answers. `one_each`: the result is numbered, an item answers one goal."""
    ranked = sorted(
        ((_share(goal, result), -i, -j) for i, goal in enumerate(goals) for j, result in enumerate(results)),
        reverse=True,
    )
    answered: dict[int, int] = {}
    for share, i, j in ranked:
        if share >= _ANSWERED and -i not in answered and not (one_each and -j in answered.values()):
            answered[-i] = -j
    return [goal for i, goal in enumerate(goals) if i not in answered]


def _share(goal: str, result: str) -> float:
    """How much of a goal's words return in an item of the result; a goal without content words is no matter."""
    wanted = content_pairs(goal)
    return len(wanted & content_pairs(result)) / len(wanted) if wanted else 1.0


def _prints_as(share: Decimal, rate: Decimal, text: str) -> bool:
    """Whether the share, rounded as the rate is printed, is the rate."""
    step = Decimal(1).scaleb(-decimals_of(text))
    return (share * _HUNDRED).quantize(step, ROUND_HALF_UP) == (rate * _HUNDRED).quantize(step, ROUND_HALF_UP)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
