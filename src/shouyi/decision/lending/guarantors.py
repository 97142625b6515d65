"""Guarantors (信用背书): who stands for which part of a loan's loss, from the offer to the release.

    offered ──accept──▶ standing ──call──▶ called ──pay──▶ paid
       │                   │                  │
       └─decline, lapse    └─release ◀────────┴─ when the borrower caught up

A part is a share of the loss in ‰; parts of one loan add up to 1000 at most (guarantee by shares, 按份, Civil Code
article 699). Whether a guarantor may ask that the borrower be pursued first (一般保证, article 687; what the law
assumes, article 686) or not (连带责任保证, article 688) is said in the offer, and so is the day on which the
guarantee period ends (article 692: six months after the debt is due where nothing was agreed).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from shouyi.decision.lending.errors import GuaranteeRefused


class Guarantee(StrEnum):
    OFFERED = "offered"
    STANDING = "standing"
    CALLED = "called"
    PAID = "paid"
    RELEASED = "released"
    DECLINED = "declined"


class Move(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    CALL = "call"
    PAY = "pay"
    RELEASE = "release"


class Form(StrEnum):
    """Whether the borrower must be pursued first (general, what the law assumes) or not (joint)."""

    GENERAL = "general"
    JOINT = "joint"


@dataclass(frozen=True, slots=True)
class Guarantor:
    """One offer. `name` is opaque; `share` of the loss in ‰; it stands until `until`; `called_fen` and `paid_fen` are
    what was asked and what came."""

    name: str
    share: int
    form: Form
    offered_on: int
    until: int
    state: Guarantee = Guarantee.OFFERED
    called_fen: int = 0
    paid_fen: int = 0


MOVES: Mapping[tuple[Guarantee, Move], Guarantee] = MappingProxyType({
    (Guarantee.OFFERED, Move.ACCEPT): Guarantee.STANDING,
    (Guarantee.OFFERED, Move.DECLINE): Guarantee.DECLINED,
    (Guarantee.OFFERED, Move.LAPSE): Guarantee.RELEASED,
    (Guarantee.STANDING, Move.CALL): Guarantee.CALLED,
    (Guarantee.STANDING, Move.LAPSE): Guarantee.RELEASED,
    (Guarantee.STANDING, Move.RELEASE): Guarantee.RELEASED,
    (Guarantee.CALLED, Move.PAY): Guarantee.PAID,
    (Guarantee.CALLED, Move.RELEASE): Guarantee.RELEASED,
})  # fmt: skip
"""What may follow on what; anything else is refused."""


def offer(name: str, share: int, form: Form, today: int, until: int, others: Iterable[Guarantor] = ()) -> Guarantor:
    """A new offer beside the others of the loan. Raises GuaranteeRefused."""
    others = tuple(others)
    if not 1 <= share <= 1000 - standing_share(others, offered=True):
        raise GuaranteeRefused("share", "share")
    if until <= today:
        raise GuaranteeRefused("over_already", "until")
    if any(other.name == name and other.state in OPEN for other in others):
        raise GuaranteeRefused("twice", "name")
    return Guarantor(name, share, form, today, until)


OPEN = (Guarantee.OFFERED, Guarantee.STANDING, Guarantee.CALLED)


def move(found: Guarantor, step: Move, today: int, *, amount_fen: int = 0, pursued: bool = False) -> Guarantor:
    """The guarantor after a step. `amount_fen`: what is called, or paid. `pursued`: the borrower was pursued in vain,
    which a general guarantor may ask for. Raises GuaranteeRefused."""
    after = MOVES.get((found.state, step))
    if after is None:
        raise GuaranteeRefused("not_now", step)
    if step in (Move.ACCEPT, Move.CALL) and today > found.until:
        raise GuaranteeRefused("over_already", "until")
    if step is Move.LAPSE and today <= found.until:
        raise GuaranteeRefused("not_due", "until")
    if step is Move.CALL:
        if amount_fen <= 0:
            raise GuaranteeRefused("amount", "amount_fen")
        if found.form is Form.GENERAL and not pursued:
            raise GuaranteeRefused("borrower_first", "pursued")
        return replace(found, state=after, called_fen=amount_fen)
    if step is Move.PAY:
        if not 0 < amount_fen <= found.called_fen - found.paid_fen:
            raise GuaranteeRefused("amount", "amount_fen")
        paid = found.paid_fen + amount_fen
        return replace(found, state=after if paid == found.called_fen else found.state, paid_fen=paid)
    return replace(found, state=after)


def standing_share(guarantors: Iterable[Guarantor], *, offered: bool = False) -> int:
    """What part of a loss is stood for, in ‰: by those who accepted, and by offers too where asked."""
    counted = {Guarantee.STANDING, Guarantee.CALLED} | ({Guarantee.OFFERED} if offered else set())
    return sum(each.share for each in guarantors if each.state in counted)


def parts_of(loss_fen: int, guarantors: Iterable[Guarantor]) -> dict[str, int]:
    """What each standing guarantor is called for: share × loss, floored; the bank bears the rest and every odd fen."""
    return {each.name: loss_fen * each.share // 1000 for each in guarantors if each.state is Guarantee.STANDING}
