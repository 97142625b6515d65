"""Walking every page that each kind of visitor can reach by links, and looking at each as a reader of pages does.

One h1, headings without a gap, one main with the way to it, a title that names page and house, no two same ids, a
name for each link, button and control, nothing inline, the same help in the same place.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from people.start.everybody import LOGIN, LOGINS, everybody, sign_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
PAGES_AT_MOST = 70
ENGLISH_TOO = (None, LOGIN, "boss")
"""Who walks in English at every commit as well as in Chinese: the signed out, the artisan, the one with two posts."""
WALKS = [
    pytest.param(
        login, language, id=f"{login}-{language}",
        marks=[] if language == "zh-hans" or login in ENGLISH_TOO else [pytest.mark.soak],
    )
    for login in LOGINS for language in ("zh-hans", "en")
]  # fmt: skip
"""Everybody else's English walk is left to the long tier: the templates are the same."""
VOID = {"input", "br", "meta", "link", "img", "hr", "path", "line", "rect", "use", "circle", "wbr"}
LEAVES_OUT = re.compile(
    r"/proof$|export$|\.csv$|\.svg$|\.pdf$|/document$|/verify|\.json$|^/static/|^/files/|^/api/|\.html$"
)


class Seen(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.headings: list[int] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.inline: list[str] = []
        self.named: set[str] = set()
        self.controls: list[dict[str, str]] = []
        self.nameless: list[str] = []
        self._open: list[tuple[str, list[str], dict[str, str]]] = []
        self.title = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.ids.update([found["id"]] if "id" in found else [])
        self.inline += [f"{tag} {name}" for name in found if name == "style" or name.startswith("on")]
        self.inline += ["script"] if tag == "script" and "src" not in found and found.get("type") is None else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.links += [found["href"]] if tag == "a" and "href" in found else []
        self.named |= {found["for"]} if tag == "label" and "for" in found else set()
        if tag in ("input", "select", "textarea") and found.get("type") not in ("hidden", "submit"):
            self.controls.append(found)
        if tag not in VOID:
            self._open.append((tag, [], found))

    def handle_data(self, data: str) -> None:
        for _tag, texts, _attrs in self._open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            last, texts, attrs = self._open.pop()
            text = "".join(texts).strip()
            if last in ("a", "button", "h1", "h2", "h3", "label", "legend") and not (text or attrs.get("aria-label")):
                self.nameless.append(f"{last} {attrs}")
            self.title = text if last == "title" else self.title
            if last == tag:
                break


def faults(html: str) -> list[str]:
    """What is wrong with a page."""
    seen, found = Seen(html), []
    found += [f"h1 {seen.tags['h1']} times"] if seen.tags["h1"] != 1 else []
    found += [f"main {seen.tags['main']} times"] if seen.tags["main"] != 1 else []
    found += ["the first heading is not h1"] if seen.headings and seen.headings[0] != 1 else []
    gaps = [(a, b) for a, b in zip(seen.headings, seen.headings[1:], strict=False) if b > a + 1]
    found += [f"headings jump {gap}" for gap in gaps]
    found += [f"id {name} twice" for name, times in seen.ids.items() if times > 1]
    found += [f"inline {each}" for each in seen.inline] + [f"no name: {each}" for each in seen.nameless]
    found += [f"no label: {each}" for each in seen.controls if not _labelled(each, seen.named)]
    found += [] if re.fullmatch(r".+(，守艺| - Shouyi)", seen.title) else [f"title {seen.title!r}"]
    found += [] if 'class="skip" href="#main"' in html and 'id="main"' in html else ["no way to the content"]
    found += [] if html.count('id="help"') == 1 and html.index('id="help"') > html.index("</main>") else ["no help"]
    found += [] if re.search(r'<html lang="(zh-Hans|en)"', html) else ["no language"]
    return found


def _labelled(control: dict[str, str], named: set[str]) -> bool:
    return control.get("id") in named or bool(control.get("aria-label") or control.get("aria-labelledby"))


def walk(client: Client) -> tuple[dict[str, list[str]], set[str]]:
    """Faults by page, and the pages that were seen. Links alone: nothing is sent."""
    found, seen, waiting = {}, set(), ["/", "/my/", "/help", "/search", "/look"]
    while waiting and len(seen) < PAGES_AT_MOST:
        path = waiting.pop(0)
        if _route(path) in seen:
            continue
        seen.add(_route(path))
        answer = client.get(path)
        if answer.status_code != 200:
            found |= {path: [f"answers {answer.status_code}"]} if answer.status_code not in (302, 405) else {}
            continue
        if not answer.headers["Content-Type"].startswith("text/html"):  # a document to save is no page
            continue
        html = answer.content.decode()
        found |= {path: wrong} if (wrong := faults(html)) else {}
        waiting += [to for link in Seen(html).links if (to := _inside(path, link))]
    return found, seen


def _route(path: str) -> str:
    """Pages that differ by an id alone are looked at once."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}", "…", path.split("?")[0])


def _inside(path: str, link: str) -> str:
    to = urldefrag(urljoin(path, link)).url
    there = urlsplit(to)
    return "" if there.netloc or there.scheme or LEAVES_OUT.search(there.path) else to


@pytest.mark.parametrize(("login", "language"), WALKS)
def test_every_page_is_well_made(client: Client, login: str | None, language: str) -> None:
    everybody()
    client.post("/language", {"language": language})
    sign_in(client, login)
    found, seen = walk(client)
    assert found == {}
    assert len(seen) > (10 if login else 6)


def test_the_walk_would_notice() -> None:
    """The control: a page made worse on purpose is found out, fault by fault."""
    worse = (
        '<html><title>x</title><main><h2>a</h2><h1 id="a"></h1><h1 id="a" style="b">c</h1><h3>d</h3>'
        "<a href='/'></a><input id='q'></main>"
    )
    found = " ".join(faults(worse))
    for part in ("h1 2 times", "not h1", "jump", "id a twice", "inline h1 style", "no name: a", "no label", "title",
                 "no way", "no help", "no language"):  # fmt: skip
        assert part in found
