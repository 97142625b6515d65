"""A plain model of votes: a diary of what happened, and every question answered by reading it again from the start.

Written from the page (docs/stages/governance.md), without the module: sets of people, fractions, no tallies kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Person:
    """Somebody who sits on a seat for one term."""

    seat: str
    term: int
    until: int


@dataclass
class Motion:
    by: str
    subject: str
    wants: str
    instead_of: str
    inputs: frozenset[str]
    day: int
    rules: dict[str, int]
    people: frozenset[str]
    seats: dict[str, int]
    said: dict[str, str] = field(default_factory=dict)
    against: set[tuple[str, str]] = field(default_factory=set)
    done: int | None = None

    def window(self) -> tuple[int, int]:
        """First and last day of ballots."""
        first = self.day + self.rules["comment"]
        return first, first + self.rules["voting"] - 1

    def verdict(self) -> str:
        """What the ballots in hand say."""
        everybody = len(self.people) + len(self.seats)
        if Fraction(len(self.said), everybody) < Fraction(self.rules["quorum"], 1000):
            return "quorum-missed"
        for word in self.inputs:
            who = {seat for seat, of in self.against if of == word}
            if who and Fraction(len(who), len(self.seats)) >= Fraction(self.rules["veto"], 1000):
                return "vetoed"
        votes = list(self.said.values())
        yes, no = votes.count("yes"), votes.count("no")
        if not yes or Fraction(yes, yes + no) < Fraction(self.rules["majority"], 1000):
            return "majority-missed"
        return "passed"


@dataclass
class Parliament:
    """Everything that a bystander with a notebook would know."""

    rules: dict[str, int]
    day: int
    people: set[str] = field(default_factory=set)
    silenced: set[str] = field(default_factory=set)
    seats: dict[str, Person] = field(default_factory=dict)
    motions: dict[str, Motion] = field(default_factory=dict)
    law: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def sitting(self, seat: str) -> Person | None:
        person = self.seats.get(seat)
        return person if person and person.until >= self.day else None

    def may_write(self, org: str) -> bool:
        return org not in self.silenced

    def newest(self, subject: str, first: str) -> str:
        rows = self.law.get(subject, [])
        return rows[-1][1] if rows else first

    def law_on(self, subject: str, day: int) -> str | None:
        rows = [document for since, document in self.law.get(subject, []) if since <= day]
        return rows[-1] if rows else None

    def may_open(self, org: str, subject: str, wants: str, instead_of: str, first: str) -> bool:
        on_time = instead_of == self.newest(subject, first) and wants != instead_of
        return self.may_write(org) and org in self.people and on_time

    def open(self, name: str, org: str, subject: str, wants: str, instead_of: str, inputs: frozenset[str]) -> None:
        present = {seat: person.term for seat, person in self.seats.items() if self.sitting(seat)}
        self.motions[name] = Motion(
            org, subject, wants, instead_of, inputs, self.day, self.rules, frozenset(self.people), present
        )

    def may_vote(self, name: str, org: str) -> bool:
        motion = self.motions[name]
        first, last = motion.window()
        known = org in motion.people and org in self.people
        return self.may_write(org) and known and first <= self.day <= last and org not in motion.said

    def same_person(self, motion: Motion, seat: str, term: int) -> bool:
        """Whoever holds the pen sat there then, and sits there now."""
        person = self.sitting(seat)
        return person is not None and person.term == term and motion.seats.get(seat) == term

    def may_carry(self, name: str, carrier: str, seat: str, term: int) -> bool:
        motion = self.motions[name]
        first, last = motion.window()
        here = self.same_person(motion, seat, term)
        return self.may_write(carrier) and here and first <= self.day <= last and seat not in motion.said

    def may_veto(self, name: str, carrier: str, seat: str, term: int, word: str) -> bool:
        motion = self.motions[name]
        here = self.same_person(motion, seat, term) and self.day <= motion.window()[1]
        return self.may_write(carrier) and here and word in motion.inputs and (seat, word) not in motion.against

    def may_activate(self, name: str, org: str, first: str) -> bool:
        motion = self.motions[name]
        ready = motion.window()[1] + 1 + motion.rules["notice"]
        in_time = ready <= self.day < ready + 365 and motion.done is None
        fits = motion.verdict() == "passed" and motion.instead_of == self.newest(motion.subject, first)
        return self.may_write(org) and org in self.people and in_time and fits

    def activate(self, name: str) -> None:
        motion = self.motions[name]
        motion.done = self.day
        self.law.setdefault(motion.subject, []).append((self.day + 1, motion.wants))
