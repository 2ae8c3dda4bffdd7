"""单元格疑似错列

## 检查内容
- 读表时不能确定列的指标行；
- 文本表格里比同一张表其他行整体左移或右移的指标行（程序已按内容归位，请核对原表）；
- 分值、得分栏里是日期；
- 偏差原因一栏只写了数字，或写的是打分结果、问卷、台账等佐证，没有讲原因和措施。

## 为什么
错列的数会被当成别的数。写错栏目的佐证，读者会当成偏差原因。

## 依据
考成手册建议。

## 举例
- “领导满意度”得满分，偏差原因栏写“工管委领导年度对部门打分结果”，这是数据来源。
- 文本里“可持续影响指标”一行少了前面的空格，各数左移一列。

## 不报的情形
- 合并单元格造成的空格。
- 偏差原因栏写了原因或措施，或者“无”。
- 没有得满分的行：写的多半是原因。

## In English
Rows whose columns could not be read with certainty; rows of flattened tables that stand shifted against their neighbours
(put right by the reader, so information only); dates in the columns of weights and scores; and deviation cells that hold a bare number or name evidence instead of a
cause. Merged cells, causes and measures stay silent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.prose import close_text
from kaocheng.audit.rows import name_of, place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form, Indicator, Report
from kaocheng.provenance import known

_BARE_NUMBER = re.compile(r"[≥≤=<>]?\s*\d+(?:\.\d+)?\s*[%％分]?")
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底)?前?(?:完成)?")
_SHOWN = 3
_UNCERTAIN = Text("有 {n} 行指标的列不能确定：{names}", "the columns of {n} indicator rows are uncertain: {names}")
_SHIFTED = Text(
    "有 {n} 行指标与其他行相比错开了列：{names}，程序已按内容归位",
    "{n} indicator rows stand shifted against the others: {names}; they were put right by their content",
)
_NUMBER = Text(
    "“{name}”的偏差原因栏只有数字“{found}”", "the deviation cell of “{name}” holds only the number “{found}”"
)
_DATED = Text("“{name}”的分值或得分栏里是日期“{found}”", "weight or score of “{name}” is a date: “{found}”")
_EVIDENCE = Text(
    "“{name}”的偏差原因栏写的是“{found}”，像是数据来源，不是原因",
    "the deviation cell of “{name}” says “{found}”: evidence, not a cause",
)


@form_rule(
    "DOC-02",
    severity=Severity.WARNING,
    title=Text("单元格疑似错列", "cell under the wrong column"),
    message=Text("{what}。", "Columns: {what}."),
    advice=Text(
        "请对照原表核对，把内容移到应在的一栏。", "Compare with the original form and move the content to its column."
    ),
    source="考成手册建议",
)
def column_shifted(subject: FormSubject) -> Iterator[Finding | Skip]:
    rows = subject.form.indicators
    doubtful = [row for row in rows if row.uncertain is not None]
    if doubtful:
        yield _about(doubtful, "不能确定的行", _UNCERTAIN, Severity.WARNING)
    shifted = [row for row in _shifted_rows(subject.form, subject.report) if row.uncertain is None]
    if shifted:
        yield _about(shifted, "错开的行", _SHIFTED, Severity.INFO)
    for row in rows:
        for cell in (row.weight, row.score):
            if row.uncertain is None and cell is not None and _DATE.fullmatch("".join(cell.text.split())):
                words = _DATED.format(name=name_of(row), found=cell.text)
                yield Finding(cell, name_of(row), close_text(cell.text), values={"what": words})
        if row.uncertain is None and (what := _misplaced(row)) is not None:
            assert row.deviation is not None
            found = close_text(row.deviation.text)
            yield Finding(
                row.deviation, name_of(row), found, values={"what": what.format(name=name_of(row), found=found)}
            )


def _about(rows: list[Indicator], subject: str, what: Text, severity: Severity) -> Finding:
    names = "、".join(f"“{name_of(row)}”" for row in rows[:_SHOWN]) + ("等" if len(rows) > _SHOWN else "")
    values = {"what": what.format(n=len(rows), names=names)}
    return Finding(place_of(rows[0]), subject, f"{len(rows)}行", values=values, severity=severity)


def _shifted_rows(form: Form, report: Report) -> Iterator[Indicator]:
    """Rows of flattened tables whose target stands in another column than that of most rows of the table."""
    if report.document is None:
        return
    ragged = {table.number for table in report.document.tables() if table.ragged}
    columns: dict[int, list[tuple[int, Indicator]]] = {}
    for row in form.indicators:
        where = row.target.where if row.target is not None else None
        if where is not None and where.table in ragged and where.column is not None:
            columns.setdefault(where.table or 0, []).append((where.column, row))
    for placed in columns.values():
        usual, count = Counter(column for column, _ in placed).most_common(1)[0]
        if count * 2 > len(placed):
            yield from (row for column, row in placed if column != usual)


def _misplaced(row: Indicator) -> Text | None:
    """What is wrong with the deviation cell of a row."""
    if row.deviation is None:
        return None
    text = "".join(row.deviation.text.split())
    if _BARE_NUMBER.fullmatch(text):
        return _NUMBER
    score, weight = known(row.score), known(row.weight)
    full = score is not None and (weight is None or score == weight)
    if full and word_list("evidence_words").ends(text) and not word_list("cause_words").find(text):
        return _EVIDENCE
    return None
