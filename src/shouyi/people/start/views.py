"""What is waiting; search; help; how pages look; which organisations. The same for everybody who comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.accounts.own import with_language
from shouyi.people.cases.steps import today
from shouyi.people.organisations import words
from shouyi.people.permission.requests import permitted, the_account, the_file
from shouyi.people.start import topics
from shouyi.people.start.look import changed, look_of, set_look
from shouyi.people.start.places import elsewhere
from shouyi.people.start.remembering import keep
from shouyi.people.start.searching import LONGEST, Query, search
from shouyi.people.start.waiting import AT_MOST, Asking, everything

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
@permitted("desk.read", the_account)
def desk(request: HttpRequest) -> HttpResponse:
    """Where a sign-in leads: at most five things with one action each, then where else to go."""
    found = everything(Asking(request.actor, request.user, the_file(request).ref))  # type: ignore[arg-type,attr-defined]
    page = {"items": found[:AT_MOST], "rest": len(found[AT_MOST:]), "elsewhere": elsewhere(request), "today": today()}
    return render(request, "start/desk.html", page)


@require_safe
@never_cache
@permitted("desk.read", the_account)
def organisations(request: HttpRequest) -> HttpResponse:
    """The posts of whoever has several, one click each."""
    rows = request.user.memberships.filter(ended_at=None).select_related("organisation").order_by("organisation__org")  # type: ignore[union-attr,misc]
    named = [
        (row.organisation, words.name(row.organisation), words.kind(row.organisation), words.post(row.post))
        for row in rows
    ]
    return render(request, "start/organisations.html", {"rows": named})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("page.read")
def search_page(request: HttpRequest) -> HttpResponse:
    """One box over what this visitor may see. Posted, so that the words stand in no address, history or log."""
    text = request.POST.get("q", "").strip()[:LONGEST]
    account = request.user if request.user.is_authenticated else None
    ref = the_file(request).ref if account else ""
    groups = search(Query(request.actor, account, ref, text))  # type: ignore[arg-type,attr-defined]
    page = {"q": text, "asked": request.method == "POST", "groups": groups, "count": sum(len(g.hits) for g in groups)}
    return render(request, "start/search.html", page)


@require_safe
@permitted("page.read")
def help_page(request: HttpRequest) -> HttpResponse:
    """A person first, then the questions that come most often; in easy language for whoever chose it."""
    filed = not request.user.is_authenticated or bool(the_file(request).ref)
    shown = [(topic, filed or topic.route not in topics.OF_A_FILE) for topic in topics.TOPICS]
    return render(request, "start/help.html", {"topics": shown})


@require_safe
@permitted("page.read")
def preferences(request: HttpRequest) -> HttpResponse:
    """Everything that can be chosen about how pages look."""
    return render(request, "start/preferences.html")


@require_POST
@permitted("page.read")
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps what was chosen and goes back to where the visitor was."""
    look = changed(look_of(request), request.POST)
    answer = HttpResponseRedirect(_back(request))
    if look != look_of(request):
        set_look(answer, look, secure=request.is_secure())
        keep(request, look)
    if "said" in request.POST:
        messages.success(request, _("Kept. Pages look like this from now on."))
    return answer


@require_POST
@permitted("page.read")
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keeps the language in this browser and on the account, and goes back."""
    answer, language = HttpResponseRedirect(_back(request)), request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return with_language(answer, language)


def _back(request: HttpRequest) -> str:
    unverified_path = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(unverified_path, {request.get_host()}, request.is_secure())
    return unverified_path if safe else "/"
