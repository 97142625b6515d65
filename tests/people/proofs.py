"""Proof files, a pin and the offline page for the verifier in browsers, made by `web/test/world.mjs`."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from people.browser import ROOT, require_file
from shouyi.people.offline import offline_file

WEB = ROOT / "web"


@dataclass(frozen=True)
class Proofs:
    """A folder with `pin.json`, `offline.html` and proof files by their names."""

    folder: Path
    script: str

    @property
    def offline_url(self) -> str:
        return (self.folder / "offline.html").as_uri()

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.tlog-proof"


def make_proofs(folder: Path) -> Proofs:
    """Builds the bundle anew and makes everything in `folder`."""
    require_file(WEB / "node_modules/esbuild/package.json", "ESBUILD")
    built = folder / "built"
    subprocess.run(["node", "build.mjs", built], cwd=WEB, check=True, capture_output=True)
    subprocess.run(["node", "test/world.mjs", folder], cwd=WEB, check=True, capture_output=True)
    template = (built / "offline-template.html").read_text()
    (folder / "offline.html").write_bytes(offline_file((folder / "pin.json").read_bytes(), template))
    proofs = Proofs(folder, (built / "verify.js").read_text())
    proofs.path("tampered").write_bytes(tampered(proofs.path("work").read_bytes()))
    proofs.path("photo").write_bytes(b"\xff\xd8\xff\xe0 not a proof")
    return proofs


def tampered(proof: bytes) -> bytes:
    """The same proof with another maker's name: well formed, and untrue."""
    lines = proof.split(b"\n")
    extra = json.loads(b64decode(lines[1].removeprefix(b"extra ")))
    assert extra["fields"][1][:2] == ["maker", "杨秀梅"]
    extra["fields"][1][1] = "李秀兰"
    spelt = json.dumps(extra, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    lines[1] = b"extra " + b64encode(spelt.encode())
    return b"\n".join(lines)
