"""Every page answers, in both languages, says what it must, and keeps its headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from people.paths import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize(("language", "declared"), [("zh-CN", 'lang="zh-Hans"'), ("en", 'lang="en"')])
def test_answers_in_the_visitors_language(client: Client, path: str, language: str, declared: str) -> None:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f"<html {declared}" in answer.content.decode()


@pytest.mark.parametrize("path", [*PUBLIC, "/nowhere", "/static/shouyi.css"])
def test_headers_close_the_page(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "connect-src 'self' http://localhost:8001" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if not path.startswith("/static"):
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_inline_nothing_foreign(client: Client, path: str) -> None:
    html = client.get(path).content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style", html)
    assert all('src="/' in tag or 'type="application/json"' in tag for tag in re.findall(r"<script[^>]*>", html))
    links = set(re.findall(r'(?:src|href|action)="(https?://[^/"]+)', html))
    assert links <= {"http://localhost:8001"}


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_answers_to_who_asks_for_its_head(client: Client, path: str) -> None:
    assert client.head(path).status_code == 200


def test_titles_tell_pages_apart(client: Client) -> None:
    titles = [re.search("<title>(.*?)</title>", client.get(path).content.decode()) for path in PUBLIC]
    named = [found[1] for found in titles if found]
    assert len(set(named)) == len(PUBLIC)
    assert all(title.endswith("，守艺") for title in named)


def test_a_wrong_address_says_it_is_not_proof_of_a_fake(client: Client) -> None:
    answer = client.get("/w/NOTHERE1")
    assert answer.status_code == 404
    assert "不能说作品是假的" in answer.content.decode()


def test_choosing_a_language_lasts_without_script(client: Client) -> None:
    answer = client.post("/language", {"language": "en", "next": "/guide"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/guide")
    assert '<html lang="en"' in client.get("/guide").content.decode()
    assert '<html lang="en"' in client.get("/").content.decode()


def test_choosing_a_theme_lasts_without_script(client: Client) -> None:
    answer = client.post("/look/choose", {"theme": "dark", "next": "/guide"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/guide")
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.post("/look/choose", {"theme": "auto", "next": "/"})
    assert "data-theme" not in client.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_going_back_never_leads_elsewhere(client: Client, back: str) -> None:
    assert client.post("/look/choose", {"theme": "dark", "next": back}).headers["Location"] == "/"
    assert "elsewhere" not in client.post("/language", {"language": "en", "next": back}).headers["Location"]


def test_an_unknown_theme_changes_nothing(client: Client) -> None:
    assert "shouyi_look" not in client.post("/look/choose", {"theme": '"><script>', "next": "/"}).cookies


def test_a_form_without_its_token_is_told_what_to_do() -> None:
    from django.test import Client

    answer = Client(enforce_csrf_checks=True, SERVER_NAME="localhost").post("/look/choose", {"theme": "dark"})
    assert answer.status_code == 403
    assert "表单没有发出" in answer.content.decode()


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_the_guide_document_is_the_one_whose_digest_the_page_shows(client: Client) -> None:
    from shouyi.score.guide import guide_digest

    document = client.get("/guide/document").content
    assert guide_digest(document) in client.get("/guide").content.decode()


def test_the_guide_names_the_digests_of_what_readers_keep(client: Client) -> None:
    from people.memory_reader import reader
    from shouyi.ledger.policy import pin_digest

    html = client.get("/guide").content.decode()
    assert reader().verifier_digest() in html
    assert pin_digest(reader().pin()).hex() in html
    assert "verifier.published" in html
    assert 'href="http://localhost:8001/pin.json"' in html


def test_one_star_is_one_star(client: Client) -> None:
    html = client.get("/guide", headers={"accept-language": "en"}).content.decode()
    assert "1 star<" in html
    assert "2 stars<" in html
    assert "1 stars" not in html


def test_the_demonstration_says_that_nobody_answers(client: Client) -> None:
    assert "电话没有人接" in client.get("/").content.decode().split("<main")[0]


def test_a_sign_in_without_a_name_of_its_own_is_named_by_its_role(client: Client) -> None:
    html = client.get("/account/sign-in").content.decode()
    assert '<th scope="row">买家</th>' in html
    assert '<th scope="row">buyer' not in html


def test_the_page_of_the_guide_shows_every_weight(client: Client) -> None:
    from people.memory_reader import reader

    html = client.get("/guide").content.decode()
    for indicator in reader().guide().indicators:
        share = f"{indicator.points // 10_000}.{indicator.points % 10_000:04d}".rstrip("0").rstrip(".")
        assert f"占总分{share}%" in html, indicator.name


def test_no_page_of_a_work_says_anything_about_a_person_beyond_what_was_released(client: Client) -> None:
    html = client.get("/w/SY7K3M92QF").content.decode()
    assert "乙档" in html
    assert "p-good" not in html
    assert not re.search("残疾|残障|disab", html)
    assert "好坏都不说明" in client.get("/w/SYB0000002").content.decode()


def test_verdicts_never_confuse_cannot_tell_with_fake(client: Client) -> None:
    holds, unknown, broken = (
        client.get(f"/w/{i}").content.decode() for i in ("SY7K3M92QF", "SYB0000002", "SYB0000003")
    )
    assert '<h1 class="phrases">《八角花》壁挂登记在杨秀梅名下，登记之后没有改动。</h1>' in holds.replace("<wbr>", "")
    assert "记录相符，有1处缺口" in holds
    assert "的记录<wbr>现在无法检查" in unknown
    assert "无法检查，不等于假" in unknown
    assert "请先不要付款" not in unknown.split("它怎么来的")[0]
    assert "和公开账本<wbr>对不上" in broken
    assert "请先不要付款" in broken.split("它怎么来的")[0]


def test_what_strangers_wrote_stays_text(client: Client) -> None:
    html = client.get("/w/SYB0000002").content.decode()
    assert "<i>鱼" not in html
    assert "&lt;i&gt;鱼" in html


def test_the_pin_can_be_read_and_cannot_end_its_element(client: Client) -> None:
    import json

    from people.memory_reader import reader

    html = client.get("/w/SY7K3M92QF").content.decode()
    inside = re.search(r'<script type="application/json" id="pin">(.*?)</script>', html, re.S)
    assert inside is not None
    assert json.loads(inside[1]) == json.loads(reader().pin())
    assert (
        'data-proof-url="http://localhost:8001/w/SY7K3M92QF/proof" data-pin-id="pin" data-expect-work="SY7K3M92QF"'
        in html
    )


def test_without_script_the_page_says_that_the_server_checked(client: Client) -> None:
    html = client.get("/w/SY7K3M92QF").content.decode()
    assert "没有运行脚本" in html
    assert "目前只有我们的服务器核过" in html


def test_the_code_leads_to_the_work(client: Client) -> None:
    answer = client.get("/w/SY7K3M92QF/code.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<title>" in answer.content
    assert b"style" not in answer.content
    assert "http://localhost:8000/w/SY7K3M92QF" in client.get("/w/SY7K3M92QF/code").content.decode()


@pytest.mark.usefixtures("database")
def test_a_problem_reaches_us(client: Client) -> None:
    from shouyi.people.cases.models import Case

    said = {"what": "different", "said": "少了一枚扣子", "reach": "13800138000"}
    answer = client.post("/w/SY7K3M92QF/problem", said)
    assert answer.headers["Location"] == "/w/SY7K3M92QF/problem/sent"
    case = Case.objects.filter(kind="problem", public_id="SY7K3M92QF").latest("pk")
    first = case.events.get()
    assert (case.state, case.organisation.kind, case.account, case.ref) == ("open", "operator", None, "")
    assert (first.step, first.side, first.by) == ("open", "visitor", None)
    assert first.text == "我手里的和页面上的不是一件\n\n少了一枚扣子\n\n答复请发到：13800138000"
    assert "少了" not in str(Case.objects.filter(pk=case.pk).values()) + str(case.events.values())


def test_a_problem_without_words_is_asked_again(client: Client) -> None:
    html = client.post("/w/SY7K3M92QF/problem", {"said": ""}).content.decode()
    assert "<title>出错：" in html
    assert 'href="#id_said">请用几个字写下您看到的。' in html
    assert 'href="#id_what_0">请选一项：哪里不对。' in html
    assert 'id="id_what_0"' in html


def test_sign_in_refuses_in_words(client: Client) -> None:
    html = client.post("/account/sign-in", {"login": "xiumei", "password": "wrong-password"}).content.decode()
    assert "<title>出错：登录" in html
    assert 'href="#id_login">名字和密码对不上' in html


def test_sign_in_asks_for_what_is_missing(client: Client) -> None:
    html = client.post("/account/sign-in", {}).content.decode()
    assert 'href="#id_login">请填写登录名、手机号码或邮箱。' in html
    assert 'href="#id_password">请填写密码。' in html


def test_nobody_signs_up_here(client: Client) -> None:
    assert client.get("/account/signup").status_code == 404


def test_sign_out_is_a_deed_not_a_visit(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    visitor.get("/account/sign-out")
    assert visitor.get("/my/score").status_code == 200
    visitor.post("/account/sign-out")
    assert visitor.get("/my/score").status_code == 302
