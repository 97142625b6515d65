"""Clients: made, ended, and what their tokens open at this very moment."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from joserfc import jwk
from joserfc.errors import JoseError

from shouyi.people.api.models import Client, Token
from shouyi.people.behind import sealer
from shouyi.people.permission.actors import Actor, Kind, Post, Program, Seat
from shouyi.people.permission.rules import RULES, SCOPES

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account
    from shouyi.people.organisations.models import Organisation

SECRET_BYTES = 32
CLIENTS_MAX = 20


class KeyRefused(ValueError):
    """Not the public half of a P-256 or Ed25519 key."""


def scopes_for(kind: Kind | str) -> tuple[str, ...]:
    """What a program of such an organisation can be allowed to do, in the order of the table."""
    rules = [
        rule for rule in RULES if rule.action in SCOPES and rule.api and (not rule.kinds or Kind(kind) in rule.kinds)
    ]
    return tuple(dict.fromkeys(rule.action for rule in rules))


@transaction.atomic
def make_client(
    organisation: Organisation, name: str, scopes: tuple[str, ...], by: Account | None, public_jwk: str = ""
) -> tuple[Client, str]:
    """A new client and its secret, which nobody sees again ("" for one that signs). Raises KeyRefused, ValueError."""
    if set(scopes) - set(scopes_for(organisation.kind)):
        raise ValueError("scopes beyond the table")
    secret = "" if public_jwk else f"sy_{secrets.token_urlsafe(SECRET_BYTES)}"
    client = Client(organisation=organisation, name=name, scopes=list(scopes), by=by)
    client.public_jwk = checked_key(public_jwk) if public_jwk else ""
    client.secret_digest = digest("secret", secret) if secret else ""
    client.holder = sealer().begin(f"client/{client.uid}")
    client.save()
    return client, secret


def end_client(client: Client, by: Account | None) -> None:
    """From now on nothing of it is good. What was kept for it is closed with its key."""
    ended = Client.objects.filter(pk=client.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by)
    if ended:
        transaction.on_commit(lambda: sealer().destroy(client.holder), robust=True)


def checked_key(unverified_text: str) -> str:
    """A public P-256 or Ed25519 key, given as JWK or PEM, as JWK. Raises KeyRefused."""
    import json

    try:
        data = json.loads(unverified_text) if unverified_text.lstrip().startswith("{") else unverified_text
        key = jwk.import_key(data) if isinstance(data, dict) else _from_pem(unverified_text)
        found = key.as_dict(private=False)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise KeyRefused("no public key") from None
    if key.is_private or (found.get("kty"), found.get("crv")) not in (("EC", "P-256"), ("OKP", "Ed25519")):
        raise KeyRefused("another kind of key")
    return json.dumps({name: found[name] for name in ("kty", "crv", "x", "y") if name in found})


def _from_pem(text: str) -> jwk.Key:
    for kind in ("EC", "OKP"):
        try:
            return jwk.import_key(text, kind)
        except (JoseError, ValueError, TypeError, AttributeError):
            continue
    raise KeyRefused("no public key")


def digest(domain: str, text: str) -> str:
    """The keyed digest under which a secret, a token or a key is found again."""
    return sealer().lookup(f"api/{domain}", text)


def token_of(text: str) -> Token | None:
    """The token that somebody shows, if it is good now."""
    found = Token.objects.select_related("client__organisation").filter(digest=digest("token", text)).first()
    return found if found and found.good_at(timezone.now()) else None


def actor_of(token: Token) -> Actor:
    """Who asks: an organisation's program, with what both the token and the client still have."""
    client, organisation = token.client, token.client.organisation
    seat = Seat(organisation.org, Kind(organisation.kind), Post.OFFICER, bool(organisation.suspended_at))
    scopes = frozenset(token.scopes) & frozenset(client.scopes) & SCOPES
    return Actor(program=Program(str(client.uid), seat, scopes))
