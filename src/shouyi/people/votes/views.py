"""What anybody sees of votes: all that was ever proposed, one proposal, how it was counted, what it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shouyi.people.behind import behind
from shouyi.people.consent.page import is_easy
from shouyi.people.permission.requests import permitted
from shouyi.people.votes import easy, page, words
from shouyi.people.votes.figures import shown
from shouyi.people.votes.roll_page import roll_page
from shouyi.people.votes.seats import pen_of
from shouyi.people.votes.trying import effect_of

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from shouyi.people.ports.votes import Vote


@require_safe
@permitted("vote.read")
def votes(request: HttpRequest) -> HttpResponse:
    """What is open, coming, passed, in force and failed: the whole history."""
    terms, now, today = behind().votes.terms(), behind().votes.roll(), behind().votes.today()
    return render(request, named("votes", request), {
        "groups": page.groups(behind().votes.all()),
        "orgs": len(now.orgs), "seats": now.seats_on(today), "today": today,
        "lead": words.roll(len(now.orgs), now.seats_on(today)),
        "terms": [(words.subject(subject), each) for subject, each in terms.items()],
    })  # fmt: skip


@require_safe
@permitted("vote.read")
def roll(request: HttpRequest) -> HttpResponse:
    """Who may vote, since when and until when, and how votes go."""
    return render(request, named("roll", request), roll_page())


@require_safe
@never_cache
@permitted("vote.read")
def vote(request: HttpRequest, digest: str) -> HttpResponse:
    """One proposal: where it stands, what changes, who says what; and what the visitor can do about it."""
    found = vote_of(digest)
    pen = pen_of(request.user) if request.actor.account else None  # type: ignore[attr-defined]
    seat = pen.seat.name if pen and pen.seat and pen.seat.name in found.seats else ""
    effect = effect_of(found.proposal.replaces, found.proposal.document)
    return render(request, named("vote", request), page.vote_page(found, request.actor) | {  # type: ignore[attr-defined]
        "seat": words.seat(seat) if seat else "",
        "seat_votes": bool(seat) and found.stage == "voting" and seat not in {each.voter for each in found.ballots},
        "seat_vetoes": bool(seat) and found.is_open and bool(found.proposal.inputs),
        "effect": shown(effect) if effect else None,
        "easy_where": easy.where(found), "easy_counted": easy.counted(found),
        "easy_effect": easy.effect(effect) if effect else (),
    })  # fmt: skip


@require_safe
@never_cache
@permitted("vote.read")
def count(request: HttpRequest, digest: str) -> HttpResponse:
    """Who may vote, who voted how, and every entry with its place: enough to count again."""
    found = vote_of(digest)
    return render(request, named("count", request), {
        "vote": found, "title": words.title(found), "state": words.state(found), "answer": words.answer(found),
        "bars": page.bars(found), "classes": page.classes(found), "majority": words.majority(found),
        "voters": page.voters(found), "places": page.places(found), "vetoed": page.vetoed_inputs(found),
        "easy_where": easy.where(found), "easy_counted": easy.counted(found),
    })  # fmt: skip


@require_safe
@permitted("vote.read")
def document(request: HttpRequest, digest: str) -> HttpResponse:
    """The proposed document itself, whose digest the public log holds."""
    vote_of(digest)
    data = behind().votes.document(digest)
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="application/json")


@require_safe
@permitted("vote.read")
def effect(request: HttpRequest, digest: str) -> HttpResponse:
    """What a proposed guide would do to everybody, in counts."""
    found = vote_of(digest)
    effect = effect_of(found.proposal.replaces, found.proposal.document)
    if effect is None:
        raise Http404
    return render(request, "votes/effect.html", {"vote": found, "title": words.title(found), "effect": shown(effect)})


def named(name: str, request: HttpRequest) -> str:
    """The template of a page, or of its twin in easy language where the reader chose that."""
    return f"votes/{name}_easy.html" if is_easy(request) else f"votes/{name}.html"


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where it is only looked at."""
    return request.POST if request.method == "POST" else None


def vote_of(digest: str) -> Vote:
    """Raises Http404 for a digest that names none."""
    found = behind().votes.one(digest)
    if found is None:
        raise Http404
    return found
