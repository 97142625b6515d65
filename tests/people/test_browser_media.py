"""Focus in forced colours, a chosen theme, a printed score, pages without script, and nothing asked of strangers."""

from __future__ import annotations

from typing import Any

import pytest

from people.browser import Visits, sign_in


def test_focus_is_seen_in_forced_colours(visits: Visits) -> None:
    page = visits.open(None, "/guide", forced_colors="active")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
    )
    assert outline == "solid3px"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_wins_over_the_device(visits: Visits, theme: str) -> None:
    other: Any = "dark" if theme == "light" else "light"
    page = visits.open(None, "/", color_scheme=other)
    page.get_by_role("button", name={"light": "浅色", "dark": "深色"}[theme]).click()
    page.wait_for_selector(f"html[data-theme={theme}]")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(251, 248, 241)", "dark": "rgb(22, 25, 29)"}[theme]


def test_printed_score_keeps_its_number_and_its_details(visits: Visits) -> None:
    page = visits.open("xiumei", "/my/score")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator(".number").is_visible()
    assert page.locator(".ruler").is_visible()


def test_signing_in_without_script(visits: Visits) -> None:
    context = visits.visitor(None, java_script_enabled=False)
    sign_in(context, visits.site, "xiumei")
    page = context.new_page()
    visits.go(page, "/my/score")
    assert page.locator(".number").is_visible()


def test_without_script_the_scan_page_says_who_checked(visits: Visits) -> None:
    page = visits.open(None, "/w/SY7K3M92QF", java_script_enabled=False)
    assert page.get_by_text("没有运行脚本").is_visible()
    assert page.get_by_text("目前只有我们的服务器核过").is_visible()
    assert page.get_by_role("link", name="下载证明文件").is_visible()


def test_nothing_is_asked_of_strangers(visits: Visits) -> None:
    """Every request of these pages goes to the pages themselves or to the public proofs."""
    asked: set[str] = set()
    for login, path in ((None, "/"), (None, "/guide"), (None, "/w/SY7K3M92QF"), ("xiumei", "/my/score")):
        context = visits.visitor(login)
        context.on("request", lambda request: asked.add(request.url.split("/")[2]))
        visits.go(context.new_page(), path)
        context.close()
    assert {host.split(":")[0] for host in asked} == {"localhost"}
