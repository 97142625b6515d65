"""Pages of an organisation: what waits, its settings, and the invitation that somebody got."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.people.organisations import words
from shouyi.people.organisations.forms import CodeForm, SettingsForm
from shouyi.people.organisations.inviting import InvitationOver, accept, by_code, decline, open_ones
from shouyi.people.organisations.membership import AlreadyAMember, sitting
from shouyi.people.organisations.models import Act, Organisation
from shouyi.people.permission.actors import Target
from shouyi.people.permission.decide import decide
from shouyi.people.permission.requests import permitted, require, the_organisation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from shouyi.people.organisations.models import Invitation


def page_of(request: HttpRequest, org: str) -> dict[str, object]:
    """What every page of an organisation shows: its name, and where else this visitor can go."""
    organisation = get_object_or_404(Organisation, org=org)
    return {
        "organisation": organisation,
        "name": words.name(organisation),
        "kind": words.kind(organisation),
        "suspended_for": suspended_for(organisation),
        "may": {name: may(request, action, org) for name, action in _ACTIONS.items()},
    }


_ACTIONS = {"invites": "member.invite", "edits": "org.edit", "cases": "case.queue"}


def may(request: HttpRequest, action: str, org: str) -> bool:
    """Whether the table lets this visitor; freshness aside, which is asked for on the way."""
    found = decide(request.actor, action, Target(org=org))
    return found.allowed or found.why == "fresh"


def suspended_for(organisation: Organisation) -> str:
    """The reason in words; "" while it is not suspended."""
    if organisation.suspended_at is None:
        return ""
    last = organisation.changes.filter(act=Act.SUSPEND, refused="").order_by("-asked_at").first()
    return words.reason(last.reason) if last else _("The public log says so")


@require_safe
@never_cache
@permitted("org.read", the_organisation)
def overview(request: HttpRequest, org: str) -> HttpResponse:
    """What waits, and where everything is."""
    page = page_of(request, org)
    organisation = page["organisation"]
    return render(request, "organisations/overview.html", page | {
        "members": sitting(organisation).count(),
        "invitations": open_ones(organisation).count(),
        "keys": organisation.keys.filter(revoked_at=None).count(),
        "cases": _cases(organisation),
        "waiting": organisation.changes.filter(written_at=None, refused="").count(),
    })  # fmt: skip


def _cases(organisation: Organisation) -> int:
    return organisation.cases.exclude(state="closed").count()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("org.edit", the_organisation)
def edit(request: HttpRequest, org: str) -> HttpResponse:
    """Names and contact. What the public log and readers' pins say stays."""
    page = page_of(request, org)
    form = SettingsForm(request.POST or None, instance=page["organisation"])
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("organisation", args=[org]))
    return render(request, "organisations/settings.html", page | {"form": form})


# whoever is invited ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("invitation.accept")
def enter_code(request: HttpRequest) -> HttpResponse:
    """The code that somebody got, typed or pasted."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = by_code(form.cleaned_data["code"])
        except InvitationOver:
            form.add_error("code", _("This code opens no invitation. Check it, or ask for a new one."))
        else:
            return _offer(request, invitation, form.cleaned_data["code"])
    return render(request, "organisations/code.html", {"form": form})


def _offer(request: HttpRequest, invitation: Invitation, code: str) -> HttpResponse:
    return render(request, "organisations/offer.html", {
        "name": words.name(invitation.organisation),
        "kind": words.kind(invitation.organisation),
        "post": words.post(invitation.post),
        "until": invitation.until,
        "code": code,
        "signed_in": request.actor.signed_in,
    })  # fmt: skip


@require_http_methods(["POST"])
@never_cache
@permitted("invitation.accept")
def answer(request: HttpRequest) -> HttpResponse:
    """Yes, which needs an account, or no, which does not."""
    code = request.POST.get("code", "")
    try:
        if "no" in request.POST:
            decline(code)
            return render(request, "organisations/declined.html")
        require(request, "desk.read", Target(account=request.actor.account))
        organisation = accept(code, request.user)
    except InvitationOver:
        return render(request, "organisations/over.html", status=410)
    except AlreadyAMember as already:
        return HttpResponseRedirect(reverse("organisation", args=[str(already)]))
    messages.success(request, _("You are a member now."))
    return HttpResponseRedirect(reverse("organisation", args=[organisation.org]))
