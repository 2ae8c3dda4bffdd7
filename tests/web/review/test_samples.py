"""Drawing samples."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from kaocheng.lifecycle.sampling import Plan
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings.models import Filing
from kaocheng_web.journal.services import verify
from kaocheng_web.review import services
from kaocheng_web.review.models import Recheck, Risk, Sample
from kaocheng_web.workflow.services import Refused, Stale
from tests.web.county import County
from tests.web.review.situation import clean_check, more_filings

SignIn = Callable[[Person], Client]
PLAN = Plan(projects=Decimal("0.40"), by_risk=Decimal("0.5"))


def weighed(county: County, count: int) -> list[Filing]:
    filings = more_filings(county, count)
    clean_check(filings)
    services.assess(filings)
    return filings


def typed(county: County, **changes: str) -> dict[str, str]:
    return {
        "cycle": str(county.cycle.pk),
        "projects": "40",
        "by_risk": "50",
        "amount": "0",
        "bounds": "",
        "seed": "摇号0427",
        **changes,
    }


def test_preview_draws_what_is_then_kept(county: County, sign_in: SignIn) -> None:
    weighed(county, 20)
    browser = sign_in(county.person("finance_manager"))
    preview = browser.post("/review/samples/draw/", typed(county, preview="1"))
    assert not Sample.objects.exists()
    assert not Recheck.objects.exists()
    prepared = preview.context["prepared"]
    kept = browser.post("/review/samples/draw/", typed(county, draw="1", fingerprint=prepared.fingerprint))
    sample = Sample.objects.get()
    assert kept["Location"] == sample.get_absolute_url()
    drawn = {recheck.filing.project_year.project.code: recheck.drawn_by for recheck in sample.rechecks.all()}
    assert drawn == {pick.id: pick.drawn_by for pick in prepared.draw.picks}
    assert (sample.population, sample.random_population, len(drawn)) == (20, 16, 8)
    assert all(recheck.reasons for recheck in sample.rechecks.all())
    again = browser.post("/review/samples/draw/", typed(county, draw="1", fingerprint=prepared.fingerprint))
    assert again["Location"] == sample.get_absolute_url()  # a double click draws once
    assert Recheck.objects.count() == 8
    assert not list(verify())


def test_the_same_seed_and_population_give_the_same_sample(county: County) -> None:
    manager = county.person("finance_manager")
    weighed(county, 20)
    first = services.prepare_sample(manager, county.cycle, PLAN, "s1")
    assert services.prepare_sample(manager, county.cycle, PLAN, "s1").draw == first.draw
    assert services.prepare_sample(manager, county.cycle, PLAN, "s2").draw != first.draw


def test_a_population_that_changed_is_looked_at_again(county: County) -> None:
    manager = county.person("finance_manager")
    filings = weighed(county, 10)
    seen = services.prepare_sample(manager, county.cycle, PLAN, "s").fingerprint
    Risk.objects.filter(filing=filings[0]).update(score=99)
    with pytest.raises(Stale):
        services.draw_sample(manager, county.cycle, PLAN, "s", fingerprint=seen)
    assert not Sample.objects.exists()


def test_nobody_is_drawn_twice(county: County) -> None:
    manager = county.person("finance_manager")
    weighed(county, 10)
    first = services.draw_sample(manager, county.cycle, PLAN, "a")
    second = services.draw_sample(manager, county.cycle, PLAN, "b")
    assert second.population == 10 - first.rechecks.count()
    assert not set(first.rechecks.values_list("filing", flat=True)) & set(
        second.rechecks.values_list("filing", flat=True)
    )


def test_the_statement_follows_the_closed_rechecks(county: County) -> None:
    manager = county.person("finance_manager")
    weighed(county, 20)
    sample = services.draw_sample(manager, county.cycle, PLAN, "s")
    assert sample.statement["closed"] == 0
    assert "不能推断" in sample.statement["zh"]
    random = list(sample.rechecks.filter(drawn_by="random"))
    sample.rechecks.filter(drawn_by="random").update(state="closed", gap=Decimal("2"))
    sample.rechecks.filter(drawn_by="risk").update(state="closed", gap=Decimal("30"))  # says nothing of the rest
    services.renew_statement(sample)
    good = Decimal(sample.statement["bound"])
    assert (sample.statement["closed"], sample.statement["defects"]) == (4, 0)
    assert sample.statement["bound"] == sample.statement["best_bound"]
    Recheck.objects.filter(pk=random[0].pk).update(gap=Decimal("-7"))
    services.renew_statement(sample)
    assert sample.statement["defects"] == 1
    assert Decimal(sample.statement["bound"]) > good


def test_who_draws_and_who_looks(county: County, sign_in: SignIn) -> None:
    weighed(county, 5)
    sample = services.draw_sample(county.person("finance_manager"), county.cycle, PLAN, "s")
    page = sample.get_absolute_url()
    for role in ("finance_reviewer", "finance_manager", "auditor"):
        assert sign_in(county.person(role)).get(page).status_code == 200
    assert sign_in(county.outsider("auditor")).get(page).status_code == 404  # of one department
    for role in ("preparer", "unit_head", "department_reviewer", "expert", "administrator"):
        assert sign_in(county.person(role)).get(page).status_code == 403
        assert sign_in(county.person(role)).get("/review/samples/draw/").status_code == 403
    with pytest.raises(PermissionDenied):
        services.draw_sample(county.person("finance_reviewer"), county.cycle, PLAN, "t")


@pytest.mark.parametrize(
    "change",
    [{"projects": "120"}, {"projects": "x"}, {"bounds": "500,100"}, {"bounds": "NaN"}, {"seed": ""}, {"cycle": "0"}],
)
def test_a_plan_that_makes_no_sense_is_said_at_its_field(
    county: County, sign_in: SignIn, change: dict[str, str]
) -> None:
    page = sign_in(county.person("finance_manager")).post("/review/samples/draw/", typed(county, **change))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == change.keys()


def test_nothing_to_draw_from(county: County) -> None:
    with pytest.raises(Refused):
        services.draw_sample(county.person("finance_manager"), county.cycle, PLAN, "s")


def test_pages_do_not_ask_more_for_more_rows(
    county: County, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    weighed(county, 30)
    browser = sign_in(county.person("finance_manager"))
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        browser.post("/review/samples/draw/", typed(county, projects="100", preview="1"))
    sample = services.draw_sample(county.person("finance_manager"), county.cycle, Plan(Decimal(1)), "s")
    for page in (sample.get_absolute_url(), reverse("review:samples"), reverse("review:rechecks")):
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            assert browser.get(page).status_code == 200
