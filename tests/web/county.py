"""A small county for tests: one person per role, two departments, a year, a project with its forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Cycle, Stage
from kaocheng_web.filings import services as filings
from kaocheng_web.filings.models import Filing
from kaocheng_web.organisations.models import Membership, Organisation
from kaocheng_web.projects.models import Project, ProjectYear

PASSWORD = "long enough for tests 1"
_HASHED: list[str] = []

# A sound objective: every weight there, nothing measured yet.
OBJECTIVE = {
    "title": "项目支出绩效自评表",
    "fiscal_year": "2025",
    "project_name": "农村公路养护补助",
    "competent_department": "示例县交通运输局",
    "implementing_unit": "示例县公路养护中心",
    "amount_unit": "万元",
    "funding[0].label": "年度资金总额",
    "funding[0].original_budget": "386.40",
    "funding[0].adjusted_budget": "386.40",
    "funding[0].weight": "10",
    "objectives[0].expected": "完成全县农村公路日常养护412公里，路面病害及时修复，保障群众出行安全。",
}
_INDICATORS = (
    ("产出指标", "数量指标", "日常养护里程", "≥412公里", "15"),
    ("产出指标", "质量指标", "养护工程验收合格率", "≥98%", "15"),
    ("产出指标", "时效指标", "病害处置时间", "≤48小时", "10"),
    ("产出指标", "成本指标", "每公里养护成本", "≤0.95万元", "10"),
    ("效益指标", "社会效益指标", "道路平均封闭时间", "≤6小时", "15"),
    ("效益指标", "可持续影响指标", "村级养护员配备率", "≥95%", "15"),
    ("满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥90%", "10"),
)
ACTUALS = ("412公里", "98.5%", "36小时", "0.93万元", "5小时", "96%", "93%")
for _number, (_level1, _level2, _level3, _target, _weight) in enumerate(_INDICATORS):
    OBJECTIVE |= {
        f"indicators[{_number}].level1": _level1,
        f"indicators[{_number}].level2": _level2,
        f"indicators[{_number}].level3": _level3,
        f"indicators[{_number}].target": _target,
        f"indicators[{_number}].weight": _weight,
    }

# The same, measured: everything met, 372.15 of 386.40 spent.
SELF_EVALUATION = {
    **OBJECTIVE,
    "funding[0].executed_amount": "372.15",
    "funding[0].execution_rate": "96.31%",
    "funding[0].score": "9.63",
    "objectives[0].actual": "完成日常养护412公里，病害处置时间36小时，验收合格率98.5%，群众出行安全得到保障。",
    **{f"indicators[{number}].actual": actual for number, actual in enumerate(ACTUALS)},
    **{f"indicators[{number}].score": row[4] for number, row in enumerate(_INDICATORS)},
    "total_weight": "100",
    "total_score": "99.63",
}


@dataclass
class County:
    """Everything by name. `people`: role → the person of the first unit, department or bureau that holds it."""

    region: Organisation
    finance: Organisation
    department: Organisation
    unit: Organisation
    other_department: Organisation
    other_unit: Organisation
    cycle: Cycle
    project_year: ProjectYear
    people: dict[Role, Person] = field(default_factory=dict)
    outsiders: dict[Role, Person] = field(default_factory=dict)

    def person(self, role: Role | str) -> Person:
        """Fresh from the database, so that no access is remembered."""
        return Person.objects.get(pk=self.people[Role(role)].pk)

    def outsider(self, role: Role | str) -> Person:
        """The same role in the other department, or in its unit."""
        return Person.objects.get(pk=self.outsiders[Role(role)].pk)


def build_county() -> County:
    region = Organisation.objects.create(code="900001", name="示例县", kind="region", region_code="130100")
    finance = Organisation.objects.create(code="900001-CZ", name="示例县财政局", kind="finance", parent=region)
    department = Organisation.objects.create(
        code="900001-JT", name="示例县交通运输局", kind="department", parent=region
    )
    unit = Organisation.objects.create(code="900001-JT-01", name="示例县公路养护中心", kind="unit", parent=department)
    other = Organisation.objects.create(code="900001-JY", name="示例县教育局", kind="department", parent=region)
    other_unit = Organisation.objects.create(code="900001-JY-01", name="示例县第一中学", kind="unit", parent=other)
    cycle = Cycle.objects.create(region=region, year=2025, exercise_year=2026)
    for code in ("objective", "self_evaluation", "review", "rectification", "results", "disclosure"):
        Stage.objects.create(cycle=cycle, code=code)
    for number, month in ((1, 6), (2, 10)):
        Stage.objects.create(cycle=cycle, code="monitoring", round=number, month=month)
    project = Project.objects.create(code="900001-0001", name="农村公路养护补助", unit=unit)
    year = ProjectYear.objects.create(project=project, cycle=cycle, unit=unit, original_budget=Decimal("386.40"))
    county = County(region, finance, department, unit, other, other_unit, cycle, year)
    homes = {
        Role.PREPARER: (unit, other_unit),
        Role.UNIT_HEAD: (unit, other_unit),
        Role.DEPARTMENT_REVIEWER: (department, other),
        Role.FINANCE_REVIEWER: (finance, None),
        Role.FINANCE_MANAGER: (finance, None),
        Role.EXPERT: (region, region),
        Role.AUDITOR: (region, other),
        Role.ADMINISTRATOR: (region, other),
    }
    for role, (home, outside) in homes.items():
        county.people[role] = make_person(role.value, role, home)
        if outside is not None:
            county.outsiders[role] = make_person(f"other_{role.value}", role, outside)
    return county


def make_person(username: str, role: Role, organisation: Organisation) -> Person:
    if not _HASHED:
        _HASHED.append(make_password(PASSWORD))
    person = Person.objects.create(username=username, name=f"某某{username}", password=_HASHED[0])
    Membership.objects.create(person=person, organisation=organisation, role=role)
    return person


def make_filing(county: County, kind: str = "self_evaluation", state: str = "", **columns: Any) -> Filing:
    """A filing of the project in any state, typed by the preparer."""
    cells = columns.pop("cells", SELF_EVALUATION if kind == "self_evaluation" else OBJECTIVE)
    person = county.person(Role.PREPARER)
    filing = filings.start(person, county.project_year, kind, cells, filled_by=[person.pk], **columns)
    if state:
        Filing.objects.filter(pk=filing.pk).update(state=state)
        filing.refresh_from_db()
    return filing


def explain_all(county: County, filing: Filing) -> None:
    """Give a reason for every warning."""
    for found in filings.fresh_check(filing).findings:
        if found["severity"] == "warning":
            filings.explain(county.person(Role.PREPARER), filing, found["fingerprint"], "已核实，见佐证材料。")
