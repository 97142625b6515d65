"""Named breakages of the golden proof files: how each is broken, where a verifier must stop, and its verdict."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from shouyi.canon.canonical import decode, encode
from shouyi.ledger.checkpoint import Checkpoint, parse_checkpoint
from shouyi.ledger.note import Note, SignatureLine, cosign, sign_note
from shouyi.ledger.prooffile import ProofFile, parse_proof
from world.ledger import NET, SeedKey

Keys = Callable[[str], SeedKey]
Plain = dict[str, Any]


class Broken(NamedTuple):
    """`how` turns a good file's bytes into bad ones; `step` is the first that fails."""

    name: str
    base: str
    step: str
    verdict: str
    error: str
    why: str
    how: Callable[[bytes], bytes]


def extra(change: Callable[[Plain], object], *, encoding: Callable[[Any], bytes] = encode) -> Callable[[bytes], bytes]:
    """Changes the decoded extra data and encodes them again."""

    def how(data: bytes) -> bytes:
        lines = data.split(b"\n")
        plain = decode(b64decode(lines[1].removeprefix(b"extra ")))
        change(plain)
        lines[1] = b"extra " + b64encode(encoding(plain))
        return b"\n".join(lines)

    return how


def text(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def how(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return how


def line(number: int, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def how(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[number] = change(lines[number])
        return b"\n".join(lines)

    return how


def resigned(body: Callable[[Checkpoint], Checkpoint], name: str, log: Keys, witness: Keys) -> Callable[[bytes], bytes]:
    """Another checkpoint, signed and cosigned in earnest."""

    def change(note: Note) -> Note:
        made = body(parse_checkpoint(note)).to_body()
        lines = [cosign(made, w.name, witness(w.name.rpartition("/")[2]), 1_763_910_000) for w in note.signatures[1:]]
        return sign_note(made, name, log(name)).plus(lines)

    return noted(change)


def noted(change: Callable[[Note], Note]) -> Callable[[bytes], bytes]:
    def how(data: bytes) -> bytes:
        file: ProofFile = parse_proof(data)
        return replace(file, note=change(file.note)).to_bytes()

    return how


def flipped(lines: tuple[SignatureLine, ...], at: int) -> tuple[SignatureLine, ...]:
    """One bit of a signature's last byte."""
    bad = replace(lines[at], blob=lines[at].blob[:-1] + bytes([lines[at].blob[-1] ^ 1]))
    return (*lines[:at], bad, *lines[at + 1 :])


def put(*path: Any) -> Callable[[Plain], None]:
    """put("entry", "day", 5) sets extra["entry"]["day"] = 5."""
    *way, last, value = path

    def change(plain: Plain) -> None:
        for step in way:
            plain = plain[step]
        plain[last] = value

    return change


def first_hex(name: str) -> Callable[[Plain], None]:
    def change(plain: Plain) -> None:
        plain[name][0] = ("1" if plain[name][0][0] != "1" else "2") + plain[name][0][1:]

    return change


def loose(value: Any) -> bytes:
    """JSON with a space: the same value, other bytes."""
    return encode(value).replace(b":", b": ", 1)


def table(log: Keys, witness: Keys) -> list[Broken]:
    some, run, org = "statement-some", "run", "organisation"
    stranger = log("a stranger's")
    return [
        Broken("header", some, "form", "unknown", "UnknownFormat", "version 2 of the proof file", text(b"@v1", b"@v2")),
        Broken("extra-not-canonical", some, "form", "broken", "MalformedBytes", "a space in the extra data",
               extra(lambda plain: None, encoding=loose)),
        Broken("base64-padding-bits", some, "form", "broken", "MalformedBytes", "stray bits in the path's last digit",
               line(3, lambda found: found[:-2] + bytes([found[-2] + 1]) + b"=")),
        Broken("index-leading-zero", some, "form", "broken", "MalformedBytes", "index 01", text(b"index ", b"index 0")),
        Broken("carriage-return", some, "form", "unknown", "UnknownFormat", "the first line ends in CR LF",
               line(0, lambda found: found + b"\r")),
        Broken("trailing-byte", some, "form", "broken", "MalformedBytes", "one byte more", lambda data: data + b"\n"),
        Broken("field-value-float", some, "form", "broken", "MalformedBytes", "a value that no field can hold",
               extra(put("fields", 0, 1, True))),
        Broken("entry-extra-key", some, "kind", "broken", "MalformedBytes", "a key that the kind does not have",
               extra(put("entry", "note", "x"))),
        Broken("kind-unknown", some, "kind", "unknown", "UnknownFormat", "a kind that the registry does not hold",
               extra(put("entry", "kind", "trade.rumour"))),
        Broken("version-unknown", some, "kind", "unknown", "UnknownFormat", "version 2", extra(put("entry", "v", 2))),
        Broken("field-value", some, "fields", "broken", "FieldMismatch", "one more fen",
               extra(put("fields", 1, 1, 2, 12_801))),
        Broken("field-salt", some, "fields", "broken", "FieldMismatch", "another salt",
               extra(put("fields", 0, 2, "00" * 32))),
        Broken("field-renamed", some, "fields", "broken", "FieldMismatch", "the value of `on` shown as `returned`",
               extra(put("fields", 0, 0, "returned"))),
        Broken("field-twice", some, "fields", "broken", "FieldMismatch", "one field opened twice",
               extra(lambda plain: plain["fields"].append(plain["fields"][-1]))),
        Broken("field-order", some, "fields", "broken", "FieldMismatch", "opened out of the kind's order",
               extra(lambda plain: plain["fields"].reverse())),
        Broken("field-blinded", some, "fields", "broken", "FieldMismatch", "`next` may not be opened",
               extra(put("fields", 0, 0, "next"))),
        Broken("digest", some, "fields", "broken", "FieldMismatch", "another digest of a closed field",
               extra(first_hex("digests"))),
        Broken("digest-missing", some, "fields", "broken", "FieldMismatch", "one digest too few",
               extra(lambda plain: plain["digests"].pop())),
        Broken("fields-of-nobody", org, "fields", "broken", "FieldMismatch", "an entry about nobody with digests",
               extra(lambda plain: plain["digests"].append("00" * 32))),
        Broken("result-band", run, "result", "broken", "FieldMismatch", "band A shown for band B",
               extra(put("result", "fields", 0, 1, "A"))),
        Broken("result-index", run, "result", "broken", "InclusionMismatch", "another place under the run's root",
               extra(lambda plain: plain["result"].update(index=(plain["result"]["index"] + 1) % 5))),
        Broken("result-holder", run, "result", "broken", "FieldMismatch", "a result whose `holder` stays closed",
               extra(lambda plain: plain["result"]["fields"].pop())),
        Broken("result-elsewhere", some, "result", "broken", "FieldMismatch", "a result beside a trade statement",
               extra(put("result", {"digests": [], "fields": [], "index": 0, "path": []}))),
        Broken("entry-day", some, "inclusion", "broken", "InclusionMismatch", "an entry that the log does not hold",
               extra(put("entry", "day", 20_415))),
        Broken("index", some, "inclusion", "broken", "InclusionMismatch", "another index",
               line(2, lambda found: b"index " + str(int(found[6:]) ^ 1).encode())),
        Broken("path-short", some, "inclusion", "broken", "InclusionMismatch", "a path without its last step",
               lambda data: b"\n".join(_without(data.split(b"\n"), _path_end(data)))),
        Broken("log-wrong", some, "inclusion", "broken", "InclusionMismatch", "a statement under the voice log's name",
               resigned(lambda found: replace(found, origin=f"{NET}/voice"), f"{NET}/voice", log, witness)),
        Broken("log-unknown", some, "inclusion", "unknown", "UnknownFormat", "an origin that the policy does not name",
               resigned(lambda found: replace(found, origin="else.test/1/trace"), "else.test/1/trace", log, witness)),
        Broken("log-signature", some, "log", "broken", "SignatureInvalid", "the log's signature with a bit flipped",
               noted(lambda note: replace(note, signatures=flipped(note.signatures, 0)))),
        Broken("log-signature-missing", some, "log", "unknown", "SignatureMissing", "no line of the log",
               noted(lambda note: replace(note, signatures=note.signatures[1:]))),
        Broken("log-key-stranger", some, "log", "unknown", "SignatureMissing", "signed by a key unknown to the policy",
               noted(lambda note: sign_note(note.body, f"{NET}/trace", stranger).plus(note.signatures[1:]))),
        Broken("checkpoint-size", some, "log", "broken", "SignatureInvalid", "a size that the log did not sign",
               noted(lambda note: replace(note, body=note.body.replace(b"/trace\n3\n", b"/trace\n4\n")))),
        Broken("cosignature", some, "quorum", "broken", "SignatureInvalid", "a witness's signature with a bit flipped",
               noted(lambda note: replace(note, signatures=flipped(note.signatures, 1)))),
        Broken("cosignature-time", some, "quorum", "broken", "SignatureInvalid", "a witness's instant a second later",
               noted(lambda note: replace(note, signatures=_later(note.signatures, 1)))),
        Broken("quorum-one", some, "quorum", "unknown", "QuorumMissing", "one witness, the policy asks two",
               noted(lambda note: replace(note, signatures=note.signatures[:2]))),
        Broken("quorum-none", some, "quorum", "unknown", "QuorumMissing", "no witness",
               noted(lambda note: replace(note, signatures=note.signatures[:1]))),
        Broken("quorum-same-twice", some, "quorum", "unknown", "QuorumMissing", "one witness twice, at two instants",
               noted(lambda note: _twice(note, witness))),
    ]  # fmt: skip


def _path_end(data: bytes) -> int:
    """The line of the path's last step: the one before the first empty line."""
    return data.split(b"\n").index(b"") - 1


def _without(lines: list[bytes], at: int) -> list[bytes]:
    return lines[:at] + lines[at + 1 :]


def _later(lines: tuple[SignatureLine, ...], at: int) -> tuple[SignatureLine, ...]:
    unix = int.from_bytes(lines[at].blob[:8], "big") + 1
    return (*lines[:at], replace(lines[at], blob=unix.to_bytes(8, "big") + lines[at].blob[8:]), *lines[at + 1 :])


def _twice(note: Note, witness: Keys) -> Note:
    name = note.signatures[1].name
    again = cosign(note.body, name, witness(name.rpartition("/")[2]), 1_763_910_000)
    return replace(note, signatures=(*note.signatures[:2], again))


def broken(good: Mapping[str, ProofFile], log: Keys, witness: Keys) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """The broken files by name, and the table that says what is expected of each."""
    rows = table(log, witness)
    made = {f"{row.name}.tlog-proof": row.how(good[row.base].to_bytes()) for row in rows}
    listed = [{"base": row.base, "error": row.error, "file": f"broken/{row.name}.tlog-proof", "step": row.step,
               "verdict": row.verdict, "why": row.why} for row in rows]  # fmt: skip
    return made, listed
