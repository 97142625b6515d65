"""Writes the golden vectors beside this file: `python -m vectors.ledger.generate` in tests/. README.md explains them.

Everything follows from names (`world.ledger.seed`), so that a second run writes the same bytes; a test regenerates and
compares, another reads the files with hashlib, hmac and cryptography alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shouyi.archive.openings import Opening, disclosable
from shouyi.canon.digest import mac, u64
from shouyi.ledger.checkpoint import Checkpoint
from shouyi.ledger.entry import Entry, parse_entry
from shouyi.ledger.fields import field_digest, fields_root, result_leaf
from shouyi.ledger.keys import BLINDED, blind, result_key, salt, source_key, tag, vault_key
from shouyi.ledger.kind import LOGS, RESULT_FIELDS, RULE
from shouyi.ledger.kinds.assessment_run import run_digest
from shouyi.ledger.note import COSIGNATURE, ED25519, Note, Verifier, cosign, sign_note
from shouyi.ledger.policy import Pin, parse_policy, write_policy
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.prooffile import Disclosure, ProofFile, Result
from shouyi.ledger.tree import Hashes
from shouyi.ledger.unspent import DOMAIN, Unspent
from vectors.ledger import vote
from vectors.ledger.breakages import broken
from world.ledger import (
    DAY,
    FOUNDER,
    NET,
    NOTHING,
    OTHER,
    PLATFORM,
    REGISTRAR,
    SeedKey,
    Source,
    World,
    batch_key,
    founding,
    plain,
    seed,
)

HERE = Path(__file__).parent
ARTISAN, WITNESSES = "artisan-1", (FOUNDER, REGISTRAR, PLATFORM)
AT = DAY * 86_400 - 28_800 + 3_600  # one in the morning in China, on DAY
NAMES = {
    FOUNDER: {"en": "Shouyi Registry", "zh": "守艺登记处"},
    OTHER: {"en": "Lantern Market", "zh": "灯市"},
    PLATFORM: {"en": "Black Hill Market", "zh": "黑山集市"},
    REGISTRAR: {"en": "Taijiang Culture Bureau", "zh": "台江县文化馆"},
}
RESULT = {
    "band": "B", "day": DAY, "finance": 500, "fulfilment": 861, "guide": "1", "high": 756,
    "holder": seed("holder").hex(), "low": 689, "p80": 780, "score": 724, "skill": 500, "social": 500,
    "word_of_mouth": 901,
}  # fmt: skip


def log_key(name: str) -> SeedKey:
    return SeedKey(f"{name}.log")


def witness_key(org: str) -> SeedKey:
    return SeedKey(f"{org}.cosign")


def pin() -> Pin:
    names = [f"{NET}/{log}" for log in (*LOGS, "unspent")]
    witnesses = {org: Verifier(f"{NET}/witness/{org}", COSIGNATURE, witness_key(org).public) for org in WITNESSES}
    text = write_policy([Verifier(n, ED25519, log_key(n).public) for n in names], witnesses, 2)
    return Pin(NET, 1, "none", parse_policy(text), text, NAMES)


def once() -> str:
    return mac(seed("registrar", REGISTRAR), b"110101199003070038", u64(0)).hex()


def openings() -> dict[str, Opening]:
    """Entries about one artisan, one of each kind, in the order of their chains."""
    registrar, market = Source(ARTISAN, REGISTRAR), Source(ARTISAN, PLATFORM)
    opened = registrar.open("archive.opened", {"holder": RESULT["holder"]}, pub={"after": "none", "once": once()})
    added = registrar.open("source.added", {"org": PLATFORM}, first=tag(market.key, 0))
    work = market.open("work.registered", {"craft": "苗族数纱绣", "maker": "杨秀梅", "title": "《八角花》壁挂",
                                           "work": "7k3m92qf"}, on=DAY - 30)  # fmt: skip
    sold = {"sold": ("o-1", 2, 12_800, "CNY", "o-2", 1, 30_000, "CNY"), "dispatched": ("o-1", DAY - 3, "o-2", DAY)}
    sale = market.open("trade.statement", {**NOTHING, **sold}, on=DAY - 1)
    late = market.open("trade.statement", {**NOTHING, "overdue": ("o-3", DAY - 4)}, on=DAY - 1)
    said = {"cohort": 3, "delivered": DAY - 5, "dispatched": DAY - 9, "earlier": 0, "expected": DAY - 4, "makers": 1}
    said |= {"buyer": seed("pseudonym").hex()[:32], "order": "o-0", "promised": DAY - 8, "stars": 5}
    review = market.open("review.given", said, other={"text": "针脚细密，像山里的云。\n\t“😀”"})
    asked = {"fields": ("band", "score"), "purpose": "lending", "recipient": "org-bank", "until": DAY + 30}
    number = seed("consent").hex()[:32]
    given = registrar.open("consent.given", {"consent": number, **asked})
    withdrawn = registrar.open("consent.withdrawn", {"consent": number})
    graded = {"about": None, "until": DAY + 1_000, "value": 1, "what": "county_inheritor"}
    attested = registrar.open("outcome.attested", graded, on=DAY - 2)
    gone = market.open("fact.erased", {"reason": "wrong-order", "tag": tag(market.key, 2).hex()})
    return {"archive.opened": opened, "source.added": added, "work.registered": work, "trade.statement": sale,
            "trade.statement-late": late, "review.given": review, "fact.erased": gone,
            "consent.given": given, "consent.withdrawn": withdrawn, "outcome.attested": attested}  # fmt: skip


def world(found: Mapping[str, Opening]) -> tuple[World, dict[str, Any]]:
    """The founder's batch, the registrar's, the market's, an assessment run with what opens its results, and a vote."""
    made, entry = World(), {name: opening.entry() for name, opening in found.items()}
    guide = plain("guide.published", {"digest": seed("guide").hex(), "version": "1"})
    policy = plain("policy.published", {"digest": pin().digest.hex(), "number": 1, "previous": "none"})
    made.write(FOUNDER, [*founding(DAY), guide, policy])
    registry = ["archive.opened", "source.added", "consent.given", "consent.withdrawn", "outcome.attested"]
    made.write(REGISTRAR, [entry[name] for name in registry])
    market = ["work.registered", "trade.statement", "trade.statement-late", "review.given", "fact.erased"]
    made.write(PLATFORM, [entry[name] for name in market])
    run, results = assessment(made.state.sizes)
    made.write(FOUNDER, [run], DAY + 1)
    vote.write(made)
    return made, results


def assessment(sizes: tuple[int, ...]) -> tuple[Entry, dict[str, Any]]:
    """A run over five people, of whom the first's result is opened."""
    pub = {"as_of": DAY, "guide": seed("guide").hex(), "sizes": list(sizes)}
    name = run_digest(FOUNDER, pub)
    seeds = [mac(result_key(seed("person", f"artisan-{n}")), name) for n in range(1, 6)]
    digests = [[field_digest(f, RESULT[f], salt(s, f)) for f in RESULT_FIELDS] for s in seeds]
    leaves = sorted(result_leaf(fields_root(found)) for found in digests)
    hashes = Hashes()
    hashes.extend(leaves)
    pub |= {"count": len(leaves), "root": hashes.root(0, len(leaves)).hex()}
    index = leaves.index(result_leaf(fields_root(digests[0])))
    opened = tuple((f, RESULT[f], salt(seeds[0], f)) for f in ("band", "day", "guide", "holder"))
    result = Result(Disclosure(tuple(digests[0]), opened), index, tuple(hashes.inclusion(index, len(leaves))))
    told = {"digests": hexes(digests[0]), "fields": RESULT, "leaf": leaves[index].hex(), "leaves": hexes(leaves),
            "result_key": result_key(seed("person", ARTISAN)).hex(), "root": fields_root(digests[0]).hex(),
            "run_digest": name.hex(), "seed": seeds[0].hex()}  # fmt: skip
    return plain("assessment.run", pub, day=DAY + 1), {"disclosure": result, "told": told}


def hexes(found: Any) -> list[str]:
    return [item.hex() for item in found]


def describe(opening: Opening) -> dict[str, Any]:
    """How an entry about a person comes about, step by step."""
    entry = opening.entry()
    return {"digests": hexes(opening.digests), "entry": entry.to_bytes().decode(),
            "leaf": leaf_hash(entry.to_bytes()).hex(), "n": opening.n,
            "fields": [describe_field(opening, name) for name in opening.kind.fields],
            "seed": opening.own.seed.hex(), "other_seed": opening.other.seed.hex() if opening.other else None,
            "source": opening.source.hex()}  # fmt: skip


def describe_field(opening: Opening, name: str) -> dict[str, Any]:
    value, found = opening.opened(name)
    plain_value = list(value) if isinstance(value, tuple) else value
    told = {"digest": field_digest(name, value, found).hex(), "name": name, "salt": found.hex(), "value": plain_value}
    return told | ({"blind": blind(opening.source, opening.tag, name).hex()} if name in BLINDED else {})


def checkpoint(made: World, log: int) -> Note:
    """Signed by the log, cosigned by two of three witnesses, a minute apart."""
    name, size = f"{NET}/{LOGS[log]}", made.state.sizes[log]
    body = Checkpoint(name, size, made.hashes[log].root(0, size)).to_body()
    lines = [cosign(body, f"{NET}/witness/{org}", witness_key(org), AT - 60 * n) for n, org in enumerate(WITNESSES[:2])]
    return sign_note(body, name, log_key(name)).plus(lines)


def proof_of(made: World, entry: Entry, digests: Any = (), opened: Any = (), result: Result | None = None) -> ProofFile:
    data, log = entry.to_bytes(), entry.kind.log
    index = made.entries[log].index(data)
    path = tuple(made.hashes[log].inclusion(index, made.state.sizes[log]))
    return ProofFile(data, Disclosure(tuple(digests), tuple(opened)), result, index, path, checkpoint(made, log))


def proofs(made: World, found: Mapping[str, Opening], results: Mapping[str, Any]) -> dict[str, ProofFile]:
    def shown(name: str, *fields: str) -> ProofFile:
        opening = found[name]
        return proof_of(made, opening.entry(), opening.digests, disclosable(opening, fields or opening.kind.fields))

    entries = {entry.kind.name: entry for entry in map(parse_entry, made.entries[RULE])}
    return {
        "statement-some": shown("trade.statement", "on", "sold"),
        "statement-all": shown("trade.statement"),
        "statement-none": shown("trade.statement-late", "next"),  # `next` is never opened, so nothing is
        "work": shown("work.registered"),
        "review": shown("review.given", "on", "stars", "text"),
        "outcome": shown("outcome.attested", "on", "until", "value", "what"),
        "archive": shown("archive.opened", "holder"),
        "run": proof_of(made, entries["assessment.run"], result=results["disclosure"]),
        "organisation": proof_of(made, entries["org.added"]),
    }


def unspent(found: Opening, made: World) -> Note:
    """Nobody has spent the market's next tag."""
    _, digest = found.blind("next")
    a, b, c, d = made.state.sizes
    body = Unspent(f"{NET}/unspent", found.by, (a, b, c, d), digest).to_body()
    lines = [cosign(body, f"{NET}/witness/{org}", witness_key(org), AT, domain=DOMAIN) for org in WITNESSES[:2]]
    return sign_note(body, f"{NET}/unspent", log_key(f"{NET}/unspent")).plus(lines)


def keys() -> dict[str, Any]:
    signers = [
        *map(batch_key, NAMES),
        *(log_key(f"{NET}/{log}") for log in (*LOGS, "unspent")),
        *map(witness_key, WITNESSES),
    ]
    person = seed("person", ARTISAN)
    sources = {org: source_key(person, org) for org in (REGISTRAR, PLATFORM)}
    return {
        "once": {"after": "none", "generation": 0, "identity": "110101199003070038", "once": once(),
                 "registrar_key": seed("registrar", REGISTRAR).hex()},
        "person": {"key": person.hex(), "result": result_key(person).hex(), "vault": vault_key(person).hex(),
                   "sources": {org: key.hex() for org, key in sources.items()},
                   "tags": {org: [tag(key, n).hex() for n in range(6)] for org, key in sources.items()}},
        "signers": {key.name: {"private": seed("key", key.name).hex(), "public": key.public.hex()} for key in signers},
    }  # fmt: skip


def ledger(made: World) -> dict[str, Any]:
    """Every batch with what it signs, its record, what it writes, and the hash after it."""
    batches = [
        {"app_hash": changes.app_hash.hex(), "day": changes.day, "entries": [e.decode() for e in changes.batch.entries],
         "message": changes.batch.head.to_message().decode(), "record": changes.record.decode(),
         "roots": hexes(edge.root() for edge in changes.edges), "state_root": changes.state_edge.root().hex(),
         "writes": [list(write) for write in changes.writes]}
        for changes in made.taken
    ]  # fmt: skip
    return {"batches": batches, "net": NET}


def files() -> dict[str, bytes]:
    """Every file by its path below this folder."""
    found = openings()
    made, results = world(found)
    shown = proofs(made, found, results)
    bad, listed = broken(shown, log_key, witness_key)
    plain = {"broken.json": listed, "keys.json": keys(), "ledger.json": ledger(made), "result.json": results["told"]}
    plain |= {f"entries/{name}.json": describe(opening) for name, opening in found.items()}
    notes = {LOGS[log]: checkpoint(made, log) for log in range(len(LOGS))}
    return (
        {name: pretty(value) for name, value in plain.items()}
        | {"pin.json": pin().to_bytes(), "unspent.note": unspent(found["fact.erased"], made).to_bytes()}
        | {f"checkpoints/{name}.note": note.to_bytes() for name, note in notes.items()}
        | {f"proofs/{name}.tlog-proof": proof.to_bytes() for name, proof in shown.items()}
        | {f"broken/{name}": data for name, data in bad.items()}
    )


def pretty(value: Any) -> bytes:
    """Canonical order of keys, one item a line: read by people too."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def main() -> None:
    for path, data in files().items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_bytes(data)


if __name__ == "__main__":
    main()
