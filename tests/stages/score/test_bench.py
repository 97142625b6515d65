"""The benchmark measures what it says: at a hundredth of a hundredth of its size, every figure is there and sound."""

from __future__ import annotations

from pathlib import Path

from shouyi.bench import aggregate
from shouyi.score.guide import Guide


def test_the_benchmark_runs_small(monkeypatch) -> None:
    """In this process, since five more would each load the engine; the last test starts one of its own."""
    monkeypatch.setattr(aggregate, "ROUNDS", 1)
    monkeypatch.setattr(aggregate, "_in_a_child", lambda folder, *work: aggregate._child(Path(folder), *work))
    found = aggregate.run(seed=7, scale=0.0005)
    assert found["people"] == 10
    assert 0.4 < found["events"] / (10 * 6 * 730) < 0.6
    for name in aggregate.MEASURED:
        assert len(found[f"{name}_s"]) == 1
        assert found[f"{name}_peak_mb"] > 10
    assert found["ratio_events"][0] == found["ratio_events_best"] > 0
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


def test_a_measurement_can_be_a_process_of_its_own(tmp_path) -> None:
    assert aggregate._in_a_child(str(tmp_path), "write", "3", "2")["events"] > 0
