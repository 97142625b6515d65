"""`shouyi rank`: files in, lists and prices out, exit 2 with what does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from scipy.sparse import csr_array, save_npz

from shouyi.bench.rank_sets import Shape, invented
from shouyi.cli import main

SHAPE = Shape(60, 40, 6, 20, 5, 0.6)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    problem = invented(SHAPE, 1)
    views = problem.views
    owner = np.full(SHAPE.items, -1)
    owner[views.item] = views.owner
    save_npz(tmp_path / "scores.npz", csr_array((views.score, views.item, views.start), shape=(60, SHAPE.items)))
    np.save(tmp_path / "owners.npy", owner)
    return tmp_path


def run(folder: Path, *more: str) -> Result:
    given = ["--scores", f"{folder}/scores.npz", "--owners", f"{folder}/owners.npy", "--k", "5", *more]
    return CliRunner().invoke(main, ["rank", *given])


@pytest.mark.parametrize("how", [(), ("--online", "--seed", "3"), ("--online", "--blind")])
def test_lists_of_k_works_and_a_price_an_owner(folder: Path, how: tuple[str, ...]) -> None:
    said = run(folder, "--floor", "20", "--json", *how)
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    assert set(found) == {"lists", "prices"}
    owner = np.load(folder / "owners.npy")
    assert len(found["prices"]) == owner.max() + 1
    assert all(len(set(each)) == 5 for each in found["lists"])
    assert len(found["lists"]) == 60
    given = np.bincount(owner[np.array(found["lists"]).ravel()] + 1, minlength=owner.max() + 2)[1:]
    assert (given >= 20).all()


def test_another_seed_is_another_order(folder: Path) -> None:
    first, again, other = (run(folder, "--floor", "25", "--json", "--online", "--seed", s).stdout for s in "112")
    assert first == again != other


def test_a_floor_nobody_can_meet_ends_with_2_or_is_lowered_when_asked(folder: Path) -> None:
    said = run(folder, "--floor", "60", "--json")
    assert said.exit_code == 2
    assert "FloorsInfeasible" in said.stderr
    assert said.stdout == ""
    said = run(folder, "--floor", "60", "--as-far-as-possible")
    assert said.exit_code == 0
    assert "owners under 60 by" in said.stderr


def test_files_that_do_not_fit_end_with_2(folder: Path) -> None:
    np.save(folder / "owners.npy", np.zeros(3, dtype=int))
    said = run(folder, "--floor", "1")
    assert said.exit_code == 2
    assert "owners_shape" in said.stderr
    (folder / "scores.npz").write_bytes(b"no")
    assert run(folder, "--floor", "1").exit_code == 2
