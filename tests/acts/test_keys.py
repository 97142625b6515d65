"""A house that lost a key says which, and makes none anew: a new one would open nothing, or bring back who erased."""

from __future__ import annotations

import pytest

from acts.conftest import settings
from acts.river import ORG, flow
from shouyi.acts.founding import Joining, join
from shouyi.gateways.errors import GatewayError
from shouyi.wiring import open_house


@pytest.fixture
def home(tmp_path, few):
    flow(open_house(settings(tmp_path / "h")), few)
    return tmp_path / "h"


NAMES = [
    "keys.db",
    "keys/kek.json",
    "keys/registrar.key",
    "keys/org-registrar.batch.key",
    f"keys/{ORG}.batch.key",
    "keys/test.shouyi.example.trace.log.key",
    "keys/test.shouyi.example.unspent.log.key",
    "witness/witness.key",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_house_that_lost_a_key_names_it_and_makes_none(home, few, name):
    (home / name).unlink()
    (few / "orders.csv").write_text((few / "orders.csv").read_text().replace("o3,maker-1,", "o33,maker-9,"))
    with pytest.raises(GatewayError, match=name.split("/")[-1].replace(".", r"\.")) as problem:
        _everything(home, few)
    assert problem.value.permanent
    assert not (home / name).exists()


def _everything(home, few):
    """What needs each key: a new fact, a joining (which names all public keys in the next policy)."""
    house = open_house(settings(home))
    flow(house, few)
    with house.ledger.writing():
        join(house, [Joining("org-late", "platform", {"en": "Late", "zh": "迟"})])
