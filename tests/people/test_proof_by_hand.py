"""The shell lines of docs/algorithms/proof-file.md, run as they stand there, find what the programs find."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from people.browser import ROOT
from shouyi.ledger.note import COSIGNATURE, ED25519, Note, Verifier, cosign, sign_note
from shouyi.ledger.policy import Pin, parse_pin, parse_policy, write_policy
from shouyi.ledger.prooffile import parse_proof, require_proof

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VECTORS = ROOT / "tests/vectors/ledger"
PAGE = ROOT / "docs/algorithms/proof-file.md"


def by_hand(proof: Path, folder: Path, pin: Path = VECTORS / "pin.json") -> str:
    if not shutil.which("openssl"):
        pytest.skip("OPENSSL IS MISSING: the page's lines were not run")
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL))
    settings = {"FILE": str(proof), "PIN": str(pin), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", lines], cwd=folder, env=settings, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize("name", ["work", "statement-some", "review"])
def test_a_good_proof_holds_by_hand(name: str, tmp_path: Path) -> None:
    said = by_hand(VECTORS / f"proofs/{name}.tlog-proof", tmp_path)
    for line in ("fields: the digests give the root", "is as committed", "inclusion: the path leads to the root"):
        assert line in said
    assert "DIFFERS" not in said
    assert said.count("Signature Verified Successfully") == 3


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("digest", "the digests give the root"),
        ("index", "the path leads to the root"),
        ("log-signature", "log: Signature Verified"),
    ],
)
def test_a_broken_one_does_not(name: str, missing: str, tmp_path: Path) -> None:
    assert missing not in by_hand(VECTORS / f"broken/{name}.tlog-proof", tmp_path)


def test_a_changed_value_differs_by_hand(tmp_path: Path) -> None:
    assert by_hand(VECTORS / "broken/field-value.tlog-proof", tmp_path).count("DIFFERS") == 1


@dataclass(frozen=True)
class Key:
    """An Ed25519 key whose base64 has a plus in it, as every third key's has."""

    seed: bytes

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def keys_with_plus(kind: int) -> Iterator[Key]:
    """Keys whose last plus stands within what OpenSSL needs."""
    for number in count():
        key = Key(sha256(f"{kind} {number}".encode()).digest())
        if "+" in b64encode(bytes([kind]) + key.public).decode()[4:]:
            yield key


def signed_with_plus(name: str) -> tuple[bytes, Pin]:
    """The same proof, signed and witnessed by such keys, and a pin that lists them."""
    old, file = parse_pin((VECTORS / "pin.json").read_bytes().rstrip(b"\n")), parse_proof((VECTORS / name).read_bytes())
    origin = file.note.body.decode().split("\n")[0]
    log, witness = next(keys_with_plus(ED25519)), next(keys_with_plus(COSIGNATURE))
    seen = Verifier(f"{old.net}/witness/seen", COSIGNATURE, witness.public)
    text = write_policy([Verifier(origin, ED25519, log.public)], {"seen": seen}, 1)
    note: Note = sign_note(file.note.body, origin, log).plus(
        [cosign(file.note.body, seen.name, witness, 1_795_000_000)]
    )
    return replace(file, note=note).to_bytes(), replace(old, policy=parse_policy(text), policy_text=text)


@pytest.mark.parametrize("name", ["work", "review"])
def test_keys_with_a_plus_in_them_are_read_whole(name: str, tmp_path: Path) -> None:
    data, pin = signed_with_plus(f"proofs/{name}.tlog-proof")
    require_proof(data, pin)
    (tmp_path / "proof").write_bytes(data)
    (tmp_path / "pin").write_bytes(pin.to_bytes())
    said = by_hand(tmp_path / "proof", tmp_path, tmp_path / "pin")
    assert "log: Signature Verified Successfully" in said
    assert re.search(r"quorum: seen at \S+: Signature Verified Successfully", said)
