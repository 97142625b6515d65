"""Where a visitor can go: the few places at the top of every page, and those beside the page at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.people.notices.badge import badge
from shouyi.people.permission.actors import VISITOR, Actor, Kind, Target
from shouyi.people.permission.decide import Why, decide

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a navigation; `current` when the visitor is there."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """The places that belong together: those of a file, or those of an organisation. `name` says which."""

    name: str
    places: tuple[Place, ...]


def top(request: HttpRequest) -> tuple[Place, ...]:
    """At most six, in the same order on every page."""
    if not _signed_in(request):
        named = [(_("Guide"), "guide"), (_("Search"), "search"), (_("Sign in"), "account_login")]
        return tuple(_place(request, text, reverse(name)) for text, name in named)
    return tuple(_place(request, text, href) for text, href in _own(request))


def _own(request: HttpRequest) -> list[tuple[str, str]]:
    actor, unread = _actor(request), badge(request)
    found = [(_("Waiting for you"), reverse("my_desk"))]
    found += [(_("My file"), reverse("my_file"))] if actor.ref else []
    found += _of_seats(actor)
    found += [(unread.text, unread.href)] if unread else []
    return [*found, (_("Search"), reverse("search")), (_("My account"), reverse("account"))]


def _of_seats(actor: Actor) -> list[tuple[str, str]]:
    orgs = [seat.org for seat in actor.seats]
    if len(orgs) == 1:
        return [(_("My organisation"), reverse("organisation", args=orgs))]
    return [(_("My organisations"), reverse("my_organisations"))] if orgs else []


def area(request: HttpRequest) -> Area | None:
    """The area that the page at hand belongs to."""
    match = request.resolver_match
    if not _signed_in(request) or match is None:
        return None
    if request.path.startswith(reverse("console")):
        return _console(request)
    if org := str(match.kwargs.get("org", "")):
        return _organisation(request, org)
    found = _of_file(request) if match.url_name in OF_A_FILE else []
    return Area(_("Your file"), tuple(_place(request, *each) for each in found)) if found else None


def _console(request: HttpRequest) -> Area | None:
    if not decide(_actor(request), "console.read").allowed:
        return None
    named = [(_("Overview"), "console"), (_("Organisations"), "console_organisations"), (_("Keys"), "console_keys"),
             (_("Jobs"), "console_jobs"), (_("Cases"), "console_cases")]  # fmt: skip
    return Area(_("Console"), tuple(_place(request, text, reverse(name)) for text, name in named))


OF_A_FILE = frozenset({
    "my_assessment", "my_what_if", "my_history", "my_file", "my_statements", "statement_new", "my_statement",
    "my_leave", "leave_declare", "my_cosigned", "cosigned_answer", "my_uploads", "upload_new",
    "consents", "consent_history", "trail", "my_cases", "case_new", "my_case",
})  # fmt: skip
"""The pages beside which the places of a file stand."""
_FILE = (("my_file", "file.read"), ("my_assessment", "file.read"), ("my_statements", "statement.read"),
         ("my_leave", "file.read"), ("my_uploads", "upload.read"), ("consents", "consent.read"),
         ("trail", "trail.read"), ("my_cases", "case.read"))  # fmt: skip


def _of_file(request: HttpRequest) -> list[tuple[str, str]]:
    from shouyi.people.permission.requests import the_file

    about, actor = the_file(request), _actor(request)
    if not about.ref:
        return []
    said = {
        "my_file": _("Entries"), "my_assessment": _("Score"), "my_statements": _("Own statements"),
        "my_leave": _("Leave"),
        "my_uploads": _("Pictures and papers"), "consents": _("Who may see what"), "trail": _("Who looked"),
        "my_cases": _("Questions"),
    }  # fmt: skip
    return [(said[name], reverse(name)) for name, action in _FILE if decide(actor, action, about).allowed]


def _organisation(request: HttpRequest, org: str) -> Area | None:
    actor = _actor(request)
    if not any(seat.org == org for seat in actor.seats):
        return None
    named = [(_("Overview"), "organisation", "org.read"), (_("Cases"), "case_queue", "case.queue"),
             (_("People"), "disclosed_people", "file.disclosed"), (_("Recompute and sign"), "cosigning", "cosign.read"),
             (_("Facts you state"), "deliveries", "facts.read"),
             (_("Votes"), "organisation_votes", "vote.look"),
             (_("Members"), "organisation_members", "member.read"), (_("Keys"), "organisation_keys", "key.read"),
             (_("Programs"), "organisation_clients", "client.read")]  # fmt: skip
    found = [
        _place(request, text, reverse(name, args=[org])) for text, name, action in named if _lets(actor, action, org)
    ]
    return Area(_("Your organisation"), (*found, *_others(actor)))


def _lets(actor: Actor, action: str, org: str) -> bool:
    """Freshness aside, which is asked for on the way."""
    found = decide(actor, action, Target(org=org))
    return found.allowed or found.why is Why.FRESH


def _others(actor: Actor) -> list[Place]:
    found = [Place(_("Console"), reverse("console"))] if any(s.kind is Kind.OPERATOR for s in actor.seats) else []
    return found + ([Place(_("Another organisation"), reverse("my_organisations"))] if len(actor.seats) > 1 else [])


def elsewhere(request: HttpRequest) -> tuple[Place, ...]:
    """Further places for the page of what waits, after the things themselves."""
    actor = _actor(request)
    found = _of_file(request)
    found += [(_("Console"), reverse("console"))] if decide(actor, "console.read").allowed else []
    found += (
        [(_("Register somebody at the counter"), reverse("account_counter"))]
        if decide(actor, "person.assist").allowed
        else []
    )
    found += [(_("Whom I help"), reverse("account_helping"))] if actor.helps else []
    found += [(_("My jobs"), reverse("my_jobs"))] if actor.seats or actor.ref else []
    found += [] if actor.ref else [(_("Ask something"), reverse("case_new"))]
    found += [(_("Your seat as a delegate"), reverse("my_seat"))] if actor.ref else []
    found += [(_("Votes"), reverse("votes")), (_("The guide"), reverse("guide"))]
    return tuple(Place(text, href) for text, href in found)


def _place(request: HttpRequest, text: str, href: str) -> Place:
    return Place(text, href, request.path == href)


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _actor(request: HttpRequest) -> Actor:
    return getattr(request, "actor", VISITOR)
