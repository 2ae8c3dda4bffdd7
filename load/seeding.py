"""The county in which the simulated clerks work: `python -m load.seeding CLERKS FILE`, in a data folder of its own.

Every clerk has a session (signing in is not what is measured) and a draft with twenty indicator rows. Every eighth
draft is shared by two clerks, who write into it at the same time.
"""

from __future__ import annotations

import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

ROWS = 20
FIELDS = ("level1", "level2", "level3", "target", "actual", "weight", "score", "deviation")  # of a row
SHARED_EVERY = 8
# Levels, rows, what each row measures, target, actual value. One warning is left, whose reason the clerk must give.
_LEVELS = (
    ("产出指标", "数量指标", 5, "日常养护里程", "≥{n}公里", "{n}公里"),
    ("产出指标", "质量指标", 4, "养护工程验收合格率", "≥95%", "96%"),
    ("产出指标", "时效指标", 3, "路面病害修复时间", "≤48小时", "36小时"),
    ("产出指标", "成本指标", 2, "每公里养护成本", "≤0.95万元", "0.93万元"),
    ("效益指标", "社会效益指标", 3, "道路封闭时间", "≤6小时", "5小时"),
    ("满意度指标", "服务对象满意度指标", 3, "沿线群众满意度", "≥90%", "93%（发放问卷120份）"),
)


def form() -> tuple[dict[str, str], dict[str, str]]:
    """The cells of a draft as carried over from the objective, and what the clerk types into it: path → text."""
    given = {
        "title": "项目支出绩效自评表",
        "project": "农村公路养护补助",
        "supervising_department": "示例县交通运输局",
        "implementing_unit": "示例县公路养护中心",
        "funding[0].label": "年度资金总额",
        "funding[0].original_budget": "386.40",
        "funding[0].adjusted_budget": "386.40",
        "funding[0].weight": "10",
        "objectives[0].expected": "完成全县农村公路日常养护400公里，路面病害及时修复，保障群众出行安全。",
    }
    typed = {
        "funding[0].executed_amount": "386.40",
        "objectives[0].actual": "完成日常养护400公里，验收合格率96%，群众出行安全得到保障。",
    }
    row = 0
    for level1, level2, count, name, target, actual in _LEVELS:
        for number in range(1, count + 1):
            path = f"indicators[{row}]"
            given |= {
                f"{path}.level1": level1,
                f"{path}.level2": level2,
                f"{path}.level3": f"第{number}标段{name}",
                f"{path}.target": target.format(n=400 + number),
                f"{path}.weight": "4.5",
            }
            typed |= {f"{path}.actual": actual.format(n=400 + number), f"{path}.score": "4.5"}
            row += 1
    return given, typed


def seed(clerks: int) -> list[dict[str, Any]]:
    """Organisations, people, projects and drafts. Each clerk: {"filing", "cookie", "writers": people on the draft}."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from kaocheng.lifecycle import Role
    from kaocheng_web.accounts.models import Person
    from kaocheng_web.cycles.models import Cycle
    from kaocheng_web.filings import services
    from kaocheng_web.organisations.models import Membership, Organisation
    from kaocheng_web.projects.models import Project, ProjectYear

    region = Organisation.objects.create(code="900001", name="示例县", kind="region", region_code="130100")
    department = Organisation.objects.create(
        code="900001-JT", name="示例县交通运输局", kind="department", parent=region
    )
    cycle = Cycle.objects.create(region=region, year=2025, exercise_year=2026)
    given, _ = form()
    found: list[dict[str, Any]] = []
    unit = filing = None
    for number in range(clerks):
        if number % 10 == 0:
            code, name = f"900001-JT-{number // 10:03}", f"示例县公路养护中心{number // 10 + 1}所"
            unit = Organisation.objects.create(code=code, name=name, kind="unit", parent=department)
        assert unit is not None
        person = Person.objects.create(username=f"clerk{number}", name=f"某某{number}", password="!")
        Membership.objects.create(person=person, organisation=unit, role=Role.PREPARER)
        joins = number % SHARED_EVERY == 1 and number % 10 != 0
        if filing is None or not joins:
            project = Project.objects.create(code=f"{unit.code}-{number:04}", name=f"农村公路养护{number}", unit=unit)
            year = ProjectYear.objects.create(
                project=project, cycle=cycle, unit=unit, original_budget=Decimal("386.40")
            )
            filing = services.start(person, year, "self_evaluation", given)
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        found.append({"filing": filing.pk, "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"})
    for one in found:
        one["writers"] = sum(other["filing"] == one["filing"] for other in found)
    return found


def main(clerks: int, output: Path) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaocheng_web.settings")
    django.setup()
    from django.db import transaction

    from kaocheng_web.operations.preparation import prepare

    prepare(demo=False)
    with transaction.atomic():
        output.write_text(json.dumps(seed(clerks)), "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
