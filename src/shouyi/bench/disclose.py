"""Disclosing single fields: making proof files, and checking them as a stranger does.

At scale 1: 1,000 proof files of as many statements, three fields open in each, in a log of 10,000 entries. Made:
salts, path, encoding. Checked: all seven steps of `require_proof`, two Ed25519 signatures included. Beside the
checking, of the same bytes: the bare SHA-256s that the format asks for, and those with two bare Ed25519 verifications.
Signing and cosigning the one checkpoint under which they all stand is not part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shouyi.archive.openings import Opening, disclosable
from shouyi.bench.network import ORIGINS, UNIX, Key, pin, witness
from shouyi.bench.prepare import commit_wish, wishes
from shouyi.bench.rounds import Figures, go_round, paces, ratios
from shouyi.canon.canonical import encode_plain
from shouyi.ledger.checkpoint import Checkpoint
from shouyi.ledger.kind import TRACE
from shouyi.ledger.note import Note, cosign, sign_note
from shouyi.ledger.policy import Pin
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.prooffile import Disclosure, ProofFile, parse_proof, require_proof
from shouyi.ledger.tree import Hashes

ENTRIES, FILES = 10_000, 1_000
SHOWN = ("dispatched", "on", "sold")


@dataclass(frozen=True, slots=True)
class Cut:
    """A log of these openings under one cosigned checkpoint."""

    openings: Sequence[Opening]
    hashes: Hashes
    note: Note


def run(seed: int, scale: float) -> Figures:
    """Files a second made and checked, the bare work's, ratios (median, least, greatest), and a file's bytes."""
    cut, trusted = _cut(seed, max(2, round(ENTRIES * scale))), pin(seed)
    chosen = Random(seed).sample(range(len(cut.openings)), min(len(cut.openings), max(1, round(FILES * scale))))
    files = _make(cut, chosen)
    hashed = [_hashed(parse_proof(data)) for data in files]
    taken = go_round({
        "make": lambda: lambda: _make(cut, chosen),
        "check": lambda: lambda: _check(files, trusted),
        "sha256": lambda: lambda: _hash(hashed),
        "sha256_ed25519": lambda: lambda: _hash_and_verify(hashed, cut.note, seed),
    })  # fmt: skip
    found: Figures = {"files": len(files), "log_entries": len(cut.openings), "fields_open": len(SHOWN), "seed": seed}
    found |= {"file_bytes": round(sum(map(len, files)) / len(files)), "sha256s_per_file": len(hashed[0])}
    found |= paces("files", len(files), taken)
    return found | ratios(taken, "check", "sha256") | ratios(taken, "check", "sha256_ed25519")


def _cut(seed: int, count: int) -> Cut:
    openings = [commit_wish(wish) for wish in wishes(Random(seed), count)]
    hashes = Hashes()
    hashes.extend(leaf_hash(opening.entry().to_bytes()) for opening in openings)
    body = Checkpoint(ORIGINS[TRACE], count, hashes.root(0, count)).to_body()
    note = sign_note(body, ORIGINS[TRACE], Key(seed, ORIGINS[TRACE]))
    return Cut(openings, hashes, note.plus([cosign(body, witness(seed).name, Key(seed, "witness"), UNIX)]))


def _make(cut: Cut, chosen: Sequence[int]) -> list[bytes]:
    return [_file(cut, index).to_bytes() for index in chosen]


def _file(cut: Cut, index: int) -> ProofFile:
    opening = cut.openings[index]
    disclosure = Disclosure(opening.digests, tuple(disclosable(opening, SHOWN)))
    path = tuple(cut.hashes.inclusion(index, len(cut.openings)))
    return ProofFile(opening.entry().to_bytes(), disclosure, None, index, path, cut.note)


def _check(files: Sequence[bytes], trusted: Pin) -> None:
    for data in files:
        require_proof(data, trusted)


def _hashed(file: ProofFile) -> list[bytes]:
    """What goes into each SHA-256 of a check: fields, root, leaf, and a node a step of the path."""
    fields = [b"shouyi/field/1" + salt + encode_plain([name, value]) for name, value, salt in file.disclosure.fields]
    root = b"shouyi/root/1" + b"".join(file.disclosure.digests)
    return [*fields, root, b"\x00" + file.entry, *(b"\x01" + bytes(32) + step for step in file.path)]


def _hash(hashed: Sequence[Sequence[bytes]]) -> None:
    for each in hashed:
        for message in each:
            sha256(message).digest()


def _hash_and_verify(hashed: Sequence[Sequence[bytes]], note: Note, seed: int) -> None:
    log, cosigner = (Ed25519PublicKey.from_public_bytes(Key(seed, name).public) for name in (ORIGINS[TRACE], "witness"))
    signature, cosignature = note.signatures[0].blob, note.signatures[1].blob[8:]
    cosigned = b"cosignature/v1\ntime %d\n" % UNIX + note.body
    for each in hashed:
        for message in each:
            sha256(message).digest()
        log.verify(signature, note.body)
        cosigner.verify(cosignature, cosigned)
