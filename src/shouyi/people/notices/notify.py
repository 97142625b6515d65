"""The front door: `notify`. The notice is written in the caller's transaction; what goes outside follows by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shouyi.people.accounts.models import Account
from shouyi.people.jobs.ids import require_ids, require_key
from shouyi.people.jobs.queue import enqueue
from shouyi.people.notices.codes import Code, UnknownCode, code_of
from shouyi.people.notices.models import Delivery, Notice
from shouyi.people.notices.wishes import quiet_of, reach_of, wants

if TYPE_CHECKING:
    from collections.abc import Iterable


def notify(to: Account | str, code: str, key: str, **ids: object) -> list[Notice]:
    """Tells an account, or every account of the file `to` (a ref), once for each `key`; gives the notices.

    `ids` are the code's, each a uid or the public id of an organisation. Raises UnknownCode, `jobs.errors.NotAnId`.
    """
    known = code_of(code)
    if set(ids) != set(known.ids):
        raise UnknownCode(f"{code} takes {', '.join(known.ids) or 'no ids'}")
    texts = dict(zip(ids, require_ids(ids.values(), "id"), strict=True))
    return [_tell(account, known, require_key(key), texts) for account in _accounts(to)]


def waiting(account: Account) -> int:
    """How many notices this account has not read."""
    return Notice.objects.filter(account=account, read_at=None).count()


def _accounts(to: Account | str) -> Iterable[Account]:
    return [to] if isinstance(to, Account) else Account.objects.filter(ref=to, is_active=True)


@transaction.atomic
def _tell(account: Account, code: Code, key: str, ids: dict[str, str]) -> Notice:
    notice, new = Notice.objects.get_or_create(
        account=account, key=key, defaults={"code": code.name, "ids": ids, "created_at": timezone.now()}
    )
    if new:
        _send_later(notice, account, code)
    return notice


def _send_later(notice: Notice, account: Account, code: Code) -> None:
    reach = reach_of(account)
    if reach is None or not wants(account, code, reach[0]):
        return
    due_at = quiet_of(account, code).next_loud(timezone.now())
    made = Delivery.objects.create(notice=notice, channel=reach[0], due_at=due_at)
    enqueue("notices.deliver", made.uid, key=f"notices.deliver/{made.uid}", not_before=due_at)
