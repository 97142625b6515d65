"""The gate: every request of the API passes these steps in this order, and every answer leaves through one door.

1. by https, and no credential in the address
2. the method is one of the address
3. the body's length and type, as they are announced
4. who asks: the token, as the tables say at this moment; one that is not good is counted by its address
5. how often
6. whether the table of permissions lets it
7. the body is read, whole; JSON is parsed, strictly
8. once, where an Idempotency-Key is due; then django-ninja checks, the view runs, the answer is checked and written

What a step refuses is a problem, and the steps after it do not run. No cookie is read here and none is set, so that
there is no CSRF; no other origin is invited (no CORS).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.http.request import split_domain_port

from shouyi.people.api import problems
from shouyi.people.api.clients import actor_of, token_of
from shouyi.people.api.limits import Rate, count_one
from shouyi.people.api.once import once
from shouyi.people.api.problems import Problem
from shouyi.people.api.strict import BODY_BYTES_MAX, announced, parse_json, read_body
from shouyi.people.permission.actors import NOTHING, VISITOR, Actor, Target
from shouyi.people.permission.decide import Decision, Why, decide
from shouyi.people.permission.requests import NotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest
    from ninja.operation import Operation, PathView

JSON = "application/json"
log = logging.getLogger("shouyi.api")
SECRETS = ("access_token", "token", "client_secret", "client_assertion", "authorization")
NEAR = ("localhost", "127.0.0.1", "::1")
TOKEN_CHARS_MAX = 200
BY_WHY: Mapping[Why, str] = {
    Why.SCOPE: "scope", Why.KIND: "kind", Why.SUSPENDED: "suspended", Why.NOT_MEMBER: "not_found",
    Why.NOT_YOURS: "not_allowed", Why.UNKNOWN: "not_found", Why.SIGN_IN: "token_missing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needs:
    """What an operation needs; given to django-ninja as its `auth`, which the gate reads instead of calling.

    `action`: a row of the table of permissions. `public`: no token. `types`: media types of its body, which has
    `bytes_max` at most. `keyed`: it must carry an Idempotency-Key; `atomic`: its answer is kept in one transaction with
    what it did. `etag`: nothing personal is said, so that 304 may answer. `about_nobody`: the action is not about one
    organisation's own (a `member` rule). `policy`: of `limits.POLICIES`, for a public one.
    """

    action: str
    public: bool = False
    types: tuple[str, ...] = ()
    bytes_max: int = BODY_BYTES_MAX
    keyed: bool = False
    atomic: bool = True
    etag: bool = False
    about_nobody: bool = False
    policy: str = ""

    def __call__(self, request: HttpRequest) -> bool:
        """For django-ninja: the gate has let it through before."""
        return True


@dataclass(frozen=True, slots=True)
class Ending:
    """An operation that will go: since when it is deprecated, when it ends, where to read about it."""

    since: datetime
    sunset: datetime
    link: str

    def headers(self) -> dict[str, str]:
        """RFC 9745 and RFC 8594."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": format_datetime(self.sunset.astimezone(UTC), usegmt=True),
            "Link": f'<{self.link}>; rel="deprecation"; type="text/html"',
        }


ANSWERS: list[tuple[type[Exception], str]] = []
"""Errors of others, and our codes for them."""

ENDINGS: dict[str, Ending] = {}
"""By operation id. Empty while nothing of version 1 is deprecated."""


@dataclass(slots=True)
class Passing:
    """What the steps find out about one request."""

    rate: Rate | None = None
    needs: Needs | None = None
    operation: Operation | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Gate:
    """One address of the API as a Django view. `action` and `actions` are for the tests of routes."""

    csrf_exempt = True

    def __init__(self, path_view: PathView) -> None:
        self.operations = {method: each for each in path_view.operations for method in each.methods}
        self.actions = {method: needs_of(each).action for method, each in self.operations.items()}
        self.action = next(iter(self.actions.values()))

    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        passing = Passing()
        try:
            response = self._pass(request, passing, kwargs)
        except Exception as problem:
            response = answer_to(problem)
        return leave(request, response, passing)

    def _pass(self, request: HttpRequest, passing: Passing, kwargs: dict[str, Any]) -> HttpResponse:
        _require_safe_way(request)  # 1
        operation = passing.operation = self._operation(request)  # 2
        needs = passing.needs = needs_of(operation)
        length = announced(request, needs.bytes_max)  # 3
        if (needs.types and request.content_type not in needs.types) or (length and not needs.types):
            raise Problem("media_type")
        actor = _who(request, needs)  # 4
        passing.rate = _count(request, needs, actor)  # 5
        request.actor, request.decision = actor, _may(actor, needs)  # type: ignore[attr-defined]  # 6

        body = read_body(request, length)  # 7
        if JSON in needs.types:
            request.parsed = parse_json(body)  # type: ignore[attr-defined]

        def run() -> HttpResponse:
            return operation.run(request, **kwargs)  # type: ignore[return-value]

        if needs.keyed and actor.program:  # 8
            return once(request, actor.program.client, run, atomic=needs.atomic)
        return run()

    def _operation(self, request: HttpRequest) -> Operation:
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method not in self.operations:
            allowed = sorted({*self.operations, *(["HEAD"] if "GET" in self.operations else [])})
            raise Problem("method", headers={"Allow": ", ".join(allowed)})
        return self.operations[method]


def needs_of(operation: Operation) -> Needs:
    """Every operation says what it needs; one that does not is a mistake of ours that fails at start."""
    found = [each for each in operation.auth_callbacks if isinstance(each, Needs)]
    assert len(found) == 1, f"{operation.view_func.__name__} says not what it needs"
    return found[0]


def _require_safe_way(request: HttpRequest) -> None:
    host = split_domain_port(request.get_host())[0].strip("[]")
    if not (request.is_secure() or settings.SHOUYI_DEMONSTRATION or host in NEAR):
        raise Problem("https_required")
    if any(name.lower() in SECRETS for name in request.GET):
        raise Problem("token_in_url")
    if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
        raise Problem("invalid")


def _who(request: HttpRequest, needs: Needs) -> Actor:
    """The program behind the token. A public operation asks nobody, and refuses nobody for a bad token.

    Tokens that are not good are counted by address, so that nobody tries them, or has us look them up, without end.
    """
    if needs.public:
        return VISITOR
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not shown.strip():
        raise Problem("token_missing")
    token = token_of(shown.strip()) if len(shown) <= TOKEN_CHARS_MAX else None
    if token is None:
        count_one("public", request.META.get("REMOTE_ADDR", ""))
        raise Problem("token_unknown", headers={"WWW-Authenticate": 'Bearer realm="shouyi", error="invalid_token"'})
    return actor_of(token)


def _count(request: HttpRequest, needs: Needs, actor: Actor) -> Rate:
    if actor.program:
        return count_one("client", actor.program.client)
    return count_one(needs.policy or "public", request.META.get("REMOTE_ADDR", ""))


def _may(actor: Actor, needs: Needs) -> Decision:
    about = Target(org=actor.program.seat.org) if actor.program and not needs.about_nobody else NOTHING
    found = decide(actor, needs.action, about)
    if not found.allowed:
        raise NotAllowed(found)
    return found


def answer_to(problem: Exception) -> HttpResponse:
    """The answer to whatever was raised; a mistake of ours is logged without a value, and told without one."""
    if isinstance(problem, Problem):
        return problems.answer(problem.code, problem.where, problem.headers)
    if isinstance(problem, NotAllowed):
        return problems.answer(BY_WHY.get(problem.decision.why or Why.UNKNOWN, "not_allowed"))
    if isinstance(problem, Http404):
        return problems.answer("not_found")
    for kind, code in ANSWERS:
        if isinstance(problem, kind):
            return problems.answer(code)
    log.error("failed", exc_info=problem)
    return problems.answer("internal")


def leave(request: HttpRequest, response: HttpResponse, passing: Passing) -> HttpResponse:
    """What every answer bears. Nothing of it is kept by anybody between, unless the operation says that it may."""
    if response.status_code >= 400 and not response.get("Content-Type", "").startswith(
        ("application/problem", "application/json")
    ):
        response = problems.answer("internal" if response.status_code >= 500 else "malformed")
    if passing.rate:
        for name, value in passing.rate.headers().items():
            response.headers.setdefault(name, value)
    if passing.operation and (ending := ENDINGS.get(passing.operation.operation_id or "")):
        for name, value in ending.headers().items():
            response[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    response["Vary"] = "Authorization, Accept-Language"
    if passing.needs and passing.needs.etag and response.status_code == 200:
        return _tagged(request, response)
    return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the other side has this very answer."""
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    if tag in known or known == ["*"]:
        same = HttpResponseNotModified()
        for name in ("Cache-Control", "Vary", "RateLimit", "RateLimit-Policy"):
            if name in response:
                same[name] = response[name]
        response = same
    response["ETag"] = tag
    return response
