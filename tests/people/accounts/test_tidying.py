"""The nightly housework takes what has run out, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from people.accounts.visitors import Visitor, a_number

New = Callable[..., Visitor]


def tidy() -> None:
    from shouyi.people.accounts import jobs

    jobs.tidy(None, "20781")  # type: ignore[arg-type]


def test_what_ran_out_goes_and_the_rest_stays(visitor: New) -> None:
    from shouyi.people.accounts.models import Code, Device

    owner, asking = visitor(), visitor()
    owner.enter(a_number())
    asking.ask(a_number())
    old = Code.objects.create(purpose="enter", reach_key="x", until=timezone.now() - timedelta(minutes=1))
    gone = Device.objects.create(account=owner.account(), session="k")
    tidy()
    assert not Code.objects.filter(pk=old.pk).exists()
    assert Code.objects.filter(used_at=None).count() >= 1
    assert not Device.objects.filter(pk=gone.pk).exists()
    assert Device.objects.filter(account=owner.account()).count() == 1
    assert owner.client.get("/account/").status_code == 200


def test_an_account_that_nobody_confirmed_is_closed(database: None) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import sealer

    account = Account.named(is_active=False)
    account.save()
    account.name = "阿月"
    account.save()
    tidy()
    assert sealer().has(account.holder), "the sheet may still lie on the counter"
    Account.objects.filter(pk=account.pk).update(date_joined=timezone.now() - timedelta(days=2))
    tidy()
    assert not sealer().has(account.holder)


def test_help_for_a_time_is_over_when_its_time_is(database: None) -> None:
    from shouyi.people.accounts.models import Account, Helping

    owner, helper = Account.objects.get(username="xiumei"), Account.objects.get(username="officer")
    now = timezone.now()
    untils = (now - timedelta(days=1), now + timedelta(days=1), None)
    rows = []
    for until in untils:
        row = Helping(owner=owner, helper=helper, ref=owner.ref, holder=owner.holder, until=until)
        row.note = "妹妹"
        row.save()
        rows.append(row)
    tidy()
    assert [Helping.objects.get(pk=row.pk).ended_at for row in rows] == [untils[0], None, None]
