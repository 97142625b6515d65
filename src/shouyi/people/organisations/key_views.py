"""Keys of an organisation: which there are, a new one, another in its place, revoking; one in its own hands, shown."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.ledger.errors import SignatureInvalid
from shouyi.ledger.possession import possession_text, require_possession
from shouyi.people.behind import behind
from shouyi.people.organisations import words
from shouyi.people.organisations.changing import OPERATORS, ask
from shouyi.people.organisations.forms import AddKeyForm, OwnKeyForm, ProofForm
from shouyi.people.organisations.models import Act, Organisation, OrgKey
from shouyi.people.organisations.views import may, page_of
from shouyi.people.permission.requests import permitted, the_organisation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SALT, CHALLENGE_S = "shouyi.people.organisations.key_views", 24 * 60 * 60


@require_safe
@never_cache
@permitted("key.read", the_organisation)
def keys(request: HttpRequest, org: str) -> HttpResponse:
    """Good ones first, then revoked ones; and who asked for what."""
    page = page_of(request, org)
    rows = page["organisation"].keys.order_by("-added_at", "-pk")
    return render(request, "organisations/keys.html", page | {
        "rows": [key_row(each) for each in rows if each.revoked_at is None],
        "revoked": [key_row(each) for each in rows if each.revoked_at],
        "history": history(page["organisation"].changes.exclude(act__in=OPERATORS)),
        "can_change": may(request, "key.add", org),
        "own_batch": any(k.purpose == "batch" and not k.here and k.revoked_at is None for k in rows),
    })  # fmt: skip


def key_row(key: OrgKey) -> dict[str, object]:
    """A key as pages show it."""
    return {
        "public": key.public, "purpose": words.purpose(key.purpose), "here": key.here, "added_at": key.added_at,
        "revoked_at": key.revoked_at, "rotates": key.here and key.purpose in ("batch", "issue", "client"),
        "revokes": key.purpose != "log", "organisation": key.organisation,
    }  # fmt: skip


def history(changes: object) -> list[dict[str, object]]:
    """The latest wishes, who had them, and whether the ledger has them."""
    rows = changes.select_related("by").order_by("-asked_at", "-pk")[:20]
    return [
        {
            "what": words.act(each), "key": each.public, "purpose": words.purpose(each.purpose),
            "reason": words.reason(each.reason) if each.reason else "",
            "by": each.by.get_full_name() if each.by else _("the house"), "at": each.asked_at,
            "standing": words.standing(each),
        }
        for each in rows
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("key.add", the_organisation)
def add_key(request: HttpRequest, org: str) -> HttpResponse:
    """A key that this house makes and keeps."""
    page = page_of(request, org)
    form = AddKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        if page["organisation"].keys.filter(purpose=purpose, here=True, revoked_at=None).exists():
            form.add_error("purpose", _("There is a good key for this already. Replace it instead."))
        elif "sure" in request.POST:
            return _ask(request, page["organisation"], Act.ADD_KEY, purpose=purpose)
        else:
            return render(request, "organisations/check_key.html", page | {
                "title": _("Check before the key is made"), "purpose": words.purpose(purpose), "key": "",
                "said": _("The key is made and kept in this house, which signs with it for the organisation."),
                "do": _("Make the key"), "hidden": {"purpose": purpose},
            })  # fmt: skip
    return render(request, "organisations/add_key.html", page | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("key.rotate", the_organisation)
def rotate_key(request: HttpRequest, org: str, public: str) -> HttpResponse:
    """Another key in the place of one that this house keeps."""
    page, key = page_of(request, org), _key(org, public)
    if not key_row(key)["rotates"]:
        raise Http404
    if request.method == "POST":
        return _ask(request, key.organisation, Act.ROTATE_KEY, purpose=key.purpose, public=key.public)
    return render(request, "organisations/check_key.html", page | {
        "title": _("Check before the key is replaced"), "purpose": words.purpose(key.purpose), "key": key.public,
        "said": _("The new key is good before this one is revoked. What was signed with this one stays good."),
        "do": _("Replace the key"), "hidden": {},
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("key.revoke", the_organisation)
def revoke_key(request: HttpRequest, org: str, public: str) -> HttpResponse:
    """The key is good no more. For whoever fears that others have it, without waiting for another."""
    page, key = page_of(request, org), _key(org, public)
    if not key_row(key)["revokes"]:
        raise Http404
    if request.method == "POST":
        return _ask(request, key.organisation, Act.REVOKE_KEY, purpose=key.purpose, public=key.public)
    return render(request, "organisations/check_key.html", page | {
        "title": _("Check before the key is revoked"), "purpose": words.purpose(key.purpose), "key": key.public,
        "said": _("Nothing is taken any more that is signed with this key. This cannot be undone."),
        "do": _("Revoke the key"), "hidden": {},
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("key.add", the_organisation)
def own_key(request: HttpRequest, org: str) -> HttpResponse:
    """The public half of a key that the organisation keeps; then the text that its private half is to sign."""
    page = page_of(request, org)
    form = OwnKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose, public = form.cleaned_data["purpose"], form.cleaned_data["public"]
        if OrgKey.objects.filter(public=public).exists():
            form.add_error("public", str(words.REFUSED["key_taken"]))
        else:
            challenge = signing.dumps([org, purpose, public, secrets.token_hex(16)], salt=SALT)
            return _show_challenge(request, page, challenge, ProofForm())
    return render(request, "organisations/own_key.html", page | {"form": form})


@require_http_methods(["POST"])
@never_cache
@permitted("key.add", the_organisation)
def prove_key(request: HttpRequest, org: str) -> HttpResponse:
    """The signature over the text. Only then does the key become the organisation's."""
    page, challenge = page_of(request, org), request.POST.get("challenge", "")
    _org, purpose, public, nonce = _opened(org, challenge)
    form = ProofForm(request.POST)
    if form.is_valid():
        text = possession_text(behind().orgs.net(), org, purpose, bytes.fromhex(public), nonce)
        try:
            require_possession(text, bytes.fromhex(public), form.cleaned_data["signature"])
        except SignatureInvalid:
            form.add_error(
                "signature", _("This is not the signature of the text under the key. Sign the file as it is.")
            )
        else:
            return _ask(request, page["organisation"], Act.ADD_OWN_KEY, purpose=purpose, public=public)
    return _show_challenge(request, page, challenge, form)


def _show_challenge(request: HttpRequest, page: dict[str, object], challenge: str, form: ProofForm) -> HttpResponse:
    org, purpose, public, nonce = _opened(page["organisation"].org, challenge)
    text = possession_text(behind().orgs.net(), org, purpose, bytes.fromhex(public), nonce).decode()
    return render(request, "organisations/prove_key.html", page | {
        "form": form, "text": text, "challenge": challenge, "purpose": words.purpose(purpose),
    })  # fmt: skip


def _opened(org: str, unverified_challenge: str) -> tuple[str, str, str, str]:
    """What we asked this organisation to sign, within a day; anything else is no page of ours."""
    try:
        found = signing.loads(unverified_challenge, salt=SALT, max_age=CHALLENGE_S)
    except signing.BadSignature:
        raise Http404 from None
    if found[0] != org:
        raise Http404
    return tuple(found)


def _key(org: str, public: str) -> OrgKey:
    return get_object_or_404(
        OrgKey.objects.select_related("organisation"), organisation__org=org, public=public, revoked_at=None
    )


def _ask(request: HttpRequest, organisation: Organisation, act: Act, **about: str) -> HttpResponse:
    _change, job = ask(organisation, act, request.user, **about)
    return HttpResponseRedirect(reverse("job", args=[job.uid]))
