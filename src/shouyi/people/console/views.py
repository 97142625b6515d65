"""The operator's console: organisations, keys, jobs, cases, and how the house is. It shows no person's file."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.people.behind import behind
from shouyi.people.jobs import measures
from shouyi.people.jobs.models import Job, State
from shouyi.people.jobs.page import job_page
from shouyi.people.organisations import changing, inviting, words
from shouyi.people.organisations.forms import AppointForm, RegisterForm, SuspendForm
from shouyi.people.organisations.key_views import history, key_row
from shouyi.people.organisations.membership import sitting
from shouyi.people.organisations.models import KINDS, Act, Organisation, OrgKey
from shouyi.people.permission.actors import Kind, Post
from shouyi.people.permission.decide import decide
from shouyi.people.permission.requests import permitted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS_A_PAGE = 25


def _may(request: HttpRequest, action: str) -> bool:
    found = decide(request.actor, action)
    return found.allowed or found.why == "fresh"


@require_safe
@never_cache
@permitted("console.read")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the operator, and how the house is."""
    jobs = measures.jobs_by_state()
    return render(request, "console/home.html", {
        "organisations": Organisation.objects.count(),
        "suspended": Organisation.objects.exclude(suspended_at=None).count(),
        "keys": OrgKey.objects.filter(revoked_at=None).count(),
        "jobs": jobs,
        "unsettled": jobs["waiting"] + jobs["running"],
        "cases": _open_cases().count(),
        "worker": measures.why_not_worked(),
        "ailing": {name: code for name, code in behind().vitals.why_ailing().items() if code not in ("", "ok")},
        "oldest_min": int(measures.oldest_due_age_s() // 60),
    })  # fmt: skip


@require_safe
@never_cache
@permitted("orgs.read")
def organisations(request: HttpRequest) -> HttpResponse:
    """All of them, by name; `?q=` looks in names and ids, `?kind=` keeps one kind."""
    asked, kind = request.GET.get("q", "").strip()[:80], request.GET.get("kind", "")
    found = Organisation.objects.order_by("name_zh", "org")
    if asked:
        found = found.filter(Q(name_zh__icontains=asked) | Q(name_en__icontains=asked) | Q(org__icontains=asked))
    if kind in set(Kind):
        found = found.filter(kind=kind)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "console/organisations.html", {
        "rows": [_row(each) for each in shown], "shown": shown, "q": asked, "kind": kind,
        "kinds": [(each.value, label) for each, label in KINDS.items()], "filter": _filter(request, "q", "kind"),
        "can_register": _may(request, "org.register"),
    })  # fmt: skip


def _filter(request: HttpRequest, *names: str) -> str:
    """What the links of other pages keep of the query."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in names:
            del kept[name]
    return kept.urlencode()


def _row(organisation: Organisation) -> dict[str, object]:
    if organisation.suspended_at:
        state = _("Suspended")
    else:
        state = _("In the public log") if organisation.written_at else _("On its way into the public log")
    return {"org": organisation.org, "name": words.name(organisation), "kind": words.kind(organisation), "state": state}


@require_safe
@never_cache
@permitted("orgs.read")
def organisation(request: HttpRequest, org: str) -> HttpResponse:
    """One organisation as the operator sees it: no more of its members than how many there are."""
    found = get_object_or_404(Organisation, org=org)
    admins = sitting(found).filter(post=Post.ADMIN.value).count()
    return render(request, "console/organisation.html", _row(found) | {
        "organisation": found, "admins": admins, "members": sitting(found).count(),
        "keys": found.keys.filter(revoked_at=None).count(), "history": history(found.changes),
        "can_suspend": _may(request, "org.suspend") and not changing.has_operator(found),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("org.register")
def register(request: HttpRequest) -> HttpResponse:
    """Entered, checked, then written into the public log by a job; its first administrator is invited at once."""
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "sure" in request.POST:
            with suppress(IntegrityError):
                return _register(request, form)
            form.add_error("org", str(words.ID_TAKEN))  # by somebody at the same moment, or by two clicks
        elif "change" not in request.POST:
            return render(request, "console/check_organisation.html", {"form": form, "facts": _facts(form)})
    return render(request, "console/register.html", {"form": form})


def _facts(form: RegisterForm) -> list[dict[str, object]]:
    """What was entered, in words."""
    data = form.cleaned_data
    shown = {name: dict(form.fields[name].choices)[data[name]] for name in ("kind", "custody")}
    return [{"term": form.fields[name].label, "said": shown.get(name, data[name])} for name in form.fields]


@transaction.atomic
def _register(request: HttpRequest, form: RegisterForm) -> HttpResponse:
    """All or nothing: an organisation of which no job knows would hold its id for ever."""
    data = form.cleaned_data
    made = form.save(commit=False)
    made.org, made.kind = data["org"], data["kind"]
    made.save()
    _change, job = changing.ask(made, Act.REGISTER, request.user, purpose="own" if data["custody"] == "own" else "")
    inviting.invite(made, data["admin"], Post.ADMIN, request.user)
    return HttpResponseRedirect(reverse("job", args=[job.uid]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("org.suspend")
def suspend(request: HttpRequest, org: str) -> HttpResponse:
    """Why, checked, then at once on the pages and for programs, and by a job in the public log."""
    found = get_object_or_404(Organisation, org=org, suspended_at=None)
    if changing.has_operator(found):
        raise Http404
    form = SuspendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "sure" in request.POST:
            _change, job = changing.ask(found, Act.SUSPEND, request.user, reason=form.cleaned_data["reason"])
            return HttpResponseRedirect(reverse("job", args=[job.uid]))
        if "change" not in request.POST:
            reason = form.cleaned_data["reason"]
            checked = {"reason": reason, "why": words.reason(reason), "form": form}
            return render(request, "console/check_suspension.html", _row(found) | checked)
    return render(request, "console/suspend.html", _row(found) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("org.restore")
def restore(request: HttpRequest, org: str) -> HttpResponse:
    """Asks once. Its members can act again when the public log has it."""
    found = get_object_or_404(Organisation.objects.exclude(suspended_at=None), org=org)
    if request.method == "POST":
        _change, job = changing.ask(found, Act.RESTORE, request.user)
        return HttpResponseRedirect(reverse("job", args=[job.uid]))
    return render(request, "console/restore.html", _row(found))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("org.appoint")
def appoint(request: HttpRequest, org: str) -> HttpResponse:
    """Invites an administrator: for an organisation that has none, or whose only one is gone."""
    found = get_object_or_404(Organisation, org=org)
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            inviting.invite(found, form.cleaned_data["reach"], Post.ADMIN, request.user)
        except inviting.NotInvited as why:
            form.add_error("reach", str(words.NOT_INVITED[why.code]))
        else:
            messages.success(request, _("The invitation is on its way."))
            return HttpResponseRedirect(reverse("console_organisation", args=[org]))
    return render(request, "console/appoint.html", _row(found) | {"form": form})


@require_safe
@never_cache
@permitted("keys.read")
def keys(request: HttpRequest) -> HttpResponse:
    """Every key of every organisation; `?purpose=` keeps one purpose, `?revoked=1` shows those that were revoked."""
    purpose, revoked = request.GET.get("purpose", ""), request.GET.get("revoked") == "1"
    found = OrgKey.objects.select_related("organisation").filter(revoked_at__isnull=not revoked)
    if purpose in words.PURPOSES:
        found = found.filter(purpose=purpose)
    shown = Paginator(found.order_by("organisation__org", "purpose", "pk"), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [key_row(each) | {"name": words.name(each.organisation)} for each in shown]
    return render(request, "console/keys.html", {
        "rows": rows, "shown": shown, "purpose": purpose, "revoked": revoked, "purposes": words.PURPOSES.items(),
        "filter": _filter(request, "purpose", "revoked"), "can_revoke": _may(request, "keys.revoke") and not revoked,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("keys.revoke")
def revoke_key(request: HttpRequest, public: str) -> HttpResponse:
    """For a key that others may have, whoever's it is: its organisation can then be given another."""
    key = get_object_or_404(OrgKey.objects.select_related("organisation"), public=public, revoked_at=None)
    row = key_row(key)
    if not row["revokes"]:
        raise Http404
    if request.method == "POST":
        _change, job = changing.ask(key.organisation, Act.REVOKE_KEY, request.user, purpose=key.purpose, public=public)
        return HttpResponseRedirect(reverse("job", args=[job.uid]))
    return render(request, "console/revoke_key.html", row | {"name": words.name(key.organisation)})


@require_safe
@never_cache
@permitted("jobs.read")
def jobs(request: HttpRequest) -> HttpResponse:
    """Every job; `?state=` keeps one state. Cancelling and trying again are on the page of each."""
    state = request.GET.get("state", "")
    found = Job.objects.order_by("-created_at", "-pk")
    if state in State.values:
        found = found.filter(state=state)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "console/jobs.html", {
        "rows": [{"job": job_page(each), "name": each.name, "org": each.org} for each in shown],
        "shown": shown, "state": state, "states": State.choices, "filter": _filter(request, "state"),
        "can_change": _may(request, "job.change"),
    })  # fmt: skip


# cases ----------------------------------------------------------------------------------------------------------------


def _open_cases() -> object:
    from shouyi.people.cases.models import Case

    return Case.objects.exclude(state="closed")


@require_safe
@never_cache
@permitted("cases.read")
def cases(request: HttpRequest) -> HttpResponse:
    """What is not closed, by the day on which an answer is due: who answers, who is in charge. Never what it says."""
    shown = Paginator(
        _open_cases().select_related("organisation", "in_charge").order_by("due_on", "pk"), ROWS_A_PAGE
    ).get_page(request.GET.get("page"))
    return render(request, "console/cases.html", {
        "rows": [_case(each) for each in shown], "shown": shown, "can_assign": _may(request, "cases.assign"),
    })  # fmt: skip


def _case(case: object) -> dict[str, object]:
    from shouyi.people.cases import words as case_words

    return {
        "uid": case.uid, "kind": case_words.kind(case.kind), "due_on": case.due_on,
        "organisation": words.name(case.organisation),
        "in_charge": case.in_charge.get_full_name() if case.in_charge else "",
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("cases.assign")
def assign(request: HttpRequest, uid: object) -> HttpResponse:
    """Puts a member of the organisation that answers in charge."""
    from shouyi.decision.cases import By
    from shouyi.decision.errors import StepRefused
    from shouyi.people.cases.steps import CaseChanged, Hand
    from shouyi.people.cases.steps import assign as assign_case

    case = get_object_or_404(_open_cases().select_related("organisation", "in_charge"), uid=uid)
    working = sitting(case.organisation).exclude(post=Post.READER.value)
    problem = ""
    if request.method == "POST":
        chosen = working.filter(account__uid=_uid(request.POST.get("member", ""))).first()
        try:
            if chosen is not None:
                assign_case(case, chosen.account, Hand(request.actor.account, By.OFFICER))
                messages.success(request, _("The case has somebody in charge."))
                return HttpResponseRedirect(reverse("console_cases"))
            problem = _("Choose who takes charge.")
        except (StepRefused, CaseChanged):
            problem = _("Something happened in this case meanwhile. Look at it again.")
    members = [{"uid": each.account.uid, "name": each.account.get_full_name()} for each in working]
    return render(request, "console/assign.html", {"case": _case(case), "members": members, "problem": problem})


def _uid(unverified_text: str) -> object:
    from uuid import UUID

    try:
        return UUID(unverified_text)
    except ValueError:
        return None
