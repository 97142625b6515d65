"""The export's JSON-LD, read by a processor that is not ours: npm's jsonld, without network, nothing dropped."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.people.rights import jsonld
from shouyi.people.rights.gathering import Table

WEB = Path(__file__).resolve().parents[3] / "web"
PERSON = "0d9b3f3e-1111-4222-8333-444455556666"
CASE, STEP = "0d9b3f3e-1111-4222-8333-444455556667", "0d9b3f3e-1111-4222-8333-444455556668"


def tables(said: str = "说过的话") -> tuple[Table, ...]:
    account = {"id": PERSON, "name": "秀梅", "reach_verified": True, "joined_at": "2026-11-24T10:00:00+08:00"}
    line = {"id": "1/42", "log": 1, "index": 42, "kind": "trade.statement", "on": "2026-01-20", "said": said}
    step = {"id": STEP, "case": CASE, "at": "2026-11-24T10:00:00+08:00", "said": said, "outcome": ""}
    return (
        Table("account", "Person", tuple(account), (account,)),
        Table("lines", "EvidenceLine", tuple(line), (line,)),
        Table("case_steps", "CaseStep", tuple(step), (step,)),
    )


def read(document: bytes) -> dict[str, Any]:
    if not shutil.which("node") or not (WEB / "node_modules" / "jsonld").is_dir():
        pytest.skip("NPM'S JSONLD IS MISSING: no foreign processor read the export (npm ci in web/)")
    script = WEB / "test" / "expand-jsonld.mjs"
    done = subprocess.run(["node", script], input=document, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_foreign_processor_reads_it_and_drops_nothing() -> None:
    quads = read(jsonld.document(tables(), "2026-11-24T10:00:00+08:00"))["quads"]
    owner = f"<urn:uuid:{PERSON}>"
    assert f'{owner} <https://schema.org/name> "秀梅" .' in quads
    assert f"{owner} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Person> ." in quads
    assert f"<urn:uuid:{STEP}> <https://schema.org/isPartOf> <urn:uuid:{CASE}> ." in quads
    assert '"2026-01-20"^^<http://www.w3.org/2001/XMLSchema#date>' in quads
    assert quads.count(f"<https://schema.org/about> {owner} .") == 3  # of the export, the line and the step


def test_what_would_be_dropped_is_an_error() -> None:
    broken = json.loads(jsonld.document(tables(), "2026-11-24T10:00:00+08:00"))
    del broken["@context"]["@vocab"]
    with pytest.raises(AssertionError):
        read(json.dumps(broken).encode())


@given(st.text(max_size=60))
def test_any_words_stay_words(said: str) -> None:
    """Whatever somebody wrote stays one text, never a node, an address or a term."""
    document = json.loads(jsonld.document(tables(said.encode("utf-8", "replace").decode()), "2026-11-24"))
    nodes = [node for node in document["holds"] if node["@type"] == "EvidenceLine"]
    assert all(isinstance(node.get("said", ""), str) for node in nodes)
    assert {key for node in nodes for key in node} <= {"@type", "about", "place", "log", "index", "kind", "on", "said"}
