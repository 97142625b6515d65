"""An hour under load: what every process of an installation holds in memory does not grow.

`SHOUYI_SOAK_MINUTES` shortens the hour for whoever looks at the test itself; what was run is printed.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import median

import psutil
import pytest

from shouyi.bench.load import load, request_bytes
from shouyi.bench.serve import Site, demonstration, sign_in

pytestmark = pytest.mark.soak
MINUTES = float(os.environ.get("SHOUYI_SOAK_MINUTES", "60"))
GROWTH_MAX = 1.10
"""How much more the last fifth may hold than the second: caches are full by then."""


def test_memory_is_flat(tmp_path: Path) -> None:
    with demonstration(tmp_path) as site:
        paths = _paths(site)
        samples: list[dict[str, int]] = []
        end = time.monotonic() + 60 * MINUTES
        while time.monotonic() < end:
            for port, request in paths:
                load(port, request, clients=4, seconds=6)
            samples.append(_resident(tmp_path))
    assert len(samples) >= 10
    fifth = len(samples) // 5
    for name in sorted(samples[-1]):
        held = [sample[name] for sample in samples if name in sample]
        early, late = median(held[fifth : 2 * fifth]), median(held[-fifth:])
        print(f"{name}: {early / 2**20:.0f} MiB in the second fifth, {late / 2**20:.0f} MiB in the last, {MINUTES} min")
        assert late <= GROWTH_MAX * early, name


def _paths(site: Site) -> list[tuple[int, bytes]]:
    host, visitor = f"localhost:{site.port}", {"Accept-Language": "zh-CN"}
    artisan = visitor | {"Cookie": sign_in(site)}
    return [
        (site.port, request_bytes(host, "/", visitor)),
        (site.port, request_bytes(host, f"/w/{site.work}", visitor)),
        (site.port, request_bytes(host, "/my/score", artisan)),
        (site.port, request_bytes(host, "/my/file", artisan)),
        (site.port + 1, request_bytes(host, "/rule/checkpoint", {})),
        (site.port + 1, request_bytes(host, f"/proof/{site.work}", {})),
    ]


def _resident(home: Path) -> dict[str, int]:
    """Resident bytes by what a process is, of all processes whose environment names this home."""
    found: dict[str, int] = {}
    for process in psutil.process_iter():
        try:
            if str(home) in process.environ().get("SHOUYI_HOME", ""):
                name = " ".join(process.cmdline()[1:4])
                found[name] = found.get(name, 0) + process.memory_info().rss
        except psutil.Error:
            continue
    return found
