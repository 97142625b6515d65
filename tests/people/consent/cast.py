"""Who appears: the owner, a helper, a bank's officer and reader, a workshop's officer, and consents between them."""

from __future__ import annotations

from shouyi.people.accounts.models import Account, Helping
from shouyi.people.consent.giving import Wish, give
from shouyi.people.consent.models import Consent
from shouyi.people.organisations.models import Membership, Organisation
from shouyi.people.permission.actors import Actor, Help, Kind, Post, Program, Seat

BANK, WORKSHOP = "org-bank-tests", "org-workshop-tests"


def organisation(org: str = BANK, kind: str = "bank") -> Organisation:
    return Organisation.objects.get_or_create(
        org=org, defaults={"kind": kind, "name_zh": "山里银行", "name_en": "Hill Bank"}
    )[0]


def account(login: str = "xiumei") -> Account:
    return Account.objects.get(username=login)


def owner(login: str = "xiumei") -> Actor:
    found = account(login)
    return Actor(account=str(found.uid), ref=found.ref or "", fresh=True)


def officer(org: str = BANK, kind: Kind = Kind.BANK, post: Post = Post.OFFICER, *, suspended: bool = False) -> Actor:
    return Actor(account=str(account("officer").uid), seats=(Seat(org, kind, post, suspended),))


def program(org: str = BANK, scopes: frozenset[str] = frozenset({"file.disclosed"})) -> Actor:
    return Actor(program=Program("client", Seat(org, Kind.BANK, Post.OFFICER), scopes))


def helper(*rights: str, of: str = "xiumei") -> Actor:
    found = account("laowu")
    return Actor(account=str(found.uid), ref=found.ref or "", helps=(Help(account(of).ref or "", frozenset(rights)),))


def helping(*rights: str, note: str = "我妹妹") -> Helping:
    mine = account()
    return Helping.objects.create(
        helper=account("laowu"), owner=mine, ref=mine.ref, rights=list(rights), holder=mine.holder, note=note
    )


def seat(login: str, org: str = BANK, post: str = "officer") -> None:
    Membership.objects.create(account=account(login), organisation=organisation(org), post=post)


def consented(*fields: str, days: int = 30, purpose: str = "lending", org: str = BANK) -> Consent:
    return give(owner(), owner().ref, Wish(organisation(org), purpose, fields or ("band", "score"), days))
