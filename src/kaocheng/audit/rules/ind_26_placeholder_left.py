"""模板文字没有删除

## 检查内容
单元格里还留着模板的“指标2:”“……”“.....”。每张表报告一次，列出处数。

## 为什么
公开的表里留着空模板，看不出是不适用还是漏填。

## 依据
考成手册建议。

## 举例
“指标2：”后面没有内容的行，应删除或填写。

## 不报的情形
- “指标1：”后面有名称的，是编号，不是模板文字。
- 空白单元格。

## In English
Information only, once per form: cells that still carry the template (“指标2:”, “……”) without content. A number in front of
a real name is not a placeholder.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.language import Text


@form_rule(
    "IND-26",
    severity=Severity.INFO,
    title=Text("模板文字没有删除", "template placeholder left"),
    message=Text(
        "表中有 {found} 处模板文字没有填写或删除，第一处是“{first}”。",
        "{found} cells still carry the template, the first is “{first}”.",
    ),
    advice=Text("请填写指标或删除空行。", "Fill in the indicator or delete the empty row."),
    source="考成手册建议",
)
def placeholder_left(subject: FormSubject) -> Iterator[Finding | Skip]:
    cells = subject.form.placeholders
    if cells:
        yield Finding(cells[0], "模板文字", str(len(cells)), values={"first": cells[0].text})
