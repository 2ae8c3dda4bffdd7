"""What was evaluated: the unit, the projects, their goals."""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.explanations import states_something
from kaocheng.audit.rows import compact
from kaocheng.composition import Block, Gap
from kaocheng.reporting.assessment import Assessment, Project
from kaocheng.reporting.tables import table
from kaocheng.reporting.wording import ask, listed, paragraph, plain, quoted, rate, sentence

_SAID = 8  # amounts that one sentence can carry


def overview(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """Who manages and carries out the project, and in which year; of several projects, their number and names."""
    if project is None:
        yield from _several(assessment)
        return
    name = f"“{project.name}”" if project.name else "本项目"
    competent, implementing = compact(project.form.competent_department), compact(project.form.implementing_unit)
    who = ""
    if competent and implementing and competent != implementing:
        who = f"主管部门为{competent}，由{implementing}组织实施，"
    elif competent or implementing:
        who = f"由{competent or implementing}组织实施，"
    if assessment.year is not None:
        yield paragraph(f"{name}{who}评价年度为{assessment.year}年。")
    else:
        yield paragraph(f"{name}{who}评价年度为", Gap("请填写评价年度"), "。")


def _several(assessment: Assessment) -> Iterator[Block]:
    names = [project.name for project in assessment.projects if project.name]
    rows = [row for row in assessment.report.summary if row.row_kind == "project"]
    names = names or [compact(row.name) for row in rows]
    unit = "本部门" if assessment.report.kind == "department" else "本单位"
    year = f"{assessment.year}年度" if assessment.year else ""
    count = len(assessment.projects) or len(rows)
    if count:
        said = f"，包括{listed(quoted(names), measure='个')}" if names else ""
        yield paragraph(f"{year}{unit}纳入绩效自评的项目共{count}个{said}。")
    else:
        yield paragraph(f"{year}{unit}绩效自评未附项目自评表。", Gap("请说明纳入自评的范围"))


def department_budget(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """The amounts of the department's own budget that the source states, each with its label."""
    figures = [(compact(f.label), compact(f.amount)) for f in assessment.report.department_budget]
    said = [f"{label}{amount}" for label, amount in figures if label]
    if not said:
        yield ask("请填写部门预算收入、预算支出、决算支出及年末结转结余")
        return
    if len(said) > _SAID:
        yield paragraph("部门预算收支情况见下表。")
        rows = [[label, amount] for label, amount in figures if label]
        yield table("部门预算收支", ["事项", "金额"], rows)
        return
    lead = f"{assessment.year}年度，本部门" if assessment.year else "本部门"
    yield paragraph(sentence(f"{lead}{'，'.join(said)}"))


def goals(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """The goal of the year and what became of it, as the form says."""
    for one in assessment.projects if project is None else (project,):
        lead = f"“{one.name}”" if project is None and one.name else ""
        stated = [goal for goal in one.form.objectives if goal.expected or goal.actual]
        if not stated:
            yield paragraph(f"{lead}自评表未填列年度总体目标。", Gap("请补充年度总体目标及完成情况"))
        for goal in stated:
            expected = plain(goal.expected.text) if goal.expected else ""
            done = goal.completion_rate.known if goal.completion_rate is not None else None
            share = f"自评表填列的总体完成率为{rate(done)}。" if done is not None else ""
            if expected:
                yield paragraph(sentence(f"{lead}年度总体目标为：{expected}"))
            if goal.actual is not None and states_something(goal.actual):
                yield paragraph(sentence(f"{lead}实际完成情况为：{plain(goal.actual.text)}") + share)
            else:
                yield paragraph(f"{lead}年度总体目标的完成情况未填列。{share}", Gap("请填写总体目标完成情况"))
