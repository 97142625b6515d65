"""axe finds nothing on any page, in both languages and both themes, with contrast at 7:1 and targets looked at too."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from people.browser import AXE, LANGUAGES, THEMES, Visits, require_file
from people.paths import OWN, PUBLIC

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.usefixtures("things")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
BY_LOGIN = {None: list(PUBLIC)} | {
    login: [path for owner, path in OWN if owner == login] for login in dict.fromkeys(owner for owner, _path in OWN)
}


def violations(page: Page, where: str) -> list[str]:
    page.evaluate(require_file(AXE, "AXE-CORE").read_text())
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", OPTIONS)
    assert len(found["passes"]) > 10, "axe looked at nothing"
    return [f"{where}: {each['id']} {each['nodes'][0]['html'][:160]}" for each in found["violations"]]


@pytest.mark.parametrize("login", BY_LOGIN, ids=str)
@pytest.mark.parametrize(("language", "theme"), list(itertools.product(LANGUAGES, THEMES)))
def test_no_violation_on_any_page(visits: Visits, login: str | None, language: str, theme: Any) -> None:
    page = visits.visitor(login, language=language, color_scheme=theme).new_page()
    found = []
    for path in BY_LOGIN[login]:
        visits.go(page, path)
        found += violations(page, f"{path} {language} {theme}")
    assert found == []


def test_no_violation_where_something_is_wrong(visits: Visits) -> None:
    page = visits.visitor(None, language="en").new_page()
    for path, button in (("/account/sign-in", "Sign in"), ("/w/SY7K3M92QF/problem", "Send the report")):
        page.goto(visits.site + path)
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        assert page.title().startswith("Error: ")
        assert violations(page, path) == []


def test_no_violation_at_a_wrong_address(visits: Visits) -> None:
    page = visits.visitor(None).new_page()
    page.goto(visits.site + "/nowhere")
    assert violations(page, "/nowhere") == []


def test_axe_would_notice(visits: Visits) -> None:
    """The control: a page made worse on purpose is found out."""
    page = visits.open(None, "/guide")
    page.evaluate("document.querySelector('.lead').style.color = '#666'")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\">')")
    ids = {found.split(": ")[1].split()[0] for found in violations(page, "/guide")}
    assert {"color-contrast-enhanced", "image-alt"} <= ids
