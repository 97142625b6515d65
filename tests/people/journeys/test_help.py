"""A helper is named, accepts, acts, is seen to have acted, and can do nothing more once it is ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from people.accounts.visitors import last_code
from people.journeys.cast import artisan, somebody
from people.journeys.traveller import sign_in

if TYPE_CHECKING:
    from people.journeys.traveller import Traveller

Travel = Callable[..., "Traveller"]


def test_a_helper_acts_and_is_seen_to_have_acted(travel: Travel) -> None:
    hers, sister = artisan("阿月"), somebody("姐姐")
    owner, helper = sign_in(travel(heard="owner"), hers), sign_in(travel(heard="helper"), sister)
    _name(owner, sister.reach.removeprefix("+86"))
    _accept(helper, last_code())
    _write_down(helper)
    owner.go("/my/log")
    owner.press("Helpers")
    owner.reads("Your helper: %(called)s", called="我姐姐")
    owner.reads("wrote something down")
    owner.go("/account/helpers")
    owner.press("End it")
    owner.hears("Ended. From the next moment on nothing is open to them.")
    helper.press("All that I wrote down")
    helper.reads("This is not open to you.")
    helper.lacks("蜡染围巾")


def _name(owner: Traveller, number: str) -> None:
    owner.go("/account/helpers")
    owner.press("Name a helper")
    owner.fill("Who is this, in your own words?", "我姐姐")
    owner.fill("Their telephone number or mail address", number)
    owner.pick("Read what I wrote down myself", "Write something down in my name", "One month")
    owner.press("Continue")
    owner.reads("Check before it goes out")
    owner.press("Send the code")
    owner.hears("The code is on its way to your helper. Nothing is open to them until they accept.")


def _accept(helper: Traveller, code: str) -> None:
    helper.go("/account/helping")
    helper.press("I have a code")
    helper.fill("Code of ten digits from the message", code)
    helper.press("Continue")
    helper.press("Accept")
    helper.hears("Accepted. You can act for them from this page.")
    helper.press("Act for them")


def _write_down(helper: Traveller) -> None:
    helper.go("/my/statements")
    helper.press("Write down an order")
    helper.fill("What was ordered?", "蜡染围巾")
    helper.fill("For how much, in yuan?", "268")
    helper.fill("Ordered on", "2026-11-12")
    helper.fill("Promised to be sent by", "2026-11-30")
    helper.press("Write it down")
    helper.reads("蜡染围巾")
