"""The pages of a year: read by everybody who takes part, arranged by the finance manager."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from kaocheng_web.cycles import selectors
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.projects.models import ProjectYear
from tests.web.county import County

ARRANGING = ("cycles:edit", "cycles:carry_over")


def form_of(cycle: Cycle, **changes: Any) -> dict[str, Any]:
    """What the settings page would send."""
    stages = selectors.stages_of(cycle)
    data: dict[str, Any] = {
        "version": cycle.version,
        "exercise_year": cycle.exercise_year,
        "scheme": cycle.scheme,
        "template": cycle.template,
        "stages-TOTAL_FORMS": len(stages),
        "stages-INITIAL_FORMS": len(stages),
    }
    for number, stage in enumerate(stages):
        row = {"code": stage.code, "round": stage.round, "month": stage.month or "", "remind_days": stage.remind_days}
        data |= {f"stages-{number}-{name}": value for name, value in row.items()}
        data |= {f"stages-{number}-opens": stage.opens or "", f"stages-{number}-closes": stage.closes or ""}
    return data | changes


def test_everybody_who_takes_part_reads_the_year(county: County, sign_in: Any) -> None:
    for role in ("preparer", "department_reviewer", "auditor", "finance_manager"):
        answer = sign_in(county.person(role)).get(reverse("cycles:detail", args=[county.cycle.pk]))
        assert answer.status_code == 200
        assert ("关闭年度" in answer.text) == (role == "finance_manager")
    assert sign_in(county.person("administrator")).get(reverse("cycles:list")).status_code == 403


@pytest.mark.parametrize("name", ARRANGING)
def test_only_the_finance_manager_arranges(county: County, sign_in: Any, name: str) -> None:
    address = reverse(name, args=[county.cycle.pk])
    assert sign_in(county.person("finance_manager")).get(address).status_code == 200
    assert sign_in(county.person("finance_reviewer")).get(address).status_code == 403
    assert sign_in(county.person("preparer")).post(address).status_code == 403


def test_a_year_is_opened_and_then_arranged(county: County, sign_in: Any) -> None:
    client = sign_in(county.person("finance_manager"))
    answer = client.post(reverse("cycles:create"), {"region": county.region.pk, "year": 2026})
    cycle = Cycle.objects.get(year=2026)
    assert answer["Location"] == reverse("cycles:edit", args=[cycle.pk])
    twice = client.post(reverse("cycles:create"), {"region": county.region.pk, "year": 2026})
    assert twice.status_code == 422
    assert "2026年度已经建立" in twice.text


def test_windows_are_set_and_a_round_is_added_and_taken_out(county: County, sign_in: Any) -> None:
    client, address = sign_in(county.person("finance_manager")), reverse("cycles:edit", args=[county.cycle.pk])
    assert client.get(address, {"rounds": "1"}).text.count('value="monitoring"') == 3
    data = form_of(county.cycle)
    data |= {"stages-0-opens": "2025-01-01", "stages-0-closes": "2025-02-28", "stages-2-remove": "on"}
    assert client.post(address, data)["Location"] == county.cycle.get_absolute_url()
    stages = selectors.stages_of(Cycle.objects.get(pk=county.cycle.pk))
    assert f"{stages[0].closes}" == "2025-02-28"
    assert [stage.round for stage in stages if stage.code == "monitoring"] == [1]


def test_what_was_typed_survives_a_mistake_and_a_faster_colleague(county: County, sign_in: Any) -> None:
    client, address = sign_in(county.person("finance_manager")), reverse("cycles:edit", args=[county.cycle.pk])
    wrong = form_of(county.cycle, **{"stages-0-opens": "2025-03-01", "stages-0-closes": "2025-02-01"})
    answer = client.post(address, wrong)
    assert answer.status_code == 422
    assert "截止日期早于开始日期" in answer.text
    assert 'value="2025-03-01"' in answer.text
    Cycle.objects.filter(pk=county.cycle.pk).update(version=5)
    assert client.post(address, form_of(county.cycle)).status_code == 409


def test_closing_needs_a_reason(county: County, sign_in: Any) -> None:
    client, address = sign_in(county.person("finance_manager")), reverse("cycles:set_open", args=[county.cycle.pk])
    client.post(address, {"open": "0"})
    assert Cycle.objects.get(pk=county.cycle.pk).is_open
    assert "已关闭" in client.post(address, {"open": "0", "reason": "决算已批复"}, follow=True).text
    assert not Cycle.objects.get(pk=county.cycle.pk).is_open


def test_carrying_over_is_shown_before_it_is_done(county: County, sign_in: Any) -> None:
    client = sign_in(county.person("finance_manager"))
    client.post(reverse("cycles:create"), {"region": county.region.pk, "year": 2026})
    cycle = Cycle.objects.get(year=2026)
    address = reverse("cycles:carry_over", args=[cycle.pk])
    assert "农村公路养护补助" in client.get(address).text
    assert not ProjectYear.objects.filter(cycle=cycle).exists()
    client.post(address, {"amounts": "same"})
    assert ProjectYear.objects.get(cycle=cycle).original_budget == county.project_year.original_budget


def test_queries_do_not_grow_with_the_projects(
    county: County, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    from tests.web.review.situation import more_filings

    more_filings(county, 12)
    client = sign_in(county.person("finance_manager"))
    for address in (reverse("cycles:list"), county.cycle.get_absolute_url()):
        with django_assert_max_num_queries(20):
            client.get(address)
