"""The configuration file: TOML, every key in one table with its type, its environment variable and its meaning.

Over the file stands the environment, over neither stands the default. A key that is not in the table is an error that
names its line and the nearest known one; so is a value of another type. A secret stands in a file of its own, which
`<key>_file` names and which only its owner may read: in no command line, and in no message here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from shouyi.gateways.errors import GatewayError

Value = str | int | bool | tuple[str, ...]
FILE_BYTES_MAX = 65_536
SECRET_BYTES_MAX = 4_096
CHOICES = {"log.level": ("debug", "info", "warning", "error")}


class Misconfigured(GatewayError):
    """The file or the environment says something that cannot be. The text names key and line, never a secret."""

    def __init__(self, text: str) -> None:
        super().__init__(text, permanent=True)


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. The default's type is the setting's; `low` and `high` bound a number."""

    name: str
    variable: str
    default: Value
    meaning: str
    low: int = 0
    high: int = 65_535
    secret: bool = False

    @property
    def kind(self) -> str:
        words = {str: "a text", int: "a whole number", bool: "true or false", tuple: "a list of texts"}
        return words[type(self.default)]


KEYS = (
    Key("home", "SHOUYI_HOME", "var", "the folder of everything that is written"),
    Key("net", "SHOUYI_NET", "", "the network's id, for a new home"),
    Key("seed", "SHOUYI_SEED", "", "makes a new home a demonstration, whose keys and clock follow from it"),
    Key("pages.bind", "SHOUYI_BIND", "127.0.0.1:8000", "where the pages listen"),
    Key("pages.url", "SHOUYI_URL", "", "the pages' address as visitors use it; unless told, localhost and the port"),
    Key("pages.help_phone", "SHOUYI_HELP_PHONE", "400 000 0000", "the number for help that every page shows"),
    Key("pages.workers", "SHOUYI_WORKERS", 2, "processes that make pages", 1, 64),
    Key("pages.threads", "SHOUYI_THREADS", 4, "threads of each", 1, 64),
    Key("pages.trusted_proxies", "SHOUYI_TRUSTED_PROXIES", (), "addresses or networks whose X-Forwarded-* is believed"),
    Key("proofs.url", "SHOUYI_PROOFS_URL", "", "the proofs' address; unless told, the pages' with the next port"),
    Key("proofs.bind", "SHOUYI_PROOFS_BIND", "", "where they listen; unless told, the pages' host, the address's port"),
    Key("witness.url", "SHOUYI_WITNESS", "", "the address of a witness"),
    Key("database.url", "SHOUYI_DATABASE_URL", "", "postgresql://…; unless told, SQLite in the home", secret=True),
    Key("mail.url", "SHOUYI_SMTP_URL", "", "smtp://user:password@host or smtps://…; else no mail", secret=True),
    Key("mail.from", "SHOUYI_MAIL_FROM", "", "who mail is from; unless told, no-reply at the pages' host"),
    Key("files.person_mib_max", "SHOUYI_PERSON_MIB_MAX", 512, "room for one person's files, in MiB", 1, 65_535),
    Key("files.s3_endpoint", "SHOUYI_S3_ENDPOINT", "", "S3-compatible storage of files; else blobs/ in the home"),
    Key("files.s3_bucket", "SHOUYI_S3_BUCKET", "", "its bucket, which must be there"),
    Key("files.s3_region", "SHOUYI_S3_REGION", "us-east-1", "its region, as the provider calls it"),
    Key("files.s3_prefix", "SHOUYI_S3_PREFIX", "blobs", "what stands before every name in the bucket"),
    Key("files.s3_key_id", "SHOUYI_S3_KEY_ID", "", "the access key's id"),
    Key("files.s3_secret", "SHOUYI_S3_SECRET", "", "the access key's secret", secret=True),
    Key("facts.window_h", "SHOUYI_FACTS_WINDOW_H", 24, "hours in which an organisation can undo what it handed in", 0,
        720),
    Key("score.spark_master", "SHOUYI_SPARK_MASTER", "local[*]", "the Spark that `assess --engine spark` asks"),
    Key("score.spark_memory_mib", "SHOUYI_SPARK_MEMORY_MIB", 4096, "memory of its driver, in MiB", 512, 1_048_576),
    Key("worker.processes", "SHOUYI_JOB_WORKERS", 1, "processes that do jobs; 0 where another machine does", 0, 16),
    Key("serving.grace_s", "SHOUYI_GRACE_S", 20, "how long requests may take to finish at a stop", 1, 600),
    Key("serving.restarts_max", "SHOUYI_RESTARTS_MAX", 5, "deaths of one process within two minutes; then all ends", 0,
        100),
    Key("metrics.bind", "SHOUYI_METRICS_BIND", "", "loopback address of the metrics, as 127.0.0.1:9108; else none"),
    Key("log.level", "SHOUYI_LOG_LEVEL", "info", "debug, info (a line a request), warning or error"),
)  # fmt: skip
BY_NAME = {key.name: key for key in KEYS}


@dataclass(frozen=True, slots=True)
class Configuration:
    """Every key's value, and whence it comes: "file", "environment" or "default"."""

    values: Mapping[str, Value]
    origins: Mapping[str, str]
    path: Path | None

    def text(self, name: str) -> str:
        return str(self.values[name])

    def number(self, name: str) -> int:
        return int(self.values[name])  # type: ignore[arg-type]

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.values[name]
        return found if isinstance(found, tuple) else (str(found),)


def configure(environment: Mapping[str, str], path: Path | None) -> Configuration:
    """The settings in force. Raises Misconfigured, also where `path` is given and cannot be read."""
    told = dict(_read(path)) if path else {}
    asked = dict(_from_environment(environment))
    values = {key.name: key.default for key in KEYS} | told | asked
    origins = {name: "environment" if name in asked else "file" if name in told else "default" for name in values}
    return Configuration(values, origins, path)


def _read(path: Path) -> Iterator[tuple[str, Value]]:
    text = _text(path)
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Misconfigured(f"{path.name} is no TOML: {_position(str(problem))}") from None
    for name, value in _flat(plain, ""):
        where = f"{path.name}:{line_of(text, name)}"
        key = require_key(name, where)
        yield key.name, _secret(path, name, value, where) if name.endswith("_file") else _fit(key, value, where)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) > FILE_BYTES_MAX:
            raise Misconfigured(f"{path.name} is longer than {FILE_BYTES_MAX} bytes")
        return data.decode("utf-8")
    except OSError as problem:
        raise Misconfigured(f"{path.name} cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError as problem:
        raise Misconfigured(f"{path.name} is no UTF-8 at byte {problem.start}") from None


def _position(problem: str) -> str:
    """The parser's place alone: its text may repeat what stands there."""
    found = re.search(r"\(at (line \d+, column \d+|end of document)\)$", problem)
    return found[1] if found else "somewhere"


def _flat(plain: Mapping[str, object], before: str) -> Iterator[tuple[str, object]]:
    for name, value in plain.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def line_of(text: str, name: str) -> int:
    """The line on which a key stands, the first where that cannot be told (an inline table)."""
    table, last = "", name.rpartition(".")[2]
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.fullmatch(r"\s*\[+\s*([^\]]*?)\s*\]+\s*(?:#.*)?", line):
            table = header[1] + "."
        found = re.match(r"\s*([^=#]+?)\s*=", line)
        if found and name in (found[1], table + found[1], table + found[1].strip("\"'")) and found[1].endswith(last):
            return number
    return 1


def require_key(name: str, where: str) -> Key:
    """The key of this name, or the secret that `<name>_file` names. Raises Misconfigured with the nearest one."""
    key = BY_NAME.get(name.removesuffix("_file"))
    if key and (not name.endswith("_file") or key.secret):
        return key
    known = [*BY_NAME, *(f"{each.name}_file" for each in KEYS if each.secret)]
    near = get_close_matches(name, known, 1, 0.5) or get_close_matches(name.rpartition(".")[2], known, 1, 0.4)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise Misconfigured(f"{where}: there is no setting {name[:60]!a}{hint}")


def _fit(key: Key, value: object, where: str) -> Value:
    """The value as the key's type. The message never repeats it."""
    if isinstance(key.default, tuple) and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if type(value) is not type(key.default) or isinstance(value, tuple):
        raise Misconfigured(f"{where}: {key.name} must be {key.kind}")
    return _bounded(key, value, where)


def _bounded(key: Key, value: Value, where: str) -> Value:
    if isinstance(value, int) and not key.low <= value <= key.high:
        raise Misconfigured(f"{where}: {key.name} must be between {key.low} and {key.high}")
    if key.name in CHOICES and value not in CHOICES[key.name]:
        raise Misconfigured(f"{where}: {key.name} must be one of {', '.join(CHOICES[key.name])}")
    if isinstance(value, str) and any(ord(sign) < 32 for sign in value):
        raise Misconfigured(f"{where}: {key.name} holds a control character")
    return value


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    for key in KEYS:
        if told := environment.get(key.variable, ""):
            yield key.name, _bounded(key, _parsed(key, told), key.variable)
        elif key.secret and (file := environment.get(f"{key.variable}_FILE", "")):
            yield key.name, _secret(Path("."), key.name, file, f"{key.variable}_FILE")


def _parsed(key: Key, text: str) -> Value:
    if isinstance(key.default, tuple):
        return tuple(each.strip() for each in text.split(",") if each.strip())
    if isinstance(key.default, int):
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise Misconfigured(f"{key.variable} must be {key.kind}")
        return int(text)
    return text


def _secret(beside: Path, name: str, value: object, where: str) -> str:
    """The first line of a file that its owner alone may read; a path that is not absolute begins at the file's own."""
    if not isinstance(value, str) or "\0" in value:
        raise Misconfigured(f"{where}: {name} must be a text, the path of a file")
    path = beside.parent / value
    try:
        mode = path.stat().st_mode
        if mode & 0o077:
            raise Misconfigured(f"{where}: the file that {name} names can be read by others; chmod 600")
        with path.open("rb") as file:
            return file.read(SECRET_BYTES_MAX).decode("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured(f"{where}: the file that {name} names cannot be read") from None
