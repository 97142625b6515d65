from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from people.journeys.as_it_was import as_it_was
from people.journeys.listening import Listener, require_as_recorded
from people.journeys.traveller import MANNERS, Manner, Traveller

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from people.browser import Visits

ENGLISH_TOO = ("test_coming", "test_looking", "test_votes")
"""Journeys that every commit makes in English with a mouse as well; the long tier makes all of them so."""
PASSED = pytest.StashKey[bool]()
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.hookimpl(tryfirst=True)  # before the long tier is left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here) and item.name.endswith("-mouse]") and item.path.stem not in ENGLISH_TOO:
            item.add_marker("soak")


@pytest.fixture(params=MANNERS, ids=lambda manner: f"{manner.language}-{'keys' if manner.keyboard else 'mouse'}")
def manner(request: pytest.FixtureRequest) -> Manner:
    return request.param


@pytest.fixture
def travel(visits: Visits, manner: Manner, request: pytest.FixtureRequest) -> Iterator[Callable[..., Traveller]]:
    """New travellers, each in a browser of their own; afterwards the tables are as before. The view log begins empty.

    At the end nothing was wrong on any page. Whoever was `heard` under a name is on record: in Chinese, where the
    journey is made by keyboard alone.
    """
    made: list[Traveller] = []
    log: list[str] = []

    def start(*, heard: str = "") -> Traveller:
        made.append(Traveller(visits, _page(visits, manner), manner, _listener(visits, manner, heard, log)))
        return made[-1]

    with as_it_was("trail.Look"):
        yield start
    if request.node.stash.get(PASSED, False):
        assert [fault for each in made for fault in each.wrong] == []
        if log:
            require_as_recorded(request.node.originalname.removeprefix("test_"), "\n".join(log))


def _page(visits: Visits, manner: Manner) -> Page:
    """A tab on a device that can keep a passkey and checks its owner."""
    context = visits.visitor(None, language=manner.language, color_scheme=manner.theme, reduced_motion="reduce")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def _listener(visits: Visits, manner: Manner, whose: str, log: list[str]) -> Listener | None:
    if not whose or not manner.keyboard:
        return None
    return Listener(visits.visitor(None, language=manner.language).new_page(), whose, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A journey that broke off on its way is not judged by how far it came."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    return report
