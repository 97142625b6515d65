"""The golden vectors read by a second hand: hashlib, hmac, json and cryptography, by README.md's formulas alone.

Nothing of ours is imported, so that an error made twice in one place cannot hide.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

HERE = Path(__file__).parent
LOGS = ["skill", "trace", "voice", "rule"]
read = lambda name: json.loads((HERE / name).read_bytes())  # noqa: E731
hex_of = bytes.fromhex
KEYS, PIN = read("keys.json"), read("pin.json")
ENTRIES = sorted(path.stem for path in HERE.glob("entries/*.json"))
PROOFS = sorted(path.stem for path in HERE.glob("proofs/*.tlog-proof"))


def jcs(value):
    """RFC 8785 for what the ledger holds: keys in ASCII, no floats."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def h(*parts):
    return sha256(b"".join(p.encode() if isinstance(p, str) else p for p in parts)).digest()


def mac(key, *parts):
    return hmac.new(key, b"".join(p.encode() if isinstance(p, str) else p for p in parts), "sha256").digest()


def u64(n):
    return n.to_bytes(8, "big")


def hkdf(key, info):
    """RFC 5869 with an empty salt, one block."""
    return mac(mac(bytes(32), key), info, b"\x01")


def tree(leaves):
    """RFC 6962, 2.1, over leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else h()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return h(b"\x01", tree(leaves[:k]), tree(leaves[k:]))


def climb(leaf, index, size, path):
    """The root that a path leads to: RFC 6962, 2.1.1, read from the top."""
    if size == 1:
        assert not path
        return leaf
    k = 1 << (size - 1).bit_length() - 1
    if index < k:
        return h(b"\x01", climb(leaf, index, k, path[:-1]), path[-1])
    return h(b"\x01", path[-1], climb(leaf, index - k, size - k, path[:-1]))


def field(name, value, salt):
    return h("shouyi/field/1", salt, jcs([name, value]))


def holds(public, signature, message):
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    return True


def test_keys_come_from_names_and_from_one_another():
    for name, told in KEYS["signers"].items():
        assert hex_of(told["private"]) == h("key/", name)
        public = Ed25519PrivateKey.from_private_bytes(hex_of(told["private"])).public_key().public_bytes_raw()
        assert public.hex() == told["public"]
    person, told = h("person/artisan-1"), KEYS["person"]
    assert told["key"] == person.hex()
    assert told["result"] == hkdf(person, "shouyi/result/1").hex()
    assert told["vault"] == hkdf(person, "shouyi/vault/1").hex()
    for org, key in told["sources"].items():
        assert hex_of(key) == hkdf(person, "shouyi/source/1" + org)
        assert told["tags"][org] == [mac(hex_of(key), "shouyi/tag/1", u64(n))[:16].hex() for n in range(6)]
    once = KEYS["once"]
    assert once["once"] == mac(hex_of(once["registrar_key"]), once["identity"], u64(once["generation"])).hex()


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry(name):
    told = read(f"entries/{name}.json")
    entry, source, n = json.loads(told["entry"]), hex_of(told["source"]), told["n"]
    assert jcs(entry) == told["entry"].encode()
    assert source.hex() == KEYS["person"]["sources"][entry["by"]]
    assert entry["tag"] == mac(source, "shouyi/tag/1", u64(n))[:16].hex()
    assert [f["name"] for f in told["fields"]] == PIN["registry"]["kinds"][entry["kind"]]["fields"]
    for place, f in enumerate(told["fields"]):
        assert f["salt"] == salt_of(told, entry, f["name"]).hex(), f
        plain = field(f["name"], f["value"], hex_of(f["salt"]))
        assert f["digest"] == plain.hex()
        assert told["digests"][place] == in_place(source, entry, f["name"], plain).hex()
    following = {f["name"]: f["value"] for f in told["fields"]}["next"]
    assert following == mac(source, "shouyi/tag/1", u64(n + 1))[:16].hex()
    assert entry["root"] == h("shouyi/root/1", *map(hex_of, told["digests"])).hex()
    assert told["leaf"] == h(b"\x00", told["entry"]).hex()


def salt_of(told, entry, name):
    if name == "next":
        return mac(hex_of(told["source"]), "shouyi/salt/1", hex_of(entry["tag"]), "next")
    other = name == "text" and told["other_seed"]
    return mac(hex_of(told["other_seed"] if other else told["seed"]), name)


def in_place(source, entry, name, plain):
    """`next` and `first` are blinded."""
    if name not in ("first", "next"):
        return plain
    return h("shouyi/blind/1", mac(source, "shouyi/blind/1", hex_of(entry["tag"]), name), plain)


def test_first_is_the_tag_that_the_named_source_begins_with():
    told = {f["name"]: f["value"] for f in read("entries/source.added.json")["fields"]}
    assert told["first"] == KEYS["person"]["tags"][told["org"]][0]


def test_batches_their_order_signatures_and_the_hash_after_each():
    logs, leaves, day = [[], [], [], []], [], 0
    for batch in read("ledger.json")["batches"]:
        record, entries = json.loads(batch["record"]), [json.loads(e) for e in batch["entries"]]
        head = record["head"]
        assert jcs(record).decode() == batch["record"]
        assert record["day"] >= day
        day = record["day"]
        log_of = [PIN["registry"]["kinds"][e["kind"]]["log"] for e in entries]
        order = [(log, hex_of(e.get("tag", "")), jcs(e)) for log, e in zip(log_of, entries, strict=True)]
        assert order == sorted(order)
        assert head["counts"] == [log_of.count(log) for log in range(4)]
        assert head["root"] == tree([h(b"\x00", jcs(e)) for e in entries]).hex()
        message = b"shouyi/batch/1\n" + jcs(head)
        assert message == batch["message"].encode()
        assert holds(hex_of(head["key"]), hex_of(record["sig"]), message)
        for log, e in zip(log_of, entries, strict=True):
            logs[log].append(h(b"\x00", jcs(e)))
        assert [key for key, _ in batch["writes"]] == sorted(key for key, _ in batch["writes"])
        leaves += [h(b"\x00", jcs(write)) for write in batch["writes"]]
        assert batch["roots"] == [tree(log).hex() for log in logs]
        sized = b"".join(u64(len(log)) + tree(log) for log in logs)
        assert batch["app_hash"] == h("shouyi/app/1", sized, tree(leaves)).hex()


def test_the_policy_carries_the_digest_of_the_pin():
    data = (HERE / "pin.json").read_bytes()
    published = [json.loads(e) for b in read("ledger.json")["batches"] for e in b["entries"]]
    (policy,) = [e for e in published if e["kind"] == "policy.published"]
    assert jcs(PIN) == data
    assert policy["pub"]["digest"] == h("shouyi/pin/1", data).hex()


def test_a_vote_its_names_signatures_and_tally():
    entries = [json.loads(e) for b in read("ledger.json")["batches"] for e in b["entries"]]
    by_kind = {}
    for e in entries:
        by_kind.setdefault(e["kind"], []).append(e.get("pub", e))
    (opened,) = [e for e in entries if e["kind"] == "proposal.opened"]
    name = h("shouyi/proposal/1", jcs({"by": opened["by"], **opened["pub"]})).hex()
    seats = {pub["seat"]: hex_of(pub["key"]) for pub in by_kind["delegate.seated"]}
    for kind, word in (("ballot.carried", "choice"), ("input.vetoed", "input")):
        for pub in by_kind[kind]:
            purpose = {"choice": "shouyi/ballot/1", "input": "shouyi/veto/1"}[word]
            text = "".join(f"{line}\n" for line in (purpose, "shouyi.test/1", name, pub["seat"], pub[word]))
            assert pub["proposal"] == name
            assert holds(seats[pub["seat"]], hex_of(pub["sig"]), text.encode())
    said = [pub["choice"] for kind in ("ballot.cast", "ballot.carried") for pub in by_kind[kind]]
    state = {key: value for b in read("ledger.json")["batches"] for key, value in b["writes"]}
    tally = state[f"tally/{name}"]
    assert {choice: said.count(choice) for choice in ("abstain", "no", "yes")}.items() <= tally.items()
    terms, size = state["terms/guide"], len(by_kind["voter.added"]) + len(seats)
    assert len(said) * 1000 >= terms["quorum"] * size
    assert tally["yes"] * 1000 >= terms["majority"] * (tally["yes"] + tally["no"])
    assert tally["vetoes"]["hours"] * 1000 < terms["veto"] * len(seats)
    last = read("ledger.json")["batches"][-1]
    due = {"document": opened["pub"]["document"], "proposal": name, "version": "2"}
    assert state["force/guide/1"] == {**due, "since": json.loads(last["record"])["day"] + 1}


def test_a_result_and_its_run():
    told = read("result.json")
    runs = [json.loads(e) for b in read("ledger.json")["batches"] for e in b["entries"]]
    (run,) = [e for e in runs if e["kind"] == "assessment.run"]
    named = {"by": run["by"]} | {k: v for k, v in run["pub"].items() if k not in ("root", "count")}
    assert told["run_digest"] == h("shouyi/run/1", jcs(named)).hex()
    seed = mac(hex_of(KEYS["person"]["result"]), hex_of(told["run_digest"]))
    assert told["seed"] == seed.hex()
    names = PIN["registry"]["result"]
    assert told["digests"] == [field(n, told["fields"][n], mac(seed, n)).hex() for n in names]
    assert told["root"] == h("shouyi/root/1", *map(hex_of, told["digests"])).hex()
    assert told["leaf"] == h(b"\x00", "shouyi/result/1", hex_of(told["root"])).hex()
    assert told["leaves"] == sorted(told["leaves"])
    assert told["leaf"] in told["leaves"]
    assert run["pub"]["root"] == tree([hex_of(leaf) for leaf in told["leaves"]]).hex()
    assert run["pub"]["count"] == len(told["leaves"])


def vkeys():
    """(name, key id) → (type, public key) of the pinned policy's log and witness lines."""
    words = [line.split() for line in PIN["policy"].splitlines()]
    found = {}
    for word in words:
        if word[0] in ("log", "witness"):
            name, key_id, key = word[-1].split("+", 2)
            data = b64decode(key)
            assert key_id == h(name, "\n", data)[:4].hex()
            found[name, hex_of(key_id)] = data[0], data[1:]
    return found


def judged(note, domain):
    """How many log signatures and cosignatures of known keys the note bears; each must hold."""
    body, _, tail = note.decode().rpartition("\n\n")
    body, counted, known = (body + "\n").encode(), {1: 0, 4: 0}, vkeys()
    for line in tail.splitlines():
        dash, name, blob = line.split(" ")
        assert dash == "—"
        data = b64decode(blob)
        kind, public = known[name, data[:4]]
        message, signature = body, data[4:]
        if kind == 4:
            message, signature = b"%s\ntime %d\n" % (domain, int.from_bytes(data[4:12], "big")) + body, data[12:]
        counted[kind] += holds(public, signature, message)
    return body.decode().splitlines(), counted


@pytest.mark.parametrize("name", PROOFS)
def test_a_proof_file(name):
    head, _, note = (HERE / f"proofs/{name}.tlog-proof").read_bytes().partition(b"\n\n")
    first, extra, index, *path = head.decode().split("\n")
    plain = json.loads(b64decode(extra.removeprefix("extra ")))
    kind = PIN["registry"]["kinds"][plain["entry"]["kind"]]
    assert first == "c2sp.org/tlog-proof@v1"
    assert extra == "extra " + b64encode(jcs(plain)).decode()
    if kind["fields"]:
        assert h("shouyi/root/1", *map(hex_of, plain["digests"])).hex() == plain["entry"]["root"]
    for n, value, salt in plain["fields"]:
        assert field(n, value, hex_of(salt)).hex() == plain["digests"][kind["fields"].index(n)]
    (origin, size, root), counted = judged(note, b"cosignature/v1")
    assert origin == f"{PIN['net']}/{LOGS[kind['log']]}"
    assert counted == {1: 1, 4: 2}
    leaf = h(b"\x00", jcs(plain["entry"]))
    steps = [b64decode(step) for step in path]
    assert climb(leaf, int(index.removeprefix("index ")), int(size), steps) == b64decode(root)
    if "result" in plain:
        shown, run = plain["result"], plain["entry"]["pub"]
        leaf = h(b"\x00", "shouyi/result/1", h("shouyi/root/1", *map(hex_of, shown["digests"])))
        assert climb(leaf, shown["index"], run["count"], list(map(hex_of, shown["path"]))).hex() == run["root"]


def test_the_unspent_note():
    (name, by, *sizes, digest), counted = judged((HERE / "unspent.note").read_bytes(), b"shouyi-unspent/v1")
    (following,) = [f for f in read("entries/fact.erased.json")["fields"] if f["name"] == "next"]
    batches = read("ledger.json")["batches"]
    totals = [sum(json.loads(b["record"])["head"]["counts"][log] for b in batches) for log in range(4)]
    assert (name, by, digest) == (f"{PIN['net']}/unspent", "org-market", following["digest"])
    assert list(map(int, sizes)) == totals
    assert counted == {1: 1, 4: 2}


@pytest.mark.parametrize("name", ["trace", "voice", "rule"])
def test_a_checkpoint(name):
    (origin, size, root), counted = judged((HERE / f"checkpoints/{name}.note").read_bytes(), b"cosignature/v1")
    last = read("ledger.json")["batches"][-1]
    assert origin == f"{PIN['net']}/{name}"
    assert b64decode(root).hex() == last["roots"][LOGS.index(name)]
    assert int(size) > 0
    assert counted == {1: 1, 4: 2}
