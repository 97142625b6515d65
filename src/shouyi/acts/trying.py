"""Trying a guide on everybody before anyone votes on it: nothing is kept but counts, and no run is written.

Where both guides weigh facts alike, the kept table serves both and only files with news are opened. Another weighing
opens every file once more, and its table is taken away afterwards. Either is noted in the view log as a run.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from shouyi.acts.assessing import last_on, weighed
from shouyi.acts.noting import RUN, noted
from shouyi.archive.facts import facts_of
from shouyi.gateways.engines import connect
from shouyi.gateways.errors import GatewayError
from shouyi.score.effect import Effect, effect_of
from shouyi.score.everybody import digits_of
from shouyi.score.guide import parse_guide
from shouyi.score.table import BUCKET, EventTable
from shouyi.score.weigh import weigh_person, weighs_alike

if TYPE_CHECKING:
    from collections.abc import Callable

    from shouyi.score.guide import Guide
    from shouyi.score.records import Digits
    from shouyi.score.table import Sizes
    from shouyi.wiring import House

Progress = Callable[[str, int, int], None] if TYPE_CHECKING else object


def try_guide(
    house: House, document: bytes, progress: Progress = lambda *_: None, beside: bytes | None = None
) -> Effect:
    """What the guide in these canonical bytes would do to everybody with a file, beside the guide in force or another.

    On the latest day that evidence tells of, by the evidence known now. Raises GatewayError where nobody has evidence,
    GuideMalformed, LedgerError, ScoreError.
    """
    other, first = parse_guide(document), None if beside is None else parse_guide(beside)
    with noted(house, RUN), house.ledger.writing():
        house.keeper.begin()
        house.follow_guide()
        skill, trace, voice, rule = house.ledger.state.sizes
        progress("weighing", 0, 0)
        table = weighed(house, (skill, trace, voice, rule))
        people = {house.keys.ref(name).hex(): name for name in house.vault.persons(by_kind="archive.opened")}
        day = last_on(house)
        if day is None or not people:
            raise GatewayError("nobody has evidence yet: there is nothing to try a guide on", permanent=True)
        refs, engine = sorted(people), connect("duckdb")

        def under(guide: Guide) -> list[Digits]:
            if weighs_alike(house.guide, guide):
                return digits_of(table, guide, refs, day, engine)
            with TemporaryDirectory(prefix="trying-", dir=house.settings.home) as folder:
                anew = _weighed_anew(house, guide, (skill, trace, voice, rule), Path(folder))
                return digits_of(anew, guide, refs, day, engine)

        progress("now", 0, len(refs))
        before = under(first or house.guide)
        progress("then", 0, len(refs))
        return effect_of(before, under(other))


def _weighed_anew(house: House, guide: Guide, sizes: Sizes, folder: Path) -> EventTable:
    """Everybody under another weighing, in a table that nobody keeps."""
    table = EventTable.open(folder, guide)
    files = iter(house.vault.files(house.vault.refs_since((0, 0, 0, 0))))
    while some := {ref.hex(): facts_of(opened) for ref, opened in islice(files, BUCKET)}:
        table.replace({ref: weigh_person(ref, facts, guide) for ref, facts in some.items()}, sizes)
    return table
