"""文号写法不规范

## 检查内容
正文里的文号“机关代字〔年份〕序号号”：年份应写四位、用六角括号〔〕，序号不加“第”、不编虚位（1不写作01）。同一个文号报告一次。

## 为什么
文号是查找文件的依据，写法不一就搜不到。

## 依据
GB/T 9704—2012《党政机关公文格式》7.2.5（条文待核）。

## 举例
“元发【2019】7号”应为“元发〔2019〕7号”；“（财预10号）”缺年份。

## 不报的情形
- 国务院令第729号、财政部公告2020年第10号等命令和公告。
- 合同号、招标编号、案号。
- 〔〕与﹝﹞的字形差别。

## In English
Information only: document numbers with other than hexagonal brackets, a missing or short year, 第 or leading zeros. Orders,
announcements, contract and case numbers stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.document_numbers import document_numbers
from kaocheng.audit.prose import passages
from kaocheng.language import Text

_FAULTS = {
    "brackets": Text("年份没有用六角括号〔〕", "the year is not in hexagonal brackets 〔〕"),
    "year": Text("缺年份或年份不足四位", "the year is missing or short"),
    "ordinal": Text("序号前多了“第”", "第 before the serial number"),
    "zeros": Text("序号编了虚位", "the serial number has leading zeros"),
}
_LOOK_UP = Text("请查对原文件补上年份", "look up the year in the document")


@report_rule(
    "DOC-03",
    severity=Severity.INFO,
    title=Text("文号写法不规范", "document number misprinted"),
    message=Text(
        "文号“{found}”{faults}，应为：{expected}。", "Document number “{found}”: {faults}; should be: {expected}."
    ),
    advice=Text("请按原文件的文号改正。", "Correct it after the original document."),
    source="GB/T 9704—2012（条文待核）",
)
def document_number_misprinted(subject: ReportSubject) -> Iterator[Finding | Skip]:
    seen = set()
    for passage in passages(subject.report):
        for number in document_numbers(passage.text):
            if number.faults and number.text not in seen:
                seen.add(number.text)
                said = [_FAULTS[fault] for fault in number.faults]
                faults = Text("、".join(t.zh for t in said), ", ".join(t.en for t in said))
                yield Finding(passage.where, "文号", number.text, number.right or _LOOK_UP, values={"faults": faults})
