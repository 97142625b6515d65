"""Whom a reader trusts: policies that hold, and named ways in which one does not parse."""

import pytest

from shouyi.ledger.errors import MalformedBytes, QuorumMissing, SignatureMissing, UnknownFormat
from shouyi.ledger.note import COSIGNATURE, ED25519, Verifier, cosign, sign_note
from shouyi.ledger.policy import parse_policy, write_policy
from world.ledger import SeedKey

LOG = Verifier("net/trace", ED25519, SeedKey("log").public)
WITNESSES = {f"w{n}": Verifier(f"net/w{n}", COSIGNATURE, SeedKey(f"w{n}").public) for n in range(3)}
TEXT = write_policy([LOG], WITNESSES, 2)
TWICE = Verifier("net/other", COSIGNATURE, SeedKey("w0").public)


@pytest.mark.parametrize(
    ("name", "text"),
    {
        "no quorum": TEXT.replace("quorum witnesses\n", ""),
        "two quorums": TEXT + "quorum none\n",
        "an unknown quorum": TEXT.replace("quorum witnesses", "quorum others"),
        "an unknown member": TEXT.replace("2 w0", "2 w9"),
        "a member twice": TEXT.replace("w1 w2\n", "w1 w1\n"),
        "a member of two groups": TEXT.replace("quorum witnesses", "group more any w0\nquorum witnesses"),
        "none of three": TEXT.replace("witnesses 2", "witnesses 0"),
        "four of three": TEXT.replace("witnesses 2", "witnesses 4"),
        "a group named none": TEXT.replace("group witnesses", "group none"),
        "a witness named twice": TEXT.replace("witness w1", "witness w0"),
        "one key for two witnesses": TEXT.replace("group", f"witness w9 {TWICE.to_vkey()}\ngroup"),
        "a log's key that cosigns": TEXT + f"log {Verifier('net/rule', ED25519, SeedKey('w1').public).to_vkey()}\n",
        "a witness key as a log's": TEXT.replace("log ", f"log {TWICE.to_vkey()}\nlog ", 1),
        "another key id": TEXT.replace(LOG.key_id.hex(), "00000000"),
        "an unknown word": TEXT + "trust me\n",
        "a comment behind a line": TEXT.replace("quorum witnesses", "quorum witnesses # all of them"),
    }.items(),
    ids=lambda value: value if len(value) < 40 else "",
)
def test_a_policy_that_does_not_parse(name, text):
    assert text != TEXT
    with pytest.raises(MalformedBytes):
        parse_policy(text)


def test_comments_and_empty_lines_say_nothing():
    assert parse_policy(f"# whom we trust\n\n{TEXT}  # and nobody else\n") == parse_policy(TEXT)


def test_two_of_three_are_a_quorum_and_the_oldest_counts():
    policy, note = parse_policy(TEXT), sign_note(b"body\n", LOG.name, SeedKey("log"))
    with pytest.raises(QuorumMissing):
        policy.require_quorum(note.plus([cosign(note.body, "net/w0", SeedKey("w0"), 7)]))
    lines = [cosign(note.body, f"net/w{n}", SeedKey(f"w{n}"), 10 - n) for n in (0, 2)]
    assert policy.require_quorum(note.plus(lines)) == 8


def test_a_log_that_nobody_knows_and_one_that_has_not_signed():
    policy, note = parse_policy(TEXT), sign_note(b"body\n", LOG.name, SeedKey("stranger"))
    with pytest.raises(UnknownFormat):
        policy.require_log(note, "net/voice")
    with pytest.raises(SignatureMissing):
        policy.require_log(note, LOG.name)
