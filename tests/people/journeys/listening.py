"""What a screen reader says of each page of a journey, kept as a text that is compared with the one on record.

`SHOUYI_WRITE_SPEECH=1` writes the record anew; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from people.browser import READER, require_file

if TYPE_CHECKING:
    from playwright.sync_api import Page

SPEECH = Path(__file__).parent / "speech"
ANEW = "SHOUYI_WRITE_SPEECH"
SPEAK = """async () => {
  document.querySelectorAll('noscript').forEach(at => at.remove())
  const { virtual } = await import('/virtual-screen-reader.js')
  await virtual.start({ container: document.querySelector('main') })
  for (let step = 0; step < 900; step++) {
    await virtual.next()
    if ((await virtual.lastSpokenPhrase()) === 'end of main') break
  }
  const log = await virtual.spokenPhraseLog()
  await virtual.stop()
  return log
}"""
CHANCE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Z]{5}-[0-9A-Z]{5}|(?<![0-9A-Za-z])[0-9A-Z]{5,}(?![0-9A-Za-z])"
    r"|/[\w/-]*(?:[0-9a-f]{8}|/c/)[\w/-]*|[0-9a-f]{16,}|(?<!level )\d[\d*]*"
)
"""Codes, handles, random addresses, numbers: `#` stands for each."""


@dataclass
class Listener:
    """Reads a copy of each page aloud in a tab of its own, so that the traveller's focus stays where it is.

    Listeners of one journey share what was `heard`, in the order of its steps.
    """

    tab: Page
    whose: str = "visitor"
    heard: list[str] = field(default_factory=list)

    def hear(self, page: Page) -> None:
        script = require_file(READER, "THE VIRTUAL SCREEN READER").read_text()
        content = page.content()
        self.tab.unroute_all()
        self.tab.route("**/*.js", lambda route: route.abort())
        self.tab.route(
            "**/virtual-screen-reader.js", lambda route: route.fulfill(body=script, content_type="text/javascript")
        )
        self.tab.route("**/spoken.html", lambda route: route.fulfill(body=content, content_type="text/html"))
        self.tab.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/spoken.html")
        said = [f"# {self.whose}: {page.title()}", *self.tab.evaluate(SPEAK)]
        self._keep([CHANCE.sub("#", each) for each in said])

    def _keep(self, said: list[str]) -> None:
        """What was said whole before is only named."""
        before, page = f"\n{self.text}", "\n".join(said)
        self.heard += [f"{said[0]} (as before)", ""] if f"\n{page}\n" in before else [page, ""]

    @property
    def text(self) -> str:
        return "\n".join(self.heard)


def require_as_recorded(name: str, text: str) -> None:
    """Raises AssertionError where the log is not the one on record."""
    path = SPEECH / f"{name}.txt"
    if os.environ.get(ANEW):
        path.write_text(text)
    assert path.exists(), f"no record of {name}; write it with {ANEW}=1 and read it"
    changes = list(
        unified_diff(path.read_text().splitlines(), text.splitlines(), "on record", "heard", n=1, lineterm="")
    )
    assert not changes, f"{name} sounds otherwise; if that is right, write it anew with {ANEW}=1: {changes[:20]}"
