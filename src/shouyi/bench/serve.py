"""Serving: a demonstration's pages and public proofs under load, beside the bare frameworks, in one run.

Eight clients, each asking again once it is answered. Proofs under uvicorn: a checkpoint, a work's proof file; beside
them a bare Starlette answering a constant. Pages under gunicorn with two processes of four threads: a work's page as a
visitor sees it, and what waits for a signed-in artisan; beside them bare Django answering a constant and one SQLite
read. The pages' database is SQLite, or PostgreSQL where SHOUYI_DATABASE_URL names one (the shell's business: what is
given to the processes is the environment as it is).
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from shouyi.bench.bare import make_store
from shouyi.bench.load import Answered, load, request_bytes
from shouyi.bench.rounds import ROUNDS, Figures, folder_on_disk, spread

CLIENTS, SECONDS, WARMING_SECONDS = 8, 3.0, 5.0
ARTISAN_HOME, WORK_PAGE = "/my/", "/w/{}"
STARTING_SECONDS = 900
STOPPING_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked again and again."""

    port: int
    request: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """A demonstration under way: where it listens, a work's public id, an artisan's login and password."""

    port: int
    work: str
    login: str
    password: str


def run(seed: int, scale: float) -> Figures:
    """Requests a second, p50 and p99 in ms (median, least, greatest of the rounds), and ratios within a round."""
    with ExitStack() as stack:
        folder = stack.enter_context(folder_on_disk())
        make_store(folder)
        site = stack.enter_context(demonstration(folder))
        star, django = (stack.enter_context(each) for each in (bare_starlette(folder), bare_django(folder)))
        asked = _everything(site, star, django)
        return _figures(_rounds(asked, SECONDS * scale))


def _everything(site: Site, star: int, django: int) -> dict[str, Asked]:
    host = f"localhost:{site.port}"
    visitor = {"Accept-Language": "zh-CN"}
    artisan = visitor | {"Cookie": sign_in(site)}
    return {
        "starlette_constant": Asked(star, request_bytes("localhost", "/", {})),
        "checkpoint": Asked(site.port + 1, request_bytes(host, "/rule/checkpoint", {})),
        "proof": Asked(site.port + 1, request_bytes(host, f"/proof/{site.work}", {})),
        "django_constant": Asked(django, request_bytes("localhost", "/", {})),
        "django_read": Asked(django, request_bytes("localhost", "/read", {})),
        "work_page": Asked(site.port, request_bytes(host, WORK_PAGE.format(site.work), visitor)),
        "artisan_home": Asked(site.port, request_bytes(host, ARTISAN_HOME, artisan)),
    }


def _rounds(asked: Mapping[str, Asked], seconds: float) -> dict[str, list[Answered]]:
    found: dict[str, list[Answered]] = {name: [] for name in asked}
    for each in asked.values():
        load(each.port, each.request, clients=CLIENTS, seconds=WARMING_SECONDS)
    for _round in range(ROUNDS):
        for name, each in asked.items():
            found[name].append(load(each.port, each.request, clients=CLIENTS, seconds=seconds))
    return found


def _figures(found: Mapping[str, Sequence[Answered]]) -> Figures:
    figures: Figures = {"clients": CLIENTS}
    for name, rounds in found.items():
        figures[f"{name}_per_s"] = spread([each.per_second for each in rounds], 0)
        figures[f"{name}_p50_ms"] = spread([each.percentile_ms(50) for each in rounds])
        figures[f"{name}_p99_ms"] = spread([each.percentile_ms(99) for each in rounds])
    pairs = (("checkpoint", "starlette_constant"), ("proof", "starlette_constant"), ("work_page", "django_constant"),
             ("artisan_home", "django_read"))  # fmt: skip
    for ours, bare in pairs:
        of = zip(found[ours], found[bare], strict=True)
        figures[f"ratio_{ours}_to_{bare}"] = spread([o.per_second / b.per_second for o, b in of])
    return figures


# what is started ------------------------------------------------------------------------------------------------------


@contextmanager
def demonstration(folder: Path) -> Iterator[Site]:
    """A small town, served as `shouyi demo` serves it, on free ports."""
    port = free_ports(4)
    said = folder / "demo.txt"
    changed = {"SHOUYI_HOME": str(folder / "home"), "SHOUYI_BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "shouyi", "demo", "--artisans", "12", "--orders", "600"]
    with said.open("wb") as out, started(command, folder, out.fileno(), changed) as process:
        text = _await_words(said, "Scan a work:", process)
        work = re.search(r"/w/(\w+)", text)
        login = re.search(r"^\s+(artisan-1)\s+(\S+)", text, re.MULTILINE)
        assert work, text[-2000:]
        assert login, text[-2000:]
        yield Site(port, work[1], login[1], login[2])


def _await_words(said: Path, words: str, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end and process.poll() is None:
        text = said.read_text("utf-8", "replace")
        if words in text and text.partition(words)[2].count("\n") > 3:
            return text
        time.sleep(0.2)
    raise TimeoutError(f"the demonstration never said {words!r}: {said.read_text('utf-8', 'replace')[-2000:]}")


@contextmanager
def bare_starlette(folder: Path) -> Iterator[int]:
    """Its port."""
    port = free_ports(1)
    command = [sys.executable, "-m", "uvicorn", "shouyi.bench.bare:starlette_app", "--factory", "--port", str(port),
               "--log-level", "error", "--no-access-log", "--no-server-header"]  # fmt: skip
    with started(command, folder):
        await_port(port)
        yield port


@contextmanager
def bare_django(folder: Path) -> Iterator[int]:
    """Its port."""
    port = free_ports(1)
    command = [sys.executable, "-m", "gunicorn", "shouyi.bench.bare:django_app()", "--bind", f"127.0.0.1:{port}",
               "--workers", "2", "--threads", "4", "--log-level", "error", "--no-control-socket"]  # fmt: skip
    with started(command, folder):
        await_port(port)
        yield port


@contextmanager
def started(
    command: Sequence[str], folder: Path, out: int = subprocess.DEVNULL, changed: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The process, from this folder and with these variables changed, ended at the end."""
    words = [f"{name}={value}" for name, value in (changed or {}).items()]
    process = subprocess.Popen(["env", *words, *command], cwd=folder, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_ports(count: int) -> int:
    """The first of so many neighbouring ports on which nobody listens."""
    for first in range(20_000, 30_000, 10):
        if all(_is_free(first + offset) for offset in range(count)):
            return first
    raise OSError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def await_port(port: int) -> None:
    """Returns once somebody listens."""
    end = time.monotonic() + 30
    while _is_free(port):
        if time.monotonic() > end:
            raise TimeoutError(f"nobody listens on {port}")
        time.sleep(0.05)


def sign_in(site: Site) -> str:
    """The Cookie header of the artisan, signed in by the page as anybody is."""
    with httpx.Client(base_url=f"http://localhost:{site.port}", follow_redirects=False) as client:
        page = client.get("/account/sign-in").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "login": site.login, "password": site.password}
        answer = client.post("/account/sign-in", data=form)
        assert answer.status_code == 302, answer.status_code
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())
