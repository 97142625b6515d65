"""Schemathesis against the running API: stateful, for a budget of time; no 5xx, and no answer that is not documented.

`make test` spends `SECONDS`, `--soak` three minutes; SHOUYI_TEST_DATABASE=postgresql runs the same on PostgreSQL. The
seed is printed, and SHOUYI_API_SEED repeats it.
"""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from people.api.programs import BANK, PLATFORM, Program, of, organisation, program
from people.facts.test_facts import HEADER, row

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS, SECONDS_SOAKING = 10, 180
CHECKS = [
    checks.not_a_server_error, openapi_checks.status_code_conformance, openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance, openapi_checks.response_schema_conformance,
]  # fmt: skip
CSV = st.lists(
    st.builds(
        row, st.text(st.characters(codec="utf-8", exclude_characters='\n\r",\0'), max_size=12), stars=st.just("")
    ),
    max_size=4,
).map(lambda rows: "\n".join([HEADER, *rows, ""]).encode())
schemathesis.openapi.media_type("text/csv", CSV)
schemathesis.openapi.media_type("application/x-ndjson", st.binary(max_size=200))


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Program]]:
    """Two real clients, in the database that the server reads; gone afterwards."""
    from shouyi.people.api import limits

    monkeypatch.setattr(limits, "POLICIES", dict.fromkeys(limits.POLICIES, 10**9))
    yield [program(BANK), program(PLATFORM)]
    for org in (BANK, PLATFORM):
        found = organisation(org)
        found.deliveries.all().delete()
        found.cases.all().delete()
        found.delete()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """A digest is not to be guessed: half of the uploads say the true one."""
    if "Content-Digest" in (case.headers or {}) and isinstance(case.body, bytes) and len(case.body) % 2 == 0:
        case.headers["Content-Digest"] = of(case.body)


def schema_of(site: str) -> Any:
    return schemathesis.openapi.from_url(f"{site}/api/v1/openapi.json")


def headers(who: Program) -> dict[str, str]:
    """A token that is good for the whole run is what ten minutes are for."""
    return {"Authorization": f"Bearer {who.token}"}


def test_every_operation_holds_to_the_document(site: str, programs: list[Program]) -> None:
    for found in schema_of(site).get_all_operations():
        for who in programs:
            _hold(found.ok(), headers(who))


def _hold(operation: Any, told: dict[str, str]) -> None:
    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def hold(case: Any) -> None:
        case.validate_response(case.call(headers=told), checks=CHECKS)

    hold()


def test_any_order_of_requests_holds_to_the_document(site: str, programs: list[Program], soak: bool) -> None:
    seed = int(os.environ.get("SHOUYI_API_SEED", random.SystemRandom().randrange(2**31)))
    print(f"SHOUYI_API_SEED={seed}")
    until = time.monotonic() + (SECONDS_SOAKING if soak else SECONDS)
    rounds = 0
    while rounds < 2 or time.monotonic() < until:  # each program has its turn, however slow the machine
        told = headers(programs[rounds % 2])

        class Workflow(schema_of(site).as_state_machine()):  # type: ignore[misc]
            def get_call_kwargs(self, case: Any) -> dict[str, Any]:
                return {"headers": told}  # noqa: B023

            def validate_response(self, response: Any, case: Any, **kwargs: Any) -> None:
                case.validate_response(response, checks=CHECKS)

        Workflow._hypothesis_internal_use_seed = seed + rounds
        run_state_machine_as_test(
            Workflow,
            settings=settings(
                max_examples=10 if soak else 4, stateful_step_count=6, deadline=None,
                suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate],
            ),
        )  # fmt: skip
        rounds += 1
    print(f"{rounds} rounds")
