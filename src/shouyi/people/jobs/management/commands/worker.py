"""`python -m shouyi.people worker`: does the jobs until SIGTERM or SIGINT."""

from __future__ import annotations

import logging
import signal
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from shouyi.people.jobs.working import LOOK_S, ROUND_S, Shift

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Does the jobs of this installation until it is asked to stop. Several may run on one database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="end when nothing is due")
        parser.add_argument("--look-s", type=float, default=LOOK_S, help="pause between looks, in seconds")
        parser.add_argument("--round-s", type=float, default=ROUND_S, help="pause between sweeps, in seconds")

    def handle(self, *args: Any, until_empty: bool, look_s: float, round_s: float, **options: Any) -> None:
        shift = Shift(look_s, round_s)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: shift.stop())
        _speak()
        self.stdout.write("worker ready")
        self.stdout.flush()
        shift.work(until_empty)


def _speak() -> None:
    """Says on standard error how each job ended, unless the installation's logging already takes it."""
    log = logging.getLogger("shouyi.jobs")
    log.setLevel(logging.INFO)
    if not log.hasHandlers():
        log.addHandler(logging.StreamHandler())
