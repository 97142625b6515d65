"""Reports that visitors sent become cases, sealed, which the operator answers; nobody could answer them before."""

import datetime
import uuid
from typing import Any

import orjson
from django.conf import settings
from django.db import migrations
from django.utils import translation

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
EPOCH = datetime.date(1970, 1, 1)


def open_cases(apps: Any, schema_editor: Any) -> None:
    """Those that nobody answered, within the term of a case that is opened today."""
    waiting = apps.get_model("works", "Problem").objects.filter(answered_at=None).order_by("reported_at", "pk")
    operator = _operator(apps) if waiting.exists() else None
    for problem in waiting:
        _open(apps, operator, problem)


def _operator(apps: Any) -> Any:
    """Its row, which the projection of the ledger completes where it is new."""
    from shouyi.people.behind import behind

    found = apps.get_model("organisations", "Organisation").objects.filter(kind="operator").order_by("pk").first()
    if found:
        return found
    org = behind().orgs.founder()
    return apps.get_model("organisations", "Organisation").objects.create(
        org=org, kind="operator", name_zh=org, name_en=org
    )


def _open(apps: Any, operator: Any, problem: Any) -> None:
    from shouyi.decision.cases import open_case
    from shouyi.people.behind import sealer
    from shouyi.people.works.reporting import words

    name, now = uuid.uuid4(), datetime.datetime.now(SHANGHAI)
    standing, holder = open_case("problem", (now.date() - EPOCH).days), sealer().begin(f"case/{name}")
    opened_on = (problem.reported_at.astimezone(SHANGHAI).date() - EPOCH).days
    case = apps.get_model("cases", "Case").objects.create(
        uid=name, holder=holder, kind="problem", organisation=operator, public_id=problem.public_id,
        opened_on=opened_on, due_on=standing.due_on,
    )  # fmt: skip
    event = uuid.uuid4()
    with translation.override(settings.LANGUAGE_CODE):
        said = words(problem.what, problem.said, problem.reach)
    text = orjson.dumps({"text": said}, option=orjson.OPT_SORT_KEYS)
    apps.get_model("cases", "Event").objects.create(
        uid=event, holder=holder, case=case, at=problem.reported_at, step="open", side="visitor",
        sealed=sealer().seal(holder, text, f"cases.event/{event}"),
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("works", "0001_initial"), ("cases", "0001_initial"), ("organisations", "0002_projections")]

    operations = [migrations.RunPython(open_cases, migrations.RunPython.noop)]
