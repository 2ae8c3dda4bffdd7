"""项目个数不一致

## 检查内容
正文写明的自评项目个数、汇总表的项目行数、所附自评表的张数，三者比较。

## 为什么
个数对不上，说明有项目漏评、漏附或重复。

## 依据
考成手册建议；自评应覆盖全部项目支出（财预〔2020〕10号、财预〔2018〕167号，条文待核）。

## 举例
正文“预算项目共计4个”，汇总表只有3行，自评表3张：报。

## 不报的情形
- 三处相同；只有其中一处写了个数。
- 正文说的是别的项目（“4个信息化评审项目”“新建项目3个”）：不当作自评项目的个数。
- 自评表比正文所说的少，可能另行成册：作为提醒，不作为错误。
- 汇总表重复印了同一行：按不重复的行数比较。

## In English
Compares the number of evaluated projects that the text states, the project rows of the summary table and the forms.
Only wordings that mean the evaluated projects are read. Fewer forms than stated may stand in another file and are a
warning only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.prose import sentences
from kaocheng.audit.rows import without_repeats
from kaocheng.language import Text
from kaocheng.provenance import Location
from kaocheng.values.numbers import read_digits

_N = r"(?P<n{0}>\d{{1,3}}|[一二两三四五六七八九十]{{1,3}})"
_CLAIM = re.compile(
    rf"(?:预算|自评|评价)项目(?:支出)?(?:共计|共有|合计|总计|共|有|为)?{_N.format(1)}个"
    rf"|{_N.format(2)}个(?:预算)?项目(?:支出)?(?:全部|均|都|分别|逐一|逐个)?(?:已)?(?:开展|进行|纳入|实施)(?:了)?(?:绩效|预算绩效|支出绩效)?自评"
    rf"|(?:开展|组织|纳入|完成|实施)(?:绩效|预算绩效)?自评(?:价)?的?(?:预算)?项目(?:共计|共有|共|有)?{_N.format(3)}个"
)
_TEXT = Text("正文写 {n} 个", "the text says {n}")
_ROWS = Text("汇总表列 {n} 个", "the summary lists {n}")
_FORMS = Text("所附自评表 {n} 张", "there are {n} forms")


@report_rule(
    "CON-02",
    severity=Severity.ERROR,
    title=Text("项目个数不一致", "numbers of projects disagree"),
    message=Text("自评项目个数对不上：{what}。", "The numbers of evaluated projects disagree: {what}."),
    advice=Text(
        "请核对是否有项目漏评、漏附自评表或重复列示，使正文、汇总表和自评表一致。",
        "Check for projects left out, forms not attached or listed twice, and make text, summary and forms agree.",
    ),
    source="考成手册建议；自评覆盖全部项目支出见财预〔2020〕10号、财预〔2018〕167号（条文待核）",
)
def project_count_disagrees(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    rows = without_repeats(tuple(row for row in report.summary if row.row_kind == "project"))
    claims = list(_claims(subject))
    numbers = {number for number, _, _ in claims}
    if len(numbers) > 1:
        return  # several counts in one text are counts of different things
    listed, forms = len(rows), len(report.forms)
    said: list[tuple[Text, int]] = []
    if claims:
        said.append((_TEXT, claims[0][0]))
    if listed:
        said.append((_ROWS, listed))
    if forms:
        said.append((_FORMS, forms))
    if len({number for _, number in said}) < 2:
        return
    parts = [words.format(n=number) for words, number in said]
    expected = max(number for words, number in said if words is not _FORMS) if claims or listed else forms
    only_forms_missing = forms < expected and len({n for words, n in said if words is not _FORMS}) == 1
    where = claims[0][2] if claims else rows[0].name.where
    yield Finding(
        where,
        "自评项目个数",
        "，".join(part.zh for part in parts),
        values={"what": Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))},
        severity=Severity.WARNING if only_forms_missing else None,
    )


def _claims(subject: ReportSubject) -> Iterator[tuple[int, str, Location]]:
    for sentence in sentences(subject.report):
        if "项目" not in sentence.text or "个" not in sentence.text:
            continue
        for match in _CLAIM.finditer(sentence.text):
            printed = next(group for group in match.groups() if group)
            number = read_digits(printed)
            if number is not None and number == number.to_integral_value() and number > Decimal(0):
                yield int(number), match.group(), sentence.where
