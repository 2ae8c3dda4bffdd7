"""Opinions of a year by the published rule, and what another rule would do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaocheng.lifecycle import Role
from kaocheng.lifecycle.opinion import rule_from_json, rule_to_json, standard_rule
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Stage
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import fresh_check, start
from kaocheng_web.journal.models import Event
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.rectification.models import Correction, Item
from kaocheng_web.results import drawing, selectors, services
from kaocheng_web.results.forms import RuleForm
from kaocheng_web.results.models import Edition, Opinion
from kaocheng_web.review.models import Recheck
from kaocheng_web.workflow.services import Refused, Stale, perform
from tests.web.county import SELF_EVALUATION, County, make_filing

SignIn = Callable[[Person], Client]


@pytest.fixture
def manager(county: County) -> Person:
    return county.person("finance_manager")


SOURCE = "示例县财政支出绩效评价结果应用办法（示财绩〔2026〕1号）"


def publish(county: County, manager: Person, **unspent: str) -> Edition:
    stored = rule_to_json(standard_rule())
    stored["unspent"] |= unspent
    seen = Edition.objects.filter(cycle=county.cycle).count()
    return services.publish_rule(manager, county.cycle, rule_from_json(stored), source=SOURCE, seen=seen)


def rows(manager: Person, county: County) -> list[selectors.Row]:
    edition = selectors.edition_in_force(county.cycle)
    return selectors.rows(manager, county.cycle, selectors.rule_of(county.cycle, edition))


def other_project(county: County, score: str, number: int = 2) -> Filing:
    """Another project of the same unit, with a final self-evaluation of that score."""
    project = Project.objects.create(code=f"900001-{number:04}", name=f"项目{number}", unit=county.unit)
    year = ProjectYear.objects.create(project=project, cycle=county.cycle, unit=county.unit, original_budget=100)
    filing = start(county.person("preparer"), year, "self_evaluation", {**SELF_EVALUATION, "total_score": score})
    Filing.objects.filter(pk=filing.pk).update(
        state="finalized", claimed_score=Decimal(score), checked_version=filing.version
    )
    return filing


def test_nothing_is_proposed_without_a_rule(county: County, manager: Person) -> None:
    with pytest.raises(Refused) as refused:
        services.propose_all(manager, county.cycle)
    assert refused.value.code == "no-rule"


def test_propose_is_idempotent_and_told_in_steps(county: County, manager: Person) -> None:
    make_filing(county, state="finalized")
    other_project(county, "70")
    publish(county, manager)
    assert services.propose_all(manager, county.cycle) == services.Proposed(made=2)
    events = Event.objects.count()
    assert services.propose_all(manager, county.cycle) == services.Proposed()
    assert Event.objects.count() == events
    first, second = Opinion.objects.order_by("pk")
    assert (first.act, first.amount, first.basis["reclaimed"]) == ("priority", Decimal("386.40"), "14.25")
    assert (second.act, second.amount) == ("reduce", Decimal("80"))
    assert first.basis["steps"][0]["zh"] == "自评99.63分，不低于90分，为“优”"
    assert second.basis["formula"] == "100 − 100×20% = 80.00"
    assert first.edition.number == second.edition.number == 1


def test_another_edition_changes_what_is_not_confirmed(county: County, manager: Person) -> None:
    make_filing(county, state="finalized")
    other_project(county, "70")
    publish(county, manager)
    services.propose_all(manager, county.cycle)
    confirmed = Opinion.objects.get(project_year=county.project_year)
    perform(manager, confirmed, "confirm", version=confirmed.version)
    publish(county, manager, tolerance="0")
    done = services.propose_all(manager, county.cycle)
    assert (done.kept, done.changed) == (1, 1)
    confirmed.refresh_from_db()
    assert (confirmed.amount, confirmed.edition.number) == (Decimal("386.40"), 1)  # cites what it was made by
    assert Opinion.objects.exclude(pk=confirmed.pk).get().edition.number == 2
    row = next(row for row in rows(manager, county) if row.year == county.project_year)
    assert row.differs


def test_only_what_is_final_is_confirmed(county: County, manager: Person) -> None:
    filing = make_filing(county, state="signed")
    publish(county, manager)
    fresh_check(filing)
    services.propose_all(manager, county.cycle)
    confirmed, left = services.confirm_all(manager, county.cycle)
    assert confirmed == 0
    assert "尚未定稿" in left[0][1].zh
    Filing.objects.filter(pk=filing.pk).update(state="finalized")
    assert services.confirm_all(manager, county.cycle)[0] == 1


def test_what_is_missing_counts_only_after_the_deadline(county: County, manager: Person) -> None:
    publish(county, manager)
    assert services.propose_all(manager, county.cycle) == services.Proposed(undecided=1)
    day = timezone.localdate() - timezone.timedelta(days=1)
    Stage.objects.filter(code="self_evaluation").update(closes=day)
    assert services.propose_all(manager, county.cycle).made == 1
    opinion = Opinion.objects.get()
    assert (opinion.act, opinion.basis["grade"]) == ("cancel", "差")
    perform(manager, opinion, "confirm", version=opinion.version)


def test_the_recheck_replaces_the_self_score(county: County, manager: Person) -> None:
    filing = make_filing(county, state="finalized")
    Recheck(filing=filing, total=Decimal("85"), state="closed").save()
    publish(county, manager)
    services.propose_all(manager, county.cycle)
    opinion = Opinion.objects.get()
    assert (opinion.basis["score"], opinion.basis["grade"], opinion.act) == ("85.00", "中", "reduce")  # 14.63 too high


def test_a_correction_in_force_counts(county: County, manager: Person) -> None:
    filing = make_filing(county, state="finalized")
    item = Item(project_year=county.project_year, filing=filing, origin="hand", problem="x", issued_by=manager)
    item.save()
    Correction.objects.create(filing=filing, item=item, field="total_score", after="75", why="x", person=manager)
    (row,) = rows(manager, county)
    before = row.figures.self_score
    Item.objects.filter(pk=item.pk).update(state="closed")
    (row,) = rows(manager, county)
    assert (before, row.figures.self_score) != (Decimal("75"), before)
    assert row.figures.self_score == Decimal("75")


def test_set_by_hand_stays_until_the_rule_is_followed_again(county: County, manager: Person) -> None:
    make_filing(county, state="finalized")
    publish(county, manager)
    services.propose_all(manager, county.cycle)
    opinion = Opinion.objects.get()
    for amount, remark in (("abc", "x"), ("-1", "x"), ("300", " ")):
        with pytest.raises(Refused):
            services.adjust(manager, opinion, act="reduce", amount=amount, remark=remark, version=opinion.version)
    services.adjust(manager, opinion, act="reduce", amount="300", remark="任务减少", version=opinion.version)
    assert services.propose_all(manager, county.cycle).kept == 1
    services.follow_rule(manager, opinion, version=opinion.version)
    opinion.refresh_from_db()
    assert (opinion.act, opinion.amount, opinion.remark) == ("priority", Decimal("386.40"), "")


def test_following_the_rule_again_leaves_other_opinions_alone(county: County, manager: Person) -> None:
    make_filing(county, state="finalized")
    other_project(county, "70")
    publish(county, manager)
    services.propose_all(manager, county.cycle)
    mine, other = Opinion.objects.order_by("pk")
    services.adjust(manager, mine, act="reduce", amount="300", remark="任务减少", version=mine.version)
    publish(county, manager, cut="0")
    services.follow_rule(manager, mine, version=mine.version)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.act, mine.edition.number, other.edition.number) == ("priority", 2, 1)


def test_what_is_not_put_right_in_time_caps_the_grade(county: County, manager: Person) -> None:
    fresh_check(make_filing(county, state="finalized"))
    day = timezone.localdate() - timezone.timedelta(days=1)
    item = Item(project_year=county.project_year, origin="hand", problem="x", deadline=day, issued_by=manager)
    item.save()
    (row,) = rows(manager, county)
    assert (row.figures.overdue, row.grade, row.act) == (1, "中", "reduce")
    Item.objects.filter(pk=item.pk).update(state="closed")
    (row,) = rows(manager, county)
    assert (row.figures.overdue, row.grade) == (0, "优")


def test_before_one_is_published_the_grades_are_those_of_the_scheme(county: County, manager: Person) -> None:
    county.cycle.scheme = "cn-hebei-luquan-2024"
    rule = selectors.rule_of(county.cycle, None)
    assert [(row.grade, row.least) for row in rule.grades][:2] == [("优秀", Decimal(85)), ("良好", Decimal(75))]
    assert selectors.rule_of(county.cycle, publish(county, manager)) == standard_rule()


def test_who_publishes_and_two_at_once(county: County, manager: Person) -> None:
    for role in Role:
        if role is not Role.FINANCE_MANAGER:
            with pytest.raises(PermissionDenied):
                services.publish_rule(county.person(role), county.cycle, standard_rule(), source=SOURCE, seen=0)
    with pytest.raises(Refused):
        services.publish_rule(manager, county.cycle, standard_rule(), source=" ", seen=0)
    services.publish_rule(manager, county.cycle, standard_rule(), source=SOURCE, seen=0)
    with pytest.raises(Stale):
        services.publish_rule(manager, county.cycle, standard_rule(), source=SOURCE, seen=0)
    event = Event.objects.get(action="publish_rule")
    assert (event.after["edition"], event.after["source"]) == (1, SOURCE)


def parameters(**changes: str) -> dict[str, str]:
    """What the browser sends: the rule as it stands on the page, and what was changed."""
    form = RuleForm(rule=standard_rule())
    return {name: str(form[name].value()) for name in form.fields} | changes


def test_what_if_shows_who_moves_and_stores_nothing(county: County, manager: Person, sign_in: SignIn) -> None:
    other_project(county, "70")
    other_project(county, "85", 3)
    url = reverse("results:rule", args=[county.cycle.pk])
    client = sign_in(manager)
    assert client.get(url).context["effect"].moves == ()
    page = client.get(url, parameters(act_2="cancel", reduction_2="100"))
    effect = page.context["effect"]
    assert [move.row.year.project.name for move in effect.moves] == ["项目2"]
    assert effect.change == Decimal("-80")
    assert "100 − 100×100% = 0.00" in page.content.decode()
    assert not Edition.objects.exists()
    assert not Event.objects.filter(action="publish_rule").exists()


def test_a_bound_moves_projects_between_acts(county: County, manager: Person, sign_in: SignIn) -> None:
    """The answer to a moved slider is only the part of the page that changes."""
    other_project(county, "70")
    other_project(county, "85", 3)
    url = reverse("results:rule", args=[county.cycle.pk])
    page = sign_in(manager).get(url, parameters(least_1="86", least_2="71"), headers={"HX-Request": "true"})
    before, after = page.context["effect"].before, page.context["effect"].after
    assert [before.acts[act].projects for act in ("priority", "keep", "reduce", "cancel")] == [0, 1, 1, 0]
    assert [after.acts[act].projects for act in ("priority", "keep", "reduce", "cancel")] == [0, 0, 1, 1]
    assert (before.total.amount, after.total.amount) == (Decimal("180"), Decimal("80"))
    words = page.content.decode()
    assert words.lstrip().startswith("<section")
    assert 'role="alert"' not in words
    for bars in ("project_bars", "money_bars"):
        for bar in page.context[bars]:
            assert sum(piece.width for piece in bar.pieces) == drawing.WIDTH


@pytest.mark.parametrize("wrong", [{"least_1": "95"}, {"reduction_2": "101"}, {"tolerance": "x"}, {"least_2": "0"}])
def test_a_wrong_parameter_is_named_and_nothing_is_computed(
    county: County, manager: Person, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    url = reverse("results:rule", args=[county.cycle.pk])
    page = sign_in(manager).get(url, parameters(**wrong), headers={"HX-Request": "true"})
    assert page.context["effect"] is None
    assert 'role="alert"' in page.content.decode()
    posted = {**parameters(**wrong), "source": SOURCE, "seen": "0"}
    assert sign_in(manager).post(url, posted).status_code == 400
    assert not Edition.objects.exists()


def test_publishing_on_the_page(county: County, manager: Person, sign_in: SignIn) -> None:
    url = reverse("results:rule", args=[county.cycle.pk])
    client = sign_in(manager)
    assert client.post(url, {**parameters(), "seen": "0"}).status_code == 400  # without a source
    client.post(url, {**parameters(reduction_2="30"), "source": SOURCE, "seen": "0"})
    edition = Edition.objects.get()
    assert (edition.number, edition.content.of("中").reduction, edition.source) == (1, Decimal(30), SOURCE)
    late = client.post(url, {**parameters(reduction_2="40"), "source": SOURCE, "seen": "0"})
    assert "已有新版发布" in late.content.decode()
    words = client.get(edition.get_absolute_url()).content.decode()
    assert "核减当年预算的30%" in words
    assert SOURCE in words
    assert sign_in(county.person("preparer")).get(edition.get_absolute_url()).status_code == 200
    publish(county, manager)
    assert "已被第2版替代" in client.get(edition.get_absolute_url()).content.decode()


def test_pages_and_rights(county: County, manager: Person, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    make_filing(county, state="finalized")
    for number in range(2, 9):
        other_project(county, str(60 + 5 * number), number)
    publish(county, manager)
    client = sign_in(manager)
    client.post(reverse("results:propose", args=[county.cycle.pk]))
    with django_assert_max_num_queries(20):
        page = client.get(reverse("results:list"))
    with django_assert_max_num_queries(20):
        client.get(reverse("results:rule", args=[county.cycle.pk]), parameters(least_0="99"))
    assert page.context["page"].paginator.count == 8
    assert page.context["sums"].total.projects == 8
    opinion = Opinion.objects.first()
    assert opinion is not None
    words = client.get(opinion.get_absolute_url()).content.decode()
    assert "386.4 = 386.40" in words
    assert "结果应用办法第1版" in words
    assert SOURCE in words
    reader = sign_in(county.person("preparer"))
    assert reader.get(opinion.get_absolute_url()).status_code == 200
    assert reader.post(reverse("results:propose", args=[county.cycle.pk])).status_code == 403
    assert reader.post(reverse("results:rule", args=[county.cycle.pk]), parameters()).status_code == 403
    outsider = sign_in(county.outsider("preparer"))
    assert outsider.get(opinion.get_absolute_url()).status_code == 404
    assert outsider.get(reverse("results:list")).context["page"].paginator.count == 0
    assert sign_in(county.person("administrator")).get(reverse("results:list")).status_code == 403
    assert sign_in(county.person("expert")).get(reverse("results:list")).status_code == 403
    client.post(reverse("results:confirm", args=[county.cycle.pk]))
    assert set(Opinion.objects.values_list("state", flat=True)) == {"confirmed"}


def test_exports_hold_the_same_rows(county: County, manager: Person, sign_in: SignIn) -> None:
    make_filing(county, state="finalized")
    bad = other_project(county, "70")
    Project.objects.filter(pk=bad.project_year.project_id).update(name="=HYPERLINK(1)")
    client = sign_in(manager)
    text = client.get(reverse("results:export", args=[county.cycle.pk, "csv"])).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows[1:]] == ["农村公路养护补助", "'=HYPERLINK(1)"]
    assert rows[2][8:10] == ["压减", "80.00"]
    data = client.get(reverse("results:export", args=[county.cycle.pk, "xlsx"])).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert [sheet.cell(row, 2).value for row in (2, 3)] == ["农村公路养护补助", "=HYPERLINK(1)"]
    assert sheet.cell(3, 2).data_type != "f"
    other = sign_in(county.outsider("preparer"))
    assert "农村公路" not in other.get(reverse("results:export", args=[county.cycle.pk, "csv"])).getvalue().decode()
