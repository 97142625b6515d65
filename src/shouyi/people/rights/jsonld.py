"""The export as JSON-LD 1.1: schema.org and PROV-O where they have a word, our own vocabulary elsewhere.

The context is embedded, so that a reader needs no network, and lies beside it as `context.jsonld`, letter by letter
the file that the site serves (static/export-context.jsonld). docs/algorithms/portable.md.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shouyi.people.rights.gathering import Row, Table

CONTEXT_PATH = Path(__file__).parent / "static" / "export-context.jsonld"
RANDOM_IDS = frozenset(
    {"account", "consents", "asks", "views", "statements", "leaves", "signed", "files", "helpers", "cases",
     "case_steps", "happenings", "notices"}
)  # fmt: skip
"""Tables whose `id` is a UUID; others' is a place, a run's digest, or there is none."""


@cache
def context() -> bytes:
    """The context, as it is committed."""
    return CONTEXT_PATH.read_bytes()


def document(tables: Sequence[Table], made_at: str) -> bytes:
    """The whole export: one node for the export, in which every row is a node that `about` ties to the person."""
    (person,) = next(table for table in tables if table.code == "account").rows
    owner = f"urn:uuid:{person['id']}"
    graph = [_node(table, row, owner) for table in tables for row in table.rows]
    plain = {"@context": orjson.loads(context())["@context"], "@type": "Export", "made_at": made_at,
             "about": {"@id": owner}, "holds": graph}  # fmt: skip
    return orjson.dumps(plain, option=orjson.OPT_INDENT_2)


def _node(table: Table, row: Row, owner: str) -> dict[str, Any]:
    """What is not known is left out: null would mean the same in JSON-LD."""
    node: dict[str, Any] = {"@type": table.kind}
    if table.code in RANDOM_IDS:
        node["@id"] = f"urn:uuid:{row['id']}"
    elif "id" in row:
        node["place" if table.code == "lines" else "run"] = row["id"]
    node |= {name: value for name, value in row.items() if name != "id" and value not in (None, "")}
    if "case" in node:
        node["case"] = {"@id": f"urn:uuid:{node['case']}"}
    return node if table.code == "account" else node | {"about": {"@id": owner}}
