"""What the pages of votes show: a proposal, who cast what, its places in the log, what whoever looks may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from shouyi.canon.errors import CanonError
from shouyi.governance.counting import Outcome, Stage, deadline, ready_from, vetoed, votes_from
from shouyi.governance.records import NOTHING, Choice
from shouyi.ledger.kind import LOGS, RULE
from shouyi.ledger.tile import bundle_path
from shouyi.ledger.tree import TILE_WIDTH
from shouyi.people.behind import behind
from shouyi.people.figures import Bar, Bars
from shouyi.people.organisations.models import Organisation
from shouyi.people.organisations.words import name as name_of
from shouyi.people.permission.actors import Target
from shouyi.people.permission.decide import Why, decide
from shouyi.people.votes import easy, words
from shouyi.people.wording.numbers import percent
from shouyi.score.differences import differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shouyi.people.permission.actors import Actor
    from shouyi.people.ports.votes import Cast, Vote

GROUPS = (
    # heading, stages
    ("open", (Stage.VOTING,)),
    ("coming", (Stage.COMMENT,)),
    ("passed", (Stage.NOTICE, Stage.READY)),
    ("force", (Stage.ACTIVE,)),
    ("failed", (Stage.FAILED, Stage.LAPSED)),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal in a list."""

    digest: str
    title: str
    state: str
    answer: str
    quorum: str
    by: str
    easy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Place:
    """An entry in `rule`: what it was, who wrote it, when, and where whoever checks finds it."""

    what: str
    by: str
    day: int
    index: int
    href: str


@dataclass(frozen=True, slots=True)
class Said:
    by: str
    org: str
    text: str
    words: str
    day: int
    digest: str
    mine: str


@dataclass(frozen=True, slots=True)
class May:
    """What the visitor can do for one of their organisations: the names of routes, by organisation."""

    org: str
    name: str
    comment: bool
    carry: bool
    cast: bool
    activate: bool


def names() -> dict[str, str]:
    """Organisations' names in the language of the page, by id."""
    return {each.org: name_of(each) for each in Organisation.objects.all()}


def groups(votes: Iterable[Vote]) -> list[tuple[str, list[Card]]]:
    """The list: a heading's code and its cards, empty ones left out."""
    called, found = names(), list(votes)
    cards = ((code, [card(each, called) for each in found if each.stage in stages]) for code, stages in GROUPS)
    return [(code, some) for code, some in cards if some]


def card(vote: Vote, called: Mapping[str, str]) -> Card:
    return Card(vote.digest, words.title(vote), words.state(vote), words.answer(vote), words.quorum(vote),
                called.get(vote.proposal.by, vote.proposal.by), easy.where(vote))  # fmt: skip


def vote_page(vote: Vote, actor: Actor) -> dict[str, object]:
    """Everything on the page of a proposal but its effect."""
    called, proposal = names(), vote.proposal
    changes, lost = changes_of(behind().votes.replaced(vote.digest), behind().votes.document(vote.digest))
    return {
        "vote": vote,
        "title": words.title(vote),
        "state": words.state(vote),
        "answer": words.answer(vote),
        "by": called.get(proposal.by, proposal.by),
        "votes_from": votes_from(proposal),
        "deadline": deadline(proposal),
        "ready_from": ready_from(proposal),
        "quorum": words.quorum(vote),
        "majority": words.majority(vote),
        "would": _would(vote),
        "veto_needs": -(-proposal.terms.veto * proposal.seats // 1000),
        "classes": classes(vote),
        "changes": changes,
        "lost": lost,
        "replaces_nothing": proposal.replaces == NOTHING,
        "inputs": [(each, words.one_input(each)) for each in proposal.inputs],
        "vetoes": [(words.one_input(name), count) for name, count in sorted(vote.tally.vetoes.items())],
        "comments": [_said(vote, each, called, actor) for each in vote.comments],
        "may": may_of(vote, actor, called),
        "is_guide": proposal.subject == "guide",
    }


def _would(vote: Vote) -> str:
    """What the ballots in hand would decide, while they are taken."""
    if not vote.is_open or not vote.tally.cast:
        return ""
    return _("If it ended now: %(outcome)s.") % {"outcome": words.OUTCOMES[vote.outcome]}


def _said(vote: Vote, each, called: Mapping[str, str], actor: Actor) -> Said:
    mine = each.by if each.words == "here" and may(actor, "vote.comment", each.by) else ""
    return Said(called.get(each.by, each.by), each.by, each.text, each.words, each.day, each.digest, mine)


def changes_of(old: bytes | None, new: bytes | None) -> tuple[list[Change], bool]:
    """What is otherwise, and whether the new document is lost."""
    if new is None:
        return [], True
    try:
        found = differences(old or b"{}", new)
    except CanonError:
        return [], True
    return [Change(words.difference(each), words.value(each, each.was), words.value(each, each.now)) for each in found
            if each.key != "version"], False  # fmt: skip


def classes(vote: Vote) -> list[dict[str, object]]:
    """Counts by class: organisations, delegates, both together."""
    org, seat = vote.proposal.orgs, vote.proposal.seats
    rows = [(_("Organisations"), org, [each for each in vote.ballots if not each.is_seat]),
            (_("Artisans' delegates"), seat, [each for each in vote.ballots if each.is_seat])]  # fmt: skip
    return [_class(name, size, cast) for name, size, cast in [*rows, (_("Together"), org + seat, vote.ballots)]]


def _class(name: str, size: int, cast: Sequence[Cast]) -> dict[str, object]:
    counted = {word: sum(each.choice == word for each in cast) for word in ("yes", "no", "abstain")}
    return {"name": name, "all": size, "silent": size - len(cast), **counted}


def bars(vote: Vote) -> Bars:
    """Who said what, as a picture: shares of everybody who may vote."""
    tally, everybody = vote.tally, max(vote.proposal.electorate, 1)
    silent = vote.proposal.electorate - tally.cast
    counts = [(words.choice("yes"), tally.yes), (words.choice("no"), tally.no),
              (words.choice("abstain"), tally.abstain), (_("No ballot"), silent)]  # fmt: skip
    listed = _(", ").join(f"{name} {count}" for name, count in counts)
    return Bars(
        takeaway=words.quorum(vote),
        label=_("Bars: %(list)s.") % {"list": listed},
        caption=_("Ballots of all who may vote"),
        columns=(_("Ballot"), _("Votes"), _("Share")),
        rows=tuple(
            Bar(name, count * 1000 // everybody, str(count), (str(count), percent(count * 1000 // everybody)))
            for name, count in counts
        ),
    )


def voters(vote: Vote) -> list[dict[str, object]]:
    """Everybody who may vote, and what they said; whoever has not voted yet stands there too."""
    called, cast = names(), {each.voter: each for each in vote.ballots}
    rows = [(org, called.get(org, org)) for org in vote.orgs] + [(name, words.seat(name)) for name in vote.seats]
    return [
        {"name": name, "choice": words.choice(cast[key].choice) if key in cast else "",
         "index": cast[key].index if key in cast else None, "href": entry_href(cast[key].index) if key in cast else ""}
        for key, name in rows
    ]  # fmt: skip


def places(vote: Vote) -> list[Place]:
    """Every entry of this vote, in the order of the log."""
    called = names()
    found = [(vote.index, _("Proposed"), vote.proposal.by, vote.proposal.opened_on)]
    found += [(each.index, _("Commented"), each.by, each.day) for each in vote.comments]
    found += [(each.index, _("Ballot: %(choice)s") % {"choice": words.choice(each.choice)}, each.voter, each.day)
              for each in vote.ballots]  # fmt: skip
    found += [(each.index, _("Veto: %(what)s") % {"what": words.one_input(each.of)}, each.seat, each.day)
              for each in vote.vetoes]  # fmt: skip
    if vote.activated is not None:
        found.append((vote.activated, _("Put in force"), "", vote.tally.activated_on))
    return [Place(what, _who(by, called), day, index, entry_href(index)) for index, what, by, day in sorted(found)]


def _who(by: str, called: Mapping[str, str]) -> str:
    return words.seat(by) if by.startswith("seat-") else called.get(by, by)


def entry_href(index: int) -> str:
    """The published bundle in which the entry lies, as whoever checks fetches it; at the log's edge a partial one."""
    bundle = index // TILE_WIDTH
    width = min(TILE_WIDTH, behind().votes.size() - bundle * TILE_WIDTH)
    return f"{settings.SHOUYI_PROOFS_URL}/{LOGS[RULE]}/{bundle_path(bundle, width)}"


def may_of(vote: Vote, actor: Actor, called: Mapping[str, str]) -> list[May]:
    """By organisation of the visitor; those that can do nothing here are left out."""
    roll, cast = behind().votes.roll(), {each.voter for each in vote.ballots}
    found = []
    for each in actor.seats:
        voter = each.org in vote.orgs and each.org in roll.orgs
        cast_now = vote.stage is Stage.VOTING and voter and each.org not in cast
        now = vote.stage is Stage.READY and each.org in roll.orgs
        some = May(
            org=each.org,
            name=called.get(each.org, each.org),
            comment=vote.is_open and may(actor, "vote.comment", each.org),
            carry=vote.is_open and bool(vote.seats) and may(actor, "vote.carry", each.org),
            cast=cast_now and may(actor, "vote.cast", each.org),
            activate=now and may(actor, "vote.activate", each.org),
        )
        if some.comment or some.cast or some.activate:
            found.append(some)
    return found


def may(actor: Actor, action: str, org: str) -> bool:
    """Freshness aside, which is asked for on the way."""
    found = decide(actor, action, Target(org=org))
    return found.allowed or found.why is Why.FRESH


def vetoed_inputs(vote: Vote) -> list[str]:
    """What enough delegates vetoed, in words."""
    return (
        [words.one_input(each) for each in vetoed(vote.proposal, vote.tally)] if vote.outcome is Outcome.VETOED else []
    )


CHOICES = tuple(choice.value for choice in (Choice.YES, Choice.NO, Choice.ABSTAIN))
