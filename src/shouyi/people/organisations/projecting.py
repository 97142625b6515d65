"""Organisations and their keys as projections of `rule`. Members, contacts and wishes on their way are not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.behind import behind
from shouyi.people.organisations.changing import on_its_way, project_all
from shouyi.people.organisations.models import Act, Organisation, OrgKey
from shouyi.people.projections import Projection, register

if TYPE_CHECKING:
    from shouyi.people.projections import Rows


def _due() -> Rows:
    return {each.org: {"kind": each.kind, "suspended": each.suspended} for each in behind().orgs.known()}


def _found(due: Rows) -> Rows:
    """A suspension that is on its way holds in the table already, as it should; one row more is a wish to register."""
    return {
        each.org: {"kind": each.kind, "suspended": due[each.org]["suspended"] if _on_its_way(each, due) else
                   each.suspended_at is not None}
        for each in Organisation.objects.all()
        if each.written_at is not None
    }  # fmt: skip


def _on_its_way(each: Organisation, due: Rows) -> bool:
    return each.suspended_at is not None and each.org in due and on_its_way(each, Act.SUSPEND).exists()


def _write(due: Rows) -> None:
    project_all()
    Organisation.objects.exclude(org__in=due).update(written_at=None)


def _keys_due() -> Rows:
    return {
        key.public: {"org": known.org, "purpose": key.purpose, "revoked": key.revoked, "here": key.here}
        for known in behind().orgs.known()
        for key in known.keys
    }


def _keys_found(due: Rows) -> Rows:
    return {
        key.public: {"org": key.organisation.org, "purpose": key.purpose, "revoked": key.revoked_at is not None,
                     "here": key.here}
        for key in OrgKey.objects.select_related("organisation")
    }  # fmt: skip


def _write_keys(due: Rows) -> None:
    project_all()
    OrgKey.objects.exclude(public__in=due).delete()
    good = [public for public, row in due.items() if not row["revoked"]]
    OrgKey.objects.filter(public__in=good).update(revoked_at=None)


register(Projection("organisations", _due, _found, _write))
register(Projection("keys", _keys_due, _keys_found, _write_keys))
