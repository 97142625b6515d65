"""A maker's own statements, and the page behind the link that a buyer opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.permission.actors import Target
from shouyi.people.permission.requests import permitted, the_file
from shouyi.people.statements import asking
from shouyi.people.statements.asking import AskRefused
from shouyi.people.statements.forms import CodeForm, ReplyForm, SentForm, StatementForm
from shouyi.people.statements.models import Reply, State, Statement
from shouyi.people.statements.sending import send_code

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

A_PAGE = 20
REPLY = "statement_reply"
"""Session key: the uid of the answer whose digits are awaited."""


def of_statement(request: HttpRequest, uid: UUID, **kwargs: object) -> Target:
    """Whose statement the address names."""
    return Target(ref=get_object_or_404(Statement, uid=uid).ref)


# the maker's ----------------------------------------------------------------------------------------------------------


@require_safe
@never_cache
@permitted("statement.read", the_file)
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that was written down here, with how far it has come."""
    found = Statement.objects.filter(ref=request.target.ref)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "statements/mine.html", {"shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("statement.write", the_file)
def new(request: HttpRequest) -> HttpResponse:
    """Writes down an order."""
    form = StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = Statement(
            ref=request.target.ref, holder=request.target.ref, title=data["title"], ordered_on=data["ordered_on"],
            promised_on=data["promised_on"], dispatched_on=data["dispatched_on"], items=data["items"],
            amount_fen=int(data["amount"] * 100),
        )  # fmt: skip
        made.save()
        return HttpResponseRedirect(reverse("my_statement", args=[made.uid]))
    return render(request, "statements/new.html", {"form": form})


@require_safe
@never_cache
@permitted("statement.read", of_statement)
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One statement, and the next step."""
    found = get_object_or_404(Statement, uid=uid)
    return render(request, "statements/one.html", {"found": found, "form": SentForm(ordered_on=found.ordered_on)})


@require_POST
@permitted("statement.write", of_statement)
def sent(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Adds the day of dispatch; once a buyer was asked, nothing changes any more."""
    found = get_object_or_404(Statement, uid=uid)
    form = SentForm(request.POST, ordered_on=found.ordered_on)
    if not form.is_valid():
        return render(request, "statements/one.html", {"found": found, "form": form})
    Statement.objects.filter(pk=found.pk, state=State.NOTED).update(dispatched_on=form.cleaned_data["dispatched_on"])
    return HttpResponseRedirect(reverse("my_statement", args=[uid]))


@require_POST
@permitted("statement.write", of_statement)
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Makes the link for the buyer and shows it, once: only its digest is kept."""
    found = get_object_or_404(Statement, uid=uid)
    try:
        token = asking.make_link(found)
    except AskRefused:
        messages.error(request, _("The buyer can be asked once it was sent, and until they have answered."))
        return HttpResponseRedirect(reverse("my_statement", args=[uid]))
    link = settings.SHOUYI_URL + reverse("statement_confirm", args=[token])
    return render(request, "statements/link.html", {"found": found, "link": link})


@require_POST
@permitted("statement.write", of_statement)
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Takes a statement away that no buyer has confirmed."""
    asking.take_away(get_object_or_404(Statement, uid=uid))
    return HttpResponseRedirect(reverse("my_statements"))


# the buyer's ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("statement.confirm")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the maker says, and whether it is so. No account is needed."""
    found = _of_link(token)
    form = ReplyForm(request.POST or None, ordered_on=found.ordered_on)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["was_so"] == "no":
            asking.deny(found)
            return HttpResponseRedirect(reverse("statement_thanks"))
        if answer := _begin(request, found, form):
            return answer
    return render(request, "statements/confirm.html", {"found": found, "form": form})


def _of_link(token: str) -> Statement:
    try:
        return asking.of_link(token)
    except AskRefused:
        raise Http404 from None


def _begin(request: HttpRequest, found: Statement, form: ReplyForm) -> HttpResponse | None:
    data = form.cleaned_data
    stars = int(data["stars"]) if data["stars"] else None
    try:
        reply = asking.begin_reply(found, data["reach"], stars, data["words"], data["delivered_on"], send_code)
    except AskRefused as problem:
        form.add_error("reach", _refused(str(problem)))
        return None
    request.session[REPLY] = str(reply.uid)
    return HttpResponseRedirect(reverse("statement_code"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("statement.confirm")
def code(request: HttpRequest) -> HttpResponse:
    """Asks for the six digits that were sent."""
    reply = Reply.objects.filter(uid=request.session.get(REPLY), done_at=None).first()
    if reply is None:
        raise Http404
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.finish_reply(reply, form.cleaned_data["code"])
        except AskRefused as problem:
            form.add_error("code", _refused(str(problem)))
        else:
            del request.session[REPLY]
            return HttpResponseRedirect(reverse("statement_thanks"))
    return render(request, "statements/code.html", {"form": form})


@require_safe
@permitted("statement.confirm")
def thanks(request: HttpRequest) -> HttpResponse:
    """Says that the answer has arrived."""
    return render(request, "statements/thanks.html")


def _refused(why: str) -> str:
    return {
        "gone": _("This link has been answered, or it has run out. Ask the maker for a new one."),
        "own_number": _("The maker cannot confirm their own statement."),
        "too_often": _("That was asked too often today. Please try again tomorrow, or call us."),
        "wrong_code": _("These are not the digits that were sent. Look again, or open the link once more."),
        "code_old": _("These digits are older than thirty minutes. Open the link once more for new ones."),
        "not_sent": _("The digits could not be sent. Check the number or address, or try the other one."),
    }[why]
