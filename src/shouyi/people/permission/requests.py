"""From a request to an actor, and from a view to its action: `@permitted("file.read", target=the_file)`."""

from __future__ import annotations

from functools import wraps
from time import time
from typing import TYPE_CHECKING, Any, Protocol, cast

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from shouyi.archive.errors import PersonErased
from shouyi.people.permission.actors import NOTHING, VISITOR, Actor, Help, Kind, Post, Seat, Target
from shouyi.people.permission.decide import Decision, Why, decide
from shouyi.people.permission.rules import Tie
from shouyi.people.wording.permission import why_not

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from shouyi.people.accounts.models import Account

ACTING_FOR = "acting_for"
"""Session key: the ref of the file for which a helper acts."""
THROUGH_THE_DOOR = frozenset({"file.read", "file.prove", "file.preview", "trail.read"})
"""Actions whose reading is noted where it happens, with what was opened."""
View = Callable[..., "HttpResponseBase"] if TYPE_CHECKING else object
FindTarget = Callable[..., Target] if TYPE_CHECKING else object


class NotAllowed(Exception):
    """An action that the table does not let this actor do. The middleware answers it with the reason."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(f"{decision.action}: {decision.why}")
        self.decision = decision


class Asked(Protocol):
    """A request as our views see it."""

    actor: Actor
    decision: Decision
    user: Account


class ActorMiddleware:
    """Puts the actor on every request, worked out when first asked for, and turns NotAllowed into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A refusal is explained; what was erased meanwhile is said to be, whichever page came upon it."""
        if isinstance(exception, NotAllowed):
            return refuse(request, exception.decision)
        return render(request, "gone.html", status=410) if isinstance(exception, PersonErased) else None


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as the tables say at this moment: what was ended a second ago is ended here."""
    if not request.user.is_authenticated:
        return VISITOR
    account = cast("Account", request.user)
    return Actor(
        account=str(account.uid),
        ref=account.ref or "",
        fresh=is_fresh(request),
        seats=seats_of(account),
        helps=helps_of(account),
    )


def is_fresh(request: HttpRequest) -> bool:
    """Signed in, or shown anew, by whatever factor, within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    times = [record["at"] for record in get_authentication_records(request, request.user) if "at" in record]
    return bool(times) and time() - max(times) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def seats_of(account: Account) -> tuple[Seat, ...]:
    """The account's memberships that have not ended, by organisation."""
    rows = account.memberships.filter(ended_at=None).select_related("organisation").order_by("organisation__org")
    return tuple(
        Seat(row.organisation.org, Kind(row.organisation.kind), Post(row.post), bool(row.organisation.suspended_at))
        for row in rows
    )


def helps_of(account: Account) -> tuple[Help, ...]:
    """Whom the account helps at this moment."""
    rows = account.helpings.filter(ended_at=None, owner__is_active=True).order_by("ref")
    return tuple(
        Help(row.ref, frozenset(row.rights)) for row in rows if row.until is None or row.until > timezone.now()
    )


def the_file(request: HttpRequest, **kwargs: object) -> Target:
    """The file at hand: one's own, or that of whom a helper chose to act for. No address can name another.

    Once that help has ended, what the helper still sends is refused, for it was meant for no file of theirs.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = request.session.get(ACTING_FOR, "")
    if chosen and not any(each.ref == chosen for each in actor.helps):
        del request.session[ACTING_FOR]
        return Target(ref=actor.ref if request.method in ("GET", "HEAD") else chosen)
    return Target(ref=chosen or actor.ref)


def the_account(request: HttpRequest, **kwargs: object) -> Target:
    """Whoever is signed in."""
    return Target(account=request.actor.account)  # type: ignore[attr-defined]


def the_organisation(request: HttpRequest, org: str, **kwargs: object) -> Target:
    """The organisation that the address names."""
    return Target(org=org)


def permitted(action: str, target: FindTarget | None = None) -> Callable[[View], View]:
    """Runs the view only if the table lets this actor do `action` to what `target(request, **kwargs)` finds.

    Sets `request.decision` and `request.target`. The view bears `action`, by which the tests of routes find it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            about = target(request, **kwargs) if target else NOTHING
            found = decide(request.actor, action, about)  # type: ignore[attr-defined]
            request.decision, request.target = found, about  # type: ignore[attr-defined]
            if not found.allowed:
                return refuse(request, found)
            answer = view(request, *args, **kwargs)
            _note_helper(request, found, about, answer.status_code)
            return answer

        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def _note_helper(request: HttpRequest, found: Decision, about: Target, status: int) -> None:
    """What a helper did in the owner's name stands in the view log. Readings through the door note themselves."""
    from shouyi.people.trail.notes import note

    if found.tie is Tie.HELP and found.action not in THROUGH_THE_DOOR and status < 400:
        note(request.actor, about.ref, found.action, found.tie.value)  # type: ignore[attr-defined]


def require(request: HttpRequest, action: str, target: Target = NOTHING) -> Decision:
    """For what a view finds only on its way. Raises NotAllowed."""
    found = decide(request.actor, action, target)  # type: ignore[attr-defined]
    if not found.allowed:
        raise NotAllowed(found)
    return found


def refuse(request: HttpRequest, found: Decision) -> HttpResponse:
    """Sign in, sign in afresh, "not here or not yours", or the reason with a next step."""
    back = (
        request.get_full_path() if request.method in ("GET", "HEAD") else reverse("my_desk")
    )  # not to a form's answer
    if found.why is Why.SIGN_IN:
        return redirect_to_login(back, settings.LOGIN_URL)
    if found.why is Why.FRESH:
        return redirect_to_login(back, reverse("account_reauthenticate"))
    if found.why in (Why.NOT_YOURS, Why.NOT_MEMBER, Why.UNKNOWN):
        raise Http404
    return render(request, "403.html", {"why": why_not(found)}, status=403)


__all__ = [
    "ACTING_FOR",
    "ActorMiddleware",
    "NotAllowed",
    "actor_of",
    "permitted",
    "refuse",
    "require",
    "the_account",
    "the_file",
    "the_organisation",
]
