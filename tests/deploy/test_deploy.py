"""What deploys it: units are verified, files are parsed, and TLS in front is shown with the nginx.conf that we give."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from house.source import ROOT
from shouyi.gateways.configuration import KEYS

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
NGINX = shutil.which("nginx") or next(iter(map(str, Path("/usr/sbin").glob("nginx"))), None)
ANALYZE = shutil.which("systemd-analyze")


@pytest.mark.skipif(not ANALYZE, reason="SYSTEMD-ANALYZE IS MISSING: no unit was verified")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_sound_and_hardened(unit: Path, tmp_path: Path) -> None:
    runnable = tmp_path / unit.name
    runnable.write_text(unit.read_text().replace("/opt/shouyi/.venv/bin/shouyi", "/bin/true"))
    done = subprocess.run([str(ANALYZE), "verify", str(runnable)], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if unit.name in line] == []
    score = subprocess.run([str(ANALYZE), "security", "--offline=true", str(runnable)], capture_output=True, text=True)
    found = re.search(r"exposure level for \S+: ([\d.]+)", score.stdout)
    assert found
    assert float(found[1]) < 2.0


def test_units_are_all_here() -> None:
    assert [unit.name for unit in UNITS] == ["shouyi-witness.service", "shouyi.service"]


def test_compose_shows_only_tls_and_names_settings_that_exist() -> None:
    plain = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = plain["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["tls"]
    known = {key.variable for key in KEYS} | {f"{key.variable}_FILE" for key in KEYS if key.secret}
    assert set(services["shouyi"]["environment"]) <= known
    assert (
        services["shouyi"]["environment"]["SHOUYI_TRUSTED_PROXIES"]
        == services["tls"]["networks"]["front"]["ipv4_address"]
    )
    assert services["shouyi"]["cap_drop"] == ["ALL"]
    assert plain["networks"]["back"]["internal"] is True
    for service in services.values():
        assert {*service.get("networks", {})} <= {*plain["networks"]}


def test_the_container_runs_as_nobody_special_from_files_that_exist() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    last = text.rpartition("\nFROM ")[2]
    assert "\nUSER shouyi\n" in last
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["debian:12-slim"] * 3
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        assert [name for name in line.split()[:-1] if not (ROOT / name).exists()] == []
    stages = set(re.findall(r" AS (\w+)$", text, re.MULTILINE))
    assert set(re.findall(r"--from=(\w+)", text)) == stages


def test_a_container_can_back_up_and_restore() -> None:
    """PostgreSQL's own programs are in it, and the home is a folder in the volume: another can be put in its place."""
    last = (DEPLOY / "Containerfile").read_text().rpartition("\nFROM ")[2]
    assert "postgresql-client" in last
    (home,), (volume,) = (re.findall(found, last, re.MULTILINE) for found in (r"SHOUYI_HOME=(\S+)", r"^VOLUME (\S+)"))
    assert Path(volume) in Path(home).parents
    mounts = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["shouyi"]["volumes"]
    assert f"home:{volume}" in mounts
    unit = (DEPLOY / "shouyi.service").read_text()
    assert f"StateDirectory={Path(volume).name}" in unit, "under systemd the same: docs/operating/install.md"


# TLS in front ---------------------------------------------------------------------------------------------------------


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def certificates(folder: Path) -> Path:
    """One self-signed certificate for both names; returns what clients trust."""
    folder.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=shouyi.example",
         "-addext", "subjectAltName=DNS:shouyi.example,DNS:proofs.shouyi.example", "-keyout", str(folder / "pages.key"),
         "-out", str(folder / "pages.pem")], check=True, capture_output=True)  # fmt: skip
    for end in ("key", "pem"):
        shutil.copy(folder / f"pages.{end}", folder / f"proofs.{end}")
    return folder / "pages.pem"


def nginx_of(folder: Path, ports: dict[str, int]) -> Path:
    """Our nginx.conf with this test's ports, folder and log, in a whole configuration."""
    text = (DEPLOY / "nginx.conf").read_text()
    for old, new in {
        "listen 80": f"listen 127.0.0.1:{ports['http']}",
        "listen 443": f"listen 127.0.0.1:{ports['https']}",
        "127.0.0.1:8000;": f"127.0.0.1:{ports['pages']};",
        "127.0.0.1:8001;": f"127.0.0.1:{ports['proofs']};",
        "/etc/shouyi/tls": str(folder / "tls"),
        "/var/log/nginx/shouyi.log": str(folder / "access.log"),
        "Host $host;": "Host $host;",
    }.items():
        assert old in text
        text = text.replace(old, new)
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy"))
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ }}\nhttp {{\n{paths}{text}\n}}\n"
    )
    return whole


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, int], ssl.SSLContext, Path]]:
    if not NGINX:
        pytest.skip("NGINX IS MISSING: TLS in front was not shown")
    folder = tmp_path_factory.mktemp("front")
    ports = dict(zip(("http", "https", "pages", "proofs"), free_ports(4), strict=True))
    trusted = ssl.create_default_context(cafile=str(certificates(folder / "tls")))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOUYI_")} | {
        "SHOUYI_HOME": str(folder / "home"),
        "SHOUYI_BIND": f"127.0.0.1:{ports['pages']}",
        "SHOUYI_PROOFS_BIND": f"127.0.0.1:{ports['proofs']}",
        "SHOUYI_URL": "https://shouyi.example",
        "SHOUYI_PROOFS_URL": "https://proofs.shouyi.example",
        "SHOUYI_TRUSTED_PROXIES": "127.0.0.1",
        "SHOUYI_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "shouyi", "serve", "--no-worker"]
    served = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    before = subprocess.Popen([NGINX, "-c", str(nginx_of(folder, ports))], stderr=subprocess.DEVNULL)
    try:
        _until_ready(served, before, ports["pages"])
        yield ports, trusted, folder
    finally:
        before.send_signal(signal.SIGTERM)
        served.terminate()
        before.wait(20)
        served.wait(40)


def _until_ready(served: subprocess.Popen[bytes], before: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        assert served.poll() is None, "shouyi serve ended"
        assert before.poll() is None, "nginx ended"
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError("nothing answers")


def ask(front: tuple[dict[str, int], ssl.SSLContext, Path], path: str, name: str = "shouyi.example", *,
        tls: bool = True, **headers: str) -> httpx.Response:  # fmt: skip
    """A request for `name`, resolved to this machine; its certificate is checked."""
    ports, trusted, _ = front
    url = f"https://127.0.0.1:{ports['https']}{path}" if tls else f"http://127.0.0.1:{ports['http']}{path}"
    with httpx.Client(verify=trusted, timeout=20) as client:
        told = {"Host": name} | {key.replace("_", "-"): value for key, value in headers.items()}
        return client.get(url, headers=told, extensions={"sni_hostname": name})


def test_over_tls_cookies_are_secure_and_https_is_remembered(front) -> None:
    answer = ask(front, "/account/sign-in")
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_http_is_sent_to_https_at_our_own_name(front) -> None:
    answer = ask(front, "/guide?a=b", tls=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "https://shouyi.example/guide?a=b")
    with pytest.raises(httpx.RemoteProtocolError):
        ask(front, "/", "evil.example", tls=False)


def test_nobody_else_says_that_it_is_https(front) -> None:
    """A visitor's own X-Forwarded-* is replaced by nginx; past nginx, the pages send whoever comes to https."""
    assert ask(front, "/", X_Forwarded_Proto="http", X_Forwarded_Host="evil.example").status_code == 200
    past = httpx.get(f"http://127.0.0.1:{front[0]['pages']}/", headers={"Host": "shouyi.example"})
    assert (past.status_code, past.headers["location"]) == (301, "https://shouyi.example/")


def test_probes_and_metrics_stay_inside_and_foreign_names_get_nothing(front) -> None:
    assert [ask(front, path).status_code for path in ("/health", "/ready", "/health/worker", "/metrics")] == [404] * 4
    assert ask(front, "/ready", "proofs.shouyi.example").status_code == 404
    with pytest.raises(httpx.ConnectError):
        ask(front, "/", "evil.example")


def test_proofs_have_a_name_of_their_own_and_no_cookie(front) -> None:
    answer = ask(front, "/pin", "proofs.shouyi.example", Cookie="sessionid=planted")
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "set-cookie" not in answer.headers


def test_what_nginx_writes_down_names_nobody(front) -> None:
    ask(front, "/guide?phone=13800138000")
    time.sleep(0.2)
    text = (front[2] / "access.log").read_text()
    assert re.search(r" 200 [\d.]+ [0-9a-f]{16}$", text, re.MULTILINE)
    assert "127.0.0.1" not in text
    assert "guide" not in text
