"""指标名称不完整

## 检查内容
三级指标的名称在半句处断开：以“的”“和”“情（况）”“时（间）”“的信息化”等收尾，或括号、引号没有配对。

## 为什么
名称没有打全，计量什么只能猜。多半是单元格太窄或复制时截断。

## 依据
考成手册建议。

## 举例
“项目开工后按期完成情”应为“项目开工后按期完成情况”。

## 不报的情形
- 以“舆情”“疫情”“险情”“及时”“工时”“课时”“目的”“普及”等完整的词收尾。
- 名称短但完整，如“宣传”“绿化”。

## In English
Information only: an indicator name that breaks off in the middle of a phrase, or has an unmatched bracket. Complete words
that happen to end in the same character stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import level3_of, rows_of, unsettled
from kaocheng.audit.rows import place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text

_PAIRS = (("(（", ")）"), ("《", "》"), ("“", "”"), ("【", "】"))
_SHORTEST = 4


@form_rule(
    "IND-25",
    severity=Severity.INFO,
    title=Text("指标名称不完整", "indicator name cut off"),
    message=Text(
        "指标名称“{subject}”以“{found}”收尾，后面的字似乎没有打全。",
        "The indicator name “{subject}” ends in “{found}” and seems to be cut off.",
    ),
    advice=Text("请补全指标名称。", "Complete the name."),
    source="考成手册建议",
)
def name_truncated(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        name = level3_of(row)
        if len(name) < _SHORTEST:
            continue
        ending = word_list("truncated_endings").ends(name) or _open_bracket(name)
        if ending:
            yield unsettled(row) or Finding(place_of(row), name, ending)


def _open_bracket(name: str) -> str | None:
    """The bracket that opens and never closes."""
    for opening, closing in _PAIRS:
        count = sum(name.count(ch) for ch in opening) - sum(name.count(ch) for ch in closing)
        if count > 0:
            return next(ch for ch in opening if ch in name)
    return None
