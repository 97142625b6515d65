"""Somebody on a journey through the site: does one thing after another, and each page on the way is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from people.journeys.hands import Hands, Keyboard, Mouse
from people.journeys.listening import Listener
from people.journeys.looking import faults

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from people.browser import Visits
    from shouyi.people.accounts.models import Account

ANY = "\x00"
"""Stands for a value that the name of a link or button has in it, whatever it is."""
LOOKED: set[tuple[str, ...]] = set()
"""Pages that were looked at: kind of address, heading, language and theme. One look each is enough."""
CHANCE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}|(?<=/c/)[\w-]+|\d+")


@dataclass
class Manner:
    """How a journey is made: in which language and theme, by which hands, heard or not."""

    language: str
    theme: str
    keyboard: bool


MANNERS = (Manner("zh-CN", "light", keyboard=True), Manner("en", "dark", keyboard=False))


@dataclass
class Traveller:
    """One browser of one person. Whatever is wrong on the way is gathered in `wrong`."""

    visits: Visits
    page: Page
    manner: Manner
    listener: Listener | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def hands(self) -> Hands:
        return Keyboard(self.page) if self.manner.keyboard else Mouse(self.page)

    def go(self, path: str) -> None:
        """Types an address."""
        self.page.goto(self.visits.site + path)
        self.arrive()

    def press(self, name: str, *, within: str = "main", **said: object) -> None:
        """Presses the link or button of this name (English; translated where the page is Chinese), and arrives."""
        pressed = self.find(name, within, **said)
        with self.page.expect_event("domcontentloaded"):
            self.hands.press(pressed)
        self.arrive()

    def again(self) -> None:
        """Asks for the same page once more."""
        self.page.reload()
        self.arrive()

    def back(self) -> None:
        """By the browser's own button, as Alt and the left arrow do."""
        self.page.go_back()
        self.arrive()

    def press_and_wait(self, name: str, path: str) -> None:
        """Presses what asks the device first, and arrives at this address."""
        self.hands.press(self.find(name, "main"))
        self.page.wait_for_url(self.visits.site + path)
        self.arrive()

    def download(self, name: str, **said: object) -> bytes:
        with self.page.expect_download() as download:
            self.hands.press(self.find(name, "main", **said))
        return download.value.path().read_bytes()

    def fill(self, label: str, text: str, **said: object) -> None:
        self.hands.fill(self.page.locator("main").get_by_label(self.said(label, **said), exact=True), text)

    def pick(self, *choices: str) -> None:
        """Radio buttons and boxes, by how their labels begin."""
        for choice in choices:
            label = re.compile(r"^\s*" + re.escape(self.said(choice)))
            self.hands.pick(self.page.locator("main").get_by_label(label).first)

    def choose(self, label: str, option: str) -> None:
        """One of a list that opens."""
        select = self.page.locator("main").get_by_label(self.said(label), exact=True)
        self.hands.choose(select, self.said(option))

    def find(self, name: str, within: str, **said: object) -> Locator:
        """By its whole name, else by its beginning: some are told apart by words that only a reader hears."""
        called, inside = self.said(name, **said), self.page.locator(within)
        begins = re.compile("^" + re.escape(called).replace(ANY, ".*"))
        found = _pressed(inside, re.compile(f"^{re.escape(called)}$"))
        return (found if found.count() else _pressed(inside, begins)).first

    def said(self, english: str, **said: object) -> str:
        """This sentence in the language of the journey; values come in by name."""
        from django.utils.translation import gettext, override

        with override("zh-hans" if self.manner.language == "zh-CN" else "en"):
            return gettext(english) % said if said else gettext(english)

    def reads(self, english: str, **said: object) -> None:
        """The sentence stands on the page and is seen."""
        text = self.said(english, **said)
        found = self.page.locator("main").get_by_text(text)
        assert any(each.is_visible() for each in found.all()), f"{text!r} does not stand on {self.page.url}"

    def lacks(self, text: str) -> None:
        assert text not in self.page.locator("main").inner_text(), f"{text!r} stands on {self.page.url}"

    def hears(self, english: str, role: str = "status", **said: object) -> None:
        """A message is announced by itself: it stands in a region that readers speak."""
        text = self.said(english, **said)
        spoken = self.page.locator(f"[role={role}]").all_inner_texts()
        assert any(text in each for each in spoken), f"{text!r} is not announced on {self.page.url}: {spoken}"

    def arrive(self) -> None:
        self.page.wait_for_load_state()
        heading = "".join(self.page.locator("h1").all_inner_texts())
        path = self.page.url.removeprefix(self.visits.site)
        kind = (CHANCE.sub("*", path), CHANCE.sub("*", heading), self.manner.language, self.manner.theme)
        if kind not in LOOKED:
            LOOKED.add(kind)
            self.wrong += faults(self.page, self.manner.language, self.manner.theme)
        if self.listener:
            self.listener.hear(self.page)


def _pressed(inside: Locator, called: re.Pattern[str]) -> Locator:
    return inside.get_by_role("link", name=called).or_(inside.get_by_role("button", name=called))


def sign_in(traveller: Traveller, account: Account, *, fresh: bool = True) -> Traveller:
    """As if the account had signed in just now, or an hour ago; how that is done is a journey of its own."""
    from people.organisations.seats import client_of

    read_alike(traveller, account)
    key = client_of(account, fresh=fresh).cookies["sessionid"].value
    traveller.page.context.add_cookies([{"name": "sessionid", "value": key, "url": traveller.visits.site}])
    return traveller


def read_alike(traveller: Traveller, account: Account) -> None:
    """The account wants its pages in the language of the journey."""
    account.language = "zh-hans" if traveller.manner.language == "zh-CN" else "en"
    account.save(update_fields=["language"])
