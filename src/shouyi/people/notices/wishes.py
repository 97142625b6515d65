"""How somebody wants to be told: by what, of what, and when not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.archive.errors import PersonErased
from shouyi.people.notices.codes import Code, Group
from shouyi.people.notices.models import Channel, Preference, QuietHours
from shouyi.people.notices.quiet import NEVER, Quiet

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account


def reach_of(account: Account) -> tuple[Channel, str] | None:
    """Where this account can be told things outside: a verified address, while its key is there."""
    try:
        value = account.reach if account.reach_verified and account.is_active else ""
    except PersonErased:
        return None
    return (Channel.MAIL if "@" in value else Channel.SMS, value) if value else None


def wants(account: Account, code: Code, channel: Channel) -> bool:
    """Whether a message goes out. Security always does."""
    if not code.outside:
        return False
    if not code.optional:
        return True
    found = Preference.objects.filter(account=account, group=code.group, channel=channel).first()
    return found is None or found.wanted


def quiet_of(account: Account, code: Code) -> Quiet:
    """When it must wait. Security never does."""
    if code.urgent:
        return NEVER
    found = QuietHours.objects.filter(account=account).first()
    return found.quiet if found else Quiet()


def settle(account: Account, group: Group, channel: Channel, wanted: bool) -> None:
    """Writes an account's word down."""
    Preference.objects.update_or_create(account=account, group=group, channel=channel, defaults={"wanted": wanted})
