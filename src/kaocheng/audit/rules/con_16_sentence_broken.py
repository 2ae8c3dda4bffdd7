"""句子被断开

## 检查内容
一段没有句末标点就结束，下一段接着半句话：一句话被分页、分栏或粘贴切成两段。

## 为什么
断开的地方常常丢字串行，公开后读不通，机器也读不准。

## 依据
考成手册建议。

## 举例
“……持续做好”一段结束，下一段“与网民互动交流工作，……”：提示。

## 不报的情形
- 标题、表头、列举项，落款和名单。
- 下一段以序号、“附”“第×条”“一是”开头。
- 三分之一以上的段落都断开：是转换文件时逐行换行，不是行文问题。
- pdf 中由程序接回的换行。

## In English
Lists sentences that one paragraph begins and the next one ends, as one finding. A text that is broken everywhere was
wrapped by a converter and says nothing about its author; neither do line breaks that a pdf reader has joined already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.prose import breaks
from kaocheng.language import Text

_QUOTES = re.compile("[“”]")
_SHOWN = 3
_WORDS = 6


@report_rule(
    "CON-16",
    severity=Severity.INFO,
    title=Text("句子被断开", "sentence broken in two"),
    message=Text("有 {count} 处一句话被切成两段：{found}。", "{count} sentences are cut in two: {found}."),
    advice=Text(
        "请接回原句，并检查断开处有没有丢字串行。",
        "Join them, and check whether words were lost or mixed at the break.",
    ),
    source="考成手册建议",
)
def sentence_broken(subject: ReportSubject) -> Iterator[Finding | Skip]:
    found = breaks(subject.report)
    if found:
        shown = [f"“{_QUOTES.sub('', one.before)[-_WORDS:]}／{_QUOTES.sub('', one.after)[:_WORDS]}”" for one in found]
        rest = "等" if len(found) > _SHOWN else ""
        yield Finding(found[0].where, "断句", "、".join(shown[:_SHOWN]) + rest, values={"count": len(found)})
