"""自评工作早于年度终了或早于通知

## 检查内容
报告写明的自评各阶段的日期（“2月27日至3月15日开展评价实施”一类），整个阶段早于评价年度的12月31日，
或者早于报告所依据的自评通知的发文年份（“璧财绩〔2023〕1号”）。全部阶段合报一次。

## 为什么
年度还没有过完，不可能评价全年的结果；通知还没有发，也不可能按通知开展。通常是年份写错，应当改正后再公开。

## 依据
考成手册建议。

## 举例
评价2022年度，依据2023年的通知，却写“2022年2月27日至3月15日开展评价实施”。

## 不报的情形
- 阶段在年度终了以后。
- 年底的准备、部署、培训阶段。
- 自评的组织、方法、过程以外的章节；写明是另一年度的评价。
- 评价时段、基准日、项目起止时间、绩效监控、事前评估的日期，不是自评工作的日期。
- 结束在年度终了以后的阶段。
- 公文、图表标题的年份（由 CON-19 检查）；报告落款日期（由 PRO-02 检查）。
- 看不出评价年度时记为未判定。

## In English
Reports phases of the evaluation that ended before the year evaluated did, or in a year before that of the notice they
follow; all phases in one finding. Preparation in the last weeks of the year, the period evaluated, monitoring and ex-ante
work are not phases of the self-evaluation. The year of documents is left to CON-19, the report date to PRO-02.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from kaocheng.audit.dates import DatedSentence, DateSpan, dated_sentences, names_other_year
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import Topic, narrative_of, sections_about
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location, known

_WORK = re.compile(
    r"(?:开展|进行|组织|实施|完成|启动)[^，。]{0,24}(?:自评|评价|评估|考评)|(?:自评|评价|评估|考评)[^，。]{0,10}(?:阶段|实施|审核|复核|工作)"
)
_OTHER = re.compile(
    r"时段|基准日|评价期|期间为|评价范围|起止|监控|事前|预算编制|目标申报|开始时间|印发|下发|收到|出台|发布了?《"
)
_PREPARATION = re.compile(r"准备|部署|布置|培训|动员|制定方案|下发通知")
_NOTICE = re.compile(
    r"《[^》]{0,60}(?:自评|绩效评价)[^》]{0,20}通知》[（(][^）)]{1,16}[〔\[【（(](?P<year>20\d\d)[〕\]】）)]\d{1,4}号[)）]"
)
_NO_YEAR = Text("看不出评价的是哪一年度", "the year evaluated is not known")
_BEFORE_END = Text("早于评价年度（{year}年）终了", "before the year evaluated ({year}) ended")
_BEFORE_NOTICE = Text("也早于所依据的{year}年通知", " and before the notice of {year} it follows")
_BEFORE_NOTICE_ONLY = Text("早于所依据的{year}年通知", "before the notice of {year} it follows")


@report_rule(
    "PRO-03",
    severity=Severity.ERROR,
    title=Text("自评工作早于年度终了或早于通知", "evaluation before the end of the year or before the notice"),
    message=Text("自评工作的时间写为 {phases}，{why}。", "The evaluation is said to have taken place {phases}: {why}."),
    advice=Text(
        "请核对各阶段的年份，改正后与通知、评价年度一致。",
        "Check the years of the phases against notice and fiscal year.",
    ),
    source="考成手册建议",
)
def evaluation_before_year_end(subject: ReportSubject) -> Iterator[Finding | Skip]:
    sentences = [sentence for sentence in dated_sentences(subject.report) if _is_phase(sentence)]
    if not sentences or not (places := _procedure(subject.report)):
        return
    sentences = [sentence for sentence in sentences if sentence.where in places]
    year, notice = known(subject.report.fiscal_year), _notice_year(subject.report)
    if year is None:
        if sentences:
            yield Skip(sentences[0].where, "自评工作时间", _NO_YEAR)
        return
    phases = [(s, span) for s in sentences if not names_other_year(s.text, year) for span in s.spans]
    before_end = [(sentence, span) for sentence, span in phases if _ends_early(sentence, span, year)]
    before_notice = [(sentence, span) for sentence, span in phases if notice is not None and span.end.year < notice]
    early = before_end or [(s, p) for s, p in before_notice if not _PREPARATION.search(s.text)]
    if not early:
        return
    if before_end:
        why = _BEFORE_END.format(year=year)
        if before_notice:
            also = _BEFORE_NOTICE.format(year=notice)
            why = Text(f"{why.zh}，{also.zh}", f"{why.en}{also.en}")
    else:
        why = _BEFORE_NOTICE_ONLY.format(year=notice)
    texts = [span.text for _, span in early]
    listed = Text("、".join(texts), ", ".join(texts))
    expected = f"{max(year + 1, notice or 0)}年"
    yield Finding(early[0][0].where, "自评工作时间", texts[0], expected, values={"phases": listed, "why": why})


def _is_phase(sentence: DatedSentence) -> bool:
    return _WORK.search(sentence.text) is not None and not _OTHER.search(sentence.text)


def _procedure(report: Report) -> frozenset[Location]:
    """Where the report tells how it was evaluated: bodies that evaluate for a living have such dates elsewhere too."""
    return frozenset(p.where for section in sections_about(report, Topic.PROCEDURE) for p in section.body)


def _ends_early(sentence: DatedSentence, span: DateSpan, year: int) -> bool:
    """Preparing in December is ordinary; preparing in March of the year itself is not."""
    if _PREPARATION.search(sentence.text) and span.end >= dt.date(year, 10, 1):
        return False
    return span.end < dt.date(year, 12, 31)


def _notice_year(report: Report) -> int | None:
    years = [int(match["year"]) for match in _NOTICE.finditer(narrative_of(report).text)]
    return max(years, default=None)
