"""What feeds each indicator, one file each: meaning, formula, source, ideal value, and how a fact becomes an event.

`BEHIND` lists those that trade evidence feeds, in the guide's order. The others of guide 1 stand at their prior until
they have a source, and say so wherever they are shown:

- qualification (level): the highest certificate in force; national inheritor 1000, provincial 900, city 750, county
  600, accredited certificate 500, vocational ones too, none 400. Ends by expiry, not by decay. Ideal 1000.
- panel (level): blind judgement of works, corrected for each judge's severity; none 500. Ideal 1000.
- quality_checks (rate): sampled pieces that passed. Ideal: all of them.
- training (stock): attested hours of training completed, decayed, x0 120 h. More is better, ever more slowly.
- capacity (rate): months in which no more was accepted than declared. Ideal: all of them.
- contribution (stock): apprentices × months / 24 + jobs × months / 24 + heritage outputs / 4 + public-benefit hours
  / 100, as attested; one strong contribution is enough. Never money given.
- repayment (rate): instalments paid on time. Ideal: all of them.
- cash_flow (level): steadiness of income; none 500. Ideal 1000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shouyi.evidence.trade.records import TradeFact
from shouyi.score.guide import Guide
from shouyi.score.indicators import dispatch, not_cancelled, not_returned, repeat, satisfied
from shouyi.score.records import Event

Weigher = Callable[[TradeFact, Guide], Iterator[Event]]

BEHIND: dict[str, Weigher] = {
    dispatch.NAME: dispatch.events,
    not_cancelled.NAME: not_cancelled.events,
    not_returned.NAME: not_returned.events,
    satisfied.NAME: satisfied.events,
    repeat.NAME: repeat.events,
}

LIFTABLE = (dispatch.NAME, not_cancelled.NAME, satisfied.NAME, repeat.NAME)
"""Those that a good deed can lift today: nobody yet reports that a work did not come back."""
