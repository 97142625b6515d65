"""What a row of the table of routes says, and what each kind of tie means for five visitors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from people.routes.standing import Standing

SAME = 0
"""Allowed, with the same answer as the one who is allowed: their own page, or a public one."""
FREE = -1
"""Allowed, with an answer of their own."""
SIGN_IN, NOT_HERE, NOT_ALLOWED = 302, 404, 403


@dataclass(frozen=True, slots=True)
class Tie:
    """Who may, and what the four others are answered: a denied role, another person, another organisation, nobody."""

    allowed: str
    denied: tuple[str, int]
    person: tuple[str, int]
    organisation: tuple[str, int]
    out: int = SIGN_IN

    @property
    def visitors(self) -> dict[str, int]:
        """Visitor → status, SAME where allowed."""
        return {self.allowed: SAME} | dict((self.denied, self.person, self.organisation)) | {"out": self.out}


PUBLIC = Tie("owner", ("buyer", SAME), ("other", SAME), ("admin_b", SAME), SAME)
ACCOUNT = Tie("owner", ("buyer", SAME), ("other", SAME), ("admin_b", SAME))
CLOSING = Tie("closer", ("buyer", SAME), ("other", SAME), ("admin_b", SAME))
"""An account that nobody needs afterwards: keys do not come back with the transaction."""
OWN_ROW = Tie("owner", ("buyer", NOT_HERE), ("other", NOT_HERE), ("admin_b", NOT_HERE))
"""One thing of hers that the address names."""
OWN_JOB = Tie("owner", ("buyer", NOT_HERE), ("other", NOT_HERE), ("admin_b", NOT_ALLOWED))
"""The operator sees every job, so members of other kinds of organisations are told that theirs is none."""
FILE = Tie("owner", ("buyer", NOT_ALLOWED), ("other", SAME), ("admin_b", NOT_ALLOWED))
"""The file at hand: the other person finds their own. Whoever has none is told so."""
FILE_ROW = Tie("owner", ("buyer", NOT_ALLOWED), ("other", NOT_HERE), ("admin_b", NOT_ALLOWED))
"""One thing in the file at hand, which is looked up among one's own."""
HELPER_ROW = Tie("helper", ("buyer", NOT_HERE), ("other", NOT_HERE), ("admin_b", NOT_HERE))
MEMBERS = Tie("reader_a", ("buyer", NOT_HERE), ("other", NOT_HERE), ("admin_b", NOT_HERE))
WORKING = Tie("officer_a", ("reader_a", NOT_ALLOWED), ("other", NOT_HERE), ("admin_b", NOT_HERE))
ADMINS = Tie("admin_a", ("officer_a", NOT_ALLOWED), ("other", NOT_HERE), ("admin_b", NOT_HERE))
ASKING = Tie("officer_b", ("reader_b", NOT_ALLOWED), ("other", NOT_HERE), ("admin_a", NOT_HERE))
"""A bank to which she gave consent; the platform is the other organisation."""
CONSOLE = Tie("reader_op", ("admin_a", NOT_ALLOWED), ("other", NOT_HERE), ("admin_b", NOT_ALLOWED))
CONSOLE_WORKING = Tie("admin_op", ("reader_op", NOT_ALLOWED), ("other", NOT_HERE), ("admin_b", NOT_ALLOWED))
COUNTERS = Tie("counter", ("reader_counter", NOT_ALLOWED), ("other", NOT_HERE), ("admin_b", NOT_ALLOWED))

Arguments = Callable[[Standing], Mapping[str, Any]]
Body = Callable[[Standing], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One address. `get` and `post` are what the one who is allowed is answered (None: 405, for everybody allowed);
    `post` with `body`, which is valid where it can be. `but` are visitors who are answered otherwise than the tie says.
    `session` is put into the allowed one's session first. `marked`: MARK stands on the allowed one's page.
    `lasting`: POST destroys keys, so that only the allowed one sends it.
    """

    name: str
    action: str
    tie: Tie
    get: int | None = 200
    post: int | None = None
    arguments: Arguments = field(default=lambda standing: {})
    body: Body = field(default=lambda standing: {})
    query: str = ""
    but: Mapping[str, int] = field(default_factory=dict)
    session: Callable[[Standing], Mapping[str, Any]] = field(default=lambda standing: {})
    marked: bool = False
    lasting: bool = False

    def path(self, standing: Standing) -> str:
        from django.urls import reverse

        return reverse(self.name, kwargs=dict(self.arguments(standing))) + self.query

    @property
    def visitors(self) -> dict[str, int]:
        return self.tie.visitors | dict(self.but)

    @property
    def methods(self) -> tuple[str, ...]:
        """What the one who is allowed may send."""
        return (*(("GET", "HEAD") if self.get is not None else ()), *(("POST",) if self.post is not None else ()))
