"""Pages of helpers: the owner's (offer, see, end) and the helper's (accept, choose for whom, help back in)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.accounts import helping, recovering, words
from shouyi.people.accounts.code_page import wait_a_little
from shouyi.people.accounts.forms import ReachForm
from shouyi.people.accounts.reach import ReachField, masked
from shouyi.people.permission.requests import ACTING_FOR, permitted, the_account

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from shouyi.people.accounts.models import Account

LONG = {"30": gettext_lazy("One month"), "182": gettext_lazy("Half a year"), "365": gettext_lazy("One year"),
        "0": gettext_lazy("Until I end it")}  # fmt: skip


class OfferForm(forms.Form):
    """Whom, what for, how long."""

    note = forms.CharField(
        label=gettext_lazy("Who is this, in your own words?"),
        help_text=gettext_lazy("Such as: my sister. You alone see it."),
        max_length=60,
        error_messages={"required": gettext_lazy("Say in a word or two who this is.")},
    )
    reach = ReachField(label=gettext_lazy("Their telephone number or mail address"))
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What may they do in your name?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing that they may do.")},
    )
    days = forms.ChoiceField(
        label=gettext_lazy("For how long?"),
        choices=list(LONG.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose for how long.")},
    )

    def __init__(self, owner: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = [(each, words.right(each)) for each in words.RIGHTS] if owner.ref else []
        self.fields["rights"].choices = [*rights, (helping.RECOVERS, _("Help me back in if I lose my telephone"))]

    def wish(self) -> helping.Wish:
        """What was filled in."""
        data = self.cleaned_data
        return helping.Wish(data["reach"], data["note"], tuple(data["rights"]), int(data["days"]))


class OfferCodeForm(forms.Form):
    """The code of an offer."""

    code = forms.CharField(
        label=gettext_lazy("Code of ten digits from the message"),
        max_length=40,
        error_messages={"required": gettext_lazy("Enter the code from the message.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


# the owner's ----------------------------------------------------------------------------------------------------------


@permitted("help.read", the_account)
@never_cache
@require_safe
def helpers(request: HttpRequest) -> HttpResponse:
    """Who may do what in the owner's name."""
    owner, now = request.user, timezone.now()
    page = {
        "helpers": [(row, said(row.rights)) for row in _running(owner.helpers)],
        "trusted": owner.trusted.filter(ended_at=None),
        "offers": owner.offers.filter(answered_at=None, taken_back_at=None, until__gt=now),
    }
    return render(request, "account/helpers.html", page)


@permitted("help.appoint", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Asks, shows what was answered, and only then sends it."""
    form = OfferForm(request.user, request.POST or None)
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "account/help_offer.html", {"form": form})
    wish = form.wish()
    if "confirm" not in request.POST:
        page = {"form": form, "rights": said(wish.rights), "to": masked(wish.reach), "long": LONG[str(wish.days)]}
        return render(request, "account/help_offer_check.html", page)
    if not ratelimit.consume(request, action="offer_help", user=request.user):
        return wait_a_little(request)
    helping.offer(request.user, wish)
    messages.success(request, _("The code is on its way to your helper. Nothing is open to them until they accept."))
    return HttpResponseRedirect(reverse("account_helpers"))


@permitted("help.end", the_account)
@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ends it now."""
    if not helping.end(request.user, uid):
        raise Http404
    messages.success(request, _("Ended. From the next moment on nothing is open to them."))
    return HttpResponseRedirect(reverse("account_helpers"))


# the helper's ---------------------------------------------------------------------------------------------------------


@permitted("help.accept", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """The code first; then what is offered, and yes."""
    form = OfferCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/help_accept.html", {"form": form})
    if not ratelimit.consume(request, action="accept_help", user=request.user):
        return wait_a_little(request)
    found = helping.find_offer(form.cleaned_data["code"], request.user)
    if found is None:
        form.add_error("code", _("No offer stands under this code. Ask whoever sent it for another one."))
        return render(request, "account/help_accept.html", {"form": form})
    if "accept" not in request.POST:
        page = {"form": form, "offer": found, "owner": found.owner.get_full_name(), "rights": _offered(found)}
        return render(request, "account/help_accept_check.html", page)
    helping.take(found, request.user)
    messages.success(request, _("Accepted. You can act for them from this page."))
    return HttpResponseRedirect(reverse("account_helping"))


@permitted("help.list", the_account)
@never_cache
@require_safe
def helping_page(request: HttpRequest) -> HttpResponse:
    """For whom this account may act, and whom it may help back in."""
    page = {
        "helpings": [(row, row.owner.get_full_name(), said(row.rights)) for row in _running(request.user.helpings)],
        "trusting": [(row, row.owner.get_full_name()) for row in _trusting(request.user)],
        "acting_ref": request.session.get(ACTING_FOR, ""),
    }
    return render(request, "account/helping.html", page)


@permitted("help.act", the_account)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Begins to act for whom `uid` names; without one, ends it."""
    uid = request.POST.get("uid", "")
    if not uid:
        request.session.pop(ACTING_FOR, None)
        return HttpResponseRedirect(reverse("account_helping"))
    row = get_object_or_404(_running(request.user.helpings), uid=_uuid(uid))
    request.session[ACTING_FOR] = row.ref
    return HttpResponseRedirect(reverse("my_desk"))


@permitted("help.act", the_account)
@require_POST
def lay_down(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The helper ends it."""
    if not helping.lay_down(request.user, uid):
        raise Http404
    messages.success(request, _("Ended. You can no longer act for them."))
    return HttpResponseRedirect(reverse("account_helping"))


@permitted("recovery.start", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def back_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Helps somebody back in who lost the telephone: asks for the new number alone, and shows nothing of theirs."""
    row = get_object_or_404(_trusting(request.user), uid=uid)
    form = ReachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="back_in", user=request.user):
            return wait_a_little(request)
        days = recovering.HELPER_DAYS
        asked = recovering.start(row.owner, form.cleaned_data["reach"], by=request.user, days=days)
        return render(request, "account/back_in_asked.html", {"ready_at": asked.ready_at})
    page = {"form": form, "owner": row.owner.get_full_name(), "uid": uid, "days": recovering.HELPER_DAYS}
    return render(request, "account/back_in.html", page)


def acting_for(request: HttpRequest) -> str:
    """The name of whom a helper acts for, for the banner of each page; "" for nobody."""
    ref = request.session.get(ACTING_FOR, "") if request.user.is_authenticated else ""
    row = _running(request.user.helpings).filter(ref=ref).first() if ref else None
    return row.owner.get_full_name() if row else ""


def said(rights: Any) -> list[str]:
    """Rights in plain words."""
    back_in = _("Help me back in if I lose my telephone")
    return [back_in if each == helping.RECOVERS else words.right(each) for each in rights]


def _offered(found: Any) -> list[str]:
    return said([*found.rights, helping.RECOVERS] if found.recovers else found.rights)


def _running(rows: Any) -> QuerySet[Any]:
    late = Q(until=None) | Q(until__gt=timezone.now())
    return rows.filter(late, ended_at=None, owner__is_active=True).select_related("owner").order_by("pk")


def _trusting(helper: Account) -> QuerySet[Any]:
    return helper.trusting.filter(ended_at=None, owner__is_active=True).select_related("owner").order_by("pk")


def _uuid(unverified_text: str) -> UUID:
    try:
        return UUID(unverified_text)
    except ValueError:
        raise Http404 from None
