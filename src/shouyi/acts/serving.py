"""Serving: pages by gunicorn, public proofs by the small Starlette application, a witness beside; one supervisor."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shouyi.acts.proving import cosign, is_cosigned
from shouyi.acts.supervising import Manner, Program, Supervisor
from shouyi.archive.errors import ArchiveError
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.witness_client import WitnessClient
from shouyi.ledger.errors import LedgerError
from shouyi.settings import read_configuration, under_systemd

if TYPE_CHECKING:
    from shouyi.gateways.configuration import Configuration
    from shouyi.ledger.ports import WitnessPort
    from shouyi.wiring import House

Say = Callable[[str], None]
LOOK_S, LOOK_AT_MOST_S = 1.0, 60.0
REFUSED = "CommandError: "
"""How Django says that a command refuses what it was told."""
OURS_ALONE = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
"""What systemd told the supervisor, and gunicorn would otherwise answer for it."""


def serve(house: House, bind: str, *, witness: bool, ready: Callable[[], None], say: Say, worker: bool = True) -> None:
    """Runs the processes until a signal asks to stop; `ready` is called once all of them answer.

    Where there is a witness (this one's own, or the settings'), it is asked again whenever something was published.
    `bind` is the pages' host and port. Raises GatewayError when a process does not come up, CrashLoop when one dies
    again and again.
    """
    told, environment, asked = read_configuration(), environment_of(house), house.settings.witness
    if witness:
        asked = environment["SHOUYI_WITNESS"] = f"http://{witness_bind(bind)}"
        environment.setdefault("SHOUYI_LOG_LEVEL", "warning")  # a terminal is for what the demonstration says
    environment["PROMETHEUS_MULTIPROC_DIR"] = counts = tempfile.mkdtemp(prefix="shouyi-counts-")
    programs = _programs(house, told, bind, witness=witness, worker=worker)
    ended = Event()

    def all_answer() -> None:
        ready()
        if asked:
            Thread(target=_keep_cosigned, args=(house, WitnessClient(asked), say, ended), daemon=True).start()

    try:
        _require_free([program.health for program in programs if program.name != "worker"])
        Supervisor(programs, environment, _manner(told), say).run(all_answer)
    finally:
        ended.set()
        shutil.rmtree(counts, ignore_errors=True)


def _programs(house: House, told: Configuration, bind: str, *, witness: bool, worker: bool) -> list[Program]:
    """In the order in which they are started: whoever is asked comes before who asks."""
    grace_s, url = told.number("serving.grace_s"), house.settings.proofs_url
    proofs = told.text("proofs.bind") or f"{bind.rpartition(':')[0]}:{urlsplit(url).port or 8001}"
    found = [Program("proofs", _proofs_command(proofs, grace_s), f"http://{_local(proofs)}/health", front=False)]
    if witness:
        command = [sys.executable, "-m", "shouyi", "witness", "--bind", witness_bind(bind)]
        found.append(Program("witness", command, f"http://{witness_bind(bind)}/health", front=False))
    pages = f"http://{_local(bind)}"
    found.append(Program("pages", _pages_command(bind, told), f"{pages}/health", hangup=True))
    if worker:
        command = [sys.executable, "-m", "shouyi.people", "worker"]
        found += [Program("worker", command, f"{pages}/health/worker", watched=False)] * told.number("worker.processes")
    if metrics := told.text("metrics.bind"):
        command = [sys.executable, "-m", "shouyi.people", "metrics", "--bind", metrics]
        found.append(Program("metrics", command, f"http://{_local(metrics)}/health"))
    return found


def _manner(told: Configuration) -> Manner:
    address, watchdog_s = under_systemd()
    return Manner(
        grace_s=told.number("serving.grace_s"),
        restarts_max=told.number("serving.restarts_max"),
        stop_at_hangup=sys.stdin is not None and sys.stdin.isatty(),
        notify=address,
        watchdog_s=watchdog_s,
    )


def _keep_cosigned(house: House, witness: WitnessPort, say: Say, ended: Event) -> None:
    """Asks the witness, about each second, where a published checkpoint lacks its line; one that does not answer is
    asked more and more seldom. In a thread of its own: the supervisor waits neither for it nor for whoever writes."""
    pause_s = LOOK_S
    while not ended.wait(pause_s):
        try:
            if not is_cosigned(house):
                cosign(house, witness)
            pause_s = LOOK_S
        except (ArchiveError, GatewayError, LedgerError) as problem:
            pause_s = min(2 * pause_s, LOOK_AT_MOST_S)
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


def _proofs_command(bind: str, grace_s: int) -> list[str]:
    host, _, port = bind.rpartition(":")
    return [sys.executable, "-m", "uvicorn", "shouyi.wiring:proofs_app", "--factory", "--host", host, "--port", port,
            "--log-level", "warning", "--no-access-log", "--no-server-header", "--no-proxy-headers",
            "--timeout-graceful-shutdown", str(grace_s)]  # fmt: skip


NOBODY = "255.255.255.255"
"""gunicorn believes X-Forwarded-* of its own machine unless told otherwise; `people.proxies` decides that here."""


def _pages_command(bind: str, told: Configuration) -> list[str]:
    grace_s, workers, threads = (told.number(f) for f in ("serving.grace_s", "pages.workers", "pages.threads"))
    return [sys.executable, "-m", "gunicorn", "shouyi.people.wsgi", "--bind", bind, "--workers", str(workers),
            "--threads", str(threads), "--graceful-timeout", str(grace_s), "--forwarded-allow-ips", NOBODY,
            "--log-level", "warning", "--no-control-socket"]  # fmt: skip


def _local(bind: str) -> str:
    """Where this machine reaches what listens on `bind`."""
    host, _, port = bind.rpartition(":")
    return f"{'127.0.0.1' if host in ('', '0.0.0.0') else host}:{port}"


def inherited() -> dict[str, str]:
    """The environment, for a process that we start, without what is said to us alone."""
    return {name: value for name, value in os.environ.items() if name not in OURS_ALONE}


def environment_of(house: House) -> dict[str, str]:
    """What every process of this installation is told, wherever we were told it: a file may lie in another home."""
    settings = house.settings
    return inherited() | {
        "SHOUYI_DATABASE_URL": settings.database,
        "SHOUYI_HOME": str(settings.home.resolve()),
        "SHOUYI_PROOFS_URL": settings.proofs_url,
        "SHOUYI_SEED": settings.seed,
        "SHOUYI_URL": settings.url,
    }


def migrate(house: House) -> None:
    """The site's own database, and the demonstration's sign-ins where there are any."""
    environment = environment_of(house)
    commands = [["migrate", "--verbosity", "0"]] + ([["demonstration_logins"]] if house.settings.seed else [])
    for command in commands:
        subprocess.run(
            [sys.executable, "-m", "shouyi.people", *command], env=environment, check=True, stdout=subprocess.DEVNULL
        )


def project(house: House, *, check: bool) -> list[str]:
    """The pages' tables that repeat ledger and vault are made again from them, or only compared (`check`).

    Gives a line for each row that differed. Raises GatewayError.
    """
    return ask_pages(house, "projections", *(["--check"] if check else []))


class PagesRefused(GatewayError):
    """A command of the pages refused what it was told; `said` are its own words."""

    def __init__(self, said: str) -> None:
        super().__init__(f"the pages' tables: {said[:200]}; shouyi check says more", permanent=False)
        self.said = said


def ask_pages(house: House, *command: str) -> list[str]:
    """The lines of one of the pages' commands, in a process of its own, since this one has no Django. Raises
    PagesRefused, GatewayError."""
    run = [sys.executable, "-m", "shouyi.people", *command]
    done = subprocess.run(run, env=environment_of(house), capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout.splitlines()
    problem = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    if problem.startswith(REFUSED):
        raise PagesRefused(problem.removeprefix(REFUSED))
    raise GatewayError(f"the pages' tables: {problem[:200]}; shouyi check says more", permanent=False)
