"""A complete export holds and says so; whatever is left out or changed is named with its place."""

from __future__ import annotations

import pytest

from shouyi.archive.audit import STEPS, audit_export, why_export
from stages.archive.small_world import DAY, UNIX, pin, short, told

PIN = pin()


@pytest.fixture(scope="module")
def story():
    return told()


def test_a_complete_export_holds(story):
    found, steps = why_export(story.export(), PIN)
    assert steps == dict.fromkeys(STEPS)
    assert len(found.entries) == len(story.openings)
    assert (found.erased, found.aged, found.cosigned_at) == (1, 0, UNIX)


def test_the_shortest_export_holds():
    data = short().export()
    assert len(data) <= 8192
    assert len(audit_export(data, PIN).entries) == 2
