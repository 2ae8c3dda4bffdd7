"""A whole report as a composition: title, forms in order, summary tables, and what else it states, in short lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kaocheng.composition import Block, Composition, Grid, Heading, Paragraph, Run
from kaocheng.model import GradeBand, Report
from kaocheng.templates.choice import choose
from kaocheng.templates.fields import text_of
from kaocheng.templates.layout import lay_out
from kaocheng.templates.load import load_template
from kaocheng.templates.summary import summary_grids


class Composed(NamedTuple):
    """A report ready for rendering. `omitted`: what a template has no place for ("forms[0].indicators[2].score")."""

    composition: Composition
    omitted: tuple[str, ...]


def compose(report: Report, template_id: str | None = None) -> Composed:
    """Every form in its own layout, or in `template_id`; then the summary tables; then what the text states.

    Title, unit, region, overall result, grade bands and budget figures become lines that reading finds again. The
    narrative itself is not part of a report and is not reproduced. Raises UsageError for an unknown template.
    """
    template = None if template_id is None else load_template(template_id)
    blocks: list[Block] = list(_before(report))
    omitted: list[str] = []
    year = None if report.fiscal_year is None else report.fiscal_year.known
    for index, form in enumerate(report.forms):
        grid, missing = lay_out(form, template or choose(form), year if template is not None else None)
        blocks.append(grid)
        omitted += [f"forms[{index}].{path}" for path in missing]
    blocks += summary_grids(report.summary)
    blocks += _after(report)
    title = text_of(report.title).replace("\n", "")
    title = title or next((block.title for block in blocks if isinstance(block, Grid)), "")
    return Composed(Composition(title, tuple(blocks)), tuple(omitted))


def _before(report: Report) -> Iterator[Block]:
    if report.title is not None:
        yield Heading(report.title.text, 0)
    said = text_of(report.title).replace("\n", "")
    names = [text_of(p) for form in report.forms for p in (form.implementing_unit, form.competent_department) if p]
    unit, region = text_of(report.budget_unit), text_of(report.region)
    if unit and unit not in said and unit != next(iter(names), ""):
        yield _line(f"单位名称：{unit}")
    if region and region not in said + "".join(names):
        yield _line(f"所在地区：{region}")
    year = text_of(report.fiscal_year)
    stated = year in said or any(text_of(form.fiscal_year) for form in report.forms)
    subject = "部门整体支出" if report.kind == "department" and not said and not report.forms else ""
    if year and (subject or not stated):
        yield _line(f"评价年度：{year}{'年度' if year.isdecimal() else ''}{subject}绩效自评")
    elif subject:
        yield _line(f"评价对象：{subject}")


def _after(report: Report) -> Iterator[Block]:
    score, grade = text_of(report.overall_score), text_of(report.grade)
    if score:
        yield _line(f"自评得分为{score}，自评等级为{grade}。" if grade else f"自评得分为{score}。")
    elif grade:
        yield _line(f"自评等级为{grade}。")
    if report.grade_bands:
        yield _line("评价等级：" + "；".join(map(_band, report.grade_bands)) + "。")
    if report.department_budget:
        figures = [f"{figure.label.text}{figure.amount.text}" for figure in report.department_budget]
        yield _line("；".join(figures) + "。")
    if report.report_date is not None:
        yield _line(report.report_date.text)


def _band(band: GradeBand) -> str:
    grade = band.grade.text
    low = "≤" if band.minimum_inclusive else "<"
    high = "≤" if band.maximum_inclusive else "<"
    if band.minimum is not None and band.maximum is not None:
        return f"{_plain(band.minimum)}分{low}得分{high}{_plain(band.maximum)}分为{grade}"
    if band.minimum is not None:
        return f"得分{'≥' if band.minimum_inclusive else '>'}{_plain(band.minimum)}分为{grade}"
    if band.maximum is not None:
        return f"得分{high}{_plain(band.maximum)}分为{grade}"
    return grade


def _plain(number: Decimal) -> str:
    return format(number, "f")


def _line(text: str) -> Paragraph:
    return Paragraph((Run(text),))
