"""One supervisor over the processes of an installation: started in order, watched, started again, stopped gracefully.

A process that dies is started again after a pause that doubles; one that dies more often than `restarts_max` within two
minutes is a crash loop, which ends everything: what restarts the supervisor (systemd, compose) then sees it. One that
lives but does not answer three times in a row is killed and counts as dead. Asked to stop, the front (pages, worker)
goes first and has `grace_s` for what it does; what the front asks (proofs, witness) goes after it. Asked again
meanwhile, it goes on stopping; the patience is bounded.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

import httpx

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.systemd import notify

STARTING_S = 60.0
LOOP_S = 120.0
PAUSE_MAX_S = 30.0
LOOK_S = 10.0
MISSES_MAX = 3
Say = Callable[[str], None]


class CrashLoop(GatewayError):
    """A process died too often: starting it again does not help."""


@dataclass(frozen=True, slots=True)
class Program:
    """What is run. `health`: an address that answers 200 once it works, "" where it has none.

    `hangup`: it understands SIGHUP itself; others are stopped and started again. `watched`: it is
    asked again and again, not only at its start. `front`: stops before what it asks.
    """

    name: str
    command: Sequence[str]
    health: str = ""
    hangup: bool = False
    watched: bool = True
    front: bool = True


@dataclass(frozen=True, slots=True)
class Manner:
    """How patient the supervisor is. `notify`, `watchdog_s`: what systemd told."""

    grace_s: float = 20.0
    restarts_max: int = 5
    pause_s: float = 0.5
    look_s: float = LOOK_S
    starting_s: float = STARTING_S
    stop_at_hangup: bool = True
    notify: str = ""
    watchdog_s: float = 0.0


@dataclass
class _Running:
    """One program's process, and its deaths so far."""

    program: Program
    process: subprocess.Popen[bytes]
    started_at: float
    died_at: deque[float] = field(default_factory=deque)
    again_at: float | None = None
    misses: int = 0
    asked: bool = False


class Supervisor:
    """Runs programs until a signal asks it to stop, or one is in a crash loop."""

    def __init__(self, programs: Sequence[Program], environment: Mapping[str, str], manner: Manner, say: Say) -> None:
        self._programs, self._environment, self._manner, self._say = programs, dict(environment), manner, say
        self._running: list[_Running] = []
        self._hung_up = False
        self._next_look = 0.0

    def run(self, ready: Callable[[], None], tick: Callable[[], None] = lambda: None) -> None:
        """Starts all, calls `ready`, then looks after them, with a `tick` after each look, which must not wait for
        anything. Raises GatewayError when one does not come up at first, CrashLoop when one dies too often; whatever
        ends it, nothing is left running."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            for program in self._programs:
                self._running.append(self._start(program))
                self._await(self._running[-1])
            ready()
            notify(self._manner.notify, "READY=1")
            while True:
                time.sleep(0.2 if self._manner.look_s < 1 else 1)
                self._look()
                tick()
        except KeyboardInterrupt:
            self._say("stopping")
        finally:
            with deaf():
                notify(self._manner.notify, "STOPPING=1")
                self._stop_all()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGTERM or self._manner.stop_at_hangup:
            raise KeyboardInterrupt
        self._hung_up = True

    def _start(self, program: Program) -> _Running:
        process = subprocess.Popen(program.command, env=self._environment, start_new_session=True)
        return _Running(program, process, time.monotonic())

    def _await(self, running: _Running) -> None:
        end = time.monotonic() + self._manner.starting_s
        while time.monotonic() < end:
            if running.process.poll() is not None:
                message = f"{running.program.name} ended with {running.process.returncode} before it answered"
                raise GatewayError(message, permanent=True)
            if answers(running.program.health):
                return
            time.sleep(0.1)
        raise GatewayError(f"{running.program.name} does not answer", permanent=False)

    def _look(self) -> None:
        if self._manner.watchdog_s:
            notify(self._manner.notify, "WATCHDOG=1")
        if self._hung_up:
            self._hung_up = False
            self._reload()
        for running in self._running:
            self._restart(running) if running.again_at is not None else self._settle(running)
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + self._manner.look_s
            self._look_for_silence()

    def _settle(self, running: _Running) -> None:
        """Notes a death, and when to start again. One that we asked for is none."""
        if running.process.poll() is None:
            return
        now = time.monotonic()
        if running.asked:
            running.asked, running.again_at = False, now
            return
        running.died_at.append(now)
        while running.died_at[0] < now - LOOP_S:
            running.died_at.popleft()
        count, name = len(running.died_at), running.program.name
        if count > self._manner.restarts_max:
            raise CrashLoop(f"{name} died {count} times within {LOOP_S:.0f} seconds", permanent=True)
        pause = min(self._manner.pause_s * 2 ** (count - 1), PAUSE_MAX_S)
        self._say(f"{name} ended with {running.process.returncode}; starting it again in {pause:g} s")
        running.again_at = now + pause

    def _restart(self, running: _Running) -> None:
        if running.again_at is not None and time.monotonic() >= running.again_at:
            begun = self._start(running.program)
            running.process, running.started_at = begun.process, begun.started_at
            running.again_at, running.misses = None, 0

    def _look_for_silence(self) -> None:
        for running in self._running:
            young = time.monotonic() < running.started_at + self._manner.starting_s
            fine = (
                young or not running.program.watched or running.again_at is not None or answers(running.program.health)
            )
            running.misses = 0 if fine else running.misses + 1
            if running.misses >= MISSES_MAX:
                self._say(f"{running.program.name} does not answer; killing it")
                running.process.kill()
                running.misses = 0

    def _reload(self) -> None:
        """Each program reads its settings again; the worker gives its job back, requests under way are finished."""
        self._say("reading the settings again")
        for running in self._running:
            if running.process.poll() is None:
                running.asked = not running.program.hangup
                running.process.send_signal(signal.SIGHUP if running.program.hangup else signal.SIGTERM)

    def _stop_all(self) -> None:
        for front in (True, False):
            _stop([each.process for each in self._running if each.program.front is front], self._manner.grace_s + 5)


@contextmanager
def deaf() -> Iterator[None]:
    """Whoever asks a second time to stop must not cut the stopping short: what was started would go on alone."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in asked}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def answers(address: str) -> bool:
    """Whether somebody answers there with 200; what has no address is taken to."""
    if not address:
        return True
    try:
        return httpx.get(address, timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _stop(processes: Iterable[subprocess.Popen[bytes]], patience_s: float) -> None:
    """Asks each at once, waits for all, kills who is left."""
    asked = [process for process in processes if process.poll() is None]
    for process in asked:
        process.terminate()
    end = time.monotonic() + patience_s
    for process in asked:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
