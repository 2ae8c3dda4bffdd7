"""句子不完整

## 检查内容
- 段落以顿号、逗号、句号等标点开头，而上一段已经结束；
- 句中的金额没有名称：“支出预算为355.53万元，267.77万元，占总支出的75.31%”，中间的267.77万元不知道是什么。

## 为什么
多半是编辑时删掉了半句。缺了主语的数，读者无法引用和核对。

## 依据
考成手册建议。

## 举例
“、网信事务专项在门户网站发布……”：段首的顿号前面应当还有内容。

## 不报的情形
- 上一段没有结束，只是被分页或换行断开。
- “分别为10万元、20万元”等列举。
- 以引号、括号、书名号、省略号开头。

## In English
Information only: a paragraph that begins with a comma or stop although the one before was complete, and an amount between
two commas that no word names. Lines broken in the middle of a sentence and enumerations stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.prose import sentences
from kaocheng.language import Text

_LEADING = re.compile(r"[、，。；：！？,;](?=[\u4e00-\u9fff\d“《（])")
_ENDED = re.compile(r"[。！？!?；;：:][”』」）)]?\s*$")
_HEADING = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．][^，,、]{2,30}")
_NAMELESS = re.compile(
    r"(?P<named>[\u4e00-\u9fff]\d[\d.,]*(?:亿元|万元|元))[，；](?P<amount>\d[\d.,]*(?:亿元|万元|元))[，,]?(?=占)"
)
_LISTED = re.compile("分别|依次|各为|逐年")
_SHOWN = 20
_LEADS = Text("段落以标点开头，“{found}”", "the paragraph begins with punctuation, “{found}”")
_NO_NAME = Text("金额{found}没有写明是什么", "the amount {found} is not named")


@report_rule(
    "DOC-07",
    severity=Severity.INFO,
    title=Text("句子不完整", "sentence incomplete"),
    message=Text("句子不完整：{what}。", "Incomplete: {what}."),
    advice=Text("请补全缺少的文字。", "Put in the missing words."),
    source="考成手册建议",
)
def sentence_incomplete(subject: ReportSubject) -> Iterator[Finding | Skip]:
    before = ""
    for paragraph in paragraphs(subject.report):
        text = "".join(paragraph.text.split())
        if _LEADING.match(text) and (not before or _ENDED.search(before) or _HEADING.fullmatch(before.strip())):
            found = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
            yield Finding(paragraph.where, "段首标点", found, values={"what": _LEADS.format(found=found)})
        before = paragraph.text
    for sentence in sentences(subject.report):
        if "占" not in sentence.text or _LISTED.search(sentence.text):
            continue
        for match in _NAMELESS.finditer(sentence.text):
            found = match["amount"]
            yield Finding(sentence.where, "没有名称的金额", found, values={"what": _NO_NAME.format(found=found)})
