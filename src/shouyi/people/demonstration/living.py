"""The demonstration's past, scene by scene. What stands is left, and once the last scene is over nothing is played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from shouyi.people.demonstration import cases, consents, helping, organisations, papers, statements, votes
from shouyi.people.demonstration.cast import gather
from shouyi.people.jobs.working import Shift

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shouyi.people.demonstration.cast import Cast
    from shouyi.people.ports import Login

ACTS: Sequence[Sequence[Callable[[Cast], None]]] = (
    (helping.reach_everybody, helping.wish_for_quiet, organisations.seat_somebody_twice, organisations.suspend_one),
    (consents.give_some,),
    (consents.withdraw_some,),
    (statements.write_down_some,),
    (cases.object_to_lines, cases.report_a_work),
    (consents.ask_for_some, consents.look, helping.help_one, helping.lose_a_telephone),
    (organisations.invite_somebody, organisations.ask_for_what_is_refused, papers.keep_pictures,
     papers.hand_in_orders, papers.ask_for_an_export),
    (votes.give_keys_to_delegates, votes.try_guides),
    (papers.read_some_notices, papers.make_a_program),
)  # fmt: skip
"""Between two of them a worker does what is due, so that entries reach the ledger in one order."""
PLAYING = {"artisan-8", "helper", "member", *(f"artisan-{number}" for number in range(1, 8)),
           "bank", "certifier", "culture", "enterprise", "operator", "platform", "training", "workshop"}  # fmt: skip
"""Without all of these, in a town of a handful, nothing is played."""


def live(logins: Sequence[Login]) -> bool:
    """Plays what has not been played; whether there was anything. Raises NoDemonstration without SHOUYI_SEED."""
    from shouyi.people.accounts.demonstration import NoDemonstration

    if not settings.SHOUYI_DEMONSTRATION:
        raise NoDemonstration("this installation was made without SHOUYI_SEED")
    cast = gather(logins)
    if not cast.accounts.keys() >= PLAYING or papers.was_lived(cast):
        return False
    for scenes in ACTS:
        for scene in scenes:
            scene(cast)
        Shift(look_s=0.01).work(until_empty=True)
    return True
