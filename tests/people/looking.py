"""What is looked at on a page in a browser: by axe, by a ruler, in forced colours, by the Tab key; and listened to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from people.browser import AXE, require_file

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

LISTEN = """addEventListener('securitypolicyviolation', event => console.error(
  'policy broken: ' + event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sourceFile), true)"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]}}
"""The rules that another theme can break."""
LOOK = """async options => {
  const found = await axe.run(document, { ...options, resultTypes: ['violations'] })
  const said = found.violations.map(each => `${each.id} ${each.nodes[0].html.slice(0, 160)}`)
  return { passed: found.passes.length, violations: said }
}"""
"""Only what is asked comes back: whole results of a long page are megabytes."""
WIDE = """() => [...document.querySelectorAll('body *')].filter(at =>
  at.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(at).position !== 'absolute'
  && !at.closest('.scroll')).map(at => at.outerHTML.slice(0, 120)).slice(0, 3)"""
"""What stands out to the right."""
STOP = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return null
  const style = getComputedStyle(at), box = at.getBoundingClientRect()
  return {
    order: [...document.querySelectorAll('*')].indexOf(at), tag: at.tagName,
    text: (at.innerText || at.name || '').trim(),
    outline: parseFloat(style.outlineWidth), line: style.outlineStyle, inline: style.display === 'inline',
    width: box.width, height: box.height,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  }
}"""
MOST = 120
"""Stops on one page: more would be a trap."""


def listened(context: BrowserContext) -> list[str]:
    """What is heard from now on, on every page of this visitor, of scripts that fail and of the content policy: both
    what the page is told and what the browser says itself."""
    heard: list[str] = []
    context.add_init_script(LISTEN)
    context.on("weberror", lambda error: heard.append(f"script failed: {error.error}"))
    context.on("console", lambda message: heard.append(message.text) if _is_about_policy(message.text) else None)
    return heard


def _is_about_policy(text: str) -> bool:
    return text.startswith("policy broken") or "Content Security Policy" in text or "Content-Security-Policy" in text


def violations(page: Page, where: str, options: dict[str, Any] = OPTIONS) -> list[str]:
    """What axe finds on the page as it stands now."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(require_file(AXE, "AXE-CORE").read_text() + ";undefined")
    found: dict[str, Any] = page.evaluate(LOOK, options)
    assert found["passed"] > (10 if options is OPTIONS else 0), "axe looked at nothing"
    return [f"{where}: {each}" for each in found["violations"]]


def tab_stops(page: Page) -> list[dict[str, Any]]:
    """Every stop of the Tab key until focus leaves the page."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        if stops and stop["order"] <= stops[-1]["order"]:
            return stops if stop["order"] == stops[0]["order"] else [*stops, stop]
        stops.append(stop)
    raise AssertionError("focus never leaves the page")
