"""自评方法写成了别的程序

## 检查内容
自评的组织、方法、过程一节里，写的是事前评估（申报单位、论证评审、评估会），或者整段是项目申报、实施、验收的要求，
没有评价工作的内容。

## 为什么
自评是事后对照目标核实完成情况。照抄事前评估或项目管理的程序，说明自评怎么做的没有写，也可能没有做。

## 依据
财预〔2020〕10号：单位自评对照绩效目标开展（条文待核）；判断方法为考成手册建议。

## 举例
- “申报单位汇报绩效目标、实施方案、预算编制等情况”“召开正式评估会”：事前评估的程序。
- “1.科学制定项目申报。2.认真组织项目实施。3.严格验收。”：项目管理的要求。

## 不报的情形
- 事前评估的词只出现一处。
- 讲项目申报、验收的段落不到两段，或同段讲了核对、评分等评价工作。
- 别的章节讲项目申报、实施、验收。
- 事前评估报告（标题写明事前）。

## In English
Reports a section on how the self-evaluation was done that describes an ex-ante appraisal (two or more of its terms) or
project management (two or more paragraphs on application, implementation, acceptance without a word on evaluation).
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import Section, Topic, sections_about
from kaocheng.audit.subject import ReportSubject
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.provenance import Location

_FEWEST = 2
_EX_ANTE = Text("事前评估的程序", "an ex-ante appraisal")
_MANAGEMENT = Text("项目申报、实施、验收的要求", "the management of projects")


@report_rule(
    "PRO-09",
    severity=Severity.WARNING,
    title=Text("自评方法写成了别的程序", "another procedure described as the self-evaluation"),
    message=Text(
        "自评方法和过程写的是{what}（{found}），不是自评怎样开展。",
        "The section on method and process describes {what} ({found}) instead of the self-evaluation.",
    ),
    advice=Text(
        "请改写为实际开展的自评：谁核对了哪些资料、怎样打分、怎样复核。",
        "Describe the evaluation as it was done: who checked which records, how it was scored and reviewed.",
    ),
    source="财预〔2020〕10号关于单位自评的规定（条文待核）；考成手册建议",
)
def foreign_procedure(subject: ReportSubject) -> Iterator[Finding | Skip]:
    title = subject.report.title
    if title is not None and "事前" in title.text:
        return
    sections = sections_about(subject.report, Topic.PROCEDURE)
    terms: dict[str, Location] = {}
    managed: dict[str, Location] = {}
    for section in sections:
        for word in word_list("ex_ante_words").find_all(section.text):
            terms.setdefault(word, section.heading.where)
        managed |= _managed(section)
    if len(terms) >= _FEWEST:
        yield Finding(next(iter(terms.values())), "自评方法和过程", "、".join(sorted(terms)), values={"what": _EX_ANTE})
    if len(managed) >= _FEWEST:
        yield Finding(
            next(iter(managed.values())), "自评方法和过程", "、".join(sorted(managed)), values={"what": _MANAGEMENT}
        )


def _managed(section: Section) -> dict[str, Location]:
    """The first term of each paragraph that speaks of managing projects and not of evaluating them."""
    found = {}
    for paragraph in section.body:
        term = word_list("project_management_words").find(paragraph.text)
        if term is not None and word_list("evaluation_words").find(paragraph.text) is None:
            found[term] = paragraph.where
    return found
