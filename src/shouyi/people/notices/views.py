"""What was told, how to be told, and the one step that ends messages of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.behind import behind
from shouyi.people.notices.codes import code_of
from shouyi.people.notices.forms import WishesForm
from shouyi.people.notices.links import leads_to
from shouyi.people.notices.models import Channel, Delivery, Notice
from shouyi.people.notices.notify import waiting
from shouyi.people.notices.wishes import settle
from shouyi.people.notices.words import GROUPS, say, sms_text
from shouyi.people.permission.requests import permitted, the_account

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from shouyi.people.accounts.models import Account
    from shouyi.people.ports.post import Kept

PAGE = 20
KEPT_SHOWN = 50


@require_safe
@never_cache
@permitted("notice.read", the_account)
def my_notices(request: HttpRequest) -> HttpResponse:
    """Everything that this account was told: unread first, then the newest. Seeing is noted, reading is said."""
    account = cast("Account", request.user)
    rows = (
        Notice.objects.filter(account=account)
        .select_related("account")
        .order_by(F("read_at").asc(nulls_first=True), "-created_at", "-pk")
    )
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    Notice.objects.filter(pk__in=[row.pk for row in shown], seen_at=None).update(seen_at=timezone.now())
    pairs = zip(shown, leads_to(list(shown)), strict=True)
    lines = [{"row": row, "said": say(row.code, row.ids), "href": href} for row, href in pairs]
    return render(request, "notices/list.html", {"shown": shown, "lines": lines, "unread": waiting(account)})


@require_POST
@permitted("notice.read", the_account)
def mark_read(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    """One of one's own, or all of them."""
    own = Notice.objects.filter(account=cast("Account", request.user))
    rows = own if uid is None else own.filter(pk=get_object_or_404(own, uid=uid).pk)
    rows.filter(read_at=None).update(read_at=timezone.now())
    return HttpResponseRedirect(reverse("my_notices"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("notice.settle", the_account)
def wishes(request: HttpRequest) -> HttpResponse:
    """By what, of what, and when not."""
    form = WishesForm(cast("Account", request.user), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return HttpResponseRedirect(reverse("notice_wishes") + "?saved=1")
    return render(request, "notices/wishes.html", {"form": form, "saved": "saved" in request.GET})


@csrf_exempt  # RFC 8058: a mail program posts without a session. All that this address can do is stop messages
@require_http_methods(["GET", "HEAD", "POST"])
@permitted("notice.off")
def off(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ends messages of this kind by this channel. Looking changes nothing, for link scanners look."""
    found = get_object_or_404(Delivery.objects.select_related("notice__account"), uid=uid)
    code = code_of(found.notice.code)
    if not code.optional:
        raise Http404
    if request.method == "POST":
        settle(found.notice.account, code.group, Channel(found.channel), wanted=False)
    return render(request, "notices/off.html", {"group": GROUPS[code.group], "done": request.method == "POST"})


@require_safe
@permitted("outbox.read")
def outbox(request: HttpRequest) -> HttpResponse:
    """What a demonstration would have sent. Nowhere else is there such a page."""
    if not settings.SHOUYI_DEMONSTRATION:
        raise Http404
    kept = [(message, _text(message)) for message in behind().post.kept(KEPT_SHOWN)]
    return render(request, "notices/outbox.html", {"kept": kept})


def _text(kept: Kept) -> str:
    from django.utils.translation import override

    if kept.kind == "mail":
        return kept.text
    template, _dot, language = kept.template.partition(".")
    with override(language):
        return sms_text(template, kept.params)
