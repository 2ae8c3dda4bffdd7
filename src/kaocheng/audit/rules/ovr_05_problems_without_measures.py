"""问题与改进措施对不上

## 检查内容
成文报告的“存在的问题”和“改进措施（建议）”两部分互相比较：
- 写了问题，没有改进措施；
- 问题一栏写的大半是措施（“加强支出管理”），没有说清问题；
- 措施与任何一个问题都没有共同的实词；
- 指标得分表里扣了分的指标，问题和措施都没有提到。

## 为什么
问题和措施一一对应，整改才能落实，下一年才好核对。

## 依据
财预〔2020〕10号：单位自评要说明原因、提出改进措施（条文待核）；比较方法为考成手册建议，宁漏勿错。

## 举例
- 存在的问题：“制度不完善，加强支出管理，加强绩效监控”。
- 问题是“指标体系不完善”，措施是“引入人工智能，提高监测的准确性”。
- “网络安全等保测评系统数量”10分得8分，问题和建议都没有提到测评。

## 不报的情形
- 措施与问题有一个实词相同。
- 问题与措施写在一起、没有分开的。
- 没有问题章节的报告（由 OVR-04 检查）；承诺整改而没有写问题（由 CON-06 检查）。
- 问题或措施只有一两句，不足以比较用词。
- 写了“无”的（由 OVR-04 检查）。
- 措施中夹着别的行业的内容（由 CON-14 检查）。

## In English
Compares the section on problems with the section on measures: none at all, problems that are measures, measures that share
no content word with any problem, and indicators that lost points but occur in neither. One shared word is enough to stay
silent, and so is a text too short to compare. Matter of another trade inside the measures is left to CON-14, a promise to
rectify without any problem to CON-06.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.phrases import content_pairs
from kaocheng.audit.rows import indicator_tables
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import Section, Topic, is_written_report, narrative_of, sections_about
from kaocheng.audit.subject import ReportSubject
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Report, SummaryRow
from kaocheng.provenance import known

_CLAUSE = re.compile(
    r"[，,。；;！：:、\n]|\d{1,2}[.、．](?!\d)|[一二三四五六七八九]是|[（(][一二三四五六七八九\d]{1,2}[)）]"
)
_MEASURE = re.compile(r"措施|建议|下一步|今后|整改|改进|拟|(?:加强|强化|完善|提高|细化|加大|优化|推进|规范|健全)")
_NOTHING = re.compile(r"(?:暂?无|没有|不存在|未发现)(?:明显)?(?:的?问题)?[。.]?")

_SHORTEST_TEXT = 6
_FEWEST_CLAUSES = 2
_FEWEST_PAIRS = 15

_NONE = Text("写了存在的问题，没有改进措施", "problems are stated without measures")
_MIXED = Text(
    "问题一栏写的大半是措施（{count}/{all}句），没有说清问题",
    "most of the section on problems ({count} of {all} clauses) is measures",
)
_UNRELATED = Text(
    "改进措施与所写的问题没有对应（{count} 个问题都没有对应的措施）",
    "the measures have nothing in common with the problems stated ({count})",
)
_ROWS = Text(
    "扣分的指标{names}，问题和措施都没有提到",
    "indicators that lost points occur in neither problems nor measures: {names}",
)


@report_rule(
    "OVR-05",
    severity=Severity.WARNING,
    title=Text("问题与改进措施对不上", "problems and measures do not match"),
    message=Text("{what}。", "Problems and measures: {what}."),
    advice=Text(
        "请逐条写明问题、原因和对应的措施（责任科室、完成时间）。",
        "State each problem with its cause and its own measure (who, until when).",
    ),
    source="财预〔2020〕10号（条文待核）；比较方法为考成手册建议",
)
def problems_without_measures(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if not is_written_report(report):
        return
    problems = [s for s in sections_about(report, Topic.PROBLEMS, Topic.PROBLEMS_AND_MEASURES) if _is_filled(s)]
    measures = [s for s in sections_about(report, Topic.MEASURES) if _is_filled(s)]
    if problems:
        yield from _compare(report, problems, measures)


def _is_filled(section: Section) -> bool:
    return len(section.text) >= _SHORTEST_TEXT and not _NOTHING.fullmatch(section.text)


def _compare(report: Report, problems: list[Section], measures: list[Section]) -> Iterator[Finding]:
    first, text = problems[0], "".join(section.text for section in problems)
    remedy = "".join(section.text for section in measures)
    where = first.body[0].where
    apart = all(section.topic is Topic.PROBLEMS for section in problems)
    clauses = [clause for clause in _CLAUSE.split(text) if len(clause) >= 4]
    commands = [c for c in clauses if _is_command(c)]
    if apart and len(commands) >= _FEWEST_CLAUSES and len(commands) * 2 > len(clauses):
        what = _MIXED.format(count=len(commands), all=len(clauses))
        yield Finding(where, "存在的问题", "、".join(commands[:3]), values={"what": what})
    elif not measures and not _MEASURE.search(text):
        yield Finding(where, "存在的问题", "没有改进措施", values={"what": _NONE})
    elif apart and measures and _share_nothing(text, remedy):
        count = sum(1 for paragraph in (p for s in problems for p in s.body) if paragraph.text.strip())
        yield Finding(
            measures[0].body[0].where, "改进措施", "与问题无对应", values={"what": _UNRELATED.format(count=count)}
        )
    if rows := _forgotten_rows(report, text + remedy):
        names = [row.name.text for row in rows]
        what = _ROWS.format(names="、".join(f"“{name}”" for name in names))
        yield Finding(rows[0].score or rows[0].name, "扣分指标", "、".join(names), values={"what": what})


def _share_nothing(text: str, remedy: str) -> bool:
    """资金不足 and 争取支持 belong together without a common word: only longer texts can be compared."""
    pairs, others = content_pairs(text), content_pairs(remedy)
    return min(len(pairs), len(others)) >= _FEWEST_PAIRS and not pairs & others


def _is_command(clause: str) -> bool:
    """加强支出管理 tells what to do, 支出管理有待加强 what is wrong."""
    begins = word_list("vague_openings").begins(clause) is not None
    return begins and word_list("deficiency_words").find(clause) is None


def _forgotten_rows(report: Report, text: str) -> list[SummaryRow]:
    """Rows of a published score table that lost points and whose own words occur neither in problems nor in measures.

    Words that several indicators share (网络安全) name none of them.
    """
    mentioned = content_pairs(text)
    found = []
    for rows in indicator_tables(report):
        names = Counter(pair for name in {row.name.text for row in rows} for pair in content_pairs(name))
        for row in rows:
            score, weight = known(row.score), known(row.weight)
            if score is None or weight is None or score >= weight or "执行率" in row.name.text:
                continue
            own = {pair for pair in content_pairs(row.name.text) if names[pair] == 1}
            if own and not own & mentioned and row.name.text not in narrative_of(report).text:
                found.append(row)
    return found
