"""完成值远超指标值

## 检查内容
越多越好的定量指标，完成值达到指标值的 120%（以评分方案为准）以上，而没有说明原因的，提醒复核指标值是否定低了。

## 为什么
目标定得过低，人人都能满分，自评就失去意义。国家办法要求对完成值远超指标值的分析原因，确属定低的按偏离度调减得分。

## 依据
财政部2020年办法第三章（偏离度，条文待核）；120% 的界限取自一种在用软件的监控亮灯规则，以评分方案为准。

## 举例
- 理论学习 ≥6 次、完成 12 次（200%）：报。
- 监测覆盖率 ≥60%、完成 100%（166.7%）：报。

## 不报的情形
- 8210 ÷ 8000 = 102.6%：不到界限，不报。
- 反向指标（成本、耗时 ≤）优于目标：节约不是目标定低，不报。
- 受理、咨询、接待等由需求决定的数量：不报。
- 偏差原因栏已说明：不报。
- 目标或完成值识读不出：记为未判定。

## In English
A quantitative row where more is better and the actual value reaches 120 % of the target (or the scheme's own
limit) asks
whether the target was set too low. Measures where less is better, counts driven by demand and rows with an explanation
stay silent. An unreadable value leaves the rule undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.amounts import is_unreadable, why_unreadable
from kaocheng.audit.explanations import states_something
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.indicators import target_of
from kaocheng.audit.rows import place_of, scored_indicators
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text
from kaocheng.scoring.figures import format_number, format_rate
from kaocheng.scoring.measures import direction_of
from kaocheng.values import Comparator, Value

_DEMAND = re.compile(r"受理|来电|来信|来访|咨询|求助|接警|接处|接诊|接待|投诉|申请|举报|报案|办件|诉求|救助")
_FLOOR = re.compile(r"法定|国家标准|最低标准|底线")
_LIMITS = (Comparator.LE, Comparator.LT, Comparator.BETWEEN)


@form_rule(
    "SCO-10",
    severity=Severity.WARNING,
    title=Text("完成值远超指标值", "target far exceeded"),
    message=Text(
        "指标“{subject}”：指标值 {target}、完成值 {found}，为指标值的 {ratio}（界限 {limit}），请复核指标值是否定低。",
        "“{subject}”: target {target}, actual {found}, {ratio} of the target (limit {limit}); was the target set "
        "too low?",
    ),
    advice=Text(
        "请说明超额的原因；指标值确实偏低的，下年度调高，本年按办法规定处理得分。",
        "Explain the excess; if the target was too low, raise it next year and treat this year's score as the "
        "rules say.",
    ),
    source="财预〔2020〕10号第三章（偏离度，条文待核）；120%界限取自在用软件的监控规则，以评分方案为准",
)
def target_far_exceeded(subject: FormSubject) -> Iterator[Finding | Skip]:
    limit = subject.scheme.quantitative.over_warn_at.value
    for scored in scored_indicators(subject):
        row, indicator = scored.row, scored.indicator
        target, actual = target_of(indicator), indicator.actual
        if row.method == "execution" or target is None or actual is None:
            continue
        if indicator.uncertain is not None:
            yield Skip(place_of(indicator), row.name, indicator.uncertain)
            continue
        unreadable = next((cell for cell in (target, actual) if is_unreadable(cell)), None)
        if unreadable is not None:
            words = Text("指标值", "target") if unreadable is target else Text("完成值", "actual value")
            yield Skip(unreadable, row.name, why_unreadable(unreadable, words))
            continue
        if row.ratio is None or row.ratio < limit or _is_limit(target.known, row.name):
            continue
        definition = indicator.definition.text if indicator.definition else ""
        if _DEMAND.search(row.name) or _FLOOR.search(row.name + definition):
            continue
        if states_something(indicator.deviation):
            continue
        yield Finding(
            at=actual,
            subject=row.name,
            found=actual.text,
            expected=target.text,
            difference=format_rate(row.ratio, 1),
            values={
                "target": target.text,
                "ratio": format_rate(row.ratio, 1),
                "limit": f"{format_number(limit * 100)}%",
            },
        )


def _is_limit(target: Value | None, name: str) -> bool:
    """Whether the target is an upper limit: then a better result is thrift, not a low target."""
    if target is None:
        return True
    if target.comparator in _LIMITS:
        return True
    return target.comparator in (None, Comparator.EQ) and direction_of(name) == "lower"
