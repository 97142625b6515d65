"""Where an account is signed in. Of a device stays its kind alone: neither its address nor what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session as Row
from django.utils import timezone

from shouyi.people.accounts import session_store
from shouyi.people.accounts.models import Device
from shouyi.people.accounts.words import device

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from shouyi.people.accounts.models import Account

_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"),
            ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip
_BROWSERS = (("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
             ("OPR", "Opera"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """One device that is signed in. `number` means something to its owner alone."""

    number: int
    device: str
    since: datetime
    here: bool


def kind_of(request: HttpRequest) -> tuple[str, str]:
    """Browser and system, by the first sign of each that the browser gives ("": none); one of a few names each."""
    said = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in said), "")
    return browser, next((name for sign, name in _SYSTEMS if sign in said), "")


def is_new_kind(request: HttpRequest, account: Account) -> bool:
    """Whether this is another kind of device than any that is signed in now; the first of all is nobody's surprise."""
    known = set(account.devices.values_list("browser", "system"))
    return bool(known) and kind_of(request) not in known


def note(request: HttpRequest, account: Account) -> None:
    """Lists the device at hand, which has just been signed in."""
    if not request.session.session_key:
        request.session.save()
    browser, system = kind_of(request)
    made = {"account": account, "browser": browser, "system": system}
    Device.objects.update_or_create(session=_here(request), defaults=made)


def listed(request: HttpRequest) -> list[Session]:
    """This one first, then the newest."""
    here, rows = _here(request), _living(request.user)  # type: ignore[arg-type]
    found = [Session(row.pk, device(row.browser, row.system), row.since, row.session == here) for row in rows]
    return sorted(found, key=lambda each: (not each.here, -each.since.timestamp()))


def end_one(account: Account, number: int) -> bool:
    """Whether there was one of theirs by this number."""
    row = account.devices.filter(pk=number).first()
    if row:
        session_store.end(row.session)
    return row is not None


def end_others(request: HttpRequest, account: Account) -> None:
    """All but the one at hand."""
    for row in account.devices.exclude(session=_here(request)):
        session_store.end(row.session)


def end_all(account: Account) -> None:
    """Everywhere."""
    for row in account.devices.all():
        session_store.end(row.session)


def tidy() -> None:
    """Forgets devices whose session has run out."""
    Device.objects.exclude(session__in=Row.objects.values("session_key")).delete()


def _here(request: HttpRequest) -> str:
    return session_store.kept_as(request.session.session_key or "")


def _living(account: Account) -> list[Device]:
    rows = list(account.devices.all())
    lives = Row.objects.filter(session_key__in=[row.session for row in rows], expire_date__gt=timezone.now())
    living = set(lives.values_list("session_key", flat=True))
    return [row for row in rows if row.session in living]
