"""目标值是约数

## 检查内容
年度指标值或年度目标里的数字带“余”“多”“左右”“约”“近”等字。

## 为什么
“5000余条”完成了4990条算不算完成，说不清。

## 依据
财预〔2015〕88号要求指标细化、量化（条文待核）；词表为考成手册建议。

## 举例
“报送敏感舆情信息5000余条”应写成“≥5000条”。

## 不报的情形
- 节约10万元、合约3份里的“约”，多媒体里的“多”，剩余里的“余”，不是约数。
- 近3年、近期是时间。
- 实际完成情况里的约数不报。

## In English
Information only: a figure in a target or goal is approximate (more than, about, nearly), so that it cannot be said
whether it was met. Words that merely contain such a character, and figures in results, stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import rows_of, target_of
from kaocheng.audit.rows import name_of
from kaocheng.language import Text
from kaocheng.provenance import Printed

_ABOUT = re.compile(
    r"\d+(?:\.\d+)?\s*[十百千万亿]?\s*(?:余(?!额|款|地)|多(?=[\u4e00-\u9fff])(?!媒|元|功|样|维)|(?:[\u4e00-\u9fff%％]{0,3}(?:左右|上下)))[\u4e00-\u9fff]{0,2}"
    r"|(?:大约|(?<![节合预条公契签履制特违相])约|将近|逾|(?<![最附临接相就靠邻新])近(?!\s*\d+\s*(?:个)?[年月日天期周季届批]))\s*\d+(?:\.\d+)?\s*[\u4e00-\u9fff%％]{0,2}"
)
_GOAL = "年度目标"


@form_rule(
    "IND-24",
    severity=Severity.INFO,
    title=Text("目标值是约数", "approximate target"),
    message=Text("“{subject}”写的是约数“{found}”。", "“{subject}” states an approximate figure: “{found}”."),
    advice=Text("请改为确定的数，如“≥5000条”。", "State a definite figure, such as ≥5000条."),
    source="财预〔2015〕88号（条文待核）；词表为考成手册建议",
)
def target_approximate(subject: FormSubject) -> Iterator[Finding | Skip]:
    for goal in subject.form.objectives:
        if goal.expected is not None:
            yield from _about(goal.expected, _GOAL)
    for _, row in rows_of(subject.form):
        target = target_of(row)
        if target is not None:
            yield from _about(target, name_of(row))


def _about(cell: Printed[Any], subject: str) -> Iterator[Finding]:
    for match in _ABOUT.finditer(cell.text):
        yield Finding(cell, subject, match.group())
