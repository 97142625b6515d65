"""Control: whatever is made worse on purpose is found by the same looks that the journeys take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from people.journeys.hands import Keyboard
from people.journeys.listening import ANEW, Listener, require_as_recorded
from people.journeys.looking import faults

if TYPE_CHECKING:
    from people.browser import Visits

WORSE = {
    "color-contrast-enhanced": "document.querySelector('main p').style.color = '#666'",
    "image-alt": "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\">')",
    "lang is": "document.documentElement.lang = 'fr'",
    "headings": "document.querySelector('main').insertAdjacentHTML('beforeend', '<h1>Two</h1>')",
    "title": "document.title = ' - Shouyi'",
    "px wide at 320": "document.querySelector('main p').style.width = '400px'",
    "lost in forced colours": "document.querySelector('main .button').style.border = '0'",
}


@pytest.mark.parametrize("fault", WORSE)
def test_a_page_made_worse_is_found(visits: Visits, fault: str) -> None:
    page = visits.open(None, "/account/sign-in", language="en")
    page.evaluate(WORSE[fault])
    assert [each for each in faults(page, "en", "light") if fault in each]


def test_the_page_as_it_is_has_no_fault(visits: Visits) -> None:
    page = visits.open(None, "/account/sign-in", language="en")
    assert faults(page, "en", "light") == []


def test_a_hidden_ring_and_a_thing_out_of_reach_are_found(visits: Visits) -> None:
    page = visits.open(None, "/account/sign-in", bypass_csp=True, reduced_motion="reduce")
    link = page.locator("main a[href='/account/lost']")
    page.add_style_tag(content="main a:focus-visible { outline: 0 !important }")
    with pytest.raises(AssertionError, match="focus is not seen"):
        Keyboard(page).press(link)
    link.evaluate("at => at.tabIndex = -1")
    page.add_style_tag(content="main a:focus-visible { outline: 3px solid !important }")
    with pytest.raises(AssertionError, match="never reaches"):
        Keyboard(page).press(link)


def test_what_sounds_otherwise_is_found(visits: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ANEW, raising=False)
    page = visits.open(None, "/account/join")
    listener = Listener(visits.visitor(None).new_page())
    listener.hear(page)
    assert "heading, 加入, level 1" in listener.text
    assert page.evaluate("document.activeElement === document.body"), "the traveller's focus stays where it is"
    with pytest.raises(AssertionError, match="sounds otherwise"):
        require_as_recorded("join_with_a_code_and_a_passkey", listener.text)
