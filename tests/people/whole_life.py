"""One person with a row of every kind that pages make of a file; and the same in a process of its own, for carving.

`python -m people.whole_life STEP` works on the home that the environment names: `fill`, `export`, `ask`, `erase`,
`left` (which rows there are), or `erase:PHASE` and `commanded:PHASE`, which end the process without a goodbye when that
phase is about to begin.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from people.real_file import organisations, real_file

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account

OWNER = "erased-later"
KILLED = 9


def an_account() -> Account:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import behind

    real_file()
    house = behind().house
    with house.ledger.writing():
        house.keeper.begin()
        house.keeper.open_files([OWNER])
    account = Account(username=OWNER, role="artisan")
    account.save()
    account.name, account.reach = "种下的名字", "+8613900001111"
    account.own(OWNER)
    account.save()
    return account


def fill(account: Account) -> None:
    """A row of every kind that the pages make of a file."""
    from django.utils import timezone

    from shouyi.decision.cases import By
    from shouyi.evidence.upload import Judged
    from shouyi.people.accounts.models import Account, Helping
    from shouyi.people.cases.steps import About, Hand, begin
    from shouyi.people.consent.models import Ask, Code, Consent
    from shouyi.people.leave.models import Wish
    from shouyi.people.notices.notify import notify
    from shouyi.people.organisations.models import Organisation
    from shouyi.people.statements.models import Statement
    from shouyi.people.trail.models import Look
    from shouyi.people.uploads.keeping import keep_upload

    organisations()
    ref, now = account.ref, timezone.now()
    org = Organisation.objects.earliest("pk")
    begin("question", account, ref, org, About(), "=种下的案情", Hand(str(account.uid), By.OWNER))
    Consent.objects.create(organisation=org, ref=ref, purpose="ordering", fields=["band"], given_at=now, until_on=30000)
    Ask.objects.create(organisation=org, ref=ref, purpose="ordering", fields=["band"], days=3)
    Code.objects.create(ref=ref, digest="0" * 64, until=now)
    Look.objects.create(ref=ref, at=now, act="file.disclosed", tie="consent", org=org.org, openings=1)
    statement = Statement(ref=ref, holder=ref, ordered_on=20000, promised_on=20001)
    statement.title = "种下的订单"
    statement.save()
    Wish(ref=ref, holder=ref, said="declare 30000 7").save()
    keep_upload(ref, Judged("png", b"planted-upload-bytes"), "a.png", "一幅画")
    helper = Account.objects.get(username="officer")
    helping = Helping(helper=helper, owner=account, ref=ref, holder=account.holder)
    helping.note = "妹妹"
    helping.save()
    notify(account, "helping_begun", f"helping/{helping.uid}")


# in a process of its own ----------------------------------------------------------------------------------------------


def main(step: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "shouyi.people.settings"
    import django

    django.setup()
    name, _colon, phase = step.partition(":")
    {"fill": _fill, "export": _export, "ask": _ask, "erase": lambda: _erase(phase),
     "commanded": lambda: _commanded(phase), "left": _left}[name]()  # fmt: skip


def _fill() -> None:
    from django.core.management import call_command

    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import behind

    call_command("migrate", verbosity=0)
    behind()
    real_file()
    Account(username="officer").save()
    account = an_account()
    fill(account)
    print(account.ref, account.holder)


def _the_account() -> Account:
    from shouyi.people.accounts.models import Account

    return Account.objects.get(username=OWNER)


def _export() -> None:
    from shouyi.people.rights import exporting

    made = exporting.ask(_the_account(), "zh-hans")
    exporting.put_together(made, lambda _phase: None, patient=False)


def _ask() -> None:
    from shouyi.people.permission.actors import Actor
    from shouyi.people.rights import erasing

    account = _the_account()
    actor = Actor(account=str(account.uid), ref=account.ref or "", fresh=True)
    print(erasing.ask(actor, account, at_once=True, with_account=True)[1])


def _left() -> None:
    from shouyi.people.rights.rows import Whose, count

    account = _the_account()
    rows = count(Whose(_ref(), account, with_account=False))
    print(" ".join(sorted(rows)) or "nothing")


def _ref() -> str:
    from shouyi.people.behind import sealer

    return sealer().ref(OWNER)


def _commanded(phase: str) -> None:
    """As the operator's command does it."""
    from shouyi.people.rights.commanded import note_erasure

    assert note_erasure(_ref())
    _erase(phase)


def _erase(phase: str) -> None:
    from django.utils import timezone

    from shouyi.people.rights import erasing
    from shouyi.people.rights.models import Erasure

    def step(told: str) -> None:
        if told == phase:
            os._exit(KILLED)

    begun = erasing.begin(str(Erasure.objects.get().uid), timezone.now())
    assert begun is not None
    erasing.carry_out(begun, step)


if __name__ == "__main__":
    main(sys.argv[1])
