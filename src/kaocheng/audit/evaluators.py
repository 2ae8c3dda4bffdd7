"""Who evaluated: the list under 评价工作组人员名单, and what the text says of an expert panel.

Names are never handed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kaocheng.audit.sections import Section, Topic, sections_about
from kaocheng.documents import Paragraph
from kaocheng.model import Report

_MEMBER = re.compile(
    r"\s*(?:\d{1,2}[.、．]\s*)?(?:(?:组长|副组长|成员|主评人|评价人)\s*[:：]\s*)?"
    r"(?P<name>[\u4e00-\u9fff]\s?[\u4e00-\u9fff](?:[\u4e00-\u9fff·]{0,3}))(?:[\s\u3000，,、：:（(]+(?P<about>\S.{1,50}?)[)）]?)\s*"
)
_ROLE_LIST = re.compile(r"(?:组长|副组长|成员|组员)\s*[:：]\s*(?P<names>[^。；]{2,80})")
_POST = re.compile(
    r"主任|局长|科长|股长|处长|所长|站长|院长|校长|馆长|队长|镇长|乡长|书记|主席|部长|厅长|会计|出纳|科员|职员|干部|干事|"
    r"委员|经理|主管|负责人|秘书|主办|专员|人员|组长|组员|成员"
)
_TITLE = re.compile(
    r"工程师|会计师|审计师|统计师|经济师|评估师|政工师|技师|教授|讲师|研究员|馆员|农艺师|医师|教师|编审|"
    r"(?:正高|副高|高级|中级|初级|助理)(?:职称)?(?![\u4e00-\u9fff]*(?:主任|局长|科长))"
)
_UNIT = re.compile(r"局|委|办|中心|院|学校|大学|公司|所|站|厅|处|科|股|馆|部|政府|镇|乡|街道|室|会|队")
#: What a heading can ask of each person, and how it is recognised beside the name.
COLUMNS: dict[str, re.Pattern[str]] = {"工作单位": _UNIT, "职务": _POST, "职称": _TITLE}

_PANEL = re.compile(r"专家组|评审专家|评价专家|专家评审|外聘专家|外部专家|(?:邀请|聘请|抽取)[^。；]{0,12}专家")
_ODD_RULE = re.compile(r"奇数|单数")
_N = r"(?P<{0}>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})"
_PANEL_SIZE = re.compile(
    rf"(?<!不少于)(?<!至少)(?<!不低于){_N.format('before')}[名位个][^，。；、\d]{{0,8}}专家"
    r"|专家(?:评审|评价)?组?(?:成员)?(?:数量|人数)?(?:共计|共有|共|由|为|有|计|[:：])?(?P<bound>不少于|至少|不低于|≥)?"
    rf"{_N.format('after')}[名位人](?!以上|及以上)"
)
_LONGEST_NAME = 4
_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


@dataclass(frozen=True, slots=True)
class EvaluationGroup:
    """A list of people under its heading.

    `members`: what is printed beside each name, "" where nothing is. `unread`: lines not read as a person.
    `asked`: what the heading asks for each (工作单位, 职务, 职称); `asks_signature`: 签字 or 签名 in the heading.
    """

    section: Section
    members: tuple[str, ...]
    unread: int
    asked: tuple[str, ...]
    asks_signature: bool


@dataclass(frozen=True, slots=True)
class ExpertPanel:
    """An expert panel the text of the procedure speaks of. `size` as stated; `odd_rule`: an odd number is demanded."""

    paragraph: Paragraph
    size: int | None
    odd_rule: bool


def evaluation_group(report: Report) -> EvaluationGroup | None:
    """The list of evaluators, or None where no heading announces one."""
    section = next(iter(sections_about(report, Topic.EVALUATORS)), None)
    if section is None:
        return None
    members: list[str] = []
    unread = 0
    for paragraph in section.body:
        found = _members(paragraph.text)
        if found is None:
            unread += 0 if _closes(paragraph.text) else 1
        else:
            members.extend(found)
    asked = tuple(name for name in COLUMNS if name in section.title)
    return EvaluationGroup(section, tuple(members), unread, asked, bool(re.search("签字|签名|签章", section.title)))


def expert_panel(report: Report) -> ExpertPanel | None:
    """The panel named where the report tells how the evaluation was done.

    Experts the project itself employs are not meant.
    """
    for section in sections_about(report, Topic.PROCEDURE, Topic.EVALUATORS):
        for paragraph in section.body:
            if "专家" in paragraph.text and _PANEL.search(closed := "".join(paragraph.text.split())):
                return ExpertPanel(paragraph, _size(closed), bool(_ODD_RULE.search(closed)))
    return None


def _size(text: str) -> int | None:
    for match in _PANEL_SIZE.finditer(text):
        words = match["before"] or match["after"]
        if match["bound"]:
            continue
        return int(words) if words.isdigit() else _NUMERALS.get(words)
    return None


@lru_cache(maxsize=256)
def _members(line: str) -> tuple[str, ...] | None:
    """What stands beside each person of a line; None where the line is no list of persons."""
    listed = list(_ROLE_LIST.finditer(line))
    if listed and (len(listed) > 1 or re.search("[、，,]", listed[0]["names"])):
        names = [n for match in listed for n in re.split(r"[、，,\s]+", match["names"]) if n]
        return tuple("" if len(name) <= _LONGEST_NAME else name for name in names)
    match = _MEMBER.fullmatch(line)
    if match is not None and any(pattern.search(match["about"]) for pattern in COLUMNS.values()):
        return (match["about"],)
    return ("",) if listed and len(listed[0]["names"].strip()) <= _LONGEST_NAME else None


def _closes(line: str) -> bool:
    """The signature of the report under the list: the body's name, a date, a remark on signatures; not a person."""
    closed = "".join(line.split())
    return bool(re.search(r"\d{4}年|年.{0,2}月|签字|盖章|签名", closed)) or (
        len(closed) > 5 and bool(_UNIT.search(closed[-1:]))
    )
