"""Passkeys in real Chromium with a virtual authenticator: made, used to sign in and to show it is you, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from people.accounts.visitors import a_number, last_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from people.browser import Visits


@pytest.fixture
def page(visits: Visits) -> Page:
    """A browser whose device can keep a passkey and checks its owner."""
    found = visits.visitor(None, language="en").new_page()
    session = found.context.new_cdp_session(found)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return found


def join(page: Page, site: str) -> str:
    number = a_number()
    page.goto(f"{site}/account/join")
    page.get_by_label("Telephone number or mail address").fill(number)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code of six digits").fill(last_code())
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What may we call you?").fill("Yue")
    page.get_by_role("button", name="Open my account").click()
    page.wait_for_url(f"{site}/my/**")
    return number


def add(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/account/passkeys/add")
    page.get_by_label("A name for this passkey").fill(name)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(f"{site}/account/passkeys")


def sign_out(page: Page, site: str) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site}/")


def account(page: Page):  # type: ignore[no-untyped-def]
    from shouyi.people.accounts.models import Account
    from shouyi.people.accounts.session_store import SessionStore

    key = next(each["value"] for each in page.context.cookies() if each["name"] == "sessionid")
    return Account.objects.get(pk=SessionStore(key)["_auth_user_id"])


def grow_stale(page: Page) -> None:
    from shouyi.people.accounts.session_store import SessionStore

    key = next(each["value"] for each in page.context.cookies() if each["name"] == "sessionid")
    store = SessionStore(key)
    records = store["account_authentication_methods"]
    store["account_authentication_methods"] = [each | {"at": each["at"] - 3600} for each in records]
    store.save()


def test_a_passkey_signs_in_and_shows_it_is_you(page: Page, visits: Visits) -> None:
    site = visits.site
    join(page, site)
    add(page, site, "my telephone")
    assert page.get_by_text("my telephone").first.is_visible()
    who = account(page).pk
    sign_out(page, site)

    page.goto(f"{site}/account/sign-in?next=/account/devices")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/account/devices")
    assert account(page).pk == who

    grow_stale(page)
    page.goto(f"{site}/account/close")
    page.wait_for_url(f"{site}/account/again?next=/account/close")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/account/close")


def test_with_a_passkey_a_code_still_signs_in(page: Page, visits: Visits) -> None:
    site = visits.site
    number = join(page, site)
    add(page, site, "lost")
    who = account(page).pk
    elsewhere = visits.visitor(None, language="en").new_page()
    elsewhere.goto(f"{site}/account/join")
    elsewhere.get_by_label("Telephone number or mail address").fill(number)
    elsewhere.get_by_role("button", name="Send me a code").click()
    elsewhere.get_by_label("Code of six digits").fill(last_code())
    elsewhere.get_by_role("button", name="Continue").click()
    elsewhere.wait_for_url(f"{site}/my/**")
    assert account(elsewhere).pk == who


def test_renamed_and_removed_it_opens_nothing(page: Page, visits: Visits) -> None:
    site = visits.site
    join(page, site)
    add(page, site, "first")
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("A name for this passkey").fill("second")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{site}/account/passkeys")
    assert page.get_by_text("second").first.is_visible()
    page.get_by_role("button", name="Remove").click()
    assert page.get_by_text("You have none yet.").is_visible()
    sign_out(page, site)
    page.goto(f"{site}/account/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_selector(".said-now")
    assert page.url.endswith("/account/sign-in")
    assert page.get_by_text("That passkey did not fit").is_visible()


def test_nothing_inline_and_no_violation(page: Page, visits: Visits) -> None:
    from people.looking import violations

    site, refused = visits.site, []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    join(page, site)
    found = []
    for path in ("", "passkeys", "passkeys/add", "devices", "helpers", "helpers/offer", "helping", "reach", "close",
                 "again", "password", "recovery-codes", "name", "file"):  # fmt: skip
        page.goto(f"{site}/account/{path}")
        found += violations(page, path)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.set_viewport_size({"width": 1280, "height": 800})
    assert (found, refused) == ([], [])


def test_without_script_every_other_way_is_there(visits: Visits) -> None:
    page = visits.visitor(None, language="en", java_script_enabled=False).new_page()
    join(page, visits.site)
    page.goto(f"{visits.site}/account/")
    assert page.get_by_text("What happened to your account").is_visible()
    sign_out(page, visits.site)
    page.goto(f"{visits.site}/account/sign-in")
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
    assert page.get_by_role("button", name="Send me a code instead").is_visible()


def test_a_strangers_answer_is_refused_in_words() -> None:
    """Bytes that no authenticator made, at both doors."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for sent in ("", "{", "[]", "null", '{"id": 1}', '{"response": {"userHandle": "AAAA"}}', "x" * 10_000):
        answer = client.post("/account/passkey", {"credential": sent})
        assert answer.headers["Location"] == "/account/sign-in", sent
