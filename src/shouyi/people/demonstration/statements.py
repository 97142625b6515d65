"""What an artisan wrote down herself: noted, asked about, confirmed so that it counts, disputed by the buyer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.demonstration.cast import named
from shouyi.people.demonstration.clock import days_before_the_ledger
from shouyi.people.statements import asking
from shouyi.people.statements.models import Statement
from shouyi.people.statements.sending import send_code

if TYPE_CHECKING:
    from shouyi.people.demonstration.cast import Cast

WHOSE = "artisan-2"
BUYER = "neighbour@example.org"


def write_down_some(cast: Cast) -> None:
    """Four orders from outside the platforms."""
    if Statement.objects.filter(ref=cast.ref(WHOSE)).exists():
        return
    with days_before_the_ledger(3):
        _noted(cast, "noted", "小件一件，邻居订的", 1, 18_000, sent=False)
    with days_before_the_ledger(9):
        asking.make_link(_noted(cast, "asked", "小件二十件，学校订的", 20, 30_000))
    with days_before_the_ledger(16):
        _deny(_noted(cast, "disputed", "大件一件，饭店订的", 1, 46_000))
    with days_before_the_ledger(14):
        _confirm(_noted(cast, "confirmed", "小件两件，街坊订的", 2, 36_000))


def _noted(cast: Cast, what: str, title: str, items: int, amount_fen: int, *, sent: bool = True) -> Statement:
    """Ordered a week and a half before it was written down, promised within eight days, sent within seven."""
    ref, ordered_on = cast.ref(WHOSE), asking.today() - 10
    made = Statement(
        uid=named(f"statement/{what}"), ref=ref, holder=ref, title=title, ordered_on=ordered_on,
        promised_on=ordered_on + 8, dispatched_on=ordered_on + 7 if sent else None, items=items, amount_fen=amount_fen,
    )  # fmt: skip
    made.save()
    return made


def _deny(statement: Statement) -> None:
    asking.deny(asking.of_link(asking.make_link(statement)))


def _confirm(statement: Statement) -> None:
    """The buyer follows the link, and types the digits that came by mail."""
    digits: list[str] = []

    def send(reach: str, code: str, key: str) -> None:
        digits.append(code)
        send_code(reach, code, key)

    found = asking.of_link(asking.make_link(statement))
    reply = asking.begin_reply(found, BUYER, 5, "做得细，用着顺手。", found.dispatched_on, send)
    asking.finish_reply(reply, digits[0])
