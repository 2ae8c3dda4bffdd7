"""目标没有对应的指标

## 检查内容
- 年度目标的每一条与三级指标的名称比较：整条没有任何实词在指标里出现，或者写明数量的那件事没有任何指标计量。
- 项目名称用顿号列了几项内容，年度目标只讲其中一部分，其余的在目标和指标里都没有提到。
- 报告只有一张自评表，“项目实施情况”一段讲的是装修、采购、安装等建设和购置，目标和指标却没有一项与建设、购置有关。
- 没有自评表的报告：完成情况部分印有某某率的百分数，列有数量的绩效目标部分却没有提到这项工作。

## 为什么
目标里的工作没有指标，就既不计分也不考核，做没做看不出来；做了的事没有目标，完成得好不好也无从说起。

## 依据
财预〔2015〕88号：指标应与目标相互对应（条文待核）；比较方法为考成手册建议，宁漏勿错。

## 举例
- 目标“在微信公众号、抖音号等新媒体平台进行网络宣传”，而全部指标只谈舆情简报和信息化项目。
- 项目“机房、网络、网站、电子政务建设”的目标只讲机房设备。
- 完成情况称“舆情处置率100%”，绩效目标只列监测、推送和培训的次数。

## 不报的情形
- 有一个实词相同就视为有对应的指标。
- 以“确保”“促进”“提高”等开头的总括性目标，写得宽泛，不逐条比对。
- “为……奠定基础”一类的意义性语句。
- 指标不足3个的表、只有一部分的表。
- 项目名称列的各项目标里一项也没有逐字提到：用了另一种说法，不比对。
- 任何一个指标或目标讲到建设、购置、验收、设备、系统。
- 绩效目标部分没有数量，或提到了同一件事（目标“及时发放”，完成“发放率100%”）；预算执行率、支付率、增长率。

## In English
Reports an item of the annual goal that shares no content word with any indicator, and a counted promise (“one training
course”) whose object no indicator names; parts listed in the project's name that neither goal nor indicators mention; a
single-form report that tells of building and procurement which no indicator measures; and, in a report without forms, a
rate among the results for which the quantified goals have no word. A single shared word is enough to stay silent, and
broad items that begin with an effort or a purpose are not compared: the rule would rather miss than accuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import level3_of, rows_of
from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.phrases import clauses, content_pairs, content_words, goal_items
from kaocheng.audit.vocabulary import word_list
from kaocheng.documents import Paragraph
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.values.units import SIMPLE

_PURPOSE = re.compile(r"^(?:为|以|从而|使|让|力争|努力|按照|根据|坚持|围绕|贯彻)")
_COUNTED = re.compile(
    rf"(?P<object>[\u4e00-\u9fff]{{2,6}})各?\s*\d+(?:\.\d+)?\s*[余多]?\s*(?:{SIMPLE})(?:以上|左右)?(?![\u4e00-\u9fff])"
)
_FEWEST_ROWS = 3
_FEWEST_PAIRS = 3
_SHOWN = 40

_FEWEST_PARTS = 3  # 机房、网络、网站: fewer are one thing more often than a list
_FEWEST_WORKS = 3

_NUMBERED = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．])")
_ITEM = re.compile(r"^\s*\d|[。；;]\s*$")
_LONGEST_HEADING = 40
_WORK_HEADING = re.compile("实施情况|建设内容|主要内容|项目内容")
_RESULT_HEADING = re.compile("(?:目标|指标).{0,4}(?:实现|完成)情况")
_GOAL_HEADING = re.compile("绩效目标")
_FIGURE = re.compile(rf"\d+(?:\.\d+)?\s*[万余多]*\s*(?:[%％]|{SIMPLE})")
_FEWEST_FIGURES = 3
_RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,14}率)(?:达到|达|为|是|[:：])?[ \u3000]*\d{1,3}(?:\.\d{1,4})?[ \u3000]*[%％]"
)
_OF_MONEY = re.compile("执行|支付|支出|拨付|到位|使用率|增长|下降|降低|占比|得分|满意")

_UNMATCHED = Text("年度目标中的“{found}”没有对应的三级指标", "the goal “{found}” has no matching indicator")
_NAMED_ONLY = Text(
    "项目名称中的“{found}”在年度目标和三级指标中都没有提到",
    "the project's name lists “{found}”, which neither goal nor indicators mention",
)
_WORKS = Text(
    "报告称项目做了{found}等建设、购置工作，绩效指标却没有一项反映其完成情况",
    "the report tells of building and procurement ({found}), which no indicator measures",
)
_RESULT_ONLY = Text(
    "完成情况报告了“{found}”，绩效目标中却没有这一项",
    "the results report “{found}”, for which the goals have no word",
)


@report_rule(
    "IND-22",
    severity=Severity.WARNING,
    title=Text("目标没有对应的指标", "goal without a matching indicator"),
    message=Text("目标与指标不对应：{what}。", "Goals and indicators do not match: {what}."),
    advice=Text(
        "请补设对应的目标和指标；确不属于本项目的，从名称、目标或报告中删去。",
        "Set the goal or indicator that is missing, or take out what does not belong to the project.",
    ),
    source="财预〔2015〕88号（条文待核）；比较方法为考成手册建议",
)
def goal_without_indicator(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    for index, form in enumerate(report.forms):
        yield from _in_form(index, form)
    if len(report.forms) == 1:
        yield from _works_unmeasured(report)
    if not report.forms and not any(row.row_kind == "indicator" for row in report.summary):
        yield from _results_without_goal(report)


def _in_form(index: int, form: Form) -> Iterator[Finding | Skip]:
    rows = [row for _, row in rows_of(form) if level3_of(row)]
    if len(rows) < _FEWEST_ROWS:
        return
    covered = frozenset().union(*(content_pairs(level3_of(row)) for row in rows))
    doubt = next((row.uncertain for row in rows if row.uncertain is not None), None)
    goals = [goal.expected for goal in form.objectives if goal.expected is not None]
    outcomes = [
        (goal, missing, _UNMATCHED)
        for goal in goals
        for item in goal_items(goal.text)
        if (missing := _missing(item, covered)) is not None
    ]
    if goals and (unnamed := _parts_left_out(form, [goal.text for goal in goals], covered)):
        outcomes.append((goals[0], "、".join(unnamed), _NAMED_ONLY))
    for goal, missing, what in outcomes:
        if doubt is not None:
            yield Skip(goal, missing, doubt, index)
        else:
            yield Finding(goal, missing, missing, values={"what": what.format(found=missing)}, form=index)


def _missing(item: str, covered: frozenset[str]) -> str | None:
    """What of the item no indicator names, as words of the item; None if something matches or it is too broad."""
    if _PURPOSE.search(item):
        return None
    pairs = content_pairs(item)
    broad = word_list("vague_openings").begins(item) is not None
    if len(pairs) >= _FEWEST_PAIRS and not pairs & covered and not broad:
        return _short(item)
    for clause in clauses(item):
        for counted in _COUNTED.finditer(clause):
            named = content_pairs(counted["object"])
            if named and not _last_word(named, counted["object"]) & covered:
                return _short(clause)
    return None


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _last_word(named: frozenset[str], words: str) -> frozenset[str]:
    """The pairs at the end of the words, where the thing counted stands: 信息化培训1次 counts 培训."""
    return content_pairs(words[-3:]) or content_pairs(words[-4:]) or named


def _parts_left_out(form: Form, goals: list[str], covered: frozenset[str]) -> list[str]:
    """The parts listed in the project's name that nothing mentions, where the goals do name one of them."""
    name = form.project_name.text if form.project_name is not None else ""
    parts = [part for part in re.split("[、，,]", "".join(name.split())) if content_pairs(part)]
    if len(parts) < _FEWEST_PARTS:
        return []
    aimed = frozenset().union(*(content_pairs(goal) for goal in goals))
    if not any(content_pairs(part) & aimed for part in parts[:-1]):  # the last one also carries what is done with all
        return []
    return ["".join(content_words(part)) for part in parts if not content_pairs(part) & (aimed | covered)]


def _works_unmeasured(report: Report) -> Iterator[Finding | Skip]:
    """Building and procurement told in the text of a report whose only form has no word about them."""
    form = report.forms[0]
    rows = [row for _, row in rows_of(form) if level3_of(row)]
    goals = [goal.expected.text for goal in form.objectives if goal.expected is not None]
    if len(rows) < _FEWEST_ROWS or word_list("works_results").find(" ".join([*map(level3_of, rows), *goals])):
        return
    title = ""
    for paragraph in paragraphs(report):
        if _is_heading(paragraph):
            title = paragraph.text
            continue
        done = tuple(dict.fromkeys(word_list("works_done").find_all(paragraph.text)))
        if len(done) >= _FEWEST_WORKS and _WORK_HEADING.search(title):
            words = "、".join(done)
            doubt = next((row.uncertain for row in rows if row.uncertain is not None), None)
            if doubt is not None:
                yield Skip(paragraph.where, "项目实施情况", doubt, 0)
            else:
                what = _WORKS.format(found=words)
                yield Finding(paragraph.where, "项目实施情况", words, values={"what": what}, form=0)
            return


def _results_without_goal(report: Report) -> Iterator[Finding]:
    """Rates told as results, against the goals the text has quantified."""
    goals, results = _goals_and_results(report)
    aims = "".join(paragraph.text for paragraph in goals)
    if len(_FIGURE.findall(aims)) < _FEWEST_FIGURES:
        return
    seen = set()
    for paragraph in results:
        for rate in _RATE.finditer(paragraph.text):
            name = rate["name"]
            if name in seen or _OF_MONEY.search(name) or name[-3:-1] in aims:
                continue
            seen.add(name)
            what = _RESULT_ONLY.format(found=rate.group())
            yield Finding(paragraph.where, name, rate.group(), values={"what": what})


def _goals_and_results(report: Report) -> tuple[list[Paragraph], list[Paragraph]]:
    """The paragraphs under the headings that announce goals, and under those that announce their completion."""
    goals: list[Paragraph] = []
    results: list[Paragraph] = []
    section: list[Paragraph] | None = None
    for paragraph in paragraphs(report):
        if _is_heading(paragraph):
            announced = _section(paragraph.text, goals, results)
            if announced is not None or not _ITEM.search(paragraph.text):
                section = announced
                continue
        if section is not None:
            section.append(paragraph)
    return goals, results


def _section(heading: str, goals: list[Paragraph], results: list[Paragraph]) -> list[Paragraph] | None:
    if _RESULT_HEADING.search(heading):
        return results
    return goals if _GOAL_HEADING.search(heading) else None


def _is_heading(paragraph: Paragraph) -> bool:
    return len(paragraph.text) <= _LONGEST_HEADING and _NUMBERED.match(paragraph.text) is not None
