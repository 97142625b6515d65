"""Six digits, sent to a telephone or an address, typed in again within half an hour by whoever asked for them.

A code belongs to one session and one purpose. Each try is counted in the database before it is compared, so that many
at once are not more than one after the other. Sending again repeats the same digits: a slow message is not a wrong one.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.db.models import F
from django.utils import timezone

from shouyi.people.accounts.models import Code, reach_key
from shouyi.people.accounts.sending import send_code
from shouyi.people.behind import sealer

if TYPE_CHECKING:
    from django.http import HttpRequest

MINUTES = 30
TRIES = 5
HELD = "codes"
"""Session key: by purpose, which code was sent, and where to."""


class TooManyCodes(Exception):
    """So many codes were asked for, for this number or from here, that it is time to wait."""


class WrongCode(Exception):
    """`left` is how often it may still be tried; 0: this code is over, used up or too old. Another can be sent."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


@dataclass(frozen=True, slots=True)
class Held:
    """What the session knows of the code that it asked for. `more` is what the asking page wants back."""

    uid: str
    reach: str
    more: dict[str, str]


def ask(request: HttpRequest, purpose: str, reach: str, **more: str) -> None:
    """Sends a code, alike whether anybody has an account under this reach. Raises TooManyCodes."""
    _require_patience(request, reach)
    code = Code.objects.create(
        purpose=purpose, reach_key=reach_key(reach), until=timezone.now() + timedelta(minutes=MINUTES)
    )
    _hold(request, purpose, Held(str(code.uid), reach, more))
    send_code(reach, digits(str(code.uid)), MINUTES, str(code.uid))


def ask_again(request: HttpRequest, purpose: str) -> Held | None:
    """Sends the same digits once more, or new ones where those are over. None: none was asked for."""
    held = holding(request, purpose)
    if held is None:
        return None
    if not _open(held, purpose).exists():
        ask(request, purpose, held.reach, **held.more)
        return holding(request, purpose)
    _require_patience(request, held.reach)
    send_code(held.reach, digits(held.uid), MINUTES, f"{held.uid}/{secrets.token_hex(4)}")
    return held


def holding(request: HttpRequest, purpose: str) -> Held | None:
    """The code that this session asked for."""
    found = request.session.get(HELD, {}).get(purpose)
    return Held(found["uid"], found["reach"], found["more"]) if found else None


def take(request: HttpRequest, purpose: str, unverified_text: str) -> Held:
    """What was held, once the digits are right; the code cannot be used again. Raises WrongCode."""
    held = holding(request, purpose)
    if held is None or not _open(held, purpose).update(tries=F("tries") + 1):
        raise WrongCode(0)
    if not compare_digest(cleaned(unverified_text), digits(held.uid)):
        raise WrongCode(TRIES - Code.objects.values_list("tries", flat=True).get(uid=held.uid))
    if not Code.objects.filter(uid=held.uid, used_at=None).update(used_at=timezone.now()):
        raise WrongCode(0)
    forget(request, purpose)
    return held


def forget(request: HttpRequest, purpose: str) -> None:
    """The session keeps nothing of this code."""
    held = dict(request.session.get(HELD, {}))
    held.pop(purpose, None)
    request.session[HELD] = held


def cleaned(unverified_text: str) -> str:
    """The digits of what was typed or pasted: spaces, hyphens and full-width digits are no mistakes."""
    text = unicodedata.normalize("NFKC", unverified_text[:40])
    return "".join(each for each in text if each.isascii() and each.isdigit())


def digits(uid: str) -> str:
    """The six digits of a code, from its name and a key that is not in the database."""
    return f"{int(sealer().lookup('code', uid), 16) % 10**6:06d}"


def _open(held: Held, purpose: str):  # type: ignore[no-untyped-def]
    return Code.objects.filter(uid=held.uid, purpose=purpose, used_at=None, tries__lt=TRIES, until__gt=timezone.now())


def _hold(request: HttpRequest, purpose: str, held: Held) -> None:
    known = dict(request.session.get(HELD, {}))
    known[purpose] = {"uid": held.uid, "reach": held.reach, "more": held.more}
    request.session[HELD] = known


def _require_patience(request: HttpRequest, reach: str) -> None:
    if not ratelimit.consume(request, action="send_code", key=reach_key(reach)):
        raise TooManyCodes
