"""Preparing entries: tag, salts, field digests, blinds and root of a statement, its canonical bytes, its sealed row.

At scale 1: 5,000 trade statements of eight fields and `next`, as the keeper makes them. Beside it, of the same bytes:
the bare HMAC-SHA256s, SHA-256s and AES-256-GCM encryptions that the format asks for, with everything else (canonical
JSON, objects, choosing) done before. Writing rows to disk and signing batches are not part of it.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouyi.archive.openings import Opening, commit
from shouyi.bench.network import DAY, ORG
from shouyi.bench.rounds import Figures, go_round, paces, ratios
from shouyi.canon.canonical import encode_plain
from shouyi.canon.digest import u64
from shouyi.evidence.records import Draft, Value
from shouyi.ledger.fields import field_digest
from shouyi.ledger.keys import next_salt, source_key, tag, vault_key

ENTRIES = 5_000


@dataclass(frozen=True, slots=True)
class Wish:
    """A draft as the n-th of its source, with the chance that it is given."""

    draft: Draft
    source: bytes
    n: int
    seed: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Bare:
    """The same entry's inputs to each primitive, laid out beforehand."""

    source: bytes
    seed: bytes
    keyed: tuple[bytes, ...]
    salted: tuple[bytes, ...]
    hashed: tuple[bytes, ...]
    sealed: bytes
    about: bytes
    nonce: bytes


def run(seed: int, scale: float) -> Figures:
    """Entries a second, ours and bare, and the ratio (median, least, greatest)."""
    wanted = list(wishes(Random(seed), max(1, round(ENTRIES * scale))))
    cipher = AESGCM(vault_key(bytes(32)))
    bare = [_laid_out(wish, commit_wish(wish)) for wish in wanted]
    taken = go_round({"prepare": lambda: lambda: _prepare(wanted, cipher), "bare": lambda: lambda: _bare(bare, cipher)})
    found: Figures = {"entries": len(wanted), "fields": len(commit_wish(wanted[0]).kind.fields), "seed": seed}
    return found | paces("entries", len(wanted), taken) | ratios(taken, "prepare", "bare")


def wishes(draw: Random, count: int) -> list[Wish]:
    """So many statements of one source, drawn."""
    source = source_key(draw.randbytes(32), ORG)
    return [Wish(_draft(draw), source, n, draw.randbytes(32), draw.randbytes(12)) for n in range(count)]


def _draft(draw: Random) -> Draft:
    """A day of two orders: one sold and dispatched, one delivered."""
    first, second, buyer = (draw.randbytes(16).hex() for _each in range(3))
    fields: dict[str, Value] = {
        "cancelled": (),
        "delivered": (second, DAY - draw.randrange(9)),
        "dispatched": (first, DAY - draw.randrange(3)),
        "overdue": (),
        "returned": (),
        "sold": (first, 1 + draw.randrange(3), 1_000 + draw.randrange(90_000), "CNY"),
        "visited": (buyer, draw.randrange(2)),
    }
    return Draft("trade.statement", "p", ORG, DAY, fields)


def commit_wish(wish: Wish) -> Opening:
    """As the keeper does."""
    return commit(wish.draft, DAY, wish.source, wish.n, wish.seed)


def _prepare(wanted: Sequence[Wish], cipher: AESGCM) -> None:
    for wish in wanted:
        opening = commit_wish(wish)
        opening.entry().to_bytes()
        assert opening.own
        cipher.encrypt(wish.nonce, opening.own.to_bytes(), opening.by.encode() + b"/" + opening.tag)


def _laid_out(wish: Wish, opening: Opening) -> Bare:
    """Every input of docs/algorithms/bytes.md, 2 to 4: HMACs under the source key, salts under the seed, hashes."""
    assert opening.own
    spent, following = opening.tag, tag(wish.source, wish.n + 1).hex()
    keyed = (b"shouyi/tag/1" + u64(wish.n), b"shouyi/tag/1" + u64(wish.n + 1), b"shouyi/salt/1" + spent + b"next",
             b"shouyi/blind/1" + spent + b"next")  # fmt: skip
    names = [name for name in opening.kind.fields if name != "next"]
    bodies = [encode_plain([name, opening.own.fields[name]]) for name in names] + [encode_plain(["next", following])]
    inner = field_digest("next", following, next_salt(wish.source, spent))
    hashed = [b"shouyi/field/1" + bytes(32) + body for body in bodies]
    hashed += [b"shouyi/blind/1" + bytes(32) + inner, b"shouyi/root/1" + b"".join(opening.digests)]
    about = opening.by.encode() + b"/" + spent
    salted = tuple(name.encode() for name in names)
    return Bare(wish.source, wish.seed, keyed, salted, tuple(hashed), opening.own.to_bytes(), about, wish.nonce)


def _bare(entries: Sequence[Bare], cipher: AESGCM) -> None:
    for each in entries:
        for message in each.keyed:
            hmac.digest(each.source, message, "sha256")
        for message in each.salted:
            hmac.digest(each.seed, message, "sha256")
        for message in each.hashed:
            sha256(message).digest()
        cipher.encrypt(each.nonce, each.sealed, each.about)
