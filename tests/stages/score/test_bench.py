"""The benchmark measures what it says: at a hundredth of a hundredth of its size, every figure is there and sound."""

from __future__ import annotations

from shouyi.bench import aggregate
from shouyi.score.guide import Guide


def test_the_benchmark_runs_small(monkeypatch) -> None:
    monkeypatch.setattr(aggregate, "ROUNDS", 1)
    found = aggregate.run(seed=7, scale=0.0005)
    assert found["people"] == 10
    assert 0.4 < found["events"] / (10 * 6 * 730) < 0.6
    for name in aggregate.MEASURED:
        assert len(found[f"{name}_s"]) == 1
        assert found[f"{name}_peak_mb"] > 10
    assert found["ratio_events"][0] > 0
    assert found["finished_people_per_s"][0] > 0


def test_its_four_ways_group_the_same_rows(guide: Guide, tmp_path) -> None:
    rows = aggregate._write(tmp_path, seed=3, people=3)
    engine = aggregate._engine()
    read = {name: engine.to_pyarrow(make(engine, tmp_path)) for name, make in aggregate.MEASURED.items()}
    events, days = (read[name].drop_columns("most") if name == "formula_events" else read[name] for name in
                    ("formula_events", "formula_days"))  # fmt: skip
    order = [("person", "ascending"), ("indicator", "ascending")]
    assert events.sort_by(order) == days.sort_by(order)
    assert read["bare_events"]["groups"].to_pylist() == [rows]
    assert read["bare_days"].num_rows == days.num_rows == 3 * len(aggregate.INDICATORS)
