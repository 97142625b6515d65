"""The scan page's own check, in a real browser under the strictest policy: what is found, shown, and said aloud."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from people.browser import CHROMIUM, MANNERS, READER, ROOT, Visits, require_file
from people.looking import violations
from people.proofs import Proofs, make_proofs
from people.test_offline import CRYPTOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'"
CSS = (ROOT / "src/shouyi/people/static/shouyi.css").read_bytes()
PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>A work</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/shouyi.css"><script type="module" src="/verify.js"></script></head>
<body><main><div class="frame"><h1>A work</h1>
<section class="row checks-here" aria-labelledby="h" data-verify data-proof-url="{proof}" data-pin-id="pin" {more}>
<h2 id="h">Check it yourself</h2><div class="body"><div data-checks><p>The server has checked.</p></div></div></section>
</div></main><script type="application/json" id="pin">{pin}</script></body></html>"""
LISTEN = """() => { window.heard = [];
  new MutationObserver(() => { const said = document.querySelector('[role=status]')?.textContent;
    if (said && said !== window.heard.at(-1)) window.heard.push(said) })
  .observe(document, { childList: true, subtree: true, characterData: true }); }"""


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> Proofs:
    return make_proofs(tmp_path_factory.mktemp("here"))


@pytest.fixture(scope="module")
def address(proofs: Proofs) -> Iterator[str]:
    """Serves /LANG/PROOF as a page, and what it asks for; /zh-Hans/absent names a proof that is not there."""

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, kind = answer(self.path, proofs)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def answer(path: str, proofs: Proofs) -> tuple[bytes, str]:
    path, _, more = path.partition("?")
    if path == "/verify.js":
        return proofs.script.encode(), "text/javascript; charset=utf-8"
    if path == "/shouyi.css":
        return CSS, "text/css"
    if path == "/world.mjs":
        return require_file(READER, "THE VIRTUAL SCREEN READER").read_bytes(), "text/javascript"
    if path.endswith(".tlog-proof"):
        file = proofs.folder / path.lstrip("/")
        return (file.read_bytes() if file.exists() else b""), "application/octet-stream"
    if path.count("/") != 2:
        return b"", "text/plain"
    _, lang, name = path.split("/")
    pin = (proofs.folder / "pin.json").read_text().replace("<", "\\u003C")
    page = PAGE.format(
        lang=lang, proof=f"/{name}.tlog-proof", pin=pin, more=f'data-expect-work="{more}"' if more else ""
    )
    return page.encode(), "text/html; charset=utf-8"


def checked(visits: Visits, url: str, *, script: str = "", **context: object) -> Page:
    """The page once its check has ended by itself."""
    page = visits.visitor(None, **context).new_page()
    page.add_init_script(f"({LISTEN})(); {script}")
    page.on("console", lambda m: None if "404" in m.text or "favicon" in m.text else pytest.fail(m.text))
    page.goto(url)
    page.wait_for_selector("[data-verify][data-verdict]")
    return page


def found(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".checks > li").all_inner_texts()]


@pytest.mark.parametrize("crypto", CRYPTOS)
def test_it_checks_by_itself_and_says_so_once(visits: Visits, address: str, crypto: str) -> None:
    page = checked(visits, f"http://{address}/zh-Hans/work", script=CRYPTOS[crypto])
    assert page.get_by_role("status").inner_text() == "六项核完，全部相符。"
    assert page.evaluate("heard") == ["六项核完，全部相符。"]
    assert found(page)[2] == "写着的内容，就是当初登记的内容 相符"
    assert "The server has checked" not in page.locator("main").inner_text()
    page.get_by_text("证明里写着什么").click()
    assert "杨秀梅" in page.locator(".facts").inner_text()


def test_a_tampered_proof_is_refused_in_a_buyer_s_words(visits: Visits, address: str) -> None:
    page = checked(visits, f"http://{address}/zh-Hans/tampered")
    assert page.get_by_role("status").inner_text() == "六项核完，一项不符。请不要付款，先告诉我们。"
    assert found(page)[2] == "写着的内容，就是当初登记的内容 不符 “作者”与当初登记的不一致。"
    page = checked(visits, f"http://{address}/en/tampered")
    said = "Of 6 checks, 1 does not hold. Please do not pay; tell us first."
    assert page.get_by_role("status").inner_text() == said


def test_a_swapped_policy_is_noticed(visits: Visits, address: str) -> None:
    page = checked(visits, f"http://{address}/en/swapped")
    assert "not signed by those whom this checker knows" in page.get_by_role("status").inner_text()
    assert page.locator("[data-verify]").get_attribute("data-verdict") == "unknown"


def test_another_work_s_proof_is_noticed(visits: Visits, address: str) -> None:
    page = checked(visits, f"http://{address}/zh-Hans/work?7k3m92qf")
    assert found(page)[6] == "它说的就是这一页上的这件作品 相符"
    page = checked(visits, f"http://{address}/zh-Hans/work?another")
    assert found(page)[6] == "它说的就是这一页上的这件作品 不符 “编号”在证明里是“7k3m92qf”，与这一页不同。"


def test_no_answer_is_not_fake(visits: Visits, address: str) -> None:
    page = checked(visits, f"http://{address}/zh-Hans/absent")
    assert "无法检查，不等于假" in page.get_by_role("status").inner_text()
    assert page.locator("[data-verify]").get_attribute("data-verdict") == "unknown"


def test_whoever_presses_hears_the_start_and_the_end(visits: Visits, address: str) -> None:
    page = checked(visits, f"http://{address}/en/work")
    page.evaluate("heard.length = 0")
    page.get_by_role("button", name="Check again").focus()
    page.keyboard.press("Enter")
    for _ in range(50):  # wait_for_function would need unsafe-eval
        if len(page.evaluate("heard")) >= 2:
            break
        page.wait_for_timeout(50)
    assert page.evaluate("heard") == ["Checking.", "6 checks done, and all hold."]
    assert page.evaluate("document.activeElement.textContent") == "Check again"


def test_an_insecure_address_checks_all_the_same(visits: Visits, address: str) -> None:
    browser: Browser = visits.browser.browser_type.launch(
        executable_path=str(CHROMIUM),
        args=["--disable-dev-shm-usage", "--host-resolver-rules=MAP shouyi.test 127.0.0.1"],
    )
    page = browser.new_page()
    for name, verdict in (("work", "holds"), ("tampered", "broken")):
        page.goto(f"http://shouyi.test:{address.partition(':')[2]}/en/{name}")
        page.wait_for_selector(f"[data-verdict={verdict}]")
        assert page.evaluate("typeof crypto.subtle") == "undefined"
    browser.close()


@pytest.mark.parametrize(("language", "theme"), MANNERS)
def test_axe_finds_nothing_in_what_it_made(visits: Visits, address: str, language: str, theme: str) -> None:
    lang = "zh-Hans" if language == "zh-CN" else "en"
    for name in ("work", "tampered", "swapped", "absent"):
        page = checked(visits, f"http://{address}/{lang}/{name}", bypass_csp=True, color_scheme=theme)
        page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        assert violations(page, name) == []


def test_nothing_scrolls_sideways_at_320(visits: Visits, address: str) -> None:
    for name in ("work", "score", "tampered"):
        page = checked(visits, f"http://{address}/en/{name}", viewport={"width": 320, "height": 640})
        page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_screen_reader_hears_number_sentence_and_result(visits: Visits, address: str) -> None:
    page = checked(visits, f"http://{address}/en/tampered", bypass_csp=True)
    said = page.evaluate(
        """async () => { const { virtual } = await import('/world.mjs');
           await virtual.start({ container: document.querySelector('[data-verify]') });
           for (let n = 0; n < 90; n++) await virtual.next();
           const log = await virtual.spokenPhraseLog(); await virtual.stop(); return log; }"""
    )
    wanted = (
        "status",
        "Of 6 checks, 1 does not hold. Please do not pay; tell us first.",
        "list",
        "The proof file is whole, to the byte",
        "Holds",
        "What it shows is what was written down at the time",
        "Does not hold",
        '"Maker" is not what was written down at the time.',
        "button, Check again",
    )
    at = -1
    for phrase in wanted:
        at = next((i for i in range(at + 1, len(said)) if phrase in said[i]), -1)
        assert at >= 0, f"{phrase!r} is not heard in its place: {said}"
