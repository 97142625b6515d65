"""Which jobs there are: functions of each app's `jobs.py`, found when Django starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from shouyi.people.jobs.errors import UnknownJob
from shouyi.people.jobs.ids import require_name
from shouyi.people.jobs.occasions import Occasions, occasions

if TYPE_CHECKING:
    from collections.abc import Callable

    from shouyi.people.jobs.models import Job


BACKOFF_MAX_S = 3600


@dataclass(frozen=True, slots=True)
class Shown:
    """How pages speak of a job: lazy translations of its title and of each phase, and the address of what comes of it
    (`leads_to(job)`, "" for nowhere)."""

    title: object = ""
    phases: Mapping[str, object] = field(default_factory=dict)
    leads_to: Callable[[Job], str] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One registered job. `retries` is how often it is tried again; the n-th time `backoff_s` · 2^(n−1) s later, an
    hour at most. `lease_s` is how long it may go without a `step` before another worker takes it. `stoppable`: whether
    cancelling its row ends what it is about; where that is asked for and taken back elsewhere, no page offers it."""

    name: str
    work: Callable[..., None]
    retries: int
    lease_s: float
    backoff_s: float
    occasions: Occasions | None = None
    shown: Shown = field(default_factory=Shown)
    stoppable: bool = True

    def backoff(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts."""
        return timedelta(seconds=min(self.backoff_s * 2 ** max(0, min(attempts, 32) - 1), BACKOFF_MAX_S))


LEDGER_LEASE_S = 3600
"""For whatever writes to the ledger: an import may hold that for long, and it is waited for."""

_kinds: dict[str, Kind] = {}


def job(
    name: str, *, retries: int = 5, lease_s: float = 120, backoff_s: float = 30, shown: Shown | None = None,
    stoppable: bool = True,
) -> Callable[[Callable[..., None]], Callable[..., None]]:  # fmt: skip
    """Registers `work(job, *ids)` under a name. Two of one name are a mistake of ours."""

    def register(work: Callable[..., None]) -> Callable[..., None]:
        _add(Kind(require_name(name), work, retries, lease_s, backoff_s, None, shown or Shown(), stoppable))
        return work

    return register


def schedule(
    name: str,
    *,
    daily_at: str = "",
    every_minutes: int = 0,
    retries: int = 5,
    lease_s: float = 120,
    backoff_s: float = 30,
    shown: Shown | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers `work(job, occasion)` to run daily at a time of Asia/Shanghai, as `03:10`, or every so many minutes
    of the day. `occasion` is the day, `2026-11-24`, or the minute, `2026-11-24T0310`."""

    def register(work: Callable[..., None]) -> Callable[..., None]:
        due = occasions(daily_at, every_minutes)
        _add(Kind(require_name(name), work, retries, lease_s, backoff_s, due, shown or Shown()))
        return work

    return register


def _add(kind: Kind) -> None:
    assert kind.name not in _kinds or _kinds[kind.name].work is kind.work, f"two jobs are named {kind.name}"
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind:
    """The job of this name. Raises `UnknownJob`."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownJob(f"no job is named {require_name(name)}") from None


def is_stoppable(name: str) -> bool:
    """Whether a page may cancel jobs of this name; those that this program does not know any more, too."""
    return name not in _kinds or _kinds[name].stoppable


def names() -> list[str]:
    """Every registered name, in order."""
    return sorted(_kinds)


def scheduled() -> list[Kind]:
    """The jobs that have occasions."""
    return [kind for _, kind in sorted(_kinds.items()) if kind.occasions]
