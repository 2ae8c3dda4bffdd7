"""引用的制度已被替代

## 检查内容
正文用书名号或文号引用的制度，与已停止适用的制度目录比较；评价年度在停止适用之后的，提示更新。

## 为什么
依据过时的制度管理资金，说明制度没有更新，或材料照抄往年。

## 依据
各制度的停止适用日期和替代文件见 registers/regulations.toml，每条注明来源和核对情况；凭文号回忆的条目，正式引用前请核对。

## 举例
2023年度报告写“严格按照《行政单位会计制度》执行”，该制度自2019年1月1日起由《政府会计制度》代替：提示。

## 不报的情形
- 评价年度在停止适用之前。
- 说明新旧更替的话（原《…》、已废止）。
- 同名而文号不同的新版本。
- 不知道评价年度：记为未判定。

## In English
Compares titles in 《》 and document numbers with a register of replaced instruments, each with date, successor, source and
how sure we are. Only years after the replacement are reported; sentences about the replacement itself are not.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.prose import sentences
from kaocheng.audit.regulations import Regulation, citations
from kaocheng.language import Text
from kaocheng.provenance import known
from kaocheng.schemes.scheme import Status

_NO_YEAR = Text("不知道评价年度，无法判断所引制度是否过时", "the evaluated year is unknown")
_RECALLED = Text("（凭文号，条文待核）", " (from memory of the number, to be checked)")
_NOTHING = Text("", "")


@report_rule(
    "CON-18",
    severity=Severity.INFO,
    title=Text("引用的制度已被替代", "regulation out of date"),
    message=Text(
        "正文引用{found}，自 {ended} 起由《{successor}》（{number}）代替{sure}。",
        "The text cites {found}, replaced from {ended} by 《{successor}》 ({number}){sure}.",
    ),
    advice=Text(
        "请核对现行制度后更新依据；确属历史情况的，请写明。",
        "Check the instrument in force and update the reference; if history is meant, say so.",
    ),
    source="替代文件见各条来源（registers/regulations.toml）；检查方法为考成手册建议",
)
def regulation_outdated(subject: ReportSubject) -> Iterator[Finding | Skip]:
    year = known(subject.report.fiscal_year)
    seen: set[str] = set()
    for sentence in sentences(subject.report):
        for citation in citations(sentence.text):
            regulation = citation.regulation
            if regulation.title in seen:
                continue
            seen.add(regulation.title)
            if year is None:
                yield Skip(sentence.where, citation.text, _NO_YEAR)
            elif _is_over(regulation, year):
                yield Finding(
                    sentence.where,
                    regulation.title,
                    citation.text,
                    f"《{regulation.successor}》",
                    values={
                        "ended": regulation.ended.isoformat(),
                        "successor": regulation.successor,
                        "number": regulation.successor_number,
                        "sure": _NOTHING if regulation.status is Status.VERIFIED else _RECALLED,
                    },
                )


def _is_over(regulation: Regulation, year: int) -> bool:
    """Whether the regulation had ended before the year began; within the year it may have been cited rightly."""
    return regulation.ended.year < year or (regulation.ended.year == year and regulation.ended.timetuple().tm_yday == 1)
