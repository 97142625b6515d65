"""Votes behind the pages: what is read comes from the log and the state as they are stored, what is written goes
through `acts.voting`.

An index of the entries about votes, by proposal and with their places, is kept in memory and grows with the log: the
first look reads `rule` once through, each later one only what is new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import orjson

from shouyi.acts import voting
from shouyi.acts.documents import FOUNDER
from shouyi.acts.trying import try_guide
from shouyi.acts.voted_documents import (
    comment,
    document,
    first_guide,
    guide_document,
    proposed,
    read_document,
    take_out_comment,
)
from shouyi.canon.days import day_of
from shouyi.gateways.errors import GatewayError
from shouyi.governance.counting import outcome, stage
from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import NOTHING, InForce, Roll, Terms
from shouyi.governance.rolls import KINDS as ABOUT_THE_ROLL
from shouyi.governance.rolls import Voice, voices
from shouyi.governance.texts import ballot_text, proposal_digest, veto_text
from shouyi.ledger import votes
from shouyi.ledger.errors import BatchRefused, EntryRefused
from shouyi.ledger.kind import RULE
from shouyi.ledger.votes import GUIDE
from shouyi.people.ports.votes import Cast, Comment, Drafted, Vetoed, Vote, VoteNotTaken
from shouyi.score.guide import parse_guide
from shouyi.score.redraft import redraft

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shouyi.score.effect import Effect
    from shouyi.score.redraft import Changes
    from shouyi.wiring import House

AT_ONCE = 1000
REFUSAL = re.compile(r"entry \d+, [a-z.]+: ([a-z-]+): ")
"""How the machine names the entry and, by a vote's code, why it is refused."""
ABOUT_VOTES = tuple(
    f'"kind":"{kind}"'.encode()
    for kind in ("ballot.carried", "ballot.cast", "input.vetoed", "proposal.activated", "proposal.commented",
                 "proposal.opened", "terms.set", *sorted(ABOUT_THE_ROLL))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """An entry about votes and its leaf in `rule`."""

    index: int
    by: str
    day: int
    kind: str
    pub: Mapping[str, Any]


@dataclass
class _Index:
    """Entries by the proposal that they are about, those about the roll, and the subjects with terms, as far as `rule`
    was read."""

    size: int = 0
    about: dict[str, list[Written]] = field(default_factory=lambda: defaultdict(list))
    subjects: set[str] = field(default_factory=set)
    roll: list[Written] = field(default_factory=list)

    def take(self, entries: Iterable[bytes]) -> None:
        for entry in entries:
            if any(kind in entry for kind in ABOUT_VOTES):
                plain = orjson.loads(entry)
                self._keep(Written(self.size, plain["by"], plain["day"], plain["kind"], plain["pub"]))
            self.size += 1

    def _keep(self, found: Written) -> None:
        if found.kind == "terms.set":
            self.subjects.add(found.pub["subject"])
        elif found.kind in ABOUT_THE_ROLL:
            self.roll.append(found)
        elif found.kind == "proposal.opened":
            self.about[proposal_digest(found.by, found.pub)].append(found)
        else:
            self.about[found.pub["proposal"]].append(found)


class HouseVotes:
    """Implements `people.ports.votes.Votes` over a house of its own: it takes transactions."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._index, self._lock = _Index(), Lock()

    # reading ----------------------------------------------------------------------------------------------------------

    def all(self) -> Sequence[Vote]:
        """See the port."""
        found = [self._vote(digest, entries) for digest, entries in self._entries().items()]
        return sorted(found, key=lambda vote: -vote.index)

    def one(self, digest: str) -> Vote | None:
        """See the port."""
        entries = self._entries().get(digest)
        if not entries:
            return None
        found = self._vote(digest, entries)
        return replace(found, comments=tuple(map(self._said, found.comments)))

    def today(self) -> int:
        """See the port."""
        count = self.house.store.batch_count()
        last = orjson.loads(self.house.store.records(count - 1, count)[0])["day"] if count else 0
        return max(day_of(self.house.clock()), int(last))

    def size(self) -> int:
        """See the port."""
        return self.house.store.sizes()[RULE]

    def roll(self) -> Roll:
        """See the port."""
        return votes.roll(self.house.store)  # type: ignore[arg-type]  # of a View it needs `get` alone

    def voices(self) -> Sequence[Voice]:
        """See the port."""
        self._entries()
        return voices(list(self._index.roll))

    def terms(self) -> Mapping[str, Terms]:
        """See the port."""
        self._entries()
        found = ((subject, self.house.store.get(f"terms/{subject}")) for subject in sorted(self._index.subjects))
        return {subject: Terms(**plain) for subject, plain in found if plain}

    def document(self, digest: str) -> bytes | None:
        """See the port."""
        return self._or_lost(lambda: proposed(self.house, self._proposal(digest)))

    def replaced(self, digest: str) -> bytes | None:
        """See the port."""
        about = self._proposal(digest)
        return self._document_of(about.subject, about.replaces)

    def replaceable(self, subject: str) -> bytes | None:
        """See the port."""
        return self._document_of(subject, self._replaces(subject))

    def guide(self) -> Drafted:
        """See the port."""
        digest = self._replaces(GUIDE)
        data = guide_document(self.house, digest)
        return Drafted(data, digest, parse_guide(data).version, digest)

    def draft_guide(self, version: str, changes: Changes) -> Drafted:
        """See the port."""
        return self.draft(GUIDE, redraft(self.guide().data, version, changes))

    def draft(self, subject: str, unverified: bytes) -> Drafted:
        """See the port."""
        with self.house.ledger.reading_anew():  # terms are numbered by the state
            found = read_document(self.house, subject, unverified)
        return Drafted(found.data, found.digest, found.version, self._replaces(subject))

    def ballot_text(self, digest: str, seat: str, choice: str) -> bytes:
        """See the port."""
        return ballot_text(self.house.settings.net, digest, seat, choice)

    def veto_text(self, digest: str, seat: str, of: str) -> bytes:
        """See the port."""
        return veto_text(self.house.settings.net, digest, seat, of)

    # writing ----------------------------------------------------------------------------------------------------------

    def effect(self, document: bytes, progress: Callable[[str, int, int], None], beside: bytes | None = None) -> Effect:
        """See the port."""
        return try_guide(self.house, document, progress, beside)

    def propose(self, org: str, subject: str, document: bytes) -> str:
        """See the port. The same document by the same organisation, while that one is open, is the same proposal."""
        with self._writing():
            made = read_document(self.house, subject, document).digest
            for found in voting.standings(self.house):
                same = found.proposal.by, found.proposal.document, found.proposal.subject
                if same == (org, made, subject) and found.stage in ("comment", "voting"):
                    return found.digest
            return voting.propose(self.house, org, subject, document)

    def comment(self, org: str, digest: str, text: str, salt: bytes) -> str:
        """See the port."""
        with self._writing():
            return voting.say_about(self.house, org, digest, text, salt)

    def take_out(self, comment: str) -> None:
        """See the port."""
        take_out_comment(self.house, comment)

    def vote(self, org: str, digest: str, choice: str) -> None:
        """See the port."""
        with self._writing():
            if self._state(f"ballot/{digest}/{org}") != choice:
                voting.vote(self.house, org, digest, choice)

    def activate(self, org: str, digest: str) -> None:
        """See the port."""
        with self._writing():
            if voting.standing(self.house, digest).tally.activated_on == 0:
                voting.activate(self.house, org, digest)

    def carry_ballot(self, digest: str, seat: str, choice: str, sig: str, by: str = "") -> None:
        """See the port."""
        with self._writing():
            if self._state(f"ballot/{digest}/{seat}") != choice:
                voting.carry_ballot(self.house, by or FOUNDER, digest, seat, choice, sig)

    def carry_veto(self, digest: str, seat: str, of: str, sig: str, by: str = "") -> None:
        """See the port."""
        with self._writing():
            if not self._state(f"veto/{digest}/{of}/{seat}"):
                voting.carry_veto(self.house, by or FOUNDER, digest, seat, of, sig)

    # ------------------------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Refusals of the machine as the pages know them."""
        try:
            with self.house.ledger.writing():
                yield
        except VoteRefused as why:
            raise VoteNotTaken(why.code) from None
        except BatchRefused:
            raise VoteNotTaken("unable") from None
        except EntryRefused as why:
            found = REFUSAL.match(str(why))
            raise VoteNotTaken(found[1] if found else "unable") from None
        except GatewayError as why:
            if why.permanent:
                raise VoteNotTaken("unable") from None
            raise

    def _state(self, key: str) -> Any:
        return self.house.ledger.state.get(key)

    def _entries(self) -> dict[str, list[Written]]:
        with self._lock:
            size = self.house.store.sizes()[RULE]
            while self._index.size < size:
                at = self._index.size
                self._index.take(self.house.store.entries(RULE, at, min(size, at + AT_ONCE)))
            return dict(self._index.about)

    def _proposal(self, digest: str) -> Any:
        return votes.proposal(self.house.store, digest)[0]  # type: ignore[arg-type]  # as in `roll`

    def _vote(self, digest: str, entries: Sequence[Written]) -> Vote:
        proposal, tally = votes.proposal(self.house.store, digest)  # type: ignore[arg-type]  # as in `roll`
        today, of = self.today(), votes.roll(self.house.store, proposal.roll)  # type: ignore[arg-type]  # as in `roll`
        since, until = self._in_force(proposal.subject, digest)
        return Vote(
            digest, proposal, tally, stage(proposal, tally, today), outcome(proposal, tally), today, entries[0].index,
            of.orgs, tuple(seat.name for seat in of.seats if proposal.opened_on <= seat.until),
            tuple(_casts(entries)), tuple(_vetoes(entries)), tuple(_comments(entries)),
            next((each.index for each in entries if each.kind == "proposal.activated"), None), since, until,
        )  # fmt: skip

    def _in_force(self, subject: str, digest: str) -> tuple[InForce | None, int | None]:
        get = self.house.store.get
        count = get(f"force/{subject}") or 0
        found = [InForce(**get(f"force/{subject}/{number}")) for number in range(1, count + 1)]
        for at, each in enumerate(found):
            if each.proposal == digest:
                return each, found[at + 1].since - 1 if at + 1 < count else None
        return None, None

    def _said(self, told: Comment) -> Comment:
        try:
            text = comment(self.house, told.digest)
        except GatewayError:  # the page says that the words are lost; `fsck` says which
            return replace(told, words="lost")
        return replace(told, words="taken_out") if text is None else replace(told, text=text)

    def _replaces(self, subject: str) -> str:
        found = votes.in_force(self.house.store, subject)  # type: ignore[arg-type]  # as in `roll`
        if found:
            return found.document
        return first_guide(self.house) if subject == GUIDE else NOTHING

    def _document_of(self, subject: str, digest: str) -> bytes | None:
        if digest == NOTHING:
            return None
        read = guide_document if subject == GUIDE else lambda house, digest: document(house, subject, digest)
        return self._or_lost(lambda: read(self.house, digest))

    @staticmethod
    def _or_lost(read: Callable[[], bytes]) -> bytes | None:
        try:
            return read()
        except GatewayError:  # the page says that the document is lost; `fsck` says which
            return None


def _casts(entries: Iterable[Written]) -> Iterator[Cast]:
    for each in entries:
        if each.kind in ("ballot.cast", "ballot.carried"):
            seat = each.pub.get("seat")
            yield Cast(seat or each.by, each.by, seat is not None, each.pub["choice"], each.index, each.day)


def _vetoes(entries: Iterable[Written]) -> Iterator[Vetoed]:
    for each in entries:
        if each.kind == "input.vetoed":
            yield Vetoed(each.pub["seat"], each.pub["input"], each.by, each.index, each.day)


def _comments(entries: Iterable[Written]) -> Iterator[Comment]:
    for each in entries:
        if each.kind == "proposal.commented":
            yield Comment(each.by, each.pub["comment"], "", "here", each.index, each.day)
