"""Objectives: declared in the official form, graded, approved, adjusted; the library learns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kaocheng.lifecycle.declaring import indicator_rows
from kaocheng.model.cells import rows_of
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.models import CellNote, Filing
from kaocheng_web.filings.services import add_note, fresh_check, settle_note, type_cells
from kaocheng_web.filings.starting import start_self_evaluation
from kaocheng_web.journal.models import Event
from kaocheng_web.objectives import selectors
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.objectives.services import (
    choose_indicators,
    declare,
    give_grade,
    learn_from,
    request_adjustment,
    save_entry,
)
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale, perform
from tests.web.county import OBJECTIVE, County, make_filing

INDICATOR = {"level1": "产出指标", "level2": "数量指标", "level3": "新建护栏长度", "target": "≥12公里"}


def move(county: County, filing: Filing, role: str, action: str, **asked: Any) -> Filing:
    """A transition by the county's person with a role."""
    filing = Filing.objects.get(pk=filing.pk)
    perform(county.person(role), filing, action, version=filing.version, **asked)
    return filing


def approved(county: County, grade: str = "良") -> Filing:
    """An objective that went the whole way: unit, department, finance."""
    filing = declare(county.person("preparer"), county.project_year, cells=OBJECTIVE)
    move(county, filing, "preparer", "submit")
    filing = move(county, filing, "department_reviewer", "department_approve")
    give_grade(county.person("finance_reviewer"), filing, grade, version=filing.version, remark="已核对")
    move(county, filing, "finance_reviewer", "finance_pass")
    return move(county, filing, "finance_manager", "approve")


# ── declaration ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_declaration_begins_with_the_official_form(county: County) -> None:
    filing = declare(county.person("preparer"), county.project_year)
    assert (filing.template, filing.cells["title"]) == ("F-10", "项目支出绩效目标申报表")
    assert filing.cells["competent_department"] == "示例县交通运输局"
    assert filing.cells["funding[0].original_budget"] == "386.40"
    assert filing.cells["funding[0].weight"] == "10"  # of the form in which the year is evaluated
    levels = [filing.cells.get(f"indicators[{row}].level2") for row in range(9)]
    assert levels[:4] == ["数量指标", "质量指标", "时效指标", "成本指标"]
    assert declare(county.person("preparer"), county.project_year) == filing


def test_only_the_preparer_declares_and_only_in_an_open_year(county: County) -> None:
    with pytest.raises(PermissionDenied):
        declare(county.person("unit_head"), county.project_year)
    Cycle.objects.update(is_open=False)
    county.project_year.refresh_from_db()
    with pytest.raises(Refused) as refused:
        declare(county.person("preparer"), county.project_year)
    assert refused.value.code == "cycle-closed"


def test_the_year_before_is_carried_over(county: County) -> None:
    approved(county)
    cycle = Cycle.objects.create(region=county.region, year=2026, exercise_year=2027)
    year = ProjectYear.objects.create(
        project=county.project_year.project,
        cycle=cycle,
        unit=county.unit,
        original_budget=Decimal("400"),
        carried_from=county.project_year,
    )
    filing = declare(county.person("preparer"), year)
    assert filing.cells["indicators[0].level3"] == "日常养护里程"
    assert (filing.cells["fiscal_year"], filing.cells["funding[0].original_budget"]) == ("2026", "400.00")
    assert filing.cells["indicators[0].weight"] == "15"


def test_weights_are_added_up_as_they_are_typed(county: County) -> None:
    preparer = county.person("preparer")
    filing = declare(preparer, county.project_year, cells=OBJECTIVE)
    type_cells(preparer, filing, changes={"indicators[0].weight": ("15", "25")})
    found = {row["code"] for row in fresh_check(filing).findings}
    assert "ARI-06" in found
    with pytest.raises(Refused) as refused:
        move(county, filing, "preparer", "submit")
    assert "weights" in [refusal.code for refusal in refused.value.refusals]


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"indicators[0].target": ("≥412公里", "按标准执行")}, "IND-01"),  # cannot be measured
        ({"indicators[1].target": ("≥98%", "≤98%")}, "IND-03"),  # wrong direction
        ({"indicators[6].level2": ("服务对象满意度指标", "数量指标")}, "IND-09"),  # wrong category
    ],
)
def test_a_target_is_judged_as_it_is_typed(county: County, changes: dict[str, tuple[str, str]], code: str) -> None:
    preparer = county.person("preparer")
    filing = declare(preparer, county.project_year, cells=OBJECTIVE)
    before = {row["code"] for row in fresh_check(filing).findings}
    type_cells(preparer, filing, changes=changes)
    after = {row["code"] for row in fresh_check(filing).findings}
    assert code in after - before, after - before


def test_rows_nobody_has_filled_are_left_out_when_it_is_handed_in(county: County) -> None:
    preparer = county.person("preparer")
    moved = {path.replace("indicators[6]", "indicators[8]"): text for path, text in OBJECTIVE.items()}
    filing = declare(preparer, county.project_year, cells={**moved, "indicators[7].level2": "经济效益指标"})
    note = CellNote.objects.create(filing=filing, field="indicators[8].target", text="请核实", person=preparer)
    handed_in = move(county, filing, "preparer", "submit")
    assert [row["level3"] for row in indicator_rows(handed_in.cells)][-1] == "沿线群众满意度"
    assert rows_of(handed_in.cells, "indicators") == 7
    assert handed_in.submissions.get().cells == Filing.objects.get().cells == handed_in.cells
    note.refresh_from_db()
    assert note.field == "indicators[6].target"


# ── choosing indicators ──────────────────────────────────────────────────────────────────────────────────────────────
def test_chosen_indicators_go_to_their_category_once(county: County) -> None:
    preparer = county.person("preparer")
    filing = declare(preparer, county.project_year)
    quality = {**INDICATOR, "level2": "质量指标", "level3": "护栏验收合格率", "target": "≥98%"}
    assert choose_indicators(preparer, filing, [INDICATOR, quality], version=filing.version) == 2
    names = {filing.cells[f"indicators[{row}].level2"]: filing.cells.get(f"indicators[{row}].level3") for row in (0, 1)}
    assert names == {"数量指标": "新建护栏长度", "质量指标": "护栏验收合格率"}
    with pytest.raises(Refused) as refused:
        choose_indicators(preparer, filing, [INDICATOR], version=filing.version)
    assert refused.value.code == "nothing-added"
    second = {**INDICATOR, "level3": "新建标志牌数量", "target": "≥40块"}
    with pytest.raises(Stale):
        choose_indicators(preparer, filing, [second], version=filing.version - 1)


def test_like_projects_recommend_their_indicators(county: County) -> None:
    approved(county)
    project = Project.objects.create(code="900001-0002", name="农村公路安全防护工程", unit=county.unit)
    year = ProjectYear.objects.create(
        project=project, cycle=county.cycle, unit=county.unit, original_budget=Decimal("80")
    )
    filing = declare(county.person("preparer"), year)
    first = selectors.recommended(filing)
    assert "日常养护里程" in [one.level3 for one in first]
    assert any("农村公路养护补助" in reason.zh for reason in first[0].reasons)
    choose_indicators(county.person("preparer"), filing, [{**INDICATOR, "level3": "日常养护里程"}], version=1)
    assert "日常养护里程" not in [one.level3 for one in selectors.recommended(filing)]


# ── review ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_approval_fixes_the_yardstick_and_the_budget(county: County) -> None:
    objective = approved(county)
    assert objective.state == "approved"
    assert LibraryIndicator.objects.get(level3="日常养护里程").uses == 1
    evaluation = start_self_evaluation(county.person("preparer"), county.project_year)
    assert (evaluation.template, evaluation.cells["title"]) == ("F-01", "项目支出绩效自评表")
    assert evaluation.cells["funding[0].weight"] == "10"
    assert evaluation.cells["total_weight"] == "100"
    with pytest.raises(Refused):
        type_cells(county.person("preparer"), evaluation, changes={"indicators[0].target": ("≥412公里", "≥400公里")})


def test_a_grade_is_given_by_finance_and_counts_as_a_version(county: County) -> None:
    filing = make_filing(county, "objective", state="department_approved")
    reviewer = county.person("finance_reviewer")
    with pytest.raises(NotAllowed):
        give_grade(county.person("department_reviewer"), filing, "优", version=1)
    with pytest.raises(Refused):
        give_grade(reviewer, filing, "中", version=1)  # without a remark
    give_grade(reviewer, filing, "中", version=1, remark="补充测算依据")
    with pytest.raises(Stale):
        give_grade(reviewer, filing, "优", version=1)
    assert Event.objects.filter(action="give_grade").get().reason == "补充测算依据"


def test_a_fair_grade_passes_once_its_remarks_are_settled(county: County) -> None:
    filing = make_filing(county, "objective", state="department_approved")
    reviewer = county.person("finance_reviewer")
    give_grade(reviewer, filing, "中", version=1, remark="指标值依据不足")
    note = add_note(reviewer, filing, field="indicators[0].target", text="请说明依据")
    move(county, filing, "finance_reviewer", "finance_pass")
    with pytest.raises(Refused) as refused:
        move(county, filing, "finance_manager", "approve")
    assert [one.code for one in refused.value.refusals] == ["grade"]
    settle_note(reviewer, note)
    assert move(county, filing, "finance_manager", "approve").state == "approved"


def test_a_poor_grade_never_enters_the_budget(county: County) -> None:
    filing = make_filing(county, "objective", state="department_approved")
    give_grade(county.person("finance_reviewer"), filing, "差", version=1, remark="与职能无关")
    move(county, filing, "finance_reviewer", "finance_pass")
    with pytest.raises(Refused):
        move(county, filing, "finance_manager", "approve")


def test_what_is_handed_in_anew_is_graded_anew(county: County) -> None:
    filing = declare(county.person("preparer"), county.project_year, cells=OBJECTIVE)
    move(county, filing, "preparer", "submit")
    filing = move(county, filing, "department_reviewer", "department_approve")
    give_grade(county.person("finance_reviewer"), filing, "中", version=filing.version, remark="补充依据")
    move(county, filing, "finance_reviewer", "finance_return", reason="请补充依据", codes=["IND-05"])
    assert move(county, filing, "preparer", "submit").review_grade == ""


# ── adjustment ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_adjustment_replaces_the_yardstick_once_it_is_approved(county: County) -> None:
    objective = approved(county)
    preparer = county.person("preparer")
    adjusted = request_adjustment(preparer, county.project_year, "追加预算")
    assert (adjusted.template, adjusted.basis) == ("F-10", objective)
    with pytest.raises(Refused) as refused:
        move(county, adjusted, "preparer", "submit", reason="追加预算")
    assert [one.code for one in refused.value.refusals] == ["nothing-adjusted"]
    changes = {
        "indicators[0].target": ("≥412公里", "≥450公里"),
        "funding[0].adjusted_budget": ("386.40", "420.00"),
    }
    type_cells(preparer, adjusted, changes=changes)
    with pytest.raises(Refused):
        request_adjustment(preparer, county.project_year, "再调一次")
    move(county, adjusted, "preparer", "submit", reason="追加预算")
    assert selectors.yardstick(county.project_year) == objective  # until it is approved
    move(county, adjusted, "department_reviewer", "department_approve")
    move(county, adjusted, "finance_reviewer", "approve")
    objective.refresh_from_db()
    county.project_year.refresh_from_db()
    assert objective.state == "superseded"
    assert selectors.yardstick(county.project_year) == adjusted
    assert (county.project_year.adjusted_budget, county.project_year.original_budget) == (
        Decimal("420"),
        Decimal("386.40"),
    )
    evaluation = start_self_evaluation(preparer, county.project_year)
    assert evaluation.cells["indicators[0].target"] == "≥450公里"


def test_once_the_year_is_measured_the_objective_stays(county: County) -> None:
    approved(county)
    preparer = county.person("preparer")
    start_self_evaluation(preparer, county.project_year)
    with pytest.raises(Refused) as refused:
        request_adjustment(preparer, county.project_year, "追加预算")
    assert refused.value.code == "already-measured"


def test_an_adjustment_needs_an_approved_objective_and_a_reason(county: County) -> None:
    preparer = county.person("preparer")
    with pytest.raises(Refused) as refused:
        request_adjustment(preparer, county.project_year, "追加预算")
    assert refused.value.code == "no-yardstick"
    approved(county)
    with pytest.raises(Refused) as refused:
        request_adjustment(preparer, county.project_year, "  ")
    assert refused.value.code == "reason-missing"


# ── library ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_library_counts_each_project_once(county: County) -> None:
    objective = approved(county)
    assert learn_from(objective) == 0
    other = Project.objects.create(code="900001-0003", name="县道养护", unit=county.unit)
    county.project_year = ProjectYear.objects.create(
        project=other, cycle=county.cycle, unit=county.unit, original_budget=Decimal("386.40")
    )
    learn_from(make_filing(county, "objective", state="approved"))
    assert LibraryIndicator.objects.get(level3="日常养护里程").uses >= 2


def test_the_library_is_kept_by_finance(county: County) -> None:
    values = {
        **INDICATOR,
        "sector": "",
        "measurement_unit": "公里",
        "definition": "",
        "evidence": "",
        "is_active": True,
    }
    with pytest.raises(PermissionDenied):
        save_entry(county.person("preparer"), None, values)
    manager = county.person("finance_manager")
    entry = save_entry(manager, None, values)
    with pytest.raises(Refused) as refused:
        save_entry(manager, None, values)
    assert refused.value.code == "entry-exists"
    save_entry(manager, entry, {"is_active": False})
    assert list(selectors.library(text="护栏")) == []
    assert list(selectors.library(text="护栏", retired=True)) == [entry]
