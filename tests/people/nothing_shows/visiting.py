"""Walks through the pages as one visitor after the other, from every address without a parameter along every link.

What is met on the way says how the addresses with parameters read: whatever one visitor's links name is asked for by
the others, too, so that what they are refused is compared as well. A route of tomorrow is walked without a word here.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from people.nothing_shows.answers import Parts
from people.nothing_shows.fixed import chance, clock
from people.nothing_shows.forms import forms
from people.nothing_shows.tables import NOT_SENT
from people.routes.walk import Address, addresses

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

OUT = "out"
BEGIN = ("/", "/my/")
"""Where everybody begins."""
LINK = re.compile(r"""\b(?:href|src|data-src)=(?:"([^"]*)"|'([^']*)')""")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SESSION = "sessionid"
API = "/api/v1"
GUESSED = ("1", "none", "00000000-0000-4000-8000-000000000000", "0" * 64)
"""What a parameter of any kind may be: one of them suits its converter, and leads nowhere."""
BUILT = "/static/"
"""Files of the build, alike in every installation: not asked for."""
WAIT_S = 0.2
Lines = Callable[[], str]
"""What was logged since it was asked last."""


@dataclass
class Ways:
    """What all visitors found out together: values that addresses were met with, and how each route has answered.

    `most`: how many addresses of a route one visitor asks for; `enough`: after how many good answers nobody asks any
    more for what everybody is shown.
    """

    most: int
    enough: int
    values: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    statuses: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Route → how it answered to forms."""
    public: set[str] = field(default_factory=set)
    """Routes at which the visitor who is signed in nowhere was let in."""
    named: set[str] = field(default_factory=set)
    """Routes whose addresses have a parameter."""

    def take(self, who: str, path: str, status: int) -> None:
        from django.urls import Resolver404, resolve

        try:
            found = resolve(path)
        except Resolver404:
            return
        self.statuses[found.view_name].append(status)
        if who == OUT and status == 200:
            self.public.add(found.view_name)
        if found.kwargs:
            self.named.add(found.view_name)
        for name, value in found.kwargs.items():
            self.values[name].setdefault(str(value))

    def is_seen(self, path: str, route: str) -> bool:
        """Whether enough visitors were let in at what reads alike for many: an address without a parameter, or one that
        is shown to whoever comes."""
        many = route in self.public or route not in self.named
        return path not in BEGIN and many and self.statuses[route].count(200) >= self.enough

    def filled(self, names: Collection[str]) -> Iterator[dict[str, str]]:
        """Ways to fill these parameters with what was met, up to `most` of each; what was never met is guessed."""
        known = [list(self.values[name])[: self.most] if name in self.values else GUESSED for name in names]
        return (dict(zip(names, values, strict=True)) for values in product(*known))


@dataclass
class Walk:
    """One visitor's way."""

    who: str
    client: Client
    lines: Lines
    ways: Ways
    headers: dict[str, str] = field(default_factory=dict)
    language: str = ""
    turn: str = ""
    """Told apart from an earlier turn at the same addresses: names that are drawn are drawn once."""
    seen: dict[str, Parts] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Route → how many addresses of it this visitor asked for."""

    def enter(self, password: str) -> None:
        """Signs in by the page."""
        data = {"login": self.who, "password": password}
        self._keep(f"{self.who}{self.language} POST /account/sign-in", self.client.post("/account/sign-in", data))
        assert SESSION in self.client.cookies, f"{self.who} was not let in"

    def along_links(self, paths: Iterable[str]) -> None:
        waiting = list(paths)
        for path in waiting:
            if not self._is_enough(path):
                answer = self.get(path)
                waiting += [link for link in _links(path, answer) if self._name(link) not in self.seen]

    def where_no_link_led(self, routes: Iterable[Address], *, everywhere: bool) -> None:
        """Addresses of routes that this visitor did not ask for; unless `everywhere`, only where few have asked."""
        for route in routes:
            for path in self._paths(route) if not self.asked[route.name] else ():
                asked = len(self.ways.statuses[route.name])
                if not self._is_enough(path) and (everywhere or asked < self.ways.enough):
                    self.get(path)

    def is_for(self, route: Address) -> bool:
        """Programs ask the API, everybody else all of it."""
        return f"/{route.pattern}".startswith(API) or not self.headers

    def _paths(self, route: Address) -> Iterator[str]:
        from django.urls import NoReverseMatch, reverse

        for values in self.ways.filled(parameters(route)):
            try:
                yield reverse(route.name, kwargs=values)
            except NoReverseMatch:
                continue

    def hand_in(self, sent: set[str]) -> None:
        """Sends each form of the pages that it saw, where none for the same route was sent before."""
        for name, parts in list(self.seen.items()):
            path = name.split()[-1]
            for form in forms(parts["content"]) if parts.get("header Content-Type", "").startswith("text/html") else ():
                action = urljoin(path, html.unescape(form.action) or path)
                if (route := route_of(action)) not in sent | set(NOT_SENT):
                    sent.add(route)
                    self._post(action, form.values)

    def _post(self, path: str, values: dict[str, str]) -> None:
        name = f"{self.who}{self.language} POST {path}"
        chance.begin(name)
        clock.go_on(WAIT_S)
        answer: HttpResponse = self.client.post(path, values, headers=self.headers)
        self.ways.sent[route_of(path)].append(answer.status_code)
        self._keep(name, answer)

    def get(self, path: str) -> HttpResponse:
        name = self._name(path)
        chance.begin(name + self.turn)
        clock.go_on(WAIT_S)
        answer: HttpResponse = self.client.get(path, headers=self.headers)
        self.asked[route_of(path)] += 1
        self.ways.take(self.who, urlsplit(path).path, answer.status_code)
        self._keep(name, answer)
        return answer

    def _keep(self, name: str, answer: HttpResponse) -> None:
        self.seen[name] = {"route": route_of(name.split()[-1]), **parts_of(answer), "log": self.lines()}

    def _is_enough(self, path: str) -> bool:
        if self._name(path) in self.seen or path.startswith(BUILT):
            return True
        route = route_of(path)
        return self.asked[route] >= self.ways.most or self.ways.is_seen(path, route)

    def _name(self, path: str) -> str:
        return f"{self.who}{self.language} GET {path}"


def parameters(route: Address) -> tuple[str, ...]:
    return tuple(PARAMETER.findall(route.pattern))


def without_parameters() -> list[str]:
    return ["/" + route.pattern for route in addresses() if not parameters(route) and "(" not in route.pattern]


def route_of(path: str) -> str:
    """The route's name, "none" where no route is."""
    from django.urls import Resolver404, resolve

    try:
        return resolve(urlsplit(path).path).view_name or "unnamed"
    except Resolver404:
        return "none"


def parts_of(answer: Any) -> dict[str, str]:
    """Status, headers, cookies with what is said of them, and the content, of an answer by Django or Starlette."""
    content = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
    if getattr(answer, "streaming", False):
        answer.streaming_content = [content]
    parts = {"status": str(answer.status_code)}
    parts |= {f"header {name}": value for name, value in answer.headers.items()}
    parts |= {f"cookie {name}": str(morsel) for name, morsel in getattr(answer, "cookies", {}).items()
              if hasattr(morsel, "OutputString")}  # fmt: skip
    return {name: str(value) for name, value in parts.items()} | {"content": content.decode("latin-1")}


def _links(path: str, answer: HttpResponse) -> list[str]:
    """Addresses of this site in a page, and where an answer leads."""
    found = [answer.headers["Location"]] if "Location" in answer.headers else []
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html") and not answer.streaming:
        found += [html.unescape(a or b) for a, b in LINK.findall(answer.content.decode())]
    if "json" in kind and not answer.streaming:
        texts = list(_texts(json.loads(answer.content)))
        found += [text for text in texts if text.startswith("/")]
        found += [below for text in texts if UUID.fullmatch(text) for below in _below(urlsplit(path).path, text)]
    parts = [urlsplit(urljoin(path, each)) for each in found]
    here = [
        each for each in parts if each.scheme in ("", "http") and each.netloc in ("", "localhost", "localhost:8000")
    ]
    return [each.path + (f"?{each.query}" if each.query else "") for each in here]


def _below(path: str, uid: str) -> list[str]:
    """What an address with one more word could name: `/api/v1/cases` lists what `/api/v1/cases/<uid>` tells."""
    patterns = [route.pattern for route in addresses() if route.pattern.startswith(f"{path[1:]}/<")]
    return ["/" + PARAMETER.sub(uid, pattern) for pattern in patterns if len(PARAMETER.findall(pattern)) == 1]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))
