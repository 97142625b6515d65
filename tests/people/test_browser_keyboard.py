"""By keyboard alone: what a visitor comes for can be begun and finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from people.browser import Visits
from people.looking import MOST, STOP
from people.memory_reader import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page


def tab_to(page: Page, text: str) -> None:
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop and stop["text"] == text:
            return
    raise AssertionError(f"the keyboard never reaches {text}")


def press_and_go(page: Page, key: str) -> None:
    """Presses a key that leads to a new page, and waits for it, even when its address is the same."""
    with page.expect_event("domcontentloaded"):
        page.keyboard.press(key)
    page.wait_for_load_state()


def test_skip_link_skips(visits: Visits) -> None:
    page = visits.open(None, "/guide")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_signing_in_reading_the_score_and_signing_out(visits: Visits) -> None:
    page = visits.open(None, "/")
    tab_to(page, "登录")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/sign-in")
    tab_to(page, "login")
    page.keyboard.type("xiumei")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/")
    for link, path in (("我的档案", "file"), ("分数", "score"), ("看我的档案", "file")):
        tab_to(page, link)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/my/{path}")
    tab_to(page, "退出")
    page.keyboard.press("Space")
    page.wait_for_url(visits.site + "/")
    assert page.get_by_role("link", name="登录", exact=True).is_visible()


def test_a_mistake_is_mended_by_keyboard(visits: Visits) -> None:
    page = visits.open(None, "/account/sign-in")
    tab_to(page, "login")
    press_and_go(page, "Enter")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_login"


def test_scanning_and_checking(visits: Visits) -> None:
    page = visits.open(None, "/w/SY7K3M92QF", reduced_motion="reduce")
    tab_to(page, "用我的手机核验")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in ("verify", "#verify")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#verify').contains(document.activeElement)")
    tab_to(page, "三种结果各是什么意思")
    page.keyboard.press("Enter")
    assert page.get_by_text("您的手机自己算过，结果一致。").is_visible()
    tab_to(page, "报告问题")
    page.keyboard.press("Enter")
    page.wait_for_url("**/problem")
    tab_to(page, "what")
    page.keyboard.press("Space")
    tab_to(page, "said")
    page.keyboard.type("花纹不一样")
    tab_to(page, "发出报告")
    page.keyboard.press("Enter")
    page.wait_for_url("**/problem/sent")


def test_from_all_votes_to_the_roll_and_its_easy_twin(visits: Visits, things: None) -> None:
    page = visits.open(None, "/votes")
    tab_to(page, "谁可以表决")
    page.keyboard.press("Enter")
    page.wait_for_url("**/votes/roll")
    leaf = page.get_by_role("row", name="代表，1号席位").get_by_role("link")
    assert leaf.get_attribute("href").startswith("http://localhost:8001/rule/"), "where whoever checks finds the entry"
    tab_to(page, "易读版")
    press_and_go(page, "Enter")
    assert page.get_by_text("每一位都是一票。").is_visible()
    tab_to(page, "看完整版")
    press_and_go(page, "Enter")
    assert page.get_by_role("region", name="历届任期，现任在前").is_visible()
    tab_to(page, "全部表决")
    page.keyboard.press("Enter")
    page.wait_for_url("**/votes")


def test_language_and_theme_by_keyboard(visits: Visits) -> None:
    page = visits.open(None, "/guide")
    tab_to(page, "深色")
    press_and_go(page, "Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    tab_to(page, "English")
    press_and_go(page, "Enter")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.url.endswith("/guide")
