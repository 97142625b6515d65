"""Chromium for the tests of pages, and where the tools lie that listen and look."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (path for name in ("chromium-headless-shell", "chromium") if (path := Path("/usr/bin", name)).exists()),
    Path("/usr/bin/chromium-headless-shell"),
)
"""The engine without a window: whole Chromium draws its own tool bars for every visitor, which takes longer than the
page (1.4 s against 0.3 s a visitor, measured on two busy cores)."""
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
READER = ROOT / "web/node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
ARTEFACTS = ROOT / "build/people"
LANGUAGES = ("zh-CN", "en")
THEMES = ("light", "dark")
MANNERS = [
    ("zh-CN", "light"),
    ("en", "dark"),
    pytest.param("zh-CN", "dark", marks=pytest.mark.soak),
    pytest.param("en", "light", marks=pytest.mark.soak),
]
"""Language and theme together; the other two pairs wait for the long tier."""


def require_file(path: Path, what: str) -> Path:
    """Skips the test by name, and says what to do, when a tool is not installed."""
    if not path.exists():
        pytest.skip(f"{what} IS MISSING: {path.relative_to(ROOT)} (run npm ci in web/)")
    return path


@dataclass
class Visits:
    """Opens pages of the running site as a visitor: by login, language, theme and size."""

    browser: Browser
    site: str
    signed_in: dict[str, Any] = field(default_factory=dict)

    def open(self, login: str | None, path: str, *, language: str = "zh-CN", **context: object) -> Page:
        page = self.visitor(login, language=language, **context).new_page()
        self.go(page, path)
        return page

    def visitor(self, login: str | None, *, language: str = "zh-CN", **context: object) -> BrowserContext:
        if login:
            context["storage_state"] = self._cookies_of(login)
        return self.browser.new_context(locale=language, base_url=self.site, **context)  # type: ignore[arg-type]

    def _cookies_of(self, login: str) -> Any:
        """Signs in once a login; later visits bring the same cookies."""
        if login not in self.signed_in:
            context = self.browser.new_context()
            sign_in(context, self.site, login)
            self.signed_in[login] = context.storage_state()
            context.close()
        return self.signed_in[login]

    def go(self, page: Page, path: str) -> None:
        """`{case}` and the like in a path are what the fixture `things` made."""
        from people.things import THINGS

        answer = page.goto(self.site + path.format_map(THINGS))
        assert answer is not None, path
        assert answer.status == 200, path


def sign_in(context: BrowserContext, site: str, login: str) -> None:
    """Signs in by the form, as a visitor does."""
    from people.memory_reader import PASSWORD

    page = context.new_page()
    page.goto(f"{site}/account/sign-in")
    page.fill("#id_login", login)
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{site}/my/**")
    page.close()
