"""Who you are."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from shouyi.people.api.gate import Needs
from shouyi.people.api.schemas import Name, OrganisationSelf
from shouyi.people.organisations.models import Organisation

router = Router(tags=["organisation"])


def organisation_of(request: HttpRequest) -> Organisation:
    """The program's organisation."""
    return Organisation.objects.get(org=request.actor.program.seat.org)  # type: ignore[attr-defined]


@router.get("/organisation", auth=Needs("org.read", etag=True), response=OrganisationSelf,
            operation_id="readOrganisation",
            summary="Read your organisation")  # fmt: skip
def read_organisation(request: HttpRequest) -> OrganisationSelf:
    """Your organisation, and what this token may do now."""
    found, program = organisation_of(request), request.actor.program  # type: ignore[attr-defined]
    return OrganisationSelf(
        org=found.org, kind=found.kind, name=Name(zh=found.name_zh, en=found.name_en),
        suspended=bool(found.suspended_at), client=program.client, scopes=sorted(program.scopes),
    )  # fmt: skip
