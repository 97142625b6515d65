"""The page of the roll: who may vote, since when and until when, and what the terms of a vote mean with these voters.

Everything on it comes from entries of `rule`; each has its place beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.behind import behind
from shouyi.people.figures import Bar, Bars
from shouyi.people.organisations.models import Organisation
from shouyi.people.organisations.words import kind as kind_of
from shouyi.people.votes import page, words
from shouyi.people.wording.numbers import day_text, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shouyi.governance.records import Terms
    from shouyi.governance.rolls import Voice


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch on the roll. `until` is None for whoever stays; `end` says in words how it ended, "" while it holds.
    `note` is the kind of an organisation, the registrar that seated a delegate."""

    name: str
    note: str
    since: int
    until: int | None
    end: str
    index: int
    href: str


@dataclass(frozen=True, slots=True)
class Span:
    """A term as a bar among days: where it begins and how long it is, in tenths of a percent of the picture."""

    name: str
    start: int
    width: int
    left: int


@dataclass(frozen=True, slots=True)
class Spans:
    """The terms that run now; `today` is where the line of today stands."""

    takeaway: str
    label: str
    today: int
    rows: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """How votes about one subject go, a sentence each."""

    subject: str
    said: tuple[str, ...]


def roll_page() -> dict[str, object]:
    """Everything on the page."""
    votes = behind().votes
    told, today = votes.voices(), votes.today()
    orgs = [each for each in told if not each.is_seat]
    seats = [each for each in told if each.is_seat]
    standing = [each for each in told if each.stands(today)]
    of_orgs, of_seats = _count(standing)
    called, kinds = _called()
    return {
        "today": today,
        "lead": words.roll(of_orgs, of_seats),
        "of_orgs": of_orgs,
        "of_seats": of_seats,
        "bars": _bars(standing, kinds) if standing else None,
        "orgs": [_org(each, called, kinds) for each in _latest(orgs, today)],
        "seats": [_seat(each, called, today) for each in _latest(seats, today)],
        "empty": words.empty_seats(len({each.name for each in seats}) - of_seats),
        "spans": _spans([each for each in standing if each.is_seat], today),
        "rules": [Rules(words.subject(of), rules(terms, of_orgs, of_seats)) for of, terms in votes.terms().items()],
        "days": _days(votes.terms()),
    }


def _count(standing: Sequence[Voice]) -> tuple[int, int]:
    """Organisations and seats."""
    seats = sum(each.is_seat for each in standing)
    return len(standing) - seats, seats


def _called() -> tuple[dict[str, str], dict[str, str]]:
    """Names and kinds of organisations, by id."""
    return page.names(), {each.org: kind_of(each) for each in Organisation.objects.all()}


def _latest(found: Sequence[Voice], today: int) -> list[Voice]:
    """Those that hold first; within these and within the others, the latest first."""
    return sorted(found, key=lambda each: (not each.stands(today), -each.since, -each.index))


def _org(voice: Voice, called: Mapping[str, str], kinds: Mapping[str, str]) -> Row:
    end = words.LEFT[voice.left] if voice.left else ""
    return Row(called.get(voice.name, voice.name), kinds.get(voice.name, ""), voice.since, voice.until, str(end),
               voice.index, page.entry_href(voice.index))  # fmt: skip


def _seat(voice: Voice, called: Mapping[str, str], today: int) -> Row:
    end = words.LEFT[voice.left] if voice.left else "" if voice.stands(today) else words.TERM_OVER
    return Row(words.seat(voice.name), called.get(voice.by, voice.by), voice.since, voice.until, str(end), voice.index,
               page.entry_href(voice.index))  # fmt: skip


def _bars(standing: Sequence[Voice], kinds: Mapping[str, str]) -> Bars:
    """Voices by who has them: organisations by their kind, delegates last."""
    counted: dict[str, int] = {}
    for each in standing:
        if not each.is_seat:
            name = kinds.get(each.name) or _("Other organisations")
            counted[name] = counted.get(name, 0) + 1
    of_orgs, of_seats = _count(standing)
    rows = [*sorted(counted.items(), key=lambda each: -each[1]), (_("Artisans' delegates"), of_seats)]
    everybody = of_orgs + of_seats
    listed = _(", ").join(f"{name} {count}" for name, count in rows)
    takeaway = ngettext(
        "Delegates of artisans have %(n)s voice of %(all)s.", "Delegates of artisans have %(n)s voices of %(all)s.",
        of_seats,
    ) % {"n": of_seats, "all": everybody}  # fmt: skip
    return Bars(
        takeaway=takeaway,
        label=_("Bars: %(list)s.") % {"list": listed},
        caption=_("Voices by who has them"),
        columns=(_("Who"), _("Voices"), _("Share")),
        rows=tuple(
            Bar(name, count * 1000 // everybody, str(count), (str(count), percent(count * 1000 // everybody)))
            for name, count in rows
        ),
        total=(_("Together"), str(everybody), percent(1000)),
    )


def _spans(sitting: Sequence[Voice], today: int) -> Spans | None:
    """The terms that run, as bars from their first day to their last; None where nobody sits."""
    terms = sorted((each.since, each.until, each.name) for each in sitting if each.until is not None)
    if not terms:
        return None
    first, last = min(since for since, _until, _name in terms), max(until for _since, until, _name in terms)
    days = max(last - first, 1)
    rows = tuple(
        Span(words.seat(name), (since - first) * 1000 // days, max((until - since) * 1000 // days, 5), until - today)
        for since, until, name in terms
    )
    ends = min(until for _since, until, _name in terms)
    takeaway = ngettext("%(n)s delegate sits now. The term that ends first ends on %(day)s.",
                        "%(n)s delegates sit now. The term that ends first ends on %(day)s.", len(terms)) % {
        "n": len(terms), "day": day_text(ends),
    }  # fmt: skip
    listed = _("; ").join(
        _("%(seat)s from %(since)s to %(until)s")
        % {"seat": words.seat(name), "since": day_text(since), "until": day_text(until)}
        for since, until, name in terms
    )
    return Spans(takeaway, _("Bars: %(list)s.") % {"list": listed}, (today - first) * 1000 // days, rows)


def rules(terms: Terms, orgs: int, seats: int) -> tuple[str, ...]:
    """The terms in plain words, with what they mean for so many voters; shares as numbers of people, rounded up."""
    return (*_days_said(terms), *_counts_said(terms, orgs + seats), _veto_said(terms, seats), _notice_said(terms))


def _days_said(terms: Terms) -> tuple[str, ...]:
    voting = ngettext("Ballots are taken for %(n)s day.", "Ballots are taken for %(n)s days.", terms.voting)
    ballots = voting % {"n": terms.voting}
    if not terms.comment:
        return (_("Ballots are taken from the day of the proposal on."), ballots)
    said = ngettext(
        "First, for %(n)s day, there are comments alone.",
        "First, for %(n)s days, there are comments alone.",
        terms.comment,
    )
    return (said % {"n": terms.comment}, ballots)


def _counts_said(terms: Terms, voters: int) -> tuple[str, ...]:
    needed = -(-terms.quorum * voters // 1000)
    quorum = _("Quorum: at least %(needed)s of %(all)s must cast a ballot (%(share)s). To abstain counts as a ballot.")
    majority = _("Majority: of those who say yes or no, at least %(share)s must say yes.")
    return (quorum % {"needed": needed, "all": voters, "share": percent(terms.quorum)},
            majority % {"share": percent(terms.majority)})  # fmt: skip


def _veto_said(terms: Terms, seats: int) -> str:
    if not seats:
        return _("Veto: delegates could stop it, and nobody sits as a delegate now.")
    needed = -(-terms.veto * seats // 1000)
    said = ngettext("Veto: it fails when %(n)s of %(all)s delegates vetoes one and the same thing that it takes in.",
                    "Veto: it fails when %(n)s of %(all)s delegates veto one and the same thing that it takes in.",
                    needed)  # fmt: skip
    return said % {"n": needed, "all": seats}


def _notice_said(terms: Terms) -> str:
    if not terms.notice:
        return _("What passed can be put in force from the day after the last ballot.")
    said = ngettext("What passed waits %(n)s day, so that everybody hears of it. Then it can be put in force.",
                    "What passed waits %(n)s days, so that everybody hears of it. Then it can be put in force.",
                    terms.notice)  # fmt: skip
    return said % {"n": terms.notice}


def _days(terms: Mapping[str, Terms]) -> Bars | None:
    """How long a vote takes at least, by subject."""
    if not terms:
        return None
    whole = {of: each.comment + each.voting + each.notice for of, each in terms.items()}
    longest = max(whole.values())
    listed = _(", ").join(f"{words.subject(of)} {days}" for of, days in whole.items())
    return Bars(
        takeaway=ngettext(
            "From the proposal to the day on which it can be put in force it takes %(n)s day at most.",
            "From the proposal to the day on which it can be put in force it takes %(n)s days at most.",
            longest,
        )
        % {"n": longest},
        label=_("Bars: %(list)s.") % {"list": listed},
        caption=_("Days by subject"),
        columns=(_("Subject"), _("How many days")),
        rows=tuple(
            Bar(words.subject(of), whole[of] * 1000 // longest, str(whole[of]), (str(whole[of]),), _parts(each))
            for of, each in terms.items()
        ),
    )


def _parts(terms: Terms) -> str:
    """What the days are made of."""
    said = _("comments %(comment)s, ballots %(voting)s, notice %(notice)s")
    return said % {"comment": terms.comment, "voting": terms.voting, "notice": terms.notice}
