"""段落像是从别的行业抄来

## 检查内容
正文和自评表问题栏里，只有别的行业才会用的专用说法。行业由单位名称判断，业务是否相通看项目名称、目标和职责。

## 为什么
照搬别的单位的材料，说明这一段没有写自己的情况，问题和措施也就不是自己的。

## 依据
考成手册建议。行业用词表见 registers/sectors.toml。

## 举例
网信部门的改进措施写“更好地实施储备物资管理，确保储备物资数量真实、质量良好”：报。

## 不报的情形
- 项目名称、目标或单位职责里有相通的业务（合办项目、代管工作）。
- 乡镇、街道、财政、审计、开发区等综合性单位。
- 同一行业的说法在四段以上出现，应是本单位的日常业务。
- 由单位名称看不出行业：记为未判定。

## In English
Reports expressions that only another trade uses, judged by the unit's name, its projects, goals and duties. General
authorities are not judged; expressions that run through the whole report are the unit's business; a unit whose trade its
name does not show leaves the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.finding import Place
from kaocheng.audit.prose import close_text, passages
from kaocheng.audit.sectors import is_general, mentions_any, sectors, sectors_of
from kaocheng.language import Text
from kaocheng.model import Report

_MOST_PASSAGES = 3
_SHOWN = 4
_DUTIES = ("职能", "职责", "概况", "基本情况")
_UNKNOWN = Text(
    "由单位名称看不出所属行业，无法判断“{found}”是不是本单位业务",
    "the unit's name does not show its trade, so “{found}” may be its business",
)


@report_rule(
    "CON-14",
    severity=Severity.WARNING,
    title=Text("段落像是从别的行业抄来", "paragraph of another trade"),
    message=Text(
        "“{found}”是{subject}行业的说法，与本单位的业务不相干。",
        "“{found}” belongs to {english}, not to this unit's business.",
    ),
    advice=Text(
        "请核对这一段是否照搬其他单位的材料，改写为本单位的实际情况。",
        "Check whether the passage was copied from another unit's report and describe the unit's own situation.",
    ),
    source="考成手册建议",
)
def paragraph_of_another_trade(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    found = [(at, text) for at, text in _texts(report) if mentions_any(text)]
    if not found:
        return
    unit = _unit(report)
    if not unit or is_general(unit):
        return
    own = sectors_of(unit)
    business = _business(report)
    for sector in sectors():
        if sector in own or any(word in business for word in sector.own):
            continue
        hits = [(at, sector.pattern.findall(text)) for at, text in found]
        hits = [(at, phrases) for at, phrases in hits if phrases]
        if not hits or len(hits) > _MOST_PASSAGES:
            continue
        at, phrases = hits[0][0], _distinct(hits)
        if own:
            yield Finding(at, sector.name.zh, "”“".join(phrases[:_SHOWN]), values={"english": sector.name.en})
        else:
            yield Skip(at, sector.name.zh, _UNKNOWN.format(found="”“".join(phrases[:_SHOWN])))


def _texts(report: Report) -> Iterator[tuple[Place, str]]:
    for passage in passages(report):
        yield passage.where, passage.text
    for form in report.forms:
        if form.problems is not None:
            yield form.problems, close_text(form.problems.text)


def _unit(report: Report) -> str:
    """The names by which the unit and the executing units go."""
    cells = [
        report.budget_unit,
        *(cell for form in report.forms for cell in (form.competent_department, form.implementing_unit)),
    ]
    return " ".join(close_text(cell.text) for cell in cells if cell is not None)


def _business(report: Report) -> str:
    """What the unit does by its own account: projects, goals and duties."""
    words = [row.name.text for row in report.summary]
    for form in report.forms:
        words += [form.project_name.text] if form.project_name is not None else []
        words += [objective.expected.text for objective in form.objectives if objective.expected is not None]
    words += [passage.text for passage in passages(report) if any(word in passage.subsection for word in _DUTIES)]
    return close_text(" ".join(words))


def _distinct(hits: list[tuple[Place, list[str]]]) -> list[str]:
    return list(dict.fromkeys(phrase for _, phrases in hits for phrase in phrases))
