"""A line is objected to, its organisation answers, and somebody else looks again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from people.journeys.cast import seated, xiumei
from people.journeys.traveller import sign_in
from people.real_file import PLATFORM, organisations, real_file

if TYPE_CHECKING:
    from people.journeys.traveller import Traveller

Travel = Callable[..., "Traveller"]
OPERATOR = "org-operator-tests"


def test_object_to_a_line_and_have_it_looked_at_again(travel: Travel) -> None:
    mine, line = xiumei(), real_file()[0]
    organisations()
    owner = sign_in(travel(heard="owner"), mine)
    officer = sign_in(travel(heard="officer"), seated(PLATFORM, "陈经办"))
    operator = sign_in(travel(), seated(OPERATOR, "周管事"))
    _object(owner, f"/my/cases/new?line={line[0]}/{line[1]}")
    _answer(officer, PLATFORM, "It stays as it is", "查过物流记录。")
    owner.go("/my/cases")
    owner.press("Objection to a line")
    owner.reads("It stays as it is")
    owner.reads("查过物流记录。")
    owner.fill("What did the answer miss? (optional)", "还有一张邮局的收据。")
    owner.press("Somebody else shall look again")
    owner.reads("Looked at again by somebody else")
    officer.again()
    officer.lacks("查过物流记录。")
    _answer(operator, OPERATOR, "You are right: it is put right", "收据是真的。")
    owner.again()
    owner.reads("You are right: it is put right")
    owner.reads("收据是真的。")


def _object(owner: Traveller, address: str) -> None:
    owner.go(address)
    owner.press("Go on")
    owner.hears("Say in a few words what it is.", "alert")
    owner.fill("What is it?", "那天我已经发货了。")
    owner.press("Go on")
    owner.reads("Check before you send")
    owner.press("Send it")
    owner.reads("Waiting for an answer")


def _answer(officer: Traveller, org: str, outcome: str, reasons: str) -> None:
    officer.go(f"/organisation/{org}/cases")
    officer.press("Objection to a line")
    officer.press("Take it in charge")
    officer.reads("It is in your charge.")
    officer.pick(outcome)
    officer.fill("Reasons, in plain words", reasons)
    officer.press("Go on")
    officer.reads("It cannot be changed once it is sent.")
    officer.press("Send the answer")
