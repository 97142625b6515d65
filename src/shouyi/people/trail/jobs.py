"""The view log takes over, every ten minutes, what runs and commands noted of what they opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.jobs.registry import schedule
from shouyi.people.trail.notes import take_over

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job


@schedule("trail.take_over", every_minutes=10)
def take(job: Job, occasion: str) -> None:
    """Again, it adds nothing."""
    take_over()
