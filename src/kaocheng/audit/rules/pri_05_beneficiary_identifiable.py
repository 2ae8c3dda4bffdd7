"""受益人可能被认出

## 检查内容
正文和自评表里写明某个单位、村或社区有一至三名某类人员（退役军人、残疾人、低保户、患者等）领取工资、补助或接受救助。

## 为什么
人数少、范围小、身份特殊，同事邻里一看就知道是谁，等于公开了他的身份和收入。

## 依据
个人信息保护法（2021年）关于敏感个人信息的要求（条文待核）；人数界限为考成手册建议。

## 举例
“发放本单位2名退役军人公益岗的工资”。

## 不报的情形
- 全县、全区的汇总人数。
- 四人以上。
- “不少于1名”“每村1名”一类的配备标准。

## In English
One to three persons of a sensitive category inside one small unit, village or school who receive pay or relief: readers
nearby know who is meant. Totals of a county, four persons and more, and staffing standards stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.finding import Place
from kaocheng.audit.prose import close_text, sentences
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Report

_SCOPE = r"本单位|我单位|本部门|我部门|单位内部|[本我](?:局|办|院|校|村|站|中心|所|馆|镇|乡|处|科|股)|[\u4e00-\u9fff]{1,4}(?:村|社区|小学|中学|幼儿园|福利院)"
_GIVEN = re.compile(r"工资|补贴|补助|救助|津贴|抚恤|慰问|发放|资助|待遇|救济|优待|帮扶|报销")
_STANDARD = re.compile(r"不少于|不低于|至少|以上|每[村乡镇校户年月]|各\d")


@report_rule(
    "PRI-05",
    severity=Severity.WARNING,
    title=Text("受益人可能被认出", "beneficiary may be identified"),
    message=Text(
        "文中写明“{found}”领取工资、补助或接受救助，范围小，可能认出是谁（共 {count} 处）。",
        "The text says that “{found}” receive pay or relief; in so small a group they may be recognised ({count} places).",
    ),
    advice=Text(
        "公开的版本请改为不指明人数和单位的写法，如“按规定足额发放”。",
        "In the published copy, do without the number or the unit.",
    ),
    source="个人信息保护法（2021年）（条文待核）；人数界限为考成手册建议",
)
def beneficiary_identifiable(subject: ReportSubject) -> Iterator[Finding | Skip]:
    found: dict[str, list[Place]] = {}
    for sentence, at in _sentences(subject.report):
        if not _GIVEN.search(sentence):
            continue
        for match in _small_group().finditer(sentence):
            clause = sentence[: match.start("found")][-8:]
            if not _STANDARD.search(clause) and not _STANDARD.match(sentence[match.end() :]):
                found.setdefault(match["found"], []).append(at)
    for words, places in found.items():
        yield Finding(places[0], word_list("small_groups").find(words) or words, words, values={"count": len(places)})


def _sentences(report: Report) -> Iterator[tuple[str, Place]]:
    for sentence in sentences(report):
        yield sentence.text, sentence.where
    for form in report.forms:
        for goal in form.objectives:
            for cell in (goal.expected, goal.actual):
                if cell is not None:
                    yield close_text(cell.text), cell


@cache
def _small_group() -> re.Pattern[str]:
    categories = "|".join(sorted(word_list("small_groups").words, key=len, reverse=True))
    return re.compile(
        rf"(?:{_SCOPE})[\u4e00-\u9fff]{{0,8}}?(?P<found>(?<!\d)(?:[1-3]|[一两二三])[名位人户](?:{categories}))"
    )
