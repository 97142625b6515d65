"""`shouyi check`: whether an installation can work, item by item, each with what to do next. Makes and changes nothing.

Works before anything is running, and before there is a home: what cannot be looked at yet is a warning that says so.
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import httpx

from shouyi.acts.vitals import why_disk_low
from shouyi.gateways.configuration import Configuration
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.sms_file import read_sms_file
from shouyi.settings import Settings, read_configuration, read_settings

SKEW_MAX = timedelta(seconds=30)
EARLIEST = 1_767_225_600
"""2026-01-01: a clock before this version is wrong whatever else it says."""


@dataclass(frozen=True, slots=True)
class Item:
    """One finding, for the operator's eyes: it may name folders and addresses, never a secret."""

    name: str
    state: Literal["ok", "warning", "wrong"]
    detail: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at."""

    told: Configuration
    settings: Settings


def check_installation() -> list[Item]:
    """Every item in order; only the configuration's own when that cannot be read."""
    try:
        asked = Asked(read_configuration(), read_settings())
    except GatewayError as problem:
        return [Item("config", "wrong", str(problem), "correct what it names; docs/operating/configuration.md")]
    found = [Item("config", "ok", str(asked.told.path or "no file; environment and defaults"))]
    return [*found, *(_guarded(check, asked) for check in CHECKS)]


def _guarded(check: Callable[[Asked], Item], asked: Asked) -> Item:
    """What a check trips over is a finding as well: its class, since its text may hold a secret."""
    try:
        return check(asked)
    except Exception as problem:
        return Item(check.__name__.strip("_"), "wrong", type(problem).__name__, "see whether its files can be read")


def _home(asked: Asked) -> Item:
    home = asked.settings.home
    if not (home / "home.json").exists():
        return Item("home", "warning", f"{home} is not made yet", "shouyi serve makes it")
    if home.stat().st_uid != os.getuid():
        return Item("home", "wrong", f"{home} belongs to another account", "run as that account")
    open_to_others = [path.name for path in _private(home) if path.exists() and path.stat().st_mode & 0o077]
    if open_to_others:
        return Item("home", "wrong", f"others can read {', '.join(open_to_others)}", "chmod 600 (folders 700)")
    return Item("home", "ok", str(home))


def _private(home: Path) -> Iterator[Path]:
    yield from (home / name for name in ("home.json", "vault.db", "keys.db", "people.sqlite3", "people.secret"))


def _keys(asked: Asked) -> Item:
    folder = asked.settings.home / "keys"
    if not folder.exists():
        return Item("keys", "warning", "not made yet", "shouyi serve makes them")
    loose = [path.name for path in folder.iterdir() if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if loose:
        return Item("keys", "wrong", f"others can read {', '.join(sorted(loose))}", "chmod 600 them, then change them")
    lost = [name for name in ("kek.json", "registrar.key") if not (folder / name).exists()]
    if lost and (asked.settings.home / "ledger.db").exists():
        return Item("keys", "wrong", f"{', '.join(lost)} is lost", "put it back from its backup; make none anew")
    return Item("keys", "ok", f"{len(list(folder.iterdir()))} files, their owner's alone")


PROBE = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
connection.ensure_connection()
executor = MigrationExecutor(connection)
print(connection.vendor, len(executor.migration_plan(executor.loader.graph.leaf_nodes())))
"""
"""In a process of its own: Django's settings are read once a process, and a database that hangs is given up."""


def _database(asked: Asked) -> Item:
    home = asked.settings.home
    if not asked.settings.database and not (home / "people.sqlite3").exists():
        return Item("database", "warning", "SQLite, not made yet", "shouyi serve makes it")
    if not (home / "people.secret").exists() and not asked.settings.seed:
        return Item("database", "warning", "not looked at before the home is made", "shouyi serve makes it")
    environment = dict(_inherited(), DJANGO_SETTINGS_MODULE="shouyi.people.settings")
    done = subprocess.run([sys.executable, "-c", PROBE], env=environment, capture_output=True, text=True, timeout=30)
    vendor, _, pending = done.stdout.strip().partition(" ")
    if done.returncode or not pending.isdecimal():
        return Item("database", "wrong", "does not answer", "see database.url, its password and pg_hba.conf")
    if int(pending):
        return Item("database", "warning", f"{vendor}, {pending} migrations pending", "shouyi serve applies them")
    return Item("database", "ok", f"{vendor}, every migration applied")


def _inherited() -> dict[str, str]:
    from shouyi.acts.serving import inherited

    return inherited()


def _address(asked: Asked) -> Item:
    bind, url = asked.told.text("pages.bind"), urlsplit(asked.settings.url)
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        return Item("address", "wrong", f"pages.bind is {bind!r}", "host and port, as 127.0.0.1:8000")
    if url.hostname in ("localhost", "127.0.0.1") and not _loopback(host):
        return Item("address", "warning", f"listens on {bind}, but visitors are told {asked.settings.url}",
                    "set pages.url to the address that visitors use")  # fmt: skip
    if urlsplit(asked.settings.proofs_url).netloc == url.netloc:
        return Item(
            "address", "wrong", "pages and proofs have one address", "give proofs a host name or port of its own"
        )
    with socket.socket() as probe:
        taken = probe.connect_ex((host if host not in ("", "0.0.0.0") else "127.0.0.1", int(port))) == 0
    detail = f"{bind}, for visitors {asked.settings.url}"
    return Item("address", "ok", f"{detail} (somebody answers there: this one, if it is running)" if taken else detail)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _https(asked: Asked) -> Item:
    from shouyi.people.proxies import networks

    told = asked.told.texts("pages.trusted_proxies")
    trusted = networks(told)
    if any(network.num_addresses > 65_536 for network in trusted):
        return Item(
            "https", "wrong", "a trusted proxy is half the internet", "name the addresses of your proxies alone"
        )
    url = urlsplit(asked.settings.url)
    if url.scheme == "https" and not trusted:
        return Item("https", "wrong", "https outside, but no proxy is trusted: every request would be sent away again",
                    "set pages.trusted_proxies to the address of what ends TLS")  # fmt: skip
    if url.scheme == "https":
        return Item("https", "ok", f"cookies are sent over https alone; TLS ends at {', '.join(told)}")
    if asked.settings.seed or url.hostname in ("localhost", "127.0.0.1"):
        return Item("https", "warning", "http: for demonstrations and this machine alone", "docs/operating/tls.md")
    return Item(
        "https", "wrong", f"{asked.settings.url}: passwords and cookies would travel open", "docs/operating/tls.md"
    )


def _mail(asked: Asked) -> Item:
    if asked.settings.seed:
        return Item("mail", "ok", "a demonstration keeps its mail in an outbox")
    at = urlsplit(asked.told.text("mail.url"))
    if not at.scheme:
        return Item("mail", "warning", "no mail server is named", "set mail.url; codes go by SMS until then")
    if at.scheme not in ("smtp", "smtps") or not at.hostname:
        return Item("mail", "wrong", "mail.url is neither smtp:// nor smtps://", "write smtps://user:password@host")
    try:
        socket.create_connection((at.hostname, at.port or (465 if at.scheme == "smtps" else 25)), 5).close()
    except OSError as problem:
        return Item("mail", "warning", f"the mail server does not answer: {type(problem).__name__}", "see mail.url")
    return Item("mail", "ok", "the mail server answers; no letter was sent to try it")


def _sms(asked: Asked) -> Item:
    if asked.settings.seed:
        return Item("sms", "ok", "a demonstration keeps its SMS in an outbox")
    try:
        account = read_sms_file(asked.settings.home / "sms.toml")
    except GatewayError as problem:
        return Item("sms", "wrong", str(problem), "correct sms.toml")
    if account is None:
        return Item("sms", "warning", "no sms.toml: nobody can be sent a code", "write it, mode 0600")
    return Item("sms", "ok", f"{len(account.templates)} templates; no message was sent to try it")


def _witness(asked: Asked) -> Item:
    if not asked.settings.witness:
        return Item("witness", "warning", "none is named: nothing is cosigned", "set witness.url")
    try:
        answer = httpx.get(f"{asked.settings.witness}/health", timeout=5, trust_env=False)
    except httpx.HTTPError:
        return Item("witness", "warning", f"{asked.settings.witness} does not answer", "see whether it runs")
    state = "ok" if answer.status_code == 200 else "warning"
    return Item("witness", state, f"{asked.settings.witness} answers {answer.status_code}")


def _clock(asked: Asked) -> Item:
    """Against whoever can be asked: the witness's clock. Alone it can only be implausible."""
    if time.time() < EARLIEST:
        return Item("clock", "wrong", "stands before this version was made", "set it; run an NTP client")
    if asked.settings.witness:
        try:
            said = httpx.get(f"{asked.settings.witness}/health", timeout=5, trust_env=False).headers.get("date", "")
            skew = abs(parsedate_to_datetime(said).timestamp() - time.time())
        except (httpx.HTTPError, ValueError, TypeError):
            return Item("clock", "ok", "plausible; the witness does not say its own")
        if skew > SKEW_MAX.total_seconds():
            return Item("clock", "wrong", f"{skew:.0f} seconds apart from the witness's", "run an NTP client on both")
        return Item("clock", "ok", "agrees with the witness's")
    return Item("clock", "ok", "plausible; nobody to compare with")


def _disk(asked: Asked) -> Item:
    folder = next(path for path in (asked.settings.home, *asked.settings.home.resolve().parents) if path.exists())
    free = f"{shutil.disk_usage(folder).free / 2**30:.1f} GiB free"
    if why_disk_low(folder):
        return Item("disk", "wrong", free, "make room before anything is written")
    return Item("disk", "ok", free)


def _pdf(asked: Asked) -> Item:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return Item("pdf", "wrong", "Pango is missing", "apt-get install libpango-1.0-0 libpangoft2-1.0-0")
    found = shutil.which("fc-list")
    if not found:
        return Item("pdf", "warning", "fonts cannot be listed", "apt-get install fontconfig fonts-noto-cjk")
    fonts = subprocess.run([found, ":lang=zh-cn", "family"], capture_output=True, text=True, timeout=30).stdout
    if not fonts.strip():
        return Item("pdf", "wrong", "no font has Chinese", "apt-get install fonts-noto-cjk")
    return Item("pdf", "ok", f"Pango, {len(set(fonts.splitlines()))} families with Chinese")


def _worker(asked: Asked) -> Item:
    count = asked.told.number("worker.processes")
    if count:
        return Item("worker", "ok", f"shouyi serve starts {count}")
    return Item("worker", "warning", "none is started here", "see that another machine runs one on the same database")


CHECKS = (_home, _keys, _database, _address, _https, _mail, _sms, _witness, _clock, _disk, _pdf, _worker)
