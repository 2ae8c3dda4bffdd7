"""用字用词疑有错漏

## 检查内容
公文常见的错字错词（转款专用、拔付、帐户），夹在中文里的英文连词，重复的标点；“二是”之前没有“一是”。

## 为什么
关键词写错会改变意思，也说明材料没有校对。

## 依据
考成手册建议；词表见 registers/misprints.toml，只收几乎不会误认的写法。

## 举例
“做到了转款专用”应为“专款专用”；“群众闻乐见”应为“喜闻乐见”；“进一频推进”应为“进一步推进”。

## 不报的情形
- 写对的“喜闻乐见”“目的的”“的的确确”“不了了之”。
- “截流”后面不是挤占、挪用。
- 英文名称、型号里的英文。
- “一是”写在上一段。

## In English
Looks for misprints from a short register of words that are almost never right, stray English conjunctions between Chinese
words, doubled punctuation, and a “secondly” without a “firstly”. One finding for each kind of misprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.finding import Place
from kaocheng.audit.misprints import misprints
from kaocheng.audit.prose import close_text, passages
from kaocheng.language import Text
from kaocheng.model import Report

_SECOND = re.compile(r"(?:^|[。；;，,：:])二是")
_FIRST = re.compile(r"一是|[一1]、|首先|其一")
_BEFORE = 3  # paragraphs in which 一是 may stand
_AROUND = 6
_WRONG = Text("“{found}”应为“{expected}”（…{around}…）", "“{found}” should be “{expected}” (…{around}…)")
_STRAY = Text("“{found}”应删去（…{around}…）", "“{found}” should go (…{around}…)")
_NO_FIRST = Text("有“二是”而没有“一是”（…{around}…）", "there is “二是” without “一是” (…{around}…)")


@report_rule(
    "CON-17",
    severity=Severity.INFO,
    title=Text("用字用词疑有错漏", "word misprinted or missing"),
    message=Text("用字用词：{what}。", "Wording: {what}."),
    advice=Text("请校对改正。", "Proofread and correct."),
    source="考成手册建议",
)
def word_misprinted(subject: ReportSubject) -> Iterator[Finding | Skip]:
    seen: set[str] = set()
    for at, form, text in _texts(subject.report):
        for misprint in misprints(text):
            if misprint.printed in seen:
                continue
            seen.add(misprint.printed)
            start, end = misprint.start, misprint.start + len(misprint.printed)
            around = text[max(start - _AROUND, 0) : end + _AROUND]
            words = _WRONG if misprint.right else _STRAY
            what = words.format(found=misprint.printed, expected=misprint.right, around=around)
            yield Finding(at, "用字用词", misprint.printed, misprint.right, values={"what": what}, form=form)
    yield from _second_without_first(subject.report)


def _texts(report: Report) -> Iterator[tuple[Place, int | None, str]]:
    for passage in passages(report):
        yield passage.where, None, passage.text
    for index, form in enumerate(report.forms):
        cells = [cell for o in form.objectives for cell in (o.expected, o.actual)] + [form.problems, form.reasons]
        for cell in cells:
            if cell is not None:
                yield cell, index, close_text(cell.text)


def _second_without_first(report: Report) -> Iterator[Finding]:
    texts = [passage.text for passage in passages(report)]
    for number, passage in enumerate(passages(report)):
        match = _SECOND.search(passage.text)
        if match is None:
            continue
        before = "".join(texts[max(number - _BEFORE, 0) : number]) + passage.text[: match.start()]
        if not _FIRST.search(before):
            around = passage.text[max(match.start() - _AROUND, 0) : match.end() + _AROUND]
            what = _NO_FIRST.format(around=around)
            yield Finding(passage.where, "列举", "二是", "一是", values={"what": what})
