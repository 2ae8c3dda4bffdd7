"""Declaring, grading and adjusting objectives, and keeping the indicator library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from kaocheng.language import Text
from kaocheng.lifecycle.carrying import is_yardstick
from kaocheng.lifecycle.declaring import (
    DECLARATION,
    add_indicators,
    carried_cells,
    declaration_form,
    execution_points,
    indicator_rows,
    opening_cells,
)
from kaocheng.lifecycle.objective_check import GRADES
from kaocheng.model.cells import form_from_cells
from kaocheng.provenance import known
from kaocheng.templates import load_template
from kaocheng.values.units import convert
from kaocheng_web.access.policy import FINANCE_ROLES, access_of, require
from kaocheng_web.filings import services as filings
from kaocheng_web.filings.checking import complete, computed_fields, grid_of
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.starting import amount_text
from kaocheng_web.journal.services import record
from kaocheng_web.objectives import selectors
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.projects.services import set_amounts
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale

GRADED_IN = ("department_approved", "finance_reviewed")  # states in which finance gives or changes the grade
_UNDER_WAY = ("draft", "submitted", "department_approved")
_ADJUSTMENT = "项目支出绩效目标调整申请表"
_ENTRY = ("level1", "level2", "level3", "sector", "target", "measurement_unit", "definition", "evidence")


# ── declaration ───────────────────────────────────────────────────────────────────────────────────────────────────────
def declare(
    person: Any,
    project_year: ProjectYear,
    *,
    cells: Mapping[str, str] | None = None,
    from_library: Iterable[LibraryIndicator] = (),
) -> Filing:
    """The objective of a project's year as a draft in the official declaration form; a second call returns the same.

    Without `cells` it begins with the objective of the year before where the project was carried over, else with the
    official categories, the project's name and its budget. `from_library`: indicators to begin with.
    Raises Refused in a closed year.
    """
    require(person, "filing.edit", project_year)
    cycle = project_year.cycle
    with transaction.atomic():
        # Two clicks: the second gets what the first has made.
        ProjectYear.objects.select_for_update().get(pk=project_year.pk)
        found = Filing.objects.filter(project_year=project_year, kind="objective").first()
        if found is not None:
            return found
        if not cycle.is_open:
            raise Refused("cycle-closed", Text("本年度已关闭", "the year is closed"))
        begun = dict(cells) if cells is not None else _opening(project_year)
        begun["title"] = declaration_form().title
        begun = add_indicators(begun, [selectors.as_row(entry) for entry in from_library])
        begun |= complete(begun, computed_fields(grid_of(begun, DECLARATION, cycle.year)), scheme=cycle.scheme)
        return filings.start(person, project_year, "objective", begun, template=DECLARATION, filled_by=[person.pk])


def _opening(year: ProjectYear) -> dict[str, str]:
    project = {
        "fiscal_year": str(year.cycle.year),
        "project_name": year.project.name,
        "competent_department": (year.unit.department or year.unit).name,
        "implementing_unit": year.unit.name,
        "amount_unit": "万元",
    }
    budget = amount_text(year.budget) if year.budget else ""
    before = None if year.carried_from is None else selectors.yardstick(year.carried_from)
    execution = execution_points(load_template(year.cycle.template))
    if before is not None:
        return carried_cells(declaration_form(), project, before.cells, budget, execution)
    return opening_cells(declaration_form(), project, budget, execution)


def choose_indicators(person: Any, filing: Filing, rows: Iterable[Mapping[str, str]], *, version: int) -> int:
    """Put indicators into a draft, each in its category; those it has already are left out. Returns how many came."""
    _only(filing, "objective", "adjustment")
    chosen = list(rows)
    cells = add_indicators(filing.cells, chosen)
    added = len(indicator_rows(cells)) - len(indicator_rows(filing.cells))
    if not added:
        words = (
            Text("所选指标表中已有", "the form has these indicators already")
            if chosen
            else Text("请先选择指标", "choose indicators first")
        )
        raise Refused("nothing-added", words)
    cycle = filing.project_year.cycle
    cells |= complete(cells, computed_fields(grid_of(cells, filing.template, cycle.year)), scheme=cycle.scheme)
    filings.replace_cells(person, filing, cells, version=version, why="add_indicators")
    return added


# ── review ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def give_grade(person: Any, filing: Filing, grade: str, *, version: int, remark: str = "") -> None:
    """Grade an objective 优, 良, 中 or 差 while it lies with finance. 中 and 差 need a remark.

    The version counts on, so that nobody approves what he saw graded otherwise.
    """
    require(person, "objective.review", filing)
    _only(filing, "objective")
    if access_of(person).roles_over(filing.path).isdisjoint(FINANCE_ROLES):
        raise NotAllowed("wrong-role", Text("审核等级由财政部门给出", "the grade is given by the finance bureau"))
    if filing.state not in GRADED_IN:
        raise NotAllowed("wrong-state", Text("当前状态不能评定等级", "it cannot be graded in this state"))
    if person.pk in filing.filled_by:
        raise Refused("own-work", Text("不能审核自己填报的内容", "nobody reviews what he filled in himself"))
    if grade not in GRADES:
        raise Refused("wrong-grade", Text("等级应为优、良、中、差之一", "the grade is one of 优, 良, 中, 差"))
    remark = filings.clean(remark).strip()[: filings.LONGEST]
    if grade in ("中", "差") and not remark:
        raise Refused("reason-missing", Text("评为“中”“差”请说明理由", "say why it is graded fair or poor"))
    with transaction.atomic():
        graded = Filing.objects.filter(pk=filing.pk, version=version, state=filing.state).update(
            review_grade=grade, version=version + 1
        )
        if not graded:
            raise Stale
        before = filing.review_grade
        record(person, filing, "give_grade", before={"grade": before}, after={"grade": grade}, reason=remark)
    filing.review_grade, filing.version = grade, version + 1


def write_budget(person: Any, filing: Filing) -> None:
    """The amounts of an approved objective or adjustment become those of the project's year, where they are stated."""
    total = form_from_cells(filing.cells).total_funding
    if total is None:
        return
    original, adjusted = (
        _in_ten_thousands(known(printed), filing.cells) for printed in (total.original_budget, total.adjusted_budget)
    )
    year = filing.project_year
    if filing.kind == "objective":
        if original is not None:
            later = adjusted if adjusted is not None and adjusted != original else None
            set_amounts(person, year, why="budget_approved", original_budget=original, adjusted_budget=later)
    elif adjusted is not None and adjusted != year.budget:
        set_amounts(person, year, why="budget_adjusted", adjusted_budget=adjusted)


def _in_ten_thousands(amount: Decimal | None, cells: Mapping[str, str]) -> Decimal | None:
    if amount is None:
        return None
    found = convert(amount, cells.get("amount_unit", "").strip() or "万元", "万元")
    return None if found is None else found.quantize(Decimal("0.000001")).normalize() + 0


# ── adjustment ────────────────────────────────────────────────────────────────────────────────────────────────────────
def request_adjustment(person: Any, project_year: ProjectYear, reason: str) -> Filing:
    """A draft of the adjusted objective, a copy of the one in force. One at a time, and none once the year is measured.

    Raises Refused with what stands in the way.
    """
    require(person, "filing.edit", project_year)
    reason = filings.clean(reason).strip()[: filings.LONGEST]
    with transaction.atomic():
        ProjectYear.objects.select_for_update().get(pk=project_year.pk)
        forms = Filing.objects.filter(project_year=project_year)
        basis = selectors.yardstick(project_year)
        if not project_year.cycle.is_open:
            raise Refused("cycle-closed", Text("本年度已关闭", "the year is closed"))
        if basis is None:
            words = Text("绩效目标尚未批复，可直接修改", "the objective is not approved yet: change it directly")
            raise Refused("no-yardstick", words)
        if forms.filter(kind="adjustment", state__in=_UNDER_WAY).exists():
            words = Text("已有一份调整申请在办", "another adjustment is under way")
            raise Refused("adjustment-under-way", words)
        if forms.filter(kind="self_evaluation").exists():
            words = Text("已开始自评，目标不能再调整", "the year is being measured: the objective stays")
            raise Refused("already-measured", words)
        if not reason:
            raise Refused("reason-missing", Text("请填写调整理由", "please state a reason"))
        number = forms.filter(kind="adjustment").count() + 1
        cells = {path: text for path, text in basis.cells.items() if is_yardstick(path)} | {"title": _ADJUSTMENT}
        filing = filings.start(
            person,
            project_year,
            "adjustment",
            cells,
            basis=basis,
            template=DECLARATION,
            round=number,
            filled_by=[person.pk],
        )
        record(person, filing, "request_adjustment", after={"basis": basis.pk, "number": number}, reason=reason)
    return filing


# ── library ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def save_entry(person: Any, entry: LibraryIndicator | None, values: Mapping[str, Any]) -> LibraryIndicator:
    """A new entry of the indicator library, or another wording of one. Raises Refused where it stands there already."""
    require(person, "library.manage")
    given: dict[str, Any] = {name: " ".join(str(values[name]).split()) for name in _ENTRY if name in values}
    if "is_active" in values:
        given["is_active"] = bool(values["is_active"])
    entry = entry or LibraryIndicator()
    for name, value in given.items():
        setattr(entry, name, value)
    if not (entry.level1 and entry.level2 and entry.level3):
        raise Refused("missing", Text("请填写各级指标名称", "all three levels are needed"))
    same = LibraryIndicator.objects.filter(level2=entry.level2, level3=entry.level3, sector=entry.sector)
    if same.exclude(pk=entry.pk).exists():
        raise Refused("entry-exists", Text("指标库中已有该指标", "the library has this indicator already"))
    with transaction.atomic():
        entry.save()
        record(person, entry, "save_entry", after=given)
    return entry


def learn_from(filing: Filing) -> int:
    """Indicators of an approved objective become entries others may take over; returns how many were new.

    An entry counts each project once, however many years it stands there.
    """
    year = filing.project_year
    sector = selectors.sector_of(year)
    earlier = Filing.objects.filter(
        project_year__project=year.project_id, kind="objective", state__in=("approved", "superseded")
    ).exclude(pk=filing.pk)
    counted = {
        (row["level2"], row["level3"])
        for cells in earlier.values_list("cells", flat=True)
        for row in indicator_rows(cells)
    }
    fields = LibraryIndicator._meta.get_field
    limits = {
        name: getattr(fields(name), "max_length", None)
        for name in ("level1", "level2", "level3", "target", "measurement_unit")
    }
    new = 0
    with transaction.atomic():
        for row in {(row["level2"], row["level3"]): row for row in indicator_rows(filing.cells)}.values():
            if any(len(row.get(name, "")) > limit for name, limit in limits.items() if limit) or not row["level2"]:
                continue
            entry, made = LibraryIndicator.objects.get_or_create(
                level2=row["level2"],
                level3=row["level3"],
                sector=sector,
                defaults={name: row[name] for name in ("level1", "target", "measurement_unit", "definition")},
            )
            new += made
            if (row["level2"], row["level3"]) not in counted:
                LibraryIndicator.objects.filter(pk=entry.pk).update(uses=F("uses") + 1)
    return new


def _only(filing: Filing, *kinds: str) -> None:
    if filing.kind not in kinds:
        raise NotAllowed("wrong-kind", Text("该报表不适用此操作", "not for this kind of form"))


__all__ = [
    "GRADED_IN",
    "choose_indicators",
    "declare",
    "give_grade",
    "learn_from",
    "request_adjustment",
    "save_entry",
    "write_budget",
]
