"""正文称有效益，表中没有该类指标

## 检查内容
正文说经济效益、生态（环境）效益、社会效益、可持续影响取得成果，或专设一节来写，而自评表该类指标一栏全部空白。

## 为什么
没有指标和数值支撑的效益只是口号，无从考核。

## 依据
财预〔2020〕10号：效益指标根据项目实际设置（条文待核）；判断方法为考成手册建议。

## 举例
正文“在直接和间接经济效益、环境效益方面取得了显著成果”，自评表经济效益、生态效益两栏空白：报。

## 不报的情形
- 有几张自评表，其中一张设了该类指标。
- 正文说“不涉及生态效益”“无经济效益”。
- 表上根本没有该类指标的栏目。
- 只说“提高资金使用效益”“促进经济社会发展”等套话。

## In English
Reports kinds of benefit that the text claims, in a sentence or as a section of its own, while every form leaves the
indicators of that kind empty. Kinds that a form does not even list are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import Category, category_of, category_of_label, rows_of
from kaocheng.audit.prose import passages, sentences
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location

_WORDS = {
    Category.ECONOMIC: re.compile(r"经济效益"),
    Category.ECOLOGICAL: re.compile(r"生态效益|环境效益|生态环境效益"),
    Category.SOCIAL: re.compile(r"社会效益"),
    Category.SUSTAINABILITY: re.compile(r"可持续影响"),
}
_CLAIM = re.compile(r"取得|显著|明显|良好|实现了|产生了|带来|较好|突出|提升了|提高了|成果|成效")
_NONE = re.compile(r"不涉及|无(?:经济|生态|环境|社会)|未设|没有|不产生|不适用|指标(?:体系)?包括|主要包括|分为")
_HEADING = re.compile(
    r"^(?:项目)?(?:的)?(?:经济|社会|生态|环境|可持续)(?:效益|影响)(?:情况|方面|分析|指标(?:完成)?情况)?$"
)
_SHORTEST = 10


@report_rule(
    "CON-13",
    severity=Severity.WARNING,
    title=Text("正文称有效益，表中没有该类指标", "benefit claimed without an indicator"),
    message=Text(
        "正文称取得{found}，而自评表{subject}一栏空白。",
        "The text claims {english}, but the form leaves these indicators empty.",
    ),
    advice=Text(
        "请补设可计量的效益指标并填写数值，或删去没有依据的说法。",
        "Add measurable indicators with values, or drop claims without support.",
    ),
    source="财预〔2020〕10号（条文待核）；判断方法为考成手册建议",
)
def benefit_claimed_without_indicator(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    empty = _empty_everywhere(report)
    if not empty:
        return
    claimed: dict[Category, Location] = {}
    for sentence in sentences(report):
        if not _CLAIM.search(sentence.text) or _NONE.search(sentence.text) or sentence.passage.is_heading:
            continue
        for category in empty:
            if _WORDS[category].search(sentence.text):
                claimed.setdefault(category, sentence.where)
    for category, where in _sections(report, empty):
        claimed.setdefault(category, where)
    if claimed:
        kinds = [category for category in _WORDS if category in claimed]
        zh = "、".join(category.words.zh.removesuffix("指标") for category in kinds)
        yield Finding(
            min(claimed.values(), key=lambda where: (where.paragraph or 0, where.line or 0)),
            "、".join(category.words.zh for category in kinds),
            zh,
            values={"english": ", ".join(category.words.en for category in kinds)},
            form=0 if len(report.forms) == 1 else None,
        )


def _empty_everywhere(report: Report) -> set[Category]:
    """Kinds of benefit that every form lists and leaves empty."""
    kinds: set[Category] = set()
    for number, form in enumerate(report.forms):
        empty = {category_of_label(cell.text) for cell in form.empty_categories}
        filled = {category_of(row) for _, row in rows_of(form)}
        here = {category for category in _WORDS if category in empty and category not in filled}
        kinds = here if number == 0 else kinds & here
    return kinds


def _sections(report: Report, empty: set[Category]) -> Iterator[tuple[Category, Location]]:
    """Sections that are headed by such a benefit and say something."""
    kind: Category | None = None
    for passage in passages(report):
        if passage.numbered is not None and passage.is_heading:
            title = passage.numbered.title
            kind = category_of_label(title) if _HEADING.match(title) else None
        elif kind in empty and kind is not None and len(passage.text) >= _SHORTEST and not _NONE.search(passage.text):
            yield kind, passage.where
