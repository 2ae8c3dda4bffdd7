"""The running text by its headings: what stands under 存在的问题, 改进措施, 自评的方法和过程, 评价工作组人员名单 …

A heading is a short numbered line without a full stop; what it is about is decided by its words, never by its number,
since reports mix “二、”, “（2）” and “4、”. Nothing here judges. Documents are cut up once, however many rules ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kaocheng.audit.finding import Place
from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.once import once
from kaocheng.documents import Paragraph
from kaocheng.model import Report
from kaocheng.provenance import NOWHERE


class Topic(StrEnum):
    """What a section is about, where the audit needs to know."""

    PROCEDURE = "procedure"  # how the evaluation was organised and done
    CONCLUSION = "conclusion"
    EXPERIENCE = "experience"
    PROBLEMS = "problems"
    PROBLEMS_AND_MEASURES = "problems-and-measures"
    MEASURES = "measures"
    EVALUATORS = "evaluators"  # list of the people who evaluated


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of the same level or of another topic.

    `title` without number and blanks. `level`: 1 for “一、”, 2 for “（一）”, 3 for “1.”, 4 for “（1）”.
    `body`: the paragraphs under it, headings without a topic included.
    """

    heading: Paragraph
    title: str
    level: int
    topic: Topic | None
    body: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The body as one text without blanks, so that cut lines do not cut words."""
        return "".join("".join(paragraph.text.split()) for paragraph in self.body)


@dataclass(frozen=True, slots=True)
class Narrative:
    """The running text of a report: its visible paragraphs, its sections, and all of it without blanks."""

    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    text: str


_NUMBER = re.compile(
    r"\s*(?:(?P<one>(?:第?[一二三四五六七八九十]{1,3}(?:部分|章)?)[、.．:：\s])"
    r"|(?P<two>[（(][一二三四五六七八九十]{1,3}[)）])"
    r"|(?P<three>\d{1,2}[、.．](?!\d))"
    r"|(?P<four>[（(]\d{1,2}[)）]|[①-⑩]))\s*"
)
_FIRST = re.compile(r"[（(第]?[一1](?!\d|十)|①")
_LEVELS = {"one": 1, "two": 2, "three": 3, "four": 4}
_SENTENCE = re.compile(r"[。；;！!？?]")
_LEADING_CLAUSE = re.compile(r"[:：。]")
_LONGEST_HEADING = 40
_LONGEST_LEAD = 18
_SAME_LINE_TOPICS: frozenset[Topic] = frozenset({Topic.PROBLEMS, Topic.MEASURES, Topic.PROBLEMS_AND_MEASURES})

# The first pattern that fits decides: 针对问题提出的改进措施 is about measures, 存在的问题及改进措施 about both.
_TOPICS: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (re.compile(r"(?:评价|自评|评审|工作组|小组|专家组?).{0,10}(?:名单|签字|签名|签章)"), Topic.EVALUATORS),
    (re.compile(r"^(?:针对|解决).{0,8}问题"), Topic.MEASURES),
    (re.compile(r"问题.{0,12}(?:措施|建议|整改|打算|改进)"), Topic.PROBLEMS_AND_MEASURES),
    (re.compile(r"(?:存在|主要|发现|有关)的?.{0,6}(?:问题|不足)|问题及?原因|^问题"), Topic.PROBLEMS),
    (
        re.compile(
            r"改进|整改|(?:有关|意见|政策|工作|相关|措施及?)建议|^建议|整体措施|下一步.{0,6}(?:工作|打算|措施|计划)"
        ),
        Topic.MEASURES,
    ),
    (re.compile(r"结论|评价等级|评价结果|自评结果|自评得分"), Topic.CONCLUSION),
    (re.compile(r"经验|做法"), Topic.EXPERIENCE),
    (
        re.compile(
            r"(?:自评|评价|评估)(?:工作)?.{0,8}?(?:组织|方法|过程|方式|程序|步骤|开展情况|工作情况|基本情况|工作开展)"
        ),
        Topic.PROCEDURE,
    ),
)
# Where the report ends and its tables begin.
_ANNEX = re.compile(
    r"附(?:件|表)?[\d一二三四五六七八九十]{1,3}(?:-\d+)?(?:[:：].{0,40})?|.{2,40}(?:自评表|汇总表|得分表|评分表)"
)
_ANNEX_LEVEL = 0
_BARE = re.compile(r"(?:存在的?(?:主要)?问题.{0,10}|(?:下一步)?(?:改进|整改)措施.{0,8}|有关建议)[:：]?")


_EMPTY = Narrative((), (), "")


def narrative_of(report: Report) -> Narrative:
    """The running text of a report; empty where the report was typed in."""
    return _EMPTY if report.document is None else _cut(report)


@once
def _cut(report: Report) -> Narrative:
    visible = paragraphs(report)
    text = "\n".join("".join(paragraph.text.split()) for paragraph in visible)
    return Narrative(visible, tuple(_sections(visible)), text)


def sections_about(report: Report, *topics: Topic) -> tuple[Section, ...]:
    """The sections of a report that are about one of the topics, in order."""
    return tuple(section for section in narrative_of(report).sections if section.topic in topics)


def is_written_report(report: Report) -> bool:
    """Whether the file is a report in words, not a form alone: headings, or a title 报告, over some paragraphs of text.

    What is asked of a report (date, signature, problems) is not asked of a bare form.
    """
    narrative = narrative_of(report)
    if sum(len(paragraph.text) >= 30 for paragraph in narrative.paragraphs) < 3:
        return False
    headings = sum(section.level <= 2 for section in narrative.sections)
    return headings >= 3 or (report.title is not None and "报告" in report.title.text)


def place_of_report(report: Report) -> Place:
    """A place that stands for the report as a whole: its title, else its first paragraph."""
    if report.title is not None:
        return report.title
    narrative = narrative_of(report)
    return narrative.paragraphs[0].where if narrative.paragraphs else NOWHERE


def topic_of(title: str) -> Topic | None:
    """What a heading announces.

    >>> topic_of("存在的问题及改进措施"), topic_of("项目过程情况")
    (<Topic.PROBLEMS_AND_MEASURES: 'problems-and-measures'>, None)
    """
    return next((topic for pattern, topic in _TOPICS if pattern.search(title)), None)


@dataclass(frozen=True, slots=True)
class _Heading:
    """`starts_over`: the first of its kind (1., 一、, （一）). `rest`: the end of the line, where text follows."""

    index: int
    title: str
    level: int
    topic: Topic | None
    starts_over: bool = False
    rest: tuple[Paragraph, ...] = ()


def _sections(paragraphs: tuple[Paragraph, ...]) -> Iterator[Section]:
    heads = [head for i, paragraph in enumerate(paragraphs) if (head := _read_heading(paragraph, i)) is not None]
    for position, head in enumerate(heads):
        if head.level == _ANNEX_LEVEL:
            continue
        following = heads[position + 1 :]
        level = head.level
        if head.topic is not None and following and following[0].topic is None and following[0].starts_over:
            level = min(
                level, following[0].level - 1
            )  # （2）建议, and under it 1. and 2.: numbered wrongly, still above
        end = next((h.index for h in following if h.level <= level or h.topic is not None), len(paragraphs))
        body = (*head.rest, *paragraphs[head.index + 1 : end])
        yield Section(paragraphs[head.index], head.title, head.level, head.topic, body)


def _read_heading(paragraph: Paragraph, index: int) -> _Heading | None:
    """None for ordinary text."""
    text = paragraph.text
    match = _NUMBER.match(text)
    if match is None:
        closed = "".join(text.split()) if len(text) <= _LONGEST_HEADING * 2 else ""
        if closed and len(closed) <= _LONGEST_LEAD and _BARE.fullmatch(closed):
            title = closed.rstrip(":：")
            return _Heading(index, title, 1, topic_of(title))
        return _Heading(index, closed, _ANNEX_LEVEL, None) if closed and _ANNEX.fullmatch(closed) else None
    assert match.lastgroup is not None
    level = _LEVELS[match.lastgroup]
    first = bool(_FIRST.match(match.group().strip()))
    after = text[match.end() :]
    title = "".join(after[: _LONGEST_HEADING * 3].split())
    if 2 <= len(title) <= _LONGEST_HEADING and not _SENTENCE.search(title):
        return _Heading(index, title.rstrip(":："), level, topic_of(title), first)
    lead = _LEADING_CLAUSE.split(after, maxsplit=1)
    clause = "".join(lead[0].split())
    if len(lead) == 2 and len(clause) <= _LONGEST_LEAD and lead[1].strip():
        topic = topic_of(clause)
        if topic in _SAME_LINE_TOPICS:
            return _Heading(index, clause, level, topic, first, (Paragraph(lead[1].strip(), paragraph.where),))
    return None
