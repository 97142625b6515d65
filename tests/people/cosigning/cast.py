"""Two banks that keep their own keys, consents that stand in the ledger, and the export that their owner hands over."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from people.real_file import NAMES, PERSON, real_file
from world.ledger import SeedKey

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account
    from shouyi.people.consent.models import Consent
    from shouyi.people.cosigning.models import Signed
    from shouyi.people.organisations.models import Organisation
    from shouyi.wiring import House

EAST, WEST, THIRD = "org-cosign-east", "org-cosign-west", "org-cosign-third"
SIGNING = (EAST, WEST)
FIELDS = ("band", "score", "interval", "dimensions")
UIDS = {EAST: UUID(int=0xE), WEST: UUID(int=0xF)}
OTHER = "p-cosign-other"


def key(org: str) -> SeedKey:
    return SeedKey(f"{org}.issue")


def house() -> House:
    from shouyi.people.behind import behind

    return behind().house  # type: ignore[attr-defined]


@cache
def in_the_ledger() -> None:
    """The organisations with their keys, both consents of either person, and a run over everybody."""
    from shouyi.acts.assessing import assess_everybody
    from shouyi.people.behind import behind
    from shouyi.people.ports.recorder import Recorded

    real_file()
    with house().ledger.writing():
        house().keeper.begin()
        house().keeper.open_files([OTHER])
    today = house().keeper.today()
    for org in SIGNING:
        behind().orgs.register(org, "bank", NAMES["zh"], NAMES["en"], own_key=False)
        behind().orgs.add_own_key(org, "issue", key(org).public.hex())
        for person, number in ((PERSON, UIDS[org].hex), (OTHER, uuid4().hex)):
            behind().recorder.given(Recorded(number, person, org, "cosigning", FIELDS, today, today + 29))
    assess_everybody(house())


@cache
def export(person: str = PERSON) -> bytes:
    """With a witness's cosignatures and notes, as whoever downloads it gets it."""
    from shouyi.acts.proving import export_person
    from shouyi.gateways.source import FolderSource
    from shouyi.gateways.witness_app import open_witness

    in_the_ledger()
    here = house()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_witness(Path(folder) / "w", FolderSource(here.public), here.pin(), here.witness_key, here.clock) as near,
    ):
        return export_person(here, person, near)


def zipped(data: bytes, name: str = "shouyi-archive.json") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("README.txt", "hello")
        folder.writestr(name, data)
    return out.getvalue()


def owner() -> Account:
    from shouyi.people.accounts.models import Account

    return Account.objects.get(username="xiumei")


def consent(org: str, fields: tuple[str, ...] = FIELDS) -> Consent:
    """As the page gives it; those of the signing two stand in the ledger under their uid."""
    from people.organisations.seats import organisation
    from shouyi.people.organisations.models import OrgKey

    made = organisation(org)
    if org in SIGNING:
        OrgKey.objects.get_or_create(
            public=key(org).public.hex(), defaults={"organisation": made, "purpose": "issue", "here": False}
        )
    return may_sign(owner(), made, fields, UIDS.get(org))


def may_sign(who: Account, org: Organisation, fields: tuple[str, ...] = FIELDS, uid: UUID | None = None) -> Consent:
    """The consent alone, in the pages."""
    from shouyi.people.consent.giving import Wish, give
    from shouyi.people.permission.actors import Actor

    actor = Actor(account=str(who.uid), ref=who.ref or "", fresh=True)
    return give(actor, who.ref or "", Wish(org, "cosigning", fields, 30), uid=uid)


def planted_note(ref: str, *orgs: str) -> Signed:
    """A signed note about nobody's digits, for pages that show one."""
    from shouyi.canon.days import from_iso
    from shouyi.people.cosigning.models import Signed
    from shouyi.people.organisations.models import Organisation, OrgKey
    from shouyi.score.cosigned import Statement, sign

    holder, guide, evidence = (letter * 64 for letter in "abc")
    day, parts = from_iso("2026-11-24"), (700, 710, 720, 730, 740)
    net = house().settings.net
    said = Statement(net, holder, "2", guide, day, (1, 1, 1, 1), evidence, 700, 600, 800, 9, "B", parts)
    note = None
    for org in orgs:
        OrgKey.objects.get_or_create(
            organisation=Organisation.objects.get(org=org), public=key(org).public.hex(), purpose="issue", here=False
        )
        note = sign(said, org, key(org), day * 86_400, note)
    assert note
    return Signed.objects.create(ref=ref, holder=ref, note=note.to_bytes().decode(), orgs=list(orgs))
