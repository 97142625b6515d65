"""Every page that somebody can come to by links, in real Chromium: nothing on it breaks the content policy, no script
fails. Known pages are listened to where they are looked at (`test_browser_pages`); the long tier follows every link.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from people.browser import Visits
from people.looking import listened
from people.paths import OWN, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

LINKS = "() => [...document.querySelectorAll('a[href]')].filter(at => !at.download).map(at => at.href)"
LOGINS = (None, "xiumei", "sister", "buyer", "officer", "banker", "counter", "boss")
WRONG = {None: ["/nowhere", "/w/SYNOTHERE00"], "buyer": ["/console/", "/my/cases/00000000-0000-4000-8000-000000000000"]}
PAGES_MAX = 90


def come(page: Page, site: str, login: str | None) -> Iterator[str]:
    """Opens page after page from the known ones on, one of each route; gives the path of each.

    A picture shown by itself is no page of ours ("" for it): what the browser builds around it, it styles inline.
    """
    from people.things import THINGS

    known = [path.format_map(THINGS) for owner, path in [*((None, each) for each in PUBLIC), *OWN] if owner == login]
    waiting, routes = deque([*WRONG.get(login, ()), *known]), set[str]()
    while waiting and len(routes) < PAGES_MAX:
        path = waiting.popleft()
        name = route(path)
        if name in routes:
            continue
        routes.add(name)
        try:
            answer = page.goto(site + path)
        except Error as problem:
            if "Download is starting" not in str(problem):
                raise
            continue
        assert answer is not None
        yield path if answer.headers["content-type"].startswith("text/html") else ""
        waiting.extend(urlsplit(link).path for link in page.evaluate(LINKS) if link.startswith(f"{site}/"))


def route(path: str) -> str:
    """Its route's name; the path itself where there is none."""
    try:
        return resolve(urlsplit(path).path).view_name or path
    except Resolver404:
        return path


@pytest.mark.soak
@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("login", LOGINS, ids=str)
def test_no_page_breaks_the_policy_and_no_script_fails(visits: Visits, login: str | None) -> None:
    context = visits.visitor(login)
    heard = listened(context)
    page, found, count = context.new_page(), [], 0
    for path in come(page, visits.site, login):
        found += [f"{path}: {each}" for each in heard if path]
        heard.clear()
        count += bool(path)
    assert found == []
    assert count >= 10, "the crawl came nowhere"


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(("login", "path"), [(login, path) for login, paths in WRONG.items() for path in paths])
def test_nor_does_one_that_is_not_there(visits: Visits, login: str | None, path: str) -> None:
    context = visits.visitor(login)
    heard, page = listened(context), context.new_page()
    answer = page.goto(visits.site + path)
    assert answer is not None
    assert answer.status in (403, 404)
    assert heard == []


BROKEN: dict[str, str] = {
    "script-src-elem": "<script>window.broken = 1</script>",
    "style-src-attr": '<p style="color: red">red</p>',
    "img-src": '<img src="https://evil.example/x.png" alt="">',
    "script-src-attr": '<p onclick="alert(1)">press</p>',
}


@pytest.mark.parametrize("directive", BROKEN)
def test_a_page_that_breaks_the_policy_is_heard(visits: Visits, directive: str) -> None:
    """The control: our own page under its own headers, with one thing in it that none of ours has."""
    context = visits.visitor(None)
    heard, page = listened(context), context.new_page()

    def worse(request: Any) -> None:
        answer = request.fetch()
        request.fulfill(response=answer, body=answer.text().replace("</main>", f"{BROKEN[directive]}</main>"))

    page.route("**/guide", worse)
    page.goto(f"{visits.site}/guide")
    page.wait_for_timeout(200)
    assert any(directive in each for each in heard), heard
    assert page.evaluate("typeof window.broken") == "undefined", "the policy holds"


def test_a_script_that_fails_is_heard(visits: Visits) -> None:
    context = visits.visitor(None)
    heard, page = listened(context), context.new_page()
    page.goto(f"{visits.site}/guide")
    page.evaluate("setTimeout(() => { throw new Error('on purpose') })")
    page.wait_for_timeout(200)
    assert heard == ["script failed: on purpose"]
