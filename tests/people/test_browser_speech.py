"""What a screen reader says: phrases written by hand must occur in this order. The log is kept under build/."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from people.browser import ARTEFACTS, READER, Visits, require_file

if TYPE_CHECKING:
    from playwright.sync_api import Page

SPEAK = """async () => {
  const { virtual } = await import('/virtual-screen-reader.js')
  await virtual.start({ container: document.body })
  for (let step = 0; step < 900; step++) {
    await virtual.next()
    if ((await virtual.lastSpokenPhrase()) === 'end of document') break
  }
  const log = await virtual.spokenPhraseLog()
  await virtual.stop()
  return log
}"""

SCAN = (
    "document",
    "link, 跳到正文",
    "banner",
    "link, 守艺",
    "navigation, 主要",
    "main",
    "记录相符，有1处缺口",
    "heading, 《八角花》壁挂登记在杨秀梅名下，登记之后没有改动。, level 1",
    "有1步没有记录，下面写着是哪一步。",
    "link, 用我的手机核验",
    "heading, 这件作品, level 2",
    "作者",
    "杨秀梅",
    "heading, 它怎么来的, level 2",
    "heading, 备料, level 3",
    "自述",
    "heading, 运输, level 3",
    "未记录",
    "这一步没有记录。我们不知道发生过什么。",
    "heading, 作者公开的信用, level 2",
    "乙档",
    "heading, 自己核验, level 2",
    "heading, 这些不能证明, level 2",
    "heading, 哪里不对, level 2",
    "link, 报告问题",
    "contentinfo",
    "heading, 找人帮忙, level 2",
    "link, 400 000 0000",
    "button, English",
)
SCORE = (
    "heading, 您在丙档。, level 1",
    "九成把握在",
    "image, 一把从0到100的尺",
    "link, 下载档案，自己复算",
    "heading, 和上次比, level 2",
    "table",
    "heading, 五个方面, level 2",
    "image, 横条：技能水平",
    "rowheader, 技能水平",
    "heading, 为什么, level 2",
    "heading, 往上, level 3",
    "heading, 往下, level 3",
    "heading, 怎样会变, level 2",
    "heading, 从不使用, level 2",
    "heading, 自己复算, level 2",
    "一位不差",
    "heading, 依据, level 2",
)
SIGN_IN = (
    "heading, There is a problem, level 2",
    "link, Enter your name, telephone number or mail address.",
    "link, Enter your password.",
    "heading, Sign in, level 1",
    "textbox, Name, telephone number or mail address, Error: Enter your name, telephone number or mail address.",
    "Password, Only if you have one. Error: Enter your password.",
    "button, Sign in",
)
GUIDE = (
    "heading, What counts, how much, and what never counts., level 1",
    "heading, Five parts, level 2",
    "image, Bars: Skill 25%",
    "table",
    "heading, What counts, level 2",
    "heading, Reviews, level 2",
    "heading, Bands, level 2",
    "heading, Never used, level 2",
    "heading, Basis, level 2",
)


def spoken(page: Page, name: str) -> list[str]:
    """Everything that is said from the top of the page to its end; also written to a file for people to read."""
    script = require_file(READER, "THE VIRTUAL SCREEN READER").read_text()
    page.route("**/virtual-screen-reader.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    log: list[str] = page.evaluate(SPEAK)
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    (ARTEFACTS / f"spoken-{name}.txt").write_text("\n".join(log) + "\n")
    return log


def missing(log: list[str], phrases: tuple[str, ...]) -> str | None:
    """The first phrase that does not occur after the ones before it."""
    at = 0
    for phrase in phrases:
        found = next((place for place in range(at, len(log)) if phrase in log[place]), None)
        if found is None:
            return f"{phrase!r} is not said after {log[max(0, at - 1)]!r}"
        at = found + 1
    return None


@pytest.mark.parametrize(
    ("name", "login", "path", "language", "phrases"),
    [
        ("scan", None, "/w/SY7K3M92QF", "zh-CN", SCAN),
        ("score", "xiumei", "/my/score", "zh-CN", SCORE),
        ("guide", None, "/guide", "en", GUIDE),
    ],
)
def test_what_is_said_in_order(
    visits: Visits, name: str, login: str | None, path: str, language: str, phrases: tuple[str, ...]
) -> None:
    log = spoken(visits.open(login, path, language=language), name)
    assert missing(log, phrases) is None


def test_a_refused_sign_in_is_said(visits: Visits) -> None:
    page = visits.open(None, "/account/sign-in", language="en")
    page.locator("main form button").first.click()
    page.wait_for_selector(".error-summary")
    assert missing(spoken(page, "sign-in-refused"), SIGN_IN) is None


def test_nothing_decorative_is_said(visits: Visits) -> None:
    log = spoken(visits.open(None, "/w/SY7K3M92QF"), "scan-again")
    assert [phrase for phrase in log if phrase in ("img", "image", "graphics-symbol", "image, ")] == []


def test_the_list_can_fail() -> None:
    assert missing(["a", "b"], ("b", "a")) == "'a' is not said after 'b'"
    assert missing(["a", "b"], ("a", "b")) is None
