"""What is kept of a live person, cut into parts so that an update reads and writes little: bytes for each part.

    core                    canonical: guide digest, the `Mark` up to which the file was read, which indicators have
                            days, and all of `Live` but what follows
    days/dispatch           one indicator's day totals: how many rows, then their five columns as differences, packed
    room/676/buyer/b1f2…    how many voices of this buyer (or cohort) in this month count already

A part is a projection: whatever cannot be read is `Torn`, and the caller weighs the whole file. Nothing else reads
these bytes, so they may change with `LAYOUT`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from shouyi.canon.canonical import decode, encode
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.records import Origin
from shouyi.score.errors import ScoreError
from shouyi.score.guide import Guide
from shouyi.score.live import Days, Live
from shouyi.score.records import Holding

LAYOUT = 1
CODEC = "zstd"
COLUMNS = 5
CORE = "core"
Fetch = Callable[[str], bytes | None]
"""The bytes of the part of this name, None where there is none."""


class Torn(ScoreError):
    """A part that was kept under another guide or layout, was changed, or is not what this module writes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a file was read: the sizes of the four logs, and how many of its facts were taken out by then."""

    sizes: tuple[int, int, int, int] = (0, 0, 0, 0)
    taken_out: int = 0


def kept(person: str, fetch: Fetch, guide: Guide) -> tuple[Live, Mark] | None:
    """The live person and how far it was fed; days and room are fetched when asked for. None where nothing is kept.

    Raises Torn, now or when something is fetched.
    """
    data = fetch(CORE)
    if data is None:
        return None
    live, mark, fed = _read_core(person, data, guide)
    live.days, live.room = _Days(fetch, fed), _Room(fetch)
    return live, mark


def parts_of(live: Live, guide: Guide, mark: Mark) -> dict[str, bytes]:
    """The parts that are at hand: all of a person weighed anew, of one that was kept those that were asked for."""
    at_hand = {name: each for name, each in live.days.items() if len(each.rows)}
    fed = sorted({*at_hand, *(live.days.fed if isinstance(live.days, _Days) else ())})
    days = {f"days/{name}": pack_days(each) for name, each in at_hand.items()}
    room = {_room_name(bucket): str(count).encode() for bucket, count in live.room.items() if count}
    return {CORE: _core(live, guide, mark, fed), **days, **room}


class _Days(defaultdict[str, Days]):
    """`fed`: the indicators that have days, so that none goes missing unseen."""

    def __init__(self, fetch: Fetch, fed: Collection[str]) -> None:
        super().__init__(Days)
        self._fetch, self.fed = fetch, fed

    def __missing__(self, name: str) -> Days:
        data = self._fetch(f"days/{name}")
        if data is None and name in self.fed:
            raise Torn(f"the days of {name} are missing")
        found = self[name] = Days() if data is None else unpack_days(data)
        return found


class _Room(Counter[tuple[int, str, str]]):
    def __init__(self, fetch: Fetch) -> None:
        super().__init__()
        self._fetch = fetch

    def __missing__(self, bucket: tuple[int, str, str]) -> int:
        data = self._fetch(_room_name(bucket))
        found = self[bucket] = 0 if data is None else int(data)
        return found


def _room_name(bucket: tuple[int, str, str]) -> str:
    month, kind, name = bucket
    return f"room/{month}/{kind}/{name}"


# days -----------------------------------------------------------------------------------------------------------------


def pack_days(days: Days) -> bytes:
    """Differences of neighbouring rows are small, and many alike."""
    rows = np.ascontiguousarray(days.rows.T)
    steps = np.diff(rows, axis=1, prepend=0).astype("<i8").tobytes()
    return len(days.rows).to_bytes(4, "big") + bytes(pa.compress(steps, CODEC, asbytes=True))


def unpack_days(data: bytes) -> Days:
    """Raises Torn."""
    count = int.from_bytes(data[:4], "big")
    try:
        steps = pa.decompress(data[4:], COLUMNS * count * 8, CODEC, asbytes=True)
        rows = np.frombuffer(steps, dtype="<i8").reshape(COLUMNS, count)
    except (OSError, ValueError) as error:
        raise Torn(f"days: {error}") from None
    return Days(np.ascontiguousarray(rows.cumsum(axis=1).T))


# the core -------------------------------------------------------------------------------------------------------------


def _core(live: Live, guide: Guide, mark: Mark, fed: Sequence[str]) -> bytes:
    return encode(
        {
            "layout": LAYOUT,
            "guide": guide.digest,
            "sizes": list(mark.sizes),
            "taken_out": mark.taken_out,
            "fed": list(fed),
            "stopped": list(live.stopped),
            "latest": [[month, *turn] for month, turn in sorted(live.latest.items())],
            "around": [[o.on, o.what, o.value, o.until, o.about, _packed(o.origin)] for o in live.around],
            "holdings": [[h.indicator, h.on, h.until, h.value, _packed(h.origin)] for h in live.holdings],
        }
    )


def _read_core(person: str, data: bytes, guide: Guide) -> tuple[Live, Mark, list[str]]:
    try:
        core: dict[str, Any] = decode(data)
        if (core["layout"], core["guide"]) != (LAYOUT, guide.digest):
            raise Torn("kept under another guide or layout")
        live = Live(
            person,
            latest={month: (said, log, turn) for month, said, log, turn in core["latest"]},
            around=[
                Outcome(person, on, what, value, until, about, _unpacked(origin))
                for on, what, value, until, about, origin in core["around"]
            ],
            holdings=[
                Holding(person, indicator, on, until, value, _unpacked(origin))
                for indicator, on, until, value, origin in core["holdings"]
            ],
            stopped=tuple(core["stopped"]),
        )
        skill, trace, voice, rule = core["sizes"]
        mark, fed = Mark((skill, trace, voice, rule), core["taken_out"]), list(core["fed"])
    except (ValueError, KeyError, TypeError) as error:
        raise Torn(f"core: {error}") from None
    return live, mark, fed


def _packed(origin: Origin | None) -> list[Any] | None:
    return [origin.source, origin.log, origin.index, origin.turn] if origin else None


def _unpacked(packed: list[Any] | None) -> Origin | None:
    return Origin(*packed) if packed else None
