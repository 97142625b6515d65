"""A small house in which every kind of visitor stands somewhere, and one person's things carry a mark.

Two persons with files, two organisations, the operator, a counter, a helper, a buyer, and nobody. Whatever belongs to
the first person or the first organisation says MARK somewhere: whoever is refused must not see it anywhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from shouyi.people.accounts.models import Account

MARK = "markedforher7f3a"
A, B, OPERATOR, COUNTER = "org-platform-tests", "org-bank-tests", "org-operator-tests", "org-registrar-tests"
KINDS = {A: "platform", B: "bank", OPERATOR: "operator", COUNTER: "registrar"}
SEATS = {
    "admin_a": (A, "admin"), "officer_a": (A, "officer"), "reader_a": (A, "reader"),
    "admin_b": (B, "admin"), "officer_b": (B, "officer"), "reader_b": (B, "reader"),
    "admin_op": (OPERATOR, "admin"), "reader_op": (OPERATOR, "reader"),
    "counter": (COUNTER, "officer"), "reader_counter": (COUNTER, "reader"),
}  # fmt: skip
FILES = {"owner": "p-good", "other": "p-late"}
"""`owner`: whose things are marked; `other` has a file too; `buyer` has neither file nor post; `out` is signed out."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@contextmanager
def taken_back(keep: bool = False) -> Iterator[None]:
    """A transaction that is rolled back at its end unless `keep`; what wants to be outermost may run in it."""
    from django.db import transaction

    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(not keep)


@dataclass
class Standing:
    """Accounts by visitor, what the addresses name by word, and one client a visitor."""

    accounts: dict[str, Account] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def client(self, who: str, *, fresh: bool = True, **options: Any) -> Client:
        """A new browser: signed in as `who` just now, or an hour ago; "out" is signed in nowhere."""
        from django.conf import settings
        from django.test import Client

        client = Client(
            headers={"accept-language": "en"}, SERVER_NAME="localhost", raise_request_exception=False, **options
        )
        if who != "out":
            client.cookies[settings.SESSION_COOKIE_NAME] = self._session(who, fresh)
        return client

    def _session(self, who: str, fresh: bool) -> str:
        """The key of a session, as a sign-in leaves it."""
        from importlib import import_module

        from django.conf import settings

        account, session = self.accounts[who], import_module(settings.SESSION_ENGINE).SessionStore()
        session.update({
            "_auth_user_id": str(account.pk), "_auth_user_backend": BACKEND,
            "_auth_user_hash": account.get_session_auth_hash(),
            "account_authentication_methods": [{"method": "password", "at": time() - (0 if fresh else 3600)}],
            "account_authentication_methods_user": str(account.pk),
        })  # fmt: skip
        session.create()
        return str(session.session_key)


def build() -> Standing:
    """Everything, in the tables of the pages' database and the real house's keys. To be rolled back by the caller."""
    from people.real_file import real_file

    standing = Standing()
    standing.things["line"] = real_file()[0]
    _accounts(standing)
    _organisations(standing)
    for plant in PLANTS:
        plant(standing)
    return standing


def _accounts(standing: Standing) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import sealer

    for who in (*FILES, "buyer", "helper", "closer", *SEATS):
        account = Account.named(language="en")
        account.set_unusable_password()
        account.save()
        account.name = MARK if who == "owner" else f"visitor {who}"
        if person := FILES.get(who):
            Account.objects.filter(ref=sealer().ref(person)).update(ref=None)
            sealer().begin(person)
            account.own(person)
        account.save()
        standing.accounts[who] = account
    owner = standing.accounts["owner"]
    owner.be_reached("+8613900000001")
    owner.save()


def _organisations(standing: Standing) -> None:
    from shouyi.people.organisations.models import Membership, Organisation, OrgKey

    for org, kind in KINDS.items():
        row, _made = Organisation.objects.update_or_create(
            org=org, defaults={"kind": kind, "name_zh": org, "name_en": org, "contact": MARK if org == A else ""}
        )
        standing.things[org] = row
    for who, (org, post) in SEATS.items():
        Membership.objects.create(account=standing.accounts[who], organisation=standing.things[org], post=post)
    for word, purpose in (("key", "batch"), ("other_key", "client")):
        key = OrgKey.objects.create(
            organisation=standing.things[A], public=secrets.token_hex(32), purpose=purpose, here=True
        )
        standing.things[word] = key.public


def _wishes(standing: Standing) -> None:
    from shouyi.people.leave.models import Wish

    ref = standing.accounts["owner"].ref
    standing.things["wish"] = Wish(ref=ref, holder=ref, said="declare 30000 7")
    standing.things["wish"].save()


def _statements(standing: Standing) -> None:
    from django.utils import timezone

    from shouyi.people.statements import asking
    from shouyi.people.statements.models import Reply, Statement

    ref, day = standing.accounts["owner"].ref, asking.today()
    for word in ("statement", "asked"):
        row = Statement(ref=ref, holder=ref, title=MARK, ordered_on=day - 9, promised_on=day, dispatched_on=day - 1)
        row.save()
        standing.things[word] = row
    standing.things["token"] = asking.make_link(standing.things["asked"])
    reply = Reply(statement=standing.things["asked"], code_digest="0" * 64, made_at=timezone.now())
    reply.save()
    standing.things["reply"] = reply


def _cases(standing: Standing) -> None:
    from shouyi.decision.cases import By
    from shouyi.people.cases.steps import About, Hand, begin

    owner = standing.accounts["owner"]
    case = begin(
        "objection", owner, owner.ref, standing.things[A], About(*standing.things["line"]), MARK,
        Hand(str(owner.uid), By.OWNER),
    )  # fmt: skip
    standing.things["case"] = case


def _uploads(standing: Standing) -> None:
    from gateways import hostile
    from shouyi.people.behind import behind
    from shouyi.people.uploads.keeping import keep_upload

    judged = behind().files.judge(hostile.talkative("JPEG"))
    standing.things["upload"] = keep_upload(standing.accounts["owner"].ref, judged, f"{MARK}.jpg", MARK)


def _told(standing: Standing) -> None:
    from django.utils import timezone

    from shouyi.people.notices.models import Delivery
    from shouyi.people.notices.notify import notify

    case = standing.things["case"].uid
    (notice,) = notify(standing.accounts["owner"], "case_opened", f"routes/{case}", case=case)
    made, _new = Delivery.objects.get_or_create(notice=notice, channel="sms", defaults={"due_at": timezone.now()})
    standing.things |= {"notice": notice, "delivery": made}


def _jobs(standing: Standing) -> None:
    from django.utils import timezone

    from shouyi.people.jobs.models import Job

    for word, state, more in (
        ("job", "waiting", {"account": standing.accounts["owner"]}),
        ("failed_job", "failed", {"account": standing.accounts["owner"]}),
        ("org_job", "waiting", {"org": A}),
    ):
        standing.things[word] = Job.objects.create(name="people.tidy", state=state, not_before=timezone.now(), **more)


def _helpers(standing: Standing) -> None:
    from django.utils import timezone

    from shouyi.people.accounts.models import Helping, HelpOffer, Trusted

    owner, helper = standing.accounts["owner"], standing.accounts["helper"]
    for word in ("helping", "ended_helping"):
        row = Helping(helper=helper, owner=owner, holder=owner.holder, ref=owner.ref, rights=["case.read"], note=MARK)
        row.save()
        standing.things[word] = row
    trusted = Trusted(helper=helper, owner=owner, holder=owner.holder, note=MARK)
    trusted.save()
    offer = HelpOffer(
        owner=owner, holder=owner.holder, token_digest=secrets.token_hex(32), note=MARK,
        until=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    offer.save()
    standing.things |= {"trusted": trusted, "offer": offer}


def _passkeys(standing: Standing) -> None:
    from allauth.mfa.models import Authenticator

    data = {"name": MARK, "credential": credential(), "passwordless": True}
    row = Authenticator.objects.create(user=standing.accounts["owner"], type="webauthn", data=data)
    standing.things["passkey"] = row.pk


def credential() -> dict[str, Any]:
    """What a device sends when a passkey is made, for a key that nobody has."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.utils import sha256, websafe_encode
    from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    raw = secrets.token_bytes(16)
    held = AttestedCredentialData.create(bytes(16), raw, key)
    said = AuthenticatorData.create(sha256(b"localhost"), 0x45, 1, held)
    attested = AttestationObject.create("none", said, {})
    asked = CollectedClientData.create("webauthn.create", secrets.token_bytes(16), "http://localhost:8000")
    answer = {"clientDataJSON": websafe_encode(asked), "attestationObject": websafe_encode(attested)}
    return {"id": websafe_encode(raw), "rawId": websafe_encode(raw), "type": "public-key", "response": answer}


def _invitations(standing: Standing) -> None:
    from shouyi.people.organisations import inviting
    from shouyi.people.permission.actors import Post

    admin = standing.accounts["admin_a"]
    standing.things["invitation"] = inviting.invite(standing.things[A], f"{MARK}@example.org", Post.READER, admin)


def _consents(standing: Standing) -> None:
    from shouyi.archive.consent import PURPOSES, purposes_of
    from shouyi.people.consent import asking, giving
    from shouyi.people.consent.giving import Wish
    from shouyi.people.permission.actors import Actor, Kind, Post, Seat

    owner, bank = standing.accounts["owner"], standing.things[B]
    purpose = next(iter(purposes_of("bank"))).name
    fields = tuple(name for name in PURPOSES[purpose].fields if name in ("band", "score"))
    wish = Wish(bank, purpose, fields, 30)
    standing.things["consent"] = giving.give(Actor(account=str(owner.uid), ref=owner.ref), owner.ref, wish)
    by_owner = Actor(account=str(owner.uid), ref=owner.ref)
    ended = giving.give(by_owner, owner.ref, Wish(standing.things[A], "ordering", ("band",), 9))
    standing.things["ended_consent"] = giving.withdraw(by_owner, owner.ref, ended.uid)
    officer = standing.accounts["officer_b"]
    seat = Actor(account=str(officer.uid), seats=(Seat(B, Kind.BANK, Post.OFFICER),))
    code = asking.make_code(owner.ref)
    standing.things["ask"] = asking.ask_by_code(seat, officer, wish, code)
    standing.things["ask_token"] = asking.ask_by_link(seat, officer, wish)[1]


def _signed(standing: Standing) -> None:
    """B may recompute her score, and signed it."""
    from people.cosigning.cast import may_sign, planted_note

    owner = standing.accounts["owner"]
    standing.things["cosigning"] = may_sign(owner, standing.things[B])
    standing.things["signed"] = planted_note(owner.ref, B)


def _recovery(standing: Standing) -> None:
    from django.utils import timezone

    from shouyi.people.accounts.models import Recovery
    from shouyi.people.accounts.recovering import digest

    owner, token = standing.accounts["owner"], secrets.token_urlsafe(32)
    Recovery.objects.create(
        owner=owner, holder=owner.holder, reach_key=secrets.token_hex(32), stop_digest=digest(token),
        by=standing.accounts["helper"], ready_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    standing.things["stop_token"] = token


def orders_csv(order: str) -> bytes:
    """A table of one order of hers."""
    from people.real_file import HEADER

    row = f"{order},p-good,b1,,2026-10-10T10:00:00,2026-10-15,2026-10-14,,2026-10-20,,,,,1,1000,CNY"
    return f"{HEADER}\n{row}\n".encode()


def _rights(standing: Standing) -> None:
    from django.utils import timezone

    from shouyi.people.behind import behind
    from shouyi.people.rights import receipts
    from shouyi.people.rights.models import Export

    owner, upload = standing.accounts["owner"], standing.things["upload"]
    export = Export(
        account=owner, holder=upload.holder, ref=owner.ref, language="en", address=upload.address, size=upload.size,
        until=timezone.now() + timedelta(days=1), ready_at=timezone.now(),
    )  # fmt: skip
    export.save()
    assert behind().files.has(export.holder, export.address)
    link = receipts.new_link()
    receipts.write(link, {})
    standing.things |= {"export": export, "receipt": link}


def _programs(standing: Standing) -> None:
    from shouyi.people.api.clients import make_client
    from shouyi.people.facts.delivering import Handed, hand_in

    standing.things["client"], _secret = make_client(standing.things[A], MARK, ("case.queue",), None)
    standing.things["delivered"], _new = hand_in(
        standing.things[A], Handed("orders", orders_csv(secrets.token_hex(4)), by=standing.accounts["officer_a"])
    )
    from people.api.programs import Program
    from shouyi.people.api.clients import scopes_for

    for who, org, scopes in (("program_a", A, None), ("program_few", A, ("org.read",)), ("program_b", B, None)):
        row, secret = make_client(standing.things[org], who, scopes or scopes_for(standing.things[org].kind), None)
        made = Program(row, secret)
        made.token = made.fetch_token().json()["access_token"]
        standing.things[who] = made


def _votes(standing: Standing) -> None:
    from people.votes.world import real_votes, sits
    from shouyi.people.behind import behind
    from shouyi.people.votes.models import Draft
    from shouyi.people.votes.models import Effect as Kept
    from shouyi.score.effect import effect_of

    digest = real_votes()["guide"]
    about = behind().votes.one(digest).proposal
    counted = {"found": effect_of([], []).to_plain()}
    Kept.objects.get_or_create(base=about.replaces, of=about.document, defaults=counted)  # a worker may have counted
    draft = Draft(organisation=standing.things[A], by=standing.accounts["officer_a"], subject="standard", version="7")
    draft.document = b'{"version":"7"}'
    draft.save()
    sits(standing.accounts["owner"])
    said = behind().votes.comment(A, digest, "words", bytes(32))
    standing.things |= {"vote": digest, "draft": draft, "comment": said}


PLANTS = (
    _statements, _wishes, _cases, _uploads, _told, _jobs, _helpers, _passkeys, _invitations, _consents, _signed,
    _recovery, _rights, _programs, _votes,
)  # fmt: skip
