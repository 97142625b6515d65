"""What must hold on every page of a journey: axe, 320 pixels, forced colours, title, heading, language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from people.looking import WIDE, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANG = {"zh-CN": "zh-Hans", "en": "en"}
SITE = re.compile(r"\s*- Shouyi$|，守艺$")
"""What every title ends in: before it stands what the page is."""
LOST = """() => {
  const ground = getComputedStyle(document.body).backgroundColor
  const kinds = 'main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary'
  const plain = at => at.matches('a:not(.button), summary, .as-link, input[type=radio], input[type=checkbox]')
  const seen = at => {
    const style = getComputedStyle(at)
    if (style.color === ground && style.backgroundColor === ground) return false
    if (plain(at)) return true
    return style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth) > 0 && style.borderTopColor !== ground
  }
  return [...document.querySelectorAll(kinds)].filter(at => at.checkVisibility() && !seen(at))
    .map(at => at.outerHTML.slice(0, 120))
}"""
HEADS = """() => ({
  lang: document.documentElement.lang, title: document.title,
  h1: [...document.querySelectorAll('h1')].filter(at => at.checkVisibility()).map(at => at.innerText.trim()),
  main: document.querySelectorAll('main').length,
})"""


def faults(page: Page, language: str, theme: str) -> list[str]:
    """Whatever is wrong with the page as it stands now; it is left as it was."""
    where = f"{page.url} {language} {theme}"
    wrong = [*violations(page, where), *_heads(page, language), *_narrow(page), *_forced(page, theme)]
    return [f"{where}: {each}" for each in wrong]


def _heads(page: Page, language: str) -> list[str]:
    heads = page.evaluate(HEADS)
    wrong = [] if heads["lang"] == LANG[language] else [f"lang is {heads['lang']}"]
    if len(heads["h1"]) != 1 or not heads["h1"][0] or heads["main"] != 1:
        wrong.append(f"headings {heads['h1']}, {heads['main']} main")
    if len(SITE.sub("", heads["title"])) < 2:
        wrong.append(f"title {heads['title']!r}")
    return wrong


def _narrow(page: Page) -> list[str]:
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    wrong = [] if width <= 320 else [f"{width} px wide at 320: {page.evaluate(WIDE)}"]
    if size:
        page.set_viewport_size(size)
    return wrong


def _forced(page: Page, theme: str) -> list[str]:
    page.emulate_media(forced_colors="active", color_scheme=theme)  # type: ignore[arg-type]
    lost = page.evaluate(LOST)
    page.emulate_media(forced_colors="none", color_scheme=theme)  # type: ignore[arg-type]
    return [f"lost in forced colours: {each}" for each in lost]
