"""文号与发文机关不一致

## 检查内容
写明发文机关的文件，其文号的机关代字是不是该机关的：政府文件用了党委的代字（×发、×办发、×字），党委文件用了政府的代字（×政发、×府发），财政部门文件用了其他部门的代字。

## 为什么
引用依据写错了机关，查找和核对都会落空。

## 依据
通用知识（机关代字的习惯用法），未核实。

## 举例
“石家庄市鹿泉区人民政府《……实施意见》（鹿发〔2019〕8号）”：鹿发是区委的代字。

## 不报的情形
- 党委、政府联合发文，几个部门联合发文：用其中一家的代字。
- 国发、国办发、×政办发等政府代字。
- 没有写明发文机关的文号。

## In English
Information only: a document credited to the government that bears a party committee's code, the reverse, or a finance
department's document with another department's code. Joint documents, and numbers without a named issuer, stay silent.
Whether it was a joint document only the original can tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.document_numbers import code_contradicts_body, document_numbers
from kaocheng.audit.prose import passages
from kaocheng.language import Text

_WHOSE = {
    "党委": Text("党委", "a party committee"),
    "政府": Text("政府", "a government"),
    "其他部门": Text("其他部门", "another department"),
}


@report_rule(
    "DOC-04",
    severity=Severity.INFO,
    title=Text("文号与发文机关不一致", "document code of another body"),
    message=Text(
        "“{found}”的代字“{code}”一般是{whose}的，文中写的发文机关是“{subject}”。",
        "“{found}”: the code “{code}” is usually that of {whose}, but the text names “{subject}” as the issuer.",
    ),
    advice=Text(
        "请核对原文件；联合发文的，写全发文机关。", "Check the original; if it was issued jointly, name all bodies."
    ),
    source="通用知识，未核实",
)
def document_code_of_other_body(subject: ReportSubject) -> Iterator[Finding | Skip]:
    seen = set()
    for passage in passages(subject.report):
        for number in document_numbers(passage.text):
            whose = code_contradicts_body(number)
            if whose and number.text not in seen:
                seen.add(number.text)
                values = {"code": number.code, "whose": _WHOSE[whose]}
                yield Finding(passage.where, number.body, number.text, values=values)
