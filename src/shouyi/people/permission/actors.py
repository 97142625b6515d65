"""Who asks: a visitor, an account with its file, its organisations and those whom it helps, or a program."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What an organisation is. The ledger's `org.added` says the same word."""

    FEDERATION = "federation"
    CULTURE = "culture"
    TRAINING = "training"
    CERTIFIER = "certifier"
    PLATFORM = "platform"
    BANK = "bank"
    ENTERPRISE = "enterprise"
    WORKSHOP = "workshop"
    CARRIER = "carrier"
    REGULATOR = "regulator"
    REGISTRAR = "registrar"
    OPERATOR = "operator"


class Post(StrEnum):
    """What a member does in an organisation: `admin` runs it, `officer` does its work, `reader` only looks."""

    ADMIN = "admin"
    OFFICER = "officer"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Seat:
    """A membership: `org` is the organisation's id (org-…). A suspended organisation's members may only look."""

    org: str
    kind: Kind
    post: Post
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """What the owner of a file lets this account do in their name: `rights` are actions."""

    ref: str
    rights: frozenset[str]


@dataclass(frozen=True, slots=True)
class Program:
    """An organisation's program that showed a client's token: `scopes` are actions."""

    client: str
    seat: Seat
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. `account` "" is a visitor who has not signed in; `ref` the file that the account owns ("": none).

    `fresh`: signed in, by any factor, so lately that keys, exports and erasures may be asked for.
    """

    account: str = ""
    ref: str = ""
    fresh: bool = False
    seats: tuple[Seat, ...] = ()
    helps: tuple[Help, ...] = ()
    program: Program | None = field(default=None)

    @property
    def signed_in(self) -> bool:
        return bool(self.account or self.program)


VISITOR = Actor()


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked about: whose it is (`ref`, `account`) or which organisation's (`org`); "" where nobody's."""

    ref: str = ""
    account: str = ""
    org: str = ""


NOTHING = Target()
