"""Every row of working life carries its owner (a person's ref, an account, an organisation) or says why it does not."""

from __future__ import annotations

import pytest

OWNERS = {"ref", "holder", "account", "owner", "organisation", "org", "user", "helper", "by"}
WITHOUT = {
    "sessions.session": "the framework's; whose it is stands inside",
    "contenttypes.contenttype": "a list of tables",
    "auth.permission": "the framework's list; nothing here asks it",
    "auth.group": "the framework's; nothing here asks it",
    "jobs.worker": "a process of the house",
    "accounts.attempts": "counts of tries, so that none is let in by trying; a keyed digest and a number",
    "accounts.code": "bound to the session that asked; whom it reaches stands as a keyed digest alone",
    "account.emailconfirmation": "the framework's; it belongs to an address, and that to an account",
    "api.count": "how often a keyed digest asked in a minute",
    "api.seen": "a digest of what may not be used twice",
    "votes.effect": "counts of what a guide would do to everybody; nobody stands in it",
    "votes.told": "which proposals were told of; nobody stands in it",
    "watching.watched": "figures of everybody's scores; nobody stands in them",
    "rights.receipt": "left when an owner is erased: it must name nobody, and opens by a code alone",
}
THROUGH = (
    "client",
    "delivery",
    "case",
    "notice",
    "application",
    "token",
    "authenticator",
    "statement",
    "upload",
    "ask",
    "consent",
    "recovery",
    "offer",
    "job",
)
"""Columns by which a row belongs to a row that has an owner."""


def test_every_row_has_an_owner_or_a_reason() -> None:
    from django.apps import apps

    without = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields() if field.concrete}
        if not names & OWNERS and not names & set(THROUGH):
            without[model._meta.label_lower] = sorted(names)
    assert {label: names for label, names in without.items() if label not in WITHOUT} == {}


@pytest.mark.parametrize("label", sorted(WITHOUT))
def test_a_reason_is_given_for_a_table_that_is_there_and_needs_it(label: str) -> None:
    from django.apps import apps

    model = next((each for each in apps.get_models() if each._meta.label_lower == label), None)
    if model is not None:
        assert not {field.name for field in model._meta.get_fields() if field.concrete} & OWNERS
