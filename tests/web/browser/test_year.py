"""One project's whole year in a real browser, through every role: from the objective to the public page.

Nothing is made behind the page's back: every step is a click, a key or a paste by the person whose turn it is, on a page
reached from his own desk or the project's page. Pictures of every step are kept, numbered in order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kaocheng.lifecycle import Role
from kaocheng_web.filings.models import Filing
from kaocheng_web.journal.services import verify
from tests.web.browser.test_editor import cell, paste, saved
from tests.web.county import ACTUALS, OBJECTIVE, County

pytestmark = pytest.mark.browser

_REASON = "依据充分，情况属实。"


class Year:
    """The county's project as its people see it. `page(role)`: his browser; every role keeps its own."""

    def __init__(self, county: County, sign_in_page: Callable[..., Any], keep_picture: Callable[..., Any]) -> None:
        self.county = county
        self._enter = sign_in_page
        self._keep = keep_picture
        self._pages: dict[Role, Any] = {}
        self._pictures = 0

    @property
    def address(self) -> str:
        return str(self.county.project_year.get_absolute_url())

    def page(self, role: Role) -> Any:
        if role not in self._pages:
            self._pages[role] = self._enter(role, "/", width=1280)
        return self._pages[role]

    def open(self, role: Role, link: str = "", *, within: str = "main") -> Any:
        """The project's page as the role sees it, or what a link on it leads to."""
        page = self.page(role)
        page.goto(self.address)
        if link:
            page.locator(within).get_by_role("link", name=link).first.click()
        return page

    def form(self, role: Role, kind: str, round: int = 1) -> Any:
        """The form, by the line of the project's page."""
        page = self.page(role)
        page.goto(self.address)
        filing = Filing.objects.get(project_year=self.county.project_year, kind=kind, round=round)
        page.locator(f'main a[href="{filing.get_absolute_url()}"]').first.click()
        return page

    def act(self, page: Any, action: str, *, reason: str = "", codes: tuple[str, ...] = (), **data: str) -> None:
        """Press a button of the action bar, and answer what it asks."""
        plain = page.locator(f'.buttons form button[name=action][value="{action}"]')
        if plain.count():
            plain.first.click()
        else:
            page.locator(f'.buttons a[data-dialog$="-{action}"]').first.click()
            dialog = page.locator("dialog[open]")
            if reason:
                dialog.locator("textarea[name=reason]").fill(reason)
            for code in codes:
                line = dialog.locator("[data-more-codes]")
                line.fill(dialog.locator(f'datalist option[value^="{code} "]').first.get_attribute("value"))
                line.dispatch_event("input")
            for name, value in data.items():
                dialog.locator(f'select[name="data.{name}"]').select_option(value)
            dialog.locator(".question-foot button:not([data-close])").click()
        page.wait_for_load_state("load")

    def expect_state(self, page: Any, label: str) -> None:
        expect(page.locator(".actions .badge, main .badge").filter(has_text=label).first).to_be_visible()

    def picture(self, page: Any, name: str) -> None:
        self._pictures += 1
        self._keep(page, f"year-{self._pictures:02}-{name}", whole=True)


@pytest.fixture
def year(county: County, sign_in_page: Callable[..., Any], keep_picture: Callable[..., Any]) -> Year:
    return Year(county, sign_in_page, keep_picture)


def test_a_year_of_one_project(year: Year, browser_page: Any) -> None:
    declare_and_approve(year)
    watch(year)
    evaluate(year)
    review(year)
    recheck(year)
    put_right(year)
    use(year)
    publish(year, browser_page)
    assert list(verify()) == []


# ── objective ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def declare_and_approve(year: Year) -> None:
    page = year.open(Role.PREPARER)
    year.picture(page, "project")
    page.locator("main form[action*='/objectives/declare/'] button").click()
    cell(page, "objectives[0].expected").fill(OBJECTIVE["objectives[0].expected"])
    saved(page)
    fill_indicators(page)
    year.picture(page, "objective")
    year.act(page, "submit")
    year.expect_state(page, "待主管部门审核")

    page = year.form(Role.DEPARTMENT_REVIEWER, "objective")
    year.picture(page, "objective-at-the-department")
    year.act(page, "return", reason="目标值依据请补充说明。", codes=("IND-05",))
    page = year.form(Role.PREPARER, "objective")
    expect(page.get_by_text("目标值依据请补充说明。").first).to_be_visible()
    year.picture(page, "objective-returned")
    year.act(page, "submit")
    page = year.form(Role.DEPARTMENT_REVIEWER, "objective")
    year.act(page, "department_approve")

    page = year.form(Role.FINANCE_REVIEWER, "objective")
    page.locator("input[name=grade][value=优]").check()
    page.locator("form[action*='/objectives/'] button", has_text="评定等级").click()
    page = year.form(Role.FINANCE_REVIEWER, "objective")
    year.picture(page, "objective-graded")
    year.act(page, "finance_pass")
    page = year.form(Role.FINANCE_MANAGER, "objective")
    year.act(page, "approve")
    year.expect_state(page, "已批复")


def fill_indicators(page: Any) -> None:
    """Into the rows of their categories; two categories of benefit stay empty and are dropped on submission."""
    for number, row in enumerate((0, 1, 2, 3, 5, 7, 8)):
        for column in ("level3", "target", "weight"):
            cell(page, f"indicators[{row}].{column}").fill(OBJECTIVE[f"indicators[{number}].{column}"])
    saved(page)


# ── monitoring ────────────────────────────────────────────────────────────────────────────────────────────────────────
def watch(year: Year) -> None:
    page = year.open(Role.PREPARER)
    page.locator("main form[action*='/monitoring/start/'] button").first.click()
    cell(page, "indicators[0].actual").wait_for()
    cell(page, "funding[0].executed_amount").fill("190.00")
    for row, actual in enumerate(("210公里", *ACTUALS[1:])):
        cell(page, f"indicators[{row}].actual").fill(actual)
    saved(page)
    year.picture(page, "monitoring")
    year.act(page, "submit")
    page = year.form(Role.DEPARTMENT_REVIEWER, "monitoring")
    year.picture(page, "monitoring-at-the-department")
    year.act(page, "confirm_normal")
    year.expect_state(page, "运行正常")


# ── self-evaluation ───────────────────────────────────────────────────────────────────────────────────────────────────
def evaluate(year: Year) -> None:
    page = year.open(Role.PREPARER)
    page.locator("main form[action*='/filings/start/'] button").click()
    cell(page, "indicators[0].actual").wait_for()
    cell(page, "funding[0].executed_amount").fill("372.15")
    cell(page, "objectives[0].actual").fill("完成日常养护412公里，病害处置时间36小时，验收合格率98.5%。")
    paste(page, "indicators[0].actual", "\n".join(ACTUALS) + "\n")
    saved(page)
    page.locator("form[action*='/adopt/'] button, button[data-adopt-all]").first.click()
    saved(page)
    year.picture(page, "self-evaluation")
    explain(page)
    year.act(page, "submit")
    year.expect_state(page, "待单位负责人签批")

    page = year.form(Role.UNIT_HEAD, "self_evaluation")
    page.mouse.wheel(0, 20_000)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.locator('.buttons button[value="sign"]').wait_for()
    year.picture(page, "self-evaluation-before-the-head")
    year.act(page, "sign")
    year.expect_state(page, "待主管部门审核")


def explain(page: Any) -> None:
    """Every warning gets its reason, in the panel beside the form."""
    missing = page.locator("details.explain[data-missing]")
    while count := missing.count():
        missing.first.locator("summary").click()
        missing.first.locator("textarea").fill("已核实，见佐证材料。")
        missing.first.locator("button").click()
        expect(missing).to_have_count(count - 1)


# ── review, re-check ──────────────────────────────────────────────────────────────────────────────────────────────────
def review(year: Year) -> None:
    for role, action in ((Role.DEPARTMENT_REVIEWER, "department_pass"), (Role.FINANCE_REVIEWER, "finance_pass")):
        page = year.page(role)
        page.goto("/review/")
        year.picture(page, f"queue-{role.value}")
        page.locator("main a", has_text="农村公路养护补助").first.click()
        year.picture(page, f"desk-{role.value}")
        year.act(page, action)


def recheck(year: Year) -> None:
    filing = Filing.objects.get(kind="self_evaluation")
    page = year.page(Role.FINANCE_MANAGER)
    page.goto(f"/review/filings/{filing.pk}/")
    page.locator("#why").fill("金额较大，指定复核。")
    page.locator("button", has_text="指定复核").click()
    checker = year.county.person(Role.EXPERT)
    year.act(the_recheck(year, Role.FINANCE_MANAGER), "assign", checker=str(checker.pk))

    page = the_recheck(year, Role.EXPERT)
    for row in page.locator("tr", has=page.locator("input.score")).all():
        row.locator("input.score").fill(row.locator("td.number").nth(1).inner_text())
    lowered = page.locator("tr", has_text="沿线群众满意度")
    lowered.locator("input.score").fill("8")
    lowered.locator("textarea").fill("问卷份数不足，扣2分。")
    page.locator(".bulk button").click()
    year.picture(page, "recheck")
    year.act(page, "score")

    page = the_recheck(year, Role.PREPARER)
    page.locator("#answer").fill("认可复核意见。")
    page.locator("form[action*='/answer/'] button").click()

    page = the_recheck(year, Role.FINANCE_MANAGER)
    year.picture(page, "recheck-gap")
    year.act(page, "reconcile", reason=_REASON)
    page = year.form(Role.FINANCE_MANAGER, "self_evaluation")
    year.act(page, "finalize")
    year.expect_state(page, "已定稿")


def the_recheck(year: Year, role: Role) -> Any:
    page = year.page(role)
    page.goto("/review/rechecks/")
    page.locator("main td a, main th a", has_text="农村公路养护补助").first.click()
    page.wait_for_url("**/review/rechecks/*/")
    return page


# ── after the evaluation ──────────────────────────────────────────────────────────────────────────────────────────────
def put_right(year: Year) -> None:
    page = year.page(Role.FINANCE_REVIEWER)
    page.goto(f"/rectification/new/{year.county.project_year.pk}/")
    page.locator("#id_problem").fill("成本指标缺少测算依据。")
    page.locator("main form button", has_text="下达").click()
    page = year.page(Role.PREPARER)
    page.goto("/rectification/")
    page.locator("main a", has_text="成本指标缺少测算依据").first.click()
    page.locator("textarea[name=plan]").fill("一个月内补齐测算依据。")
    page.locator("form[action*='/answer/'] button").click()
    year.act(page, "plan")
    page.locator("textarea[name=result]").fill("测算依据已补齐归档。")
    page.locator("form[action*='/answer/'] button").click()
    year.picture(page, "rectification")
    year.act(page, "report")
    page = year.page(Role.DEPARTMENT_REVIEWER)
    page.goto("/rectification/")
    page.locator("main a", has_text="成本指标缺少测算依据").first.click()
    year.act(page, "verify", reason=_REASON)
    year.expect_state(page, "已销号")


def use(year: Year) -> None:
    page = year.page(Role.FINANCE_MANAGER)
    page.goto("/results/")
    page.locator("main a[href*='/rule/']").first.click()
    page.locator("#publish input:visible, #publish textarea:visible").first.fill(
        "示例县结果应用办法（示财绩〔2025〕9号）"
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#publish button").click()
    year.picture(page, "rule")
    page.goto("/results/")
    page.locator("form[action*='/propose/'] button").click()
    page.locator("main a", has_text="农村公路养护补助").first.click()
    year.act(page, "confirm")
    year.picture(page, "opinion")
    year.expect_state(page, "已确认")


def publish(year: Year, visitor: Any) -> None:
    page = year.page(Role.PREPARER)
    page.goto("/disclosure/")
    page.locator("main a", has_text="待整理").first.click()
    page.locator("button", has_text="整理所选项目的公开内容").click()
    page.goto("/disclosure/")
    page.locator("main a", has_text="农村公路养护补助").first.click()
    package = page.url
    year.picture(page, "package")
    year.act(page, "privacy_check")
    page = year.page(Role.UNIT_HEAD)
    page.goto(package)
    year.act(page, "secrecy_check")
    year.act(page, "approve")
    page = year.page(Role.FINANCE_MANAGER)
    page.goto(package)
    year.act(page, "publish")
    year.expect_state(page, "已公开")
    visitor.goto("/public/")
    visitor.locator("main a", has_text="农村公路养护补助").first.click()
    expect(visitor.locator("main")).to_contain_text("412公里")
    year.picture(visitor, "public-page")
    with visitor.expect_download() as download:
        visitor.locator("main a[href$='.docx'], main a[href*='docx']").first.click()
    assert download.value.suggested_filename.endswith(".docx")
