"""A worker whose job hangs past its lease ends itself: another has the job, and two must not do it at once."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shouyi.people.jobs.models import Job

log = logging.getLogger("shouyi.jobs")
EXIT_HUNG = 70


def end_process() -> None:
    """At once and without cleaning up: a thread that hangs cannot be asked. The supervisor starts another worker."""
    os._exit(EXIT_HUNG)


class Watch:
    """Looks every `look_s` whether the job it is over still renews its lease; ends the process otherwise."""

    def __init__(self, look_s: float = 1.0, end: Callable[[], None] = end_process) -> None:
        self._look_s, self._end = look_s, end

    @contextmanager
    def over(self, job: Job) -> Iterator[None]:
        """Watches while the block runs."""
        over = threading.Event()
        threading.Thread(target=self._look, args=(job, over), daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def _look(self, job: Job, over: threading.Event) -> None:
        while not over.wait(self._look_s):
            if job.lease_until and timezone.now() > job.lease_until:
                log.error("job %s %s went past its lease; this worker ends", job.name, job.uid)
                self._end()
                return
