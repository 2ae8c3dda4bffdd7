"""What a line of text is by itself: a title, a heading, a note, a page mark, a placeholder of the template. Pure."""

from __future__ import annotations

import re

from kaocheng.extraction.labels import simplify

INLINE = re.compile(r"([^：:]{2,24})[：:]\s*(.*)", re.DOTALL)  # label and value in one line
YEAR = re.compile(
    r"(?:(?:预算|评价|自评|填报|项目)?年\s*度\s*[：:]\s*)?[（(]?\s*((?:19|20)\d\d)\s*年\s*(度)?\s*([)）])?"
)
MONEY_UNIT = re.compile(
    r"(?:金额)?单位\s*[：:]\s*(亿元|万元|萬元|千元|元)|[（(]\s*(?:单位\s*[：:]\s*)?(亿元|万元|萬元|千元|元)\s*[)）]"
)
_TITLE = re.compile(
    r"[^。；;，,]{0,60}(?:绩效|自评|评价|评分|目标)[^。；;，,]{0,24}表(?:\s*[（(][^（）()]{0,20}[)）])?"
)
_SECTION = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)]?\s*[、.．]?\s*[\u4e00-\u9fff（）()、/\s\d分万元％%:：]{2,28}"
)
_PLACEHOLDER = re.compile(
    r"指标\s*(?:[\dnN０-９]+|[一二三四五六七八九十]+)?\s*[：:.、]?\s*(?:…+|\.{2,})?|…+|[.．·。]{2,}|⋯+"
)
_CAPTION = re.compile(r"表|情况|得分|汇总")
_NOTE = re.compile(r"(?:注|备注|填表说明|填报说明|说明)\s*(?:[：:\d一]|$)")
_PAGE_MARK = re.compile(
    r"[-—－–\s]*(?:第\s*)?\d{1,3}\s*(?:页)?(?:\s*[/／]?\s*共\s*\d{1,3}\s*页)?[-—－–\s]*|[（(]?续\s*表[)）]?"
)
_LABEL_LIKE = re.compile(r".{2,6}(?:性质|名称|类别|类型|编码|人数|规格|级别|形式|电话|金额|日期|时间)")
_LONGEST_TITLE = 60


def is_title(text: str) -> bool:
    """The title of a form: ends in 表 and speaks of performance; a document in 《》 is none, nor is a summary."""
    if len(text) > 2 * _LONGEST_TITLE or "表" not in text:
        return False
    closed = simplify("".join(text.split()))
    return (
        len(closed) <= _LONGEST_TITLE
        and _TITLE.fullmatch(closed) is not None
        and "汇总" not in closed
        and not closed.startswith("《")
    )


def is_section(text: str) -> bool:
    """A numbered heading inside a form: "四、绩效指标完成情况（90分）"."""
    return len(text) <= 40 and _SECTION.fullmatch(text) is not None


def is_placeholder(text: str) -> bool:
    """A cell that still carries the template: "指标2：", "……"."""
    return len(text) <= 12 and _PLACEHOLDER.fullmatch(text) is not None


def is_caption(text: str) -> bool:
    """A line that may name the table below it."""
    return len(text) <= _LONGEST_TITLE and _CAPTION.search(text) is not None and MONEY_UNIT.search(text) is None


def is_note(text: str) -> bool:
    """A note below a form: "注：…"."""
    return len(text) > 4 and _NOTE.match(text) is not None


def is_page_mark(text: str) -> bool:
    """The number of a page, or "续表": a table may go on behind it."""
    return len(text) <= 20 and _PAGE_MARK.fullmatch(text) is not None


def is_label_like(text: str) -> bool:
    """Whether a short text sounds like a label, though we do not know it: 单位性质, 项目编码."""
    return len(text) <= 8 and _LABEL_LIKE.fullmatch(text) is not None


def is_year_or_unit(text: str) -> bool:
    """A line above a form: "（2022年度）", "金额单位：万元"."""
    if len(text) > 20:
        return False
    year = YEAR.fullmatch(text)
    if year is not None:
        return bool(year.group(2) or year.group(3))
    unit = MONEY_UNIT.match(text)
    return unit is not None and unit.end() == len(text)
