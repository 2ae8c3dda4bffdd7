"""A final self-evaluation with personal items planted in it, and its package in any state."""

from __future__ import annotations

from typing import Any

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.disclosure.models import Package
from kaocheng_web.disclosure.selectors import packages
from kaocheng_web.disclosure.services import assemble
from kaocheng_web.filings.models import Filing
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.workflow.services import perform
from tests.web.county import SELF_EVALUATION, County, make_filing

NAME, OTHER_NAME = "某某甲", "某某乙"
PHONE = "138" + "0" * 8  # put together here, nobody's
ACCOUNT = "6222" + "0" * 15
PLANTED = (NAME, OTHER_NAME, PHONE, ACCOUNT)
CELLS = {
    **SELF_EVALUATION,
    "preparer": OTHER_NAME,
    "phone": PHONE,
    "objectives[0].actual": f"{SELF_EVALUATION['objectives[0].actual']}联系人：{NAME}，电话{PHONE}。",
    "indicators[2].deviation": f"该项由{NAME}负责。",
    "indicators[3].deviation": f"尾款已付，账号：{ACCOUNT}",
}
# Who takes each step of the way to the public.
WAY = (
    ("privacy_check", Role.PREPARER),
    ("secrecy_check", Role.UNIT_HEAD),
    ("approve", Role.UNIT_HEAD),
    ("publish", Role.FINANCE_MANAGER),
)
_STATES = ("assembled", "privacy_checked", "secrecy_checked", "approved", "published")


def final_filing(county: County, **columns: Any) -> Filing:
    return make_filing(county, state=columns.pop("state", "finalized"), cells=columns.pop("cells", CELLS), **columns)


def package_in(county: County, state: str = "assembled", **columns: Any) -> Package:
    """A package that went all the way to a state."""
    filing = columns.pop("filing", None) or final_filing(county, **columns)
    package = assemble(actor(county, Role.PREPARER, filing.path), filing)
    for action, role in WAY[: _STATES.index(state)]:
        move(county, package, action, role)
    return package


def move(county: County, package: Package, action: str, role: Role, reason: str = "") -> None:
    package.refresh_from_db()
    perform(actor(county, role, package.path), package, action, version=package.version, reason=reason)


def actor(county: County, role: Role, path: str) -> Person:
    """Who holds the role over an organisation."""
    return (
        county.outsider(role)
        if county.other_department.covers(path) and role in county.outsiders
        else county.person(role)
    )


def fresh(county: County, package: Package) -> Package:
    return packages(county.person(Role.PREPARER)).get(pk=package.pk)


def another_year(county: County, number: int, **columns: Any) -> ProjectYear:
    """A further project of the same year."""
    unit = columns.get("unit", county.unit)
    name = columns.get("name", f"示例项目{number}")
    project = Project.objects.create(code=f"900001-{number:04}", name=name, unit=unit)
    return ProjectYear.objects.create(project=project, cycle=county.cycle, unit=unit, original_budget=100)
