"""附件编号重复

## 检查内容
独占一行（或一格）的“附件1”“附1”“附表2”，同一个编号后面跟着不同标题的，报告一次。

## 为什么
引用“附1”时不知道指哪一张表。

## 依据
考成手册建议。

## 举例
三张自评表上面都印“附1”。

## 不报的情形
- 附件清单里的“附件：1.……2.……”。
- 同一张表续页重印的编号（后面的标题相同）。
- “附件2”与“附2”、“附件2-1”是不同的编号。

## In English
Information only: the same annex number standing alone above different titles. Lists of annexes and the number repeated on
a continued page stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.documents import Document, Table
from kaocheng.language import Text
from kaocheng.provenance import Location

_NUMBER = re.compile(r"附(?:件|表|录)?(?:\d{1,2}(?:[-－—.．]\d{1,2}){0,2}|[一二三四五六七八九十]{1,3})[:：]?")
_LONGEST = 14


@report_rule(
    "DOC-05",
    severity=Severity.INFO,
    title=Text("附件编号重复", "annex number repeated"),
    message=Text(
        "“{subject}”用了 {found} 次，后面的标题不同：{titles}。",
        "“{subject}” stands above {found} different titles: {titles}.",
    ),
    advice=Text(
        "请给每个附件编一个号，并核对正文里的引用。", "Number every annex once and check the references to it."
    ),
    source="考成手册建议",
)
def annex_number_repeated(subject: ReportSubject) -> Iterator[Finding | Skip]:
    document = subject.report.document
    if document is None:
        return
    annexes: dict[str, dict[str, Location]] = {}
    lines = list(_lines(document))
    for (text, where), (title, _) in zip(lines, [*lines[1:], ("", Location())], strict=True):
        if len(text) <= _LONGEST and _NUMBER.fullmatch(text):
            annexes.setdefault(text.rstrip(":："), {}).setdefault(title.removesuffix("（续）"), where)
    for number, titles in annexes.items():
        if len(titles) > 1:
            second = list(titles.values())[1]
            shown = "、".join(f"“{title}”" for title in titles if title)
            yield Finding(second, number, str(len(titles)), values={"titles": shown})


def _lines(document: Document) -> Iterator[tuple[str, Location]]:
    """Paragraphs, and of each table the cells of its first two rows, closed up: where annex numbers and titles stand."""
    for block in document.blocks:
        if isinstance(block, Table):
            for cell in block.cells:
                if cell.row < 2 and cell.text:
                    yield "".join(cell.text.split()), block.where(cell)
        elif block.text:
            yield "".join(block.text.split()), block.where
