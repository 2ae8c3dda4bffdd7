"""The editor in a real browser: keyboard, paste, undo, autosave, conflict, end of the session."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from kaocheng_web.filings.models import Filing, LostEdit
from tests.web.county import SELF_EVALUATION, County, build_county, explain_all, make_filing
from tests.web.filings.browser import CHROMIUM, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not os.path.exists(CHROMIUM), reason=f"no browser: {CHROMIUM} is missing (apt install chromium)"
    ),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module")
def screen() -> Iterator[Any]:
    # Playwright's loop runs in this thread; Django would refuse the database there.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium() as started:
        yield started
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def county(transactional_db: None) -> County:
    return build_county()


@pytest.fixture
def enter(screen: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """A page of a person, on a filing; scripts' errors fail the test."""
    contexts, errors = [], []

    def open_page(person: Any, filing: Filing, height: int = 1000) -> Any:
        context = screen.new_context(viewport={"width": 1440, "height": height}, locale="zh-CN")
        contexts.append(context)
        sign_in(context, person)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if _matters(said) else None)
        page.goto(f"{live_server.url}/filings/{filing.pk}/")
        return page

    def sign_in(context: Any, person: Any) -> None:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        value = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    open_page.sign_in = sign_in  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def _matters(said: Any) -> bool:
    """Errors of scripts and of the content policy; a refused or failed request is what some tests are about."""
    return said.type == "error" and "Failed to load resource" not in said.text


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


def test_typing_is_saved_and_checked_by_itself(county: County, enter: Any) -> None:
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


def test_keys_move_between_the_cells_one_may_type_into(county: County, enter: Any) -> None:
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


def test_a_block_from_a_spreadsheet_fills_cells_and_says_what_did_not_fit(county: County, enter: Any) -> None:
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


def test_undo_and_redo_go_over_cells(county: County, enter: Any) -> None:
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


def test_two_pages_on_one_cell_the_loser_sees_both(county: County, enter: Any) -> None:
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


def test_what_another_writes_appears(county: County, enter: Any) -> None:
    filing = make_filing(county)
    one, two = (enter(county.person("preparer"), filing) for _ in range(2))
    cell(one, "indicators[0].actual").fill("413公里")
    saved(one)
    cell(two, "indicators[1].actual").fill("99%")
    saved(two)
    assert cell(two, "indicators[0].actual").input_value() == "413公里"


def test_a_session_that_ends_while_typing_loses_nothing(county: County, enter: Any) -> None:
    filing = make_filing(county)
    person = county.person("preparer")
    page = enter(person, filing)
    Session.objects.all().delete()
    cell(page, "indicators[0].actual").fill("400公里")
    page.locator("#sign-in-again[open]").wait_for()
    assert text_of(filing, "indicators[0].actual") == "412公里"
    assert cell(page, "indicators[0].actual").input_value() == "400公里"
    enter.sign_in(page.context, person)  # as in another tab
    page.evaluate('window.dispatchEvent(new Event("focus"))')
    saved(page)
    assert page.locator("#sign-in-again[open]").count() == 0
    assert text_of(filing, "indicators[0].actual") == "400公里"


def test_another_person_does_not_send_what_the_first_has_typed(county: County, enter: Any) -> None:
    filing = make_filing(county)
    page = enter(county.person("preparer"), filing)
    Session.objects.all().delete()
    cell(page, "indicators[0].actual").fill("400公里")
    page.locator("#sign-in-again[open]").wait_for()
    enter.sign_in(page.context, county.person("unit_head"))
    page.evaluate('window.dispatchEvent(new Event("focus"))')
    page.locator("#save-state[data-state=other-person]").wait_for()
    assert text_of(filing, "indicators[0].actual") == "412公里"


def test_offline_texts_survive_a_reload(county: County, enter: Any) -> None:
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


def test_submitting_first_saves_what_was_just_typed(county: County, enter: Any) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    page = enter(county.person("preparer"), filing)
    cell(page, "objectives[0].actual").fill(SELF_EVALUATION["objectives[0].actual"] + "全部按期完成。")
    page.get_by_role("button", name="提交负责人签批").click()
    page.locator(".badge.state-waiting").wait_for()
    assert text_of(filing, "objectives[0].actual").endswith("全部按期完成。")
    assert filing.state == "submitted"


def test_rows_come_and_go_and_levels_run_over_their_group(county: County, enter: Any) -> None:
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


def test_the_head_has_seen_the_form_when_its_end_was_on_screen(county: County, enter: Any) -> None:
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


@pytest.mark.parametrize("role, state", [("preparer", ""), ("department_reviewer", "signed")])
def test_the_page_has_no_barriers_that_a_machine_can_find(county: County, enter: Any, role: str, state: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    cells = {**SELF_EVALUATION, "indicators[1].actual": "91.5%", "indicators[0].actual": "700公里"}
    filing = make_filing(county, cells=cells, state=state)
    page = enter(county.person(role), filing)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []
