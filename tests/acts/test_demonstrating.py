"""The town's works are registered once, wherever the one who registers them is killed."""

from __future__ import annotations

import pytest

from acts.conftest import seeded
from acts.river import silent
from shouyi.acts.demonstrating import build_town
from shouyi.gateways.vault import Vault
from shouyi.wiring import open_house


def registered(house) -> list[str]:
    found = house.vault.all_openings(kind="work.registered")
    return sorted(str(opening.opened("work")[0]) for _, opening in found)


@pytest.mark.parametrize("place", [1, 5])
def test_a_kill_before_a_work_is_found_by_its_id_registers_nothing_twice(tmp_path, monkeypatch, place):
    put, seen = Vault.put_work, [0]

    def dying(self: Vault, *values: object) -> None:
        seen[0] += 1
        if seen[0] == place:
            raise KeyboardInterrupt
        put(self, *values)

    house = open_house(seeded(tmp_path))
    house.begin()
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "put_work", dying)
        with pytest.raises(KeyboardInterrupt):
            build_town(house, 8, 300, silent)
    once = registered(house)
    opened = open_house(house.settings)
    opened.begin()
    town = build_town(opened, 8, 300, silent)
    assert registered(opened) == once
    assert len(set(once)) == len(town.works) == len(once)
    assert all(opened.vault.work(public_id) is not None for public_id in once)
