"""Pages of an organisation's programs: which there are, a new one, ending one. A secret is shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.people.api import words
from shouyi.people.api.client_forms import ClientForm
from shouyi.people.api.clients import CLIENTS_MAX, end_client, make_client
from shouyi.people.api.models import Client
from shouyi.people.organisations.views import may, page_of
from shouyi.people.permission.requests import permitted, the_organisation

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
@permitted("client.read", the_organisation)
def clients(request: HttpRequest, org: str) -> HttpResponse:
    """Good ones first, then those that have ended."""
    page = page_of(request, org)
    rows = [_row(each) for each in page["organisation"].clients.order_by("-made_at", "-pk")]
    return render(request, "api/clients.html", page | {
        "rows": [row for row in rows if not row["ended_at"]],
        "ended": [row for row in rows if row["ended_at"]],
        "can_change": may(request, "client.change", org),
    })  # fmt: skip


def _row(client: Client) -> dict[str, object]:
    return {
        "uid": client.uid, "name": client.name, "scopes": [words.scope(each) for each in client.scopes],
        "signs": bool(client.public_jwk),
        "made_at": client.made_at, "used_at": client.used_at, "ended_at": client.ended_at,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("client.change", the_organisation)
def new_client(request: HttpRequest, org: str) -> HttpResponse:
    """A new program. The answer shows its secret, and no page does so again."""
    page = page_of(request, org)
    organisation = page["organisation"]
    form = ClientForm(request.POST or None, kind=organisation.kind)
    if request.method == "POST" and form.is_valid():
        if organisation.clients.filter(ended_at=None).count() >= CLIENTS_MAX:
            form.add_error(None, _("There are as many programs as an organisation may have. End one first."))
        else:
            data = form.cleaned_data
            client, secret = make_client(
                organisation, data["name"], tuple(data["scopes"]), request.user, data["public_jwk"]
            )
            return render(request, "api/client_made.html", page | {"client": _row(client), "secret": secret})
    return render(request, "api/new_client.html", page | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("client.change", the_organisation)
def end(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """Asks once; then its tokens are good no more, from the next request on."""
    page = page_of(request, org)
    client = get_object_or_404(Client, uid=uid, organisation__org=org, ended_at=None)
    if request.method == "POST":
        end_client(client, request.user)
        messages.success(request, _("The program has ended. Its tokens are good no more."))
        return HttpResponseRedirect(reverse("organisation_clients", args=[org]))
    return render(request, "api/end_client.html", page | {"client": _row(client)})
