"""Two organisations and the operator over the real house, with accounts that sit in them."""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse
    from django.test import Client

    from shouyi.people.accounts.models import Account
    from shouyi.people.organisations.models import Organisation

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KINDS = {"org-seats-one": "bank", "org-seats-two": "platform", "org-shouyi": "operator"}
ONE, TWO, OPERATOR = KINDS


def account(name: str, reach: str = "") -> Account:
    from shouyi.people.accounts.models import Account

    made = Account.named(language="zh-hans")
    made.set_unusable_password()
    made.save()
    made.name = name
    if reach:
        made.be_reached(reach)
    made.save()
    return made


def client_of(who: Account | None, *, fresh: bool = True, **options: Any) -> Client:
    """A new browser of this account, signed in just now or an hour ago; None is signed in nowhere."""
    from django.test import Client

    client = Client(headers={"accept-language": "zh-CN"}, SERVER_NAME="localhost", **options)
    if who is not None:
        client.force_login(who, backend=BACKEND)
        session = client.session
        at = time() - (0 if fresh else 3600)
        session["account_authentication_methods_user"] = str(who.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": at}]
        session.save()
    return client


def organisation(org: str) -> Organisation:
    from django.utils import timezone

    from shouyi.people.organisations.models import Organisation

    made = {
        "kind": KINDS.get(org, "bank"),
        "name_zh": f"机构{org}",
        "name_en": f"Org {org}",
        "written_at": timezone.now(),
    }
    return Organisation.objects.get_or_create(org=org, defaults=made)[0]


def seated(org: str, post: str, name: str = "") -> Account:
    """A new account with this post."""
    from shouyi.people.organisations.membership import seat
    from shouyi.people.permission.actors import Post

    made = account(name or f"{post} {org}")
    seat(organisation(org), made, Post(post), None)
    return made


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def run(name: str, until: datetime | None = None) -> None:
    """Works on every waiting job of this name, as a worker does; with `until`, on those alone that are due then."""
    from shouyi.people.jobs.models import Job, State
    from shouyi.people.jobs.registry import kind_of

    due = {"not_before__lte": until} if until else {}
    for job in Job.objects.filter(name=name, state=State.WAITING, **due):
        kind_of(name).work(job, *job.args)
        Job.objects.filter(pk=job.pk).update(state=State.DONE)


def code_of(invitation: Any) -> str:
    """The code as it stands sealed until it was sent."""
    invitation.refresh_from_db()
    return invitation.code
