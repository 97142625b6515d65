"""An organisation asks, the owner previews and agrees, the officer reads, the owner ends it; and reads who looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from people.consent.cast import BANK, consented
from people.journeys.cast import bank, seated, xiumei
from people.journeys.traveller import sign_in

if TYPE_CHECKING:
    from people.journeys.traveller import Traveller

Travel = Callable[..., "Traveller"]
NAMES = {"zh-CN": "山里银行", "en": "Hill Bank"}


def test_give_preview_and_withdraw_consent(travel: Travel) -> None:
    bank()
    owner, officer = sign_in(travel(heard="owner"), xiumei()), sign_in(travel(heard="officer"), seated(BANK, "陈经办"))
    _ask(officer, _code(owner))
    _give(owner)
    officer.go(f"/organisation/{BANK}/people")
    officer.press("杨秀梅")
    officer.reads("Credit band")
    seen = officer.page.locator("dl.facts").inner_text()
    owner.press("Who may see my file")
    owner.press("End this consent")
    owner.reads("This consent has ended.")
    officer.again()
    officer.reads("No reason is needed for that, and none is recorded. If you need it again, ask again.")
    officer.lacks(seen.splitlines()[1])
    officer.lacks("杨秀梅")


def _code(owner: Traveller) -> str:
    owner.go("/my/consent")
    owner.press("Make a code for somebody who wants to ask")
    owner.press("Make a code")
    owner.hears("The code to give away:")
    return owner.page.locator("strong.code").inner_text()


def _ask(officer: Traveller, code: str) -> None:
    officer.go(f"/organisation/{BANK}/people")
    officer.press("Ask a person for consent")
    officer.pick("Deciding about a loan")
    officer.fill("The person's code", code)
    officer.press("Ask with the code")
    officer.reads("The person is asked.")


def _give(owner: Traveller) -> None:
    name = NAMES[owner.manner.language]
    owner.go("/my/consent")
    owner.press("%(org)s asks, for this: %(purpose)s", org=name, purpose=owner.said("Deciding about a loan"))
    owner.press("Choose what they may see")
    assert owner.page.locator("main input:checked").count() == 0, "nothing is ticked before"
    owner.pick("Credit band", "Name")
    owner.press("Continue")
    owner.press("Continue")
    owner.press("Continue")
    owner.press("What exactly would they see?")
    owner.reads("This is a preview: only you see it now. %(org_name)s would see the page below.", org_name=name)
    owner.reads("Closed. %(why)s", why=owner.said("The owner did not choose this."))
    owner.back()
    owner.press("I agree")
    owner.reads("Your consent is given.")


def test_read_and_narrow_the_view_log(travel: Travel) -> None:
    bank()
    mine = xiumei()
    consent = consented("band", "score")
    officer, owner = sign_in(travel(), seated(BANK, "陈经办")), sign_in(travel(heard="owner"), mine)
    officer.go(f"/organisation/{BANK}/people/{consent.uid}")
    owner.go("/my/log")
    owner.reads("looked at what is open to them")
    owner.lacks("陈经办")
    owner.press("Organisations")
    owner.reads(NAMES[owner.manner.language])
    owner.reads("Deciding about a loan")
    owner.press("Helpers")
    owner.reads("Nothing here. Nobody has looked.")
    owner.press("You yourself")
    owner.reads("gave a consent")
    table = owner.download("Save as a table (CSV)")
    assert table.startswith(b"\xef\xbb\xbf")
