"""Runs benchmarks by name: `shouyi bench NAME`, `shouyi bench all`; figures as JSON, or ratios with what they mean."""

from __future__ import annotations

import argparse
import json
import os
import platform
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module

from shouyi.bench.rounds import Figures

SEED = 1


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`aims`: what a ratio or pace should reach, in words. `silent`: what the figures do not show."""

    module: str
    silent: str
    aims: Mapping[str, str] = field(default_factory=dict)

    def run(self, seed: int, scale: float) -> Figures:
        found: Figures = import_module(f"shouyi.bench.{self.module}").run(seed, scale)
        return found

    @property
    def about(self) -> str:
        """What is measured, on what, beside what: the module's own words."""
        return import_module(f"shouyi.bench.{self.module}").__doc__ or ""


BENCHMARKS: Mapping[str, Benchmark] = {
    "append": Benchmark(
        "append",
        "what preparing and sealing entries costs (see prepare), several organisations at once, readers beside the "
        "writer, a disk whose fsync is slower than this one's, or logs that no longer fit in memory.",
        {"append_published_entries_per_s": "≥ 50,000", "ratio_append_published_to_pymerkle": "≥ 0.2"},
    ),
    "prepare": Benchmark(
        "prepare",
        "rows written to the vault, keys unwrapped, or reviews, whose text stands under a second person's key.",
    ),
    "disclose": Benchmark(
        "disclose",
        "the network, the browser's own verifier, whole exports, or a verifier that keeps checkpoints it has seen.",
    ),
    "aggregate": Benchmark(
        "aggregate",
        "reading evidence from the vault and weighing it, a colder disk, or another engine than DuckDB.",
        {"ratio_events": "≤ 1.5", "ratio_days": "≤ 2"},
    ),
    "national": Benchmark(
        "national",
        "weighing facts and keeping day totals (they are kept as facts arrive), writing the run, or a colder disk.",
        {"ratio_assessment_to_bare": "≤ 1.5", "assessment_peak_mb": "≤ 6,000"},
    ),
    "live": Benchmark(
        "live",
        "reading the new entry from the vault and opening it, several writers at once, a colder disk, or a person "
        "whose file is weighed anew because of leave, a campaign or a correction.",
        {"update_p99_ms": "≤ 5"},
    ),
    "rank": Benchmark(
        "rank",
        "clicks (relevance is a model's), traffic that a forecast missed, several servers that share one state, or a "
        "night whose views are read from disk. The large market's tastes are invented.",
        {"page_p99_ms": "≤ 10", "night_s": "≤ 600 at scale 10 (100,000 merchants, 10 M impressions)"},
    ),
    "serve": Benchmark(
        "serve",
        "a network, TLS, a front that caches, visitors who pause, more machines than this one, or many artisans' "
        "homes: one's is asked for again and again, and the client shares the two cores with the server.",
        {
            "ratio_checkpoint_to_starlette_constant": "≥ 0.4",
            "ratio_proof_to_starlette_constant": "≥ 0.4",
            "checkpoint_p99_ms": "≤ 50",
            "proof_p99_ms": "≤ 50",
            "ratio_artisan_home_to_django_read": "≥ 0.4",
        },
    ),
}


def run(name: str, seed: int = SEED, scale: float = 1.0) -> Figures:
    """One benchmark's figures, ready for JSON. Raises KeyError for an unknown name."""
    return {"bench": name, "machine": machine()} | BENCHMARKS[name].run(seed, scale)


def machine() -> Figures:
    """On what it was measured; `load` above the number of cores says that others worked meanwhile."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def main(name: str, *, as_json: bool = False, seed: int = SEED, scale: float = 1.0) -> None:
    """Prints one benchmark's figures, or all of them one after another. Raises SystemExit for an unknown name."""
    if name != "all" and name not in BENCHMARKS:
        raise SystemExit(f"benchmarks are {', '.join(BENCHMARKS)}, or all; not {name}")
    for each in BENCHMARKS if name == "all" else [name]:
        found = run(each, seed, scale)
        print(json.dumps(found) if as_json else told(each, found), flush=True)


def told(name: str, found: Figures) -> str:
    """For people at a terminal: what was measured, the figures with their aims, what they do not show."""
    bench = BENCHMARKS[name]
    plain = {key: value for key, value in found.items() if key not in ("bench", "machine")}
    width = max(map(len, plain))
    lines = [f"── {name} ".ljust(100, "─"), textwrap.indent(bench.about.strip(), "  "), ""]
    lines += [f"  {key:<{width}}  {_shown(value)}{_aim(bench, key)}" for key, value in plain.items()]
    on = ", ".join(f"{key} {value}" for key, value in found["machine"].items())
    silent = textwrap.fill(f"Not shown: {bench.silent}", 98, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([*lines, "", f"  On: {on}. Where three stand: median (least to greatest).", silent, ""])


def _shown(value: object) -> str:
    match value:
        case None:
            return "not measured"
        case [median, least, greatest]:
            return f"{median:,} ({least:,} to {greatest:,})"
        case int() | float():
            return f"{value:,}"
    return str(value)


def _aim(bench: Benchmark, key: str) -> str:
    return f"   aim {bench.aims[key]}" if key in bench.aims else ""


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("name", choices=[*BENCHMARKS, "all"])
    arguments.add_argument("--scale", type=float, default=1.0, help="so many times the usual amount")
    arguments.add_argument("--seed", type=int, default=SEED)
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()
    main(chosen.name, as_json=chosen.json, seed=chosen.seed, scale=chosen.scale)
