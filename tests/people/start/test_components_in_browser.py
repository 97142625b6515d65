"""Every component in every declared state in Chromium: axe in both themes and languages, 320 px, forced colours."""

from __future__ import annotations

from typing import Any

import pytest

from people.browser import MANNERS, Visits
from people.looking import violations
from people.test_components import CONTRACTS, EXAMPLES

ALONE = [
    f"/components/{name}/{number}"
    for name, contract in CONTRACTS.items()
    if contract.get("alone")
    for number in range(len(contract["examples"]))
]


@pytest.mark.parametrize(("language", "theme"), MANNERS)
def test_axe_finds_nothing_in_any_state(visits: Visits, language: str, theme: Any) -> None:
    page = visits.visitor(None, language=language, color_scheme=theme).new_page()
    found = []
    for path in ("/components", *ALONE):
        visits.go(page, path)
        found += violations(page, f"{path} {language} {theme}")
    assert found == []


@pytest.mark.parametrize("size", ["normal", "largest"])
def test_no_state_scrolls_sideways_at_320(visits: Visits, size: str) -> None:
    page = visits.visitor(None, viewport={"width": 320, "height": 600}).new_page()
    page.context.add_cookies([{"name": "shouyi_look", "value": f"auto.{size}.full.auto", "url": visits.site}])
    wide = []
    for path in ("/components", "/", "/guide", "/help", "/look", *ALONE):
        visits.go(page, path)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert wide == []


def test_every_state_has_ink_in_forced_colours(visits: Visits) -> None:
    """What is drawn in a state is seen: its text has another colour than its ground, and buttons keep their border."""
    page = visits.visitor(None, forced_colors="active").new_page()
    visits.go(page, "/components")
    unseen = page.evaluate(
        """() => [...document.querySelectorAll('.shown *')].filter(e => {
          const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
          const style = getComputedStyle(e)
          if (e.matches('.button') && style.borderTopStyle === 'none') return true
          return own && style.color === style.backgroundColor
        }).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert unseen == []


def test_all_states_are_shown(visits: Visits) -> None:
    page = visits.open(None, "/components")
    assert page.locator(".shown").count() == len(EXAMPLES)
