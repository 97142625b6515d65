"""Benchmarks: each has `run(seed, scale) -> dict` of figures, always beside the bare work in the same run."""
