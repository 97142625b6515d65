"""Who helps whom in the demonstration, and an artisan who lost her telephone and is on her way back in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.accounts import recovering
from shouyi.people.accounts.helping import RECOVERS, Wish, offer, take
from shouyi.people.accounts.models import Helping, Recovery
from shouyi.people.behind import behind
from shouyi.people.demonstration.clock import days_ago
from shouyi.people.notices.codes import Group
from shouyi.people.notices.models import Channel, QuietHours
from shouyi.people.notices.wishes import settle

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account
    from shouyi.people.demonstration.cast import Cast

HELPER, HELPED, LOST = "helper", "artisan-2", "artisan-3"
PLACEHOLDER_NUMBER = "+8613800138000"
"""Printed everywhere as the example of a number; nothing is sent from a demonstration anyway."""
NEW_REACH = "artisan-3-new-telephone@example.org"
RIGHTS = ("file.read", "trail.read", "case.read", "case.open", "statement.read", "statement.write")


def reach_everybody(cast: Cast) -> None:
    """Each login by a mail address that reaches nobody, the lost telephone by a number."""
    for login, account in cast.accounts.items():
        if not account.reach_key:
            account.be_reached(PLACEHOLDER_NUMBER if login == LOST else f"{login}@example.org")
            account.language = account.language or "zh-hans"
            account.save()


def wish_for_quiet(cast: Cast) -> None:
    """One artisan wants no messages about organisations' wishes by mail, and her evenings free."""
    account = cast.account("artisan-1")
    if not QuietHours.objects.filter(account=account).exists():
        settle(account, Group.JOB, Channel.MAIL, wanted=False)
        QuietHours.objects.create(account=account, begins=19 * 60, ends=9 * 60 + 30)


def help_one(cast: Cast) -> None:
    """A social worker may look and write, for half a year, and has looked."""
    if Helping.objects.filter(owner=cast.account(HELPED)).exists():
        return
    with days_ago(30):
        _appoint(cast, HELPED, Wish(_reach(cast), "社区的小周", RIGHTS, 182))
    with days_ago(2):
        behind().door.lines(cast.actor(HELPER), cast.ref(HELPED))


def lose_a_telephone(cast: Cast) -> None:
    """She had named somebody to help her back in; since yesterday a new telephone waits to take the old one's place."""
    owner = cast.account(LOST)
    if Recovery.objects.filter(owner=owner).exists():
        return
    with days_ago(200):
        _appoint(cast, LOST, Wish(_reach(cast), "社区的小周", (RECOVERS,), 0))
    with days_ago(1):
        recovering.start(owner, NEW_REACH, by=cast.account(HELPER), days=recovering.HELPER_DAYS)


def _appoint(cast: Cast, login: str, wish: Wish) -> None:
    take(offer(cast.account(login), wish), cast.account(HELPER))


def _reach(cast: Cast) -> str:
    account: Account = cast.account(HELPER)
    return account.reach
