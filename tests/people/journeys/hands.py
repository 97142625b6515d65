"""Two ways to work a page: the keyboard alone, or a mouse. Each finds things by what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST = 160
AT = """target => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect()
  const ring = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return { there: at === target, nowhere: at === document.body, visible: ring && seen, html: at.outerHTML.slice(0, 120),
    named: at.type === 'radio' && target.type === 'radio' && at.name === target.name }
}"""


class Hands(Protocol):
    """What somebody does to one thing on a page."""

    def press(self, what: Locator) -> None: ...
    def fill(self, field: Locator, text: str) -> None: ...
    def pick(self, choice: Locator) -> None: ...
    def choose(self, select: Locator, option: str) -> None: ...


class Mouse:
    """Clicks where things are seen; letters still come from the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        what.click()

    def fill(self, field: Locator, text: str) -> None:
        field.click()
        _write(self.page, field, text)

    def pick(self, choice: Locator) -> None:
        choice.click()

    def choose(self, select: Locator, option: str) -> None:
        select.select_option(label=option)


class Keyboard:
    """Tab, arrows, Space and Enter only. Every stop on the way must show where it is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        self._go_to(what)
        self.page.keyboard.press("Enter")

    def fill(self, field: Locator, text: str) -> None:
        self._go_to(field)
        _write(self.page, field, text)

    def pick(self, choice: Locator) -> None:
        """A box by Space; a radio button by Space where the group has focus on it, else by the arrow."""
        self._go_to(choice)
        for _ in range(MOST):
            if self._at(choice)["there"]:
                break
            self.page.keyboard.press("ArrowDown")
        if not choice.is_checked():
            self.page.keyboard.press("Space")

    def choose(self, select: Locator, option: str) -> None:
        """From the top of the list downwards, by the arrow."""
        self._go_to(select)
        self.page.keyboard.press("Home")
        for _ in range(MOST):
            if select.evaluate("at => at.selectedOptions[0].label") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option!r} is not in the list")

    def _go_to(self, what: Locator) -> None:
        at = self._at(what)
        for _ in range(MOST):
            if at["there"] or at["named"]:
                return
            self.page.keyboard.press("Tab")
            at = self._at(what)
            assert at["nowhere"] or at["visible"], f"focus is not seen on {at['html']}"
        raise AssertionError(f"the keyboard never reaches {what}")

    def _at(self, what: Locator) -> Any:
        return what.evaluate(AT)


def _write(page: Page, field: Locator, text: str) -> None:
    """A day is typed part by part, in the order of Chromium's own language, which is English here in every journey."""
    if field.get_attribute("type") != "date":
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
        assert field.input_value() == text
        return
    year, month, day = text.split("-")
    page.keyboard.type(f"{month}/{day}/{year}")
    assert field.input_value() == text, (field.input_value(), text)
