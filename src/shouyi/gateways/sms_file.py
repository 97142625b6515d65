"""The provider's account, from a file of the home that only the operator reads: `sms.toml`.

secret_id = "…"
secret_key = "…"
app_id = "1400006666"
sign_name = "守艺"
[templates]
"sign_in_code.zh-hans" = "900001"
"""

from __future__ import annotations

import stat
import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.sms import TencentSettings

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {field.name: field for field in fields(TencentSettings)}
NEEDED = ("secret_id", "secret_key", "app_id", "sign_name", "templates")


def read_sms_file(path: Path) -> TencentSettings | None:
    """None where there is no such file. Raises GatewayError naming the entry, never its value."""
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise GatewayError(f"{path.name} can be read by others than its owner", permanent=True)
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as problem:
        raise GatewayError(f"{path.name} cannot be read: {type(problem).__name__}", permanent=True) from None
    return _settings(path.name, found)


def _settings(name: str, found: dict[str, Any]) -> TencentSettings:
    for entry in NEEDED:
        if not found.get(entry):
            raise GatewayError(f"{name} says no {entry}", permanent=True)
    for entry, value in found.items():
        _require_entry(name, entry, value)
    return TencentSettings(**found)


def _require_entry(name: str, entry: str, value: object) -> None:
    if entry not in NAMES:
        raise GatewayError(f"{name} has an entry that nobody knows", permanent=True)
    if entry == "templates":
        good = isinstance(value, dict) and all(isinstance(number, str) for number in value.values())
    elif entry == "timeout_s":
        good = isinstance(value, int | float) and 0 < value <= 60
    else:
        good = isinstance(value, str)
    if not good:
        raise GatewayError(f"{name}: {entry} is not of its type", permanent=True)
