"""Organisations after the founding, on a real home: each step twice is once, and keys overlap while they change."""

from __future__ import annotations

from pathlib import Path

import pytest

from acts.conftest import seeded, settings
from acts.river import ORG, flow
from shouyi.acts.documents import FOUNDER
from shouyi.acts.founding import REGISTRAR
from shouyi.acts.organising import HouseOrgs
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.keystore import KeyFile
from shouyi.ledger.errors import BatchRefused
from shouyi.people.ports.orgs import Known, OrgRefused
from shouyi.wiring import open_house

BANK = "org-bank-test"


@pytest.fixture
def orgs(tmp_path: Path) -> HouseOrgs:
    house = open_house(settings(tmp_path / "h"))
    house.begin()
    made = HouseOrgs(house)
    made.register(BANK, "bank", "测试银行", "Test bank", own_key=False)
    return made


def good(known: Known, purpose: str = "batch") -> list[str]:
    return [key.public for key in known.keys if key.purpose == purpose and not key.revoked]


def batches(orgs: HouseOrgs) -> int:
    return orgs.house.store.batch_count()


def test_joining_names_it_in_the_pin_and_gives_it_one_key(orgs: HouseOrgs) -> None:
    known = next(each for each in orgs.known() if each.org == BANK)
    assert (known.kind, known.name_zh, known.name_en, known.suspended) == ("bank", "测试银行", "Test bank", False)
    assert [(key.purpose, key.here, key.revoked) for key in known.keys] == [("batch", True, False)]
    assert orgs.house.pin().names[BANK] == {"en": "Test bank", "zh": "测试银行"}


def test_a_federation_joins_without_a_name_in_the_pin(orgs: HouseOrgs) -> None:
    known = orgs.register("org-fed", "federation", "某残联", "A federation", own_key=False)
    assert (known.name_zh, known.name_en) == ("", "")
    assert "org-fed" not in orgs.house.pin().names


@pytest.mark.parametrize("step", ["register", "suspend", "restore", "add_key", "revoke_key"])
def test_each_step_twice_writes_once(orgs: HouseOrgs, step: str) -> None:
    old = good(orgs.add_key(BANK, "client"), "client")[0]
    calls = {
        "register": lambda: orgs.register(BANK, "bank", "另名", "Another name", own_key=False),
        "suspend": lambda: orgs.suspend(BANK, "review"),
        "restore": lambda: orgs.restore(BANK),
        "add_key": lambda: orgs.add_key(BANK, "issue"),
        "revoke_key": lambda: orgs.revoke_key(BANK, old),
    }
    first = calls[step]()
    before = batches(orgs)
    assert calls[step]() == first
    assert batches(orgs) == before


def test_a_key_is_replaced_and_the_new_one_signs(orgs: HouseOrgs) -> None:
    old = good(orgs.known()[0] if orgs.known()[0].org == BANK else next(k for k in orgs.known() if k.org == BANK))[0]
    known = orgs.rotate_key(BANK, old)
    (new,) = good(known)
    assert new != old
    assert orgs.house.keeper.signer(BANK).public.hex() == new
    assert orgs.house.ledger.state.get(f"batches/{new}") == 1  # its first signature revoked the old one
    before = batches(orgs)
    assert good(orgs.rotate_key(BANK, old)) == [new]  # the job came again
    assert batches(orgs) == before


def test_killed_between_the_two_steps_both_are_good_and_the_next_try_ends_it(
    orgs: HouseOrgs, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = good(next(each for each in orgs.known() if each.org == BANK))[0]

    def killed(org: str, public: str) -> None:
        raise GatewayError("killed here", permanent=False)

    with monkeypatch.context() as patched:
        patched.setattr(orgs, "_revoke", killed)
        with pytest.raises(GatewayError):
            orgs.rotate_key(BANK, old)
    both = good(next(each for each in orgs.known() if each.org == BANK))
    assert len(both) == 2
    assert old in both
    assert orgs.house.keeper.signer(BANK).public.hex() != old
    assert len(good(orgs.rotate_key(BANK, old))) == 1


def test_a_key_file_whose_entry_never_came_is_used_by_the_next_try(
    orgs: HouseOrgs,
) -> None:
    made = orgs.house.keeper.custody.make(BANK, "client")
    assert good(orgs.add_key(BANK, "client"), "client") == [made.public.hex()]


def test_rotated_many_times_the_order_is_by_number(orgs: HouseOrgs) -> None:
    seen = set()
    for _ in range(11):
        (old,) = good(next(each for each in orgs.known() if each.org == BANK))
        seen.add(old)
        orgs.rotate_key(BANK, old)
    (last,) = good(next(each for each in orgs.known() if each.org == BANK))
    assert last not in seen
    assert len(seen) == 11
    assert orgs.house.keeper.signer(BANK).public.hex() == last
    assert (orgs.house.settings.home / "keys" / f"{BANK}.batch.12.key").exists()


def test_the_operators_own_key_is_replaced_by_itself(orgs: HouseOrgs) -> None:
    (old,) = good(next(each for each in orgs.known() if each.org == FOUNDER))
    (new,) = good(orgs.rotate_key(FOUNDER, old))
    assert new != old
    orgs.register("org-after", "carrier", "承运", "Carrier", own_key=False)
    reopened = open_house(orgs.house.settings)
    reopened.begin()
    assert reopened.keeper.signer(FOUNDER).public.hex() == new


def test_the_guide_s_note_is_signed_anew_with_the_new_issuing_key(orgs: HouseOrgs) -> None:
    (old,) = good(next(each for each in orgs.known() if each.org == FOUNDER), "issue")
    (new,) = good(orgs.rotate_key(FOUNDER, old), "issue")
    assert orgs.house.keeper.custody.signer(FOUNDER, "issue").public.hex() == new


@pytest.mark.parametrize("purpose", ["log", "cosign"])
def test_what_the_policy_names_is_not_revoked_from_a_page(orgs: HouseOrgs, purpose: str) -> None:
    public = good(next(each for each in orgs.known() if each.org == FOUNDER), purpose)[0]
    with pytest.raises(OrgRefused, match="policy_key"):
        orgs.revoke_key(FOUNDER, public)


def test_the_operators_last_batch_key_cannot_be_revoked(orgs: HouseOrgs) -> None:
    (last,) = good(next(each for each in orgs.known() if each.org == FOUNDER))
    with pytest.raises(OrgRefused, match="last_key"):
        orgs.revoke_key(FOUNDER, last)


def test_another_s_key_is_unknown_here(orgs: HouseOrgs) -> None:
    (theirs,) = good(next(each for each in orgs.known() if each.org == REGISTRAR))
    for step in (orgs.revoke_key, orgs.rotate_key):
        with pytest.raises(OrgRefused, match="unknown_key"):
            step(BANK, theirs)
    with pytest.raises(OrgRefused, match="key_taken"):
        orgs.add_own_key(BANK, "batch", theirs)


@pytest.mark.parametrize(("org", "kind", "code"), [(BANK, "carrier", "other_kind"), (FOUNDER, "bank", "other_kind")])
def test_what_joined_as_one_thing_does_not_join_as_another(orgs: HouseOrgs, org: str, kind: str, code: str) -> None:
    with pytest.raises(OrgRefused, match=code):
        orgs.register(org, kind, "名", "Name", own_key=False)


def test_the_operator_is_never_suspended(orgs: HouseOrgs) -> None:
    with pytest.raises(OrgRefused, match="founder"):
        orgs.suspend(FOUNDER, "asked")


def test_nobody_unknown_is_suspended(orgs: HouseOrgs) -> None:
    with pytest.raises(OrgRefused, match="unknown_org"):
        orgs.suspend("org-nobody", "asked")


def test_suspended_its_facts_are_refused_and_its_keys_are_the_operator_s_to_mend(orgs: HouseOrgs, few: Path) -> None:
    flow(orgs.house, few)
    orgs.suspend(ORG, "key")
    (old,) = good(next(each for each in orgs.known() if each.org == ORG))
    (few / "orders.csv").write_text((few / "orders.csv").read_text().replace("o3,maker-1,", "o33,maker-1,"))
    with pytest.raises(BatchRefused, match="is suspended"):
        flow(orgs.house, few)
    assert len(good(orgs.rotate_key(ORG, old))) == 1
    orgs.restore(ORG)
    flow(orgs.house, few)


def own(n: int = 1) -> KeyFile:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return KeyFile(Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32))


def test_a_key_in_own_hands_is_known_and_signs_nothing_here(orgs: HouseOrgs) -> None:
    orgs.register("org-own", "platform", "自管", "Own", own_key=True)
    known = orgs.add_own_key("org-own", "batch", own().public.hex())
    assert [(key.public, key.here) for key in known.keys] == [(own().public.hex(), False)]
    with pytest.raises(GatewayError, match="keeps its key itself"):
        orgs.house.keeper.signer("org-own")
    with pytest.raises(OrgRefused, match="own_only"):
        orgs.rotate_key("org-own", own().public.hex())


def test_from_house_custody_to_one_s_own(orgs: HouseOrgs) -> None:
    (old,) = good(next(each for each in orgs.known() if each.org == BANK))
    orgs.add_own_key(BANK, "batch", own().public.hex())
    assert orgs.house.keeper.signer(BANK).public.hex() == old  # until it is revoked, this house still signs
    assert good(orgs.revoke_key(BANK, old)) == [own().public.hex()]
    with pytest.raises(GatewayError, match="it was revoked"):
        orgs.house.keeper.signer(BANK)


@pytest.mark.parametrize(("purpose", "code"), [("log", "policy_key"), ("cosign", "own_only")])
def test_some_keys_are_not_made_here(orgs: HouseOrgs, purpose: str, code: str) -> None:
    with pytest.raises(OrgRefused, match=code):
        orgs.add_key(BANK, purpose)


def test_the_same_seed_makes_the_same_second_key(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        house = open_house(seeded(tmp_path / name))
        house.begin()
        orgs = HouseOrgs(house)
        (old,) = good(orgs.register(BANK, "bank", "行", "Bank", own_key=False))
        found.append(good(orgs.rotate_key(BANK, old)))
    assert found[0] == found[1]


def test_a_second_house_reads_the_same_history(orgs: HouseOrgs) -> None:
    (old,) = good(next(each for each in orgs.known() if each.org == BANK))
    orgs.rotate_key(BANK, old)
    orgs.suspend(BANK, "asked")
    other = HouseOrgs(open_house(orgs.house.settings))
    assert other.known() == orgs.known()
