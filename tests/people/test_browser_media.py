"""Pages hold at 320 pixels, with wide spacing, in forced colours, in print, without script and without style."""

from __future__ import annotations

from typing import Any

import pytest

from people.browser import LANGUAGES, Visits, sign_in
from people.paths import OWN, PUBLIC

pytestmark = pytest.mark.usefixtures("things")
PAGES = [*((None, path) for path in PUBLIC), *OWN]
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
WIDE = """() => [...document.querySelectorAll('body *')].filter(at =>
  at.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(at).position !== 'absolute'
  && !at.closest('.scroll')).map(at => at.outerHTML.slice(0, 120)).slice(0, 3)"""


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_no_sideways_scroll_at_320_pixels(visits: Visits, login: str | None, path: str) -> None:
    for language in LANGUAGES:
        size = {"width": 320, "height": 640}
        page = visits.open(login, path, language=language, viewport=size, bypass_csp=True)
        for style in ("/* as it is */", SPACING):
            page.add_style_tag(content=style)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.evaluate(WIDE)


def test_the_ruler_of_sideways_scroll_works(visits: Visits) -> None:
    page = visits.open(None, "/guide", viewport={"width": 320, "height": 640}, bypass_csp=True)
    page.add_style_tag(content=".lead { width: 400px }")
    assert page.evaluate("document.documentElement.scrollWidth") > 320


SHAPES = """() => {
  const ground = getComputedStyle(document.body).backgroundColor
  const pairs = [['.seal', 'color'], ['.mark', 'color'], ['.ruler .base', 'stroke'], ['.ruler .point', 'stroke'],
    ['.ruler .span', 'stroke'], ['.ruler text', 'fill'], ['.bar .fill:not(.fill--prior)', 'fill'],
    ['.bar .fill--prior', 'stroke'], ['.button', 'borderTopColor']]
  const drawn = ([name, what]) => [...document.querySelectorAll(name)].map(at => [name, getComputedStyle(at)[what]])
  return pairs.flatMap(drawn)
    .filter(([, colour]) => colour === ground || colour === 'none').map(([name]) => name)
}"""


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_every_shape_is_seen_in_forced_colours(visits: Visits, login: str | None, path: str) -> None:
    page = visits.open(login, path, forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert page.evaluate(SHAPES) == []


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


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_print_leaves_out_what_paper_cannot_do(visits: Visits, login: str | None, path: str) -> None:
    page = visits.open(login, path, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".quiet-nav, .button, .skip").filter(visible=True).count() == 0
    assert page.locator("h1").count() == 1


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


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_without_style_everything_is_said_in_order(visits: Visits, login: str | None, path: str) -> None:
    context = visits.visitor(login)
    context.route("**/*.css", lambda route: route.abort())
    page = context.new_page()
    visits.go(page, path)
    text = page.locator("body").inner_text()
    heading, foot = page.locator("h1").inner_text(), page.locator("#help").inner_text()
    assert text.index("跳到正文") < text.index(heading.split("\n")[0]) < text.rindex(foot)


def test_nothing_is_asked_of_strangers(visits: Visits) -> None:
    """Every request of these pages goes to the pages themselves or to the public proofs."""
    asked: set[str] = set()
    for login, path in ((None, "/"), (None, "/guide"), (None, "/w/SY7K3M92QF"), ("xiumei", "/my/score")):
        context = visits.visitor(login)
        context.on("request", lambda request: asked.add(request.url.split("/")[2]))
        visits.go(context.new_page(), path)
        context.close()
    assert {host.split(":")[0] for host in asked} == {"localhost"}
