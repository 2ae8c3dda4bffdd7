"""The editor in a real browser: keyboard, paste, undo, autosave, conflict, end of the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from kaocheng_web.filings.models import Filing, LostEdit
from kaocheng_web.filings.services import type_cells
from kaocheng_web.objectives.services import declare, learn_from, request_adjustment
from tests.web.browser.conftest import sign_in
from tests.web.county import SELF_EVALUATION, County, explain_all, make_filing

pytestmark = pytest.mark.browser


Enter = Callable[..., Any]


@pytest.fixture
def enter(sign_in_page: Enter) -> Enter:
    """The editor of a person, on a filing."""

    def open_form(person: Any, filing: Filing, **options: Any) -> Any:
        return sign_in_page(person, f"/filings/{filing.pk}/", **options)

    return open_form


def cell(page: Any, path: str) -> Any:
    return page.locator(f'[data-field="{path}"] [data-input]')


def saved(page: Any) -> None:
    page.locator("#save-state[data-state=saved]").wait_for(timeout=10_000)


def unsaved_then_saved(page: Any) -> None:
    """What was just typed, where something else was saved before."""
    expect(page.locator("#paper .unsaved")).to_have_count(0, timeout=10_000)
    saved(page)


def text_of(filing: Filing, path: str) -> str:
    filing.refresh_from_db()
    return str(filing.cells.get(path, ""))


def paste(page: Any, path: str, text: str, html: str = "") -> None:
    cell(page, path).focus()
    page.evaluate(
        """([path, text, html]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            if (html) data.setData("text/html", html);
            const input = document.querySelector(`[data-field="${CSS.escape(path)}"] [data-input]`);
            input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [path, text, html],
    )


def focused(page: Any) -> str:
    return str(page.evaluate('document.activeElement.closest("[data-field]")?.dataset.field'))


def test_typing_is_saved_and_checked_by_itself(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    page = enter(county.person("preparer"), filing)
    cell(page, "indicators[1].actual").fill("91.5%")
    assert page.locator("#save-state").get_attribute("data-state") == "unsaved"
    saved(page)
    assert text_of(filing, "indicators[1].actual") == "91.5%"
    page.locator('[data-field="indicators[1].score"].finding-error').wait_for()
    page.locator('[data-messages="indicators[1]"] .adopt').click()
    page.locator('[data-field="indicators[1].score"]:not(.finding-error)').wait_for()
    unsaved_then_saved(page)
    assert text_of(filing, "indicators[1].score") == "14.01"
    assert page.locator('[data-field="total_score"] .text').inner_text() == "98.64"
    assert "98.64" in page.locator(".gauge").inner_html()


def test_what_is_typed_before_the_script_came_is_not_lost(county: County, sign_in_page: Enter) -> None:
    filing = make_filing(county)
    page = sign_in_page("preparer")
    held: list[Any] = []
    page.route("**/kaocheng/editor.js*", lambda route: held.append(route))
    page.goto(f"/filings/{filing.pk}/", wait_until="commit")
    cell(page, "indicators[0].actual").fill("411公里")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    unsaved_then_saved(page)
    assert text_of(filing, "indicators[0].actual") == "411公里"


def test_keys_move_between_the_cells_one_may_type_into(county: County, enter: Enter) -> None:
    objective = make_filing(county, "objective", state="approved")
    page = enter(county.person("preparer"), make_filing(county, basis=objective))
    cell(page, "indicators[0].actual").focus()
    page.keyboard.press("Enter")
    assert focused(page) == "indicators[1].actual"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "indicators[2].actual"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "indicators[1].actual"
    page.keyboard.press("ArrowRight")  # the text is selected: to the next cell, over the weight, which is closed
    assert focused(page) == "indicators[1].score"
    page.keyboard.press("Alt+ArrowRight")
    assert focused(page) == "indicators[1].deviation"
    page.keyboard.type("一")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("二")
    assert cell(page, "indicators[1].deviation").input_value() == "一\n二"
    page.keyboard.press("F8")
    assert focused(page).startswith("indicators[")
    assert page.locator(".called").count() == 1


def test_a_block_from_a_spreadsheet_fills_cells_and_says_what_did_not_fit(county: County, enter: Enter) -> None:
    objective = make_filing(county, "objective", state="approved")
    filing = make_filing(county, basis=objective)
    page = enter(county.person("preparer"), filing)
    paste(page, "indicators[0].actual", '410公里\t15\t14.9\t"第一行\n第二行"\n98%\t15\t15\t\n')
    saved(page)
    assert text_of(filing, "indicators[0].actual") == "410公里"
    assert text_of(filing, "indicators[0].score") == "14.9"
    assert text_of(filing, "indicators[0].deviation") == "第一行\n第二行"
    assert text_of(filing, "indicators[1].actual") == "98%"
    assert text_of(filing, "indicators[0].weight") == "15"
    table = "<table><tr><td>93.1%</td><td>99</td><td>10</td></tr><tr><td>多余</td></tr></table>"
    paste(page, "indicators[6].actual", "", table)
    saved(page)
    assert text_of(filing, "indicators[6].actual") == "93.1%"
    said = page.locator("#editor-said").inner_text()
    assert "99" in said
    assert "多余" in said


def test_undo_and_redo_go_over_cells(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    page = enter(county.person("preparer"), filing)
    cell(page, "indicators[0].actual").fill("400公里")
    cell(page, "indicators[1].actual").fill("97%")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert cell(page, "indicators[0].actual").input_value() == "412公里"
    assert cell(page, "indicators[1].actual").input_value() == "98.5%"
    page.keyboard.press("Control+y")
    saved(page)
    assert text_of(filing, "indicators[0].actual") == "400公里"
    assert text_of(filing, "indicators[1].actual") == "98.5%"


def test_two_pages_on_one_cell_the_loser_sees_both(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    one, two = (enter(county.person("preparer"), filing) for _ in range(2))
    cell(one, "indicators[0].actual").fill("413公里")
    saved(one)
    cell(two, "indicators[1].actual").fill("99%")
    cell(two, "indicators[0].actual").fill("420公里")
    saved(two)
    lost = two.locator(".lost-edit")
    assert "413公里" in lost.inner_text()
    assert "420公里" in lost.inner_text()
    assert two.locator('[data-field="indicators[0].actual"].conflict').count() == 1
    assert text_of(filing, "indicators[0].actual") == "413公里"
    assert text_of(filing, "indicators[1].actual") == "99%"
    lost.locator("[data-mine]").click()
    lost.wait_for(state="detached")
    assert text_of(filing, "indicators[0].actual") == "420公里"
    assert LostEdit.objects.get().settled_at is not None


def test_what_another_writes_appears(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    one, two = (enter(county.person("preparer"), filing) for _ in range(2))
    cell(one, "indicators[0].actual").fill("413公里")
    saved(one)
    cell(two, "indicators[1].actual").fill("99%")
    saved(two)
    assert cell(two, "indicators[0].actual").input_value() == "413公里"


def test_a_session_that_ends_while_typing_loses_nothing(county: County, enter: Enter, live_server: Any) -> None:
    filing = make_filing(county)
    person = county.person("preparer")
    page = enter(person, filing)
    Session.objects.all().delete()
    cell(page, "indicators[0].actual").fill("400公里")
    page.locator("#sign-in-again[open]").wait_for()
    assert text_of(filing, "indicators[0].actual") == "412公里"
    assert cell(page, "indicators[0].actual").input_value() == "400公里"
    sign_in(page.context, person, live_server.url)  # as in another tab
    page.evaluate('window.dispatchEvent(new Event("focus"))')
    saved(page)
    assert page.locator("#sign-in-again[open]").count() == 0
    assert text_of(filing, "indicators[0].actual") == "400公里"


def test_another_person_does_not_send_what_the_first_has_typed(county: County, enter: Enter, live_server: Any) -> None:
    filing = make_filing(county)
    page = enter(county.person("preparer"), filing)
    Session.objects.all().delete()
    cell(page, "indicators[0].actual").fill("400公里")
    page.locator("#sign-in-again[open]").wait_for()
    sign_in(page.context, county.person("unit_head"), live_server.url)
    page.evaluate('window.dispatchEvent(new Event("focus"))')
    page.locator("#save-state[data-state=other-person]").wait_for()
    assert text_of(filing, "indicators[0].actual") == "412公里"


def test_offline_texts_survive_a_reload(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    page = enter(county.person("preparer"), filing)
    page.route("**/cells/", lambda route: route.abort())
    cell(page, "indicators[0].actual").fill("400公里")
    page.locator("#save-state[data-state=offline]").wait_for()
    page.reload()
    assert cell(page, "indicators[0].actual").input_value() == "400公里"
    page.unroute("**/cells/")
    page.evaluate('window.dispatchEvent(new Event("online"))')
    saved(page)
    assert text_of(filing, "indicators[0].actual") == "400公里"
    assert page.evaluate("localStorage.length") == 0


def test_submitting_first_saves_what_was_just_typed(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    page = enter(county.person("preparer"), filing)
    cell(page, "objectives[0].actual").fill(SELF_EVALUATION["objectives[0].actual"] + "全部按期完成。")
    page.get_by_role("button", name="提交负责人签批").click()
    page.locator(".badge.state-waiting").wait_for()
    assert text_of(filing, "objectives[0].actual").endswith("全部按期完成。")
    assert filing.state == "submitted"


def test_rows_come_and_go_and_levels_run_over_their_group(county: County, enter: Enter) -> None:
    filing = make_filing(county, "objective")
    page = enter(county.person("preparer"), filing)
    page.locator('[data-field="indicators[0].level3"] [value="add:0"]').click()
    expect(cell(page, "indicators[1].level3")).to_have_value("")
    cell(page, "indicators[1].level3").fill("新增指标")
    unsaved_then_saved(page)
    assert text_of(filing, "indicators[1].level3") == "新增指标"
    assert text_of(filing, "indicators[1].level1") == "产出指标"
    cell(page, "indicators[0].level1").fill("产出")
    unsaved_then_saved(page)
    assert [text_of(filing, f"indicators[{row}].level1") for row in range(6)] == ["产出"] * 5 + ["效益指标"]


def test_the_head_has_seen_the_form_when_its_end_was_on_screen(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    Filing.objects.filter(pk=filing.pk).update(state="submitted")
    page = enter(county.person("unit_head"), filing, height=450)
    assert page.get_by_role("button", name="签批并报送").count() == 0
    page.locator("#end-of-form").scroll_into_view_if_needed()
    page.get_by_role("button", name="签批并报送").click()
    page.locator(".badge.state-waiting").wait_for()
    filing.refresh_from_db()
    assert filing.state == "signed"


def test_escape_puts_a_cell_back(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    page = enter(county.person("preparer"), filing)
    cell(page, "indicators[0].actual").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("1公里")
    page.keyboard.press("Escape")
    assert cell(page, "indicators[0].actual").input_value() == "412公里"
    expect(page.locator("#paper .unsaved")).to_have_count(0)
    expect(page.locator("#save-state")).not_to_have_attribute("data-state", "unsaved")
    assert text_of(filing, "indicators[0].actual") == "412公里"


def test_a_block_with_merged_rows_goes_where_it_belongs(county: County, enter: Enter) -> None:
    """As a spreadsheet gives it: the first and second level run down over their rows."""
    filing = declare(county.person("preparer"), county.project_year)
    page = enter(county.person("preparer"), filing)
    table = (
        "<table><tr><td rowspan=2>产出指标</td><td>数量指标</td><td>新建护栏</td><td>≥12公里</td><td>20</td></tr>"
        "<tr><td>质量指标</td><td>验收<br>合格率</td><td>≥98%</td><td>20</td></tr></table>"
    )
    paste(page, "indicators[0].level1", "", table)
    saved(page)
    assert text_of(filing, "indicators[0].level3") == "新建护栏"
    assert text_of(filing, "indicators[1].level3") == "验收\n合格率"
    assert text_of(filing, "indicators[1].target") == "≥98%"
    assert [text_of(filing, f"indicators[{row}].level1") for row in range(4)] == ["产出指标"] * 4
    expect(page.locator(".sum b")).to_have_text("50")


def test_the_table_is_copied_as_a_spreadsheet_takes_it(county: County, enter: Enter) -> None:
    filing = make_filing(county)
    page = enter(county.person("preparer"), filing)
    page.evaluate("""() => window.addEventListener("copy", (event) => {
        window.copied = ["text/plain", "text/html"].map((kind) => event.clipboardData.getData(kind));
    })""")
    page.locator("[data-do=copy]").click()
    page.locator("#editor-said").wait_for()
    text, html = page.evaluate("window.copied")
    assert "日常养护里程\t≥412公里\t412公里\t15\t15" in text
    assert 'rowspan="4"' in html


def test_rows_are_added_moved_and_removed_by_keys(county: County, enter: Enter) -> None:
    filing = make_filing(county, "objective")
    page = enter(county.person("preparer"), filing)
    cell(page, "indicators[0].target").focus()
    page.keyboard.press("Control+Enter")
    expect(cell(page, "indicators[1].level3")).to_be_focused()
    page.keyboard.type("桥涵养护座数")
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(cell(page, "indicators[0].level3")).to_have_value("桥涵养护座数")
    assert text_of(filing, "indicators[1].level3") == "日常养护里程"
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.keyboard.press("Alt+Delete")
    expect(cell(page, "indicators[0].level3")).to_have_value("桥涵养护座数")
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Alt+Delete")
    expect(cell(page, "indicators[0].level3")).to_have_value("日常养护里程")
    assert text_of(filing, "indicators[0].level3") == "日常养护里程"


def test_a_remark_at_a_cell_is_made_answered_and_settled(county: County, enter: Enter) -> None:
    filing = make_filing(county, state="signed")
    reviewer = enter(county.person("department_reviewer"), filing)
    at = reviewer.locator('[data-field="indicators[1].actual"]')
    at.hover()
    at.locator(".note-here").click()
    expect(reviewer.locator("#note-field")).to_have_value("indicators[1].actual")
    reviewer.locator("#note-text").fill("请附检测报告")
    reviewer.get_by_role("button", name="加批注").click()
    reviewer.locator(".note").wait_for()
    expect(reviewer.locator("#note-text")).to_have_value("")
    Filing.objects.filter(pk=filing.pk).update(state="draft")
    clerk = enter(county.person("preparer"), filing)
    expect(clerk.locator('[data-field="indicators[1].actual"] .note-mark')).to_have_text("批1")
    clerk.locator(".note summary").click()
    clerk.locator(".note textarea").fill("已上传检测报告")
    clerk.get_by_role("button", name="保存答复").click()
    expect(clerk.locator(".note .reason")).to_contain_text("已上传检测报告")


def test_a_returned_form_says_why_and_leads_to_the_cell(
    county: County, enter: Enter, keep_picture: Callable[..., Any]
) -> None:
    filing = make_filing(county, "objective", state="submitted")
    reviewer = enter(county.person("department_reviewer"), filing)
    reviewer.get_by_role("link", name="退回单位").click()
    dialog = reviewer.locator("dialog[open]")
    dialog.get_by_label("退回意见").fill("请补齐经济效益指标")
    dialog.get_by_label("IND-18").check()
    dialog.get_by_role("button", name="退回单位").click()
    reviewer.wait_for_url("**/")  # a draft is its unit's affair
    clerk = enter(county.person("preparer"), filing)
    card = clerk.locator(".returned-card")
    assert "请补齐经济效益指标" in card.inner_text()
    card.get_by_role("link", name="IND-18").click()
    assert focused(clerk) == "indicators[0].level3"
    keep_picture(clerk, "objective-returned")


def test_a_warning_is_explained_beside_the_form(county: County, enter: Enter) -> None:
    filing = make_filing(county, cells={**SELF_EVALUATION, "indicators[0].actual": "700公里"})
    page = enter(county.person("preparer"), filing)
    row = page.locator(".found .warning", has_text="SCO-10")
    row.get_by_text("说明理由").click()
    row.locator("textarea").fill("新增县道移交养护，批复时未计入。")
    # What is being typed elsewhere is saved with it, and nothing of it is lost.
    cell(page, "indicators[1].actual").fill("98.6%")
    row.get_by_role("button", name="保存理由").click()
    expect(row.locator(".reason")).to_contain_text("新增县道移交养护")
    assert text_of(filing, "indicators[1].actual") == "98.6%"


def test_indicators_are_searched_and_put_into_the_form(
    county: County, sign_in_page: Enter, keep_picture: Callable[..., Any]
) -> None:
    learn_from(make_filing(county, "objective", state="approved"))
    Filing.objects.all().delete()
    filing = declare(county.person("preparer"), county.project_year)
    page = sign_in_page("preparer", f"/objectives/{filing.pk}/indicators/?source=library")
    page.get_by_label("名称或解释").press_sequentially("里程")
    expect(page.locator(".picks tbody tr")).to_have_count(1)
    page.get_by_label("日常养护里程").first.check()
    keep_picture(page, "objective-picker")
    page.get_by_role("button", name="加入所选指标").click()
    expect(cell(page, "indicators[0].level3")).to_have_value("日常养护里程")


def barriers(page: Any) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize("role, state", [("preparer", ""), ("department_reviewer", "signed")])
def test_the_page_has_no_barriers_that_a_machine_can_find(
    county: County, enter: Enter, keep_picture: Callable[..., Any], role: str, state: str
) -> None:
    cells = {**SELF_EVALUATION, "indicators[1].actual": "91.5%", "indicators[0].actual": "700公里"}
    page = enter(county.person(role), make_filing(county, cells=cells, state=state))
    keep_picture(page, f"self-evaluation-{role}")
    assert barriers(page) == []


@pytest.mark.parametrize("name", ["form", "picker", "library", "entry", "adjust", "compare", "review"])
def test_objective_pages_have_no_barriers_that_a_machine_can_find(
    county: County, sign_in_page: Enter, keep_picture: Callable[..., Any], name: str
) -> None:
    objective = make_filing(county, "objective", state="department_approved" if name == "review" else "approved")
    learn_from(objective)
    preparer, who = county.person("preparer"), "preparer"
    if name == "form":
        objective.delete()
        url = declare(preparer, county.project_year).get_absolute_url()
    elif name == "library":
        url = reverse("objectives:library")
    elif name == "entry":
        who, url = "finance_manager", reverse("objectives:new_entry")
    elif name == "adjust":
        url = reverse("objectives:adjust", args=[county.project_year.pk])
    elif name == "review":
        who, url = "finance_reviewer", objective.get_absolute_url()
    else:
        adjustment = request_adjustment(preparer, county.project_year, "追加预算")
        type_cells(preparer, adjustment, changes={"indicators[0].target": ("≥412公里", "≥450公里")})
        url = reverse(f"objectives:{name}", args=[adjustment.pk])
    page = sign_in_page(who, url)
    page.wait_for_load_state("networkidle")
    keep_picture(page, f"objective-{name}")
    assert barriers(page) == []
