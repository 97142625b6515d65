from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from people.browser import CHROMIUM, Visits
from people.house import set_up

if TYPE_CHECKING:
    from django.test import Client

HOME = set_up()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m "not browser"` leaves out whatever visits pages over http."""
    for item in items:
        if {"visits", "site"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture
def client() -> Client:
    """A visitor who reads Chinese."""
    from django.test import Client

    return Client(headers={"accept-language": "zh-CN"}, SERVER_NAME="localhost")


@pytest.fixture
def sign_in() -> Callable[[str], Client]:
    """A visitor who has signed in by the page itself, not by a short cut; a new one each time."""

    def as_login(login: str) -> Client:
        from django.test import Client

        client = Client(headers={"accept-language": "zh-CN"}, SERVER_NAME="localhost")
        from people.memory_reader import PASSWORD

        answer = client.post("/account/sign-in", {"login": login, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return client

    return as_login


@pytest.fixture
def database() -> Iterator[None]:
    """Each test in a transaction of the real database that is rolled back; `captured_on_commit` runs its callbacks."""
    from django.test import TestCase

    class Case(TestCase):
        def rolled_back(self) -> None: ...

    case = Case("rolled_back")
    Case.setUpClass()
    case._pre_setup()
    yield
    case._post_teardown()
    Case.tearDownClass()
    Case.doClassCleanups()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The pages over http, by threads, as gunicorn serves them: static files by whitenoise."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from shouyi.people.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None: ...

    server = ThreadedWSGIServer(("localhost", 0), Quiet, allow_reuse_address=True)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def visits(site: str) -> Iterator[Visits]:
    """A real Chromium that visits the running site."""
    if not CHROMIUM.exists():
        pytest.skip("CHROMIUM IS MISSING: no page was looked at in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--disable-dev-shm-usage"])
        yield Visits(browser, site)
        browser.close()


@pytest.fixture(scope="module")
def things() -> Iterator[None]:
    """Something of everything for the pages in people.paths, while the tests of one module run."""
    from people.things import things

    with things():
        yield


@pytest.fixture(autouse=True)
def _leave_no_page_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test opened is closed behind it; a page that a whole module looks at stays."""
    if "visits" not in request.fixturenames:
        yield
        return
    browser = request.getfixturevalue("visits").browser
    before = browser.contexts
    yield
    for context in browser.contexts:
        if context not in before:
            context.close()
