"""Who is in which group is known to the audit's acts alone: nothing that scores, lends, ranks or shows can reach it."""

from __future__ import annotations

from functools import cache

import pytest

from house.source import Module, modules

STORE, FORGETTING = "gateways.audit_sample", "gateways.audit_forget"
MAY_OPEN = {"acts.sampling"}
"""Opens the store: puts in, takes out, gives the audit its labels."""
MAY_KNOW = {"acts.auditing": {"acts.sampling"}, "cli": {"acts.auditing", "acts.sampling"}}
"""Who imports whoever opens it. Whoever adds one says here why it needs to know."""
MAY_FORGET = {STORE, "acts.erasing"}
NAMED = ("sample.db", "sample.key", "names.key")


def imported(module: Module) -> set[str]:
    """Names of our own modules that it imports, as `modules` names them."""
    found = {name.removeprefix("shouyi.") for name in module.imported if name.startswith("shouyi.")}
    return found | {name.rpartition(".")[0] for name in found}


@cache
def sources() -> list[Module]:
    return modules()


def importers(of: str) -> set[str]:
    """Whoever imports it. Only sources that name it are parsed."""
    word = of.rpartition(".")[2]
    return {module.name for module in sources() if word in module.text and of in imported(module)}


def led_to(end: str) -> set[str]:
    """Whoever imports it, and whoever imports those, and so on."""
    found: set[str] = set()
    waiting = [end]
    while waiting:
        more = importers(waiting.pop()) - found
        found |= more
        waiting += more
    return found


def test_the_store_is_opened_by_one_act() -> None:
    assert importers(STORE) == MAY_OPEN


@pytest.mark.parametrize(("who", "may"), MAY_KNOW.items())
def test_the_acts_that_know_are_asked_by_those_named_here_alone(who: str, may: set[str]) -> None:
    assert {name for name in may if who not in importers(name)} == set()
    for name in may:
        assert importers(name) <= MAY_KNOW.keys()


def test_whoever_may_delete_cannot_read() -> None:
    assert importers(FORGETTING) == MAY_FORGET
    (module,) = [each for each in sources() if each.name == FORGETTING]
    assert not [name for name in module.imported if "AESGCM" in name or "Fernet" in name]
    assert "decrypt" not in module.text


def test_no_other_path_of_imports_leads_to_it() -> None:
    assert led_to(STORE) == MAY_OPEN | MAY_KNOW.keys() | {"__main__"}


@pytest.mark.parametrize("name", NAMED)
def test_its_files_are_named_where_they_are_opened_alone(name: str) -> None:
    assert {module.name for module in sources() if name in module.text} <= {STORE, FORGETTING}


def test_a_way_around_would_be_seen() -> None:
    assert STORE in imported(
        Module("acts.lending", "def f():\n    from shouyi.gateways.audit_sample import AuditSample")
    )
    assert STORE in imported(Module("acts.lending", "from shouyi.gateways import audit_sample"))
    assert STORE in imported(Module("score.x", "import shouyi.gateways.audit_sample"))
    assert "cli" in led_to(STORE)
