"""满意度没有问服务对象

## 检查内容
表中没有满意度指标；满意度指标问的是领导、上级或本单位自己；没有自评表的报告里，文字中的满意度只说本单位各科室满意。

## 为什么
满意度要由服务对象来说。请领导或本单位科室打分，反映不了群众和服务对象的感受。

## 依据
财预〔2020〕10号、财预〔2021〕101号：满意度指标反映服务对象或项目受益人的认可程度（条文待核）。

## 举例
服务对象满意度指标填“领导满意度 ≥90”，应改为办事群众或使用单位的满意度。

## 不报的情形
- 后勤、食堂、党建、职工培训等内部服务项目，服务对象就是本单位人员。
- 表样没有二级指标一栏。
- 满意度一行注明“不涉及”“不适用”。
- 方案的指标体系不要求满意度。
- 使用人员、党员、学员满意度等，是项目的服务对象。

## In English
Reports a form without a satisfaction indicator, and satisfaction asked of superiors or of the unit's own offices; in a
report without forms, a paragraph that states only the satisfaction of its own offices. Internal services such as canteens
or staff training may ask staff. A row marked as not applicable counts as an explanation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import Category, category_of, level3_of, project_words, unsettled
from kaocheng.audit.rows import place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.schemes.scheme import Scheme

_ABSENT = Text("没有满意度指标", "no satisfaction indicator")
_ASKED = Text("问的是“{who}”", "it asks “{who}”")
_SENTENCE = re.compile(r"[^。；;！\n]+")
_RECIPIENTS = re.compile("群众|公众|服务对象|市民|居民|村民|学生|家长|患者|企业|用户|网民|受益")


@report_rule(
    "IND-19",
    severity=Severity.WARNING,
    title=Text("满意度没有问服务对象", "satisfaction not asked of the recipients"),
    message=Text(
        "“{subject}”：{words}，反映不了服务对象的感受。",
        "“{subject}”: {words}; this does not show what the recipients think.",
    ),
    advice=Text(
        "请以服务对象或受益人为调查对象设置满意度指标；确不适用的请注明。",
        "Measure the satisfaction of those who are served, or mark the category as not applicable.",
    ),
    source="财预〔2020〕10号、财预〔2021〕101号（条文待核）",
)
def recipients_not_asked(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        yield from _in_form(index, form, subject.scheme)
    if not subject.report.forms and subject.report.document is not None:
        for paragraph in subject.report.document.paragraphs():
            for sentence in _SENTENCE.findall(paragraph.text):
                words = _own_offices(sentence)
                if words:
                    yield Finding(paragraph.where, "满意度", words, values={"words": _ASKED.format(who=words)})


def _in_form(index: int, form: Form, scheme: Scheme) -> Iterator[Finding | Skip]:
    rows = [row for row in form.indicators if category_of(row) is Category.SATISFACTION]
    internal = word_list("internal_services").find(project_words(form)) is not None
    for row in rows:
        name = level3_of(row)
        word = word_list("leader_words").find(name) or (None if internal else word_list("own_staff_words").find(name))
        if word is None:
            continue
        if skip := unsettled(row):
            yield Skip(skip.at, skip.subject, skip.reason, index)
        else:
            yield Finding(place_of(row), name, word, values={"words": _ASKED.format(who=word)}, form=index)
    labelled = [row for row in form.indicators if row.level2 is not None]
    explained = any(
        "满意" in cell.text and word_list("not_applicable").find(cell.text) for cell in form.empty_categories
    )
    if not rows and not explained and len(labelled) >= 2 and "satisfaction" in scheme.taxonomy.value:
        if any(word_list("satisfaction_words").find(level3_of(row)) for row in form.indicators):
            return  # asked under another heading, which is the business of IND-09
        yield Finding(place_of(labelled[-1]), "指标表", "", values={"words": _ABSENT}, form=index)


def _own_offices(sentence: str) -> str | None:
    if "满意" not in sentence or _RECIPIENTS.search(sentence):
        return None
    return word_list("own_staff_words").find(sentence)
