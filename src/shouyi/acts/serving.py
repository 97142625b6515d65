"""Serving: pages by gunicorn, public proofs by the small Starlette application, a witness beside; one supervisor."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from shouyi.acts.proving import cosign, is_cosigned
from shouyi.archive.errors import ArchiveError
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.witness_client import WitnessClient
from shouyi.ledger.errors import LedgerError

if TYPE_CHECKING:
    from shouyi.ledger.ports import WitnessPort
    from shouyi.wiring import House

STARTING_SECONDS = 60
STOPPING_SECONDS = 15
Say = Callable[[str], None]


def serve(house: House, bind: str, *, witness: bool, ready: Callable[[], None], say: Say) -> None:
    """Runs the processes until one ends or a signal asks to stop; `ready` is called once all of them answer.

    Where there is a witness (this one's own, or the settings'), it is asked again whenever something was published.
    `bind` is the pages' host and port; the public proofs listen on the same host. Raises GatewayError when a process
    does not answer in time, or ends by itself.
    """
    host = bind.rpartition(":")[0]
    environment, asked = _environment(house), house.settings.witness
    if witness:
        asked = environment["SHOUYI_WITNESS"] = f"http://{witness_bind(bind)}"
    proofs = f"{host}:{urlsplit(house.settings.proofs_url).port or 8001}"
    commands = [_proofs_command(proofs), _pages_command(bind)]
    health = [f"http://{_local(proofs)}/health", f"http://{_local(bind)}/"]
    if witness:
        commands.insert(1, [sys.executable, "-m", "shouyi", "witness", "--bind", witness_bind(bind)])
        health.insert(1, f"http://{witness_bind(bind)}/health")
    tick = partial(_keep_cosigned, house, WitnessClient(asked), say) if asked else _nothing
    _supervise(commands, health, environment, ready, tick, say)


def _nothing() -> None:
    """There is no witness to ask."""


def _keep_cosigned(house: House, witness: WitnessPort, say: Say) -> None:
    """Asks the witness where a published checkpoint lacks its line. One that does not answer is asked again later."""
    try:
        if not is_cosigned(house):
            cosign(house, witness)
    except (ArchiveError, GatewayError, LedgerError) as problem:
        say(f"not cosigned yet: {problem}")


def _require_free(addresses: Sequence[str]) -> None:
    """Nobody else listens there: a stranger's answer would pass for ours. Raises GatewayError."""
    for address in addresses:
        parts = urlsplit(address)
        with socket.socket() as probe:
            if probe.connect_ex((parts.hostname or "127.0.0.1", parts.port or 80)) == 0:
                message = (
                    f"port {parts.port} is in use; choose others: SHOUYI_BIND=127.0.0.1:8710 (and the two above it)"
                )
                raise GatewayError(message, permanent=True)


def witness_bind(bind: str) -> str:
    """Where the demonstration's own witness listens: on this machine only, two ports above the pages."""
    return f"127.0.0.1:{int(bind.rpartition(':')[2]) + 2}"


def _proofs_command(bind: str) -> list[str]:
    host, _, port = bind.rpartition(":")
    return [sys.executable, "-m", "uvicorn", "shouyi.wiring:proofs_app", "--factory", "--host", host, "--port", port,
            "--log-level", "warning", "--no-access-log", "--no-server-header"]  # fmt: skip


def _pages_command(bind: str) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "shouyi.people.wsgi", "--bind", bind, "--workers", "2", "--threads", "4",
            "--log-level", "warning", "--no-control-socket"]  # fmt: skip


def _local(bind: str) -> str:
    """Where this machine reaches what listens on `bind`."""
    host, _, port = bind.rpartition(":")
    return f"{'127.0.0.1' if host in ('', '0.0.0.0') else host}:{port}"


def _supervise(
    commands: Sequence[list[str]],
    health: Sequence[str],
    environment: Mapping[str, str],
    ready: Callable[[], None],
    tick: Callable[[], None],
    say: Say,
) -> None:
    _require_free(health)
    running: list[subprocess.Popen[bytes]] = []

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        for command, address in zip(commands, health, strict=True):
            running.append(subprocess.Popen(command, env=dict(environment)))
            _await(running[-1], address)
        ready()
        while all(process.poll() is None for process in running):
            time.sleep(1)
            tick()
        raise GatewayError("a process ended by itself", permanent=False)
    except KeyboardInterrupt:
        say("stopping")
    finally:
        _stop(running)


def _await(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise GatewayError(f"what should answer at {address} ended with {process.returncode}", permanent=True)
        try:
            if httpx.get(address, timeout=5).status_code < 500:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise GatewayError(f"{address} does not answer", permanent=False)


def _stop(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in reversed(running):
        process.terminate()
    end = time.monotonic() + STOPPING_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def _environment(house: House) -> dict[str, str]:
    """What every process of this installation is told."""
    settings = house.settings
    return os.environ | {
        "SHOUYI_HOME": str(settings.home.resolve()),
        "SHOUYI_PROOFS_URL": settings.proofs_url,
        "SHOUYI_SEED": settings.seed,
        "SHOUYI_URL": settings.url,
    }


def migrate(house: House) -> None:
    """The site's own database, and the demonstration's sign-ins where there are any."""
    environment = _environment(house)
    commands = [["migrate", "--verbosity", "0"]] + ([["demonstration_logins"]] if house.settings.seed else [])
    for command in commands:
        subprocess.run(
            [sys.executable, "-m", "shouyi.people", *command], env=environment, check=True, stdout=subprocess.DEVNULL
        )
