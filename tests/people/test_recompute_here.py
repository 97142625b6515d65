"""The page on which somebody recomputes their own score, in a real browser: the digits of `shouyi assess --recompute`,
no digits for what does not hold, and nothing sent anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from people.browser import MANNERS, Visits
from people.looking import violations
from shouyi.acts.checking import recompute_file
from stages.archive.small_world import PLATFORM, Story, pin, short
from world.ledger import DAY

if TYPE_CHECKING:
    from playwright.sync_api import Page

PIN = pin().to_bytes()


@pytest.fixture(scope="module")
def export() -> bytes:
    """Somebody who kept nearly every promise through the spring."""
    told: Story = short()
    for week in range(8):
        orders = tuple(cell for n in range(5) for cell in (f"o-{week}-{n}", DAY - 7 * week - (n == 0)))
        told.write(PLATFORM, [told.statement(PLATFORM, DAY - 7 * week, dispatched=orders)])
    return told.export()


def chosen(page: Page, data: bytes, name: str = "shouyi-archive.json") -> str:
    """Chooses a file on the page; gives the verdict that is shown."""
    page.evaluate("pin => { document.getElementById('pin').textContent = pin }", PIN.decode())
    page.set_input_files("[data-file]", {"name": name, "mimeType": "application/json", "buffer": data})
    page.wait_for_selector("[data-recompute][data-verdict]")
    return str(page.get_attribute("[data-recompute]", "data-verdict"))


@pytest.mark.parametrize(("language", "theme"), MANNERS)
def test_it_finds_the_digits_that_we_find(visits: Visits, export: bytes, language: str, theme: str) -> None:
    page = visits.open(None, "/recompute", language=language, color_scheme=theme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(visits.site)}"))
    assert chosen(page, export) == "holds"
    ours = recompute_file(export, PIN, "artisan", None).assessment
    assert ours is not None
    said = page.locator("[data-recompute] .facts").inner_text()
    assert f"{ours.score // 10}.{ours.score % 10}" in said
    assert f"{ours.low // 10}.{ours.low % 10}" in said
    assert ours.guide_digest in said.replace("\n", "")
    assert asked == ["GET /guide/document"]
    assert violations(page, "recompute") == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_of_what_does_not_hold_it_gives_no_digits(visits: Visits, export: bytes) -> None:
    page = visits.open(None, "/recompute", language="en")
    plain = json.loads(export)
    statement = next(each for each in plain["logs"][1]["entries"] if each["entry"]["kind"] == "trade.statement")
    next(field for field in statement["fields"] if field[0] == "dispatched")[1][1] += 1
    forged = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    for data, verdict, why in (
        (forged, "broken", "not what was written down at the time"),
        (b"%PDF-1.7", "unknown", "choose shouyi-archive.json"),
        (export[:-1], "broken", "written as it must be"),
    ):
        assert chosen(page, data) == verdict
        assert why in page.get_by_role("status").inner_text()
        assert page.locator("[data-recompute] .facts").count() == 0


def test_by_keyboard_and_with_no_script_it_says_what_to_do(visits: Visits) -> None:
    page = visits.open(None, "/recompute", language="en")
    page.focus("#file")
    assert page.evaluate("document.activeElement.id") == "file"
    plain = visits.open(None, "/recompute", language="en", java_script_enabled=False)
    assert "shouyi assess --recompute" in plain.locator("main").inner_text()
    assert not plain.locator("[data-file]").is_visible()
