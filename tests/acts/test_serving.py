"""The supervisor over real processes, and `shouyi serve` itself: started, killed in parts, asked to stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from shouyi.acts.supervising import CrashLoop, Manner, Program, Supervisor, answers
from shouyi.gateways.errors import GatewayError

QUICK = Manner(grace_s=3, restarts_max=3, pause_s=0.05, look_s=0.2, starting_s=10)
SERVER = """
import http.server, os, signal, sys, time
class H(http.server.BaseHTTPRequestHandler):
    def log_message(self, *a): ...
    def do_GET(self):
        if self.path == "/slow":
            time.sleep(1)
        self.send_response(503 if os.path.exists(sys.argv[2]) else 200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())
s = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), H)
signal.signal(signal.SIGTERM, lambda *_: (open(sys.argv[2] + ".ended", "a").write("x"), sys.exit(0)))
s.serve_forever()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def server(port: int, sick: Path) -> Program:
    return Program("server", [sys.executable, "-c", SERVER, str(port), str(sick)], f"http://127.0.0.1:{port}/")


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def supervise(
    programs: list[Program], steps: list[Callable[[], bool]], manner: Manner = QUICK, seconds: float = 30
) -> list[str]:
    """Runs until each step was true in its turn; returns what was said."""
    said: list[str] = []
    end = time.monotonic() + seconds

    def tick() -> None:
        assert time.monotonic() < end, said
        if steps and steps[0]():
            steps.pop(0)
        if not steps:
            raise KeyboardInterrupt

    Supervisor(programs, dict(os.environ), manner, said.append).run(lambda: None, tick)
    return said


def test_a_dead_process_is_started_again_and_stopped_in_the_end(tmp_path: Path) -> None:
    port, pids = free_port(), []

    def killed() -> bool:
        pids.append(int(httpx.get(f"http://127.0.0.1:{port}/").text))
        os.kill(pids[0], signal.SIGKILL)
        return True

    def back() -> bool:
        try:
            pids.append(int(httpx.get(f"http://127.0.0.1:{port}/").text))
        except httpx.HTTPError:
            return False
        return pids[-1] != pids[0]

    said = supervise([server(port, tmp_path / "sick")], [killed, back])
    assert said == ["server ended with -9; starting it again in 0.05 s", "stopping"]
    assert not psutil.pid_exists(pids[-1])
    assert (tmp_path / "sick.ended").read_text() == "x"


def test_asked_twice_to_stop_it_still_leaves_nobody_behind(tmp_path: Path) -> None:
    """Ctrl-C once more, or systemd and a hand at the same moment, while a process takes its time."""
    slow = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(1.5), sys.exit(0)))\n"
    program = Program("slow", [sys.executable, "-c", slow + "while True: time.sleep(.05)"])
    before, pids = psutil.Process().children(), []

    def again() -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            time.sleep(0.2)
            os.kill(os.getpid(), number)

    def started() -> bool:
        time.sleep(0.5)  # until it listens to signals
        pids.extend(each for each in psutil.Process().children() if each not in before)
        threading.Thread(target=again).start()
        return True

    try:
        supervise([program], [started])
    except KeyboardInterrupt:
        pytest.fail("the second signal cut the stopping short")
    finally:
        left = [each for each in pids if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
        for each in left:
            each.kill()
    assert pids
    assert left == []


def test_a_crash_loop_ends_everything(tmp_path: Path) -> None:
    port = free_port()
    healthy = server(port, tmp_path / "sick")
    dying = Program("dying", [sys.executable, "-c", "raise SystemExit(3)"], healthy.health)
    with pytest.raises((CrashLoop, GatewayError)) as raised:
        supervise([healthy, dying], [lambda: False])
    assert isinstance(raised.value, CrashLoop) or "before it answered" in str(raised.value)
    assert (tmp_path / "sick.ended").exists()


def test_a_program_that_dies_after_its_start_again_and_again_is_a_crash_loop(tmp_path: Path) -> None:
    port = free_port()
    healthy = server(port, tmp_path / "sick")
    dying = Program("dying", [sys.executable, "-c", "import time; time.sleep(.4); raise SystemExit(3)"], healthy.health)
    with pytest.raises(CrashLoop, match="dying died 4 times"):
        supervise([healthy, dying], [lambda: False])
    assert (tmp_path / "sick.ended").exists()


def test_what_does_not_come_up_ends_the_rest(tmp_path: Path) -> None:
    healthy = server(free_port(), tmp_path / "sick")
    absent = Program("absent", [sys.executable, "-c", "raise SystemExit(3)"], "http://127.0.0.1:9/")
    with pytest.raises(GatewayError, match="absent ended with 3 before it answered"):
        supervise([healthy, absent], [lambda: False])
    assert (tmp_path / "sick.ended").exists()


def test_what_lives_and_does_not_answer_is_killed(tmp_path: Path) -> None:
    sick, port = tmp_path / "sick", free_port()

    def falls_ill() -> bool:
        sick.touch()
        return True

    said: list[str] = []
    manner = Manner(grace_s=3, restarts_max=0, pause_s=0.05, look_s=0.2, starting_s=1)
    with pytest.raises(CrashLoop, match="server died 1 times"):
        Supervisor([server(port, sick)], dict(os.environ), manner, said.append).run(lambda: None, lambda: falls_ill())
    assert said == ["server does not answer; killing it"]


def test_systemd_hears_when_it_is_ready_alive_and_stopping(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        manner = Manner(grace_s=3, look_s=0.2, notify=str(tmp_path / "notify"), watchdog_s=30)
        supervise([server(free_port(), tmp_path / "sick")], [lambda: True, lambda: True], manner)
        heard.setblocking(False)
        words = [heard.recv(100) for _ in range(4)]
    assert words == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"STOPPING=1"]


# the whole ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], str, str, list[str]]]:
    """`shouyi serve` on a new home: (process, pages, metrics, what it wrote)."""
    home = tmp_path_factory.mktemp("served") / "home"
    pages, proofs, metrics = free_port(), free_port(), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOUYI_")} | {
        "SHOUYI_HOME": str(home),
        "SHOUYI_BIND": f"127.0.0.1:{pages}",
        "SHOUYI_PROOFS_URL": f"http://localhost:{proofs}",
        "SHOUYI_METRICS_BIND": f"127.0.0.1:{metrics}",
    }
    command = [sys.executable, "-m", "shouyi", "serve"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               stdin=subprocess.DEVNULL)  # fmt: skip
    wrote: list[str] = []
    assert process.stderr
    threading.Thread(target=lambda: wrote.extend(iter(process.stderr.readline, "")), daemon=True).start()
    try:
        until(lambda: any("serving on" in line for line in wrote) or process.poll() is not None, 90)
        assert process.poll() is None, wrote
        yield process, f"http://localhost:{pages}", f"http://127.0.0.1:{metrics}", wrote
    finally:
        process.terminate()
        process.wait(40)


def test_everything_answers_logs_a_line_and_is_counted(served) -> None:
    _, pages, metrics, wrote = served
    assert httpx.get(f"{pages}/health").json() == {"status": "ok"}
    ready = httpx.get(f"{pages}/ready")
    assert (ready.status_code, ready.headers["cache-control"]) == (200, "no-store")
    assert ready.json() == {"database": "ok", "disk": "ok", "ledger": "ok", "migrations": "ok", "status": "ok",
                            "worker": "ok"}  # fmt: skip
    assert httpx.get(f"{pages}/guide?phone=13800138000", headers={"User-Agent": "planted"}).status_code == 200
    until(lambda: any('"route": "guide"' in line for line in wrote))
    line = json.loads(next(line for line in wrote if '"route": "guide"' in line))
    assert line.keys() == {"at", "level", "server", "event", "route", "method", "status", "request", "duration_ms",
                           "queries"}  # fmt: skip
    assert not any("13800138000" in line or "planted" in line for line in wrote)
    text = httpx.get(f"{metrics}/metrics").text
    assert 'shouyi_requests_total{method="GET",route="guide",server="pages",status="200"} 1.0' in text
    assert 'shouyi_jobs{state="failed"} 0.0' in text
    assert 'shouyi_up{part="ledger"} 1.0' in text
    assert 'shouyi_ledger_entries{log="rule"}' in text


def test_nobody_is_believed_about_https_unless_configured(served) -> None:
    _, pages, _, _ = served
    answer = httpx.get(f"{pages}/", headers={"X-Forwarded-Proto": "https"})
    assert "strict-transport-security" not in answer.headers


def workers(process: subprocess.Popen[str]) -> set[psutil.Process]:
    alive = [p for p in psutil.Process(process.pid).children() if p.status() != psutil.STATUS_ZOMBIE]
    return {p for p in alive if "worker" in p.cmdline()}


def test_a_killed_child_comes_back_while_the_others_answer(served) -> None:
    process, pages, _, wrote = served
    workers(process).pop().kill()
    until(lambda: any("worker ended with -9" in line for line in wrote))
    assert httpx.get(f"{pages}/health").status_code == 200
    until(lambda: workers(process))


def test_a_hangup_reads_the_settings_again_and_goes_on(served) -> None:
    process, pages, _, wrote = served
    before = workers(process)
    process.send_signal(signal.SIGHUP)
    until(lambda: any("reading the settings again" in line for line in wrote))
    until(lambda: workers(process) - before)
    until(lambda: answers(f"{pages}/ready"), 40)
    assert process.poll() is None


def test_asked_to_stop_it_leaves_nobody_behind(served) -> None:
    process, pages, _, wrote = served
    family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    assert process.wait(40) == 0
    assert not [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    until(lambda: "shouyi: stopping\n" in wrote or "stopping\n" in wrote)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{pages}/health")
