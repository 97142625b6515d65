"""Sessions: a new one at each sign-in, the old one dead; ended with what opened the account; safe cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from people.memory_reader import PASSWORD

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
NAME = "sessionid"


def browser(key: str = "") -> Client:
    from django.test import Client

    made = Client(SERVER_NAME="localhost")
    if key:
        made.cookies[NAME] = key
    return made


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def enter(client: Client, login: str = "xiumei") -> Any:
    answer = client.post("/account/sign-in", {"login": login, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return answer


def test_session_fixation_the_key_changes_and_the_planted_one_stays_outside() -> None:
    planted = browser()
    planted.get("/account/sign-in?next=/my/")
    session = planted.session
    session["planted"] = "1"
    session.save()
    key = session.session_key
    victim = browser(key)
    enter(victim)
    assert victim.cookies[NAME].value != key
    assert signed_in(victim), "the control"
    assert not signed_in(browser(key))


def test_a_key_that_nobody_gave_out_is_not_taken_on() -> None:
    victim = browser("attackerchosenkey1234567890abcdef")
    enter(victim)
    assert victim.cookies[NAME].value != "attackerchosenkey1234567890abcdef"


def test_after_signing_out_the_key_is_dead() -> None:
    client = browser()
    enter(client)
    key = client.cookies[NAME].value
    assert signed_in(browser(key)), "the control: the key alone opens it while it lives"
    client.post("/account/sign-out")
    assert not signed_in(browser(key))


@pytest.mark.parametrize("change", ["password", "recovered"])
def test_other_sessions_end_when_what_opens_the_account_changes(change: str) -> None:
    here, elsewhere = browser(), browser()
    enter(here)
    enter(elsewhere)
    assert signed_in(elsewhere), "the control"
    assert elsewhere.get("/account/").status_code == 200
    if change == "password":
        new = {"new_password1": "another-thread-22", "new_password2": "another-thread-22"}
        assert here.post("/account/password", new).status_code == 302
        assert signed_in(here)
    else:
        from shouyi.people.accounts.models import Account
        from shouyi.people.accounts.sessions import end_all

        end_all(Account.objects.get(username="xiumei"))
        assert not signed_in(here)
    assert not signed_in(elsewhere)


def test_a_session_of_somebody_whose_account_is_off_opens_nothing() -> None:
    from shouyi.people.accounts.models import Account

    client = browser()
    enter(client)
    Account.objects.filter(username="xiumei").update(is_active=False)
    assert not signed_in(client)


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites() -> None:
    client = browser()
    client.get("/w/SY7K3M92QF/problem")
    enter(client)
    client.post("/look/choose", {"theme": "dark"})
    client.post("/language", {"language": "en"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name, morsel in client.cookies.items():
        assert morsel["httponly"], name
        assert morsel["samesite"] == "Lax", name
        assert not morsel["domain"], name


def test_cookies_are_secure_where_pages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own, as an installation behind TLS would read its settings."""
    import os
    import subprocess
    import sys
    import tempfile

    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE LANGUAGE_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS"
    code = f"from django.conf import settings as s; print(*[bool(getattr(s, n)) for n in '{names}'.split()])"
    said = {}
    for url in ("https://shouyi.example", "http://localhost:8000"):
        with tempfile.TemporaryDirectory() as home:
            environment = {k: v for k, v in os.environ.items() if not k.startswith("SHOUYI_")} | {
                "SHOUYI_HOME": home, "SHOUYI_URL": url, "DJANGO_SETTINGS_MODULE": "shouyi.people.settings",
                "SHOUYI_SEED": "" if url.startswith("https") else "seed",
            }  # fmt: skip
            done = subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
            )
        assert done.returncode == 0, done.stderr[-800:]
        said[url] = set(done.stdout.split())
    assert said == {"https://shouyi.example": {"True"}, "http://localhost:8000": {"False"}}


@pytest.mark.parametrize(
    "path", ["/my/score", "/my/file", "/account/", "/my/cases", "/my/notices", "/my/consent", "/jobs"]
)
def test_what_is_personal_is_kept_by_nobody_in_between(path: str) -> None:
    client = browser()
    enter(client)
    answer = client.get(path)
    assert answer.status_code == 200, path
    kept = answer.headers.get("Cache-Control", "")
    assert "no-store" in kept or "private" in kept, (path, kept)
    assert "Cookie" in answer.headers.get("Vary", "")


def test_no_page_can_be_framed() -> None:
    client = browser()
    enter(client)
    for path in ("/", "/my/score", "/account/sign-in", "/static/shouyi.css", "/nowhere"):
        answer = client.get(path)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
