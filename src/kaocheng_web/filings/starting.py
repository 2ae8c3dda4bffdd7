"""The self-evaluation begins with what the year has already decided and measured."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from kaocheng.language import Text
from kaocheng.lifecycle.carrying import actuals_by_name, carry_over
from kaocheng.model.cells import rows_of
from kaocheng.templates import load_template
from kaocheng_web.access.policy import require
from kaocheng_web.filings.checking import complete, computed_fields, grid_of
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import Saved, start, type_cells
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.services import Refused


def yardstick(project_year: ProjectYear) -> Filing | None:
    """The latest approved adjustment, else the approved objective."""
    approved = Filing.objects.filter(project_year=project_year, state="approved")
    return (
        approved.filter(kind="adjustment").order_by("-pk").first()
        or approved.filter(kind="objective").order_by("-pk").first()
    )


def last_monitoring(project_year: ProjectYear) -> Filing | None:
    """The last round that was handed in."""
    rounds = Filing.objects.filter(project_year=project_year, kind="monitoring").exclude(state="open")
    return rounds.order_by("-round").first()


def executed_of(project_year: ProjectYear) -> Decimal | None:
    """Expenditure of the year in 万元: as the accounts closed, else the last month known."""
    if project_year.executed is not None:
        return project_year.executed
    last = project_year.expenditure.order_by("-month").first()
    return None if last is None else last.amount


def start_self_evaluation(person: Any, project_year: ProjectYear) -> Filing:
    """The self-evaluation of a project's year, begun with the approved objective, the results of monitoring and the
    expenditure. A second call returns the same one.

    Raises Refused where no objective is approved: there is no yardstick then.
    """
    require(person, "filing.edit", project_year)
    found = Filing.objects.filter(project_year=project_year, kind="self_evaluation").first()
    if found is not None:
        return found
    basis = yardstick(project_year)
    if basis is None:
        words = Text(
            "绩效目标尚未批复，不能开展自评", "no objective is approved, so there is nothing to measure against"
        )
        raise Refused("no-yardstick", words)
    cycle, monitored = project_year.cycle, last_monitoring(project_year)
    executed = executed_of(project_year)
    cells = {
        "title": load_template(cycle.template).title,
        "fiscal_year": str(cycle.year),
        "project_name": project_year.project.name,
        "implementing_unit": project_year.unit.name,
        "amount_unit": "万元",
        **carry_over(
            basis.cells,
            None if monitored is None else monitored.cells,
            "" if executed is None else amount_text(executed),
        ),
    }
    template = load_template(cycle.template)
    if template.funding is not None and template.funding.weight:
        cells.setdefault("funding[0].weight", template.funding.weight)
    cells |= complete(cells, computed_fields(grid_of(cells, template.id, cycle.year)), scheme=cycle.scheme)
    with transaction.atomic():
        # Two clicks: the unique constraint would let the second fail; it gets what the first has made.
        ProjectYear.objects.select_for_update().get(pk=project_year.pk)
        found = Filing.objects.filter(project_year=project_year, kind="self_evaluation").first()
        return found or start(person, project_year, "self_evaluation", cells, basis=basis, template=template.id)


def take_monitoring(person: Any, filing: Filing) -> Saved:
    """Fill actual values that are still empty from the last monitoring round, and the expenditure from the accounts."""
    monitored = last_monitoring(filing.project_year)
    known = actuals_by_name({} if monitored is None else monitored.cells)
    changes: dict[str, tuple[str, str]] = {}
    for (level2, level3), row in _names(filing).items():
        path = f"indicators[{row}].actual"
        if not filing.cells.get(path, "").strip() and known.get((level2, level3)):
            changes[path] = (filing.cells.get(path, ""), known[level2, level3])
    executed = executed_of(filing.project_year)
    if executed is not None and not filing.cells.get("funding[0].executed_amount", "").strip():
        changes["funding[0].executed_amount"] = ("", amount_text(executed))
    if not changes:
        words = Text("没有可引用的监控数据，或各栏已经填写", "monitoring has nothing for the cells that are empty")
        raise Refused("nothing-to-take", words)
    return type_cells(person, filing, changes=changes)


def _names(filing: Filing) -> dict[tuple[str, str], int]:
    cells = filing.cells
    return {
        (
            "".join(cells.get(f"indicators[{row}].level2", "").split()),
            "".join(cells.get(f"indicators[{row}].level3", "").split()),
        ): row
        for row in range(rows_of(cells, "indicators"))
    }


def amount_text(value: Decimal) -> str:
    """As a form prints an amount: with two decimals, or as many as it has."""
    exponent = value.normalize().as_tuple().exponent
    return f"{value:.{max(2, -exponent if isinstance(exponent, int) else 2)}f}"
