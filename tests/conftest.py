"""The two tiers: everything that must hold for every commit, and with `--soak` the long loads.

`--soak` (or SHOUYI_SOAK in the environment) adds tests marked `soak` and asks the others for more of what they repeat.
Without it they are left out loudly: the last lines of every run say how many.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# No deadline: on two busy cores, time says nothing.
settings.register_profile("commit", deadline=None, print_blob=True, max_examples=50)
settings.register_profile("soak", settings.get_profile("commit"), max_examples=300)
settings.load_profile("commit")
_left_out = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="also the long tier: real kills, more crash cuts")
    parser.addoption("--crash-seed", default="1", help="the seed of the crash cuts, printed when they run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: runs only with --soak")
    config.addinivalue_line("markers", "browser: visits pages over http; marked by the fixtures it asks for")
    config.stash[_left_out] = 0
    settings.load_profile("soak" if is_soak(config) else "commit")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if is_soak(config):
        return
    soaking = [item for item in items if item.get_closest_marker("soak")]
    items[:] = [item for item in items if not item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=soaking)
    config.stash[_left_out] = len(soaking)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash[_left_out]:
        terminalreporter.write_line(f"LEFT OUT: {count} soak tests; `make soak` (or --soak) runs them", yellow=True)


def is_soak(config: pytest.Config) -> bool:
    """Whether the long tier was asked for."""
    return bool(config.getoption("--soak") or os.environ.get("SHOUYI_SOAK"))


@pytest.fixture(scope="session")
def soak(pytestconfig: pytest.Config) -> bool:
    """Whether the long tier was asked for."""
    return is_soak(pytestconfig)
