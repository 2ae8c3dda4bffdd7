"""标题序号不连续或体例混用

## 检查内容
正文标题的序号：“一、”“（一）”是否从一开始、逐个连续；同一级标题是否混用“（一）”与“（1）”、“一、”与“4、”。

## 为什么
缺号往往是漏了一段或粘贴时丢了标题，读的人不知道内容是否完整。

## 依据
考成手册建议；公文标题层次一般为“一、”“（一）”“1.”“（1）”（《党政机关公文格式》GB/T 9704，条文待核）。

## 举例
- “二、”下面直接是“（二）自评的方法和过程”，没有“（一）”：报。
- “三、”之后是“4、主要经验及做法”，再是“五、”：报。

## 不报的情形
- “（1）”是“1.”下面的下一级，从（1）开始连续。
- 各部分里另起的列举（职能（一）至（七））。
- “1.”一级的列举不检查。
- 表格里的序号。

## In English
Follows the numbers of headings with a stack of open lists: a number must open a list with one or go on from an open one.
Reports gaps, and headings of one level that mix styles (（一） with （2）, 一、 with 4、). Lists numbered 1. are not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.prose import Numbered, passages
from kaocheng.language import Text

_NUMERALS = "零一二三四五六七八九十"
_MOST_SHOWN = 6
_LONGEST = 16
_GAP = Text(
    "“{section}”下面的标题从{found}开始，缺{expected}",
    "below “{section}” the headings begin with {found}, {expected} is missing",
)
_JUMP = Text("{found}之前缺{expected}", "{expected} is missing before {found}")
_MIXED = Text("同一级标题混用不同序号：{found}", "headings of one level use different numbers: {found}")


@report_rule(
    "CON-15",
    severity=Severity.INFO,
    title=Text("标题序号不连续或体例混用", "numbering of headings incomplete or mixed"),
    message=Text("标题序号：{what}。", "Numbering: {what}."),
    advice=Text(
        "请补上缺少的标题或内容，统一为“一、”“（一）”“1.”“（1）”的层次。",
        "Add what is missing and use one style for each level: 一、 （一） 1. （1）.",
    ),
    source="考成手册建议；公文标题层次见 GB/T 9704（条文待核）",
)
def numbering_incomplete(subject: ReportSubject) -> Iterator[Finding | Skip]:
    numbered = [p.numbered for p in passages(subject.report) if p.numbered is not None]
    strangers = [n for i, n in enumerate(numbered) if _is_stranger(numbered, i)]
    if strangers:
        shown = [_print(n) for n in strangers]
        what = _MIXED.format(found="、".join(shown[:_MOST_SHOWN]))
        yield Finding(strangers[0].where, "标题序号", "、".join(shown), values={"what": what})
    yield from _gaps([n for n in numbered if n.style != "1." or n in strangers], strangers)


def _print(numbered: Numbered) -> str:
    title = numbered.title
    return f"{numbered.printed}{title if len(title) <= _LONGEST else f'{title[: _LONGEST - 1]}…'}"


def _is_stranger(numbered: list[Numbered], index: int) -> bool:
    """Whether a heading stands in a list of another style: “（2）” behind “（一）”, “4、” between “三、” and “五、”."""
    own = numbered[index]
    if not own.is_heading or own.style not in ("1.", "（1）"):
        return False
    if own.style == "1.":
        return "、" in own.printed and own.number > 1 and _stands_between(numbered, index, "一、")
    section = _section(numbered, index)
    if any(n.style == "（一）" and n.number == own.number + 1 for n in numbered[index + 1 : index + 2]):
        return True
    if own.number > 1 and any(n.style == "（1）" and n.number == own.number - 1 for n in section):
        return any(n in section for n in _openers(numbered, index))
    return own.number > 1 and any(n.style == "（一）" and n.is_heading for n in section)


def _openers(numbered: list[Numbered], index: int) -> list[Numbered]:
    """“（1）” directly below “一、”, where other sections have “（一）”: the same level in another style."""
    others = any(n.style == "（一）" and n.is_heading for n in numbered)
    back = index
    while back > 0 and numbered[back].style == "（1）" and numbered[back].number > 1:
        back -= 1
    opener = numbered[back]
    below = back > 0 and numbered[back - 1].style == "一、"
    return [opener] if others and below and opener.style == "（1）" else []


def _section(numbered: list[Numbered], index: int) -> list[Numbered]:
    """What stands before a heading in the same top section."""
    start = max((i for i in range(index) if numbered[i].style == "一、"), default=-1)
    return numbered[start + 1 : index]


def _stands_between(numbered: list[Numbered], index: int, style: str) -> bool:
    own = numbered[index].number
    before = next((n for n in reversed(numbered[:index]) if n.style == style), None)
    after = next((n for n in numbered[index + 1 :] if n.style == style), None)
    counted = any(n.style == "1." and n.number == own - 1 for n in _section(numbered, index)[-1:])
    fits = before is not None and before.number == own - 1 and (after is None or after.number == own + 1)
    return fits and not counted


def _gaps(numbered: list[Numbered], strangers: list[Numbered]) -> Iterator[Finding]:
    """Numbers that neither open a list nor go on in an open one."""
    top, stack, section = 0, [0], ""
    for own in numbered:
        is_top = own.style == "一、" or (own in strangers and own.style == "1.")
        if is_top:
            if own.is_heading and own.number not in (1, top + 1) and top:
                yield _gap(own, _JUMP.format(found=_print(own), expected=f"“{_numeral(top + 1)}、”"), top + 1, section)
            if own.is_heading:
                top, stack, section = own.number, [0], _print(own)
            continue
        if own.style == "（1）" and own not in strangers:
            continue
        while len(stack) > 1 and own.number != stack[-1] + 1 and own.number != 1:
            stack.pop()
        if own.number == stack[-1] + 1:
            stack[-1] = own.number
        elif own.number == 1:
            stack.append(1)
        else:
            if own.is_heading and own not in strangers:
                expected = f"“（{_numeral(stack[-1] + 1)}）”"
                words = _JUMP if stack[-1] else _GAP
                what = words.format(section=section, found=f"“{_print(own)}”", expected=expected)
                yield _gap(own, what, stack[-1] + 1, section)
            stack[-1] = own.number


def _gap(own: Numbered, what: Text, missing: int, section: str) -> Finding:
    return Finding(own.where, section or "正文", _print(own), _numeral(missing), values={"what": what})


def _numeral(number: int) -> str:
    if number <= 10:
        return _NUMERALS[number]
    tens, ones = divmod(number, 10)
    return f"{_NUMERALS[tens] if tens > 1 else ''}十{_NUMERALS[ones] if ones else ''}"
