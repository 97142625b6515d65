"""What may happen once, asked for by two at the same moment: one takes effect, the other is told so. Real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest


def together(act: Callable[[], Any], times: int = 2) -> list[Any]:
    """Runs it that often at once, each in a thread with a connection of its own; gives results and errors."""
    barrier, found = threading.Barrier(times), []

    def run() -> None:
        from django.db import connection

        barrier.wait()
        try:
            found.append(act())
        except Exception as problem:
            found.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@pytest.fixture
def account() -> Any:
    from shouyi.people.accounts.models import Account

    made = Account.named()
    made.set_unusable_password()
    made.save()
    yield made
    made.delete()


@pytest.fixture
def organisation() -> Any:
    from shouyi.people.organisations.models import Organisation

    made = Organisation.objects.create(org="org-once", kind="platform", name_zh="一", name_en="Once")
    yield made
    made.delete()


def test_an_invitation_is_accepted_once(account: Any, organisation: Any) -> None:
    from shouyi.people.organisations import inviting
    from shouyi.people.organisations.models import Membership
    from shouyi.people.permission.actors import Post

    made = inviting.invite(organisation, "+8613900000401", Post.READER, account)
    code = made.code
    found = together(lambda: inviting.accept(code, account))
    assert Membership.objects.filter(organisation=organisation).count() == 1
    assert sum(isinstance(each, Exception) for each in found) == 1, found


def test_a_link_is_answered_and_a_code_tried_no_more_often_than_it_may(account: Any) -> None:
    """Eight tries at once of digits that may be tried eight times use all of them up, and not one more."""
    from django.utils import timezone

    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import sealer
    from shouyi.people.statements import asking
    from shouyi.people.statements.models import Reply, Statement

    assert Account.objects.filter(pk=account.pk).exists()
    day = asking.today()
    statement = Statement(ref="e" * 32, holder=account.holder, ordered_on=day, promised_on=day, state="asked")
    statement.save()
    reply = Reply(statement=statement, code_digest="0" * 64, holder=sealer().begin("reply/once"))
    reply.save()
    try:
        for _round in range(2):
            together(lambda: asking.finish_reply(Reply.objects.get(pk=reply.pk), "000000"), 4)
        reply.refresh_from_db()
        assert reply.tries == asking.TRIES_MAX
        with pytest.raises(asking.AskRefused, match="gone"):
            asking.finish_reply(reply, "000000")
    finally:
        statement.delete()
    assert timezone.now() - timedelta(1) < timezone.now()


def test_an_offer_of_help_is_taken_once(account: Any) -> None:
    from django.utils import timezone

    from shouyi.people.accounts import helping
    from shouyi.people.accounts.models import Helping, HelpOffer

    offer = HelpOffer.objects.create(
        owner=account, holder=account.holder, token_digest="f" * 64, rights=["case.read"],
        until=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    type(account).objects.filter(pk=account.pk).update(ref="d" * 32)
    account.refresh_from_db()
    together(lambda: helping.take(HelpOffer.objects.get(pk=offer.pk), account))
    assert Helping.objects.filter(owner=account).count() == 1


def test_a_printed_recovery_code_lets_in_once(account: Any) -> None:
    from shouyi.people.accounts.paper import codes_left, make_codes, use

    for code in make_codes(account)[:4]:
        assert together(lambda code=code: use(account, code), 4).count(True) == 1
    assert codes_left(account) == 6


def test_a_job_of_one_key_is_one(account: Any) -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.jobs.queue import enqueue

    try:
        together(lambda: enqueue("consent.record", account.uid, key="consent/once"), 4)
        assert Job.objects.filter(key="consent/once").count() == 1
    finally:
        Job.objects.filter(key="consent/once").delete()


def test_a_consent_given_by_four_at_once_is_one_and_one_withdrawal_ends_it(organisation: Any) -> None:
    """No row is there yet that could be locked; of two that stood, the withdrawal of one would leave the other."""
    from shouyi.people.consent.giving import Wish, give, withdraw
    from shouyi.people.consent.models import Consent
    from shouyi.people.jobs.models import Job
    from shouyi.people.permission.actors import Actor
    from shouyi.people.trail.models import Look

    type(organisation).objects.filter(pk=organisation.pk).update(kind="bank")
    organisation.refresh_from_db()
    ref = "c" * 32
    owner, wish = Actor(account=str(uuid4()), ref=ref, fresh=True), Wish(organisation, "lending", ("band",), 30)
    try:
        found = together(lambda: give(owner, ref, wish), 4)
        assert not [each for each in found if isinstance(each, Exception)], found
        assert len({each.uid for each in found}) == Consent.objects.filter(ref=ref).count() == 1
        assert Job.objects.filter(key__startswith=f"consent/{found[0].uid}").count() == 1
        give(owner, ref, Wish(organisation, "lending", ("band", "score"), 30))
        assert Consent.objects.filter(ref=ref).count() == 2, "the control: other fields are another consent"
        (standing,) = Consent.objects.filter(ref=ref, withdrawn_at=None)
        withdraw(owner, ref, standing.uid)
        assert not Consent.objects.filter(ref=ref, withdrawn_at=None).exists()
    finally:
        Job.objects.filter(key__startswith="consent/").delete()
        Look.objects.filter(ref=ref).delete()
        Consent.objects.filter(ref=ref).delete()


def test_two_that_run_at_once_do_meet() -> None:
    """The control: without a guard, both of two at the same moment take effect."""
    seen = together(lambda: threading.get_ident(), 2)
    assert len(set(seen)) == 2
