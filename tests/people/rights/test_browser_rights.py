"""In a real browser, at 320 px, both languages, both themes: make an export; ask for an erasure, and keep the file.

By keyboard alone where things are pressed. The erasure itself is shown in `test_rights` and carved in `acts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from people.browser import AXE, MANNERS, Visits, require_file
from people.journeys.as_it_was import as_it_was
from people.real_file import LOGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

SMALL = {"width": 320, "height": 640}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}


def wrong(page: Page) -> list[str]:
    """What axe finds, and whether anything is wider than the window."""
    page.evaluate(require_file(AXE, "AXE-CORE").read_text())
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", OPTIONS)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]] + ["wide"] * wide


def press(page: Page, selector: str) -> None:
    """By keyboard alone."""
    page.locator(selector).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture(autouse=True, scope="module")
def _as_before() -> Iterator[None]:
    """These pages are visited over http: what they write stays, lines of the view log too, unless it is taken back.
    Once a module, as long as its visitors stay signed in."""
    with as_it_was():
        yield


@pytest.fixture(autouse=True)
def _nothing_asked_for() -> Iterator[None]:
    yield
    from shouyi.people.jobs.models import Job
    from shouyi.people.rights.models import Erasure, Export, Receipt

    for model in (Erasure, Export, Receipt, Job):
        model.objects.all().delete()


@pytest.mark.parametrize(("language", "theme"), MANNERS)
def test_asked_for_by_keyboard_and_kept(visits: Visits, language: str, theme: Any) -> None:
    page = visits.visitor(LOGIN, language=language, color_scheme=theme, viewport=SMALL).new_page()
    visits.go(page, "/my/rights")
    assert wrong(page) == []
    press(page, "main a[href='/my/rights/erase']")
    assert wrong(page) == []
    press(page, "main form button[type=submit]")
    assert page.title().startswith(("Error", "出错"))  # nothing was chosen
    assert wrong(page) == []
    for name in ("when", "what"):
        page.locator(f"input[name={name}]").first.focus()
        page.keyboard.press("Space")
    press(page, "main form button[type=submit]")
    assert page.locator("button[name=sure]").count() == 1
    assert wrong(page) == []
    press(page, "button[name=sure]")
    receipt = page.locator("main a[href*='/erased/']").get_attribute("href")
    assert wrong(page) == []
    page.goto(visits.site + "/erased/" + str(receipt).rpartition("/")[2])
    assert wrong(page) == []  # it is not there yet
    visits.go(page, "/my/rights")
    assert wrong(page) == []
    press(page, "main form[action='/my/rights/keep'] button")
    assert page.locator("form[action='/my/rights/keep']").count() == 0


def test_an_export_is_asked_for_and_its_progress_shown(visits: Visits) -> None:
    page = visits.visitor(LOGIN, viewport=SMALL).new_page()
    visits.go(page, "/my/rights/export")
    assert wrong(page) == []
    press(page, "main form button[type=submit]")
    assert "/jobs/" in page.url
    assert page.locator("progress").count() == 1
    visits.go(page, "/my/rights")
    assert wrong(page) == []


def test_a_receipt_is_read_without_signing_in(visits: Visits) -> None:
    from shouyi.people.rights import receipts

    link = receipts.new_link()
    said = {
        "rows": {"cases.Case": 2, "api.Kept": 1}, "entries": [[1, 42, "ab" * 32]], "in_others": 1, "received": [],
        "backups_until": "2026-12-24", "with_account": True, "entry": [3, 9, "cd" * 32], "done_at": "2026-11-24T12:00",
    }  # fmt: skip
    receipts.write(link, said, whole=True)
    page = visits.visitor(None, language="en", viewport=SMALL).new_page()
    visits.go(page, f"/erased/{link}")
    assert wrong(page) == []
    assert "Cases: 2" in page.content()
