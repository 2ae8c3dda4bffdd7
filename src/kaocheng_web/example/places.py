"""The organisations and people of the example county."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.example.content import county
from kaocheng_web.journal.services import record
from kaocheng_web.organisations.models import Membership, Organisation

PASSWORD = "qinghe-example-county"
# The one login of each role that the sign-in page shows; preparer and head are of one unit, below the same department.
LOGINS = {
    Role.PREPARER: "preparer",
    Role.UNIT_HEAD: "head",
    Role.DEPARTMENT_REVIEWER: "department",
    Role.FINANCE_REVIEWER: "finance",
    Role.FINANCE_MANAGER: "manager",
    Role.EXPERT: "expert",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "admin",
}
_EXPERTS = "甲乙丙丁戊"


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit, who fills in and who signs there, who reviews above it, and the sectors of its projects."""

    organisation: Organisation
    department: Organisation
    preparer: Person
    head: Person
    reviewer: Person
    sectors: tuple[str, ...]


@dataclass(slots=True)
class Places:
    region: Organisation
    finance: Person
    manager: Person
    experts: list[Person]
    units: list[Unit] = field(default_factory=list)


def build_places() -> Places:
    """Everybody with the same password, hashed once."""
    data, settling = county(), _Settling()
    code = data["region"]["code"]
    region = settling.organisation(code, data["region"]["name"], "region", None, region_code=code)
    bureau = settling.organisation(f"{code}-CZ", data["finance"], "finance", region)
    places = Places(
        region,
        settling.person(Role.FINANCE_REVIEWER, bureau, "财政局审核岗"),
        settling.person(Role.FINANCE_MANAGER, bureau, "财政局绩效管理岗"),
        [settling.person(Role.EXPERT, region, f"评审专家{letter}") for letter in _EXPERTS],
    )
    settling.person(Role.AUDITOR, region, "审计监督岗")
    settling.person(Role.ADMINISTRATOR, region, "系统管理员")
    for number, entry in enumerate(data["department"], 1):
        department = settling.organisation(f"{code}-{number:02}", entry["name"], "department", region)
        reviewer = settling.person(Role.DEPARTMENT_REVIEWER, department, f"{_short(entry['name'])}审核岗")
        for place, name in enumerate(entry["units"], 1):
            unit = settling.organisation(f"{department.code}-{place:02}", name, "unit", department)
            preparer = settling.person(Role.PREPARER, unit, f"{_short(name)}经办")
            head = settling.person(Role.UNIT_HEAD, unit, f"{_short(name)}负责人")
            places.units.append(Unit(unit, department, preparer, head, reviewer, tuple(entry["sectors"])))
    record(None, region, "found", after={"code": code})
    return places


def _short(name: str) -> str:
    return name.removeprefix("青禾县")


class _Settling:
    def __init__(self) -> None:
        self._password = make_password(PASSWORD)
        self._numbers: dict[Role, int] = {}

    def organisation(
        self, code: str, name: str, kind: str, parent: Organisation | None, *, region_code: str = ""
    ) -> Organisation:
        return Organisation.objects.create(code=code, name=name, kind=kind, parent=parent, region_code=region_code)

    def person(self, role: Role, organisation: Organisation, name: str) -> Person:
        """The first of a role gets its login, the others the same with a number."""
        number = self._numbers[role] = self._numbers.get(role, 0) + 1
        username = LOGINS[role] if number == 1 else f"{LOGINS[role]}{number}"
        made = Person.objects.create(
            username=username,
            name=name,
            path=organisation.path,
            password=self._password,
            digest_mail=False,
        )
        Membership.objects.create(person=made, organisation=organisation, role=role)
        return made
