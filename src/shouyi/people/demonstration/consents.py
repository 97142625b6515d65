"""Consents of the demonstration: in force, run out, withdrawn, asked for and declined; and who has looked since."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shouyi.people.behind import behind
from shouyi.people.consent import asking
from shouyi.people.consent.giving import Wish, give, withdraw
from shouyi.people.consent.models import Ask, Consent
from shouyi.people.demonstration.cast import named
from shouyi.people.demonstration.clock import days_ago, days_before_the_ledger
from shouyi.people.ports.door import NothingOpen
from shouyi.people.trail.models import Look

if TYPE_CHECKING:
    from shouyi.people.demonstration.cast import Cast

GIVEN = (
    # days before the ledger's own, whose, to whom, what for, which fields, for how many days
    (62, "artisan-1", "enterprise", "ordering", ("works", "contact-name"), 30),
    (48, "artisan-1", "training", "training", ("works", "contact-name"), 180),
    (40, "artisan-1", "platform", "ordering", ("band", "evidence-fulfilment", "works"), 365),
    (20, "artisan-1", "bank", "lending", ("band", "interval", "reasons", "contact-name"), 180),
    (12, "artisan-4", "bank", "lending", ("band", "interval"), 180),
)
WITHDRAWN = (("artisan-1", "training", 9),)
LENDING = ("band", "interval")


def give_some(cast: Cast) -> None:
    """What artisans opened; the first has run out since."""
    for days, whose, to, purpose, fields, term_days in GIVEN:
        if not _given(cast, whose, to):
            wish = Wish(cast.organisation(to), purpose, fields, term_days)
            with days_before_the_ledger(days):
                give(cast.actor(whose), cast.ref(whose), wish, uid=named(f"consent/{whose}/{to}"))


def withdraw_some(cast: Cast) -> None:
    """What its owner ended."""
    for whose, to, days in WITHDRAWN:
        with days_before_the_ledger(days):
            withdraw(cast.actor(whose), cast.ref(whose), named(f"consent/{whose}/{to}"))


def ask_for_some(cast: Cast) -> None:
    """One ask waits for an answer, one was declined; each by a code that the artisan had given away."""
    if Ask.objects.filter(ref=cast.ref("artisan-1")).exists():
        return
    with days_ago(5):
        declined = _ask(cast, "culture", "exhibiting", ("works", "contact-name", "contact-reach"))
    with days_ago(4):
        asking.answer(declined, cast.ref("artisan-1"), declined=True)
    with days_ago(1):
        _ask(cast, "certifier", "certifying", ("dimensions", "works", "contact-name"))


def look(cast: Cast) -> None:
    """The bank reads what is open and is refused what is not; the owner looks what the bank would see."""
    ref, bank, door = cast.ref("artisan-1"), cast.orgs["bank"], behind().door
    if Look.objects.filter(ref=ref, org=bank, act="file.disclosed").exists():
        return
    with days_ago(3):
        door.preview(cast.actor("artisan-1"), ref, bank, "lending", LENDING)
    with days_ago(2):
        door.open(cast.actor("bank"), ref, "lending", LENDING, org=bank)
        with suppress(NothingOpen):
            door.open(cast.actor("bank"), ref, "lending", ("amounts",), org=bank)
    with days_ago(1):
        door.open(cast.actor("platform"), ref, "ordering", ("band",), org=cast.orgs["platform"])


def _given(cast: Cast, whose: str, to: str) -> bool:
    return Consent.objects.filter(ref=cast.ref(whose), organisation__org=cast.orgs[to]).exists()


def _ask(cast: Cast, by: str, purpose: str, fields: tuple[str, ...]) -> Ask:
    wish = Wish(cast.organisation(by), purpose, fields, 90)
    code = asking.make_code(cast.ref("artisan-1"))
    return asking.ask_by_code(cast.actor(by), cast.account(by), wish, code)
