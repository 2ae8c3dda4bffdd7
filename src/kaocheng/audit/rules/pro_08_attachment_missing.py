"""文中提到的附件没有附上

## 检查内容
正文说“详见附件2”“如表1所示”“根据《……自评表》”，而文件里没有对应的附件、表或自评表。全文合报一次。

## 为什么
得分和完成情况都在附件里，附件没有公开，正文的结论就无法核对。

## 依据
考成手册建议。

## 举例
“根据《××单位2022年度部门整体支出绩效自评表》，自评总得分96分”，文件里没有自评表。

## 不报的情形
- 附件、表在文件里，编号写法不同（附件一、附件1）也算。
- 只说“见附件”，文件里有自评表或任何附件。
- 文件里有自评表，附件没有编号。
- 引用的是通知、办法，不是附件。
- 附件另发一个文件的：仍报，请在原处注明公开地址。

## In English
Reports annexes, numbered tables and self-evaluation forms that the text refers to and the file does not contain, in one
finding. Numbers may be written in either way; an annex without a number satisfies a reference without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import narrative_of
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location

_NUMBER = r"(\d{1,2}(?:[-－]\d{1,2})?|[一二三四五六七八九十]{1,2})"
_ANNEX = re.compile(rf"(?<!意)(?:详见|参见|见|如)(附件|附表){_NUMBER}?(?![：:])")
_TABLE = re.compile(rf"(?:详见|参见|见|如)(?:下)?表{_NUMBER}(?=所示|[）)，。；]|$)")
_FORM = re.compile(r"(?:根据|依据|详见|参见|见|附)(《[^《》]{2,60}自评表》)")
_LABEL = re.compile(rf"附(?:件|表)?{_NUMBER}(?![、年月])")
_CAPTION = re.compile(rf"表{_NUMBER}(?=[:：、.．\s]|[\u4e00-\u9fff]|$)")
_FORM_TITLE = re.compile(r"自评表(?:[（(].{0,16}[)）])?$")
_NUMERALS = {c: str(i) for i, c in enumerate("一二三四五六七八九十", 1)}
_OWN_LABEL_LINES = 2  # “附件3” above the title says which annex of a notice the report itself is


@report_rule(
    "PRO-08",
    severity=Severity.WARNING,
    title=Text("文中提到的附件没有附上", "attachment promised but not present"),
    message=Text("正文提到{found}，文件里没有。", "The text refers to {found}, which the file does not contain."),
    advice=Text(
        "请附上，或注明公开的位置；自评表应与报告一并公开。",
        "Attach it, or say where it is published; the form belongs with the report.",
    ),
    source="考成手册建议",
)
def attachment_missing(subject: ReportSubject) -> Iterator[Finding | Skip]:
    missing: dict[str, Location] = {}
    labels, captions = _labels(subject.report), _captions(subject.report)
    has_forms = bool(subject.report.forms)
    for paragraph in narrative_of(subject.report).paragraphs:
        if "附" not in paragraph.text and "表" not in paragraph.text:
            continue
        closed = "".join(paragraph.text.split())
        for match in _ANNEX.finditer(closed):
            number = _arabic(match[2])
            present = number in labels if number and labels else bool(labels) or has_forms
            if not present:
                missing.setdefault(f"“{match[1]}{match[2] or ''}”", paragraph.where)
        for match in _TABLE.finditer(closed):
            if _arabic(match[1]) not in captions:
                missing.setdefault(f"“表{match[1]}”", paragraph.where)
        if not has_forms and not _has_form_title(subject.report):
            for match in _FORM.finditer(closed):
                missing.setdefault(match[1], paragraph.where)
    if missing:
        yield Finding(next(iter(missing.values())), "附件", "、".join(missing))


def _labels(report: Report) -> frozenset[str]:
    """The numbers of the annexes that stand in the file under their label."""
    lines = [p.text for p in narrative_of(report).paragraphs[_OWN_LABEL_LINES:] if len(p.text) <= 60]
    found = (_LABEL.match("".join(line.split())) for line in lines)
    return frozenset(_arabic(match[1]) for match in found if match)


def _captions(report: Report) -> frozenset[str]:
    texts = [p.text for p in narrative_of(report).paragraphs if len(p.text) <= 60]
    if report.document is not None:
        texts += [cell.text for table in report.document.tables() for cell in table.cells[:2]]
    found = (_CAPTION.match("".join(text.split())) for text in texts)
    return frozenset(_arabic(match[1]) for match in found if match)


def _has_form_title(report: Report) -> bool:
    """A form whose table could not be read still has its title."""
    return any(
        len(p.text) <= 60 and "《" not in p.text and _FORM_TITLE.search("".join(p.text.split()))
        for p in narrative_of(report).paragraphs
    )


def _arabic(number: str | None) -> str:
    if number is None:
        return ""
    return _NUMERALS.get(number, number.replace("－", "-"))
