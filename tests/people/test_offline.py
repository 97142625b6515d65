"""The offline file in a real browser, opened from disk: what it says of good, tampered and foreign proofs."""

from __future__ import annotations

import threading
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from people.browser import CHROMIUM, LANGUAGES, MANNERS, Visits
from people.looking import violations
from people.proofs import Proofs, make_proofs
from shouyi.people.offline import offline_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WITHOUT_ED25519 = """
const known = crypto.subtle.importKey.bind(crypto.subtle);
SubtleCrypto.prototype.importKey = async function (format, key, algorithm, ...rest) {
  if ((algorithm.name ?? algorithm) === "Ed25519") throw new DOMException("Unrecognized name.", "NotSupportedError");
  return known(format, key, algorithm, ...rest);
};
"""
WITHOUT_SUBTLE = "delete Crypto.prototype.subtle;"
DROP = """text => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "a.tlog-proof"));
  const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
  document.querySelector("main").dispatchEvent(drop);
}"""
CRYPTOS = {"as it is": "", "no Ed25519": WITHOUT_ED25519, "no subtle": WITHOUT_SUBTLE}


@pytest.fixture(scope="session")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> Proofs:
    return make_proofs(tmp_path_factory.mktemp("proofs"))


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None: ...


@pytest.fixture(scope="module")
def insecure(proofs: Proofs, visits: Visits) -> Iterator[tuple[Browser, str]]:
    """A browser for which `shouyi.test` is this machine, and the address of the folder over plain http."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(proofs.folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser = visits.browser.browser_type.launch(
        executable_path=str(CHROMIUM),
        args=["--disable-dev-shm-usage", "--host-resolver-rules=MAP shouyi.test 127.0.0.1"],
    )
    yield browser, f"http://shouyi.test:{server.server_port}"
    browser.close()
    server.shutdown()
    server.server_close()


def opened(visits: Visits, proofs: Proofs, *, language: str = "zh-CN", script: str = "", **context: object) -> Page:
    """The file, opened from disk; anything it asks of a network, and any refused script, fails the test."""
    page = visits.visitor(None, language=language, **context).new_page()
    if script:
        page.add_init_script(script)
    page.on("console", lambda message: pytest.fail(f"the page complains: {message.text}"))
    page.on("request", lambda request: None if request.url == proofs.offline_url else pytest.fail(request.url))
    page.goto(proofs.offline_url)
    return page


def judged(page: Page, proofs: Proofs, name: str) -> str:
    """What is said of the proof `name`: state, sentence, and who says so or what to do."""
    before = page.locator("[data-offline]").get_attribute("data-judged") or "0"
    page.set_input_files("#file", proofs.path(name))
    page.wait_for_selector(f"[data-offline][data-judged='{int(before) + 1}']")
    return page.locator("[data-answer]").inner_text()


def expert_lines(page: Page) -> str:
    return page.locator(".found .code").text_content() or ""


@pytest.mark.parametrize("crypto", CRYPTOS)
def test_a_good_proof_holds_and_a_tampered_one_is_refused(visits: Visits, proofs: Proofs, crypto: str) -> None:
    page = opened(visits, proofs, script=CRYPTOS[crypto])
    said = judged(page, proofs, "work")
    assert "这份证明成立。" in said
    assert "守艺登记处（示例）在2025年11月24日写下：登记一件作品。" in said
    assert "两家机构见证过" in said
    assert "《八角花》壁挂" in page.locator("[data-facts]").inner_text()
    by = {"as it is": "SHA-256 WebCrypto，Ed25519 WebCrypto", "no Ed25519": "SHA-256 WebCrypto，Ed25519 noble",
          "no subtle": "SHA-256 noble，Ed25519 noble"}  # fmt: skip
    assert by[crypto] in expert_lines(page)

    said = judged(page, proofs, "tampered")
    assert "这份证明不成立。" in said
    assert "请不要付款，先告诉我们。" in said
    assert "“作者”与当初登记的不一致。" in page.locator(".checks").inner_text()
    assert "李秀兰" not in page.locator("main").inner_text()
    assert not page.locator("[data-facts-row]").is_visible()


def test_an_insecure_address_has_no_webcrypto_and_still_checks(insecure: tuple[Browser, str], proofs: Proofs) -> None:
    browser, address = insecure
    page = browser.new_page(locale="en")
    page.goto(f"{address}/offline.html")
    assert page.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    assert "This proof holds." in judged(page, proofs, "work")
    assert "SHA-256 noble, Ed25519 noble" in expert_lines(page)
    said = judged(page, proofs, "tampered")
    assert "This proof does not hold." in said
    assert "Please do not pay; tell us first." in said


def test_an_in_app_browser_of_2020_checks_too(visits: Visits, proofs: Proofs) -> None:
    page = opened(visits, proofs, script=f"delete Object.hasOwn; delete Array.prototype.at; {WITHOUT_ED25519}")
    assert "这份证明成立。" in judged(page, proofs, "work")
    assert "这份证明不成立。" in judged(page, proofs, "tampered")


def test_policy_and_proof_swapped_together_are_not_accepted(visits: Visits, proofs: Proofs) -> None:
    page = opened(visits, proofs)
    said = judged(page, proofs, "swapped")
    assert "不认可这份证明：签名的不是这份文件认得的机构。" in said
    assert "请不要只凭它付款" in said
    assert "成立" not in said
    assert not page.locator("[data-facts-row]").is_visible()


def test_what_is_no_proof_is_not_called_fake(visits: Visits, proofs: Proofs) -> None:
    said = judged(opened(visits, proofs, language="en"), proofs, "photo")
    assert "Cannot tell" in said
    assert "does not look like a proof file" in said
    assert "fake" not in said.replace("Not able to check is not the same as fake.", "")


def test_a_person_s_result_is_shown_in_words(visits: Visits, proofs: Proofs) -> None:
    page = opened(visits, proofs, language="en")
    assert "wrote down: an assessment." in judged(page, proofs, "score")
    facts = page.locator("[data-facts]").inner_text()
    assert "Band A" in facts
    assert "24 November 2025" in facts
    assert page.locator(".checks > li").count() == 7


def test_the_language_changes_everything_that_is_said(visits: Visits, proofs: Proofs) -> None:
    page = opened(visits, proofs, language="en")
    judged(page, proofs, "work")
    page.get_by_role("button", name="中文").click()
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert "这份证明成立。" in page.locator("[data-answer]").inner_text()
    left = page.locator("main").inner_text()
    for word in ("This proof", "Holds", "Witness", "Check", "(UTC+8)"):
        assert word not in left, word


def test_pasted_and_dropped_proofs_are_judged_as_chosen_ones(visits: Visits, proofs: Proofs) -> None:
    page = opened(visits, proofs)
    page.locator("summary").first.click()
    page.fill("#text", proofs.path("work").read_text())
    page.get_by_role("button", name="核验这段文字").click()
    page.wait_for_selector("[data-verdict=holds]")
    page.evaluate(DROP, proofs.path("tampered").read_text())
    page.wait_for_selector("[data-verdict=broken]")


def test_the_whole_journey_by_keyboard_alone(visits: Visits, proofs: Proofs) -> None:
    page = opened(visits, proofs, language="en")
    walked = []
    for _ in range(4):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
    assert walked == ["Skip to main content", "中文", "file", "No file? Paste the proof's text"]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(proofs.path("work").read_text())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict=holds]")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".found details[open]").count() == 1


def test_the_chooser_opens_by_keyboard_and_shows_its_focus(visits: Visits, proofs: Proofs) -> None:
    page = opened(visits, proofs, language="en")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.querySelector('label[for=file]')).outlineStyle") == "solid"
    with page.expect_file_chooser(timeout=5000) as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(proofs.path("work"))
    page.wait_for_selector("[data-verdict=holds]")


@pytest.mark.parametrize(("language", "theme"), MANNERS)
def test_axe_finds_nothing_before_and_after(visits: Visits, proofs: Proofs, language: str, theme: str) -> None:
    page = visits.visitor(None, language=language, color_scheme=theme, bypass_csp=True).new_page()
    page.goto(proofs.offline_url)
    found = violations(page, "empty")
    for name in ("work", "tampered", "swapped"):
        judged(page, proofs, name)
        page.locator(".found summary").click()
        found += violations(page, name)
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_scrolls_sideways_at_320(visits: Visits, proofs: Proofs, language: str) -> None:
    page = opened(visits, proofs, language=language, viewport={"width": 320, "height": 640})
    for name in ("work", "score", "tampered", "swapped"):
        judged(page, proofs, name)
        page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_forced_colours_keep_every_mark(visits: Visits, proofs: Proofs) -> None:
    page = opened(visits, proofs, forced_colors="active")
    judged(page, proofs, "tampered")
    colours = page.evaluate("[...document.querySelectorAll('.found .mark')].map(m => getComputedStyle(m).color)")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert len(colours) == 6
    assert ground not in colours


def test_the_file_depends_on_the_pin_alone(proofs: Proofs) -> None:
    pin = (proofs.folder / "pin.json").read_bytes()
    template = (proofs.folder / "built/offline-template.html").read_text()
    first, again = offline_file(pin, template), offline_file(pin, template)
    assert first == again == (proofs.folder / "offline.html").read_bytes()
    assert proofs.script in first.decode(), "the scan page's own bundle stands inside, byte for byte"
    assert sha256(offline_file(pin + b" ", template)).digest() != sha256(first).digest()
    for address in (b"http://", b"https://", b"src=", b"@import"):
        kept = first.replace(b"http://www.w3.org/2000/svg", b"")
        assert address not in kept, address


def test_a_pin_cannot_end_its_block(visits: Visits, proofs: Proofs, tmp_path_factory: pytest.TempPathFactory) -> None:
    pin = (proofs.folder / "pin.json").read_bytes().replace("灯市".encode(), b"</script><script>alert(1)</script>")
    template = (proofs.folder / "built/offline-template.html").read_text()
    path = tmp_path_factory.mktemp("hostile") / "offline.html"
    path.write_bytes(offline_file(pin, template))
    page = visits.visitor(None).new_page()
    page.on("dialog", lambda dialog: pytest.fail("the pin's script ran"))
    page.goto(path.as_uri())
    assert "</script><script>alert(1)</script>" in page.locator("[data-pinned]").inner_text()


@pytest.mark.parametrize("broken", ["", "<style></style><script></script>", "<style>{{style-hash}}</style>"])
def test_a_template_that_is_none_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="template"):
        offline_file(b"{}", broken)
