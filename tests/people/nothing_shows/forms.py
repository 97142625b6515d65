"""The forms of a page, as a browser would send them when nobody typed anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = "12"
"""What stands in a box that must not be empty: a number, a name, too short for a code."""


@dataclass
class Form:
    """`action` is "" for the page's own address."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


def forms(page: str) -> list[Form]:
    """Those that are posted, in their order."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    """Of radio buttons and options the chosen or the first; boxes to tick only where they are ticked or must be."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(told.get("action", "")) if told.get("method", "").lower() == "post" else None
            self.found += [self._form] if self._form else []
        elif self._form is not None and (name := told.get("name", "")):
            self._take(self._form.values, tag, name, told)
        elif tag == "option" and self._form is not None and self._select:
            chosen = "selected" in told or self._select not in self._form.values
            self._form.values |= {self._select: told.get("value", "")} if chosen else {}

    def _take(self, values: dict[str, str], tag: str, name: str, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            values[name] = TYPED if "required" in told else ""
        elif tag == "button" or kind == "submit":
            values.setdefault(name, told.get("value", ""))
        elif kind == "radio":
            if "checked" in told or name not in values:
                values[name] = told.get("value", "")
        elif kind == "checkbox":
            if "checked" in told or "required" in told:
                values[name] = told.get("value", "on")
        elif tag == "input" and kind != "file":
            values[name] = told.get("value", "") or (TYPED if "required" in told else "")

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None and data.strip():
            self._form.values[self._area] = data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""
