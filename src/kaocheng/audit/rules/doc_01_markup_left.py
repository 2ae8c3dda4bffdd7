"""留有标记、修订或批注

## 检查内容
- 正文和单元格里的网页标记（<p>、&nbsp;）、目录域代码、“错误！未找到引用源”；
- 文本文件里的书签标记（[bookmark: …]）；
- 没有接受的修订、没有删除的批注。
每一种报告一次，注明处数。

## 为什么
标记说明内容是从系统里直接粘贴的；修订和批注会让公开的文件露出改动过程。

## 依据
考成手册建议。

## 举例
绩效目标一格印着“<p>1. 通过开展……</p>”。

## 不报的情形
- Word 文件内部的书签：看不见，也印不出来。
- 书名号、尖括号里的中文，如《……<互联网企业党建……>实施方案》。
- 大于号、小于号和指标值。

## In English
Information only, once per kind: web tags and entities, field codes and broken references in the text, bookmark marks in
flattened text, tracked changes and comments that were left in. Bookmarks inside a Word file are invisible and stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.documents import Document
from kaocheng.language import Text
from kaocheng.provenance import NOWHERE, Location

_MARK = re.compile(r"[<&\[{]|错误[！!]|Error!|PAGEREF|HYPERLINK|TOC \\")
_WEB = re.compile(
    r"</?(?:p|br|span|div|font|table|tbody|tr|td|th|strong|em|b|i|u|a|img|ul|ol|li|h[1-6]|o:p|st1:\w+)(?:\s[^<>]{0,200})?/?>"
    r"|&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|middot|#\d{2,5}|#x[0-9a-fA-F]{2,4});",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"错误[！!]\s*未(?:找到|定义)[^，。]{0,8}|Error! (?:Reference|Bookmark)[^.]{0,30}|PAGEREF _\w+|HYPERLINK [\\\"]|TOC \\[a-z]"
)
_BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")

_WEB_NAME = Text("网页标记", "web tags")
_FIELD_NAME = Text("域代码或失效的引用", "field codes or broken references")
_BOOKMARK_NAME = Text("书签标记", "bookmark marks")
_CHANGE_NAME = Text("未接受的修订", "tracked changes")
_COMMENT_NAME = Text("未删除的批注", "comments")


@report_rule(
    "DOC-01",
    severity=Severity.INFO,
    title=Text("留有标记、修订或批注", "markup, changes or comments left"),
    message=Text("文件中留有{what} {found} 处。", "The file holds {what}: {found}."),
    advice=Text("公开前请清除。", "Clear them before publication."),
    source="考成手册建议",
)
def markup_left(subject: ReportSubject) -> Iterator[Finding | Skip]:
    document = subject.report.document
    if document is None:
        return
    for what, count, where in _residue(document):
        if count:
            yield Finding(where, what.zh, str(count), values={"what": what})


def _residue(document: Document) -> Iterator[tuple[Text, int, Location]]:
    texts = list(_marked_texts(document))
    start = next((paragraph.where for paragraph in document.paragraphs()), NOWHERE)
    for what, pattern in ((_WEB_NAME, _WEB), (_FIELD_NAME, _FIELD), (_BOOKMARK_NAME, _BOOKMARK)):
        hits = [(len(pattern.findall(text)), where) for text, where in texts]
        count, where = sum(n for n, _ in hits), next((where for n, where in hits if n), start)
        if what is _BOOKMARK_NAME and document.media_type == "text/plain":
            count += document.remarks.get("bookmark", 0)  # the reader of text files takes the marks out and counts them
        yield what, count, where
    yield _CHANGE_NAME, document.remarks.get("tracked-change", 0), start
    yield _COMMENT_NAME, document.remarks.get("comment", 0), start


def _marked_texts(document: Document) -> Iterator[tuple[str, Location]]:
    """Paragraphs and cells that hold any sign a mark begins with."""
    yield from ((p.text, p.where) for p in document.paragraphs() if _MARK.search(p.text))
    for table in document.tables():
        yield from ((cell.text, table.where(cell)) for cell in table.cells if _MARK.search(cell.text))
