"""Names of projects and units: where a report prints them, and when two of them can be one.

A project is written with and without its year and its generic ending (项目, 专项经费); a unit in full and by its usual
short form. Whether a difference matters is for the rules. Names of persons are the business of `names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kaocheng.audit.budgets import is_department_form
from kaocheng.audit.finding import Place
from kaocheng.audit.phrases import similarity
from kaocheng.audit.prose import Passage, close_text, passages
from kaocheng.language import Text
from kaocheng.model import Form, Report

_YEAR = re.compile(r"^(?:19|20)\d{2}年(?:度)?")
_QUOTES = re.compile(r"[“”\"'‘’《》〈〉]")
_ENDING = re.compile(
    r"(?:专项|项目|经费|资金|支出|费用|补助|补贴|工作|预算|绩效自评表|绩效表|专款)+$|(?<=[\u4e00-\u9fff]{3})费$"
)
_TABLE = re.compile(r"(?:部门)?(?:预算)?(?:项目)?(?:支出|资金)?(?:预算)?(?:绩效)?(?:目标)?(?:完成情况)?自评(?:价)?表?$")
_NO_NAME = re.compile(r"(?:部门|单位)预算|(?:部门)?整体(?:支出)?|项目支出|专项资金|年度项目")
_REGION = re.compile(r".*(?:省|自治区|市|县|区|旗|州|盟|镇|乡|街道|开发区)")
_UNIT_LABEL = re.compile(
    r"(?:预算部门|预算单位|填报单位|填报部门|单位名称|被评价单位|单位|部门名称|编报单位)(?:[（(](?:盖章|公章|签章)[)）])?[:：]"
    r"(?P<name>[\u4e00-\u9fff（）()]{4,40})"
)
_ORGANISATION = re.compile(r"(?:委员会|办公室|办|局|厅|部|院|中心|学校|中学|小学|馆|站|所|队|会|社|政府|处|公司)$")
_LONG_ENOUGH = 4
_SHORTEST_SHARED = 2
_LEAST_ALIKE = 0.5

SUMMARY = Text("汇总表", "summary table")
FORM = Text("自评表", "form")
TITLE = Text("表题", "title of the form")
_REPORT_TITLE = Text("报告标题", "title of the report")
_LABELLED = Text("表头或落款", "label above a table")


@dataclass(frozen=True, slots=True)
class Designation:
    """A name as printed, where, and what kind of place that is (汇总表, 自评表, 表题)."""

    text: str
    at: Place
    source: Text


@lru_cache(maxsize=2048)
def plain_name(name: str) -> str:
    """A name without blanks, quotation marks and a leading year.

    >>> plain_name("2024年 “扫黄打非”专项")
    '扫黄打非专项'
    """
    return _YEAR.sub("", _QUOTES.sub("", close_text(name)))


@lru_cache(maxsize=2048)
def core_name(name: str) -> str:
    """What tells a project from others: its plain name without generic endings.

    >>> core_name("网信事务专项经费"), core_name("网络宣传费用"), core_name("项目经费")
    ('网信事务', '网络宣传', '项目经费')
    """
    plain = plain_name(name)
    return _ENDING.sub("", plain) or plain


def title_name(form: Form) -> str:
    """The project a form's title names, without generic endings; "" where the title is only the name of the table.

    >>> from kaocheng.provenance import Printed
    >>> title_name(Form(title=Printed("网信事务项目支出绩效自评表", "网信事务项目支出绩效自评表")))
    '网信事务'
    """
    if form.title is None:
        return ""
    name = _TABLE.sub("", plain_name(form.title.text))
    return core_name(name) if len(name) >= _LONG_ENOUGH and not _NO_NAME.fullmatch(name) else ""


def same_project(one: str, other: str) -> bool:
    """Whether two names are written for one project without doubt: equal but for year, blanks and generic endings."""
    left, right = core_name(one), core_name(other)
    return left == right or (min(len(left), len(right)) >= _LONG_ENOUGH and (left in right or right in left))


def pair_names(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    """Which name of one list stands for which of the other, by index: same names first, then the most alike.

    What is left over on both sides has nothing in common and stays unpaired.
    """
    ranked = sorted(
        ((_likeness(one, other), -i, -j) for i, one in enumerate(left) for j, other in enumerate(right)), reverse=True
    )
    pairs: dict[int, int] = {}
    for likeness, i, j in ranked:
        if likeness >= _LEAST_ALIKE and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return sorted(pairs.items())


def _likeness(one: str, other: str) -> float:
    if plain_name(one) == plain_name(other):
        return 3.0
    if core_name(one) == core_name(other):
        return 2.0
    if same_project(one, other):
        return 1.5
    return similarity(plain_name(one), plain_name(other))


def form_spoken_of(report: Report, words: str) -> int | None:
    """The form a closed-up sentence speaks of: the only one it names, or the only one there is.

    A department report has its only form in view where that form evaluates the department itself.
    """
    named = [
        index
        for index, form in enumerate(report.forms)
        if form.project_name is not None
        and len(core := core_name(form.project_name.text)) >= _LONG_ENOUGH
        and core in words
    ]
    if named:
        return named[0] if len(named) == 1 else None
    return 0 if has_form_of_its_own(report) and len(report.summary) <= 1 else None


def has_form_of_its_own(report: Report) -> bool:
    """Whether the report is about one thing with one form: a project, or the department as a whole."""
    return len(report.forms) == 1 and (report.kind == "project" or is_department_form(report.forms[0].title))


def unit_names(report: Report) -> Iterator[Designation]:
    """The names the reporting unit gives itself: in the title, behind labels, and in the summary and forms."""
    if report.budget_unit is not None:
        yield Designation(close_text(report.budget_unit.text), report.budget_unit, _REPORT_TITLE)
    for passage in passages(report):
        if (found := _labelled(passage)) is not None:
            yield found
    for row in report.summary:
        if row.unit_name is not None:
            yield Designation(close_text(row.unit_name.text), row.unit_name, SUMMARY)
    for form in report.forms:
        for cell in (form.competent_department, form.implementing_unit):
            if cell is not None:
                yield Designation(close_text(cell.text), cell, FORM)


def _labelled(passage: Passage) -> Designation | None:
    match = _UNIT_LABEL.match(passage.text)
    if match is None or not _ORGANISATION.search(match["name"]):
        return None
    return Designation(match["name"], passage.where, _LABELLED)


def differs_inside(one: str, other: str) -> bool:
    """Whether two full names of what is meant to be one unit differ by words put in.

    Both begin with the same region and the same words of the office and end alike, and one has at least two more
    characters in between. A short form is no difference.

    >>> differs_inside("青山县信息化中心", "青山县信息化管理与服务中心")
    True
    >>> differs_inside("青山县文旅局", "青山县文化和旅游局")
    False
    """
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) < 2 or short in long:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    end = 0
    while end < len(short) - start and short[-1 - end] == long[-1 - end]:
        end += 1
    if start + end < len(short) or end < _SHORTEST_SHARED:
        return False
    region = _REGION.match(short[:start])
    return region is not None and start - region.end() >= _SHORTEST_SHARED
