"""What a person may see, as files: projects, indicators, forms, findings, opinions, the indicator library.

Projects, indicators and the library come in the columns in which they are handed in, so that a file can be corrected
and imported again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from kaocheng.language import Text
from kaocheng.lifecycle.bulk import ERROR, FORMS, INDICATORS, LIBRARY, PROJECTS, Column, Form, Line
from kaocheng.lifecycle.declaring import indicator_rows
from kaocheng.model.cells import rows_of
from kaocheng_web.access.policy import visible
from kaocheng_web.exchange.files import Table
from kaocheng_web.exchange.models import Import
from kaocheng_web.exchange.services import lines_of
from kaocheng_web.filings.models import FILING_KINDS, Filing
from kaocheng_web.filings.services import fresh_check
from kaocheng_web.interface.words import current_language, say
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.projects.models import PROJECT_KINDS, ProjectYear
from kaocheng_web.results.models import ACTS, Opinion

_AT_ONCE = 200
KINDS: dict[str, Text] = {
    "projects": Text("项目", "projects"),
    "indicators": Text("绩效目标和指标", "objectives and indicators"),
    "filings": Text("填报情况", "forms"),
    "findings": Text("校验问题", "findings"),
    "opinions": Text("结果应用意见", "opinions"),
    "library": Text("指标库", "indicator library"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """`department`: path of the organisation; `text`: words of the project's name, code or unit."""

    year: int | None = None
    department: str = ""
    text: str = ""


def export(person: Any, kind: str, asked: Filter) -> Table:
    """The table of that kind; its rows are read from the database as they are written."""
    columns, rows = _EXPORTS[kind]
    return Table(kind, say(KINDS[kind]), [_heading(column) for column in columns], rows(person, asked))


def template(form: Form) -> Table:
    """A table with nothing but its headings; what is required has an asterisk."""
    columns = [
        (name, heading + ("*" if column.required else ""), width)
        for column, (name, heading, width) in zip(form.columns, map(_heading, form.columns), strict=True)
    ]
    return Table(form.id, say(form.title), columns, ())


def refused_rows(found: Import) -> list[Table]:
    """The rows that were not taken, as they stood, with the reason behind them: to be corrected and handed in again."""
    rows: dict[str, list[list[str]]] = {}
    for line, outcome in zip(lines_of(found), found.outcomes, strict=True):
        if outcome["outcome"] == "refused":
            texts = [line.texts.get(column.name, "") for column in FORMS[line.form].columns]
            rows.setdefault(line.form, []).append([*texts, "；".join(map(fault_text, _told(line.form, outcome)))])
    error = ("error", say(ERROR), 60)
    return [
        Table(name, say(FORMS[name].title), [*map(_heading, FORMS[name].columns), error], texts)
        for name, texts in rows.items()
    ]


def _told(form: str, outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    headings = {column.name: column.heading for column in FORMS[form].columns}
    return [{**fault, "heading": headings.get(fault["column"])} for fault in outcome["faults"]]


def fault_text(fault: Mapping[str, Any]) -> str:
    """Code and message of a fault: “missing 项目名称：未填写”."""
    return " ".join(_code_and_words(fault))


def _code_and_words(fault: Mapping[str, Any]) -> tuple[str, str]:
    heading, language = fault.get("heading"), current_language()
    place = "" if heading is None else say(heading) + ("：" if language == "zh" else ": ")
    return fault["code"], f"{place}{fault[language]}"


def faults_of(found: Import, limit: int) -> list[tuple[Line, list[tuple[str, str]]]]:
    """The first rows that were not taken: the line, and codes and messages of what is wrong with it."""
    refused = (
        (line, [_code_and_words(fault) for fault in _told(line.form, outcome)])
        for line, outcome in zip(lines_of(found), found.outcomes, strict=False)
        if outcome["outcome"] == "refused"
    )
    return list(islice(refused, limit))


def _heading(column: Column) -> tuple[str, str, int]:
    return column.name, say(column.heading), 44 if column.longest > 1000 else 28 if column.longest > 60 else 18


def _years(person: Any, asked: Filter) -> QuerySet[ProjectYear]:
    rows = visible(person, ProjectYear.objects.select_related("project", "unit", "cycle"))
    return rows.filter(_condition(asked, "")).order_by("-cycle__year", "project__code")


def _condition(asked: Filter, to_year: str) -> Q:
    """`to_year`: the way from a row to its project's year."""
    found = Q()
    if asked.year is not None:
        found &= Q(**{f"{to_year}cycle__year": asked.year})
    if asked.department:
        found &= Q(**{f"{to_year}path__startswith": asked.department})
    for word in asked.text.replace("\x00", " ").split():
        in_project = Q(**{f"{to_year}project__name__icontains": word}) | Q(
            **{f"{to_year}project__code__icontains": word}
        )
        found &= in_project | Q(**{f"{to_year}unit__name__icontains": word})
    return found


def _forms(person: Any, asked: Filter) -> QuerySet[Filing]:
    names = ("project", "unit", "cycle")
    rows = visible(person, Filing.objects.select_related(*(f"project_year__{name}" for name in names)))
    rows = rows.filter(_condition(asked, "project_year__"))
    return rows.order_by("-project_year__cycle__year", "project_year__project__code", "kind", "round", "pk")


def _project_rows(person: Any, asked: Filter) -> Iterator[Sequence[Any]]:
    objectives = _yardsticks(person, asked)
    for year in _years(person, asked).iterator(chunk_size=_AT_ONCE):
        project = year.project
        yield (
            project.code,
            project.name,
            year.unit.code,
            str(PROJECT_KINDS[project.kind]),
            "" if project.ends is None else str(project.ends),
            _plain(year.original_budget),
            _plain(year.adjusted_budget),
            _plain(year.executed),
            objectives.get(year.pk, ""),
            str(year.cycle.year),
            year.unit.name,
        )


def _yardsticks(person: Any, asked: Filter) -> dict[int, str]:
    """Project year → text of its objective, of those a person may see."""
    rows = _forms(person, asked).filter(kind="objective")
    rows = rows.annotate(text=KeyTextTransform("objectives[0].expected", "cells"))
    return {year: text or "" for year, text in rows.values_list("project_year", "text")}


def _indicator_rows(person: Any, asked: Filter) -> Iterator[Sequence[Any]]:
    for form in _forms(person, asked).filter(kind="objective").iterator(chunk_size=_AT_ONCE):
        year = form.project_year
        weights = {
            form.cells.get(f"indicators[{row}].level3", "").strip(): form.cells.get(f"indicators[{row}].weight", "")
            for row in range(rows_of(form.cells, "indicators"))
        }
        for row in indicator_rows(form.cells):
            names = ("level1", "level2", "level3", "target")
            more = (weights.get(row["level3"], ""), row["measurement_unit"], row["definition"])
            yield (year.project.code, *(row[name] for name in names), *more, str(year.cycle.year), year.project.name)


def _library_rows(person: Any, asked: Filter) -> Iterator[Sequence[Any]]:
    names = [column.name for column in LIBRARY.columns if column.name != "is_active"]
    for entry in LibraryIndicator.objects.iterator(chunk_size=_AT_ONCE):
        yield (*(getattr(entry, name) for name in names), "是" if entry.is_active else "否")


def _filing_rows(person: Any, asked: Filter) -> Iterator[Sequence[Any]]:
    for form in _forms(person, asked).defer("cells", "findings").iterator(chunk_size=_AT_ONCE):
        year = form.project_year
        yield (
            str(year.cycle.year),
            year.project.code,
            year.project.name,
            year.unit.name,
            str(FILING_KINDS[form.kind]),
            str(form.round),
            say(form.state_now.label),
            form.claimed_score,
            form.replayed_score,
            form.grade,
            _plain(form.execution_rate),
            form.errors,
            form.warnings,
            "" if form.submitted_at is None else form.submitted_at.strftime("%Y-%m-%d"),
        )


def _finding_rows(person: Any, asked: Filter) -> Iterator[Sequence[Any]]:
    language = current_language()
    for form in _forms(person, asked).iterator(chunk_size=_AT_ONCE):
        year = form.project_year
        head = (
            str(year.cycle.year),
            year.project.code,
            year.project.name,
            year.unit.name,
            str(FILING_KINDS[form.kind]),
        )
        for row in fresh_check(form).findings:
            texts = (row[name][language] for name in ("title", "message", "advice"))
            yield (*head, row["code"], _SEVERITIES[row["severity"]].in_(language), row["field"] or "", *texts)


def _opinion_rows(person: Any, asked: Filter) -> Iterator[Sequence[Any]]:
    names = ("project", "unit", "cycle")
    rows = visible(person, Opinion.objects.select_related(*(f"project_year__{name}" for name in names)))
    rows = rows.filter(_condition(asked, "project_year__"))
    for row in rows.order_by("-project_year__cycle__year", "project_year__project__code").iterator(_AT_ONCE):
        year = row.project_year
        steps = "；".join(step[current_language()] for step in row.basis.get("steps", ()))
        yield (
            str(year.cycle.year),
            year.project.code,
            year.project.name,
            year.unit.name,
            str(row.basis.get("grade") or ""),
            str(ACTS[row.act]),
            _plain(row.amount),
            say(row.state_now.label),
            steps,
            row.remark,
        )


def _plain(value: Any) -> Any:
    """Without the noughts at the end that the database keeps."""
    return None if value is None else value.normalize() + 0


_SEVERITIES = {
    "error": Text("错误", "error"),
    "warning": Text("提示", "warning"),
    "info": Text("参考", "info"),
}


def _columns(*names: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, Text(zh, en)) for name, zh, en in names)


_HEAD = (
    ("year", "年度", "year"),
    ("code", "项目编码", "project code"),
    ("name", "项目名称", "project name"),
    ("unit_name", "实施单位", "unit"),
)
_EXPORTS: dict[str, tuple[tuple[Column, ...], Any]] = {
    "projects": (
        (*PROJECTS.columns, *_columns(("year", "年度", "year"), ("unit_name", "实施单位", "unit"))),
        _project_rows,
    ),
    "indicators": (
        (*INDICATORS.columns, *_columns(("year", "年度", "year"), ("project_name", "项目名称", "project name"))),
        _indicator_rows,
    ),
    "library": (LIBRARY.columns, _library_rows),
    "filings": (
        _columns(
            *_HEAD,
            ("kind", "报表", "form"),
            ("round", "轮次", "round"),
            ("state", "状态", "state"),
            ("claimed", "自评得分", "claimed score"),
            ("replayed", "复算得分", "recomputed score"),
            ("grade", "等级", "grade"),
            ("execution_rate", "预算执行率", "execution rate"),
            ("errors", "错误数", "errors"),
            ("warnings", "提示数", "warnings"),
            ("submitted", "报送日期", "handed in"),
        ),
        _filing_rows,
    ),
    "findings": (
        _columns(
            *_HEAD,
            ("kind", "报表", "form"),
            ("rule", "规则", "rule"),
            ("severity", "级别", "severity"),
            ("field", "栏目", "field"),
            ("title", "问题", "problem"),
            ("message", "说明", "message"),
            ("advice", "建议", "advice"),
        ),
        _finding_rows,
    ),
    "opinions": (
        _columns(
            *_HEAD,
            ("grade", "等级", "grade"),
            ("act", "意见", "act"),
            ("amount", "下年建议预算（万元）", "proposed budget (10,000 yuan)"),
            ("state", "状态", "state"),
            ("basis", "依据", "basis"),
            ("remark", "说明", "remark"),
        ),
        _opinion_rows,
    ),
}
