"""Closing an account: what takes effect at once, what a job does, and a kill between any two of its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from people.accounts.visitors import Visitor, a_number, last_code
from shouyi.archive.errors import PersonErased

New = Callable[..., Visitor]
CUTS = ("ledger", "key", "row")


class Killed(BaseException):
    """As if the process ended here."""


@pytest.fixture
def owner(visitor: New) -> Visitor:
    someone = visitor()
    someone.enter(a_number())
    return someone


def run_job(account: Any) -> None:
    """As a worker does, with what was enqueued."""
    from shouyi.people.accounts.closing import CLOSING
    from shouyi.people.accounts.jobs import close
    from shouyi.people.jobs.models import Job

    found = Job.objects.get(key=f"{CLOSING}/{account.uid}")
    close(found, *found.args)


def with_a_consent(account: Any) -> Any:
    """A file of the registrar's, whose owner lets a bank read something; the ledger has it."""
    from django.utils import timezone

    from shouyi.people.behind import behind
    from shouyi.people.consent.giving import Wish, give
    from shouyi.people.consent.jobs import record
    from shouyi.people.organisations.models import Organisation
    from shouyi.people.permission.actors import Actor

    person = f"craft-{account.uid.hex[:24]}"
    behind().registry.open_file(person)
    account.refresh_from_db()
    account.own(person)
    account.save()
    made = {"kind": "bank", "name_zh": "银行", "name_en": "Bank", "written_at": timezone.now()}
    bank = Organisation.objects.get_or_create(org="org-bank-of-closing", defaults=made)[0]
    actor = Actor(account=str(account.uid), ref=account.ref, fresh=True)
    given = give(actor, account.ref, Wish(bank, "lending", ("band",), 30))
    record(None, str(given.uid))
    return given


def stands(consent: Any) -> Any:
    """What the ledger says of it."""
    from shouyi.people.behind import behind

    return next(each for each in behind().recorder.standing() if each.number == consent.uid.hex)


def require_closed(account: Any) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import sealer

    row = Account.objects.get(pk=account.pk)
    assert (row.reach_key, row.ref, row.is_active, bytes(row.sealed), row.closing_at) == (None, None, False, b"", None)
    assert not sealer().has(account.holder)


def test_closed_everywhere_at_once_and_the_number_is_free(visitor: New, owner: Visitor) -> None:
    account, other = owner.account(), visitor()
    other.enter(owner.reach)
    assert "closed" in owner.post("/account/close").content.decode()
    assert not owner.signed_in
    assert other.client.get("/account/").status_code == 302
    run_job(account)
    require_closed(account)
    anew = visitor().enter(owner.reach, "again")
    assert anew.pk != account.pk


def test_invitations_that_it_sent_bring_nobody_in_any_more(visitor: New, owner: Visitor) -> None:
    from people.organisations.seats import ONE, organisation, seated
    from shouyi.people.organisations.inviting import InvitationOver, accept, invite
    from shouyi.people.organisations.membership import seat
    from shouyi.people.permission.actors import Post

    account, guest, where = owner.account(), visitor().enter(a_number()), organisation(ONE)
    seat(where, account, Post.ADMIN, None)
    codes = [invite(where, f"{n}@example.org", Post.READER, by).code for n, by in
             enumerate((account, seated(ONE, "admin")))]  # fmt: skip
    owner.post("/account/close")
    with pytest.raises(InvitationOver):
        accept(codes[0], guest)
    accept(codes[1], guest)  # the control: another's stands


def test_what_others_may_ends_at_once_and_the_ledger_hears_of_it_before_the_key_goes(owner: Visitor) -> None:
    from shouyi.people.organisations.models import Membership, Organisation

    account = owner.account()
    given = with_a_consent(account)
    assert stands(given).ended_on is None, "the control"
    seat = Membership.objects.create(account=account, organisation=Organisation.objects.first(), post="reader")
    owner.post("/account/close")
    for row in (given, seat):
        row.refresh_from_db()
    assert given.withdrawn_at
    assert seat.ended_at
    assert stands(given).ended_on is None, "no page waits for the ledger"
    run_job(account)
    assert stands(given).ended_on is not None
    require_closed(account)


@pytest.mark.parametrize("cut", CUTS)
def test_killed_before_any_step_it_goes_on_and_nobody_signs_in_meanwhile(
    visitor: New, owner: Visitor, cut: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shouyi.people.accounts import closing

    account, paper = owner.account(), owner.post("/account/recovery-codes").content.decode()
    owner.post("/account/password", new_password1="a-long-password", new_password2="a-long-password")
    given = with_a_consent(account)
    owner.post("/account/close")

    def killed(_account: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setitem(closing.STEPS, cut, killed)
        with pytest.raises(Killed):
            run_job(account)
    require_nobody_gets_in(visitor, owner, account, paper)
    assert list(closing.under_way()) == [account]
    run_job(account)
    require_closed(account)
    assert stands(given).ended_on is not None
    run_job(account)  # taken twice, it changes nothing
    require_closed(account)


def require_nobody_gets_in(visitor: New, owner: Visitor, account: Any, paper: str) -> None:
    import re

    by_password, by_paper, by_code = visitor(), visitor(), visitor()
    by_password.post("/account/sign-in", login=account.username, password="a-long-password")
    code = re.findall(r"<code>(\d{4} \d{4})</code>", paper)[0]
    by_paper.post("/account/lost/code", login=account.username, code=code)
    by_code.ask(owner.reach)
    assert by_code.post("/account/code", code=last_code()).headers["Location"] == "/account/join/name", "it is free"
    assert [each.signed_in for each in (by_password, by_paper, by_code, owner)] == [False] * 4


def test_a_ledger_that_is_away_keeps_the_key_and_the_next_hour_asks_again(
    owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shouyi.people.accounts.jobs import close_all
    from shouyi.people.behind import behind, sealer
    from shouyi.people.jobs.models import Job

    account = owner.account()
    given = with_a_consent(account)
    owner.post("/account/close")

    class AwayError(Exception): ...

    def away(*_args: Any) -> None:
        raise AwayError

    with monkeypatch.context() as patch:
        patch.setattr(type(behind().recorder), "withdrawn", away)
        with pytest.raises(AwayError):
            run_job(account)
    assert sealer().has(account.holder), "without it nobody could write the end of the consent"
    Job.objects.all().delete()
    close_all(None, "2026-11-30T1000")  # type: ignore[arg-type]
    found = Job.objects.get(name="accounts.close")
    assert found.args == [str(account.uid)]
    close_again(found)
    assert stands(given).ended_on is not None
    close_all(None, "2026-11-30T1100")  # type: ignore[arg-type]
    assert Job.objects.filter(name="accounts.close").count() == 1


def close_again(found: Any) -> None:
    from shouyi.people.accounts.jobs import close

    close(found, *found.args)


def test_old_pages_of_the_keys_that_are_not_cut_yet_leave_it_to_the_next_try(
    owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is gone before they are cut, and the cut fails while another process reads."""
    from shouyi.gateways.errors import GatewayError
    from shouyi.people.accounts.closing import under_way
    from shouyi.people.behind import sealer

    account, real = owner.account(), type(sealer()).destroy
    owner.post("/account/close")

    def destroy_and_fail(self: Any, ref: str) -> None:
        real(self, ref)
        raise GatewayError("another process reads", permanent=False)

    with monkeypatch.context() as patch:
        patch.setattr(type(sealer()), "destroy", destroy_and_fail)
        with pytest.raises(GatewayError):
            run_job(account)
    found = under_way().get()
    with pytest.raises(PersonErased):
        _ = found.name
    assert found.get_full_name() == found.username
    run_job(account)
    require_closed(account)


def test_an_account_that_is_open_is_closed_by_no_job(owner: Visitor) -> None:
    from shouyi.people.accounts.jobs import close

    close(None, str(owner.account().uid))  # type: ignore[arg-type]
    assert owner.client.get("/account/").status_code == 200


def test_erased_with_its_file_no_session_of_an_account_stays(visitor: New, owner: Visitor) -> None:
    from django.contrib.sessions.models import Session

    from shouyi.people.accounts.models import Device
    from shouyi.people.accounts.session_store import kept_as
    from shouyi.people.rights.rows import Whose, erase_rows

    other = visitor()
    other.enter(a_number())
    kept = [kept_as(each.client.cookies["sessionid"].value) for each in (owner, other)]
    erase_rows("accounts.Device", Whose("", owner.account(), with_account=True))
    assert list(Session.objects.filter(session_key__in=kept).values_list("session_key", flat=True)) == kept[1:]
    assert list(Device.objects.filter(session__in=kept).values_list("session", flat=True)) == kept[1:]
