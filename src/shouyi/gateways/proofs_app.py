"""The public proofs' own address: the log's public folder, the pin, and the proof files of works. No cookies, no login.

Every answer is public by design: checkpoints, tiles, bundles and batch records hold commitments only; the pin is what
verifiers keep; a proof file is given to whoever has the random public id of a work, as on the work's page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from shouyi.archive.errors import ArchiveError, PersonErased
from shouyi.gateways.asgi import PLAIN, Headers, Observe, Observing
from shouyi.gateways.errors import GatewayError

Proof = Callable[[str], bytes | None]
"""A work's public id → its proof file; None for an unknown or erased one.

May raise PersonErased (not there either), or another ArchiveError, or a GatewayError: not now.
"""

Ailing = Callable[[], Mapping[str, str]]
"""What this stands on, each "" or a code."""

_NUMBERED = r"(?:x\d{3}/){0,6}\d{3}(?P<partial>\.p/[1-9]\d{0,2})?"  # up to 10^21: no number of 64 bits needs more
PUBLISHED = re.compile(
    rf"(?:state|(?:skill|trace|voice|rule)/checkpoint|(?P<bundle>(?:(?:skill|trace|voice|rule)/tile/(?:entries|[0-5])"
    rf"|batches)/{_NUMBERED}))",
    re.ASCII,
)
"""The only paths that are looked up on the disk: none of them can leave the folder."""
GUIDE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}\.(?P<ending>json|note)", re.ASCII)
"""A version as the guide's schema has it: its document, or the signed note of its digest."""
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
FULL, PARTIAL, FRESH = "public, max-age=31536000, immutable", "public, max-age=3600", "no-cache"
OPEN = PLAIN | {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def proofs_app(
    public: Path, pin: Path, proof: Proof, *, ailing: Ailing = dict, observe: Observe | None = None
) -> Starlette:
    """Serves the folder `public`, the file `pin` and whatever `proof` finds. `ailing` answers `/ready`."""

    def ready(request: Request) -> Response:
        """Codes: the ledger must be readable; a disk that fills is said, and stops nobody."""
        found = {name: code or "ok" for name, code in sorted(ailing().items())}
        status = 503 if found.get("ledger", "ok") != "ok" else 200
        plain = {"status": "ok" if status == 200 else "unready", **found}
        return JSONResponse(plain, status_code=status, headers={"Cache-Control": "no-store"})

    def published(request: Request) -> Response:
        found = PUBLISHED.fullmatch(request.scope["path"][1:])
        return _file(public / found[0], _type(found[0]), _freshness(found)) if found else _absent()

    def pinned(request: Request) -> Response:
        return _file(pin, "application/json", FRESH)

    def pin_file(request: Request) -> Response:
        """The pin again, to be saved: `--policy pin.json` is what commands ask for."""
        return _saved(pinned(request), "pin.json")

    def verifier(request: Request) -> Response:
        """The offline verifier, to be saved: shown from here it would be no more trusted than this address."""
        return _saved(_file(public / "verify.html", "text/html; charset=utf-8", FRESH), "shouyi-verify.html")

    def guide(request: Request) -> Response:
        """A guide, to be saved: whoever recomputes under one that was voted asks for it as `--guide 2.2.json`."""
        found = GUIDE.fullmatch(request.path_params["name"])
        if found is None:
            return _absent()
        kind = "application/json" if found["ending"] == "json" else "text/plain; charset=utf-8"
        return _saved(_file(public / "guide" / found[0], kind, FRESH), found[0])

    def proved(request: Request) -> Response:
        public_id = request.path_params["public_id"]
        try:
            data = proof(public_id) if PUBLIC_ID.fullmatch(public_id) else None
        except PersonErased:
            return _absent()
        except (ArchiveError, GatewayError):
            return _absent(503)
        return _saved(_answer(data, "text/plain; charset=utf-8", "no-store"), f"{public_id}.tlog-proof")

    routes = [
        Route("/health", health),
        Route("/ready", ready),
        Route("/pin", pinned),
        Route("/pin.json", pin_file),
        Route("/proof/{public_id}", proved),
        Route("/verify.html", verifier),
        Route("/guide/{name}", guide),
        Route("/{path:path}", published),
    ]
    observing = [Middleware(Observing, observe=observe)] if observe else []
    return Starlette(routes=routes, middleware=[*observing, Middleware(Headers, headers=OPEN)])


def health(request: Request) -> Response:
    """Says that the process answers, and nothing else."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def _freshness(found: re.Match[str]) -> str:
    """Full tiles never change; partial ones do not either, but go away; checkpoints are asked for again each time."""
    if not found["bundle"]:
        return FRESH
    return PARTIAL if found["partial"] else FULL


def _type(path: str) -> str:
    if path.endswith("checkpoint"):
        return "text/plain; charset=utf-8"
    return "application/json" if path == "state" else "application/octet-stream"


def _file(path: Path, media_type: str, freshness: str) -> Response:
    try:
        return _answer(path.read_bytes(), media_type, freshness)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return _absent()


def _answer(data: bytes | None, media_type: str, freshness: str) -> Response:
    if data is None:
        return _absent()
    return Response(data, media_type=media_type, headers={"Cache-Control": freshness})


def _saved(answer: Response, name: str) -> Response:
    """A browser saves it under this name; the pages stand at another address, where `download` is ignored."""
    if answer.status_code == 200:
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _absent(status: int = 404) -> Response:
    text = "not found\n" if status == 404 else "not now\n"
    return PlainTextResponse(text, status_code=status, headers={"Cache-Control": "no-store"})
