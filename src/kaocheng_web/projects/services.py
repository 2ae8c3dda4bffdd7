"""Creating and changing projects and the amounts of their years."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from kaocheng.language import Text
from kaocheng_web.access.policy import require
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.journal.services import record
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import PROJECT_KINDS, Project, ProjectYear
from kaocheng_web.workflow.services import Refused

_AMOUNTS = ("original_budget", "adjusted_budget", "executed")
_LARGEST = Decimal(10) ** 12


def create_project(
    person: Any,
    *,
    cycle: Cycle,
    unit: Organisation,
    code: str,
    name: str,
    kind: str = "specific",
    ends: int | None = None,
    original_budget: Decimal = Decimal(0),
    adjusted_budget: Decimal | None = None,
    executed: Decimal | None = None,
) -> ProjectYear:
    """A project and its first year. Raises Refused where the code is taken or an amount makes no sense."""
    require(person, "project.manage", unit)
    code, name = code.strip(), " ".join(name.split())
    if not code or not name:
        raise Refused("missing", Text("请填写项目编码和名称", "code and name are needed"))
    if Project.objects.filter(code=code).exists():
        words = Text("项目编码 {code} 已被使用", "the code {code} is taken").format(code=code)
        raise Refused("code-taken", words)
    _check(kind, unit, cycle)
    amounts = {"original_budget": original_budget, "adjusted_budget": adjusted_budget, "executed": executed}
    check_amounts(amounts)
    with transaction.atomic():
        project = Project.objects.create(code=code, name=name, kind=kind, unit=unit, ends=ends)
        year = ProjectYear.objects.create(project=project, cycle=cycle, unit=unit, **amounts)
        record(person, year, "create_project", after={"code": code, "name": name, "kind": kind, **amounts})
    return year


def add_year(
    person: Any,
    project: Project,
    *,
    cycle: Cycle,
    unit: Organisation,
    original_budget: Decimal = Decimal(0),
    adjusted_budget: Decimal | None = None,
    executed: Decimal | None = None,
) -> ProjectYear:
    """A further year of a project, as when it is carried over. Raises Refused where it has that year already."""
    require(person, "project.manage", unit)
    last = project.years.order_by("-cycle__year").first()
    if last is not None:
        require(person, "project.manage", last)
    _check(project.kind, unit, cycle)
    amounts = {"original_budget": original_budget, "adjusted_budget": adjusted_budget, "executed": executed}
    check_amounts(amounts)
    if project.years.filter(cycle=cycle).exists():
        raise Refused("year-exists", Text("项目本年度已存在", "the project has this year already"))
    before = project.years.filter(cycle__year__lt=cycle.year).order_by("-cycle__year").first()
    with transaction.atomic():
        year = ProjectYear.objects.create(project=project, cycle=cycle, unit=unit, carried_from=before, **amounts)
        record(person, year, "add_year", after={"cycle": cycle.year, **amounts})
    return year


def change_project(person: Any, year: ProjectYear, values: Mapping[str, Any]) -> ProjectYear:
    """Other data of a project and of this year of it. `values`: name, kind, unit, ends, and amounts in 万元.

    A budget that an approved objective states is no longer changed here but by an adjustment; Refused is raised.
    """
    require(person, "project.manage", year)
    project = year.project
    unit = values.get("unit", year.unit)
    if unit.pk != year.unit_id:
        require(person, "project.manage", unit)
    wanted = {
        "name": " ".join(str(values.get("name", project.name)).split()),
        "kind": values.get("kind", project.kind),
        "ends": values.get("ends", project.ends),
        "unit": unit,
        **{name: values.get(name, getattr(year, name)) for name in _AMOUNTS},
    }
    if not wanted["name"]:
        raise Refused("missing", Text("请填写项目名称", "the name is needed"))
    _check(wanted["kind"], unit, year.cycle)
    check_amounts({name: wanted[name] for name in _AMOUNTS})
    with transaction.atomic():
        year = ProjectYear.objects.select_for_update().select_related("project", "unit", "cycle").get(pk=year.pk)
        project = year.project
        old = {
            "name": project.name,
            "kind": project.kind,
            "ends": project.ends,
            "unit": year.unit,
            **{name: getattr(year, name) for name in _AMOUNTS},
        }
        changed = {name for name in wanted if wanted[name] != old[name]}
        if changed & {"original_budget", "adjusted_budget"} and _has_yardstick(year):
            words = Text(
                "目标已随预算批复，预算变动请通过目标调整办理",
                "the objective is approved: change the budget by an adjustment",
            )
            raise Refused("budget-approved", words)
        if "unit" in changed and year.filings.exists():
            words = Text("本年度已有填报，不能变更实施单位", "there are forms already: the unit stays")
            raise Refused("unit-in-use", words)
        if not changed:
            return year
        for name in changed:
            setattr(project if name in ("name", "kind", "ends") else year, name, wanted[name])
        if not ProjectYear.objects.filter(project=project, cycle__year__gt=year.cycle.year).exists():
            project.unit = year.unit
        project.save()
        year.save()
        record(
            person,
            year,
            "change_project",
            before={name: _plain(old[name]) for name in sorted(changed)},
            after={name: _plain(wanted[name]) for name in sorted(changed)},
        )
    return year


def set_amounts(person: Any, year: ProjectYear, *, why: str, reason: str = "", **amounts: Decimal | None) -> None:
    """Amounts that follow from something else that the person was allowed (an approval, an import); no right is asked.

    `why`: the action in the journal.
    """
    check_amounts({**{name: getattr(year, name) for name in _AMOUNTS}, **amounts})
    before = {name: getattr(year, name) for name in amounts}
    if before == amounts:
        return
    with transaction.atomic():
        ProjectYear.objects.filter(pk=year.pk).update(**amounts)
        record(person, year, why, before=before, after=amounts, reason=reason)
    for name, amount in amounts.items():
        setattr(year, name, amount)


def check_amounts(amounts: Mapping[str, Decimal | None]) -> None:
    """Raises Refused for an amount that is negative, too large, or finer than a tenth of a cent."""
    for amount in amounts.values():
        if amount is None:
            continue
        exponent = amount.as_tuple().exponent
        if not isinstance(exponent, int) or amount < 0 or amount >= _LARGEST or exponent < -6:
            words = Text(
                "金额应为不小于零、最多六位小数的数（万元）", "amounts are not negative and have at most six decimals"
            )
            raise Refused("wrong-amount", words)


def _check(kind: str, unit: Organisation, cycle: Cycle) -> None:
    if kind not in PROJECT_KINDS:
        raise Refused("wrong-kind", Text("没有这种项目类别", "no such kind of project"))
    if unit.kind not in ("unit", "department", "office", "finance") or not unit.is_active:
        raise Refused("wrong-unit", Text("实施单位应为在用的预算单位或部门", "the unit must be an active budget unit"))
    if not unit.path.startswith(cycle.region.path):
        raise Refused("wrong-unit", Text("实施单位不在本年度的区划内", "the unit is not in the region of this year"))


def _has_yardstick(year: ProjectYear) -> bool:
    return year.filings.filter(kind__in=("objective", "adjustment"), state="approved").exists()


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, Organisation) else value
