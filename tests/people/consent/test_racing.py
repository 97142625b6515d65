"""Withdrawing while others read, by threads on the real database: whoever asks after the commit is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from people.consent import cast
from shouyi.people.behind import behind
from shouyi.people.consent.giving import withdraw
from shouyi.people.consent.models import Consent
from shouyi.people.jobs.models import Job
from shouyi.people.notices.models import Notice
from shouyi.people.organisations.models import Organisation
from shouyi.people.ports.door import NothingOpen
from shouyi.people.trail.models import Look

ORG = "org-bank-racing"


@pytest.fixture
def consent() -> Iterator[Consent]:
    """Committed for real, since threads have connections of their own; taken away afterwards."""
    made = cast.consented("band", org=ORG)
    yield made
    for found in (Look.objects.filter(org=ORG), Notice.objects.all(), Job.objects.all(), Consent.objects.all()):
        found.delete()
    Organisation.objects.filter(org=ORG)._raw_delete("default")


def test_every_read_that_begins_after_the_withdrawal_is_refused(consent: Consent) -> None:
    ended, begun = threading.Event(), threading.Event()
    actor, ref = cast.officer(ORG), cast.owner().ref
    wrong: list[str] = []
    seen: list[bool] = []

    def read() -> None:
        try:
            for _ in range(200):
                after = ended.is_set()
                try:
                    behind().door.open(actor, ref, "lending", ("band",), org=ORG)
                    seen.append(after)
                    begun.set()
                except NothingOpen:
                    if after:
                        return
        except Exception as problem:
            wrong.append(repr(problem))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    withdraw(cast.owner(), cast.owner().ref, consent.uid)
    ended.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert False in seen
    assert True not in seen
