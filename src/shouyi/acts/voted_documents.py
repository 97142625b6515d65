"""What votes are about, kept beside the ledger: `rule` has digests alone, `votes/` of the home has the bytes.

A document or comment is durable here before its digest is on the ledger; what a crash leaves behind is a file that no
entry names. A comment is public while it stands, but free text, in which somebody may name a person: so it lies sealed
under a key of its own, and taking it out destroys that key, which closes it in every copy of the home. Comments carry a
salt, so that then the digest tells nothing either.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from shouyi.canon.canonical import decode, decode_canonical, encode
from shouyi.canon.digest import unhex
from shouyi.canon.errors import CanonError
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.files import write_whole
from shouyi.gateways.sealer import KeystoreSealer
from shouyi.governance.errors import VoteRefused
from shouyi.governance.texts import comment_digest, document_digest
from shouyi.ledger.entry import WORDS_MAX, parse_entry
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.kind import RULE
from shouyi.ledger.kinds.terms_set import DAYS_AND_SHARES
from shouyi.ledger.votes import GUIDE, TERMS, in_force, proposal
from shouyi.score.guide import Guide, guide_digest, parse_guide
from shouyi.score.guides import guide_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from shouyi.governance.records import Proposal
    from shouyi.ledger.machine import State
    from shouyi.wiring import House

COMMENT_CHARS_MAX = 10_000
DAMAGED = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a kept state can raise that is not the machine's own; `fsck` names the rows."""
_WORD = re.compile(r"[a-z0-9.-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A document as a proposal names it: canonical bytes, their digest (hex), version, and inputs in order."""

    data: bytes
    digest: str
    version: str
    inputs: tuple[str, ...]


def read_document(house: House, subject: str, unverified: bytes) -> Proposed:
    """The document in these bytes, brought into canonical form. Raises CanonError, GuideMalformed, VoteRefused."""
    value = decode(unverified)
    data = encode(value)
    if subject == GUIDE:
        guide = parse_guide(data)
        return Proposed(data, guide.digest, _word(guide.version, "the guide's version"), guide_inputs(guide))
    if type(value) is not dict:
        raise VoteRefused("document", "a document is a JSON object")
    if subject == TERMS:
        return Proposed(data, document_digest(data), _next_version(house, value), ())
    inputs = value.get("inputs", [])
    if type(inputs) is not list:
        raise VoteRefused("document", "`inputs` of a document is a list of words")
    words = _in_order(_word(each, "an input") for each in inputs)
    return Proposed(data, document_digest(data), _word(value.get("version"), "the document's version"), words)


def guide_inputs(guide: Guide) -> tuple[str, ...]:
    """What a guide takes in, as words that can be vetoed: `indicator.…` and `fact.…`, with dashes for underscores."""
    facts = {f"fact.{name}" for indicator in guide.indicators for name in indicator.facts}
    names = {f"indicator.{indicator.name}" for indicator in guide.indicators}
    return _in_order(name.replace("_", "-") for name in facts | names)


def _in_order(words: Any) -> tuple[str, ...]:
    found = tuple(sorted(set(words)))
    if len(found) > WORDS_MAX:
        raise VoteRefused("document", f"{len(found)} inputs; a proposal names at most {WORDS_MAX}")
    return found


def _word(value: object, what: str) -> str:
    if type(value) is not str or not _WORD.fullmatch(value):
        raise VoteRefused("document", f"{what} is not a word of a-z, 0-9, dot and dash")
    return value


def _next_version(house: House, value: dict[str, Any]) -> str:
    """Terms carry no version of their own: they are numbered as they come in force."""
    numbers = [value.get(name) for name in DAYS_AND_SHARES]
    if value.keys() != {"subject", *DAYS_AND_SHARES} or not all(type(number) is int for number in numbers):
        raise VoteRefused("document", f"terms hold a subject and the numbers {', '.join(DAYS_AND_SHARES)}")
    _word(value["subject"], "the subject")
    return str((house.ledger.state.get(f"force/{TERMS}") or 0) + 1)


# kept -----------------------------------------------------------------------------------------------------------------


def keep_document(house: House, digest: str, data: bytes) -> None:
    """Durable when this returns."""
    _keep(_documents(house) / f"{digest}.json", data)


def document(house: House, subject: str, digest: str) -> bytes:
    """The canonical bytes of a document that was proposed here. Raises GatewayError where they are lost or changed."""
    path = _documents(house) / f"{digest}.json"
    data = path.read_bytes() if path.exists() else b""
    found = guide_digest(data) if subject == GUIDE else document_digest(data)
    if found != digest:
        raise GatewayError(f"votes/documents/{digest}.json is missing or changed: restore it", permanent=True)
    return data


def why_voted(house: House, state: State) -> dict[str, str]:
    """Every document that was proposed, by the name of its file, with what is wrong with it ("")."""
    found = {}
    for digest in proposals(state):
        with suppress(*DAMAGED):  # a row that cannot be read is `fsck`'s own finding, and names no document
            about = proposal(state, digest)[0]
            found[f"votes/documents/{about.document}.json"] = _why_lost(house, about)
    return found


def _why_lost(house: House, about: Proposal) -> str:
    try:
        proposed(house, about)
    except GatewayError:
        return "it is missing or changed, and `rule` has its digest alone"
    return ""


def proposals(state: State) -> list[str]:
    """The digests of all proposals, in order."""
    return sorted(key.partition("/")[2] for key in state.values if key.startswith("proposal/"))


def proposed(house: House, about: Proposal) -> bytes:
    """The document that a proposal is about. Raises GatewayError where it is lost or changed."""
    if about.subject == GUIDE:
        return guide_document(house, about.document)
    return document(house, about.subject, about.document)


def new_salt(house: House, text: str) -> bytes:
    """32 bytes for one comment."""
    return house.randomness(b"comment/" + text.encode() + bytes(str(house.ledger.state.sizes), "ascii"), 32)


def keep_comment(house: House, text: str, salt: bytes) -> str:
    """Durable, sealed under a key of its own; gives its digest. Raises VoteRefused for an empty or too long one."""
    if not text.strip() or len(text) > COMMENT_CHARS_MAX:
        raise VoteRefused("comment", f"a comment has 1 to {COMMENT_CHARS_MAX} characters")
    digest, sealer = comment_digest(salt, text), KeystoreSealer(house.keys)
    plain = encode({"salt": salt.hex(), "text": text})
    _keep(_comment(house, digest), sealer.seal(sealer.begin(_holder(digest)), plain, _holder(digest)))
    return digest


def comment(house: House, digest: str) -> str | None:
    """What was said, None where it was taken out. Raises GatewayError where it is lost or not what was committed."""
    sealer = KeystoreSealer(house.keys)
    if not sealer.has(sealer.ref(_holder(digest))):
        return None
    try:
        sealed = _read(_comment(house, digest))
        plain = decode_canonical(sealer.open(sealer.ref(_holder(digest)), sealed, _holder(digest)))
        salt, text = unhex(plain["salt"], 32), str(plain["text"])
    except (CanonError, KeyError, TypeError, ValueError):
        salt, text = bytes(32), ""  # no comment at all: its digest is another, and the refusal below says so
    if comment_digest(salt, text) != digest:
        raise GatewayError(f"votes/comments/{digest} is missing or changed: restore it", permanent=True)
    return text


def take_out_comment(house: House, digest: str) -> None:
    """The key of text and salt goes, then the file; the digest in `rule` stays, and nobody can tell any more of what.

    Again, it changes nothing. A backup of keys can open it until that backup has ended.
    """
    sealer = KeystoreSealer(house.keys)
    sealer.destroy(sealer.ref(_holder(digest)))
    _comment(house, digest).unlink(missing_ok=True)


def _holder(digest: str) -> str:
    return f"comment/{digest}"


def _comment(house: House, digest: str) -> Path:
    return house.settings.home / "votes" / "comments" / digest


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def guide_in_force(house: House, day: int) -> bytes:
    """The guide by which to score on `day`: what a vote put in force, else what the founding published.

    Raises GatewayError where the document is not here.
    """
    return guide_document(house, digest_in_force(house, day))


def digest_in_force(house: House, day: int) -> str:
    """Of the same guide. Raises GatewayError where no guide was published."""
    found = in_force(house.store, GUIDE, day)
    return found.document if found else first_guide(house)


def guide_named(house: House, digest: str) -> Guide:
    """The guide of this digest, as a run names it. Raises GatewayError where its document is not here."""
    return _parsed(guide_document(house, digest))


def guide_document(house: House, digest: str) -> bytes:
    """The canonical bytes of a published or voted guide. Raises GatewayError where they are not here."""
    return _shipped(house, digest) or _published(house, digest) or document(house, GUIDE, digest)


@lru_cache(maxsize=8)
def _parsed(data: bytes) -> Guide:
    return parse_guide(data)


def _shipped(house: House, digest: str) -> bytes | None:
    """The guide of this digest, if it is one of those that this version of the program brings along."""
    try:
        data = guide_bytes(str(house.store.get(f"guide/{digest}")))
    except FileNotFoundError:
        return None
    return data if guide_digest(data) == digest else None


def _published(house: House, digest: str) -> bytes | None:
    """The copy beside the logs, if it is there and whole."""
    path = house.public / "guide" / f"{house.store.get(f'guide/{digest}')}.json"
    data = path.read_bytes() if path.exists() else b""
    return data if guide_digest(data) == digest else None


def guides(house: House) -> tuple[str, ...]:
    """The digests of all guides that were in force here, are, or will be tomorrow, in the order of their days."""
    state = house.ledger.state
    count = state.get(f"force/{GUIDE}") or 0
    voted = [state.get(f"force/{GUIDE}/{number}")["document"] for number in range(1, count + 1)]
    return tuple(dict.fromkeys((first_guide(house), *voted)))


def first_guide(house: House) -> str:
    """The digest of the guide with which the network was founded. Raises GatewayError where there is none."""
    for at in range(0, house.store.sizes()[RULE], 1000):
        for entry in house.store.entries(RULE, at, at + 1000):
            if isinstance(entry, bytes) and b'"kind":"guide.published"' in entry:
                return _digest_in(entry)
    raise GatewayError("no guide was published here", permanent=True)


def _digest_in(entry: bytes) -> str:
    try:
        return str(parse_entry(entry).pub["digest"])
    except LedgerError as problem:
        raise GatewayError(f"the entry that published the first guide is damaged: {problem}", permanent=True) from None


def _keep(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        write_whole(path, data, 0o600)


def _documents(house: House) -> Path:
    return house.settings.home / "votes" / "documents"
