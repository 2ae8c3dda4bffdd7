"""Problems: those the forms state, and what the audit of the forms found; measures are for a person to name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaocheng.audit.explanations import states_something
from kaocheng.audit.finding import ReportedFinding, Severity
from kaocheng.composition import Block, Gap
from kaocheng.reporting.assessment import Assessment, Outcome, Project
from kaocheng.reporting.content.funds import shown_rate
from kaocheng.reporting.content.indicators import is_far
from kaocheng.reporting.tables import table
from kaocheng.reporting.wording import LISTED, ask, listed, paragraph, plain, quoted, sentence, tight
from kaocheng.scoring import FundingExecution

# What concerns the look of a document or what may be published is settled before a report is signed.
_LEFT_OUT = ("DOC", "PRI", "SEC", "PRO")
# What other blocks of the report say already, and ask for.
_SAID_ELSEWHERE = ("ARI-01", "ARI-02", "ARI-15", "OVR-10", "SCO-16", "SCO-17", "SCO-20")
_FAR_EXCEEDED = "SCO-10"
_LONGEST_SUBJECT = 24  # characters; a longer subject is a quotation, not a name


@dataclass(frozen=True, slots=True)
class Problem:
    """Findings of one rule, told as one problem. `title`: in a few words; `text`: the finding, or how many."""

    title: str
    text: str
    severity: Severity
    count: int

    @property
    def sentence(self) -> str:
        """Understood without the title beside it."""
        return self.text if self.count == 1 else f"{self.title}，{self.text}"


def problems_of(assessment: Assessment, project: Project | None) -> tuple[Problem, ...]:
    """Errors and warnings of the audit, one problem for each rule, the most severe and most frequent first."""
    by_rule: dict[str, list[ReportedFinding]] = {}
    for finding in assessment.findings:
        if finding.severity is Severity.INFO or _settled(assessment, finding):
            continue
        if project is None or finding.form == project.index or (finding.form is None and len(assessment.projects) == 1):
            by_rule.setdefault(finding.code, []).append(finding)
    found = [_problem(assessment, findings) for findings in by_rule.values()]
    order = [min(f.severity.rank for f in findings) * 1000 - len(findings) for findings in by_rule.values()]
    return tuple(problem for _, problem in sorted(zip(order, found, strict=True), key=lambda pair: pair[0]))


def _settled(assessment: Assessment, finding: ReportedFinding) -> bool:
    """Whether the finding is no matter of this section, or another section says it."""
    if finding.code == _FAR_EXCEEDED and finding.form is not None:
        return any(is_far(r) and r.name == finding.subject for r in assessment.projects[finding.form].results)
    return finding.code.startswith((*_LEFT_OUT, *_SAID_ELSEWHERE))


def _problem(assessment: Assessment, findings: list[ReportedFinding]) -> Problem:
    first = findings[0]
    if len(findings) == 1:
        text = f"{_owner(assessment, first)}{tight(first.message.zh)}"
    else:
        text = f"共{len(findings)}处{_about(assessment, findings)}"
    severity = min((finding.severity for finding in findings), key=lambda severity: severity.rank)
    return Problem(first.title.zh, sentence(text), severity, len(findings))


def _about(assessment: Assessment, findings: list[ReportedFinding]) -> str:
    """ "，涉及“甲”和“乙”", the indicators where they are named, else the projects."""
    names = list(dict.fromkeys("".join(finding.subject.split()) for finding in findings))
    if "" in names or len(names) == 1 or any(len(name) > _LONGEST_SUBJECT for name in names):
        names = list(dict.fromkeys(_where(assessment, finding) for finding in findings))
    if "" in names or len(names) == 1:
        return ""
    if len(names) > LISTED:
        return f"，如{'、'.join(quoted(names[:3]))}"
    return f"，涉及{listed(quoted(names))}"


def _where(assessment: Assessment, finding: ReportedFinding) -> str:
    return "" if finding.form is None else assessment.projects[finding.form].name


def _owner(assessment: Assessment, finding: ReportedFinding) -> str:
    """The project before a message that does not name it, where there are several."""
    name = _where(assessment, finding)
    return f"“{name}”：" if name and len(assessment.projects) > 1 and name not in finding.message.zh else ""


def problems(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """Problems the forms state, then those of the audit; more than a few go into a table."""
    for one in assessment.projects if project is None else (project,):
        stated = one.form.problems
        if stated is not None and states_something(stated):
            lead = f"“{one.name}”" if project is None and len(assessment.projects) > 1 and one.name else ""
            yield paragraph(sentence(f"{lead}自评表填报的问题和原因为：{plain(stated.text)}"))
    found = problems_of(assessment, project)
    checked = "对自评表的数据、计分和指标进行复核，" if assessment.projects else "对所报数据进行复核，"
    if not found:
        yield paragraph(f"{checked}未发现需要更正的事项。", Gap("请补充项目实施和管理中存在的问题"))
        return
    if len(found) == 1:
        yield paragraph(f"{checked}有以下事项需要更正或说明：{found[0].sentence}")
        yield ask("除上述复核事项外，请补充项目实施和管理中存在的问题")
        return
    yield paragraph(f"{checked}有以下{len(found)}类事项需要更正或说明。")
    for number, problem in enumerate(found[:LISTED], 1):
        yield paragraph(f"{number}.{problem.sentence}")
    if len(found) > LISTED:
        yield paragraph("其余事项见下表。")
        yield table("其余复核事项", ["事项", "具体情况"], [[p.title, p.text] for p in found[LISTED:]], words=(0, 1))
    yield ask("除上述复核事项外，请补充项目实施和管理中存在的问题")


def measures(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """One gap for each matter that needs a measure: it is known what fell short, not what will be done about it."""
    asked = 0
    for one in assessment.projects if project is None else (project,):
        lead = f"“{one.name}”" if project is None and len(assessment.projects) > 1 and one.name else ""
        short = [result.name for result in one.having(Outcome.MISSED)]
        if short:
            asked += 1
            yield paragraph(
                f"针对{lead}{listed(quoted(short))}未达到指标值，", Gap("请填写措施、责任部门和完成时限"), "。"
            )
        execution = one.execution
        if isinstance(execution, FundingExecution) and execution.rate < 1:
            asked += 1
            gap = Gap("请填写加快预算执行或盘活结余资金的措施")
            yield paragraph(f"针对{lead}预算执行率为{shown_rate(one)}、资金未全部支出，", gap, "。")
    if problems_of(assessment, project):
        asked += 1
        yield paragraph("针对复核发现的数据、计分和指标事项，", Gap("请填写更正情况、责任部门和完成时限"), "。")
    if not asked:
        yield ask("请填写下一步改进措施")
