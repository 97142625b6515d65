"""Members and invitations of an organisation, one by one or many from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.accounts.reach import masked
from shouyi.people.organisations import inviting, words
from shouyi.people.organisations.forms import InviteForm, ManyForm, PostForm
from shouyi.people.organisations.membership import LastAdmin, change_post, end, sitting
from shouyi.people.organisations.models import Invitation, Membership
from shouyi.people.organisations.rows import FileRefused, Row, read_rows, write_csv
from shouyi.people.organisations.views import may, page_of
from shouyi.people.permission.actors import Post
from shouyi.people.permission.requests import permitted, the_organisation

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from shouyi.people.organisations.models import Organisation

ROWS_A_PAGE = 50


@require_safe
@never_cache
@permitted("member.read", the_organisation)
def members(request: HttpRequest, org: str) -> HttpResponse:
    """Who sits here, and who was here before."""
    page = page_of(request, org)
    rows = [_member(each) for each in sitting(page["organisation"])]
    before = page["organisation"].memberships.exclude(ended_at=None).select_related("account", "ended_by")
    shown = Paginator(before.order_by("-ended_at", "-pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/members.html", page | {
        "rows": rows,
        "before": [_member(each) for each in shown],
        "shown": shown,
        "can_change": may(request, "member.change", org),
    })  # fmt: skip


def _member(row: Membership) -> dict[str, object]:
    return {
        "uid": row.account.uid,
        "name": row.account.get_full_name(),
        "post": words.post(row.post),
        "since": row.since,
        "ended_at": row.ended_at,
        "ended_by": row.ended_by.get_full_name() if row.ended_by else "",
    }


@require_safe
@never_cache
@permitted("member.read", the_organisation)
def members_file(request: HttpRequest, org: str) -> HttpResponse:
    """Who sits here, as CSV. Names are people's own words: none of them can run in a spreadsheet."""
    page = page_of(request, org)
    rows = [(m.account.get_full_name(), m.post, localdate(m.since).isoformat()) for m in sitting(page["organisation"])]
    answer = HttpResponse(write_csv([("name", "post", "since"), *rows]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{org}-members.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("member.change", the_organisation)
def member(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """Another post for a member."""
    page = page_of(request, org)
    row = get_object_or_404(sitting(page["organisation"]), account__uid=uid)
    form = PostForm(request.POST or None, initial={"post": row.post})
    if request.method == "POST" and form.is_valid():
        try:
            change_post(page["organisation"], row.account, Post(form.cleaned_data["post"]), request.user)
        except LastAdmin:
            form.add_error("post", _last_admin())
        else:
            messages.success(request, _("The post was changed."))
            return HttpResponseRedirect(reverse("organisation_members", args=[org]))
    return render(request, "organisations/member.html", page | {"form": form, "member": _member(row)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("member.end", the_organisation)
def end_member(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """Asks once, then the membership ends. The last administrator is told what to do first."""
    page = page_of(request, org)
    row = get_object_or_404(sitting(page["organisation"]), account__uid=uid)
    problem = ""
    if request.method == "POST":
        try:
            end(page["organisation"], row.account, request.user)
        except LastAdmin:
            problem = _last_admin()
        else:
            messages.success(request, _("The membership has ended."))
            mine = row.account_id == request.user.pk
            return HttpResponseRedirect(reverse("my_desk") if mine else reverse("organisation_members", args=[org]))
    return render(request, "organisations/end_member.html", page | {"member": _member(row), "problem": problem})


def _last_admin() -> str:
    return _("An organisation keeps an administrator. Make somebody else one first.")


# invitations ----------------------------------------------------------------------------------------------------------


@require_safe
@never_cache
@permitted("member.invite", the_organisation)
def invitations(request: HttpRequest, org: str) -> HttpResponse:
    """Those that are open, and how the others ended."""
    page = page_of(request, org)
    others = (
        page["organisation"]
        .invitations.select_related("by")
        .exclude(pk__in=inviting.open_ones(page["organisation"]).values("pk"))
    )
    shown = Paginator(others.order_by("-made_at", "-pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/invitations.html", page | {
        "rows": [_invitation(each) for each in inviting.open_ones(page["organisation"])],
        "before": [_invitation(each) for each in shown],
        "shown": shown,
    })  # fmt: skip


def _invitation(row: Invitation) -> dict[str, object]:
    if row.taken_back_at:
        state = _("Taken back")
    elif row.answered_at:
        state = _("Declined") if row.declined else _("Accepted")
    else:
        state = _("Waits for an answer")  # whether it is out yet would say how often others invited the same person
    return {
        "uid": row.uid, "whom": inviting.whom(row), "post": words.post(row.post), "state": state,
        "made_at": row.made_at, "until": row.until, "by": row.by.get_full_name() if row.by else "",
        "over": not row.answered_at and not row.taken_back_at and not row.reach_key,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("member.invite", the_organisation)
def invite(request: HttpRequest, org: str) -> HttpResponse:
    """One invitation: entered, checked, sent."""
    page = page_of(request, org)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if why := inviting.why_not_invited(page["organisation"], data["reach"]):
            form.add_error("reach", str(words.NOT_INVITED[why]))
        elif "sure" in request.POST:
            return _invite(request, page["organisation"], data["reach"], Post(data["post"]))
        elif "change" not in request.POST:
            checked = {"form": form, "whom": data["reach"], "post": words.post(data["post"])}
            return render(request, "organisations/check_invitation.html", page | checked)
    return render(request, "organisations/invite.html", page | {"form": form})


def _invite(request: HttpRequest, organisation: Organisation, reach: str, post: Post) -> HttpResponse:
    try:
        inviting.invite(organisation, reach, post, request.user)
    except inviting.NotInvited as why:
        messages.error(request, str(words.NOT_INVITED[why.code]))
    else:
        messages.success(request, _("The invitation is on its way."))
    return HttpResponseRedirect(reverse("organisation_invitations", args=[organisation.org]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("member.invite", the_organisation)
def invite_many(request: HttpRequest, org: str) -> HttpResponse:
    """A file: first what would happen row by row, then, once that is confirmed, the same rows are read again."""
    page = page_of(request, org)
    sure = request.POST.get("rows", "") if request.method == "POST" else ""
    form = ManyForm(request.POST or None, request.FILES or None)
    if sure:
        return _invite_rows(request, page["organisation"], sure.encode())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"]
        try:
            return render(request, "organisations/check_many.html", page | _dry(page["organisation"], read_rows(data)))
        except FileRefused as refused:
            form.add_error("file", words.file_refused(refused.code, refused.what))
    return render(request, "organisations/invite_many.html", page | {"form": form})


def _dry(organisation: Organisation, rows: tuple[Row, ...]) -> dict[str, object]:
    """What would happen to each row; only what would be invited goes on to be confirmed."""
    judged = [(row, row.why or inviting.why_not_invited(organisation, row.reach)) for row in rows]
    good = [row for row, why in judged if not why]
    carried = "\n".join(["reach,post,language", *(f"{row.reach},{row.post},{row.language}" for row in good)])
    said = [
        {
            "number": row.number,
            "whom": masked(row.reach) if row.reach else "",
            "post": words.post(row.post) if row.reach else "",
            "why": str(words.ROWS[why]),
            "good": not why,
        }
        for row, why in judged
    ]
    return {"rows": said, "carried": carried, "good": len(good), "left": len(rows) - len(good)}


def _invite_rows(request: HttpRequest, organisation: Organisation, carried: bytes) -> HttpResponse:
    done = 0
    try:
        rows = read_rows(carried)
    except FileRefused:
        rows = ()
    for row in rows:
        try:
            if not row.why:
                inviting.invite(organisation, row.reach, row.post, request.user, row.language)
                done += 1
        except inviting.NotInvited:
            continue  # somebody was faster, or the page was sent twice
    messages.success(request, _("Invitations on their way: %(count)s.") % {"count": done})
    return HttpResponseRedirect(reverse("organisation_invitations", args=[organisation.org]))


def _of(request: HttpRequest, org: str, uid: UUID) -> Invitation:
    return get_object_or_404(Invitation.objects.select_related("organisation"), organisation__org=org, uid=uid)


@require_POST
@permitted("member.invite", the_organisation)
def take_back(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """It opens nothing any more."""
    return _done(request, org, inviting.take_back, _of(request, org, uid), _("The invitation was taken back."))


@require_POST
@permitted("member.invite", the_organisation)
def resend(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """A new code goes out; the one before opens nothing any more."""
    return _done(request, org, inviting.resend, _of(request, org, uid), _("A new code is on its way."))


def _done(request: HttpRequest, org: str, act: object, invitation: Invitation, said: str) -> HttpResponse:
    try:
        act(invitation)
    except inviting.InvitationOver:
        messages.error(request, _("This invitation is over already."))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("organisation_invitations", args=[org]))
