"""What a fact of trade says, in one sentence to the maker whose fact it is. The carrier's delay is named as such."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.evidence.facts import kind_of
from shouyi.evidence.trade import records as trade
from shouyi.people.wording.names import kind
from shouyi.people.wording.numbers import day_text, money

if TYPE_CHECKING:
    from shouyi.people.ports import Line


def line_sentences(line: Line, only: frozenset[str] = frozenset()) -> list[str]:
    """What one line of a file says; `only` leaves out the facts of other names (empty: all are said)."""
    if line.opening == "erased":
        return [_("Deleted from the vault. The entry stays in the log and says nothing any more.")]
    if line.opening == "aged":
        return [_("Older than five years: it weighs nothing any more and has been closed.")]
    if line.kind == "archive.opened":
        return [_("Your file was opened by %(org)s.") % {"org": line.org}]
    if line.title:
        return [_("The work %(title)s was registered.") % {"title": line.title}]
    facts = [fact for fact in line.facts if not only or kind_of(fact) in only]
    return [fact_sentence(fact) for fact in facts] or [kind(line.kind)]


@singledispatch
def fact_sentence(fact: object) -> str:
    """One fact, one sentence; attested ones: `wording.outcomes`. Raises TypeError for what is no fact."""
    raise TypeError(type(fact).__name__)


@fact_sentence.register
def _dispatched(fact: trade.Dispatched) -> str:
    days, named = fact.on - fact.promised, {"order": fact.order, "promised": day_text(fact.promised)}
    if days <= 0:
        return _("Order %(order)s was sent in time; you had promised %(promised)s.") % named
    late = ngettext(
        "Order %(order)s was sent %(days)s day late; you had promised %(promised)s.",
        "Order %(order)s was sent %(days)s days late; you had promised %(promised)s.",
        days,
    )
    return late % (named | {"days": days})


@fact_sentence.register
def _overdue(fact: trade.Overdue) -> str:
    said = _("Order %(order)s was not sent within 30 days after %(promised)s, the day you had promised.")
    return said % {"order": fact.order, "promised": day_text(fact.promised)}


@fact_sentence.register
def _cancelled(fact: trade.Cancelled) -> str:
    said = {
        "seller": _("Order %(order)s was cancelled by you."),
        "buyer": _("Order %(order)s was cancelled by the buyer. It counts neither way."),
        "platform": _("Order %(order)s was cancelled by the platform. It counts neither way."),
    }.get(fact.by, _("Order %(order)s was cancelled; by whom is not known. It counts neither way."))
    return said % {"order": fact.order}


@fact_sentence.register
def _delivered(fact: trade.Delivered) -> str:
    if fact.expected is None or fact.on <= fact.expected:
        return _("Order %(order)s arrived.") % {"order": fact.order}
    late = _("Order %(order)s arrived after the day promised to the buyer. When it arrives weighs nothing.")
    return late % {"order": fact.order}


@fact_sentence.register
def _returned(fact: trade.Returned) -> str:
    if fact.reason == "quality":
        return _("Order %(order)s was returned for quality.") % {"order": fact.order}
    return _("Order %(order)s was returned for another reason. It counts neither way.") % {"order": fact.order}


@fact_sentence.register
def _visited(fact: trade.Visited) -> str:
    visited = {"visited": day_text(fact.visited)}
    if fact.came_back:
        return _("A buyer of %(visited)s came back within 180 days.") % visited
    return _("A buyer of %(visited)s did not come back within 180 days.") % visited


@fact_sentence.register
def _sold(fact: trade.Sold) -> str:
    said = ngettext(
        "Order %(order)s: %(items)s piece for %(amount)s.",
        "Order %(order)s: %(items)s pieces for %(amount)s.",
        fact.items,
    )
    return said % {"order": fact.order, "items": fact.items, "amount": money(fact.amount_minor, fact.currency)}


@fact_sentence.register
def _reviewed(fact: trade.Reviewed) -> str:
    said = ngettext(
        "Order %(order)s: the buyer gave %(stars)s star.",
        "Order %(order)s: the buyer gave %(stars)s stars.",
        fact.stars,
    ) % {"order": fact.order, "stars": fact.stars}
    return said + " " + _carrier() if _is_the_carriers(fact) else said


def _carrier() -> str:
    return _("You sent in time and it arrived late: this weighs nothing, either way.")


def _is_the_carriers(fact: trade.Reviewed) -> bool:
    """Dispatched in time, delivered after the day promised to the buyer: the rule of the guide, said aloud."""
    if None in (fact.promised, fact.dispatched, fact.expected, fact.delivered):
        return False
    return fact.dispatched <= fact.promised and fact.delivered > fact.expected  # type: ignore[operator]
