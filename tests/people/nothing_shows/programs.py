"""What programs and readers without a browser get: the API by token, the public proofs' address, metrics."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from people.nothing_shows.answers import Parts
from people.nothing_shows.fixed import chance
from people.nothing_shows.visiting import API, Lines, parts_of

if TYPE_CHECKING:
    from django.test import Client

    from shouyi.wiring import House


def token(client: Client, org: str) -> dict[str, str]:
    """The header of a new program of the organisation, which may all that its kind may."""
    from shouyi.people.api.clients import make_client, scopes_for
    from shouyi.people.organisations.models import Organisation

    organisation = Organisation.objects.get(org=org)
    row, secret = make_client(organisation, "nothing shows", scopes_for(organisation.kind), None)
    pair = base64.b64encode(f"{row.uid}:{secret}".encode()).decode()
    answer = client.post(f"{API}/token", "grant_type=client_credentials", "application/x-www-form-urlencoded",
                         headers={"authorization": f"Basic {pair}"})  # fmt: skip
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


def published(house: House, lines: Lines) -> Iterator[tuple[str, Parts]]:
    """Each file of the public folder as it is served, what is served besides, and a proof file of every work."""
    from starlette.testclient import TestClient

    from shouyi.wiring import proofs_app

    files = sorted(path.relative_to(house.public).as_posix() for path in house.public.rglob("*") if path.is_file())
    works = [f"proof/{work}" for work in sorted(house.vault.works(10_000))]
    with TestClient(proofs_app()) as reader:
        for path in ("health", "ready", "pin", "pin.json", "verify.html", "nothing", *files, *works):
            chance.begin(path)
            yield f"proofs GET /{path}", {"route": "proofs", **parts_of(reader.get(f"/{path}")), "log": lines()}


def metrics() -> Parts:
    """Gauges and counts, as the operator's collector reads them."""
    from prometheus_client import CollectorRegistry, generate_latest

    from shouyi.people.counts import COUNTED
    from shouyi.people.metrics import Asked

    asked = CollectorRegistry()
    asked.register(Asked())
    return {"content": (generate_latest(asked) + generate_latest(COUNTED)).decode("latin-1")}
