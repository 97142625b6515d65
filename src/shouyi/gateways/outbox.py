"""An outbox instead of the world: messages that would have been sent, for development and for the demonstration.

One file a message, named by its key's digest, so that the same key is one message. Of a number only its ends are kept,
of an address its first letter and its host: enough to find one's own, nothing to call. The newest hundred stay.

What it does not do: it sends nothing. Whoever holds the folder reads codes of sign-in, so `wiring` puts it only into a
home that is marked as a demonstration.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

import orjson

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.files import write_whole
from shouyi.gateways.sms import Sent, require_sendable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

KEPT_MAX = 100


class Outbox:
    """`folder` is made with the first message; `clock_ns` gives the time of writing."""

    def __init__(self, folder: Path, clock_ns: Callable[[], int] = time.time_ns) -> None:
        self._folder = folder
        self._clock_ns = clock_ns

    def send(self, number_e164: str, template_code: str, params: Sequence[str], key: str) -> Sent:
        """Answers SmsPort. Raises GatewayError."""
        require_sendable(number_e164, key)
        kept = {"kind": "sms", "to": masked_number(number_e164), "template": template_code, "params": list(params)}
        return Sent(self._put(kept, key), key)

    def keep_mail(self, address: str, subject: str, text: str, key: str) -> None:
        """A mail, as its plain twin. Raises GatewayError."""
        self._put({"kind": "mail", "to": masked_address(address), "subject": subject, "text": text}, key)

    def kept(self, count: int) -> list[dict[str, Any]]:
        """The newest first. A file that somebody else put there or damaged is passed over: nothing depends on it."""
        found = [read for path in self._paths() if (read := _read(path))]
        return sorted(found, key=lambda kept: -kept["at_ns"])[:count]

    def _put(self, kept: dict[str, Any], key: str) -> str:
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        try:
            dated = kept | {"key": key, "at_ns": self._clock_ns()}
            write_whole(self._folder / f"{name}.json", orjson.dumps(dated), 0o600)
            self._forget_old()
        except OSError as problem:
            raise GatewayError(f"outbox: {type(problem).__name__}", permanent=False) from None
        return f"kept-{name[:12]}"

    def _forget_old(self) -> None:
        for path in sorted(self._paths(), key=_written_ns)[:-KEPT_MAX]:
            path.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return list(self._folder.glob("*.json"))


def masked_number(number_e164: str) -> str:
    """+8613800138000 → +861****8000."""
    return f"{number_e164[:4]}****{number_e164[-4:]}"


def masked_address(address: str) -> str:
    """xiumei@example.org → x***@example.org."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"


def _written_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:  # another worker forgot it first
        return 0


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = orjson.loads(path.read_bytes())
        return found if isinstance(found["at_ns"], int) and found["kind"] in ("sms", "mail") else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
