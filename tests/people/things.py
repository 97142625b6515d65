"""Something to see on every page that browser tests visit: rows for each visitor, taken back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from people.journeys.as_it_was import as_it_was
from people.real_file import LOGIN, PLATFORM
from people.start.everybody import everybody
from people.votes.world import real_votes, voter
from people.watching.looks import look

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account

BANK = "org-bank-tests"
THINGS: dict[str, Any] = {"platform": PLATFORM, "bank": BANK}
"""What a path means by `{case}`: the random name of the one that stands there now."""


@contextmanager
def things() -> Iterator[None]:
    """Everybody and something of everything, in the database that the running site reads."""
    from shouyi.people.accounts.models import Account

    with as_it_was():
        made = everybody()
        artisan = Account.objects.get(username=LOGIN)
        voter()
        THINGS["vote"] = real_votes()["guide"]
        THINGS.update(
            _signed(artisan) | _rows(artisan) | {"consent": _consent(artisan), "ask": _ask(artisan, made["banker"])}
        )
        yield


def _rows(artisan: Account) -> dict[str, Any]:
    from django.utils import timezone

    from shouyi.people.cases.models import Case
    from shouyi.people.jobs.models import Job
    from shouyi.people.statements.models import Statement
    from shouyi.people.watching.models import Watched

    job = Job.objects.create(name="people.tidy", state="waiting", account=artisan, not_before=timezone.now())
    failed = Job.objects.create(name="people.tidy", state="failed", account=artisan, not_before=timezone.now())
    case = Case.objects.filter(ref=artisan.ref, organisation__org=PLATFORM).earliest("pk")
    statement = Statement.objects.filter(ref=artisan.ref).earliest("pk")
    _upload(artisan)
    Watched.objects.create(found=look())
    return {"job": job.uid, "failed": failed.uid, "case": case.uid, "statement": statement.uid}


def _signed(artisan: Account) -> dict[str, Any]:
    """The bank may recompute her score, and signed it."""
    from people.cosigning.cast import may_sign, planted_note

    return {"cosigning": may_sign(artisan, _bank()).uid, "signed": planted_note(artisan.ref or "", BANK).uid}


def _upload(artisan: Account) -> None:
    from gateways import hostile
    from shouyi.people.behind import behind
    from shouyi.people.uploads.keeping import keep_upload

    judged = behind().files.judge(hostile.talkative("JPEG"))  # type: ignore[attr-defined]
    keep_upload(artisan.ref, judged, "袖口.jpg", "一件绣衣的袖口")


def _consent(artisan: Account) -> Any:
    from shouyi.people.consent.giving import Wish, give
    from shouyi.people.permission.actors import Actor

    actor = Actor(account=str(artisan.uid), ref=artisan.ref or "", fresh=True)
    return give(actor, artisan.ref, Wish(_bank(), "lending", ("band", "reasons", "contact-name"), 30)).uid


def _ask(artisan: Account, banker: Account) -> Any:
    from shouyi.people.consent.models import Ask

    Ask.objects.filter(ref=artisan.ref).delete()
    return Ask.objects.create(
        organisation=_bank(), ref=artisan.ref, purpose="lending", fields=["band", "score"], days=30
    ).uid  # fmt: skip


def _bank() -> Any:
    from shouyi.people.organisations.models import Organisation

    return Organisation.objects.get(org=BANK)
