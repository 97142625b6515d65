"""The registry of kinds: one file a kind. A kind fixes the log, the writer, the committed fields and the public ones.

To add a kind, add a file that binds `KIND`; nothing else lists them. What the registry says of a kind, its order of
fields above all, is part of what verifiers pin (`registry()`), so a kind never changes: a change is a new `v`.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from shouyi.ledger.kind import LOGS, RESULT_FIELDS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def kinds() -> Mapping[str, Kind]:
    """Every registered kind by its name."""
    found = (importlib.import_module(f"{__name__}.{m.name}").KIND for m in pkgutil.iter_modules(__path__))
    return MappingProxyType({kind.name: kind for kind in sorted(found, key=lambda kind: kind.name)})


@cache
def registry() -> Mapping[str, object]:
    """What verifiers pin of the registry, as plain data for canonical JSON."""
    listed = {k.name: {"fields": list(k.fields), "log": k.log, "pub": sorted(k.pub), "v": 1} for k in kinds().values()}
    return MappingProxyType({"kinds": listed, "logs": list(LOGS), "result": list(RESULT_FIELDS), "v": 1})
