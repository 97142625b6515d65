"""Pages of an artisans' delegate: the key, the seat, ballots and vetoes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.behind import behind
from shouyi.people.permission.requests import permitted, the_account
from shouyi.people.votes import page, words
from shouyi.people.votes.forms import BallotForm, VetoForm
from shouyi.people.votes.models import Act, Wish
from shouyi.people.votes.seats import make_key, pen_of
from shouyi.people.votes.views import sent, vote_of
from shouyi.people.votes.wishing import ask_as_delegate

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.people.ports.votes import Vote


@require_safe
@never_cache
@permitted("seat.read", the_account)
def seat(request: HttpRequest) -> HttpResponse:
    """Whether this account sits for artisans, and what it can vote on now."""
    pen = pen_of(request.user)
    found = [each for each in behind().votes.all() if each.is_open] if pen and pen.seat else []
    called = page.names()
    return render(request, "votes/seat.html", {
        "key": pen.public if pen else "", "seat": words.seat(pen.seat.name) if pen and pen.seat else "",
        "until": pen.seat.until if pen and pen.seat else 0,
        "cards": [(page.card(each, called), _said(each, pen.seat.name)) for each in found] if pen and pen.seat else [],
        "refused": [words.refused(each.refused) for each in
                    Wish.objects.filter(by=request.user, act=Act.SEAT).exclude(refused="").order_by("-pk")[:5]],
        "waiting": Wish.objects.filter(by=request.user, act=Act.SEAT, refused="").exists(),
    })  # fmt: skip


def _said(vote: Vote, name: str) -> str:
    """What this seat voted, "" while it has not."""
    return next((words.choice(each.choice) for each in vote.ballots if each.voter == name), "")


@require_POST
@permitted("seat.key", the_account)
def seat_key(request: HttpRequest) -> HttpResponse:
    """A key to be seated under, kept here for this account."""
    make_key(request.user)
    return HttpResponseRedirect(reverse("my_seat"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("seat.vote", the_account)
def seat_ballot(request: HttpRequest, digest: str) -> HttpResponse:
    """Yes, no or abstain; then once more, for a ballot is final."""
    found = _mine(request, digest)
    form = BallotForm(sent(request))
    if request.method == "POST" and form.is_valid():
        choice = form.cleaned_data["choice"]
        if "sure" in request.POST:
            return _asked(ask_as_delegate(request.user, digest, choice=choice))
        return render(request, "votes/seat_check.html", {
            "title": _("Check before you vote"), "about": words.title(found), "choice": words.choice(choice),
            "said": _("A ballot is final. Everybody sees how the seat voted, nobody who sits on it."),
            "do": _("Vote: %(choice)s") % {"choice": words.choice(choice)}, "back": reverse("vote", args=[digest]),
            "hidden": {"choice": choice},
        })  # fmt: skip
    return render(request, "votes/seat_ballot.html", {"form": form, "vote": found, "title": words.title(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("seat.vote", the_account)
def seat_veto(request: HttpRequest, digest: str) -> HttpResponse:
    """What the document shall not take in; then once more."""
    found = _mine(request, digest)
    form = VetoForm(sent(request), inputs=found.proposal.inputs)
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data["of"]
        if "sure" in request.POST:
            return _asked(ask_as_delegate(request.user, digest, veto=of))
        return render(request, "votes/seat_check.html", {
            "title": _("Check before you veto"), "about": words.title(found), "choice": words.one_input(of),
            "said": _("A veto is final. If enough delegates veto the same, the whole proposal fails."),
            "do": _("Veto it"), "back": reverse("vote", args=[digest]), "hidden": {"of": of},
        })  # fmt: skip
    return render(request, "votes/seat_veto.html", {"form": form, "vote": found, "title": words.title(found)})


def _mine(request: HttpRequest, digest: str) -> Vote:
    """The proposal, for whoever sat when it was opened and sits now; nobody else has such a page. Raises Http404."""
    found, pen = vote_of(digest), pen_of(request.user)
    if pen is None or pen.seat is None or pen.seat.name not in found.seats:
        raise Http404
    return found


def _asked(job) -> HttpResponse:
    return HttpResponseRedirect(reverse("job", args=[job.uid]))
