"""Pages of cases: the owner's own, and the queue of an organisation that answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.decision.cases import By, Step
from shouyi.decision.errors import StepRefused
from shouyi.people.behind import behind
from shouyi.people.cases import words
from shouyi.people.cases.forms import AnswerForm, EscalateForm, OpenForm, WriteForm
from shouyi.people.cases.models import Case
from shouyi.people.cases.page import case_page, case_rows
from shouyi.people.cases.steps import About, CaseChanged, Hand, assign, begin, operator, take
from shouyi.people.organisations.models import Organisation
from shouyi.people.permission.actors import Target
from shouyi.people.permission.decide import Tie
from shouyi.people.permission.requests import permitted, the_file, the_organisation
from shouyi.people.trail.notes import note

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

CASES_A_PAGE = 20
ABOUT_A_LINE = ("objection", "correction")
ABOUT_NOTHING_SINGLE = ("question", "consent", "erasure")


def of_case(request: HttpRequest, uid: UUID, **kwargs: object) -> Target:
    """The case that the address names, as its owner sees it."""
    case = get_object_or_404(Case.objects.select_related("account"), uid=uid)
    return Target(ref=case.ref) if case.ref else Target(account=str(case.account.uid) if case.account else "-")


def file_or_account(request: HttpRequest, **kwargs: object) -> Target:
    """The file at hand; without one, the account: members and buyers may ask something too."""
    found = the_file(request)
    return found if found.ref else Target(account=request.actor.account)


def _hand(request: HttpRequest, by: By) -> Hand:
    return Hand(request.actor.account, by, helper=request.decision.tie is Tie.HELP)


# the owner's ----------------------------------------------------------------------------------------------------------


@require_safe
@never_cache
@permitted("case.read", file_or_account)
def my_cases(request: HttpRequest) -> HttpResponse:
    """Every case of this file, or of this account."""
    shown = Paginator(_own(request).order_by("-opened_on", "-pk"), CASES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/mine.html", {"shown": shown, "rows": case_rows(shown.object_list)})


def _own(request: HttpRequest) -> QuerySet[Case]:
    ref = request.target.ref
    return Case.objects.filter(Q(ref=ref) if ref else Q(account__uid=request.actor.account, ref=""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("case.open", file_or_account)
def new(request: HttpRequest) -> HttpResponse:
    """Opens a case: about a line (`?line=log/index`) or about nothing single. The answer shows what will happen."""
    line = _line(request)
    form = OpenForm(request.POST or None, kinds=ABOUT_A_LINE if line else ABOUT_NOTHING_SINGLE)
    if request.method == "POST" and form.is_valid():
        if "sure" in request.POST:
            return _begin(request, form, line)
        if "change" not in request.POST:
            return render(request, "cases/check.html", {"form": form, "line": line, **_checked(form)})
    return render(request, "cases/new.html", {"form": form, "line": line, "line_at": request.GET.get("line", "")})


def _checked(form: OpenForm) -> dict[str, str]:
    return {"kind": words.kind(form.cleaned_data["kind"]), "text": form.cleaned_data["text"]}


def _begin(request: HttpRequest, form: OpenForm, line: tuple[int, int] | None) -> HttpResponse:
    about = About(*line) if line else About()
    org = _answering(request.target.ref, line)
    data = form.cleaned_data
    case = begin(
        data["kind"], _owner_account(request), request.target.ref, org, about, data["text"], _hand(request, By.OWNER)
    )
    return HttpResponseRedirect(reverse("my_case", args=[case.uid]))


def _owner_account(request: HttpRequest) -> object:
    """The account whose case it is: one's own; a helper's case is its file's alone."""
    return None if request.decision.tie is Tie.HELP else request.user


def _answering(ref: str, line: tuple[int, int] | None) -> Organisation:
    """Whoever states the line answers for it; everything else the operator."""
    org = behind().corrector.stated_by(ref, *line) if line else ""
    if line and not org:
        raise Http404
    return Organisation.objects.filter(org=org, suspended_at=None).first() or operator()


def _line(request: HttpRequest) -> tuple[int, int] | None:
    """The place in `?line=1/42`; anything else is no line. Only of one's own file: `_answering` looks."""
    log, _slash, index = request.GET.get("line", "").partition("/")
    return (int(log), int(index)) if _is_number(log, 1) and _is_number(index, 12) else None


def _is_number(text: str, digits_max: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits_max


@require_safe
@never_cache
@permitted("case.read", of_case)
def my_case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One case: what was said, by when what comes, what can be done."""
    case = get_object_or_404(Case.objects.select_related("organisation"), uid=uid)
    page = case_page(case, By.OWNER, get_language() or "")
    return render(request, "cases/case.html", {"page": page, "form": WriteForm(), "escalate": EscalateForm()})


@require_POST
@permitted("case.write", of_case)
def write(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Adds words to a case."""
    return _owner_step(request, uid, Step.WRITE, WriteForm(request.POST))


@require_POST
@permitted("case.escalate", of_case)
def escalate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody else looks at it."""
    return _owner_step(request, uid, Step.ESCALATE, EscalateForm(request.POST))


@require_POST
@permitted("case.close", of_case)
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Accepts the answer, or withdraws a case that has none yet."""
    step = Step.ACCEPT if "accept" in request.POST else Step.WITHDRAW
    return _owner_step(request, uid, step, EscalateForm({}))


def _owner_step(request: HttpRequest, uid: UUID, step: Step, form: Form) -> HttpResponse:
    case = get_object_or_404(Case.objects.select_related("organisation"), uid=uid)
    if not form.is_valid():
        page = case_page(case, By.OWNER, get_language() or "")
        escalate = form if step is Step.ESCALATE else EscalateForm()
        return render(request, "cases/case.html", {"page": page, "form": form, "escalate": escalate})
    _try(request, case, step, By.OWNER, form.cleaned_data["text"])
    return HttpResponseRedirect(reverse("my_case", args=[uid]))


def _try(request: HttpRequest, case: Case, step: Step, by: By, text: str, **how: object) -> bool:
    """Takes the step; where it is refused, the next page says why."""
    try:
        take(case, step, _hand(request, by), text, **how)
    except StepRefused as problem:
        messages.error(request, words.refused(str(problem)))
    except CaseChanged:
        messages.error(request, words.refused("not_now"))
    else:
        return True
    return False


# an organisation's ----------------------------------------------------------------------------------------------------


@require_safe
@never_cache
@permitted("case.queue", the_organisation)
def queue(request: HttpRequest, org: str) -> HttpResponse:
    """What this organisation has to answer, the most urgent first; `?closed=1` what it has answered."""
    closed = request.GET.get("closed") == "1"
    waiting = Case.objects.filter(organisation__org=org, state__in=["open", "escalated"]).order_by("due_on", "pk")
    done = Case.objects.filter(organisation__org=org, state__in=["answered", "closed"]).order_by("-due_on", "-pk")
    shown = Paginator(done if closed else waiting, CASES_A_PAGE).get_page(request.GET.get("page"))
    rows = case_rows(shown.object_list, request.user.pk)
    return render(request, "cases/queue.html", {"shown": shown, "rows": rows, "org": org, "closed": closed})


def _of_org(org: str, uid: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("organisation"), uid=uid, organisation__org=org)


@require_safe
@never_cache
@permitted("case.queue", the_organisation)
def org_case(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """One case, for whoever answers it. Its owner sees in the view log that it was read."""
    return _org_page(request, org, _of_org(org, uid))


def _note(request: HttpRequest, case: Case, act: str) -> None:
    if case.ref:
        note(request.actor, case.ref, act, "seat", org=case.organisation.org)


def _org_page(request: HttpRequest, org: str, case: Case, form: AnswerForm | None = None) -> HttpResponse:
    """Whichever way it comes to be shown, that is noted before its words are opened."""
    _note(request, case, "case.read")
    page = case_page(case, By.OFFICER, get_language() or "")
    found = {
        "page": page,
        "org": org,
        "form": form or AnswerForm(case=case),
        "mine": case.in_charge_id == request.user.pk,
    }
    return render(request, "cases/org_case.html", found)


@require_POST
@permitted("case.answer", the_organisation)
def answer(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """Answers, for good: the page shows the answer once more before it is sent."""
    case = _of_org(org, uid)
    form = AnswerForm(request.POST, case=case)
    if not form.is_valid() or "change" in request.POST:
        return _org_page(request, org, case, form)
    data = form.cleaned_data
    if "sure" not in request.POST:
        said = {"outcome": words.outcome(data["outcome"]), "text": data["text"]}
        return render(request, "cases/check_answer.html", {"form": form, "org": org, "uid": uid, **said})
    if _try(request, case, Step.ANSWER, By.OFFICER, data["text"], outcome=data["outcome"], version=data["version"]):
        _note(request, case, "case.answer")
        messages.success(request, _("The answer is sent."))
        return HttpResponseRedirect(reverse("case_queue", args=[org]))
    return HttpResponseRedirect(reverse("org_case", args=[org, uid]))


@require_POST
@permitted("case.assign", the_organisation)
def take_charge(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """Whoever presses takes the case in charge."""
    try:
        assign(_of_org(org, uid), request.user, _hand(request, By.OFFICER))
    except (StepRefused, CaseChanged) as problem:
        messages.error(request, words.refused(str(problem)))
    return HttpResponseRedirect(reverse("org_case", args=[org, uid]))
