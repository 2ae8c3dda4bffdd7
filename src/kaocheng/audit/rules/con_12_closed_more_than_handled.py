"""说全部办结，办理的数却不够

## 检查内容
同一段里写发现（受理、排查、收到）多少件，处置（办理、整改）多少件，又说“均已完结”“全部办结”的：
各项处置数之和与发现数比较。

## 为什么
办结率是这类工作的核心指标。办理了四分之一却说全部办结，指标值也不可信。

## 依据
考成手册建议。

## 举例
“排查负面舆情252条，处置舆情52条，处置网络舆情12条……均已完结”，共处置64条（25.4%）：报。

## 不报的情形
- 处置数之和不小于发现数；“发现并处理”写在一起的。
- 没有说全部办结。
- 单位不同（条与家）、没有写处置数：不比较。
- 发现的事项本来有一部分不需处置：仍提示，请写明。

## In English
Compares, within one passage that claims everything is closed, the number of things found with the numbers handled, in the
same unit. Things found that called for no action would explain the gap, so the finding asks to say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.counts import Count, counts
from kaocheng.audit.prose import passages
from kaocheng.language import Text
from kaocheng.provenance import Location
from kaocheng.scoring.figures import format_number, format_rate

_CLOSED = re.compile(
    r"(?:均|全部|都|已全部|均已|全部已|悉数)(?:已|予以|得到(?:了)?|按时|及时|依法|妥善)*(?:完结|办结|处置|处理|整改到位|整改完成|整改完毕|完成整改|解决|化解|销号|结案|办理完毕|处理完毕|处置完毕)"
    r"|(?:办结率|处置率|整改率|结案率)(?:为|达到?|：)?100%"
)
_FOUND = re.compile(r"(?:排查|发现|受理|接到|收到|监测到|查出|接收|检查出|摸排)(?:出|到|了)?(?!并)[^，。；\d]{0,16}$")
_HANDLED = re.compile(r"(?:处置|处理|办理|办结|整改|解决|化解|核查|清理|查处|立案|结案)(?:了|完毕)?[^，。；\d]{0,12}$")
_BOTH = re.compile(r"(?:发现|受理|接到|查出|排查)并?(?:及时|依法)?(?:处置|处理|办理|整改|解决|清理)")


@report_rule(
    "CON-12",
    severity=Severity.WARNING,
    title=Text("说全部办结，办理的数却不够", "all closed, yet fewer handled than found"),
    message=Text(
        "正文写{subject} {found}，处置 {handled}（{rate}），却说“{claim}”。",
        "The text gives {subject}: {found}, of which {handled} ({rate}) handled, and yet says “{claim}”.",
    ),
    advice=Text(
        "请核对台账，写明其余事项怎样处理；不需处置的请说明，并核对办结率指标。",
        "Check the records and say what became of the rest; adjust the rate among the indicators if need be.",
    ),
    source="考成手册建议",
)
def closed_more_than_handled(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for passage in passages(subject.report):
        closed = _CLOSED.search(passage.text)
        if closed is None:
            continue
        printed = [c for c in counts(passage.text) if c.end <= closed.start()]
        whole = next((c for c in printed if _FOUND.search(c.label) and not _BOTH.search(c.label)), None)
        if whole is None:
            continue
        handled = [c for c in printed if c.start > whole.end and c.unit == whole.unit and _HANDLED.search(c.label)]
        total = sum((c.most for c in handled), Decimal(0))
        if handled and total < whole.least:
            yield _finding(whole, handled, total, closed.group(), passage.where)


def _finding(whole: Count, handled: list[Count], total: Decimal, claim: str, where: Location) -> Finding:
    words = "+".join(format_number(c.value) for c in handled)
    if len(handled) > 1:
        words = f"{words}={format_number(total)}"
    return Finding(
        where,
        whole.label,
        whole.text,
        f"{format_number(total)}{whole.unit}",
        values={"handled": f"{words}{whole.unit}", "rate": format_rate(total / whole.value, 1), "claim": claim},
    )
