"""Joining by a code with a passkey, and coming back after the telephone is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from people.accounts.visitors import a_number, last_code
from people.journeys.cast import days_pass, named_helper, somebody
from people.journeys.traveller import read_alike, sign_in

if TYPE_CHECKING:
    from people.journeys.traveller import Traveller

Travel = Callable[..., "Traveller"]


def ask_for_a_code(who: Traveller, number: str) -> None:
    who.go("/account/join")
    who.fill("Telephone number or mail address", number)
    who.press("Send me a code")
    who.fill("Code of six digits", last_code())
    who.press("Continue")


def test_join_with_a_code_and_a_passkey(travel: Travel) -> None:
    who = travel(heard="visitor")
    ask_for_a_code(who, a_number())
    who.fill("What may we call you?", "阿月")
    who.press("Open my account")
    who.go("/account/")
    who.press("Passkeys")
    who.press("Add a passkey")
    who.fill("A name for this passkey", "我的手机")
    who.press_and_wait("Add it", "/account/passkeys")
    who.hears("The passkey is added. You can sign in with it from now on.")
    who.press("Sign out", within="header")
    who.go("/account/sign-in")
    who.press_and_wait("Use a passkey", "/my/")
    who.go("/account/")
    who.reads("A passkey was added.")


def test_come_back_with_a_recovery_code(travel: Travel) -> None:
    owner = somebody("阿月")
    at_home, elsewhere, new = travel(), travel(heard="owner"), a_number()
    read_alike(at_home, owner)
    ask_for_a_code(at_home, owner.reach)
    at_home.go("/account/")
    at_home.press("Recovery codes")
    at_home.press("Make ten new codes")
    code = at_home.page.locator(".codes code").nth(3).inner_text()
    elsewhere.go("/account/sign-in")
    elsewhere.press("I lost my telephone")
    elsewhere.press("Sign in with a recovery code")
    elsewhere.fill("Name, telephone number or mail address", owner.username)
    elsewhere.fill("Recovery code", f"{int(code.replace(' ', '')) ^ 1}")
    elsewhere.press("Sign in")
    elsewhere.hears("This name and this code do not belong together, or the code was used before.", "alert")
    elsewhere.fill("Recovery code", code)
    elsewhere.press("Sign in")
    elsewhere.hears("You are in. Now set the number or address by which you can be reached.")
    elsewhere.fill("Telephone number or mail address", new)
    elsewhere.press("Send me a code")
    elsewhere.fill("Code of six digits", last_code())
    elsewhere.press("Continue")
    elsewhere.go("/account/")
    elsewhere.reads("A recovery code was used to sign in.")
    owner.refresh_from_db()
    assert owner.reach == f"+86{new}"
    at_home.go("/account/")
    assert "/account/sign-in" in at_home.page.url, "whoever holds the lost telephone is signed out"


def test_come_back_by_a_named_helper_unless_the_owner_stops_it(travel: Travel) -> None:
    owner, sister, new = somebody("阿月"), somebody("姐姐"), a_number()
    named_helper(owner, sister, "recovers")
    helper, stranger, at_home = sign_in(travel(heard="helper"), sister), travel(), sign_in(travel(heard="owner"), owner)
    helper.go("/account/helping")
    helper.press("Help them back in")
    helper.fill("Telephone number or mail address", new)
    helper.press("Ask for it")
    helper.reads("Asked for.")
    ask_for_a_code(stranger, new)
    stranger.reads("Your way back in is being kept open.")
    at_home.go("/account/")
    at_home.reads("Please look")
    at_home.press("Stop it")
    at_home.hears("Stopped. Your number or address stays as it is.")
    days_pass(owner, 9)
    ask_for_a_code(stranger, new)
    stranger.reads("This is the last question. Then your account is open.")
    owner.refresh_from_db()
    assert owner.reach != f"+86{new}"
