"""Every page looked at in every way: axe and 320 pixels in both languages, keyboard, forced colours, paper, no style;
and listened to, for what breaks the content policy.

A page is opened once a language and looked at by one test after another; each leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from people.browser import LANGUAGES, THEMES, Visits
from people.looking import COLOURS, OPTIONS, WIDE, listened, tab_stops, violations
from people.paths import OWN, PUBLIC, SELDOM

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADDRESSES = [*((None, path) for path in PUBLIC), *OWN]
SKIP = "跳到正文"
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""WCAG 2.2, 1.4.12."""
WEAR = """style => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  document.adoptedStyleSheets = [sheet]
}"""
"""Another style on top, past the content policy: it holds for what comes with the page."""
STYLED = "on => { for (const sheet of document.styleSheets) sheet.disabled = !on }"
SHAPES = """() => {
  const ground = getComputedStyle(document.body).backgroundColor
  const pairs = [['.seal', 'color'], ['.mark', 'color'], ['.ruler .base', 'stroke'], ['.ruler .point', 'stroke'],
    ['.ruler .span', 'stroke'], ['.ruler text', 'fill'], ['.bar .fill:not(.fill--prior)', 'fill'],
    ['.bar .fill--prior', 'stroke'], ['.bar .today', 'stroke'], ['.button', 'borderTopColor']]
  const drawn = ([name, what]) => [...document.querySelectorAll(name)].map(at => [name, getComputedStyle(at)[what]])
  return pairs.flatMap(drawn)
    .filter(([, colour]) => colour === ground || colour === 'none').map(([name]) => name)
}"""
"""Names of drawn shapes that are not told from what they stand on."""


@dataclass
class Opened:
    """A page, and what was heard since before it came."""

    page: Page
    heard: list[str]


@pytest.fixture(scope="module", params=[*ADDRESSES, *(pytest.param(each, marks=pytest.mark.soak) for each in SELDOM)],
                ids=lambda each: f"{each[0]}-{each[1]}")  # fmt: skip
def opened(visits: Visits, things: None, request: pytest.FixtureRequest, soak: bool) -> Iterator[dict[str, Opened]]:
    """In both languages; outside the long tier every third page, the others in Chinese alone."""
    login, path = request.param
    both = soak or ADDRESSES.index(request.param) % 3 == 0
    found = {}
    for language in LANGUAGES if both else LANGUAGES[:1]:
        context = visits.visitor(login, language=language, color_scheme="light", reduced_motion="reduce")
        heard = listened(context)
        found[language] = Opened(context.new_page(), heard)
        visits.go(found[language].page, path)
    yield found
    for each in found.values():
        each.page.context.close()


@pytest.fixture
def pages(opened: dict[str, Opened]) -> Iterator[dict[str, Page]]:
    """The page in each language as it was opened, also for the next one who looks."""
    found = {language: each.page for language, each in opened.items()}
    yield found
    for page in found.values():
        page.emulate_media(media="screen", color_scheme="light", forced_colors="none")
        page.set_viewport_size({"width": 1280, "height": 720})
        page.evaluate("() => { document.adoptedStyleSheets = []; document.activeElement.blur(); scrollTo(0, 0) }")


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    """In Chinese: for looks at what the language does not change."""
    return pages["zh-CN"]


def test_nothing_breaks_the_policy_and_no_script_fails(opened: dict[str, Opened]) -> None:
    assert [heard for each in opened.values() for heard in each.heard] == []


def test_no_violation_on_any_page(pages: dict[str, Page]) -> None:
    found = []
    for language, page in pages.items():
        found += violations(page, f"{language} light")
        page.emulate_media(color_scheme="dark")
        found += violations(page, f"{language} dark", COLOURS)
    assert found == []


def test_every_stop_is_visible_ordered_and_large(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    stops = tab_stops(page)
    orders = [stop["order"] for stop in stops]
    assert len(stops) >= 8
    assert stops[0]["text"] == SKIP
    assert orders == sorted(orders)
    assert [stop for stop in stops if stop["outline"] < 3 or stop["line"] != "solid" or not stop["seen"]] == []
    assert [stop for stop in stops if not stop["inline"] and stop["tag"] != "INPUT" and stop["height"] < 44] == []


def test_no_sideways_scroll_at_320_pixels(pages: dict[str, Page]) -> None:
    for language, page in pages.items():
        page.set_viewport_size({"width": 320, "height": 640})
        for style in ("", SPACING):
            page.evaluate(WEAR, style)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, (language, page.evaluate(WIDE))


def test_every_shape_is_seen_in_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for theme in THEMES:
        page.emulate_media(forced_colors="active", color_scheme=theme)  # type: ignore[arg-type]
        assert page.evaluate(SHAPES) == []


def test_print_leaves_out_what_paper_cannot_do(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".quiet-nav, .button, .skip").filter(visible=True).count() == 0
    assert page.locator("h1").count() == 1


def test_without_style_everything_is_said_in_order(page: Page) -> None:
    page.evaluate(STYLED, False)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)", "it has style"
    text = page.locator("body").inner_text()
    heading, foot = page.locator("h1").inner_text(), page.locator("#help").inner_text()
    page.evaluate(STYLED, True)
    assert text.index(SKIP) < text.index(heading.split("\n")[0]) < text.rindex(foot)


def test_no_violation_where_something_is_wrong(visits: Visits) -> None:
    page = visits.visitor(None, language="en").new_page()
    for path, button in (("/account/sign-in", "Sign in"), ("/w/SY7K3M92QF/problem", "Send the report")):
        page.goto(visits.site + path)
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        page.wait_for_selector(".error-summary")
        assert page.title().startswith("Error: ")
        assert violations(page, path) == []


def test_no_violation_at_a_wrong_address(visits: Visits) -> None:
    page = visits.visitor(None).new_page()
    page.goto(visits.site + "/nowhere")
    assert violations(page, "/nowhere") == []


# each look would notice -----------------------------------------------------------------------------------------------


def test_axe_would_notice(visits: Visits) -> None:
    page = visits.open(None, "/guide")
    page.evaluate("document.querySelector('.lead').style.color = '#666'")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\">')")
    for options, wanted in (
        (OPTIONS, {"color-contrast-enhanced", "image-alt"}),
        (COLOURS, {"color-contrast-enhanced"}),
    ):
        assert wanted <= {found.split(": ")[1].split()[0] for found in violations(page, "/guide", options)}


def test_the_ruler_would_notice(visits: Visits) -> None:
    page = visits.open(None, "/guide", viewport={"width": 320, "height": 640})
    page.evaluate(WEAR, ".lead { width: 400px }")
    assert page.evaluate("document.documentElement.scrollWidth") > 320


def test_forced_colours_would_notice(visits: Visits) -> None:
    page = visits.open("xiumei", "/my/score", forced_colors="active")
    wear: Any = ".ruler .point { forced-color-adjust: none; stroke: Canvas }"
    page.evaluate(WEAR, wear)
    assert ".ruler .point" in page.evaluate(SHAPES)


def test_the_tab_key_would_notice(visits: Visits) -> None:
    page = visits.open(None, "/guide", viewport={"width": 390, "height": 800})
    page.evaluate(WEAR, "main a:focus-visible { outline: 0 !important }")
    page.evaluate("document.querySelector('main a').tabIndex = 1")
    stops = tab_stops(page)
    assert any(stop["outline"] < 3 or stop["line"] != "solid" for stop in stops)
    assert stops[0]["text"] != SKIP


def test_paper_would_notice(visits: Visits) -> None:
    page = visits.open(None, "/account/sign-in")
    page.emulate_media(media="print")
    page.evaluate(WEAR, ".button { display: block !important }")
    assert page.locator(".button").filter(visible=True).count()
